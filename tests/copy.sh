#!/usr/bin/env bash
# A county moves from its folder to PostgreSQL and back: every row, a killed copy
# that goes on, and targets that are refused. TAP.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/fault/server.inc
. tests/pg.sh
trap 'pg_down "$top/pg"; fault_end' EXIT
chmod 755 "$top"
cases=${1:-2000}

# refused NAME WORDS COMMAND...: ends with 1 and these words in its last line.
refused() {
	local name=$1 words=$2 status
	shift 2
	timeout 120 "$@" >"$top/out" 2>"$top/err" </dev/null
	status=$?
	[ $status = 1 ] && tail -n 1 "$top/err" | grep -q -- "$words"
	result $? "$name: $(tail -n 1 "$top/err")"
	[ $status = 1 ] || sed 's/^/# /' "$top/out" "$top/err"
}

# copied NAME OPTION...: a whole copy; what it printed of the tables stays in $top/tables.
copied() {
	local name=$1 status
	shift
	timeout 600 "$lianxin" copy "$@" >"$top/out" 2>"$top/err" </dev/null
	status=$?
	grep ' rows  ' "$top/out" >"$top/tables"
	[ $status = 0 ] && [ "$(grep -c 'same$' "$top/tables")" -ge 30 ] && ! grep -q DIFFERENT "$top/tables"
	result $? "$name: $(tail -n 1 "$top/out")"
	[ $status = 0 ] || sed 's/^/# /' "$top/err"
}

same_tables() { # NAME
	[ -s "$top/tables.first" ] && diff "$top/tables.first" "$top/tables" >"$top/diff"
	result $? "$1"
	[ ! -s "$top/diff" ] || sed 's/^/# /' "$top/diff"
}

clean() { # NAME OPTION...
	local name=$1
	shift
	"$lianxin" check "$@" >"$top/checked" 2>&1
	result $? "$name: $(tail -n 1 "$top/checked")"
}

url() { echo "postgresql:///$1?host=$top/pg&user=${2:-owner}"; }
database() { "$pg_bin/psql" -qX "$(url postgres super)" -c "CREATE DATABASE $1 OWNER owner" >&2; }
rows() { "$pg_bin/psql" -qAtX "$(url "$1" super)" -c "$2"; }

pg_up "$top/pg" || { result 1 "a cluster of our own"; fault_done; }
"$lianxin" demo --data "$top/a" --county 530524 --cases "$cases" --seed 3 >&2 || { result 1 "a county"; fault_done; }
# Forms, sessions and wrong tries too: what a demonstration county has not.
server_start "$top/a"
"$load" submit "port=$port" "data=$top/a" conns=2 seconds=1 >&2
printf 'as office GET /cases\nexpect 200\n' >"$top/look.txt"
"${PLAY:-build/release/play}" -u "http://127.0.0.1:$port" -a "$top/a/demo-accounts.txt" "$top/look.txt" >"$top/out" 2>&1
result $? "a county that was used"
server_end TERM

# ---- there and back ----
copied "from a folder to PostgreSQL" --from "$top/a" --to "$(url lianxin)" --data "$top/copy1"
mv "$top/tables" "$top/tables.first"
cmp -s "$top/a/secret.key" "$top/copy1/secret.key" && [ "$(stat -c %a "$top/copy1/secret.key")" = 400 ]
result $? "the key went along, for its owner only"
clean "PostgreSQL is clean, word index and counters too" --db "$(url lianxin)" --data "$top/copy1"
[ "$(rows lianxin 'SELECT count(*) FROM copy_state')" = 0 ] && [ "$(rows lianxin 'SELECT count(*) > 0 FROM form_key')" = t ]
result $? "nothing of the copying is left, and forms went along"
copied "and back into a folder" --from "$(url lianxin)" --to "$top/b" --data "$top/copy1"
same_tables "every table has the same rows and hashes as on the way there"
clean "the folder is clean" --data "$top/b"
for f in a b; do
	sqlite3 "$top/$f/lianxin.db" .dump | grep -vE 'INTO (search_queue|names_edition)' | LC_ALL=C sort >"$top/$f.dump"
done
[ "$(wc -l <"$top/a.dump")" -gt 100000 ] && cmp -s "$top/a.dump" "$top/b.dump" || { diff "$top/a.dump" "$top/b.dump" | cut -c1-200 | head -n 10 >&2; false; }
result $? "SQLite's own dump of both folders is the same"
rm -f "$top"/?.dump
cp "$top/a/demo-accounts.txt" "$top/b/"
server_start "$top/b"
"${PLAY:-build/release/play}" -u "http://127.0.0.1:$port" -a "$top/b/demo-accounts.txt" "$top/look.txt" >"$top/out" 2>&1
result $? "it serves, and the accounts sign in"
server_end TERM
"$lianxin" user --db "$(url lianxin)" --data "$top/copy1" add newcomer "New Comer" </dev/null >"$top/out" 2>&1 &&
	[ "$(rows lianxin "SELECT id = (SELECT max(id) FROM account) FROM account WHERE name = 'newcomer'")" = t ]
result $? "the next account gets the next number: $(tail -n 1 "$top/out" | head -c 80)"
server_start "$top/copy1" --db "$(url lianxin app)"
timeout 60 "$lianxin" copy --from "$(url lianxin)" --to "$top/seen" --data "$top/copy1" >"$top/out" 2>"$top/err" </dev/null &&
	grep -q 'connections of the program use the source' "$top/err"
