#!/bin/bash
# schema/postgres and every query against a PostgreSQL of our own, as TAP:
# schemas.sh QUERIES.TXT, the list that mkquery wrote.
set -u
cd "$(dirname "$0")/../.."
. tests/pg.sh
queries=$(realpath "${1:?usage: schemas.sh QUERIES.TXT}")
tmp=$(mktemp -d) || exit 1
chmod 755 "$tmp"
trap 'pg_down "$tmp/pg"; rm -rf "$tmp"' EXIT
n=0 failed=0

# result STATUS NAME [FILE shown when it failed]
result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		failed=$((failed + 1))
		echo "not ok $n - $2"
		[ -f "${3:-}" ] && head -n 40 "$3" | sed 's/^/#   /'
	fi
}

# sql URL ARGUMENT...: psql that stops at the first mistake and prints bare values
sql() {
	local url=$1
	shift
	"$pg_bin/psql" -qAtX -v ON_ERROR_STOP=1 "$url" "$@"
}

# empty NAME SQL: the statement, asked of the superuser, must give no row
empty() {
	sql "$PGURL" -c "$2" >"$tmp/rows" 2>&1
	[ $? -eq 0 ] && [ ! -s "$tmp/rows" ]
	result $? "$1" "$tmp/rows"
}

# refused NAME SQL: the program's role must not be allowed it
refused() {
	sql "$PG_APP_URL" -c "$2" >"$tmp/said" 2>&1
	grep -q 'permission denied\|must be owner\|never changed' "$tmp/said"
	result $? "the program may not $1" "$tmp/said"
}

pg_up "$tmp/pg" || { echo "not ok 1 - a cluster of our own"; exit 1; }
status=0
for f in schema/postgres/[0-9]*.sql; do
	sql "$PG_OWNER_URL" -1 -f "$f" >/dev/null 2>>"$tmp/load" || status=1
done
result $status "every migration runs, as an owner who is no superuser" "$tmp/load"
diff <(cd schema/sqlite && ls) <(cd schema/postgres && ls [0-9]*) >"$tmp/diff"
result $? "both engines have the same migrations" "$tmp/diff"

# ---- the schemas say the same ----
cat schema/sqlite/*.sql | sqlite3 "$tmp/sqlite.db" &&
	sqlite3 "$tmp/sqlite.db" <tests/pg/describe_sqlite.sql | LC_ALL=C sort >"$tmp/sqlite"
sql "$PGURL" -f tests/pg/describe_postgres.sql | LC_ALL=C sort >"$tmp/postgres"
[ "$(grep -c '^column' "$tmp/sqlite")" -gt 200 ]
result $? "a schema has columns to compare"
diff "$tmp/sqlite" "$tmp/postgres" | grep '^[<>]' | diff tests/golden/schemas.txt - >"$tmp/diff"
result $? "tables, columns, keys and indexes differ only as reviewed (tests/golden/schemas.txt)" "$tmp/diff"

# ---- every query ----
awk -F '\t' '$3 != "both" && $3 != "rows" && $3 != "joint" { print $3 "\t" $1 "\t" $2 }' "$queries" | sed 's/:[0-9]*$//' | sort |
	diff tests/golden/twins.txt - >"$tmp/diff"
result $? "queries of one engine, and twins, are those reviewed (tests/golden/twins.txt)" "$tmp/diff"
awk -f tests/pg/prepare.awk "$queries" >"$tmp/prepare.sql"
"$pg_bin/psql" -qAtX -F ' ' "$PG_APP_URL" -f "$tmp/prepare.sql" >"$tmp/described" 2>&1
awk -f tests/pg/described.awk "$queries" "$tmp/described" >"$tmp/wrong"
result $? "every query can be prepared with its declared types and gives what it declares" "$tmp/wrong"
awk -v explain=1 -f tests/pg/prepare.awk "$queries" >"$tmp/explain.sql"
# the superuser, because the rule of the rows is a condition too
"$pg_bin/psql" -qAtX "$PGURL" -f "$tmp/explain.sql" >"$tmp/plans" 2>&1
awk -f tests/pg/walks.awk schema/tables.txt "$queries" "$tmp/plans" >"$tmp/wrong"
result $? "no query walks a table that is not small" "$tmp/wrong"
awk '/^-- / { name = $2 } /(Hash Cond|Merge Cond|Join Filter):.*asked\./ { print name ": " $0 }' "$tmp/plans" >"$tmp/wrong"
[ ! -s "$tmp/wrong" ]
result $? "what many ask together is looked up for each, not among all of a county" "$tmp/wrong"

# ---- tenants ----
sql "$PGURL" -c "CREATE TABLE listed(name text, kind text)" -c "\\copy listed from pstdin" \
	< <(sed 's/#.*//' schema/tables.txt | awk 'NF { print $1 "\t" ($2 == "server" ? "tenant" : $2) }')
empty "every table is in schema/tables.txt, and none besides" "SELECT coalesce(c.relname, l.name)
	FROM pg_class c FULL JOIN listed l ON l.name = c.relname
	WHERE coalesce(c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace, true)
	AND coalesce(c.relname NOT IN ('schema_version', 'listed'), true)
	AND (c.oid IS NULL OR l.name IS NULL) AND l.kind IS DISTINCT FROM 'local'"
