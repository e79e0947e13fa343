#!/bin/sh
# Serves the data folder; a folder without data gets the demonstration county
# first. Usage: tools/run.sh DIR ADDR:PORT, from the top of the tree.
set -eu

dir=${1:-data}
listen=${2:-127.0.0.1:8080}
began=$(date +%s)

if [ ! -x ./lianxin ]; then
	echo "run: there is no program ./lianxin here; call make first" >&2
	exit 1
fi
if [ ! -e "$dir/lianxin.db" ]; then
	echo "run: no data in $dir; making the demonstration county 昌宁县 (530524) ..."
	./lianxin demo --data "$dir"
	echo "run: the demonstration county took $(($(date +%s) - began)) s"
else
	echo "run: using the data in $dir; delete that folder to begin anew"
fi

if [ -r "$dir/demo-accounts.txt" ]; then
	echo
	echo "Demonstration accounts (from $dir/demo-accounts.txt):"
	awk -F '\t' '{ printf "  %-12s %-14s %-26s %s\n", $1, $2, $3, $4 }' "$dir/demo-accounts.txt"
	echo
fi
echo "run: serving http://$listen/   sign in: http://$listen/sign-in   end with Ctrl-C"
exec ./lianxin serve --data "$dir" --listen "$listen"
