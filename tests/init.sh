#!/usr/bin/env bash
# lianxin init: a county, a city and a township's congress inside its county, on a folder,
# and with ENGINE=postgres on a server; each refusal; a run that was broken off. TAP.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/fault/server.inc
chmod 711 "$top"
init_end() {
	[ -z "${pg:-}" ] || pg_down "$pg"
	fault_end
}
if [ "${ENGINE:-sqlite}" = postgres ]; then
	. tests/pg.sh
	pg=$top/pg
	trap init_end EXIT
	pg_up "$pg" && "$lianxin" region import --db "$PG_OWNER_URL" >&2 || { result 1 "a cluster of our own"; fault_done; }
fi

# One place for each NAME: a folder, or a database whose division table is there.
at() { # NAME
	mkdir -p "$top/$1"
	if [ -n "${pg:-}" ]; then
		"$pg_bin/psql" -qX "postgresql:///postgres?host=$pg&user=super" -c "CREATE DATABASE $1 OWNER owner TEMPLATE lianxin" >&2 2>/dev/null
		where=(--db "postgresql:///$1?host=$pg&user=app" --links "$top/$1/first-links.txt")
		read_by=(--db "postgresql:///$1?host=$pg&user=app")
	else
		where=(--data "$top/$1")
		read_by=("${where[@]}")
	fi
	links=$top/$1/first-links.txt
}

