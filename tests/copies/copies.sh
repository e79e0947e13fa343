#!/usr/bin/env bash
# Four copies on one database, while residents send opinions and read: one copy
# is killed and comes back, then all are restarted one after the other. No
# acknowledged opinion is lost, none is there twice, numbers are unique, counters
# are exact, sessions hold on every copy and a chore is done once.
#
#   copies.sh [SECONDS]     how long the load lasts around each event
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
. tests/pg.sh
. tests/copies/copies.inc
trap copies_end EXIT
calm=${1:-2}
# The number of a word in a list of schema/types.txt: they begin with 1.
number_of() { # LIST WORD
	tr '\n' ' ' <schema/types.txt | grep -oE "enum $1 [a-z_ ]*" | tr -s ' ' '\n' | tail -n +3 | grep -nx "$2" | cut -d: -f1
}
lapse=$(number_of case_event lapse)
answered=$(number_of case_state answered)

if ! command -v haproxy >/dev/null; then
	echo "1..0 # SKIP no haproxy here: install the packages of packages.txt"
	exit 0
fi
chmod 711 "$top"
PG_FSYNC=on pg_up "$top/pg"
result $? "a database of its own"
"$lianxin" demo --data "$top/copy1" --db "$PG_OWNER_URL" --county 530524 --cases 200 --seed 1 >"$top/demo.log" 2>&1
result $? "the demonstration county in it"
[ $failed = 0 ] || { tail -n 5 "$top/pg/log" "$top/demo.log" | sed 's/^/# /'; fault_done; }
for n in 2 3 4; do
	install -d -m 700 "$top/copy$n" && install -m 400 "$top/copy1/secret.key" "$top/copy$n/secret.key"
done
accounts=$top/copy1/demo-accounts.txt
sql "SELECT code || ' ' || county || ' ' || region FROM station ORDER BY code" >"$top/places"
sql "SELECT '/s/' || code FROM station UNION ALL SELECT '/' UNION ALL SELECT '/public'" >"$top/paths"
cases() { sql "SELECT count(*) FROM casefile"; }
before=$(cases)
copies_begin && front_begin
result $? "four copies answer behind HAProxy"
[ $failed = 0 ] || fault_done
workers=$(($(getconf _NPROCESSORS_ONLN) * 4))
[ "$workers" -le 16 ] || workers=16
held=$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'")
[ "$held" = $((4 * (workers + 5))) ]
result $? "each with $workers workers, 3 writers, one for numbers and one for the pulse: $held connections"

# Readers and residents until the events are over: load_begin NAME, then load_ends NAME.
load_begin() {
	"$load" submit "port=$front_port" "data=$top/copy1" "places=$top/places" conns=8 rate=100 \
		seconds=${2:-60} "log=$top/$1.said" >"$top/$1.submit" 2>&1 &
	submitting=$!
	"$load" get "port=$front_port" "paths=$top/paths" conns=8 rate=400 seconds=${2:-60} >"$top/$1.get" 2>&1 &
	reading=$!
	sleep "$calm"
}
bad() { echo $(($(word refused "$1") + $(word failed "$1") + $(word lost "$1"))); }
load_ends() {
	wait $submitting && wait $reading
	submit=$(tail -n 1 "$top/$1.submit")
	get=$(tail -n 1 "$top/$1.get")
	[ "$(word acknowledged "$submit")" -gt 100 ] && [ "$(word ok "$get")" -gt 100 ]
	result $? "$1: $(word acknowledged "$submit") opinions acknowledged, $(word ok "$get") pages read"
}
# Every receipt opens, every question sent again leads to its first receipt, one case for each.
verified() {
	local said
	said=$("$load" verify "port=$front_port" "log=$top/$1.said" again=400) &&
		[ $(($(cases) - before)) = "$(word expected "$said")" ]
	result $? "$1: $(($(cases) - before)) cases for $said"
	before=$(cases)
}

# ---- one copy dies, and comes back ----
load_begin killed $((4 * calm + 8))
copy_end 2 KILL 2>/dev/null
sleep $((2 * calm))
copy_begin 2
result $? "killed: the copy starts again"
load_ends killed
echo "# while a copy was killed: $(bad "$submit") of $(word asked "$submit") opinions and $(bad "$get") of $(word asked "$get") pages were not answered well"
[ "$(bad "$get")" -le 8 ] && [ "$(bad "$submit")" -le 8 ]
result $? "killed: nothing failed but, at most, what that copy was answering"
verified killed

