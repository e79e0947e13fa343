#!/usr/bin/env bash
# The must-reject requests against the real program: at least 21 of 25 refused
# by itself, all 25 behind the nginx of packaging/nginx.conf.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/server.inc
demo_folder || { result 1 "a demonstration folder"; fault_done; }
cp -a "$demo" "$top/data"
"$load" plan "data=$top/data" "out=$top" >/dev/null || { result 1 "a station to ask"; fault_done; }
station=$(head -n 1 "$top/stations.txt")

# TAP of several runs under one plan.
part() { # COMMAND...
	"$@" >"$top/part" 2>&1
	grep '^#' "$top/part"
	while read -r line; do
		case $line in
		"ok "*) result 0 "${line#*- }" ;;
		"not ok "*) result 1 "${line#*- }" ;;
		esac
	done <"$top/part"
	grep -q '^1\.\.' "$top/part" || { result 1 "the requests were sent"; sed 's/^/# /' "$top/part"; }
}

server_start "$top/data" || { result 1 "the program starts"; fault_done; }
part node tests/http/raw.mjs alone "$port" "$port" "$station" 21
server_end TERM

nginx=$(PATH=$PATH:/usr/sbin command -v nginx)
if [ -z "$nginx" ]; then
	echo "# no nginx here: only the program alone was asked"
	fault_done
fi
# The file as it is shipped, but for addresses and TLS.
server_start "$top/data" --behind-proxy || { result 1 "the program starts behind a proxy"; fault_done; }
edge=$((32000 + RANDOM % 700))
mkdir "$top/nginx"
sed -e "s|unix:/run/lianxin/http.sock|127.0.0.1:$port|" -e "s|listen 443 ssl http2|listen 127.0.0.1:$edge|" \
	-e "s|listen 80|listen 127.0.0.1:$((edge + 800))|" -e '/ssl_/d' packaging/nginx.conf >"$top/nginx/site.conf"
cat >"$top/nginx/nginx.conf" <<END
$([ "$(id -u)" -ne 0 ] || echo "user root;")  # bodies go into our folder
worker_processes 1;
pid $top/nginx/pid;
error_log $top/nginx/error.log;
events { worker_connections 256; }
http {
	access_log $top/nginx/access.log;
	client_body_temp_path $top/nginx/body;
	proxy_temp_path $top/nginx/proxy;
	fastcgi_temp_path $top/nginx/fastcgi;
	scgi_temp_path $top/nginx/scgi;
	uwsgi_temp_path $top/nginx/uwsgi;
	include $top/nginx/site.conf;
}
END
if "$nginx" -p "$top/nginx" -c "$top/nginx/nginx.conf" 2>"$top/nginx/start.err"; then
	for try in 1 2 3 4 5 6 7 8 9 10; do [ -s "$top/nginx/pid" ] && break; sleep 0.1; done
	part node tests/http/raw.mjs edge "$edge" "$port" "$station" 25
	head=$(curl -s -D - -o "$top/page" --compressed -H 'X-Forwarded-For: 203.0.113.9' "http://127.0.0.1:$edge$station")
	echo "$head" | grep -qi '^strict-transport-security:' && [ "$(echo "$head" | grep -ci '^strict-transport-security:')" = 1 ]
	result $? "edge: one HSTS header"
	echo "$head" | grep -qi '^content-encoding: gzip'
	result $? "edge: pages are compressed"
	[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$edge/metrics")" = 404 ]
	result $? "edge: figures stay inside"
	# Ten files of 20 MB: the program itself says so, with the words; 400 MB never reach it.
	truncate -s 20M "$top/photo.jpg"
	files=$(printf ' -F photo=@%s;type=image/jpeg' $(yes "$top/photo.jpg" | head -n 10))
	# shellcheck disable=SC2086 # options, each a word
	curl -s -o "$top/large" -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' -F 'words=水管坏了' $files \
		"http://127.0.0.1:$edge$station/say" >"$top/status"
	[ "$(cat "$top/status")" = 413 ] && grep -q '水管坏了' "$top/large"
	result $? "edge: the program tells of too many files and keeps the words"
	truncate -s 400M "$top/film.mp4"
	curl -s -o "$top/large" -w '%{http_code}' -H 'Sec-Fetch-Site: same-origin' -F "photo=@$top/film.mp4" \
		"http://127.0.0.1:$edge$station/say" >"$top/status"
	[ "$(cat "$top/status")" = 413 ] && grep -q '文件太大，没有收到' "$top/large"
	result $? "edge: what is larger still gets a page in plain words"
	kill "$(cat "$top/nginx/pid")"
else
	result 1 "nginx takes packaging/nginx.conf"
	sed 's/^/# /' "$top/nginx/start.err"
fi
server_end TERM
fault_done
