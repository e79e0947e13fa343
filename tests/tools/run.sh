#!/bin/sh
# Tests of the build tools, as TAP: run.sh DIRECTORY-OF-BUILT-TOOLS
#
# TOOL.cases holds inputs with what the tool must say to each of them: a part
# begins with === and its name, > lines are all that the tool may print, @ begins
# a file. The part named * is in every other one. Then the code made from good
# input is compiled with our flags by both compilers, and run.
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
	mkquery) "$tools/mkquery" -s schema -t types.txt -o gen $(find . -name '*.sql' ! -path './schema/*' | sed 's,^\./,,' | sort) ;;
	mktpl) "$tools/mktpl" -o gen *.html ;;
	mkmsg) "$tools/mkmsg" -t types.txt -o gen $(find . -name '*.po' | sed 's,^\./,,' | sort -r) $(cat uses 2>/dev/null) ;;
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

for tool in mkquery mktpl mkmsg embed codecheck; do
	cases $tool
done

echo "1..$n"
[ $failed -eq 0 ]