# ---- all four are restarted, one after the other, nobody notices ----
load_begin rolling 30
for n in $copies; do
	copy_end "$n" TERM
	copy_begin "$n" || result 1 "rolling: copy $n starts again"
	sleep 1
done
kill -0 $submitting && kill -0 $reading
result $? "rolling: all four were restarted under load"
load_ends rolling
[ "$(bad "$submit")" = 0 ] && [ "$(bad "$get")" = 0 ]
result $? "rolling: $(bad "$submit") of $(word asked "$submit") opinions and $(bad "$get") of $(word asked "$get") pages failed"
verified rolling

# ---- what the tables say ----
[ "$(sql "SELECT count(*) - count(DISTINCT (county, id)) FROM casefile")" = 0 ]
result $? "every case has a number of its own"
[ "$(sql "SELECT count(*) FROM case_serial s WHERE next <= (SELECT max(id % 100000000) FROM casefile c
	WHERE c.county = s.county AND c.id / 100000000 = s.year % 100)")" = 0 ]
result $? "and the next number is above all of them"

# ---- one session, four copies ----
password=$(awk '$1 ~ /^office/ { print $2; exit }' "$accounts")
name=$(awk '$1 ~ /^office/ { print $1; exit }' "$accounts")
page() { # COPY PATH [CURL-OPTION...]: the status
	local port
	port=$(copy_port "$1")
	shift
	curl -s -m 10 -o "$top/page" -w '%{http_code}' -b "$cookie" "http://127.0.0.1:$port$1" "${@:2}"
}
field() { # NAME FILE: the value of a hidden field
	tr '<' '\n' <"$2" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1
}
# The cookie is Secure behind a proxy; curl is told that this address may have it all the same.
curl -s -o /dev/null -D "$top/head" -H 'Sec-Fetch-Site: same-origin' --data-urlencode "name=$name" \
	--data-urlencode "password=$password" "http://127.0.0.1:$front_port/sign-in"
cookie=$(sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' "$top/head" | head -n 1)
seen=
for n in $copies; do
	seen="$seen$(page "$n" /cases) "
done
[ "$seen" = "200 200 200 200 " ]
result $? "a session begun on one copy holds on all: $seen"
page 3 /cases >/dev/null
page 4 /sign-out -H 'Sec-Fetch-Site: same-origin' --data-urlencode "form_key=$(field form_key "$top/page")" >/dev/null
seen=
for n in $copies; do
	seen="$seen$(page "$n" /cases) "
done
case $seen in *200*) false ;; *) true ;; esac
result $? "and ends on all at once: $seen"

# ---- the same form at four copies at once ----
read -r code _ region <"$top/places"
twice=0
unanswered=0
at_first=$(cases)
for i in $(seq 1 10); do
	curl -s -H 'Sec-Fetch-Site: same-origin' --data-urlencode 'words=村口的路灯坏了' -d "at=2&step=3&region=$region" \
		"http://127.0.0.1:$front_port/s/$code/say" >"$top/form"
	key=$(field form_key "$top/form")
	notice=$(field notice "$top/form")
	asking=
	for n in $copies; do
		curl -s -m 10 -o /dev/null -w '%{http_code} %header{location}\n' -H 'Sec-Fetch-Site: same-origin' \
			-d "form_key=$key&at=3&region=$region&notice=$notice&anonymity=anonymous&phone=&name=" \
			--data-urlencode 'words=村口的路灯坏了' "http://127.0.0.1:$(copy_port "$n")/s/$code/submit" >"$top/same$n" &
		asking="$asking $!"
	done
	wait $asking
	[ "$(cat "$top"/same? | grep '^303' | sort -u | wc -l)" = 1 ] || twice=$((twice + 1))
	unanswered=$((unanswered + $(cat "$top"/same? | grep -vc '^303')))
done
[ $twice = 0 ] && [ $unanswered = 0 ] && [ $(($(cases) - at_first)) = 10 ]
result $? "one form at four copies at once, ten times: $(($(cases) - at_first)) cases, the same receipt for all but $unanswered of 40"

# ---- limits hold for all copies together ----
for n in $copies; do
	copy_end "$n" KILL 2>/dev/null
	copy_begin "$n" --submit-per-address 5 --submit-per-station 3
