#!/usr/bin/env bash
# Does the cluster itself keep its word? Four small clients write rows through
# HAProxy while the primary's machine dies, while the primary's process dies and
# while another member is made primary: every acknowledged row is there once.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/ha/cluster.inc
clients="1 2 3 4"

if lacking=$(ha_missing); then
	echo "1..0 # SKIP no $lacking here: install the packages marked nightly in packages.txt"
	exit 0
fi
ha_begin
result $? "three members stream, one of them in step"
[ $failed = 0 ] || { ha_logs; ha_done; }
psql -qX "$super" -c 'CREATE TABLE kept (client int, n int, copy int DEFAULT 1, PRIMARY KEY (client, n))'
result $? "the primary takes a table through the proxy"

# One row for each number; what came back without an error is acknowledged. A number whose answer
# was lost is sent again, as a form with its key is: the row must not be there twice.
client() { # NAME
	local n=1
	while [ -d "$top" ] && [ ! -e "$top/enough" ]; do
		if psql -qX "$super" -c "INSERT INTO kept VALUES ($1, $n) ON CONFLICT (client, n) DO NOTHING" 2>>"$top/client$1.err"; then
			echo "$(date +%s%N) $n" >>"$top/client$1.log"
			n=$((n + 1))
		else
			echo "$(date +%s%N) $n" >>"$top/client$1.failed"
			sleep 0.1
		fi
	done
}

# The longest time between two acknowledgements since a moment, in milliseconds.
gap() { # SINCE
	cat "$top"/client?.log | sort -n | awk -v since="$1" '$1 >= since { if (last && $1 - last > most) most = $1 - last; last = $1 }
		END { printf "%d", most / 1000000 }'
}

writing() { # ROWS MORE
	local now
	now=$(cat "$top"/client?.log 2>/dev/null | wc -l)
	within 60 more_than $((now + $1))
}
more_than() { [ "$(cat "$top"/client?.log | wc -l)" -gt "$1" ]; }

# What an event did: NAME MOST_SECONDS COMMAND...
event() {
	local name=$1 most=$2 since took
	shift 2
	writing 40
	since=$(date +%s%N)
	"$@" >/dev/null
	result $? "$name"
	within 60 more_than $(($(cat "$top"/client?.log | wc -l) + 100))
	sleep 1
	took=$(gap "$since")
	[ "$took" -gt 0 ] && [ "$took" -le $((most * 1000)) ]
	result $? "$name: nothing acknowledged for $((took / 1000)).$(printf %03d $((took % 1000))) s, at most $most allowed"
	within 90 member_with sync
	result $? "$name: a standby is in step again"
}

machine_dies() { dead=$(member_with primary) && member_crash "$dead"; }
process_dies() { kill -KILL "$(server_pid "$(member_with primary)")"; }
planned() { switch_to "$(member_with sync)"; }

hosts=$(for m in $members; do printf '127.0.0.1:%d,' "$(pg_port "$m")"; done)
primary=$(psql -qAtX "postgresql://postgres:one@${hosts%,}/postgres?target_session_attrs=read-write" -c 'SHOW port')
[ "$primary" = "$(pg_port "$(member_with primary)")" ]
result $? "libpq finds the primary among three by itself"
# Members tell their state once a round, so a moment after they stream.
listed() {
	patronictl -c "$top/db/1.yml" list lianxin >"$top/listed" && [ "$(grep -c 'db[123] .*running\|db[123] .*streaming' "$top/listed")" = 3 ]
}
within 30 listed
result $? "patronictl lists three running members"

for c in $clients; do
	client "$c" &
	echo $! >"$top/client$c.pid"
done
event "the primary's machine dies" 40 machine_dies
member_start "$dead"
within 60 replicas 2
result $? "the dead member comes back and follows"
event "the primary's process dies" 20 process_dies
within 60 replicas 2
event "another member is made primary" 15 planned
touch "$top/enough"
for c in $clients; do
	wait "$(cat "$top/client$c.pid")"
done

for c in $clients; do
	awk -v c="$c" '{ print c "," $2 }' "$top/client$c.log"
done | sort >"$top/acknowledged"
psql -qAtX -F, "$super" -c 'SELECT client, n FROM kept' | sort >"$top/stored"
acknowledged=$(wc -l <"$top/acknowledged")
lost=$(comm -23 "$top/acknowledged" "$top/stored" | wc -l)
doubled=$(uniq -d "$top/stored" | wc -l)
errors=$(cat "$top"/client?.failed 2>/dev/null | wc -l)
[ "$acknowledged" -gt 100 ] && [ "$lost" = 0 ]
result $? "$acknowledged acknowledged, $lost lost, $errors attempts failed and were repeated"
[ "$doubled" = 0 ] && [ "$(wc -l <"$top/stored")" -le $((acknowledged + 4)) ]
result $? "$doubled doubled"
[ $failed = 0 ] || ha_logs
ha_done
