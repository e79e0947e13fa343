#!/usr/bin/env bash
# Reading from a standby: a real one that streams, held back by pausing its replay.
# Nobody misses what they stored themselves, whatever the standby knows; others see
# what is at most some seconds old; with either server gone pages are read on.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
. tests/pg.sh
near=$top/near
replica_end() {
	pg_down "$near"
	pg_down "$top/pg"
	fault_end
}
trap replica_end EXIT
chmod 711 "$top"

sql() { "$pg_bin/psql" -qAtX "$PGURL" -c "$1"; }
near_sql() { "$pg_bin/psql" -qAtX "postgresql:///lianxin?host=$near&user=super" -c "$1"; }
near_ctl() { (cd "$near" && pg_as "$pg_bin/pg_ctl" -D "$near/data" -l "$near/log" -s -w -t 60 "$@") >&2; }
at() { echo "http://127.0.0.1:$port$1"; }
get() { curl -s -m 20 -o "$top/page" -w '%{http_code}' "$(at "$1")" "${@:2}"; }
post() { curl -s -m 20 -o "$top/page" -D "$top/head" -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' "$(at "$1")" "${@:2}"; }
field() { tr '<' '\n' <"$top/page" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1; }
cookie() { sed -n "s/^[Ss]et-[Cc]ookie: \($1=[^;]*\).*/\1/p" "$top/head" | tr -d '\r' | tail -n 1; }
location() { sed -n 's/^[Ll]ocation: //p' "$top/head" | tr -d '\r'; }
figure() { curl -s "$(at /metrics)" | sed -n "s/^lianxin_$1 //p"; }
form() { # WORDS: the last page of the form, whose key and notice are kept
	post "/s/$code/say" --data-urlencode "words=$1" -d "at=2&step=3&region=$region" >/dev/null
	fields=(--data-urlencode "words=$1" -d "form_key=$(field form_key)&at=3&region=$region&notice=$(field notice)"
		-d 'anonymity=anonymous&phone=&name=')
}
submit() { post "/s/$code/submit" "${fields[@]}"; }
within() { # SECONDS COMMAND...
	local until=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -lt $until ] || return 1
		sleep 0.2
	done
}
reads_near() { # a page comes from the standby
	local before
	before=$(figure standby_reads_total)
	[ "$(get "/s/$code?x=1")" = 200 ] && [ "$(figure standby_reads_total)" -gt "$before" ]
}
shows() { get "/s/$code?x=1" "${@:2}" >/dev/null && grep -q "$1" "$top/page"; }

pg_county "$top/pg" "$top/data" &&
	mkdir "$near" && { [ "$(id -u)" != 0 ] || chown nobody:nogroup "$near"; } &&
	(cd "$near" && pg_as "$pg_bin/pg_basebackup" -D "$near/data" -h "$top/pg" -U super -R -X stream -c fast) &&
	echo "unix_socket_directories = '$near'" >>"$near/data/postgresql.conf" && near_ctl start
result $? "a primary with a county, and a standby that follows it"
[ $failed = 0 ] || fault_done
server_start "$top/data" --db "$PG_APP_URL" --db-replica "postgresql:///lianxin?host=$near&user=app"
result $? "a copy that may read from the standby"
[ $failed = 0 ] || fault_done
read -r code region < <(sql "SELECT code || ' ' || region FROM station ORDER BY code LIMIT 1")
# Where nobody commits, the primary's log may end in the middle of a record, which no standby can have replayed:
# until the next commit pages come from the primary.
sql "SELECT pg_current_xact_id()" >/dev/null
within 5 reads_near
result $? "pages come from it: $(figure standby_reads_total) so far"