done
sql "TRUNCATE limit_count"
held() { sql "SELECT count(*) FROM casefile WHERE state = $(number_of case_state held)"; }
at_first=$(held)
sent=
for i in $(seq 1 8); do
	at=http://127.0.0.1:$(copy_port $((i % 4 + 1)))/s/$code
	curl -s -H 'Sec-Fetch-Site: same-origin' --data-urlencode 'words=村口的路灯坏了' -d "at=2&step=3&region=$region" \
		"$at/say" >"$top/form"
	sent="$sent$(curl -s -m 10 -o /dev/null -w '%{http_code}' -H "X-Forwarded-For: 198.51.100.$((i > 6))" \
		-H 'Sec-Fetch-Site: same-origin' --data-urlencode 'words=村口的路灯坏了' \
		-d "form_key=$(field form_key "$top/form")&at=3&region=$region&notice=$(field notice "$top/form")" \
		-d 'anonymity=anonymous&phone=&name=' "$at/submit") "
done
[ "$sent" = "303 303 303 303 303 429 303 303 " ]
result $? "an address may send five, wherever they arrive: $sent"
[ $(($(held) - at_first)) = 4 ]
result $? "and of seven at one station all but three are held: $(($(held) - at_first))"
sent=
for i in $(seq 1 62); do
	sent="$sent$(curl -s -m 10 -o /dev/null -w '%{http_code}' -H 'X-Forwarded-For: 198.51.100.9' \
		-H 'Sec-Fetch-Site: same-origin' -d "name=nobody$i&password=wrong" \
		"http://127.0.0.1:$(copy_port $((i % 4 + 1)))/sign-in")
"
done
[ "$(echo "$sent" | grep -c 422)" = 60 ] && [ "$(echo "$sent" | grep -c 429)" = 2 ]
result $? "sixty tries to sign in, and no more: $(echo "$sent" | sort | uniq -c | tr -s ' \n' ' ')"

# ---- four timers, one chore ----
for n in $copies; do
	copy_end "$n" KILL 2>/dev/null
done
ripe=$(sql "SELECT count(*) FROM casefile WHERE state = $answered")
later=$((($(date +%s) + 60 * 86400) * 1000))
# A copy that is at it keeps the others from it: here a session with that copy's lock.
psql -qAtX "$PGURL" -c "SELECT pg_advisory_lock((1::bigint << 40) + 530524 * 16), pg_sleep(60)" >/dev/null 2>&1 &
holder=$!
sql "INSERT INTO code_try VALUES (530524, 1, 1, 1)"
copy_begin 1 --now $later
for i in $(seq 1 40); do
	[ "$(sql "SELECT count(*) FROM code_try WHERE hour = 1")" = 0 ] && break
	sleep 0.25
done
[ "$(sql "SELECT count(*) FROM casefile WHERE state = $answered")" = "$ripe" ] &&
	[ "$(sql "SELECT count(*) FROM code_try WHERE hour = 1")" = 0 ]
result $? "a chore that another copy is at is left to it"
copy_end 1 KILL 2>/dev/null
kill $holder
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" >/dev/null
for n in $copies; do
	copy_begin "$n" --now $later &
	starts="${starts:-} $!"
done
wait $starts
for i in $(seq 1 80); do
	[ "$(sql "SELECT count(*) FROM casefile WHERE state = $answered")" = 0 ] && break
	sleep 0.25
done
once=$(sql "SELECT count(*) FROM case_event WHERE event = $lapse AND at >= $later")
twice=$(sql "SELECT count(*) FROM (SELECT FROM case_event WHERE event = $lapse GROUP BY county, case_id, at
	HAVING count(*) > 1) AS t")
[ "$once" -gt 0 ] && [ "$twice" = 0 ]
result $? "four timers at once: $once of $ripe unrated cases concluded, $twice of them twice"

# ---- everything adds up ----
for n in $copies; do
	copy_end "$n" KILL 2>/dev/null
done
"$lianxin" check --data "$top/copy1" --db "$PG_APP_URL" >"$top/checked" 2>&1
result $? "counters, timelines and audit are exact: $(tail -n 1 "$top/checked")"
[ $failed = 0 ] || { tail -n 3 "$top"/copy?.log "$top/checked"; tail -n 12 "$top/pg/log"; } | sed 's/^/# /'
fault_done
