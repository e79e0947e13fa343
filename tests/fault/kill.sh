#!/usr/bin/env bash
# Kills the serving program with the one signal it cannot hear, N times, while
# eight residents send opinions. After each: the program is ready again within a
# second, every acknowledged receipt opens, every question sent again leads to
# its first receipt, and there is exactly one case for each form key.
#
#   kill.sh [ROUNDS]      30 in make test, 500 in make nightly
#   LIANXIN=build/tsan/lianxin READY_MS=10000 kill.sh 10      a build that watches threads is slower
#   READY_MS=10000 MIDDLE_MS=1000 kill.sh 30      what else is on the disk may hold up a few, but not half of them
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
rounds=${1:-30}
slowest=0
times=()
all=0
in_flight=0

demo_folder || { result 1 "a demonstration folder"; fault_done; }
cp -a "$demo" "$top/data"
server_start "$top/data" || { result 1 "the program starts"; fault_done; }

for round in $(seq 1 "$rounds"); do
	before=$("$load" count "data=$top/data")
	rm -f "$top/said"
	"$load" submit "port=$port" "data=$top/data" conns=8 seconds=60 until_lost=1 "log=$top/said" >"$top/sent" 2>&1 &
	client=$!
	# On a busy machine the first answers take a while; a kill before them would prove nothing.
	for try in $(seq 1 200); do grep -qs '^A' "$top/said" && break; sleep 0.05; done
	sleep "$((RANDOM % 2)).$((2 + RANDOM % 8))"
	server_end KILL
	wait $client
	if ! server_start "$top/data"; then
		result 1 "round $round: it starts again"
		break
	fi
	said=$("$load" verify "port=$port" "data=$top/data" "log=$top/said" "before=$before" again=400)
	good=$?
	[ "$ready_us" -le $((${READY_MS:-1000} * 1000)) ] || good=1
	[ "$(word acknowledged "$said")" -gt 0 ] || good=1
	[ "$ready_us" -gt "$slowest" ] && slowest=$ready_us
	times+=("$ready_us")
	all=$((all + $(word acknowledged "$said")))
	in_flight=$((in_flight + $(word sent "$said") - $(word acknowledged "$said")))
	result $good "round $round: ready after $ready_us us, $said"
	[ $good = 0 ] || sed 's/^/# /' "$top/sent"
	if [ $((round % 10)) = 0 ] || [ "$round" = "$rounds" ]; then
		server_end TERM
		"$lianxin" check --data "$top/data" >"$top/checked" 2>&1
		result $? "round $round: the folder is whole"
		grep -v '^ok' "$top/checked" | tail -n 3 | sed 's/^/# /'
		[ "$round" = "$rounds" ] || server_start "$top/data" || break
	fi
done
server_end TERM
middle=$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$(((${#times[@]} + 1) / 2))p")
[ "$middle" -le $((${MIDDLE_MS:-${READY_MS:-1000}} * 1000)) ]
result $? "in the middle ready again after $middle us"
server_silent
echo "# $all acknowledged, $in_flight unanswered at a kill, ready again after at most $slowest us"
fault_done
