#!/usr/bin/env bash
# Two copies whose machines' clocks are sixty days ahead and a day behind: forms,
# sessions, stamps and chores go by the database's clock, so nobody notices.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
. tests/pg.sh
lib=$(find /usr/lib -name libfaketimeMT.so.1 | head -n 1)
set=()
if [ -z "$lib" ]; then
	echo "1..0 # SKIP no faketime here: install the packages of packages.txt"
	exit 0
fi
clock_end() {
	local n
	for n in 1 2; do [ ! -e "$top/$n.pid" ] || kill -9 "$(cat "$top/$n.pid")" 2>/dev/null; done
	pg_down "$top/pg"
	fault_end
}
trap clock_end EXIT
chmod 711 "$top"
port_of=(0 $((34000 + RANDOM % 500 * 2)))
port_of[2]=$((port_of[1] + 1))

sql() { "$pg_bin/psql" -qAtX "$PGURL" -c "$1"; }
copy_begin() { # N OFFSET [OPTION...]
	install -d -m 700 "$top/copy$1" && install -m 400 "$top/data/secret.key" "$top/copy$1/secret.key"
	env "${set[@]:-FAKETIME=$2}" LD_PRELOAD="$lib" "$lianxin" serve --data "$top/copy$1" --db "$PG_APP_URL" --listen "127.0.0.1:${port_of[$1]}" \
		--submit-per-address 1000 "${@:3}" >"$top/copy$1.log" 2>&1 </dev/null &
	echo $! >"$top/$1.pid"
	"$load" ready "port=${port_of[$1]}" limit=20000 >/dev/null
}
copy_end() {
	kill -TERM "$(cat "$top/$1.pid")"
	wait "$(cat "$top/$1.pid")"
	ended=$?
	rm "$top/$1.pid"
}
at() { echo "http://127.0.0.1:${port_of[$1]}$2"; }
get() { curl -s -m 20 -o "$top/page" -w '%{http_code}' "$(at "$1" "$2")" "${@:3}"; }
post() { curl -s -m 20 -o "$top/page" -D "$top/head" -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' "$(at "$1" "$2")" "${@:3}"; }
field() { tr '<' '\n' <"$top/page" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1; }
submit() { # DRAWN-BY SENT-TO: the status
	post "$1" "/s/$code/say" --data-urlencode "words=村口的路灯坏了" -d "at=2&step=3&region=$region" >/dev/null
	post "$2" "/s/$code/submit" --data-urlencode "words=村口的路灯坏了" -d 'anonymity=anonymous&phone=&name=' \
		-d "form_key=$(field form_key)&at=3&region=$region&notice=$(field notice)"
}
sign_in() { # COPY: the cookie
	post "$1" /sign-in --data-urlencode "name=$name" --data-urlencode "password=$password" >/dev/null
	sed -n 's/^[Ss]et-[Cc]ookie: \(sid=[^;]*\).*/\1/p' "$top/head" | tail -n 1
}

pg_county "$top/pg" "$top/data"
result $? "a county on PostgreSQL"
[ $failed = 0 ] || fault_done
read -r code region < <(sql "SELECT code || ' ' || region FROM station ORDER BY code LIMIT 1")
name=$(awk '$1 ~ /^office/ { print $1; exit }' "$top/data/demo-accounts.txt")
password=$(awk '$1 ~ /^office/ { print $2; exit }' "$top/data/demo-accounts.txt")
# What a chore that thinks it is sixty days later would take away: cases whose window for
# rating still runs. One that ended last night is rightly concluded in these seconds.
held() {
	sql "SELECT count(*) || ' ' || count(*) FILTER (WHERE state = 9 AND due >= floor(extract(epoch FROM now() + interval '8 hours') / 86400))
		FROM casefile WHERE id <= $newest"
}
newest=$(sql "SELECT max(id) FROM casefile")
before=$(held)
copy_begin 1 +60d && copy_begin 2 -1d
result $? "two copies, one with a clock sixty days ahead, one a day behind"
[ $failed = 0 ] || { cat "$top"/copy?.log | sed 's/^/# /'; fault_done; }
grep -q 'clock is 51[0-9]* s ahead of the database' "$top/copy1.log" && grep -q 'clock is 86[0-9]* s behind the database' "$top/copy2.log"
result $? "each tells: $(grep -oh "this machine's clock is [0-9]* s [a-z]*" "$top"/copy?.log | sed "s/this machine's clock is //" | paste -sd,)"
sent="$(submit 1 2) $(submit 2 1) $(submit 1 1)"
[ "$sent" = "303 303 303" ]
result $? "a form drawn by one is taken by the other: $sent"
[ "$(sql "SELECT count(*) FROM casefile WHERE id > $newest AND abs(created - extract(epoch FROM now()) * 1000) < 60000")" = 3 ]
result $? "and what is stored is of now"
[ "$(sql "SELECT count(*) FROM audit WHERE at > extract(epoch FROM now()) * 1000 + 60000")" = 0 ]
result $? "no row of the audit is from tomorrow"
one=$(sign_in 1)
two=$(sign_in 2)
seen="$(get 1 /cases -b "$two") $(get 2 /cases -b "$two") $(get 1 /cases -b "$one") $(get 2 /cases -b "$one")"
[ -n "$one" ] && [ -n "$two" ] && [ "$seen" = "200 200 200 200" ]
result $? "a session begun on one holds on the other: $seen"
sleep 1
[ "$(held)" = "$before" ] && [ "$(sql 'SELECT count(*) FROM form_key')" -ge 3 ] && [ "$(sql 'SELECT count(*) FROM session')" -ge 2 ]
result $? "no chore was done before its time: $before cases in all and answered, keys and sessions are kept"
copy_end 1
[ "$ended" = 0 ]
result $? "the one ends"

# ---- a clock that is set while the program runs ----
echo +0 >"$top/set"
set=(FAKETIME_NO_CACHE=1 "FAKETIME_TIMESTAMP_FILE=$top/set" FAKETIME_DONT_FAKE_MONOTONIC=1)
copy_begin 1 +0 && ! grep -q 'clock is' "$top/copy1.log"
result $? "a copy whose clock is right"
echo +3h >"$top/set"
sent="$(submit 1 2) $(submit 2 1)"
[ "$sent" = "303 303" ] && [ "$(sql "SELECT count(*) FROM audit WHERE at > extract(epoch FROM now()) * 1000 + 60000")" = 0 ]
result $? "set three hours ahead under way it goes on as before: $sent"
for n in 1 2; do
	copy_end $n
	[ "$ended" = 0 ]
	result $? "copy $n ends well"
done
fault_done
