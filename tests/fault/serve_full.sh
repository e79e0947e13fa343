#!/usr/bin/env bash
# The disk under the serving program is filled to the last byte: reading goes
# on, an opinion is refused with a page that says so and keeps what was typed,
# nothing acknowledged is lost, and within five seconds after room was made
# opinions are taken again. The writing part alone: disk_full.sh.
#
#   serve_full.sh           needs the right to mount (root)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
mkdir "$top/disk"
demo_folder || { result 1 "a demonstration folder"; fault_done; }
size=$(($(du -sm "$demo" | cut -f1) + 40))
if ! mount -t tmpfs -o size=${size}m,mode=700 none "$top/disk" 2>/dev/null; then
	echo "1..0 # SKIP no right to mount"
	exit 0
fi
data=$top/disk/data
cp -a "$demo" "$data"
server_start "$data" || { result 1 "the program starts"; fault_done; }
before=$("$load" count "data=$data")
station=$("$load" plan "data=$data" "out=$top" >/dev/null && head -n 1 "$top/stations.txt")

# Fill it, and submit until the log cannot grow any more either.
dd if=/dev/zero of="$top/disk/filler" bs=64k >/dev/null 2>&1
"$load" submit "port=$port" "data=$data" conns=8 seconds=20 most=3000 "log=$top/said" >"$top/sent"
sent=$(cat "$top/sent")
[ "$(word refusals "$sent")" -gt 0 ] && [ "$(word failed "$sent")" = "$(word refusals "$sent")" ]
result $? "a full disk refuses opinions with a 5xx ($(word acknowledged "$sent") taken before, $(word refusals "$sent") refused, last $(word last_refusal "$sent"))"
kill -0 "$pid" 2>/dev/null
result $? "the program goes on"

read=$("$load" get "port=$port" "paths=$top/public.txt" conns=4 seconds=1)
[ "$(word ok "$read")" = "$(word answers "$read")" ] && [ "$(word ok "$read")" -gt 0 ]
result $? "reading goes on while the disk is full ($(word ok "$read") of $(word answers "$read"))"

# By hand, with words that must come back.
form=$(curl -s --max-time 10 "http://127.0.0.1:$port$station/say")
key=$(echo "$form" | sed -n 's/.*name="form_key" value="\([^"]*\)".*/\1/p' | head -n 1)
one=$(grep -m1 "^S [0-9]* $station/submit " "$top/said")
body=$(echo "$one" | cut -d' ' -f4- | sed "s/form_key=[^&]*/form_key=$key/; s/words=[^&]*/words=%E7%A3%81%E7%9B%98%E6%BB%A1%E6%97%B6%E5%86%99%E7%9A%84%E8%AF%9D/")
path=$(echo "$one" | cut -d' ' -f3)
page=$(curl -s --max-time 10 -o "$top/page" -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' --data-raw "$body" \
	"http://127.0.0.1:$port$path")
case $page in 503 | 507) true ;; *) false ;; esac
result $? "a resident is told with status 503 or 507 ($page)"
grep -q '磁盘满时写的话' "$top/page" && grep -q 'name="form_key"' "$top/page"
result $? "and what was typed stands in the form again"
[ "$(grep -c 'disk is full' "$top/server.err")" -le 2 ] && grep -q 'disk is full' "$top/server.err"
result $? "the operator is told, not flooded ($(grep -c 'disk is full' "$top/server.err") lines)"

rm "$top/disk/filler"
began=$(date +%s%N)
again=false
while [ $((($(date +%s%N) - began) / 1000000)) -lt 5000 ]; do
	got=$("$load" submit "port=$port" "data=$data" conns=1 most=1 seconds=2 2>/dev/null)
	[ "$(word acknowledged "$got")" = 1 ] && { again=true; break; }
	sleep 0.2
done
$again
result $? "opinions are taken again $((($(date +%s%N) - began) / 1000000)) ms after room was made"

lost=$("$load" verify "port=$port" "data=$data" "log=$top/said" "before=$(($before + 1))" again=1000000)
result $? "every receipt opens, every question sent again gets its own: $lost"
server_end TERM
[ "$ended" = 0 ]
result $? "it ends well when asked"
"$lianxin" check --data "$data" >"$top/checked" 2>&1
result $? "the folder is whole"
grep -v '^ok' "$top/checked" | tail -n 3 | sed 's/^/# /'
fault_done
