#!/bin/sh
# Fails the N-th write, sync or truncation of a writing process, for N = 1, 2,
# ... until nothing is left to fail, once and from then on, with a broken disk
# and with a full one. Each time: no acknowledgement that is not stored, none
# after a failed sync, an end that says so, and a file that opens again whole.
#
#   io_errors.sh [WRITER [STEP]]    STEP 1 tries every write (nightly); otherwise every 31st
set -u
writer=${1:-build/release/fault/writer}
[ $# -gt 0 ] || make -s --no-print-directory "$writer" >&2 || exit 1
step=${2:-31}
top=$(mktemp -d "${TMPDIR:-/tmp}/lianxin-fault-XXXXXX") || exit 1
trap 'rm -rf "$top"' EXIT
calls=pwrite64,fdatasync,fsync,ftruncate
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

# A folder whose process was killed between two commits: its log must be read again.
mkdir -m 700 "$top/killed" "$top/new"
strace -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:signal=SIGKILL:when=14 \
	"$writer" write "$top/killed" "$top/killed.said" 40 2 3000 >/dev/null 2>&1
[ -s "$top/killed/lianxin.db-wal" ]
result $? "a killed process left a log to recover"

# One run with its N-th call failing. Says what was wrong, nothing when all is well.
one() { # FOLDER CALL ERROR WHEN
	rm -rf "$top/run"
	cp -a "$top/$1" "$top/run"
	rm -f "$top/said" "$top/log"
	[ -f "$top/$1.said" ] && cp "$top/$1.said" "$top/said"
	strace -f -y -qq -o "$top/log" -e trace=$calls,write -e "inject=$2:error=$3:when=$4" \
		"$writer" write "$top/run" "$top/said" 24 4 3000 >/dev/null 2>"$top/err"
	status=$?
	touch "$top/said"
	case $status in
	0 | 1 | 74) ;;
	*) echo "$2 $3 $4: ended with $status" ;;
	esac
	if [ $status != 0 ] && [ ! -s "$top/err" ]; then
		echo "$2 $3 $4: ended with $status and not a word"
	fi
	if [ "$2.$3.$status" = pwrite64.ENOSPC.74 ]; then
		echo "$2 $3 $4: a full disk ended the process"
	fi
	# Only syncs of the database and its log count here: the engine ignores a failed
	# sync of the folder, so the lane syncs the folder itself before it takes work.
	awk '/f(data)?sync\([0-9]+<[^>]*lianxin[.]db.*INJECTED/ { lost = 1 } lost && /write\([0-9]+<[^>]*>, "ack/ { bad = 1 }
	     END { exit bad }' "$top/log" || echo "$2 $3 $4: acknowledged after a failed sync"
	"$writer" verify "$top/run" "$top/said" >"$top/verified" 2>&1 ||
		echo "$2 $3 $4: $(cat "$top/verified")"
}

sweep() { # FOLDER CALL ERROR ONCE(empty or +)
	n=1
	tried=0
	: >"$top/wrong"
	while :; do
		one "$1" "$2" "$3" "$n$4" >>"$top/wrong"
		grep -q INJECTED "$top/log" || break
		tried=$((tried + 1))
		n=$((n + step))
	done
	sed 's/^/# /' "$top/wrong"
	[ ! -s "$top/wrong" ] && [ $tried -gt 0 ]
	result $? "$1 folder, $2 gives $3 ${4:+from then on}: $tried places"
}

for folder in new killed; do
	for error in EIO ENOSPC; do
		for call in pwrite64 fdatasync fsync ftruncate; do
			case $call in pwrite64) ;; *) keep=$step; step=1 ;; esac
			sweep $folder $call $error ''
			sweep $folder $call $error +
			case $call in pwrite64) ;; *) step=$keep ;; esac
		done
	done
done
echo "1..$n_tests"
exit $failed
