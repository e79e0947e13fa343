# queries.txt (tools/mkquery_list.c) to psql: prepare each query with its declared
# types, then describe what it gives. EXECUTE is described, never run.
BEGIN {
	FS = "\t"
	type["i"] = "bigint"; type["r"] = "double precision"; type["t"] = "text"; type["b"] = "bytea"
}
$8 != "-" {
	types = ""; nulls = ""
	for (i = 1; $4 != "-" && i <= length($4); i++) {
		types = types (i > 1 ? ", " : "") type[substr($4, i, 1)]
		nulls = nulls (i > 1 ? ", " : "") "NULL"
	}
	printf "PREPARE %s%s AS %s;\n", $1, types == "" ? "" : "(" types ")", $8
	printf "\\echo query %s\n", $1
	if ($5 != "-")
		printf "EXECUTE %s%s \\gdesc\n", $1, nulls == "" ? "" : "(" nulls ")"
}