empty "county leads every key of a tenant table" "SELECT k.conrelid::regclass, k.conname FROM pg_constraint k
	JOIN listed l ON l.name = k.conrelid::regclass::text AND l.kind = 'tenant'
	JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
	WHERE k.contype IN ('p', 'u', 'f') AND a.attname <> 'county'"
empty "and every unique index of one" "SELECT i.indexrelid::regclass FROM pg_index i
	JOIN listed l ON l.name = i.indrelid::regclass::text AND l.kind = 'tenant'
	WHERE i.indisunique AND pg_get_indexdef(i.indexrelid, 1, true) <> 'county'"
empty "row security is on and forced on tenant tables, and on no other" "SELECT c.relname FROM pg_class c
	JOIN listed l ON l.name = c.relname
	WHERE (c.relrowsecurity AND c.relforcerowsecurity) <> (l.kind = 'tenant') OR c.relrowsecurity <> c.relforcerowsecurity"
empty "with one and the same rule, but that search_find() asks of all windows" "SELECT min(tablename) FROM pg_policies
	WHERE NOT (tablename = 'search_text' AND policyname = 'found' AND cmd = 'SELECT' AND roles = '{owner}')
	GROUP BY policyname, permissive, roles, cmd, qual, with_check HAVING count(*) <> (SELECT count(*) FROM listed WHERE kind = 'tenant')"
empty "neither the program nor the owner is above the rule" "SELECT rolname FROM pg_roles
	WHERE rolname IN ('owner', 'app', 'lianxin_app') AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"
sql "$PGURL" -f tests/pg/citus_stand_in.sql -f schema/postgres/citus.sql >"$tmp/said" 2>&1
result $? "the cluster's file can be read" "$tmp/said"
empty "and spreads every table as schema/tables.txt says" "SELECT coalesce(l.name, s.name), l.kind, s.kind
	FROM listed l FULL JOIN spread s ON s.name = l.name
	WHERE l.kind IS DISTINCT FROM s.kind AND l.kind IS DISTINCT FROM 'local'"
grep -rn "set_config('lianxin" src >"$tmp/said"
[ $? = 1 ]
result $? "the program says a scope as SET LOCAL, which Citus passes on, and in no other way" "$tmp/said"
awk -F '\t' 'tolower($0) ~ /update [a-z_]+ set ([^;]*, *)?county *=/ { print $1 }' "$queries" >"$tmp/wrong"
[ ! -s "$tmp/wrong" ]
result $? "no query moves a row to another county" "$tmp/wrong"
sql "$PG_APP_URL" -f tests/pg/rows.sql >/dev/null 2>"$tmp/said"
result $? "rows outside the scope are not seen, made, changed or deleted" "$tmp/said"
sql "$PG_APP_URL" -f tests/pg/search.sql >/dev/null 2>"$tmp/said"
result $? "the search finds what is in scope, newest first, by its index" "$tmp/said"
[ "$(sql "$PG_OWNER_URL" -c 'SELECT count(*) FROM casefile')" = 0 ]
result $? "the owner sees no row either without a scope"

# ---- plans, with rows to plan for ----
sql "$PGURL" -f tests/pg/fill.sql >"$tmp/said" 2>&1
result $? "some counties are filled" "$tmp/said"
awk -v explain=1 -f tests/pg/prepare.awk "$queries" | sed 's/SET enable_seqscan = off;/SET enable_bitmapscan = off; SET random_page_cost = 1.1;/' >"$tmp/explain.sql"
"$pg_bin/psql" -qAtX "$PG_APP_URL" -f "$tmp/explain.sql" >"$tmp/plans" 2>&1
awk -f tests/pg/indexes.awk "$queries" "$tmp/plans" >"$tmp/wrong"
result $? "PostgreSQL finds by itself the indexes that SQLite is told" "$tmp/wrong"
awk '/^-- (case|public)_list/ { on = $2 } /^-- / && $2 != on { on = "" } on && /Sort/ { print on ": " $0 }' \
	"$tmp/plans" >"$tmp/wrong"
[ ! -s "$tmp/wrong" ]
result $? "and no list of cases is sorted" "$tmp/wrong"

refused "make a table" "CREATE TABLE more(x int)"
refused "make a schema" "CREATE SCHEMA more"
refused "change a table" "ALTER TABLE casefile ADD COLUMN more int"
refused "lift the rule" "ALTER TABLE casefile DISABLE ROW LEVEL SECURITY"
refused "drop a table" "DROP TABLE casefile"
refused "empty a table" "TRUNCATE unit"
refused "call what makes tables its own" "CALL tenant_table('casefile')"
refused "become the owner" "SET ROLE owner"
refused "change an audit row" "UPDATE audit SET action = 'x'"
refused "delete an audit row" "DELETE FROM audit"
refused "say which schema this is" "INSERT INTO schema_version(version) VALUES (9999)"
sql "$PG_OWNER_URL" -c "SELECT set_config('lianxin.lo', '0', false), set_config('lianxin.hi', '999999', false)" \
	-c "DELETE FROM audit" >"$tmp/said" 2>&1
grep -q 'never changed or deleted' "$tmp/said"
result $? "the owner may not delete an audit row" "$tmp/said"

echo "1..$n"
[ $failed -eq 0 ]
