#!/usr/bin/env bash
# Both engines side by side: the same demonstration county in a folder and on a
# PostgreSQL server of our own (fsync on, same disk, local socket), both served at
# once and asked in turn. A page is judged by answers for a second of processor
# time, of the program and of PostgreSQL's processes together; a submission by what
# bare_pq.c stores, which does nothing but write the same rows.
#
#   bench/engines.sh        CASES_EACH=20000 SECONDS_EACH=10; writes bench/engines.txt
#   ENGINE_PARTS=pages      only these of: pages submit
set -u
cd "$(dirname "$0")/.." || exit 1
. bench/common.inc
OTHERS=1000
. tests/pg.sh
make -s --no-print-directory all build/release/load build/release/bare_pq >&2 || exit 1
lianxin=./lianxin
load=build/release/load
base=build/bench/engines
cases=${CASES_EACH:-20000}
each=${SECONDS_EACH:-10}
parts=${ENGINE_PARTS:-pages submit}
want() { case " $parts " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }
out=bench/engines.txt
raw=$base/raw.txt
tick=$(getconf CLK_TCK)
readers=16              # sessions of the staff that ask for pages
declare -A pids ports cpu_rate
mkdir -p $base
: >$raw
: >$out
trap 'for p in "${pids[@]}"; do kill -9 $p; wait $p; done 2>/dev/null; pg_down $base/pg; rm -rf $base/copy' EXIT

up() { # ENGINE FOLDER serve-words...
	local engine=$1 dir=$2
	shift 2
	ports[$engine]=$((21000 + RANDOM % 9000))
	$lianxin serve --data "$dir" --listen "127.0.0.1:${ports[$engine]}" --submit-per-address 2000000000 \
		--submit-per-station 2000000000 --connect-per-address 0 "$@" >/dev/null 2>"$base/$engine.err" </dev/null &
	pids[$engine]=$!
	$load ready "port=${ports[$engine]}" limit=60000 >>$raw || { cat "$base/$engine.err"; exit 1; }
}

# Processor time of an engine so far, in seconds: the program, and PostgreSQL's processes, living and gone.
cpu() { # ENGINE
	local server=0
	[ "$1" = sqlite ] || server=$(head -n 1 $base/pg/data/postmaster.pid)
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v p="${pids[$1]}" -v s="$server" -v tick="$tick" '
		$1 == p || $1 == s || (s && $4 == s) { n += $14 + $15 }
		s && $1 == s { n += $16 + $17 }
		END { printf "%.2f", n / tick }'
}

# One quiet window, of at most six, quiet on the host's side (PostgreSQL's processes are others to the load); a noisy one says beside its figure what was taken.
window() { # ENGINE NAME load-words...
	local engine=$1 name=$2 before used bad tries=0
	shift 2
	while :; do
		before=$(cpu "$engine")
		line=$($load "$@" "port=${ports[$engine]}" "name=$engine, $name") || exit 1
		used=$(calc "$(cpu "$engine") - $before")
		line="$line cpu_s=$used"
		echo "$line" >>$raw
		tries=$((tries + 1))
		if quiet || [ $tries -ge 6 ]; then break; fi
		sleep 2
	done
	bad=$(($(word refused "$line") + $(word failed "$line") + $(word lost "$line")))
	[ $bad = 0 ] || say "  !! $engine, $name: $bad answers were refused, failed or lost"
	cpu_rate[$engine]=$(calc "$(word asked "$line") / ($used + 0.01)" 0)
}

pages() { # public|staff NAME get-words...
	local who=$1 name=$2 engine ratio
	shift 2
	for engine in sqlite postgres; do
		window $engine "$name" get conns=64 warm=1 "seconds=$each" $([ "$who" = staff ] && echo "cookies=$base/$engine.cookies") "$@"
		row "$name, $engine" "$(per_s) /s" "(${cpu_rate[$engine]} a cpu second$(away))" ""
	done
	ratio=$(calc "${cpu_rate[postgres]} / (${cpu_rate[sqlite]} + 0.01)")
	row "  ratio for the same processor time" "$ratio" ">= 0.3" "$(is "$ratio" '>=' 0.3)"
}

