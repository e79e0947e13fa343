#!/usr/bin/env bash
# The whole program with readers, writers, sheets and searchers at once, for
# builds that watch threads or memory: LIANXIN names the program.
#
#   threads.sh [SECONDS]
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
seconds=${1:-15}
demo_folder || { result 1 "a demonstration folder"; fault_done; }
cp -a "$demo" "$top/data"
"$load" plan "data=$top/data" "out=$top" >/dev/null
server_start "$top/data" || { result 1 "the program starts"; fault_done; }
password=$(awk '$1 == "office" { print $2; exit }' "$top/data/demo-accounts.txt")
cookie=$(curl -s -o /dev/null -D - -H 'Sec-Fetch-Site: same-origin' --data-urlencode name=office \
	--data-urlencode "password=$password" "http://127.0.0.1:$port/sign-in" | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' | head -n 1)
[ -n "$cookie" ]
result $? "somebody of the office signs in"
printf '/cases.csv\n/cases.xlsx\n/public\n/metrics\n/healthz\n/cases.json\n' >"$top/heavy.txt"
clients=
ask() { # NAME load-words...
	local name=$1
	shift
	"$load" "$@" "port=$port" "seconds=$seconds" >"$top/$name.out" 2>&1 &
	clients="$clients $!"
}
ask submit submit "data=$top/data" conns=8
ask cases get "paths=$top/cases.txt" conns=4 rate=200
ask lists get "paths=$top/lists.txt" conns=4 rate=50 "cookie=$cookie"
ask words get "paths=$top/words.txt" conns=4 rate=50 "cookie=$cookie"
ask heavy get "paths=$top/heavy.txt" conns=2 rate=5 "cookie=$cookie"
ask hold hold kind=drip conns=40
wait $clients
for name in submit cases lists words heavy; do
	said=$(cat "$top/$name.out")
	[ "$(word answers "$said")" -gt 0 ] && [ "$(word failed "$said")" = 0 ] && [ "$(word lost "$said")" = 0 ]
	result $? "$name: $(word answers "$said") answers, $(word failed "$said") failed, $(word lost "$said") lost"
done
server_end TERM
[ "$ended" = 0 ]
result $? "it ends well when asked ($ended)"
server_silent
"${CHECK:-./lianxin}" check --data "$top/data" >"$top/checked" 2>&1
result $? "the folder is whole"
fault_done
