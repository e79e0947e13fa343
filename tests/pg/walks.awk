# tables.txt, queries.txt and the plans of prepare.awk: names every query that
# PostgreSQL could answer only by walking a table that is not small, though its
# author did not say so.
function judge() {
	if (node != "" && !(table in small) && !walk[name]) {
		print place[name] ": " name ": " node
		wrong = 1
	}
	node = ""
}
FILENAME == ARGV[1] { sub(/#.*/, ""); if ($3 == "small") small[$1] = 1; next }
FILENAME == ARGV[2] { split($0, f, "\t"); place[f[1]] = f[2]; if (f[6] ~ /walk/) walk[f[1]] = 1; next }
/ERROR:/ { print name ": " $0; wrong = 1; next }
/^-- / { judge(); name = $2; n++; next }
/Index Cond:/ { node = "" }
/ Scan( using [a-z_]+)? on / || / Scan using / || /^(Seq|Index|Index Only|Bitmap Index) Scan/ {
	judge()
	line = $0
	sub(/^[ >-]*/, "", line)
	if (line ~ /^(Subquery|CTE|Function|WorkTable) Scan/)
		next
	if (line !~ /^Bitmap Index Scan/) {     # that one names the index; the line above had the table
		table = line
		sub(/.* on /, "", table)
		sub(/ .*/, "", table)
	}
	if (line !~ /^Bitmap Heap Scan/)
		node = line
}
END { judge(); if (n < 100) { print "only " n " plans"; wrong = 1 } exit wrong }
