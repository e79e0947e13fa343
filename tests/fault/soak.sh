#!/usr/bin/env bash
# A long mixed load: memory, files and threads must not grow. The first third
# is for warming up, because at this pace what each loop keeps of public pages
# (KEPT_BYTES) fills for ten minutes; then memory of its own may rise by one per cent an hour
# at most, or by 2 MB when the run is short. The folder is larger than all
# page caches together, so that they are full before the measuring begins: in
# a small one they grow with it, and that looks like a leak.
#
#   soak.sh [SECONDS]
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
seconds=${1:-1800}
"$lianxin" demo --data "$top/data" --county 530524 --cases 20000 --seed 1 >&2 ||
	{ result 1 "a demonstration folder"; fault_done; }
"$load" plan "data=$top/data" "out=$top" >/dev/null
server_start "$top/data" || { result 1 "the program starts"; fault_done; }
"$load" get "port=$port" "paths=$top/public.txt" conns=32 rate=400 "seconds=$seconds" >"$top/public.out" 2>&1 &
clients=$!
"$load" get "port=$port" "paths=$top/cases.txt" conns=8 rate=200 "seconds=$seconds" >"$top/cases.out" 2>&1 &
clients="$clients $!"
"$load" submit "port=$port" "data=$top/data" conns=8 rate=20 "seconds=$seconds" >"$top/submit.out" 2>&1 &
clients="$clients $!"
own() { awk '/^RssAnon/ { print $2 }' /proc/$pid/status; }
files() { ls /proc/$pid/fd | wc -l; }
threads() { ls /proc/$pid/task | wc -l; }
sleep $((seconds / 3 + 1))
own_1=$(own) files_1=$(files) threads_1=$(threads)
sleep $((seconds * 2 / 3 - 4))
own_2=$(own) files_2=$(files) threads_2=$(threads)
wait $clients
allowed=$((own_1 * seconds / 360000))
[ $allowed -ge 2048 ] || allowed=2048
[ $((own_2 - own_1)) -le $allowed ]
result $? "memory of its own from $own_1 to $own_2 KB, $allowed more allowed"
[ $((files_2 - files_1)) -le 2 ]
result $? "open files from $files_1 to $files_2"
[ "$threads_1" = "$threads_2" ]
result $? "threads from $threads_1 to $threads_2"
for name in public cases submit; do
	said=$(cat "$top/$name.out")
	[ "$(word answers "$said")" -gt 0 ] && [ $(($(word refused "$said") + $(word failed "$said") + $(word lost "$said"))) = 0 ]
	result $? "$name: $(word answers "$said") answers, none bad, p99 $(word p99_us "$said") us"
done
server_end TERM
"$lianxin" check --data "$top/data" >"$top/checked" 2>&1
result $? "the folder is whole"
fault_done
