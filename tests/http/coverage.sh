#!/usr/bin/env bash
# Every door that `lianxin access` prints is opened by at least one line of a transcript. TAP.
# What `let` catches is known only while playing; here it stands for the part of a path it is named after.
set -u
cd "$(dirname "$0")/../.." || exit 1
lianxin=${LIANXIN:-./lianxin}
asked=$(mktemp) || exit 1
trap 'rm -f "$asked"' EXIT

find tests/http -name '*.txt' -exec cat {} + | awk '
$1 == "as" {
	path = $4
	gsub(/^\$\{receipt\}/, "/o/R/T/receipt", path)
	gsub(/^\$\{slip\}/, "/cases/R/slip", path)
	gsub(/^\$\{(css|font)\}/, "/static/F", path)
	gsub(/\$\{story\}/, "R/T", path)
	gsub(/\$\{[^}]*\}/, "X", path)
	sub(/\?.*/, "", path)
	sub(/\.(json|csv|xlsx)$/, "", path)
	sub(/^\/api\/v1\//, "/", path)
	print $3, path
}' | sort -u >"$asked"

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
