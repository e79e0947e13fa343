#!/usr/bin/env bash
# lianxin pack: check, load, export and show on a folder, as TAP.
# packs.sh FOLDER: a demonstration folder; it works on a copy.
set -u
export TZ=CST-8 # days are those of China, wherever the machine stands
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

newest=$(sed -n 's/^version: //p' packs/base.yaml)

# The base of an older program: one version back, another word, no roles.
base_old() {
	sed '/^roles:/,$d; s/^version: .*/version: 1/; s/zh: 道路交通/zh: 道路/' packs/base.yaml
}

for f in packs/*.yaml; do
	$lianxin pack check "$f" >/dev/null; say "$f is good"
done
# Folders take a base with a higher number only; a line here for each number and its contents.
grep -qx "$(sed -n 's/^version: //p' packs/base.yaml) $(sha256sum <packs/base.yaml | cut -d' ' -f1)" tests/golden/base.txt &&
	[ -z "$(cut -d' ' -f1 tests/golden/base.txt | sort | uniq -d)" ]; say "a base that changed has a number of its own (tests/golden/base.txt)"
! $lianxin pack check tests/packs/broken.yaml >"$tmp/faults" 2>/dev/null; say "a broken file ends with 1"
[ "$(grep -c '^tests/packs/broken.yaml:[0-9]*: ' "$tmp/faults")" -eq 30 ]; say "and says each of its 30 faults with its line"
grep -q ":14: 'color' is not known here; known are code, zh, en, source, note$" "$tmp/faults"; say "and what was expected"
cut -d: -f2 "$tmp/faults" | sort -nc; say "in the order of the file"
printf 'pack: x\nname: x\nlevel: "a\\nb"\n' >"$tmp/newline.yaml"
$lianxin pack check "$tmp/newline.yaml" 2>/dev/null | grep -vc "^$tmp/newline.yaml:[0-9]*: " | grep -qx 0; say "a fault is one line whatever it quotes"
! $lianxin pack check "$tmp/none.yaml" 2>/dev/null; say "a file that is not there is refused"
# refused WORDS FILE NAME: at once, in one line with these words.
refused() {
	timeout 10 $lianxin pack check "$2" >"$tmp/faults" 2>&1
	[ $? -eq 1 ] && grep -q "$1" "$tmp/faults" && ! grep -q Sanitizer "$tmp/faults"
	say "$3"
}
mkfifo "$tmp/pipe"
refused 'is empty' "$tmp/pipe" "a pipe that nobody writes to is not waited for"
refused 'is a folder' "$tmp/data" "a folder is no file"
refused 'at most 262144 bytes' /dev/zero "a file without end is read as far as a pack may be long"
yes -- '- ' | head -n 60000 | tr -d '\n' >"$tmp/deep.yaml"
refused ':1: lists stand in one another more than 16 deep' "$tmp/deep.yaml" "lists in lists without end are refused at their line"
(printf 'a: &a [x, x, x, x, x, x, x, x]\n'; for i in b c d e f g h; do printf '%s: &%s [*a, *a, *a, *a, *a, *a]\n' $i $i; done) >"$tmp/laughs.yaml"
refused ':2: \*a: a pack does not point' "$tmp/laughs.yaml" "a small file that would become a huge one is refused"
$lianxin pack check <(cat packs/changning.yaml) >/dev/null && cat packs/changning.yaml | $lianxin pack check /dev/stdin >/dev/null; say "what a pipe brings is read"

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
kill $serving; wait $serving 2>/dev/null

# A folder whose base an older program stored is served, once and for all by a new version.
[ "$(ls "$tmp/data" | grep -c '^lianxin.db$')" -eq 0 ] || {
base_old >"$tmp/base.yaml"
acts() { sqlite3 "$tmp/data/lianxin.db" "SELECT count(*) FROM audit WHERE action = 'pack.load' AND object = 'base $newest' AND result = 'program' AND account IS NULL"; }
before=$(acts)
sqlite3 "$tmp/data/lianxin.db" "UPDATE pack SET version = 1, hash = x'00', source = CAST(readfile('$tmp/base.yaml') AS TEXT) WHERE region = 0;"
$lianxin pack show --data "$tmp/data" base >/dev/null; say "an old base is read"
serve_and_stop() {
	: >"$tmp/log"
	$lianxin serve --data "$tmp/data" --listen 127.0.0.1:0 2>"$tmp/log" &
	serving=$!
	for _ in $(seq 100); do grep -q 'ready on' "$tmp/log" && break; sleep 0.1; done
	kill $serving; wait $serving 2>/dev/null
	grep -q 'ready on' "$tmp/log"
}
serve_and_stop; say "and the folder is served"
serve_and_stop; say "again"
[ "$($lianxin pack show --data "$tmp/data" | grep -c '  base  ')" -eq 2 ]; say "with one new version of base"
$lianxin pack show --data "$tmp/data" base | head -n 1 | grep -q "version $newest from $(date +%F)"; say "from today on"
[ "$(acts)" -eq $((before + 1)) ]; say "written down as the program's own act"
[ "$(sqlite3 "$tmp/data/lianxin.db" "SELECT source = CAST(readfile('$tmp/base.yaml') AS TEXT) FROM pack WHERE region = 0 AND version = 1")" = 1 ]; say "and the old one as it was"
$lianxin check --data "$tmp/data" >/dev/null; say "the folder is whole"
}
echo "1..$n"
