# A PostgreSQL cluster of our own for the tests that need one; to be sourced.
#
#     . tests/pg.sh
#     pg_up DIR           makes and starts it; sets PGURL (superuser), PG_OWNER_URL, PG_APP_URL
#     pg_county DIR DATA  likewise, with the demonstration county in it and its folder DATA
#     pg_down DIR         stops it and removes the folder
#
# It listens on a socket inside DIR and nowhere else, and sorts as SQLite does.
# PG_FSYNC=on for tests that cut the power. initdb refuses root, so root hands it
# to the user nobody.
pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)

pg_as() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid nobody --regid nogroup --clear-groups -- "$@"
	else
		"$@"
	fi
}

pg_up() {
	local at
	mkdir -p "$1" && at=$(cd "$1" && pwd) || return 1
	[ -x "$pg_bin/initdb" ] || { echo "pg: PostgreSQL is not installed" >&2; return 1; }
	[ "$(id -u)" -eq 0 ] && chown nobody:nogroup "$at"
	pg_as env LC_ALL=C "$pg_bin/initdb" -D "$at/data" -U super --auth=trust --locale=C --encoding=UTF8 \
		--no-sync >"$at/initdb.log" 2>&1 || { cat "$at/initdb.log" >&2; return 1; }
	pg_begin "$at" || return 1
	"$pg_bin/psql" -qX -v ON_ERROR_STOP=1 "postgresql:///postgres?host=$at&user=super" >&2 <<-END
		CREATE ROLE owner LOGIN;
		CREATE ROLE lianxin_app NOLOGIN;
		CREATE ROLE app LOGIN IN ROLE lianxin_app;
		CREATE DATABASE lianxin OWNER owner;
	END
}

# What a cluster that lies in DIR/data needs to run there.
pg_begin() {
	local at=$1
	PGURL="postgresql:///lianxin?host=$at&user=super"
	PG_OWNER_URL="postgresql:///lianxin?host=$at&user=owner"
	PG_APP_URL="postgresql:///lianxin?host=$at&user=app"
	export PGURL PG_OWNER_URL PG_APP_URL
	cat >>"$at/data/postgresql.conf" <<-END
		listen_addresses = ''
		unix_socket_directories = '$at'
		fsync = ${PG_FSYNC:-off}
		shared_buffers = 64MB
		logging_collector = off
	END
	(cd "$at" && pg_as "$pg_bin/pg_ctl" -D "$at/data" -l "$at/log" -s -w -t 60 start) >&2 ||
		{ cat "$at/log" >&2; return 1; }
}

# The division table takes longer to load than most tests to run, so what this very
# program made is kept in build/test for the next one.
pg_county() {
	local kept=build/test/pg-county program=${lianxin:-./lianxin} stamp
	stamp=$(cksum <"$program") || return 1
	if [ "$(cat $kept/stamp 2>/dev/null)" != "$stamp" ]; then
		rm -rf $kept
		PG_FSYNC=off pg_up "$1" && "$program" demo --data "$2" --db "$PG_OWNER_URL" --county 530524 --cases 60 --seed 1 >&2 &&
			(cd "$1" && pg_as "$pg_bin/pg_ctl" -D "$1/data" -s -w -m fast stop) >&2 && mkdir -p $kept &&
			cp -a "$1/data" $kept/pg && cp -a "$2" $kept/data && echo "$stamp" >$kept/stamp || return 1
		rm -rf "$1/data" "$2"
	fi
	mkdir -p "$1" && cp -a $kept/pg "$1/data" && cp -a $kept/data "$2" || return 1
	[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$1"
	pg_begin "$1"
}

pg_down() {
	local at
	at=$(cd "$1" 2>/dev/null && pwd) || return 0
	[ -d "$at/data" ] && (cd "$at" && pg_as "$pg_bin/pg_ctl" -D "$at/data" -s -m immediate stop) >&2
	rm -rf "$at"
}