head_say
say "county:  $cases cases; made by: lianxin demo --county 530524 --cases $cases --seed 1, then lianxin copy"
if [ ! -f "$base/$cases/lianxin.db" ]; then
	$lianxin demo --data "$base/$cases" --county 530524 --cases "$cases" --seed 1 >$base/demo.log 2>&1 || { tail -n 3 $base/demo.log; exit 1; }
fi
rm -rf $base/copy
cp -a "$base/$cases" $base/copy
up sqlite $base/copy    # an older program's folder is brought up to date by this
kill -TERM ${pids[sqlite]}
wait ${pids[sqlite]}
PG_FSYNC=on pg_up $base/pg || exit 1
$lianxin copy --from $base/copy --to "$PG_OWNER_URL" --data $base/copy >$base/copy.log 2>&1 || { tail -n 3 $base/copy.log; exit 1; }
"$pg_bin/psql" -qX "$PGURL" -c 'VACUUM ANALYZE' >&2
$load plan "data=$base/copy" "out=$base" >>$raw || exit 1
up sqlite $base/copy
# The folder is taken by the first; the second needs its key and accounts only.
mkdir -p $base/copy/second
cp -a $base/copy/secret.key $base/copy/demo-accounts.txt $base/copy/second/
up postgres $base/copy/second --db "$PG_APP_URL"
table_say
row "the disk alone: append 4 KB + fdatasync" "$(disk) /s" "" ""

for engine in sqlite postgres; do
	port=${ports[$engine]}
	for ((i = 0; i < readers; i++)); do sign_in office; done >"$base/$engine.cookies"
	[ "$(grep -c . "$base/$engine.cookies")" = $readers ] || { echo "no session: look at sign_in in bench/common.inc"; exit 1; }
done
# The same cases as staff see them.
awk -F/ '{ print "/cases/" $3 }' $base/cases.txt >$base/shown.txt
if want pages; then
	pages public "station pages, 64" "paths=$base/stations.txt"
	pages public "case pages (resident), 64" "paths=$base/cases.txt"
	pages public "stations, front page and public list 4:1:1, 64" "paths=$base/public.txt"
	pages staff "case pages (staff), 64" "paths=$base/shown.txt"
	pages staff "staff list, random keyset places, 64" "paths=$base/lists.txt"
	pages staff "staff list, first page, 64" path=/cases
	pages staff "desk of the office, 64" path=/desk
	pages staff "search of two characters, 64" "paths=$base/words.txt"
fi
if ! want submit; then
	say
	say "every line of the load generator: $raw"
	exit 0
fi

for engine in sqlite postgres; do
	window $engine submissions submit "data=$base/copy" conns=64 "seconds=$each"
	row "opinions acknowledged, 64 clients, $engine" "$(per_s) /s" "(${cpu_rate[$engine]} a cpu second$(away))" ""
	row "  p50 / p99" "$(ms "$(word p50_us "$line")") / $(ms "$(word p99_us "$line")") ms" "" ""
done
stored=$(per_s)
best=0
for shape in "1 64" "2 32" "4 16" "8 8"; do
	line=$(build/release/bare_pq "$PG_APP_URL" 530524 "$(((each + 1) / 2))" $shape) || exit 1
	echo "$line" >>$raw
	row "  bare libpq: connections, cases a transaction: $shape" "$(per_s) /s" "" ""
	[ "$(is "$(per_s)" '>=' $best)" = NO ] || best=$(per_s)
done
ratio=$(calc "$stored / ($best + 0.01)")
row "  ratio of PostgreSQL's to the best of bare libpq" "$ratio" ">= 0.7" "$(is "$ratio" '>=' 0.7)"
say
say "every line of the load generator: $raw"