ask() { # SQL: of the place that was named last, a row a line
	if [ -n "${pg:-}" ]; then
		"$pg_bin/psql" -qAtX "postgresql:///$(basename "${links%/*}")?host=$pg&user=super" -c "$1"
	else
		sqlite3 "${links%/*}/lianxin.db" "$1"
	fi
}

# is NAME WANTED SQL
is() {
	local got
	got=$(ask "$3")
	[ "$got" = "$2" ]
	result $? "$1: $2"
	[ "$got" = "$2" ] || echo "# got $got"
}

made() { # NAME OPTION...
	local name=$1
	shift
	"$lianxin" init "${where[@]}" "$@" >"$top/out" 2>"$top/err" </dev/null
	result $? "$name: $(head -n 1 "$top/out")"
	[ -s "$top/out" ] || sed 's/^/# /' "$top/err"
}

# refused NAME STATUS WORDS OPTION...: one line, and nothing is made.
refused() {
	local name=$1 want=$2 words=$3 status
	shift 3
	timeout 60 "$lianxin" init "$@" >"$top/out" 2>"$top/err" </dev/null
	status=$?
	[ $status = "$want" ] && [ "$(grep -c '^lianxin init: ' "$top/err")" = 1 ] && [ "$(grep -vc '^init: ' "$top/err")" = 1 ] &&
		grep -qF -- "$words" "$top/err" && [ ! -s "$top/out" ]
	result $? "$name: $(tail -n 1 "$top/err")"
	[ $status = "$want" ] || sed 's/^/# /' "$top/err"
}

# ---- a county ----
at county
made "a county" --county 530524 --pack packs/changning.yaml
is "a home, a station for each township, a room for each village" "1|13|124" \
	"SELECT sum(CASE WHEN kind = 1 THEN 1 ELSE 0 END), sum(CASE WHEN kind = 2 THEN 1 ELSE 0 END), sum(CASE WHEN kind = 3 THEN 1 ELSE 0 END) FROM station"
is "named as the pack calls them" "昌宁县代表之家" "SELECT name FROM station WHERE kind = 1"
is "each below its own" 0 "SELECT count(*) FROM station s LEFT JOIN station p ON p.county = s.county AND p.id = s.parent
	WHERE s.kind > 1 AND (p.id IS NULL OR p.kind <> s.kind - 1 OR s.region / 1000000 <> p.region / 1000000)"
is "with codes that lead to them" 138 "SELECT count(*) FROM station s JOIN code c ON c.code = s.code AND c.county = s.county AND c.kind = 1 AND c.id = s.id"
is "nobody and nothing is invented" "0|0|0|0" "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM casefile), (SELECT count(*) FROM unit), (SELECT count(*) FROM expert)"
is "three officers and nobody else" "3|3" "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM grants g JOIN account a ON a.id = g.account
	WHERE (g.role = 9 AND a.name = 'admin.530524') OR (g.role = 10 AND a.name = 'security.530524') OR (g.role = 11 AND a.name = 'auditor.530524'))"
is "each for the whole county" "530524000000|530524999999" "SELECT DISTINCT region_lo, region_hi FROM grants"
is "the tenant is no demonstration" "昌宁县|0" "SELECT name, demo FROM tenant"
is "and every deed stands in the audit, with each pack the program carries" "3|3|3|$(ls packs/*.yaml | wc -l)|1" "SELECT $(for a in account.add grant.add account.link pack.load tenant.init; do printf "(SELECT count(*) FROM audit WHERE action = '%s')," $a; done | sed 's/,$//')"
[ "$(stat -c %a "$links")" = 600 ] && [ "$(grep -c '^[a-z]*\.530524 /invite/' "$links")" = 3 ]
result $? "three links in a file for its owner only"
for path in $(grep -o '/invite/[^ ]*' "$links"); do grep -q "$path" "$top/out" || printf '%s\n' "$path" >>"$top/unsaid"; done
[ ! -s "$top/unsaid" ]
result $? "and printed once"
"$lianxin" check "${read_by[@]}" >"$top/out" 2>&1
result $? "the place is whole: $(tail -n 1 "$top/out")"
refused "a second time" 1 "has accounts here already" "${where[@]}" --county 530524 --pack packs/changning.yaml

# ---- as docs/operate.md walks through it: the officers' first sign-ins, and the first clerk's ----
station=$(ask "SELECT code FROM station WHERE kind = 2 AND name LIKE '田园镇%'")
"$lianxin" user "${read_by[@]}" officers-second on >"$top/out" 2>&1
result $? "the officers need a second step from their first sign-in"
{
	for who in admin security auditor; do
		link=$(grep -o "^$who\.530524 [^ ]*" "$links" | cut -d' ' -f2)
		printf 'as nobody/%s GET %s\nexpect 200 text "昌宁县" "%s.530524"\n' $who "$link" $who
		printf 'as nobody/%s POST %s fresh=four-words-of-%s again=four-words-of-%s\n' $who "$link" "${who%y}" "${who%y}"
		printf 'expect 200 text "您的身份要求两步验证"\nlet secret = match "<code>([A-Z2-7]{32})<"\n'
		printf 'as nobody/%s POST /sign-in/code code=${totp:secret} from answer\nexpect 200 text "请收好备用码"\n' $who
		printf 'as nobody/%s GET %s\nexpect 404\n' $who "$link"
	done
	cat <<-END
		as nobody/admin POST /accounts name=yang.li display=杨丽 from /accounts
		expect 200 text "账号已建好"
		let link = match "(/invite/[A-Za-z0-9_-]{43})"
		let id = match "/accounts/([0-9]+)"
		as nobody/security POST /accounts/\${id}/grants role=clerk station=$station from /accounts/\${id}
		expect 303 location /accounts/\${id}
		as nobody/clerk POST \${link} fresh=some-rice-and-tea again=some-rice-and-tea
		expect 303 location /desk
		as nobody/clerk GET /desk
		expect 200 text "田园镇代表工作站"
		as nobody/admin POST /accounts name=bai.jie display=白洁 from /accounts
		expect 200 text "账号已建好"
		let link = match "(/invite/[A-Za-z0-9_-]{43})"
		let id = match "/accounts/([0-9]+)"
		as nobody/security POST /accounts/\${id}/grants role=office place=530524000000 from /accounts/\${id}
		expect 303 location /accounts/\${id}
		as nobody/office POST \${link} fresh=more-rice-and-tea again=more-rice-and-tea
		expect 303 location /desk
		as nobody/office GET /desk
		expect 200 text "先做这三件事" "导入代表名册" "添加承办单位" "给各站配工作人员" "已有"
		as nobody/office GET /deputies
		expect 200 text "名册里还没有代表" "href=\"/deputies/import\"" no-text "没有符合条件的代表"
		as nobody/office GET /deputies?q=杨
		expect 200 text "没有符合条件的代表" no-text "名册里还没有代表"
		as nobody/office POST /units name=县住建局 from /units
		expect 303
		as nobody/office POST /deputies name=罗山 congress=昌宁县 term=第十八届 from /deputies/add
		expect 303 location /deputies/
		as nobody/office GET /desk
		expect 200 no-text "先做这三件事"
		as nobody/auditor GET /audit
		expect 200 text "建立本级平台" "从文件装入本地规则" "yang.li"
		as nobody GET /s/$station
		expect 200 text "田园镇代表工作站"
		as nobody GET /
		expect 200 text "昌宁县代表之家" no-text "示例"
		as nobody POST /s/$station/say step=2 words=村口的路灯坏了两盏，请修一下。 from /s/$station/say
		let place = match "value=.(530524[0-9]{6}).[^>]*selected"
		as nobody POST /s/$station/say step=3 region=\${place} from answer
		as nobody POST /s/$station/submit anonymity=anonymous from answer
		expect 303
		let receipt = header location
		as nobody GET \${receipt}
		expect 200 text "受理编号"
		let story = match "/o/([0-9-]+/[A-Za-z0-9_-]+)"
		as nobody/clerk GET /cases?state=new
		expect 200 text "路灯"
		let case = match "/cases/(530524-[0-9]+-[0-9]+)"
		as nobody/clerk POST /cases/\${case}/accept from /cases/\${case}
		expect 303
		as nobody GET /o/\${story}
		expect 200 text "已受理"
	END
} >"$top/first.txt"
make -s --no-print-directory build/release/play >&2
if [ -n "${pg:-}" ]; then server_start "$top/county" --db "postgresql:///county?host=$pg&user=app"; else server_start "$top/county"; fi
result $? "it is served"
build/release/play -u "http://127.0.0.1:$port" "$top/first.txt" >"$top/played" 2>"$top/err"
result $? "from the officers' links to the first case, as the manual says: $(grep -c '^ok' "$top/played") steps"
grep -A2 '^not ok' "$top/played" | sed 's/^/# /'
server_end TERM

# ---- broken off, and again ----
at broken
if [ -z "${pg:-}" ]; then
	mkdir "$top/broken/first-links.txt"
else
	where=(--db "postgresql:///broken?host=$pg&user=app" --links "$top/none/links.txt")
fi
"$lianxin" init "${where[@]}" --county 340406 --pack packs/luji.yaml >"$top/out" 2>"$top/err" </dev/null
[ $? = 1 ] && [ "$(ask 'SELECT (SELECT count(*) FROM tenant) + (SELECT count(*) FROM station) + (SELECT count(*) FROM account)')" = 0 ]
result $? "links that cannot be written: nothing is made: $(tail -n 1 "$top/err")"
if [ -z "${pg:-}" ]; then rmdir "$top/broken/first-links.txt"; fi
at broken

# ---- a township's congress inside its county ----
made "and then it goes on: a township" --county 340406 --pack packs/luji.yaml
is "its station is the root, with a room for each village" "芦集镇人大代表活动室" "SELECT name FROM station WHERE parent IS NULL"
is "all of them in the township" 0 "SELECT count(*) FROM station WHERE region NOT BETWEEN 340406104000 AND 340406104999"
is "a room is called as the pack says" 1 "SELECT CASE WHEN count(*) > 5 THEN 1 ELSE 0 END FROM station WHERE kind = 3 AND name LIKE '%代表工作站'"
is "officers reach as far as the township" "340406104000|340406104999" "SELECT DISTINCT region_lo, region_hi FROM grants"

# ---- a city beside it in the same place ----
made "a city" --county 410700 --pack packs/xinxiang.yaml
is "a home and a station for each county with a congress" "1|0" "SELECT sum(CASE WHEN kind = 1 THEN 1 ELSE 0 END), sum(CASE WHEN kind = 3 THEN 1 ELSE 0 END) FROM station WHERE county = 410700"
is "twelve of them" 12 "SELECT count(*) FROM station WHERE county = 410700 AND kind = 2"
[ "$(grep -c '/invite/' "$links")" = 6 ]
result $? "links of both stand in one file"
made "a county of that city under the city's pack" --county 410702 --pack packs/xinxiang.yaml --places townships
is "stations but no rooms" 0 "SELECT count(*) FROM station WHERE county = 410702 AND kind = 3"
made "and one without any places" --county 410703 --pack packs/base.yaml --places none
is "none" 0 "SELECT count(*) FROM station WHERE county = 410703"
"$lianxin" check "${read_by[@]}" >"$top/out" 2>&1
result $? "with five tenants the place is whole: $(tail -n 1 "$top/out")"

# ---- an office's own file where the program carries one ----
at own
sed 's/^version: .*/version: 1/; s/zh: 道路交通/zh: 道路和交通/' packs/changning.yaml >"$top/own.yaml"
made "a county with a pack of its own" --county 530524 --pack "$top/own.yaml"
"$lianxin" pack export "${read_by[@]}" changning | cmp -s - "$top/own.yaml"
result $? "is ruled by that pack"

# ---- refusals ----
at refusals
refused "no county of that code" 1 "no county and no city" "${where[@]}" --county 530599 --pack packs/changning.yaml
refused "a province" 1 "no county and no city" "${where[@]}" --county 530000 --pack packs/changning.yaml
refused "a pack of another county" 1 "is for 云南省保山市昌宁县 (530524000000), which is neither" "${where[@]}" --county 532930 --pack packs/changning.yaml
refused "a township's pack for another county" 1 "nor a township in it" "${where[@]}" --county 530524 --pack packs/luji.yaml
refused "a file that is not there" 1 "cannot be read" "${where[@]}" --county 530524 --pack "$top/none.yaml"
sed 's/^region: .*/region: 340406999000/' packs/luji.yaml >"$top/nowhere.yaml"
refused "a pack for no place" 1 "has no place 340406999000" "${where[@]}" --county 340406 --pack "$top/nowhere.yaml"
"$lianxin" init "${where[@]}" --county 530524 --pack tests/packs/broken.yaml >"$top/out" 2>"$top/err"
[ $? = 1 ] && [ "$(grep -c '^tests/packs/broken.yaml:[0-9]*: ' "$top/err")" = 30 ] && tail -n 1 "$top/err" | grep -q '^lianxin init: .*30 faults'
result $? "a pack with faults: each with its line, $(tail -n 1 "$top/err")"
refused "a word for places that is none" 2 "not 'all'" "${where[@]}" --county 530524 --pack packs/changning.yaml --places all
refused "a county of five digits" 2 "whole number" "${where[@]}" --county 53052 --pack packs/changning.yaml
"$lianxin" init --county 530524 >"$top/out" 2>"$top/err"
[ $? = 2 ] && grep -q '^usage: lianxin init' "$top/err"
result $? "without a place and a pack it says what it takes"
is "and after all of that nothing is there" 0 "SELECT (SELECT count(*) FROM tenant) + (SELECT count(*) FROM station) + (SELECT count(*) FROM account)"
if [ -z "${pg:-}" ]; then
	cp -a "${DEMO:-build/test/demo}" "$top/demo" 2>/dev/null || "$lianxin" demo --data "$top/demo" --county 530524 --cases 5 --seed 1 >&2
	refused "a demonstration county" 1 "is a demonstration county here" --data "$top/demo" --county 530524 --pack packs/changning.yaml
	server_start "$top/county"
	refused "a folder that is served" 1 "$top/county" --data "$top/county" --county 532930 --pack packs/eryuan.yaml
	server_end TERM
	refused "a folder whose parent is missing" 1 "$top/no/where" --data "$top/no/where" --county 530524 --pack packs/changning.yaml
fi
fault_done
