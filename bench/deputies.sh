# The part `deputies` of run.sh, which sources it: a county with 100,000 deputies (DEPUTIES) comes in by the command and by the
# pages, goes out again, and its register is asked.
many=${DEPUTIES:-100000}
made=$base/deputies

seconds_since() { calc "($(date +%s%N) - $1) / 1000000000" 1; }
page_key() { curl -s -H "Cookie: $cookie" "http://127.0.0.1:$port$1" | sed -n 's/.*name="form_key" value="\([^"]*\)".*/\1/p' | head -n 1; }
state_of() { curl -s -H "Cookie: $cookie" "http://127.0.0.1:$port$1.json" | grep -o "\"$2\":\"\?[a-z0-9]*" | head -n 1 | sed 's/.*[:"]//'; }
# step PATH NAME: the button of that step, under the version and the columns the page shows.
step() {
	local words=(-d "form_key=$(page_key "$1")" -d "version=$(state_of "$1" version)")
	[ "$2" = look ] && words+=(-d duplicates=skip $(columns "$1"))
	curl -s -o /dev/null -w '%{http_code}' -H "Cookie: $cookie" -H 'Sec-Fetch-Site: same-origin' "${words[@]}" "http://127.0.0.1:$port$1/$2"
}
# Each column as it was guessed from its head.
columns() {
	curl -s -H "Cookie: $cookie" "http://127.0.0.1:$port$1" |
		awk '/<select .*name="column-/ { split($0, a, "name=\""); split(a[2], b, "\""); name = b[1] }
			/ selected>/ && name { split($0, c, "value=\""); split(c[2], d, "\""); print "-d", name "=" d[1]; name = "" }'
}
# until PATH STATE: waits, and gives what came.
until_state() {
	local is n=0
	while is=$(state_of "$1" state); [ "$is" != "$2" ] && [ $((n += 1)) -lt 600 ]; do sleep 0.5; done
	[ "$is" = "$2" ] || echo "  !! import is $is, not $2" | tee -a $out
}

if [ ! -f "$made/lianxin.db" ]; then
	$lianxin demo --data "$made" --county 530524 --cases 2000 --seed 1 >"$made.log" 2>&1 || { tail -n 3 "$made.log"; exit 1; }
fi
rm -f "$made.csv"
$lianxin deputy export --data "$made" --county 530524 "$made.csv" >/dev/null || exit 1
awk -v rows="$many" -v seed=1 -f bench/deputies.awk "$made.csv" >"$base/many.csv"

rm -rf $base/copy && cp -a "$made" $base/copy
began=$(date +%s%N)
$lianxin deputy import --data $base/copy --county 530524 --dry-run "$base/many.csv" >/dev/null 2>&1 || exit 1
row "$many deputies: the command looks at the table (--dry-run)" "$(seconds_since "$began") s" "" ""
began=$(date +%s%N)
$lianxin deputy import --data $base/copy --county 530524 "$base/many.csv" >/dev/null 2>$base/import.err &
pid=$! most=0
while kill -0 $pid 2>/dev/null; do
	now=$(awk '/^RssAnon/ { print int($2 / 1024) }' /proc/$pid/status 2>/dev/null)
	[ "${now:-0}" -gt $most ] && most=$now
	sleep 0.2
done
wait $pid || { tail -n 3 $base/import.err; exit 1; }
took=$(seconds_since "$began")
row "  the command imports it" "$took s" "<= 60 s" "$(is "$took" '<=' 60)"
row "  its own memory (RssAnon), most; 128 MB of it page cache" "$most MB" "" ""
began=$(date +%s%N)
$lianxin deputy undo --data $base/copy --county 530524 1 >/dev/null 2>&1 || exit 1
row "  the command takes it back" "$(seconds_since "$began") s" "" ""

rm -rf $base/copy && cp -a "$made" $base/copy
up $base/copy
cookie=$(sign_in office)
began=$(date +%s%N)
import=$(curl -s -o /dev/null -D - -H "Cookie: $cookie" -H 'Sec-Fetch-Site: same-origin' -F "form_key=$(page_key /deputies/import)" \
	-F duplicates=skip -F "file=@$base/many.csv;type=text/csv" "http://127.0.0.1:$port/deputies/import" |
	tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
row "  the page takes the file ($(du -m "$base/many.csv" | cut -f1) MB)" "$(seconds_since "$began") s" "" ""
began=$(date +%s%N)
step "$import" look >/dev/null && until_state "$import" looked
row "  the page looks at it" "$(seconds_since "$began") s" "" ""
began=$(date +%s%N)
step "$import" start >/dev/null
$load get "port=$port" path=/desk conns=1 rate=50 seconds=5 "cookie=$cookie" >$base/beside.txt
until_state "$import" done
took=$(seconds_since "$began")
row "  the page imports it, $(state_of "$import" added) added" "$took s" "<= 60 s" "$(is "$took" '<=' 60)"
row "  a desk asked 50 times a second meanwhile: p99" "$(ms "$(word p99_us "$(cat $base/beside.txt)")") ms" "" ""
set -- $(memory)
row "  memory of the server (RssAnon) after it" "$1 MB" "" ""

# Random places of the register, by ids that it gave.
for n in $(seq 200); do
	curl -s -H "Cookie: $cookie" "http://127.0.0.1:$port/deputies.json?after=${next:-0}" >$base/page.json
	next=$(sed -n 's/.*"next":"\([^"]*\)".*/\1/p' $base/page.json)
	[ -n "$next" ] && echo "/deputies?after=$next"
done >$base/register.txt
station=$(curl -s "http://127.0.0.1:$port/c/530524" | grep -o '/s/[A-Z0-9]*' | sed -n '5s/.*\///p')
printf '%s\n' "/deputies?station=$station" '/deputies?station=none' '/deputies?level=nation' '/deputies?level=city' \
	'/deputies?congress=530500000000' "/deputies?q=$(encoded 李文)" '/deputies?q=wj' "/deputies?team=$(encoded 没有)" \
	'/deputies?q=19940000500' >$base/filters.txt
both "register of $many deputies, first page" 8 15 path=/deputies "cookie=$cookie"
both "  random keyset places" 8 15 "paths=$base/register.txt" "cookie=$cookie"
both "  filters: station, none, level, congress, name, group, telephone" 8 15 "paths=$base/filters.txt" "cookie=$cookie"
for kind in csv xlsx; do
	began=$(date +%s%N)
	bytes=$(curl -s -H "Cookie: $cookie" "http://127.0.0.1:$port/deputies.$kind" | wc -c)
	row "  all of it as .$kind, $((bytes / 1048576)) MB" "$(seconds_since "$began") s" "" ""
done
set -- $(memory)
row "  memory of the server (RssAnon) after both" "$1 MB" "" ""
began=$(date +%s%N)
step "$import" undo >/dev/null
until_state "$import" undone
row "  the page takes it back, $(state_of "$import" taken) people" "$(seconds_since "$began") s" "" ""
down
