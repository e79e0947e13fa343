#!/usr/bin/env bash
# A database of 0019 with deputies in it comes up to date: row security binds the
# owner too, so what a migration changes must be seen to have changed. Then three
# copies start at once on a base pack that an older program stored.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/pg.sh
tmp=$(mktemp -d) || exit 1
chmod 755 "$tmp"
served=
trap 'kill $served 2>/dev/null; pg_down "$tmp/pg"; rm -rf "$tmp"' EXIT
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

newest=$(sed -n 's/^version: //p' packs/base.yaml)
old=$(sed '/^roles:/,$d; s/^version: .*/version: 1/' packs/base.yaml)
owner <<<"INSERT INTO pack(region, level, version, from_day, name, hash, source, loaded)
	VALUES (0, 1, 1, 18262, '全国通用', '\\x00', \$pack\$$old\$pack\$, 0)" 2>"$tmp/load"
result $? "a base pack without roles" "$tmp/load"
for i in 1 2 3; do
	install -d -m 700 "$tmp/copy$i"
	./lianxin serve --data "$tmp/copy$i" --db "$PG_APP_URL" --listen 127.0.0.1:0 2>"$tmp/copy$i.log" &
	served="$served $!"
done
for _ in $(seq 300); do
	[ "$(cat "$tmp"/copy?.log | grep -c 'ready on')" -eq 3 ] && break
	sleep 0.1
done
cat "$tmp"/copy?.log >"$tmp/said"
[ "$(grep -c 'ready on' "$tmp/said")" -eq 3 ]
result $? "three copies that start at once are all ready" "$tmp/said"
is "one of them brought the newer base" "1 $newest" "SELECT string_agg(version::text, ' ' ORDER BY version) FROM pack WHERE region = 0"
is "from today on, as the program's own act" "$(TZ=CST-8 date +%F) 1" \
	"SELECT date '1970-01-01' + from_day::int || ' ' || (SELECT count(*) FROM audit WHERE action = 'pack.load' AND
		object = 'base $newest' AND result = 'program' AND account IS NULL) FROM pack WHERE region = 0 AND version = $newest"
is "and the old one is as it was" "$(printf %s "$old" | md5sum | cut -d' ' -f1)" "SELECT md5(source) FROM pack WHERE region = 0 AND version = 1"
echo "1..$n"
exit $failed
