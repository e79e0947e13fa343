# queries.txt and the plans of prepare.awk: where the author told SQLite which index to
# use, PostgreSQL, which cannot be told, must find it by itself, and must not sort.
FILENAME == ARGV[1] {
	split($0, f, "\t")
	text = f[7]
	while (f[8] != "-" && match(text, /INDEXED BY [a-z_]+/)) {
		want[f[1]] = want[f[1]] " " substr(text, RSTART + 11, RLENGTH - 11)
		text = substr(text, RSTART + RLENGTH)
	}
	place[f[1]] = f[2]
	next
}
/^-- / { name = $2; next }
{ plan[name] = plan[name] $0 "\n" }
END {
	for (name in want) {
		m = split(want[name], index_, " ")
		for (i = 1; i <= m; i++)
			if (index(plan[name], " " index_[i] " ") == 0) {
				print place[name] ": " name ": does not use " index_[i] "\n" plan[name]
				wrong = 1
			}
		n++
	}
	if (n < 10) { print "only " n " queries"; wrong = 1 }
	exit wrong
}
