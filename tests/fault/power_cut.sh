#!/usr/bin/env bash
# Power cuts: the folder lies on a disk whose unsynced writes live in another
# process, which is killed under load. What was acknowledged must be there when
# the disk is mounted again. The last cut is made with every sync suppressed:
# it must lose something, which proves that the disk forgets.
#
#   power_cut.sh [CUTS]     root
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
cuts=${1:-5}
for need in nbdkit nbdfuse fusermount3 losetup mkfs.ext4; do
	if ! PATH=$PATH:/sbin:/usr/sbin command -v $need >/dev/null; then
		echo "1..0 # SKIP no $need"
		exit 0
	fi
done
if [ "$(id -u)" != 0 ] || [ ! -c /dev/fuse ]; then
	echo "1..0 # SKIP no right to make disks"
	exit 0
fi
demo_folder || { result 1 "a demonstration folder"; fault_done; }
size=$(($(du -sm "$demo" | cut -f1) + 250))
disk=
fuse=
loop=

undo() {
	[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null
	umount -l "$top/$cut/m" 2>/dev/null
	[ -z "$loop" ] || losetup -d "$loop" 2>/dev/null
	[ -z "$fuse" ] || kill "$fuse" 2>/dev/null
	fusermount3 -uz "$top/$cut/n" 2>/dev/null
	umount -l "$top/$cut/r" 2>/dev/null
	[ -z "$disk" ] || kill -9 "$disk" 2>/dev/null
	pid= disk= fuse= loop=
}
cut=0
trap 'undo; fault_end' EXIT

# A new disk for every cut: what an old one left mounted would spoil the next.
disk_make() {
	local here=$top/$cut try
	mkdir -p "$here/n" "$here/m" "$here/r"
	truncate -s ${size}M "$here/disk.img"
	TMPDIR=$top nbdkit -f -U "$here/s" --filter=cache file "$here/disk.img" cache=writeback 2>"$here/nbdkit.err" &
	disk=$!
	for try in 1 2 3 4 5 6 7 8 9 10; do [ -S "$here/s" ] && break; sleep 0.1; done
	nbdfuse "$here/n/nbd" --unix "$here/s" 2>"$here/nbdfuse.err" &
	fuse=$!
	for try in 1 2 3 4 5 6 7 8 9 10; do [ -f "$here/n/nbd" ] && break; sleep 0.1; done
	loop=$(losetup -f --show "$here/n/nbd") && mkfs.ext4 -qF "$loop" && mount "$loop" "$here/m" &&
		cp -a "$demo" "$here/m/data" && sync -f "$here/m"
}

# Load, the cut, and the disk as it comes back. Sets said.
cut_once() { # [suppressed]
	local here=$top/$cut before client tracer=
	disk_make 2>"$here.err" || { said="no disk: $(head -n 1 "$here.err")"; return 1; }
	server_start "$here/m/data" || { said="it does not start"; return 1; }
	before=$("$load" count "data=$here/m/data")
	if [ -n "${1:-}" ]; then
		strace -f -qq -o /dev/null -p "$pid" -e trace=fdatasync,fsync -e inject=fdatasync,fsync:retval=0 &
		tracer=$!
		sleep 0.3
	fi
	"$load" submit "port=$port" "data=$here/m/data" conns=8 seconds=30 until_lost=1 "log=$here.said" >"$here.sent" 2>&1 &
	client=$!
	sleep "$((1 + RANDOM % 2)).$((RANDOM % 10))"
	kill -9 $disk
	wait $disk 2>/dev/null
	disk=
	sleep 0.1
	server_end KILL
	wait $client
	[ -z "$tracer" ] || wait $tracer
	umount -l "$here/m"
	losetup -d "$loop"
	kill $fuse 2>/dev/null
	fusermount3 -uz "$here/n" 2>/dev/null
	loop= fuse=
	mount -o loop "$here/disk.img" "$here/r" 2>"$here.err" || { said="the disk cannot be mounted: $(cat "$here.err")"; return 1; }
	if ! server_start "$here/r/data"; then
		said="it does not start after the cut"
		return 1
	fi
	said=$("$load" verify "port=$port" "data=$here/r/data" "log=$here.said" "before=$before" again=200)
	local good=$?
	server_end TERM
	"$lianxin" check --data "$here/r/data" >"$here.checked" 2>&1 || { said="$said; $(tail -n 1 "$here.checked")"; good=1; }
	return $good
}

all=0
for cut in $(seq 1 "$cuts"); do
	cut_once
	good=$?
	[ "$(word acknowledged "$said")" -gt 0 ] || good=1
	result $good "cut $cut: $said"
	all=$((all + $(word acknowledged "$said")))
	undo
	rm -rf "${top:?}/$cut"
done 2>/dev/null
echo "# $all acknowledged in $cuts cuts"
if command -v strace >/dev/null; then
	cut=$((cuts + 1))
	cut_once suppressed 2>/dev/null
	lost=$(word lost "$said")
	[ "${lost:-1}" -gt 0 ]
	result $? "without syncs the same cut loses: ${said:-everything}"
	undo
fi
fault_done