result $? "a database that is served is copied as it was, and told: $(grep connections "$top/err" | head -c 90)"
server_end TERM

# ---- killed ----
# kill_until_done NAME FROM TO: kills the copy again and again, each time later.
kill_until_done() {
	local name=$1 kills=0 after=300 pid_copy status
	shift
	: >"$top/tables"
	while :; do
		"$lianxin" copy "$@" >"$top/out" 2>"$top/err" </dev/null &
		pid_copy=$!
		sleep "$((after / 1000)).$(printf %03d $((after % 1000)))"
		kill -9 $pid_copy 2>/dev/null && kills=$((kills + 1))
		wait $pid_copy 2>/dev/null
		status=$?
		grep ' rows  ' "$top/out" >>"$top/tables"
		[ $status = 137 ] && [ $kills -lt 30 ] || break
		after=$((after + 700))
	done
	# What was compared before a kill is not compared again when all of it was.
	awk '!seen[$0]++' "$top/tables" >"$top/once" && mv "$top/once" "$top/tables"
	[ $status = 0 ] && [ $kills -ge 3 ] && grep -q 'goes on after' "$top/err"
	result $? "$name, killed $kills times: $(tail -n 1 "$top/out")"
	[ $status = 0 ] || sed 's/^/# /' "$top/err"
}
database killed
kill_until_done "to PostgreSQL" --from "$top/a" --to "$(url killed)" --data "$top/copy2"
same_tables "and has every row"
clean "and is clean" --db "$(url killed)" --data "$top/copy2"
kill_until_done "to a folder" --from "$(url killed)" --to "$top/c" --data "$top/copy2"
same_tables "and has every row"
clean "and is clean" --data "$top/c"

# ---- two at once, and no room ----
database twice
cp -a "$top/a" "$top/a2"
"$lianxin" copy --from "$top/a2" --to "$(url twice)" >"$top/first" 2>&1 </dev/null &
first=$!
for try in $(seq 100); do
	[ "$(rows twice "SELECT n > 0 FROM copy_state" 2>/dev/null)" = t ] && break
	sleep 0.1
done
refused "a second copy into the same database" "another program writes" "$lianxin" copy --from "$top/a" --to "$(url twice)"
wait $first
result $? "and the first goes on to its end: $(tail -n 1 "$top/first")"
mkdir "$top/disk"
if mount -t tmpfs -o size=60m,mode=700 none "$top/disk" 2>/dev/null; then
	refused "a full disk" "no room on the disk" "$lianxin" copy --from "$top/a2" --to "$top/disk/x"
	mount -o remount,size=600m "$top/disk"
	copied "with more room it goes on" --from "$top/a2" --to "$top/disk/x"
	grep -q 'goes on after' "$top/err" && same_tables "and has every row"
	umount "$top/disk"
else
	result 0 "a full disk # SKIP no right to mount"
fi

# ---- refused ----
database half
timeout -s KILL 2 "$lianxin" copy --from "$top/a" --to "$(url half)" >/dev/null 2>&1
[ "$(rows half 'SELECT n > 0 FROM copy_state')" = t ]
result $? "a half of a copy, $(rows half 'SELECT n FROM copy_state') rows"
refused "it serves nobody" "unfinished copy" "$lianxin" serve --db "$(url half app)" --data "$top/copy1" --listen 127.0.0.1:0
refused "it is no source" "unfinished copy" "$lianxin" copy --from "$(url half)" --to "$top/d"
"$lianxin" demo --data "$top/other" --county 532930 --cases 10 --seed 3 >&2
refused "another source cannot end it" "another database" "$lianxin" copy --from "$top/other" --to "$(url half)"
cp "$top/a/demo-accounts.txt" "$top/c/"
server_start "$top/c"
"${PLAY:-build/release/play}" -u "http://127.0.0.1:$port" -a "$top/c/demo-accounts.txt" "$top/look.txt" >&2
server_end TERM
refused "nor the same one after it was used" "was used since" "$lianxin" copy --from "$top/c" --to "$(url half)"
refused "a database with rows" "has rows already" "$lianxin" copy --from "$top/a" --to "$(url killed)"
refused "a user that does not own the tables" "must own its tables" "$lianxin" copy --from "$top/a" --to "$(url half app)"
refused "no such database" "make the database first" "$lianxin" copy --from "$top/a" --to "$(url nowhere)"
refused "no such user" "make the user first" "$lianxin" copy --from "$(url lianxin nobody_of_ours)" --to "$top/e"
refused "no such folder" "does not exist" "$lianxin" copy --from "$top/none" --to "$(url half)"
refused "the same place" "the same place" "$lianxin" copy --from "$(url half)" --to "$(url half)"
mkdir "$top/f" && head -c 32 /dev/urandom >"$top/f/secret.key"
refused "a folder with another key" "is not the key" "$lianxin" copy --from "$top/other" --to "$top/f"
database fresh
sqlite3 "$top/other/lianxin.db" "INSERT INTO setting VALUES ('odd', 'a' || char(0) || 'b')"
refused "a text that PostgreSQL cannot hold" "the target, table setting" "$lianxin" copy --from "$top/other" --to "$(url fresh)"
server_start "$top/a"
refused "a folder that is served" "in use by lianxin serve" "$lianxin" copy --from "$top/a" --to "$top/g"
server_end TERM
refused "a URL with a password" "cannot reach" "$lianxin" copy --from "$top/other" --to "postgresql://owner:geheim@/nowhere?host=$top/pg"
! grep -q geheim "$top/err"
result $? "which is not repeated"
fault_done
