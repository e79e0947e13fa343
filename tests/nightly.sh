#!/usr/bin/env bash
# What `make test` has no time for; called by `make nightly` after the build.
# Each part prints TAP, the last line counts them all; logs stay in build/nightly/.
# tests/nightly.sh [part ...] runs only those parts.
#
#   KILLS=500  FUZZ_SECONDS=60  FUZZ_TIMEOUT=1 (of one input, in seconds)  CUTS=100  FAULTS=0 (all)  STEP=1  SOAK_SECONDS=1800
set -u
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt:print_suppressions=0"
out=build/nightly
mkdir -p $out
passed=0
failed=0
want="$*"
all=$(date +%s)

# run NAME COMMAND...: counts the TAP lines of a command; one that ends badly without saying so is a failure.
run() {
	local name=$1 began ok bad status
	shift
	[ -z "$want" ] || case " $want " in *" $name "*) ;; *) return 0 ;; esac
	began=$(date +%s)
	printf '%-10s ' "$name"
	"$@" >"$out/$name.tap" 2>"$out/$name.err" </dev/null
	status=$?
	ok=$(grep -cE '^ *ok [0-9]+' "$out/$name.tap")
	bad=$(grep -cE '^ *not ok [0-9]+' "$out/$name.tap")
	[ $status -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	passed=$((passed + ok))
	failed=$((failed + bad))
	echo "$ok passed, $bad failed, $(($(date +%s) - began)) s$(grep -m1 -o '# SKIP.*' "$out/$name.tap")"
	[ "$bad" -eq 0 ] || { grep -E -A3 '^ *not ok' "$out/$name.tap" | head -40; tail -n 25 "$out/$name.err"; }
}

whole() {
	bash tests/run.sh >"$out/test.log" 2>&1 && echo "ok 1 - make test: $(tail -n 1 "$out/test.log")" ||
		{ echo "not ok 1 - make test: $(tail -n 1 "$out/test.log")"; tail -n 60 "$out/test.log" >&2; }
}

# Threads: the unit tests, every transcript, readers and writers at once, kills. A program that saw a race ends with 66.
threads() {
	make -s --no-print-directory KIND=tsan units build/tsan/lianxin build/tsan/play >&2 || { echo "not ok 1 - the build with TSan"; return; }
	bash tests/run.sh folder >&2          # one of this program: an older one would be brought up to date by whoever comes first
	export TSAN_OPTIONS="halt_on_error=0 exitcode=66 second_deadlock_stack=1 suppressions=$PWD/tests/races.txt print_suppressions=0"
	# Not region's: one thread reads 665,276 rows there, which takes many minutes under TSan and can show no race.
	prove --merge -v --exec '' $(find build/tsan/test -type f -perm -u+x ! -name '*.d' ! -path '*/region/*' | sort)
	build/tsan/play -b build/tsan/lianxin -d build/test/demo $(find tests/http -name '*.txt' | sort)
	LIANXIN=build/tsan/lianxin bash tests/fault/threads.sh
	LIANXIN=build/tsan/lianxin READY_MS=10000 bash tests/fault/kill.sh 10
}

# Each target for its minute, beginning with the seeds; what it finds new stays in build/nightly.
fuzz() {
	local n=0 target name seeds
	make -s --no-print-directory KIND=fuzz fuzzers >&2 || { echo "not ok 1 - the build of the fuzz targets"; return; }
	for target in $(find build/fuzz/fuzz -type f -perm -u+x ! -name '*.d' | sort); do
		n=$((n + 1))
		name=$(echo "${target#build/fuzz/fuzz/}" | sed 's|/|_|; s/_fuzz$//')
		seeds=tests/seeds/$name
		mkdir -p "$out/corpus/$name"
		if "$target" -max_total_time="${FUZZ_SECONDS:-60}" -timeout="${FUZZ_TIMEOUT:-1}" -rss_limit_mb=1024 -artifact_prefix="$out/$name-" \
			-print_final_stats=1 "$out/corpus/$name" $([ -d "$seeds" ] && echo "$seeds") >"$out/fuzz-$name.log" 2>&1; then
			echo "ok $n - $name: $(grep -o 'number_of_executed_units: .*' "$out/fuzz-$name.log")"
		else
			echo "not ok $n - $name: see $out/fuzz-$name.log"
		fi
	done
}

make -s --no-print-directory build/release/fault/writer build/release/load >&2 || exit 1
run test     whole
run threads  threads
run fuzz     fuzz
run kill     bash tests/fault/kill.sh "${KILLS:-500}"
run serveio  bash tests/fault/serve_io.sh "${FAULTS:-0}"
run io       sh tests/fault/io_errors.sh build/release/fault/writer "${STEP:-1}"
run migrate  sh tests/fault/migrate_kill.sh build/release/fault/writer "${STEP:-1}"
run cut      bash tests/fault/power_cut.sh "${CUTS:-100}"
for part in cluster failover restore; do run $part bash tests/ha/$part.sh; done
run soak     bash tests/fault/soak.sh "${SOAK_SECONDS:-1800}"
echo "in $(($(date +%s) - all)) s; logs in $out/"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
