#!/usr/bin/env bash
# A database of 0019 with deputies in it comes up to date: row security binds the
# owner too, so what a migration changes must be seen to have changed.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/pg.sh
tmp=$(mktemp -d) || exit 1
chmod 755 "$tmp"
trap 'pg_down "$tmp/pg"; rm -rf "$tmp"' EXIT
n=0 failed=0

result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		failed=1
		echo "not ok $n - $2"
		[ -f "${3:-}" ] && head -n 40 "$3" | sed 's/^/#   /'
	fi
}
owner() { "$pg_bin/psql" -qAtX -v ON_ERROR_STOP=1 "$PG_OWNER_URL" "$@"; }
is() { # NAME WANTED SQL, asked of the superuser, whom no rule binds
	"$pg_bin/psql" -qAtX "$PGURL" -c "$3" >"$tmp/came" 2>&1
	[ "$(cat "$tmp/came")" = "$2" ]
	result $? "$1" "$tmp/came"
}

pg_up "$tmp/pg" || { echo "not ok 1 - a cluster of our own"; exit 1; }
status=0
for f in schema/postgres/00*.sql; do
	[ "$(basename "$f")" \< 0020 ] || continue
	owner -1 -f "$f" >/dev/null 2>>"$tmp/load" || status=1
done
result $status "the schema of 0019" "$tmp/load"
owner >/dev/null 2>"$tmp/load" <<'END'
INSERT INTO schema_version(version) VALUES (19);
BEGIN;
SELECT set_config('lianxin.lo', '530524', true), set_config('lianxin.hi', '530524', true);
INSERT INTO person(county, id, code, name, station) VALUES (530524, 1, 'AAAAAA', '甲', NULL), (530524, 2, 'BBBBBB', '乙', 7),
	(530524, 3, 'CCCCCC', '丙', NULL);
INSERT INTO seat(county, person, congress, level, term) VALUES (530524, 1, 530524000000, 4, '18'), (530524, 2, 530524000000, 4, '18'),
	(530524, 2, 530500000000, 3, '5');
COMMIT;
BEGIN;
SELECT set_config('lianxin.lo', '532930', true), set_config('lianxin.hi', '532930', true);
INSERT INTO person(county, id, code, name) VALUES (532930, 1, 'DDDDDD', '丁');
INSERT INTO seat(county, person, congress, level, term) VALUES (532930, 1, 532930000000, 4, '18');
COMMIT;
END
result $? "with deputies of two counties" "$tmp/load"
./lianxin user --data "$tmp/data" --db "$PG_OWNER_URL" disable nobody >"$tmp/said" 2>&1
is "the program brings it up to date" "$(ls schema/postgres | sed -n 's/^\(0*\)\([0-9]*\)-.*/\2/p' | sort -n | tail -n 1)" \
	"SELECT max(version) FROM schema_version"
is "every deputy has a place" "530524000000 530524000000 530524000000 532930000000" \
	"SELECT string_agg(region::text, ' ' ORDER BY county, id) FROM person"
is "and the levels of their seats" "16 24 0 16" "SELECT string_agg(levels::text, ' ' ORDER BY county, id) FROM person"
is "the counters count them" "530524 0 1 1 2;530524 0 2 1 1;530524 3 1 1 1;530524 3 2 1 1;530524 4 1 1 2;530524 4 2 1 1;532930 0 1 1 1;532930 4 1 1 1" \
	"SELECT string_agg(concat_ws(' ', county, level, facet, value, n), ';' ORDER BY county, level, facet, value) FROM deputy_count"
is "and no scope is left behind" "" "SELECT current_setting('lianxin.lo', true)"
echo "1..$n"
exit $failed
