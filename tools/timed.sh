#!/bin/sh
# Runs a build and says how long it took: timed.sh COMMAND...
began=$(date +%s)
"$@" || exit
echo "make: built in $(($(date +%s) - began)) s"
