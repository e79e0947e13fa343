#!/bin/sh
# Tests of the build tools, as TAP: run.sh DIRECTORY-OF-BUILT-TOOLS
#
# TOOL.cases holds inputs with what the tool must say to each of them: a part
# begins with === and its name, > lines are all that the tool may print, @ begins
# a file, in which LINES n stands for n empty lines. The part named * is in every
# other one. Then the code made from good input is compiled with our flags by both
# compilers, and run.
set -u
tools=$(cd "${1:?usage: run.sh DIRECTORY-OF-BUILT-TOOLS}" && pwd) || exit 1
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
ASAN_OPTIONS=detect_leaks=0     # a tool lives for one run and frees nothing
export ASAN_OPTIONS
n=0
failed=0

# result STATUS NAME [FILE shown when it failed]
result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		failed=$((failed + 1))
		echo "not ok $n - $2"
		[ -f "${3:-}" ] && sed 's/^/#   /' "$3"
	fi
}

# run_tool TOOL: in the folder of a case, with all its files of the right kind
run_tool() {
	case $1 in
	mkquery) "$tools/mkquery" -s schema -t types.txt -k tables.txt -o gen $(find . -name '*.sql' ! -path './schema/*' | sed 's,^\./,,' | sort) ;;
	mktpl) "$tools/mktpl" -o gen *.html ;;
	mkmsg) "$tools/mkmsg" -t types.txt -o gen $(find . -name '*.po' | sed 's,^\./,,' | sort -r) $(cat uses 2>/dev/null) ;;
	mkschema) "$tools/mkschema" schema/*.sql > made.c ;;
	mkcopy) "$tools/mkcopy" -k tables.txt schema/*.sql > made.c ;;
	embed) "$tools/embed" -o gen static $(cat uses 2>/dev/null) ;;
	codecheck) "$tools/codecheck" $(find src tools -type f 2>/dev/null | sort) ;;
	esac
}

split_cases() {
	awk -v out="$2" '
	/^=== / {
		part++; dir = sprintf("%s/%03d", out, part); name = substr($0, 5)
		if (name == "*") { dir = out "/all"; part-- }
		system("mkdir -p " dir "/in")
		if (name != "*") { print name > (dir "/name"); printf "" > (dir "/want") }
		file = ""; next
	}
	!part && dir == "" { next }
	/^> / && file == "" { print substr($0, 3) > (dir "/want"); next }
	/^@ / {
		if (file != "") close(file)
		file = dir "/in/" substr($0, 3); folder = file; sub("/[^/]*$", "", folder)
		system("mkdir -p " folder); printf "" > file; next
	}
	file != "" && $1 == "LINES" { for (i = 0; i < $2; i++) print "" > file; next }
	file != "" { print > file }' "$1"
}

cases() {
	mkdir -p "$tmp/$1/all/in"
	split_cases "$here/$1.cases" "$tmp/$1"
	for dir in "$tmp/$1"/[0-9]*; do
		mkdir "$dir/work"
		cp -r "$tmp/$1/all/in/." "$dir/in/." "$dir/work"
		(cd "$dir/work" && run_tool "$1") > "$dir/got" 2>&1
		status=$?
		want=0
		[ -s "$dir/want" ] && want=1
		diff "$dir/want" "$dir/got" > "$dir/diff" && [ $status -eq $want ]
		bad=$?
		[ $status -ne $want ] && echo "exit status $status, expected $want" >> "$dir/diff"
		result $bad "$1: $(cat "$dir/name")" "$dir/diff"
	done
}

for tool in mkquery mktpl mkmsg mkschema mkcopy embed codecheck; do
	cases $tool
done

# ---- the made code: compiled with our flags, and run ----
flags="-std=c17 -D_GNU_SOURCE -O2 -fPIE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wformat=2 -Wundef -Werror
	-I$tmp/made/gen -I$tmp/made -I$top/src -include $top/src/base/banned.h"
cp -r "$here/good" "$tmp/made"
cd "$tmp/made" || exit 1

make_all() {
	"$tools/mkquery" -s schema -t "$top/schema/types.txt" -k tables.txt -o gen cases/case.sql &&
	"$tools/mktpl" -o gen cases/list.html &&
	"$tools/mkmsg" -t "$top/schema/types.txt" -o gen web/zh_CN.po web/en.po &&
	"$tools/embed" -o gen static
}

make_all > log 2>&1
result $? "good input is accepted by all" log
find gen -type f -exec ls --full-time {} + > before
sleep 0.02
make_all > log 2>&1
find gen -type f -exec ls --full-time {} + | diff before - > log
result $? "a second run writes nothing" log

for cc in gcc clang; do
	command -v $cc > /dev/null || continue
	for use in query:"cases/case.q.c types.c" page:"cases/list.t.c msg.c assets.c"; do
		name=${use%%:*}
		made=$(for f in ${use#*:}; do echo "gen/$f"; done)
		$cc $flags -o $name $made "$here/${name}_use.c" "$top/src/base/arena.c" \
			"$top/src/base/buf.c" "$top/src/base/html.c" "$top/src/base/str.c" > log 2>&1
		result $? "$cc compiles what was made for ${name}_use.c without a warning" log
		./$name > log 2>&1
		result $? "$(grep -c '^ok' log) tests of ${name}_use.c pass" log
	done
	sed 's/row->title/row->titel/' cases/list.html > cases/wrong.html
	"$tools/mktpl" -o gen cases/wrong.html
	$cc $flags -fsyntax-only gen/cases/wrong.t.c > log 2>&1
	grep -q '^cases/wrong.html:20:.*titel' log
	result $? "$cc reports a wrong member at the template" log
done

# A header without a rule keeps its old time in the eyes of the make that writes it: who includes it would not be compiled again.
cd "$top" || exit 1
sed '/^-include/d' Makefile | make -pn -f - all 2>/dev/null | grep -o '^build/release/gen/[^:]*\.h:' | tr -d : | sort > "$tmp/known"
find build/release/gen -maxdepth 1 -name '*.h' | sort | comm -23 - "$tmp/known" > "$tmp/log"
[ -s "$tmp/known" ] && [ ! -s "$tmp/log" ]
result $? "make knows where each generated header comes from" "$tmp/log"

echo "1..$n"
[ $failed -eq 0 ]
