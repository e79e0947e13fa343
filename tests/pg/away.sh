#!/usr/bin/env bash
# A form sent while the database is away: status 503, nothing stored, and a page
# that keeps what was typed and sends it again under the same key once the database
# is back. Passwords stand on no page.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
. tests/pg.sh
trap 'pg_down "$top/pg"; fault_end' EXIT
words='村口的路灯坏了 <b>&"三天"'

pg_ctl() { (cd "$top/pg" && pg_as "$pg_bin/pg_ctl" -D "$top/pg/data" -l "$top/pg/log" -s -w -t 60 "$@") >&2; }
post() { # PATH FILE [CURL-OPTION...]: the status
	curl -s -m 20 -o "$2" -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' "${@:3}" "http://127.0.0.1:$port$1"
}
field() { # NAME FILE: the value of a hidden field
	tr '<' '\n' <"$2" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1
}

chmod 711 "$top"
pg_county "$top/pg" "$top/data" &&
	server_start "$top/data" --db "$PG_APP_URL"
result $? "a county on PostgreSQL is served"
[ $failed = 0 ] || fault_done
sql() { "$pg_bin/psql" -qAtX "$PGURL" -c "$1"; }
read -r code region < <(sql "SELECT code || ' ' || region FROM station ORDER BY code LIMIT 1")
before=$(sql "SELECT count(*) FROM casefile")
post "/s/$code/say" "$top/form" --data-urlencode "words=$words" -d "at=2&step=3&region=$region" >/dev/null
key=$(field form_key "$top/form")
fields=(--data-urlencode "words=$words" -d "form_key=$key&at=3&region=$region&notice=$(field notice "$top/form")"
	-d 'anonymity=anonymous&phone=&name=')

pg_ctl stop -m immediate
[ "$(post "/s/$code/submit" "$top/page" "${fields[@]}")" = 503 ] && grep -q '<!doctype html>' "$top/page" &&
	grep -q 'method="post"' "$top/page" && [ "$(field form_key "$top/page")" = "$key" ]
result $? "an opinion is answered 503 with a page that can send it again"
grep -q '^村口的路灯坏了 &lt;b&gt;&amp;' "$top/page" && ! grep -q '<b>&' "$top/page"
result $? "and shows what was typed, escaped"
[ "$(post "/s/$code/submit" "$top/page" "${fields[@]}" -b lang=en)" = 503 ] && grep -q 'Send the same again' "$top/page"
result $? "in the reader's language"
[ "$(post "/s/$code/submit" "$top/page" "${fields[@]}" -H 'Accept: application/json')" = 503 ] &&
	grep -q '"code":"busy"' "$top/page"
result $? "a program is told in JSON"
curl -s -m 20 -o "$top/page" -H 'Sec-Fetch-Site: cross-site' "${fields[@]}" "http://127.0.0.1:$port/s/$code/submit"
[ -s "$top/page" ] && ! grep -q "$key" "$top/page"
result $? "what another site had sent is not offered"
[ "$(post /sign-in "$top/page" -d 'name=somebody&password=correct-horse-17')" = 503 ] && grep -q '<!doctype html>' "$top/page" &&
	! grep -q 'correct-horse' "$top/page"
result $? "a password stands on no page"

pg_ctl start
for try in $(seq 1 40); do
	status=$(post "/s/$code/submit" "$top/page" "${fields[@]}")
	[ "$status" = 503 ] || break
	sleep 0.25
done
[ "$status" = 303 ] && [ "$(post "/s/$code/submit" "$top/page" "${fields[@]}")" = 303 ] &&
	[ $(($(sql "SELECT count(*) FROM casefile") - before)) = 1 ]
result $? "sent again when it is back: one case ($status after $try tries)"
server_end TERM
fault_done
