#!/usr/bin/env bash
# Every test, in order from quick to slow; called by `make test` after the build.
# Each part prints TAP; the last line counts them all. Logs stay in build/test/.
# tests/run.sh [part ...] runs only those parts. ENGINE=postgres: the parts folder,
# init, http and browser on a PostgreSQL server of their own; all of that is the part
# `postgres` of a run without it.
set -u
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8 UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt:print_suppressions=0"
out=build/test
mkdir -p $out
passed=0 failed=0
want="$*"
all=$(date +%s)

db=
if [ "${ENGINE:-sqlite}" = postgres ]; then
	. tests/pg.sh
	pg=$(mktemp -d /tmp/lianxin-pg-XXXXXX)
	trap 'pg_down "$pg"' EXIT
	pg_up "$pg" || exit 1
	out=build/test/postgres
	mkdir -p $out
	db="--db $PG_APP_URL"
	export PLAY_COPY=tests/pg_copy.sh
fi

# run NAME COMMAND...: counts the TAP lines of a command; one that ends badly without saying so counts as a failure.
run() {
	local name=$1 began ok bad status
	shift
	[ -z "$want" ] || case " $want " in *" $name "*) ;; *) return 0;; esac
	began=$(date +%s)
	printf '%-10s ' "$name"
	"$@" >"$out/$name.tap" 2>"$out/$name.err" </dev/null
	status=$?
	ok=$(grep -cE '^ *ok [0-9]+' "$out/$name.tap")
	bad=$(grep -cE '^ *not ok [0-9]+' "$out/$name.tap")
	if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
	if [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
	passed=$((passed + ok)) failed=$((failed + bad))
	echo "$ok passed, $bad failed, $(($(date +%s) - began)) s"
	if [ "$bad" -gt 0 ]; then
		grep -E -A3 '^ *not ok' "$out/$name.tap" | head -40
		tail -n 25 "$out/$name.err"
	fi
}

# Programs that each print TAP, under prove, which notices missing plans and bad endings.
programs() {
	prove --merge -v --exec '' "$@"
}

code() {
	make -s --no-print-directory check-code && echo "ok 1 - includes, calls, lengths and comments"
	make -s --no-print-directory check-clang && echo "ok 2 - another compiler has nothing to say"
}

# The same table that `lianxin access` prints must be in the repository: a widened right is a visible line.
access() {
	if ./lianxin access | diff -u tests/golden/access.txt - >&2; then
		echo "ok 1 - who may open which door is as reviewed"
	else
		echo "not ok 1 - who may open which door is as reviewed (tests/golden/access.txt)"
	fi
}

# One demonstration folder for everything that needs data; each test works on a copy.
folder() {
	rm -rf $out/demo
	[ -z "$db" ] || ./lianxin region import --db "$PG_OWNER_URL" >&2
	# shellcheck disable=SC2086 # an option and its value, or nothing
	./lianxin demo --data $out/demo $db --county 530524 --cases 600 --seed 1 >&2 &&
		./lianxin demo --data $out/demo $db --county 532930 --cases 60 --seed 2 >&2 &&
		./lianxin demo --data $out/demo $db --county 632324 --cases 20 --seed 3 >&2 &&
		./lianxin demo --data $out/demo $db --county 340406 --cases 20 --seed 4 >&2 &&
		./lianxin demo --data $out/demo $db --county 430502 --cases 20 --seed 5 >&2 &&
		./lianxin demo --data $out/demo $db --county 410700 --cases 20 --seed 6 >&2 &&
		./lianxin demo --data $out/demo $db --county 410724 --cases 20 --seed 7 >&2 &&
		echo "ok 1 - the demonstration counties are made"
	./lianxin check --data $out/demo $db >&2 && echo "ok 2 - and every counter, audit row and index entry is right"
	./lianxin demo --data $out/demo $db --county 530524 >/dev/null 2>&1 && echo "not ok 3 - a county is made only once" ||
		echo "ok 3 - a county is made only once"
}

transcripts() {
	build/asan/play -l $out/asked.txt -b build/asan/lianxin -d $out/demo $(find tests/http -name '*.txt' | sort)
}

# What people see, on the second engine: beside other parts, because both wait more than they work.
second_engine() {
	ENGINE=postgres bash tests/run.sh folder init http browser >&2
	for part in folder init http browser; do cat $out/postgres/$part.tap; done
}

second_engine_end() {
	wait $beside
	cat $out/beside.tap
}

# A real county, on this engine.
init() {
	DEMO=$out/demo bash tests/init.sh
}

browser() {
	[ -z "$db" ] || export LIANXIN_DEMO=$out/demo LIANXIN_DB=$(sh tests/pg_copy.sh copy browser)
	node tests/browser/run.mjs
}

run code     code
if [ -z "$want$db" ]; then
	second_engine >$out/beside.tap 2>$out/postgres.err &
	beside=$!
fi
run tools    sh tests/tools/run.sh build/tools
run regions  node tools/regions_test.mjs
run units    programs $(find build/asan/test -type f -perm -u+x ! -name '*.d' ! -name hostile_test | sort)
run files    programs build/asan/test/file/hostile_test
run seeds    programs $(find build/asan/replay -type f -perm -u+x ! -name '*.d' | sort)
run access   access
run schemas  bash tests/pg/schemas.sh build/release/gen/queries.txt
run upgrade  bash tests/pg/upgrade.sh
run search   bash tests/pg/search.sh build/asan/test/search/server_test build/asan/test/search/query_test
run engine   bash tests/pg/engine.sh prove --merge -v --exec "" build/asan/test/db/postgres_test build/asan/test/db/turns_test build/asan/test/db/reads_test
run away     bash tests/pg/away.sh
run replica  bash tests/pg/replica.sh
run clock    bash tests/pg/clock.sh
run faults   bash tests/pg/faults.sh
run folder   folder
run packs    bash tests/packs/packs.sh $out/demo
run office   bash tests/packs/office.sh $out/demo build/asan/play
run init     init
run deb      bash tests/deb/deb.sh
run check    bash tests/fault/check.sh
run http     transcripts
run coverage bash tests/http/coverage.sh $out/asked.txt
run raw      bash tests/http/raw.sh
run io       sh tests/fault/io_errors.sh
run start    bash tests/fault/start_errors.sh
run migrate  sh tests/fault/migrate_kill.sh
run full     sh tests/fault/disk_full.sh
run serveio  bash tests/fault/serve_io.sh 12
run servefull bash tests/fault/serve_full.sh
run uploads  bash tests/fault/files.sh
run slow     bash tests/fault/slow.sh
run sheets   bash tests/fault/sheets.sh
run threads  env LIANXIN=build/asan/lianxin bash tests/fault/threads.sh 5
# Both engines are tried beside each other here, and the disk is theirs: whether each is ready again within a second is asked at night.
run kill     env READY_MS=10000 MIDDLE_MS=1000 bash tests/fault/kill.sh 30
run copies   bash tests/copies/copies.sh
run backup   env PLAY=build/asan/play sh tests/fault/backup.sh
run copy     env PLAY=build/asan/play bash tests/copy.sh
run browser  browser
if [ -z "$want$db" ]; then
	run postgres second_engine_end
elif [ -z "$db" ]; then
	run postgres second_engine
fi
echo "in $(($(date +%s) - all)) s; logs in $out/"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
