#!/usr/bin/env bash
# Every section of a pack is changed by its form, the difference is shown, it is published,
# printed, loaded into another folder and printed again: the same bytes. As TAP.
# office.sh FOLDER PLAY: a demonstration folder; it works on copies. The sections and the
# lists inside their rows are read out of the schema table, so a new one is tried too.
set -u
lianxin=./lianxin table=src/pack/pack_fields.c play=${2:-build/release/play}
tmp=$(mktemp -d /tmp/lianxin-office-XXXXXX)
trap 'kill $serving 2>/dev/null; rm -rf "$tmp"' EXIT
serving=
n=0
say() {
	local status=$?
	n=$((n + 1))
	[ $status -eq 0 ] && echo "ok $n - $1" || echo "not ok $n - $1"
}

sections=$(sed -nE 's/^\t\[PACK_[A-Z_]+\] = (SECTION\(|\{ )"([a-z_]+)".*/\2/p' $table)
known=$(sed -n '/^enum pack_section {/,/PACK_SECTIONS/p' src/pack/pack.h | grep -oE '\bPACK_[A-Z_]+' | grep -vcx PACK_SECTIONS)
[ "$(echo "$sections" | wc -l)" -eq "$known" ]; say "all $known sections stand in the schema table"

# inner SECTION: the keys of the lists inside its rows, by the fields its line names.
inner() {
	local fields
	fields=$(sed -nE "s/^\t\[PACK_[A-Z_]+\] = (SECTION\(|\{ )\"$1\", (TABLE\()?([a-z_]+)\).*/\3/p" $table)
	awk -v start=" ${fields}[] = {" 'index($0, start) { on = 1 } on; /};/ { on = 0 }' $table | grep -oE '\bROWS\("[a-z_]+"' | cut -d'"' -f2
}

publish='let today = match "name=.from. type=.date. required value=.([0-9-]+)"
as office POST /packs-draft from=${today} from /packs-draft
expect 303 location /packs'

# own: every section that the pack has not becomes its own.
own() {
	local s
	for s in $sections; do
		grep -q "^$s:" packs/changning.yaml || printf '%s\n' \
			"as office POST /packs/$s/own from /packs/$s" "expect 303 location /packs/$s"
	done
	printf '%s\n' 'as office GET /packs-draft' "$publish"
}

# holder SECTION LIST: the first row of the section that has rows in that list.
holder() {
	awk -v section="$1:" -v list="    $2:" '
		/^[a-z]/ { on = $1 == section }
		on && /^  - / { sub(/.*code: /, ""); row = $1 }
		on && $0 == list { print row; exit }' "$tmp/own.yaml"
}

# change SECTION PATTERN NAME: another name for the first row of the page whose path is like that.
change() {
	local version=
	[ "$1" = texts ] && version=' version=900'
	cat <<-END
	expect 200
	let at = match "row.at=($2).>"
	as office POST /packs/$1/row zh=$3$version from /packs/$1/row?at=\${at} whole
	expect 303 location /packs/$1
	END
}

changes() {
	local s list
	for s in $sections; do
		echo "as office GET /packs/$s"
		change "$s" '[A-Za-z0-9_]+' "新名$s"
		for list in $(inner "$s"); do
			echo "as office GET /packs/$s/row?at=$(holder "$s" "$list")"
			change "$s" "[A-Za-z0-9_]+[.]${list}[.][A-Za-z0-9_]+" "新名$s-$list"
		done
	done
	echo 'as office GET /packs-draft'
	for s in $sections; do
		printf 'expect 200 text "新名%s"' "$s"
		for list in $(inner "$s"); do printf ' "新名%s-%s"' "$s" "$list"; done
		echo
	done
	echo "$publish"
}

# played TRANSCRIPT: by the office of a served folder.
played() {
	: >"$tmp/log"
	$lianxin serve --data "$tmp/data" --listen 127.0.0.1:0 2>"$tmp/log" &
	serving=$!
	for _ in $(seq 200); do grep -q 'ready on' "$tmp/log" && break; sleep 0.1; done
	$play -u "http://$(grep -oE '127\.0\.0\.1:[0-9]+' "$tmp/log" | head -n 1)" \
		-a "$tmp/data/demo-accounts.txt" "$1" >"$tmp/played" 2>&1
	local status=$?
	kill $serving; wait $serving 2>/dev/null
	[ $status -eq 0 ] || grep -E -A2 'not ok|: ' "$tmp/played" | sed 's/^/# /' | head -n 40
	return $status
}

cp -r "$1" "$tmp/data" && cp -r "$1" "$tmp/other"
own >"$tmp/own.txt"
played "$tmp/own.txt"; say "an office makes every section its own and publishes"
$lianxin pack export --data "$tmp/data" changning >"$tmp/own.yaml" &&
	$lianxin pack load --data "$tmp/other" --yes "$tmp/own.yaml" >"$tmp/said"; say "and loads it into another folder"
for s in $sections; do
	grep -q "^$s:" "$tmp/own.yaml" && { grep -q "^$s:" packs/changning.yaml || grep -q "^$s: a section of its own" "$tmp/said"; }
	say "$s: in the file, and in the difference before it is loaded"
done

changes >"$tmp/changes.txt"
played "$tmp/changes.txt"; say "each section, and each list inside, is changed by its form, shown and published"
$lianxin pack export --data "$tmp/data" changning >"$tmp/one.yaml" &&
	$lianxin pack check "$tmp/one.yaml" >/dev/null; say "what was published is printed as a good file"
$lianxin pack load --data "$tmp/data" --yes "$tmp/one.yaml" | grep -q 'loaded already'; say "which is in force where it came from"
$lianxin pack load --data "$tmp/other" --yes "$tmp/one.yaml" >"$tmp/said"; say "loaded into the other folder"
for s in $sections; do
	grep -qE "^$s\.[a-zA-Z0-9_]+: zh was '[^']*', is '新名$s'" "$tmp/said"
	say "$s: the difference says what was changed"
	for list in $(inner "$s"); do
		grep -qE "^$s\.[a-zA-Z0-9_]+\.$list\.[a-zA-Z0-9_]+: zh was '[^']*', is '新名$s-$list'" "$tmp/said"
		say "$s.$list: the difference says what was changed"
	done
done
! grep 'was ' "$tmp/said" | grep -vE ": zh was |^texts\.[a-z]+: version was '[0-9]+', is '900'$" | sed 's/^/# /' | grep .
say "and nothing else changed on the way through the forms"
$lianxin pack export --data "$tmp/other" changning | cmp - "$tmp/one.yaml"; say "printed from there it is the same, byte for byte"
$lianxin check --data "$tmp/other" >/dev/null && $lianxin check --data "$tmp/data" >/dev/null; say "both folders are whole"
echo "1..$n"
