#!/usr/bin/env bash
# tests/pg/engine.sh PROGRAM: runs a test program against a PostgreSQL server of its own.
set -u
. "$(dirname "$0")/../pg.sh"
dir=$(mktemp -d /tmp/lianxin-pg-XXXXXX)
trap 'pg_down "$dir"' EXIT
pg_up "$dir" && "$@"
