#!/usr/bin/env bash
# What an operator can get wrong: each is refused before anything is served,
# with one line that says what to do, a non-zero exit and no trace of a crash.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
demo_folder || { result 1 "a demonstration folder"; fault_done; }

# refused NAME WANTED_STATUS WORDS COMMAND...: one line on standard error with these words.
refused() {
	local name=$1 want=$2 words=$3 status
	shift 3
	timeout 20 "$@" >"$top/out" 2>"$top/err" </dev/null
	status=$?
	[ $status = "$want" ] && grep -q -- "$words" "$top/err" && [ "$(grep -cvE '^usage: |^  lianxin |^lianxin [0-9]' "$top/err")" = 1 ] &&
		! grep -qE 'Sanitizer|Aborted|core dumped|0x[0-9a-f]{6}' "$top/err"
	result $? "$name: $(head -n 1 "$top/err")"
	[ $status = "$want" ] || echo "# ended with $status, not $want"
}

serve() { # FOLDER
	refused "$1" 1 "$2" "${as[@]}" "$lianxin" serve --data "$3" --listen "127.0.0.1:$((33000 + RANDOM % 1000))"
}
as=()

serve "a missing folder" "$top/none" "$top/none"
echo text >"$top/file"
serve "a file instead of a folder" "$top/file" "$top/file"

cp -a "$demo" "$top/damaged"
chmod u+w "$top/damaged/secret.key"
head -c 16 "$demo/secret.key" >"$top/damaged/secret.key"
serve "a key of the wrong size" secret.key "$top/damaged"

cp -a "$demo" "$top/other"
head -c 8192 /dev/urandom >"$top/other/lianxin.db"
rm -f "$top/other/lianxin.db-wal" "$top/other/lianxin.db-shm"
serve "a file that is no database" lianxin.db "$top/other"

cp -a "$demo" "$top/gone"
: >"$top/gone/search.db"
rm -f "$top/gone/"lianxin.db*
serve "a folder whose cases are gone" "lianxin.db is missing or empty but $top/gone/search.db is there" "$top/gone"
mkdir "$top/gone/files"
: >"$top/gone/lianxin.db"
rm "$top/gone/search.db"
serve "a file of cases that was emptied beside pictures" "lianxin.db is missing or empty but $top/gone/files is there" "$top/gone"
[ ! -s "$top/gone/lianxin.db" ] && [ ! -e "$top/gone/search.db" ]
result $? "and nothing was begun there"

cp -a "$demo" "$top/newer"
printf '\377' | dd of="$top/newer/lianxin.db" bs=1 seek=63 conv=notrunc 2>/dev/null
rm -f "$top/newer/lianxin.db-wal" "$top/newer/lianxin.db-shm"
serve "a schema newer than the program" newer "$top/newer"

cp -a "$demo" "$top/data"
server_start "$top/data"
result $? "the folder itself is good"
# It answers before it says so.
for try in $(seq 1 100); do grep -q "data in $top/data, 2 workers" "$top/server.err" && break; sleep 0.05; done
grep -q "data in $top/data, 2 workers" "$top/server.err"
result $? "and has two workers unless told otherwise"
cp -a "$demo" "$top/second"
refused "a busy port" 1 "another program has this address" \
	"$lianxin" serve --data "$top/second" --listen "127.0.0.1:$port"
refused "a folder in use" 1 "$top/data" "$lianxin" serve --data "$top/data" --listen "127.0.0.1:$((port + 1))"
server_end TERM
[ "$ended" = 0 ]
result $? "the one that served ends well"

"$lianxin" serve --data "$top/second" --listen 127.0.0.1:0 2>"$top/free.err" </dev/null &
pid=$!
for try in $(seq 1 100); do grep -q "ready on" "$top/free.err" && break; sleep 0.05; done
free=$(sed -n 's/.*ready on 127\.0\.0\.1:\([1-9][0-9]*\),.*/\1/p' "$top/free.err")
[ -n "$free" ] && "$load" ready "port=$free" "since=$(date +%s%N)" limit=5000 >/dev/null
result $? "port 0: any free port, and it says which"
server_end TERM

mkdir "$top/disk"
if mount -t tmpfs -o "size=$(($(du -sm "$demo" | cut -f1) + 8))m,mode=700" none "$top/disk" 2>/dev/null; then
	cp -a "$demo" "$top/disk/data"
	mount -o remount,ro "$top/disk"
	serve "a read-only disk" read-only "$top/disk/data"
elif [ "$(id -u)" != 0 ]; then
	chmod 500 "$top/second"
	serve "a folder that may not be written" "$top/second" "$top/second"
fi

# taken_back NAME WORDS COMMAND...: refused, and the folder $top/made that it made is gone; one that was there keeps what it had.
taken_back() {
	local name=$1 words=$2
	shift 2
	rm -rf "$top/made"
	! timeout 60 "$@" >"$top/out" 2>"$top/err" </dev/null && grep -q -- "$words" "$top/err" && [ ! -e "$top/made" ]
	result $? "$name: $(tail -n 1 "$top/err"); the folder it made is gone"
	mkdir -m 700 "$top/made" && echo mine >"$top/made/notes.txt"
	! timeout 60 "$@" >"$top/out" 2>"$top/err" </dev/null && grep -q -- "$words" "$top/err" && grep -q mine "$top/made/notes.txt"
	result $? "$name: a folder that was there stays"
}
taken_back "init of no county" "no county and no city" "$lianxin" init --data "$top/made" --county 999999 --pack packs/changning.yaml
taken_back "a demonstration of no county" "no county" "$lianxin" demo --data "$top/made" --county 999999

refused "an unknown option" 2 "unknown option" "$lianxin" serve --prot 8080
refused "an address without port" 1 "ADDRESS:PORT" "$lianxin" serve --data "$top/second" --listen localhost
refused "an address of another machine" 1 "does not have that address" \
	"$lianxin" serve --data "$top/second" --listen 203.0.113.7:8080
refused "a word too many" 2 "unexpected word" "$lianxin" serve here
refused "no such command" 2 "" "$lianxin" sevre
fault_done
