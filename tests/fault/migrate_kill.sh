#!/bin/sh
# Kills the process at each N-th write, sync or truncation while it brings an
# old folder to the newest schema: the next start finds the old schema or the
# new one, never something between, and finishes the work.
#
#   migrate_kill.sh [WRITER [STEP]] STEP 1 tries every write (nightly); otherwise every 7th
set -u
writer=${1:-build/release/fault/writer}
[ $# -gt 0 ] || make -s --no-print-directory "$writer" >&2 || exit 1
step=${2:-7}
top=$(mktemp -d "${TMPDIR:-/tmp}/lianxin-fault-XXXXXX") || exit 1
trap 'rm -rf "$top"' EXIT
n_tests=0
failed=0

result() { # GOOD NAME
	n_tests=$((n_tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n_tests - $2"
	else
		echo "not ok $n_tests - $2"
		failed=1
	fi
}

mkdir -m 700 "$top/old"
"$writer" old "$top/old"
result $? "a folder of the first schema"
before=$(sqlite3 "$top/old/lianxin.db" 'PRAGMA user_version; SELECT count(*) FROM sqlite_schema')
cp -a "$top/old" "$top/done"
"$writer" write "$top/done" "$top/said" 0 1 1 >/dev/null
after=$(sqlite3 "$top/done/lianxin.db" 'PRAGMA user_version;
	SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE "note"')
[ "$before" != "$after" ]
result $? "it can be brought forward"

for call in pwrite64 fdatasync ftruncate; do
	n=1
	tried=0
	old=0
	wrong=0
	while :; do
		rm -rf "$top/run"
		cp -a "$top/old" "$top/run"
		strace -f -qq -o "$top/log" -e trace=$call -e "inject=$call:signal=SIGKILL:when=$n" \
			"$writer" write "$top/run" "$top/said" 0 1 1 >/dev/null 2>&1
		grep -q 'killed by SIGKILL' "$top/log" || break
		tried=$((tried + 1))
		now=$(sqlite3 "$top/run/lianxin.db" 'PRAGMA user_version;
			SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE "note"')
		if [ "$now" = "$before" ]; then
			old=$((old + 1))
		elif [ "$now" != "$after" ]; then
			echo "# $call $n: between the schemas: $now"
			wrong=1
		fi
		if ! "$writer" verify "$top/run" /dev/null >"$top/out" 2>&1; then
			echo "# $call $n: $(cat "$top/out")"
			wrong=1
		fi
		n=$((n + step))
	done
	[ $wrong = 0 ] && [ $tried -gt 0 ]
	result $? "killed at $tried places of $call: $old old, $((tried - old)) new"
done
echo "1..$n_tests"
exit $failed
