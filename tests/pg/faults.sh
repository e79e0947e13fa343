#!/usr/bin/env bash
# What goes wrong with a database elsewhere: each mistake of an operator is one line
# and a non-zero exit; a full disk of the server refuses writes and nothing else;
# connections that the server ends, again and again, cost no page and no opinion.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
. tests/pg.sh
faults_end() {
	[ -z "${stub:-}" ] || kill "$stub" 2>/dev/null
	[ -z "${killer:-}" ] || kill "$killer" 2>/dev/null
	pg_down "$top/pg"
	fault_end
}
trap faults_end EXIT
chmod 711 "$top"
tls_port=$((36000 + RANDOM % 1000))

sql() { "$pg_bin/psql" -qAtX -v ON_ERROR_STOP=1 "${2:-$PGURL}" -c "$1"; }
pg_reload() { (cd "$top/pg" && pg_as "$pg_bin/pg_ctl" -D "$top/pg/data" -l "$top/pg/log" -s -w -t 60 "$@") >&2; }

# refused NAME WORDS OPTION...: a start that ends with 1 and one line with these words.
refused() {
	timeout 20 "$lianxin" serve --data "$top/data" --listen 127.0.0.1:1 "${@:3}" >"$top/said" 2>&1 </dev/null
	[ $? = 1 ] && grep -qE -- "$2" "$top/said" && [ "$(grep -c '^lianxin serve: ' "$top/said")" = 1 ] &&
		[ "$(wc -l <"$top/said")" = 1 ] && ! grep -q "$password" "$top/said"
	result $? "$1: $(tail -n 1 "$top/said" | cut -c 16-)"
	[ "$(wc -l <"$top/said")" = 1 ] || sed 's/^/# /' "$top/said"
}
# every_command NAME WORDS URL: whatever else is asked of such a database ends with 1 and one line with these words.
every_command() {
	local line said
	while read -r line; do
		# shellcheck disable=SC2086
		said=$(timeout 20 "$lianxin" ${line//URL/"$3"} 2>&1 </dev/null)
		[ $? = 1 ] && [ "$(wc -l <<<"$said")" = 1 ] && grep -qE "^lianxin [a-z ]+: .*($2)" <<<"$said" && ! grep -q "$password" <<<"$said"
		result $? "$1, ${line%% --db URL*}: $(cut -d: -f2- <<<"$said" | tail -n 1)"
	done <<-END
		demo --db URL --county 530524 --cases 5 --seed 1 --data $top/elsewhere
		init --db URL --county 530524 --pack packs/luji.yaml
		check --db URL --data $top/elsewhere
		copy --from URL --to $top/nowhere --data $top/elsewhere
		region import --db URL --data $top/elsewhere
		pack show --db URL --data $top/elsewhere
		pack load --db URL --yes packs/luji.yaml --data $top/elsewhere
		deputy export --db URL --county 530524 $top/deputies.csv --data $top/elsewhere
		deputy import --db URL --county 530524 $top/table.csv --data $top/elsewhere
		directory rebuild --db URL --data $top/elsewhere
		user list --db URL --data $top/elsewhere
	END
}
password=tangyuan-4711

pg_county "$top/pg" "$top/data"
result $? "a county on PostgreSQL"
[ $failed = 0 ] || fault_done

# ---- the way there ----
refused "a URL that is none" "cannot be read" --db "postgresql://["
refused "a parameter that is none" "nonsense" --db "postgresql:///lianxin?nonsense=1"
refused "a host that is not there" "name of the host is wrong" --db "postgresql://app@no-such-host.invalid/lianxin"
refused "a port where nobody listens" "is the server running" --db "postgresql://app@127.0.0.1:1/lianxin"
refused "a database that is not there" "make the database first" --db "postgresql:///nobodys?host=$top/pg&user=app"
refused "a user who is not there" "make the user first" --db "postgresql:///lianxin?host=$top/pg&user=nobody_here"

mkdir -m 700 "$top/elsewhere" && install -m 400 "$top/data/secret.key" "$top/elsewhere/secret.key" && echo x >"$top/table.csv"
every_command "a URL that is none" "cannot be read" "postgresql://["
every_command "a port where nobody listens" "is the server running" "postgresql://app@127.0.0.1:1/lianxin"
every_command "a database that is not there" "make the database first" "postgresql:///nobodys?host=$top/pg&user=app"

perl tests/pg/old_server.pl "$top/.s.PGSQL.5432" 11.22 &
stub=$!
while [ ! -S "$top/.s.PGSQL.5432" ]; do sleep 0.05; done
refused "a server of long ago" "the server is PostgreSQL 11; version 15 or newer is needed" --db "postgresql:///lianxin?host=$top&user=app"
every_command "a server of long ago" "the server is PostgreSQL 11; version 15 or newer is needed" "postgresql:///lianxin?host=$top&user=app"
kill $stub
stub=

# ---- passwords and certificates, over TCP ----
mkdir "$top/tls" && (
	cd "$top/tls" || exit 1
	ca() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.crt"; }
	ca right && ca wrong &&
		openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr &&
		printf 'subjectAltName=DNS:localhost\n' >san &&
		openssl x509 -req -in server.csr -CA right.crt -CAkey right.key -CAcreateserial -days 2 -extfile san -out server.crt
) >"$top/openssl.log" 2>&1 &&
	install -m 600 "$top/tls/server.key" "$top/pg/data/server.key" && install -m 600 "$top/tls/server.crt" "$top/pg/data/server.crt" &&
	{ [ "$(id -u)" != 0 ] || chown nobody:nogroup "$top/pg/data/server.key" "$top/pg/data/server.crt"; } &&
	printf "listen_addresses = '127.0.0.1'\nport = %s\nssl = on\npassword_encryption = 'scram-sha-256'\n" "$tls_port" >>"$top/pg/data/postgresql.conf" &&
	sed -i '/127.0.0.1/d' "$top/pg/data/pg_hba.conf" && echo "hostssl lianxin app 127.0.0.1/32 scram-sha-256" >>"$top/pg/data/pg_hba.conf" &&
	pg_reload restart && PGURL="$PGURL&port=$tls_port" PG_APP_URL="$PG_APP_URL&port=$tls_port" PG_OWNER_URL="$PG_OWNER_URL&port=$tls_port" &&
	sql "ALTER ROLE app PASSWORD '$password'"
result $? "the server asks for passwords and has a certificate"
[ $failed = 0 ] || { tail -n 5 "$top/openssl.log" "$top/pg/log" | sed 's/^/# /'; fault_done; }
pass() { printf '*:*:*:*:%s\n' "$1" >"$top/pass" && chmod 600 "$top/pass"; }
tcp="postgresql://app@localhost:$tls_port/lianxin?hostaddr=127.0.0.1&passfile=$top/pass"
pass wrong
refused "a wrong password" "user name or password is wrong" --db "$tcp"
every_command "a wrong password" "user name or password is wrong" "$tcp"
refused "no password" "give the password in" --db "postgresql://app@localhost:$tls_port/lianxin?hostaddr=127.0.0.1&passfile=$top/none"
pass "$password"
refused "without encryption" "does not let this user in" --db "$tcp&sslmode=disable"
refused "a certificate of another authority" "sslrootcert" --db "$tcp&sslmode=verify-full&sslrootcert=$top/tls/wrong.crt"
every_command "a certificate of another authority" "sslrootcert" "$tcp&sslmode=verify-full&sslrootcert=$top/tls/wrong.crt"
refused "no file of the authority" "name the file of the server" --db "$tcp&sslmode=verify-full&sslrootcert=$top/tls/none.crt"
refused "a certificate for another host" "was made for another name" \
	--db "postgresql://app@127.0.0.1:$tls_port/lianxin?passfile=$top/pass&sslmode=verify-full&sslrootcert=$top/tls/right.crt"
server_start "$top/data" --db "$tcp&sslmode=verify-full&sslrootcert=$top/tls/right.crt"
result $? "with the right ones it serves"
[ "$(sql "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'app' AND NOT ssl")" = 0 ] &&
	[ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'")" -ge 5 ]
result $? "all of it encrypted"
grep -q "$password" "$top/server.err"
[ $? = 1 ]
result $? "and the password stands in no log"
server_end TERM

# ---- rights ----
sql "REVOKE INSERT ON casefile FROM lianxin_app"
refused "a right that is missing" "may not write in casefile.*GRANT lianxin_app TO app" --db "$PG_APP_URL"
sql "GRANT INSERT ON casefile TO lianxin_app; REVOKE lianxin_app FROM app"
refused "a user who was not let in" "GRANT lianxin_app TO app" --db "$PG_APP_URL"
every_command "a user who was not let in" "GRANT lianxin_app TO app" "$PG_APP_URL"
sql "GRANT lianxin_app TO app"
sql "CREATE DATABASE empty OWNER owner"
refused "a database without tables" "needs [0-9]+, and user app may not make tables; start the server once with --db-owner URL" --db "postgresql:///empty?host=$top/pg&port=$tls_port&user=app"
every_command "a database without tables" "has schema 0, this program needs [0-9]+.*(once with --db-owner|to bring it up to date)" \
	"postgresql:///empty?host=$top/pg&port=$tls_port&user=app"
sql "DROP SCHEMA public" "postgresql:///empty?host=$top/pg&port=$tls_port&user=super"
refused "a database without a schema" "CREATE SCHEMA public AUTHORIZATION owner" --db "postgresql:///empty?host=$top/pg&port=$tls_port&user=app" \
	--db-owner "postgresql:///empty?host=$top/pg&port=$tls_port&user=owner"
sql "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
refused "a database of another encoding" "encoding is not UTF8" --db "postgresql:///latin?host=$top/pg&port=$tls_port&user=app"

# ---- what check finds on this engine too ----
"$lianxin" check --data "$top/data" --db "$PG_APP_URL" >"$top/said" 2>&1
result $? "the county is whole: $(tail -n 1 "$top/said")"
sql "UPDATE code SET id = id + 5000000 WHERE code = (SELECT min(code) FROM code WHERE kind = 1)"
"$lianxin" check --data "$top/data" --db "$PG_APP_URL" >"$top/said" 2>&1
[ $? = 1 ] && grep -qE '^code: .* leads to station [0-9]+ of county 530524, which has another' "$top/said" &&
	grep -qE '^code: .* of station [0-9]+ of county 530524 does not lead there' "$top/said"
result $? "a code that leads to nobody: $(grep -m1 '^code: ' "$top/said")"
sql "UPDATE code SET id = id - 5000000 WHERE id >= 5000000"

# ---- connections that the server ends ----
server_start "$top/data" --db "$PG_APP_URL"
result $? "a copy serves"
sql "SELECT code || ' ' || county || ' ' || region FROM station ORDER BY code" >"$top/places"
sql "SELECT '/s/' || code || '?x=1' FROM station" >"$top/paths"
before=$(sql "SELECT count(*) FROM casefile")
"$load" submit "port=$port" "data=$top/data" "places=$top/places" conns=8 rate=60 seconds=6 "log=$top/sent" >"$top/submit" 2>&1 &
submitting=$!
"$load" get "port=$port" "paths=$top/paths" conns=8 rate=200 seconds=6 >"$top/get" 2>&1 &
reading=$!
while sleep 0.3; do
	sql "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'app'"
done >"$top/killed" 2>/dev/null &
killer=$!
wait $submitting $reading
kill $killer
killer=
get=$(tail -n 1 "$top/get")
submit=$(tail -n 1 "$top/submit")
bad=$(($(word refused "$get") + $(word failed "$get") + $(word lost "$get")))
[ $bad = 0 ] && [ "$(word ok "$get")" -gt 100 ]
result $? "$(awk '{ n += $1 } END { print n }' "$top/killed") connections ended in six seconds: $bad of $(word asked "$get") pages failed"
said=$("$load" verify "port=$port" "log=$top/sent" again=400) && [ $(($(sql "SELECT count(*) FROM casefile") - before)) = "$(word expected "$said")" ]
result $? "and $(word acknowledged "$submit") opinions acknowledged, $(word failed "$submit") told to send again: $said"

# ---- the server's disk is full ----
mkdir "$top/disk"
if mount -t tmpfs -o "size=$(($(du -sm "$top/pg/data/base" | cut -f1) + 60))m,mode=700" none "$top/disk" 2>/dev/null; then
	server_end TERM
	chown nobody:nogroup "$top/disk"
	sql "CREATE TABLESPACE small LOCATION '$top/disk'" && sql "ALTER DATABASE lianxin SET TABLESPACE small" "postgresql:///postgres?host=$top/pg&port=$tls_port&user=super" &&
		server_start "$top/data" --db "$PG_APP_URL"
	result $? "the tables lie on a small disk"
	before=$(sql "SELECT count(*) FROM casefile")
	dd if=/dev/zero of="$top/disk/filler" bs=64k >/dev/null 2>&1
	"$load" submit "port=$port" "data=$top/data" "places=$top/places" conns=8 seconds=20 most=2000 "log=$top/full" >"$top/submit" 2>&1
	submit=$(tail -n 1 "$top/submit")
	[ "$(word refusals "$submit")" -gt 0 ] && [ "$(word failed "$submit")" = "$(word refusals "$submit")" ]
	result $? "full: opinions are refused ($(word acknowledged "$submit") taken before, $(word refusals "$submit") refused, last $(word last_refusal "$submit"))"
	read -r code _ region <"$top/places"
	field() { tr '<' '\n' <"$top/page" | sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" | head -n 1; }
	post() { curl -s -m 20 -o "$top/page" -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' "http://127.0.0.1:$port$1" --data-urlencode 'words=磁盘满时写的话' "${@:2}"; }
	# What still fits into pages that are there is taken; then no more.
	fitted=0
	for try in $(seq 1 100); do
		[ "$(post "/s/$code/say" -d "at=2&step=3&region=$region")" = 200 ] || break
		status=$(post "/s/$code/submit" -d "form_key=$(field form_key)&at=3&region=$region&notice=$(field notice)&anonymity=anonymous&phone=&name=")
		[ "$status" = 303 ] || break
		fitted=$((fitted + 1))
	done
	[ "${status:0:1}" = 5 ] && grep -q '磁盘满时写的话' "$top/page" && grep -q 'name="form_key"' "$top/page"
	result $? "a resident is told ($status), and what was typed stands in the form again"
	get=$("$load" get "port=$port" "paths=$top/paths" conns=4 seconds=1)
	[ "$(word ok "$get")" = "$(word answers "$get")" ] && [ "$(word ok "$get")" -gt 0 ]
	result $? "reading goes on ($(word ok "$get") of $(word answers "$get"))"
	rm "$top/disk/filler"
	again=false
	began=$(date +%s%N)
	while [ $((($(date +%s%N) - began) / 1000000)) -lt 5000 ]; do
		got=$("$load" submit "port=$port" "data=$top/data" "places=$top/places" conns=1 most=1 seconds=2 "log=$top/one" 2>/dev/null)
		[ "$(word acknowledged "$got")" = 1 ] && { again=true; break; }
		sleep 0.2
	done
	$again
	result $? "taken again $((($(date +%s%N) - began) / 1000000)) ms after room was made, without a restart"
	said=$("$load" verify "port=$port" "log=$top/full" again=100000) && [ $(($(sql "SELECT count(*) FROM casefile") - before - 1 - fitted)) = "$(word expected "$said")" ]
	result $? "nothing lost, nothing twice: $said"
else
	echo "# no right to mount: the full disk of a server was not tried"
fi
server_end TERM
[ "$ended" = 0 ]
result $? "it ends well"
server_silent
fault_done
