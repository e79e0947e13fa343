#!/usr/bin/env bash
# Uploads when something breaks: a disk that fills up while they come, bodies that
# drip, a kill between a file and its row, bytes that are gone or changed, and a
# backup while they come. No word typed is lost, row and file are never apart.
#
#   files.sh           needs the rights to mount and to trace (root)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
mkdir "$top/disk"
demo_folder || { result 1 "a demonstration folder"; fault_done; }
if ! command -v strace >/dev/null ||
	! mount -t tmpfs -o size=$(($(du -sm "$demo" | cut -f1) + 60))m,mode=700 none "$top/disk" 2>/dev/null; then
	echo "1..0 # SKIP no right to mount, or no strace"
	exit 0
fi
data=$top/disk/data
cp -a "$demo" "$data"
"$load" plan "data=$data" "out=$top" >/dev/null || { result 1 "a station to ask"; fault_done; }
station=$(head -n 1 "$top/stations.txt")
# Pictures of noise, each another one, with a long tail that is cut off when they are made anew.
mkdir "$top/pictures"
node tests/fault/noise.mjs "$top/pictures" 12 3000000 || { result 1 "pictures to send"; fault_done; }

# say N WORDS [CURL OPTION...]: the first step with the N-th picture; prints the status, the page lies in $top/page.
say() {
	local file=$top/pictures/$1.png words=$2 key
	shift 2
	key=$(curl -s --max-time 20 "http://127.0.0.1:$port$station/say" | sed -n 's/.*name="form_key" value="\([^"]*\)".*/\1/p' | head -n 1)
	curl -s --max-time 60 -o "$top/page" -w '%{http_code}' -H 'Expect:' -H 'Sec-Fetch-Site: same-origin' "$@" -F "form_key=$key" -F at=1 \
		-F "words=$words" -F "pictures=@$file" -F step=2 "http://127.0.0.1:$port$station/say"
}

# The last step from the page that say left: prints where the receipt stands.
send() {
	local -a fields=()
	local name value
	while read -r name value; do fields+=(--data-urlencode "$name=$value"); done < <(
		sed -nE 's/.*<input type="hidden" name="(form_key|words|pictures\.held)" value="([^"]*)".*/\1 \2/p' "$top/page" | sort -u
		sed -nE 's/.*<option value="(530524[0-9]+)"[^>]*selected.*/region \1/p' "$top/page" | head -n 1)
	curl -s --max-time 20 -o "$top/sent" -w '%{redirect_url}' -H 'Sec-Fetch-Site: same-origin' "${fields[@]}" -d anonymity=anonymous \
		-d notice="${notice:-1}" "http://127.0.0.1:$port$station/submit"
}

# Every file that lies there, by name and bytes.
stored() { (cd "$1" && find files -type f -exec sha256sum {} + 2>/dev/null | sort); }

# ---- the disk ----
server_start "$data" --upload-reserve 30 || { result 1 "the program starts"; fault_done; }
before=$("$load" count "data=$data")
fill() { dd if=/dev/zero "of=$top/disk/filler" bs=1M "count=$(($(df --output=avail -m "$top/disk" | tail -n 1) - $1))" 2>/dev/null; }
fill 20
status=$(say 1 '空间不多时写的话')
[ "$status" = 503 ] && grep -q '空间不多时写的话' "$top/page" && grep -q '照片和文件没有收下' "$top/page"
result $? "uploads stop before the disk is full ($status), and the words stay"
got=$("$load" submit "port=$port" "data=$data" conns=1 most=3 seconds=5 2>/dev/null)
[ "$(word acknowledged "$got")" = 3 ]
result $? "while opinions are taken"
server_end TERM
rm "$top/disk/filler"

server_start "$data" --upload-reserve 0 || { result 1 "the program starts"; fault_done; }
say 2 '传到一半磁盘满了' --limit-rate 1500000 >"$top/status" &
client=$!
sleep 0.7
fill 0 && dd if=/dev/zero "of=$top/disk/rest" bs=4k 2>/dev/null
wait $client
status=$(cat "$top/status")
[ "$status" = 503 ] && grep -q '传到一半磁盘满了' "$top/page" && grep -q 'id="pictures-e"' "$top/page"
result $? "a disk that fills up while it comes is told at the end ($status), and the words stay"
rm -f "$top/disk/filler" "$top/disk/rest"
kill -0 "$pid" && [ -z "$(find "$data/tmp" -type f 2>/dev/null)" ]
result $? "the program goes on, and nothing half is left"
status=$(say 2 '有空间了再传')
receipt=$([ "$status" = 200 ] && send)
[ -z "${receipt##*/receipt}" ] && [ -n "$receipt" ]
result $? "with room again it is taken ($status ${receipt##*/})"

# ---- a backup while uploads come ----
(for i in 3 4 5 6 7 8 9 10; do say $i "备份时的第 $i 件" >/dev/null && send; done) >"$top/receipts" 2>/dev/null &
client=$!
"$load" submit "port=$port" "data=$data" conns=2 seconds=3 "log=$top/said" >/dev/null 2>&1 &
other=$!
sleep 0.3
"$lianxin" backup --data "$data" --out "$top/copy" --with-key >"$top/out" 2>&1
result $? "a backup while files come: $(tail -n 1 "$top/out")"
wait $client $other
[ "$(grep -o receipt "$top/receipts" | wc -l)" = 8 ]
result $? "none of which was refused"
"$lianxin" restore --data "$top/again" --from "$top/copy" >"$top/out" 2>&1 && "$lianxin" check --data "$top/again" >"$top/checked" 2>&1
result $? "brought back, every row has its bytes"
[ -n "$(stored "$top/again")" ] && [ -z "$(comm -23 <(stored "$top/again") <(stored "$data"))" ]
result $? "and every file is what was stored ($(stored "$top/again" | wc -l) of $(stored "$data" | wc -l))"

# ---- a kill between the file and its row ----
for when in 1 2; do
	timeout -k 2 30 strace -f -qq -o "$top/trace" -p "$pid" -e trace=rename,renameat,renameat2 \
		-e "inject=rename,renameat,renameat2:signal=KILL:when=$when" 2>/dev/null &
	tracer=$!
	# Looked at from its first thread to its last.
	for try in $(seq 100); do
		grep -q '^TracerPid:[^0-9]*0$' "/proc/$pid/task"/*/status || break
		sleep 0.1
	done
	say $((10 + when)) '断电前写的' >/dev/null
	kill -0 "$pid" 2>/dev/null && kill "$tracer"
	wait $tracer
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	pid=
	server_start "$data" --upload-reserve 0 || { result 1 "it starts again"; fault_done; }
done
[ "$(find "$data/files" -name '*.new-*' | wc -l)" = 2 ]
result $? "killed while a picture was put away, twice: it is half there, and no row knows of it"
status=$(say 11 "断电后再传")
[ "$status" = 200 ] && send | grep -q receipt
result $? "the same picture is taken after the start ($status)"
server_end TERM
[ "$ended" = 0 ] && "$lianxin" check --data "$data" >"$top/checked" 2>&1
result $? "it ends well when asked, and every row has its bytes"
grep -v '^ok' "$top/checked" | tail -n 3 | sed 's/^/# /'
fault_done
