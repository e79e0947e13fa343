#!/usr/bin/env bash
# Fails the N-th write, sync or truncation of each thread of the serving
# program while residents send opinions, for N = 1, 2, ... until nothing is
# left to fail. Each time: no receipt for a case that is not there after a new
# start, none twice, an end that says why if it ends, and a whole folder.
# The same for the writing part alone, at every place: io_errors.sh.
#
#   serve_io.sh [MOST]      how many N for each error; 0: all (make nightly)
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
most=${1:-12}
calls=pwrite64,fdatasync,ftruncate

if ! command -v strace >/dev/null; then
	echo "1..0 # SKIP no strace"
	exit 0
fi
demo_folder || { result 1 "a demonstration folder"; fault_done; }
cp -a "$demo" "$top/data"
server_start "$top/data" || { result 1 "the program starts"; fault_done; }
# The program lets nobody look into it but root.
if ! timeout 2 strace -qq -o /dev/null -p "$pid" -e trace=none 2>"$top/err" && [ -s "$top/err" ]; then
	echo "1..0 # SKIP no right to trace: $(head -n 1 "$top/err")"
	exit 0
fi

# One run on the program as it runs, and a new start, which the next run uses.
# Says what was wrong.
one() { # ERROR WHEN
	local before tracer said status
	before=$("$load" count "data=$top/data")
	# What the tracer mutters of its own ("ptrace_syscall_info.op") is not ours to judge.
	strace -f -qq -o "$top/trace" -p "$pid" -e trace=$calls -e "inject=$calls:error=$1:when=$2" 2>"$top/tracer" &
	tracer=$!
	sleep 0.15
	"$load" submit "port=$port" "data=$top/data" conns=2 most=6 seconds=5 "log=$top/said" >"$top/sent" 2>&1
	if kill -0 "$pid" 2>/dev/null; then
		server_end TERM
	else
		wait "$pid"
		ended=$?
		pid=
	fi
	wait $tracer
	case $ended in
	0) ;;
	74) grep -q 'the disk failed' "$top/server.err" || echo "$1 $2: ended without saying why" ;;
	*) echo "$1 $2: ended with $ended" ;;
	esac
	status=$ended
	if ! server_start "$top/data"; then
		echo "$1 $2: it does not start again"
		return 1
	fi
	said=$("$load" verify "port=$port" "data=$top/data" "log=$top/said" "before=$before" 2>&1) ||
		echo "$1 $2 (ended with $status): $said"
}

# The whole folder, looked at now and then because it takes longer than a run.
look() {
	server_end TERM
	"$lianxin" check --data "$top/data" >"$top/checked" 2>&1 || echo "$1: $(tail -n 1 "$top/checked")"
	server_start "$top/data" || echo "$1: it does not start after the check"
}

for error in EIO ENOSPC; do
	n=1
	tried=0
	: >"$top/wrong"
	while [ "$most" = 0 ] || [ $n -le "$most" ]; do
		: >"$top/trace"
		one $error $n >"$top/one" 2>&1
		cat "$top/one" >>"$top/wrong"
		grep -q INJECTED "$top/trace" || break
		[ -n "$pid" ] || break
		tried=$((tried + 1))
		[ $((n % 6)) != 0 ] || look "$error up to $n" >>"$top/wrong"
		n=$((n + 1))
	done
	look "$error at the end" >>"$top/wrong"
	sed 's/^/# /' "$top/wrong"
	[ ! -s "$top/wrong" ] && [ $tried -gt 0 ]
	result $? "a write or sync gives $error: $tried places, no false receipt, no second case, a whole folder"
done
server_end TERM
fault_done
