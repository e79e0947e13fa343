#!/bin/sh
# A small disk is filled to the last byte: what is acknowledged is stored, what
# is refused is not, reading goes on, and writing comes back within 5 seconds
# after room was made. And a disk that became read-only is refused in a line.
#
#   disk_full.sh [WRITER]           needs the right to mount (root)
set -u
writer=${1:-build/release/fault/writer}
[ $# -gt 0 ] || make -s --no-print-directory "$writer" >&2 || exit 1
top=$(mktemp -d "${TMPDIR:-/tmp}/lianxin-fault-XXXXXX") || exit 1
trap 'umount "$top/disk" 2>/dev/null; rm -rf "$top"' EXIT
mkdir "$top/disk"
if ! mount -t tmpfs -o size=12m,mode=700 none "$top/disk" 2>/dev/null; then
	echo 1..1
	echo "ok 1 # SKIP no right to mount"
	exit 0
fi
echo 1..4
status=0
mkdir -m 700 "$top/disk/data"
head -c 4000000 /dev/zero >"$top/disk/filler"
if said=$("$writer" full "$top/disk/data" "$top/disk/filler" 2>"$top/err"); then
	echo "ok 1 - $said"
else
	echo "not ok 1 - $(cat "$top/err")"
	status=1
fi
if [ "$(grep -c 'disk is full' "$top/err")" = 1 ]; then
	echo "ok 2 - the full disk is told once"
else
	echo "not ok 2 - the full disk is told $(grep -c 'disk is full' "$top/err") times"
	status=1
fi
if "$writer" verify "$top/disk/data" /dev/null >/dev/null 2>"$top/err"; then
	echo "ok 3 - the file is whole"
else
	echo "not ok 3 - $(cat "$top/err")"
	status=1
fi
mount -o remount,ro "$top/disk"
"$writer" write "$top/disk/data" "$top/said" 1 1 1 >/dev/null 2>"$top/err"
if [ $? = 1 ] && grep -q 'read-only file system' "$top/err" && [ "$(wc -l <"$top/err")" = 1 ]; then
	echo "ok 4 - read-only: $(cat "$top/err")"
else
	echo "not ok 4 - $(cat "$top/err")"
	status=1
fi
exit $status
