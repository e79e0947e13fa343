#!/bin/sh
# Copies of the demonstration database for tests that write:
#     pg_copy.sh copy NAME      makes it from the database of PG_APP_URL, prints its URL
#     pg_copy.sh drop NAME      removes it, whoever is connected
# PGURL is the superuser's URL, as tests/pg.sh sets it.
set -eu
admin() { psql -qX -v ON_ERROR_STOP=1 "$(echo "$PGURL" | sed 's|///[^?]*|///postgres|')" -c "$1" >&2; }

case $1 in
copy)	admin "CREATE DATABASE $2 TEMPLATE lianxin"
	echo "$PG_APP_URL" | sed "s|///[^?]*|///$2|";;
drop)	admin "DROP DATABASE $2 WITH (FORCE)";;
*)	exit 2;;
esac
