#!/usr/bin/env bash
# A backup taken while residents send opinions, and the way back: whole, clean,
# of one moment; refused when a byte is damaged, when it would overwrite, and
# when the program is older than the data; useless to who has not the key.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
demo_folder || { result 1 "a demonstration folder"; fault_done; }

# refused NAME WORDS COMMAND...: ends with 1 and one line on standard error with these words.
refused() {
	local name=$1 words=$2 status
	shift 2
	timeout 60 "$@" >"$top/out" 2>"$top/err" </dev/null
	status=$?
	[ $status = 1 ] && grep -q -- "$words" "$top/err" && [ "$(wc -l <"$top/err")" = 1 ]
	result $? "$name: $(head -n 1 "$top/err")"
	[ $status = 1 ] || echo "# ended with $status"
}

# number FILE: the number of cases that `load count` finds.
number() {
	"$load" count "data=$1" | sed -E 's/.*[^0-9]([0-9]+)$/\1/'
}

cp -a "$demo" "$top/data"
server_start "$top/data" || { result 1 "the program starts"; fault_done; }
cat >"$top/said.txt" <<'END'
as clerk GET /desk
let s = match "/s/([A-Z0-9]+)"
as nobody POST /s/${s}/say step=2 words="紫荆桥东头的护栏断了" from /s/${s}/say
let place = match "value=.(530524[0-9]{6}).[^>]*selected"
as nobody POST /s/${s}/say step=3 region=${place} from answer
as nobody POST /s/${s}/submit anonymity=named phone=13887650912 name=上官暮雪 from answer
expect 303 location /o/530524-
as clerk GET /cases?q=紫荆桥
expect 200 text "紫荆桥东头的护栏断了"
END
"${PLAY:-build/release/play}" -u "http://127.0.0.1:$port" -a "$top/data/demo-accounts.txt" "$top/said.txt" >"$top/out" 2>&1
result $? "a resident with a name and a phone has said something"
"$load" submit "port=$port" "data=$top/data" conns=4 seconds=300 until_lost=1 "log=$top/said" >"$top/sent" 2>&1 &
client=$!
sleep 1
first=$(number "$top/data")
"$lianxin" backup --data "$top/data" --out "$top/one" >"$top/out" 2>&1
result $? "while the server takes opinions: $(tail -n 1 "$top/out")"
last=$(number "$top/data")
"$lianxin" backup --data "$top/data" --out "$top/two" --with-key >"$top/out" 2>&1
result $? "again, with the key: $(tail -n 1 "$top/out")"
kill -0 $client 2>/dev/null
result $? "opinions were still coming in when it was done"
refused "a backup is never written over" "is there already" "$lianxin" backup --data "$top/data" --out "$top/one"
server_end TERM
good=$ended
wait $client
[ "$(word acknowledged "$(tail -n 1 "$top/sent")")" -gt 0 ]
result $? "and were acknowledged: $(tail -n 1 "$top/sent" | cut -c1-150)"
[ "$good" = 0 ] && "$lianxin" check --data "$top/data" >"$top/checked" 2>&1
result $? "the folder that served is clean: $(tail -n 1 "$top/checked")"

# The words are found as they are, so the others would be too.
grep -rqF 紫荆桥 "$top/data" && grep -rqF 紫荆桥 "$top/one" && ! grep -rlE '13887650912|上官暮雪' "$top/data" "$top/one" "$top/two" "$log" >&2
result $? "who said it stands sealed in the folder, its log and the backups"
[ ! -e "$top/one/secret.key" ] && [ -e "$top/two/secret.key" ] && [ "$(stat -c %a "$top/one" "$top/two/secret.key" | tr '\n' ' ')" = "700 400 " ]
result $? "the key is in it only when asked for; others cannot read it"

