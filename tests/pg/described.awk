# queries.txt against what psql printed for prepare.awk: names every query that
# could not be prepared, or whose columns differ from the declared types in count or kind.
BEGIN { FS = "\t"; letter["bigint"] = "i"; letter["double precision"] = "r"; letter["text"] = "t"; letter["bytea"] = "b" }
FILENAME == ARGV[1] { if ($8 != "-") { want[$1] = $5; place[$1] = $2 }; next }
/^-- / { name = substr($0, 4); seen[name] = 1; got[name] = ""; next }
/ERROR:/ { print name ", or the one behind it: " $0; wrong = 1; next }
match($0, / (bigint|double precision|text|bytea|[a-z][a-z ]*)$/) {
	kind = substr($0, index($0, " ") + 1)
	got[name] = got[name] (kind in letter ? letter[kind] : "(" kind ")")
}
END {
	for (name in want) {
		have = seen[name] ? (got[name] == "" ? "-" : got[name]) : "nothing"
		if (have != want[name]) {
			print place[name] ": " name ": declared " want[name] ", PostgreSQL gives " have
			wrong = 1
		}
		n++
	}
	if (n < 100) { print "only " n " queries"; wrong = 1 }
	exit wrong
}
