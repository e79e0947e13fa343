#!/usr/bin/env bash
# The whole house while its database's machines die: three copies of the program
# behind HAProxy, three PostgreSQL servers under Patroni. Residents send opinions
# and read; the primary's machine dies, comes back, and another is made primary.
# No acknowledged opinion is lost, none is there twice; the gap is stated.
#
#   failover.sh [OPINIONS_A_SECOND]
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/ha/cluster.inc
rate=${1:-40}
lianxin=${LIANXIN:-./lianxin}
load=${LOAD:-build/release/load}
copies="1 2 3"

if lacking=$(ha_missing); then
	echo "1..0 # SKIP no $lacking here: install the packages marked nightly in packages.txt"
	exit 0
fi
make -s --no-print-directory "$load" >&2 || exit 1
copies_end() {
	local n
	for n in $copies; do
		[ ! -e "$top/copy$n.pid" ] || kill -9 "$(cat "$top/copy$n.pid")" 2>/dev/null
	done
	ha_end
}
trap copies_end EXIT
word() { # NAME LINE: of a line of name=value words
	local rest=" $2 "
	case $rest in
	*" $1="*) rest=${rest#*" $1="}; echo "${rest%% *}" ;;
	esac
}
sql() { psql -qAtX -v ON_ERROR_STOP=1 "postgresql://postgres:one@127.0.0.1:$write_port/lianxin" -c "$1"; }
cases() { sql 'SELECT count(*) FROM casefile'; }

ha_begin
result $? "three members stream, one of them in step"
[ $failed = 0 ] || { ha_logs; ha_done; }
psql -qX -v ON_ERROR_STOP=1 "$super" <<'END'
CREATE ROLE owner LOGIN PASSWORD 'four';
CREATE ROLE lianxin_app NOLOGIN;
CREATE ROLE app LOGIN PASSWORD 'five' IN ROLE lianxin_app;
CREATE DATABASE lianxin OWNER owner;
END
owner="postgresql://owner:four@127.0.0.1:$write_port/lianxin"
app="postgresql://app:five@127.0.0.1:$write_port/lianxin"
"$lianxin" demo --data "$top/copy1" --db "$owner" --county 530524 --cases 100 --seed 1 >"$top/demo.log" 2>&1
result $? "the demonstration county, through the proxy"
[ $failed = 0 ] || { tail -n 5 "$top/demo.log" | sed 's/^/# /'; ha_done; }
for n in $copies; do
	[ "$n" = 1 ] || { install -d -m 700 "$top/copy$n" && install -m 400 "$top/copy1/secret.key" "$top/copy$n/secret.key"; }
	"$lianxin" serve --data "$top/copy$n" --db "$app" --listen "127.0.0.1:$(copy_port "$n")" --behind-proxy \
		--submit-per-address 2000000000 --submit-per-station 2000000000 >"$top/copy$n.log" 2>&1 </dev/null &
	echo $! >"$top/copy$n.pid"
	"$load" ready "port=$(copy_port "$n")" limit=20000 >"$top/ready" || result 1 "copy $n answers"
done
"$load" ready "port=$front_port" limit=20000 >"$top/ready"
result $? "three copies answer"
[ $failed = 0 ] || { tail -n 40 "$top"/copy?.log | sed 's/^/# /'; ha_done; }
sql "SELECT code || ' ' || county || ' ' || region FROM station ORDER BY code" >"$top/places"
sql "SELECT '/s/' || code FROM station UNION ALL SELECT '/'" >"$top/paths"

# Every copy has shown every page once, so it has them all to show when nothing else can be had.
for n in $copies; do
	"$load" get "port=$(copy_port "$n")" "paths=$top/paths" in_turn=1 conns=1 "most=$(wc -l <"$top/paths")" seconds=30 >"$top/warm"
done

# What an event does to the load around it: NAME SECONDS MOST_GAP_S COMMAND...
event() {
	local name=$1 seconds=$2 most=$3 before said get gap bad
	shift 3
	before=$(cases)
	"$load" submit "port=$front_port" "data=$top/copy1" "places=$top/places" conns=32 "rate=$rate" "seconds=$seconds" \
		"log=$top/said" >"$top/submit" 2>&1 &
	submitting=$!
	"$load" get "port=$front_port" "paths=$top/paths" conns=16 rate=100 "seconds=$seconds" >"$top/get" 2>&1 &
	reading=$!
	sleep 5
	"$@" >/dev/null
	result $? "$name"
	wait $submitting
	wait $reading
	said=$(tail -n 1 "$top/submit")
	get=$(tail -n 1 "$top/get")
	gap=$(($(word ack_gap_us "$said") / 1000))
	[ "$(word acknowledged "$said")" -gt $((rate * 5)) ] && [ "$gap" -le $((most * 1000)) ]
	result $? "$name: $(word acknowledged "$said") acknowledged, none for $((gap / 1000)).$(printf %03d $((gap % 1000))) s, at most $most allowed; $(word failed "$said") told to try again"
	bad=$(($(word refused "$get") + $(word failed "$get") + $(word lost "$get")))
	echo "# $name: $bad of $(word asked "$get") public pages failed (refused $(word refused "$get"), failed $(word failed "$get"), lost $(word lost "$get")), p99 $(($(word p99_us "$get") / 1000)) ms"
	[ "$bad" = 0 ]
	result $? "$name: public pages were read throughout"
	within 60 replicas "$standbys"
	said=$("$load" verify "port=$front_port" "log=$top/said" again=1000) && [ $(($(cases) - before)) = "$(word expected "$said")" ]
	result $? "$name: $(($(cases) - before)) cases for $said"
}
machine_dies() { dead=$(member_with primary) && member_crash "$dead"; }
planned() { switch_to "$(member_with sync)"; }

standbys=1
event "the primary's machine dies" 60 40 machine_dies
member_start "$dead"
within 90 replicas 2
result $? "the dead member comes back and follows"
standbys=2
event "another member is made primary" 30 15 planned

for n in $copies; do
	kill -TERM "$(cat "$top/copy$n.pid")"
	wait "$(cat "$top/copy$n.pid")"
	result $? "copy $n lived through all of it and ends when told"
	rm "$top/copy$n.pid"
done
"$lianxin" check --data "$top/copy1" --db "$app" >"$top/checked" 2>&1
result $? "counters, timelines and audit are exact: $(tail -n 1 "$top/checked")"
[ $failed = 0 ] || { ha_logs 4; tail -n 40 "$top"/copy?.log | sed 's/^/# /'; }
ha_done
