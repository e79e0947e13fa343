# queries.txt (tools/mkquery_list.c) to psql: prepares each query with its declared
# types, then describes what it gives; with -v explain=1 shows the plan that every
# value of the inputs would get, when a walk over a whole table costs the world.
# Nothing is run.
BEGIN {
	FS = "\t"
	type["i"] = "bigint"; type["r"] = "double precision"; type["t"] = "text"; type["b"] = "bytea"
	type["I"] = "bigint[]"; type["R"] = "double precision[]"; type["T"] = "text[]"; type["B"] = "bytea[]"
	if (explain) {
		print "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
		print "SET lianxin.lo = 530524; SET lianxin.hi = 530524;"
	}
}
$8 != "-" {
	types = ""; nulls = ""
	for (i = 1; $4 != "-" && i <= length($4); i++) {
		types = types (i > 1 ? ", " : "") type[substr($4, i, 1)]
		nulls = nulls (i > 1 ? ", " : "") "NULL"
	}
	if (nulls != "") {
		types = "(" types ")"
		nulls = "(" nulls ")"
	}
	printf "\\echo -- %s\nPREPARE %s%s AS %s;\n", $1, $1, types, $8
	if (explain)
		printf "EXPLAIN (COSTS off) EXECUTE %s%s;\n", $1, nulls
	else if ($5 != "-")
		printf "EXECUTE %s%s \\gdesc\n", $1, nulls
}
