#!/usr/bin/env bash
# Forms with files that come slowly, by a clock that runs ten times as fast: a phone at the
# edge of its network is waited for, whoever drips or says nothing is not, and others
# do not notice.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
lib=$(find /usr/lib -name libfaketimeMT.so.1 | head -n 1)
if [ -z "$lib" ]; then
	echo "1..0 # SKIP no faketime here: install the packages of packages.txt"
	exit 0
fi
demo_folder || { result 1 "a demonstration folder"; fault_done; }
cp -a "$demo" "$top/data"
"$load" plan "data=$top/data" "out=$top" >/dev/null || { result 1 "a station to ask"; fault_done; }
station=$(head -n 1 "$top/stations.txt")
fast=$lianxin
lianxin=$top/fast
printf '#!/bin/sh\nexec env LD_PRELOAD=%s FAKETIME="+0 x10" %s "$@"\n' "$lib" "$fast" >"$lianxin"
chmod 755 "$lianxin"
server_start "$top/data" --upload-reserve 0 || { result 1 "the program starts"; fault_done; }

# drip BYTES PAUSE: so many bytes of a long form, one at a time; prints the seconds until the program hung up.
drip() {
	local began=$SECONDS i
	exec 7<>"/dev/tcp/127.0.0.1/$port" || return
	printf 'POST %s/say HTTP/1.1\r\nHost: t\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 500000\r\n\r\n' "$station" >&7
	for ((i = 0; i < $1; i++)); do
		printf x >&7 2>/dev/null || break
		# An answer, or the end.
		read -r -t "$2" -u 7 -n 1; [ $? -gt 128 ] || break
	done
	timeout 20 cat <&7 >/dev/null
	exec 7>&-
	echo $((SECONDS - began))
}

drip 100 0.2 >"$top/dripped" 2>/dev/null &
dripping=$!
drip 1 0.1 >"$top/silent" 2>/dev/null &
silent=$!
read=$("$load" get "port=$port" "path=$station" conns=2 seconds=1)
[ "$(word ok "$read")" = "$(word answers "$read")" ] && [ "$(word ok "$read")" -gt 0 ]
result $? "others are answered meanwhile ($(word ok "$read") of $(word answers "$read"))"

# Two megabytes in five seconds, which are fifty by its clock.
mkdir "$top/pictures"
node tests/fault/noise.mjs "$top/pictures" 1 1500000
key=$(curl -s --max-time 10 "http://127.0.0.1:$port$station/say" | sed -n 's/.*name="form_key" value="\([^"]*\)".*/\1/p' | head -n 1)
status=$(curl -s --max-time 60 -o "$top/page" -w '%{http_code}' --limit-rate 400000 -H 'Expect:' -H 'Sec-Fetch-Site: same-origin' \
	-F "form_key=$key" -F at=1 -F "words=信号不好时写的话" -F "pictures=@$top/pictures/1.png" -F step=2 "http://127.0.0.1:$port$station/say")
[ "$status" = 200 ] && grep -q 'pictures.held' "$top/page"
result $? "a slow upload that goes on is taken after more than half a minute ($status)"

wait $dripping $silent
[ "$(cat "$top/dripped")" -lt 18 ]
result $? "a drip of bytes is hung up on ($(cat "$top/dripped") s, ten times as long by its clock)"
[ "$(cat "$top/silent")" -lt 18 ]
result $? "so is one that says nothing any more ($(cat "$top/silent") s)"
[ -z "$(find "$top/data/tmp" -type f 2>/dev/null)" ] && [ "$(find "/proc/$pid/fd" -lname '*/body-*' 2>/dev/null | wc -l)" = 0 ]
result $? "nothing of them is left"
server_end TERM
fault_done