"$lianxin" restore --data "$top/again" --from "$top/two" >"$top/out" 2>&1
result $? "restored: $(tail -n 1 "$top/out")"
"$lianxin" check --data "$top/again" >"$top/checked" 2>&1
result $? "clean before it ever served: $(tail -n 1 "$top/checked")"
restored=$(number "$top/again")
[ "$restored" -ge "$last" ]
result $? "with all that was there when it began: $restored cases, $last then"
cp "$demo/demo-accounts.txt" "$top/again/" 2>/dev/null
server_start "$top/again"
result $? "it serves"
printf 'as office GET /cases\nexpect 200\nlet ref = match "(530524-[0-9]+-[0-9]+)"\nas office GET /cases/${ref}\nexpect 200\n' >"$top/look.txt"
"${PLAY:-build/release/play}" -u "http://127.0.0.1:$port" -a "$top/again/demo-accounts.txt" "$top/look.txt" >"$top/out" 2>&1
result $? "accounts sign in and open a case"
server_end TERM
"$lianxin" check --data "$top/again" >"$top/checked" 2>&1 && grep -q ' 0 missing, 0 extra, 0 wrong' "$top/checked"
result $? "clean with its word index: $(grep '^search' "$top/checked")"
refused "a folder with data is never written over" "has data in it already" "$lianxin" restore --data "$top/again" --from "$top/two"

"$lianxin" restore --data "$top/keyless" --from "$top/one" >"$top/out" 2>&1 && grep -q 'put secret.key there' "$top/out"
result $? "restored without the key, and told so: $(tail -n 1 "$top/out" | tail -c 80)"
restored=$(number "$top/keyless")
[ "$restored" -ge "$first" ] && [ "$restored" -le "$(number "$top/data")" ]
result $? "the earlier backup has its own moment: $restored cases"
refused "no contact opens without its key" "secret.key is missing" \
	"$lianxin" serve --data "$top/keyless" --listen "127.0.0.1:$((34000 + RANDOM % 1000))"
[ ! -e "$top/keyless/secret.key" ]
result $? "and no other key was made in its place"
install -m 400 "$demo/secret.key" "$top/keyless/secret.key"
server_start "$top/keyless"
result $? "with the key put back it serves"
server_end TERM
mkdir -m 700 "$top/other"
head -c 32 /dev/urandom >"$top/other/secret.key"
chmod 400 "$top/other/secret.key"
refused "a folder with another key" "not the key of this backup" "$lianxin" restore --data "$top/other" --from "$top/one"

# One bit of one byte, at the beginning, in the middle and at the end.
size=$(stat -c %s "$top/one/lianxin.db")
for at in 100 $((size / 2)) $((size - 7)); do
	rm -rf "$top/damaged" "$top/never"
	cp -a "$top/one" "$top/damaged"
	byte=$(od -An -tu1 -j "$at" -N 1 "$top/one/lianxin.db" | tr -d ' ')
	printf "$(printf '\\%03o' $((byte ^ 1)))" | dd of="$top/damaged/lianxin.db" bs=1 seek="$at" conv=notrunc 2>/dev/null
	refused "a changed bit at byte $at" "a change in megabyte $((at / 1048576 + 1));" \
		"$lianxin" restore --data "$top/never" --from "$top/damaged"
	[ ! -e "$top/never/lianxin.db" ] && [ ! -e "$top/never/lianxin.db.part" ]
	result $? "and nothing of it was put there"
done
cp -a "$top/one" "$top/cut"
truncate -s -4096 "$top/cut/lianxin.db"
refused "a backup cut short" "it ends within" "$lianxin" restore --data "$top/never" --from "$top/cut"
rm "$top/cut/manifest.txt"
refused "a backup without its manifest" "manifest.txt" "$lianxin" restore --data "$top/never" --from "$top/cut"
refused "no backup at all" "$top/none" "$lianxin" restore --data "$top/never" --from "$top/none"

# A newer program wrote it: its manifest says so, and the folder itself, too.
cp -a "$top/again" "$top/newer"
printf '\377' | dd of="$top/newer/lianxin.db" bs=1 seek=63 conv=notrunc 2>/dev/null
rm -f "$top/newer/lianxin.db-wal" "$top/newer/lianxin.db-shm"
refused "data of a newer program is not backed up by this one" newer "$lianxin" backup --data "$top/newer" --out "$top/three"
[ ! -e "$top/three" ] && [ ! -e "$top/three.part" ]
result $? "and nothing half-made is left"
fault_done
