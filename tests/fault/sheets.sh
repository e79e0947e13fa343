#!/usr/bin/env bash
# 300 different sheets: what the program keeps in memory afterwards is what it kept
# after the first hundred, and little. Fonts of 20 MB are read for each of them.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
demo_folder || { result 1 "a demonstration folder"; fault_done; }
cp -a "$demo" "$top/data"
server_start "$top/data" || { result 1 "the program starts"; fault_done; }

# Memory of its own, in kB.
own() { sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status"; }

# Each place has a poster in two sizes and a panel.
"$load" plan "data=$top/data" "out=$top" >/dev/null
sed -n 's|$|/poster.pdf|p; s|poster.pdf|&?size=a3|p; s|poster.pdf?size=a3|panel.pdf|p' "$top/stations.txt" | head -n 300 >"$top/sheets.txt"
draw() { # FROM TO
	sed -n "$1,$2p" "$top/sheets.txt" | sed "s|^|http://127.0.0.1:$port|" |
		xargs -P 4 -n 1 curl -s --max-time 60 --fail -o /dev/null -w '%{http_code}\n' | grep -c 200
}
first=$(draw 1 100)
was=$(own)
second=$(draw 101 300)
is=$(own)
[ $((first + second)) = 300 ]
result $? "300 sheets are drawn ($first and $second)"
# What the shelf and the workers' page caches still take in the meantime.
[ $((is - was)) -lt 16384 ]
result $? "the later 200 leave little behind: $was kB after 100, $is kB after 300"
[ "$is" -lt 65536 ]
result $? "all of it is less than 64 MB ($is kB)"
server_end TERM
fault_done
