#!/usr/bin/env bash
# Every door that `lianxin access` prints is opened by at least one line of a transcript. TAP.
#
#   coverage.sh LIST      what the player asked for (play -l LIST)
set -u
cd "$(dirname "$0")/../.." || exit 1
lianxin=${LIANXIN:-./lianxin}
list=${1:-build/test/asked.txt}
[ -s "$list" ] || { echo "not ok 1 - $list is there: play the transcripts first"; exit 1; }
asked=$(mktemp) || exit 1
trap 'rm -f "$asked"' EXIT

# As it was asked, and as the page that a face belongs to.
sed -E 's/\?.*//; s# /api/v1/# /#; h; s/[.](json|csv|xlsx)$//; t both; b; :both; G' "$list" | sort -u >"$asked"

n=0 failed=0
while read -r method path rest; do
	case $method in GET | POST) ;; *) continue ;; esac
	n=$((n + 1))
	pattern="^$method $(printf '%s' "$path" | sed -E 's/[.]/[.]/g; s#:[a-z_]+#[^/ ]+#g')\$"
	if grep -qE "$pattern" "$asked"; then
		echo "ok $n - $method $path"
	else
		echo "not ok $n - $method $path is in no transcript"
		failed=1
	fi
done < <("$lianxin" access)
echo "1..$n"
[ $n -gt 50 ] || failed=1
exit $failed
