#!/usr/bin/env bash
# lianxin pack: check, load, export and show on a folder, as TAP.
# packs.sh FOLDER: a demonstration folder; it works on a copy.
set -u
lianxin=./lianxin
tmp=$(mktemp -d /tmp/lianxin-packs-XXXXXX)
trap 'kill $serving 2>/dev/null; rm -rf "$tmp"' EXIT
serving=
cp -r "$1" "$tmp/data"
data="--data $tmp/data"
n=0
say() {
	local status=$?
	n=$((n + 1))
	[ $status -eq 0 ] && echo "ok $n - $1" || echo "not ok $n - $1"
}

for f in packs/*.yaml; do
	$lianxin pack check "$f" >/dev/null; say "$f is good"
done
! $lianxin pack check tests/packs/broken.yaml >"$tmp/faults" 2>/dev/null; say "a broken file ends with 1"
[ "$(grep -c '^tests/packs/broken.yaml:[0-9]*: ' "$tmp/faults")" -eq 30 ]; say "and says each of its 30 faults with its line"
grep -q ":14: 'color' is not known here; known are code, zh, en, source, note$" "$tmp/faults"; say "and what was expected"
! $lianxin pack check "$tmp/none.yaml" 2>/dev/null; say "a file that is not there is refused"

# shellcheck disable=SC2086 # an option and its value
{
$lianxin pack export $data changning >"$tmp/one.yaml" && cmp -s "$tmp/one.yaml" packs/changning.yaml; say "what was loaded is printed as it came"
$lianxin pack load $data --yes "$tmp/one.yaml" | grep -q 'loaded already'; say "loading it again changes nothing"
tomorrow=$(date -d tomorrow +%F)
sed "s/^version: .*/version: 7/; s/^from: .*/from: $tomorrow/; s/zh: 道路交通/zh: 道路和交通/" "$tmp/one.yaml" >"$tmp/two.yaml"
$lianxin pack load $data --dry-run "$tmp/two.yaml" >"$tmp/said"; grep -q "kinds.road: zh was '道路交通', is '道路和交通'" "$tmp/said"; say "the difference is told"
$lianxin pack show $data changning | head -1 | grep -q 'version 2'; say "a dry run stores nothing"
! $lianxin pack load $data "$tmp/two.yaml" </dev/null >/dev/null 2>&1; say "without a terminal it wants --yes"
$lianxin pack load $data --yes "$tmp/two.yaml" | grep -q 'version 7 loaded'; say "then it is loaded"
$lianxin pack export $data 530524 | cmp -s - "$tmp/two.yaml"; say "and printed byte for byte"
sed 's/^version: .*/version: 8/; s/^from: .*/from: 2024-01-01/' "$tmp/two.yaml" >"$tmp/past.yaml"
! $lianxin pack load $data --yes "$tmp/past.yaml" >/dev/null 2>"$tmp/why" && grep -q 'from must be today or later' "$tmp/why"; say "the past is not judged anew"
[ "$($lianxin pack show $data | grep -c '  changning  ')" -eq 2 ]; say "both versions are kept"
! $lianxin pack export $data nowhere 2>/dev/null; say "a pack that is not there is refused"
$lianxin check $data >/dev/null; say "the folder is whole"
$lianxin serve $data --listen 127.0.0.1:0 2>"$tmp/log" &
serving=$!
for _ in $(seq 100); do grep -q 'ready on' "$tmp/log" && break; sleep 0.1; done
! $lianxin pack load $data --yes "$tmp/past.yaml" >/dev/null 2>"$tmp/why" && [ "$(wc -l <"$tmp/why")" -eq 1 ]; say "beside a running server it refuses in one line"
}
echo "1..$n"
