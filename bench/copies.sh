#!/usr/bin/env bash
# Many copies against one, behind the same proxy on the same processors: pages of
# residents and submissions of 64 clients, first through HAProxy with one copy behind
# it, then with four of one loop each (docs/operate.md, Many copies), in turn; counters are
# compared with what they count afterwards.
#
#   bench/copies.sh        CASES_EACH=2000 SECONDS_EACH=5 ROUNDS=2; writes bench/copies.txt
set -u
cd "$(dirname "$0")/.." || exit 1
make -s --no-print-directory all build/release/load >&2 || exit 1
. tests/fault/server.inc
. tests/pg.sh
. tests/copies/copies.inc
. bench/common.inc
base=$top
each=${SECONDS_EACH:-5}
out=bench/copies.txt
raw=$top/raw
: >$out
trap copies_end EXIT
declare -A sum

command -v haproxy >/dev/null || { echo "no haproxy here: install the packages of packages.txt"; exit 1; }
chmod 711 "$top"
PG_FSYNC=on pg_up "$top/pg" && "$lianxin" demo --data "$top/copy1" --db "$PG_OWNER_URL" --county 530524 \
	--cases "${CASES_EACH:-2000}" --seed 1 >"$top/demo.log" 2>&1 || { tail -n 3 "$top/demo.log"; exit 1; }
for n in 2 3 4; do
	install -d -m 700 "$top/copy$n" && install -m 400 "$top/copy1/secret.key" "$top/copy$n/secret.key"
done
psql -qX "$PGURL" -c 'VACUUM ANALYZE' >&2
sql "SELECT code || ' ' || county || ' ' || region FROM station ORDER BY code" >"$top/places"
sql "SELECT '/s/' || code FROM station UNION ALL SELECT '/public'" >"$top/paths"

# One round with the copies that stand in $copies.
round() { # NAME [OPTION...]
	copies_begin --connect-per-address 0 "${@:2}" && front_begin || exit 1
	line=$("$load" get "port=$front_port" "paths=$top/paths" conns=64 warm=1 "seconds=$each" "name=$1")
	echo "$line" >>"$raw"
	row "pages of residents, 64 connections, $1" "$(per_s) /s" "($(away))" ""
	sum[pages,$1]=$(calc "${sum[pages,$1]:-0} + $(per_s)" 0)
	line=$("$load" submit "port=$front_port" "data=$top/copy1" "places=$top/places" conns=64 warm=1 "seconds=$each" "name=$1")
	echo "$line" >>"$raw"
	row "opinions acknowledged, 64 clients, $1" "$(per_s) /s" "($(away))" ""
	row "  p50 / p99; refused, failed, lost" \
		"$(ms "$(word p50_us "$line")") / $(ms "$(word p99_us "$line")") ms" \
		"$(word refused "$line"), $(word failed "$line"), $(word lost "$line")" ""
	sum[submit,$1]=$(calc "${sum[submit,$1]:-0} + $(per_s)" 0)
	for n in haproxy $copies; do
		copy_end "$n" TERM
	done
}

head_say
table_say
for i in $(seq 1 "${ROUNDS:-2}"); do
	copies="1"
	round one
	copies="1 2 3 4"
	round four --loops 1
done
for what in pages submit; do
	ratio=$(calc "${sum[$what,four]} / (${sum[$what,one]} + 0.01)")
	row "  four copies to one: $what" "$ratio" ">= 0.7" "$(is "$ratio" '>=' 0.7)"
done
"$lianxin" check --data "$top/copy1" --db "$PG_APP_URL" >"$top/checked" 2>&1
status=$?
row "counters and what they count" "$(tail -n 1 "$top/checked")" "0 differences" "$([ $status = 0 ] && echo yes || echo NO)"
