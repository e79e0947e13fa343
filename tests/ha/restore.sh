#!/usr/bin/env bash
# Backups of PostgreSQL with packaging/pgbackrest.conf: taken while rows come in;
# restored after the whole data folder is lost; restored to the moment before a
# mistake; a damaged backup is noticed. What the loss of a site costs is stated.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/pg.sh
n_tests=0
writer=

if ! command -v pgbackrest >/dev/null; then
	echo "1..0 # SKIP no pgbackrest here: install the packages marked nightly in packages.txt"
	exit 0
fi
top=$(mktemp -d "${TMPDIR:-/tmp}/lianxin-restore-XXXXXX") || exit 1
chmod 711 "$top"
at=$top/pg
restore_end() {
	[ -z "$writer" ] || kill $writer 2>/dev/null
	pg_down "$at" 2>/dev/null
	rm -rf "$top"
}
trap restore_end EXIT
trap 'exit 1' INT TERM

result() { # STATUS NAME
	n_tests=$((n_tests + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n_tests - $2"
	else
		echo "not ok $n_tests - $2"
		tail -n 5 "$top/out" "$at/log" 2>/dev/null | sed 's/^/# /'
		echo "1..$n_tests"
		exit 1
	fi
}
sql() { psql -qAtX -v ON_ERROR_STOP=1 "$PGURL" -c "$1"; }
backrest() { (cd "$at" && pg_as pgbackrest --config="$at/pgbackrest.conf" --stanza=lianxin "$@") >"$top/out" 2>&1; }
server() { (cd "$at" && pg_as "$pg_bin/pg_ctl" -D "$at/data" -l "$at/log" -s -w -t 60 "$@"); }

# ---- a server that archives, with the example's settings ----
pg_up "$at" || { result 1 "a database of its own"; echo "1..1"; exit 1; }
mkdir -p "$at/repo" "$at/logs"
sed -e "s|/var/lib/postgresql/15/lianxin|$at/data|" -e "s|/var/lib/pgbackrest|$at/repo|" -e "s|/var/log/pgbackrest|$at/logs|" \
	-e "/pg1-port/a pg1-socket-path=$at" -e "/pg1-port/a pg1-user=super" -e "/pg1-port/a pg1-database=lianxin" \
	-e "/\[global\]/a lock-path=$at/lock" -e "/\[global\]/a spool-path=$at/spool" packaging/pgbackrest.conf >"$at/pgbackrest.conf"
cat >>"$at/data/postgresql.conf" <<END
fsync = on
archive_mode = on
archive_command = 'pgbackrest --config=$at/pgbackrest.conf --stanza=lianxin archive-push %p'
archive_timeout = 5
END
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$at"
server restart && backrest stanza-create && backrest check
result $? "the archive takes the log"

# ---- rows come in, one commit each ----
sql 'CREATE TABLE kept (n int PRIMARY KEY, at timestamptz DEFAULT clock_timestamp())'
write_rows() {
	local n=1
	while [ -d "$top" ] && sql "INSERT INTO kept VALUES ($n)" 2>/dev/null; do
		echo "$(date +%s) $n" >>"$top/acknowledged"
		n=$((n + 1))
	done
}
write_rows &
writer=$!
sleep 1
backrest --type=full backup
result $? "a full backup while rows come in"
sleep 1
backrest --type=incr backup
result $? "and what changed since"
whole() {
	backrest --output=text --verbose verify && [ "$(grep -cE "^status: ok|backup: .* status: valid" "$top/out")" = 3 ] &&
		! grep -qE '(missing|invalid|other): [1-9]' "$top/out"
}
whole
result $? "both are whole"

# ---- a mistake, then the loss of everything ----
at_mistake=$(tail -n 1 "$top/acknowledged" | cut -d' ' -f2)
sql "SELECT pg_create_restore_point('before-the-mistake')" >/dev/null && sql "DELETE FROM kept WHERE n % 2 = 0"
result $? "somebody deletes half of the rows"
sleep 8
kill -KILL "$(head -n 1 "$at/data/postmaster.pid")"
wait $writer
writer=
sleep 1
rm -rf "$at/data"
read -r last_at last <<<"$(tail -n 1 "$top/acknowledged")"
began=$(date +%s%N)
pg_as mkdir -m 700 "$at/data"
backrest restore && server start && sql 'SELECT 1' >/dev/null
result $? "the data folder is gone; restored in $((($(date +%s%N) - began) / 1000000)) ms"
got=$(sql 'SELECT max(n) FROM kept')
got_at=$(awk -v n="$got" '$2 == n { print $1 }' "$top/acknowledged")
[ "$got" -gt "$at_mistake" ] && [ $((last_at - got_at)) -le 10 ]
result $? "the loss of a site costs the last $((last_at - got_at)) s: $((last - got)) of $last rows; archive_timeout was 5 s"

# ---- back to the moment before ----
within() { # SECONDS COMMAND...
	local until=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt $until ] || return 1
		sleep 0.25
	done
}
writable() { [ "$(sql 'SELECT pg_is_in_recovery()')" = f ]; }
server -m fast stop
backrest --delta --type=name --target=before-the-mistake --target-action=promote restore && server start && within 30 writable
result $? "restored to the moment before the mistake"
[ "$(sql "SELECT count(*) FROM kept WHERE n <= $at_mistake")" = "$at_mistake" ]
result $? "all $at_mistake rows of that moment are there, those deleted later too"

# ---- a damaged backup ----
server -m fast stop
file=$(find "$at/repo/backup" -path '*/pg_data/base/*.gz' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2)
printf '\252\252\252\252' | dd of="$file" bs=1 seek=4000 conv=notrunc 2>/dev/null
! whole
result $? "four changed bytes in one file of a backup are found: $(grep -oE -m1 '[a-z ]*(missing|invalid|other): [1-9].*' "$top/out")"
echo "1..$n_tests"