# ---- the standby falls behind ----
near_sql "SELECT pg_wal_replay_pause()" >/dev/null
sql "UPDATE station SET name = '改过名的站' WHERE code = '$code'"
! shows 改过名的站
result $? "a page of the standby, whose replay is held back, shows what it was"
form 村口的路灯坏了
[ "$(submit)" = 303 ] && seen=$(cookie seen) && receipt=$(location) && [ -n "$seen" ] && [ -n "$receipt" ]
result $? "an opinion is stored and its answer says up to where the log is this reader's"
[ "$(get "$receipt" -b "$seen")" = 200 ] && [ "$(get "$receipt")" = 200 ]
result $? "its receipt opens at once, with that cookie and without"
shows 改过名的站 -b "$seen"
result $? "and this reader's other pages are as new"
shows 改过名的站 -b "seen=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" && shows 改过名的站 -b "seen=x"
result $? "a cookie that is not ours is answered by the primary"
name=$(awk '$1 ~ /^office/ { print $1; exit }' "$top/data/demo-accounts.txt")
password=$(awk '$1 ~ /^office/ { print $2; exit }' "$top/data/demo-accounts.txt")
post /sign-in --data-urlencode "name=$name" --data-urlencode "password=$password" >/dev/null
session=$(cookie sid)
[ "$(get /cases -b "$session")" = 200 ] && [ "$(get /cases -b "$session; $(cookie seen)")" = 200 ] && [ "$(get /cases.csv -b "$session")" = 200 ]
result $? "a session that the standby has not heard of holds, for lists and their sheets too"
within 12 shows 改过名的站
result $? "after some seconds nobody is shown what is that old"
before=$(figure standby_reads_total)
shows 改过名的站
[ "$(figure standby_reads_total)" = "$before" ]
result $? "pages come from the primary while the standby is behind"
near_sql "SELECT pg_wal_replay_resume()" >/dev/null
within 10 reads_near && shows 改过名的站
result $? "and from the standby again when it is not: $(figure standby_again_total) pages had to be asked twice"
[ "$(get "$receipt" -b "$seen")" = 200 ]
result $? "the cookie of then is reached"

# ---- the standby goes dark: it takes what it is sent and says nothing ----
near_pids() { local main; main=$(head -n 1 "$near/data/postmaster.pid"); echo "$main"; ps -o pid= --ppid "$main"; }
dark=$(near_pids)
# shellcheck disable=SC2086
kill -STOP $dark
began=$(date +%s%N)
for i in $(seq 1 24); do
	curl -s -m 20 -o /dev/null -w '%{http_code}\n' "$(at "/s/$code?y=$i")" >>"$top/dark" &
	waits[i]=$!
done
wait "${waits[@]}"
took=$((($(date +%s%N) - began) / 1000000))
[ "$(grep -c '^200$' "$top/dark")" = 24 ] && [ $took -lt 15000 ]
result $? "a standby that says nothing any more holds nobody up for long: 24 pages in $took ms"
began=$(date +%s%N)
get "/s/$code?x=after" >/dev/null
took=$((($(date +%s%N) - began) / 1000000))
[ $took -lt 1000 ]
result $? "and is left alone then: a page in $took ms"
# shellcheck disable=SC2086
kill -CONT $dark
within 20 reads_near
result $? "when it speaks again it is read from again"

# ---- the standby dies ----
near_ctl stop -m immediate
bad=0
for i in $(seq 1 20); do
	[ "$(get "/s/$code?x=$i")" = 200 ] || bad=$((bad + 1))
done
[ $bad = 0 ]
result $? "with the standby gone $bad of 20 pages fail"
near_ctl start
within 15 reads_near
result $? "it is read from again when it is back"

# ---- the primary dies ----
within 5 reads_near
form 没有主库时写的话
(cd "$top/pg" && pg_as "$pg_bin/pg_ctl" -D "$top/pg/data" -s -m immediate stop) >&2
bad=0
for i in $(seq 1 20); do
	[ "$(get "/s/$code?x=$i")" = 200 ] || bad=$((bad + 1))
done
[ $bad = 0 ]
result $? "with the primary gone the standby goes on: $bad of 20 pages fail"
[ "$(submit)" = 503 ] && grep -q '^没有主库时写的话' "$top/page"
result $? "an opinion is answered 503 and its words are kept"
[ "$(get /healthz)" = 503 ]
result $? "and the balancer is told"
server_end TERM
[ "$ended" = 0 ]
result $? "it ends well"
server_silent

# ---- what an operator can get wrong ----
refused() { # NAME WORDS OPTION...
	timeout 20 "$lianxin" serve --data "$top/data" --listen 127.0.0.1:1 "${@:3}" >"$top/said" 2>&1
	[ $? = 1 ] && grep -q -- "$2" "$top/said"
	result $? "$1: $(tail -n 1 "$top/said")"
}
refused "standbys of a folder" "--db-replica goes with --db URL" --db-replica "$PG_APP_URL"
refused "a folder as standby" "takes the URL of standbys" --db "$PG_APP_URL" --db-replica "$top/data"
refused "a URL that cannot be read" "cannot be read" --db "$PG_APP_URL" --db-replica 'postgresql://?nonsense=1'
fault_done
