#!/bin/bash
# The search's own tests with a PostgreSQL of our own, as TAP: search.sh PROGRAM...
set -u
cd "$(dirname "$0")/../.."
. tests/pg.sh
tmp=$(mktemp -d) || exit 1
chmod 755 "$tmp"
trap 'pg_down "$tmp/pg"; rm -rf "$tmp"' EXIT
pg_up "$tmp/pg" || { echo "not ok 1 - a cluster of our own"; exit 1; }
prove --merge -v --exec '' "$@"
