#!/bin/sh
# Installs what is missing: Debian packages of packages.txt, then the npm
# packages of web/package-lock.json. Usage: tools/setup.sh [run|test|nightly]
# When everything is there it does nothing and needs no network.
set -eu

mode=${1:-run}
case $mode in
run|test|nightly) ;;
*)	echo "setup: unknown word '$mode'; use: tools/setup.sh run, test or nightly" >&2
	exit 2;;
esac

cd "$(dirname "$0")/.."
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH LC_ALL=C.UTF-8
log=build/setup.log
began=$(date +%s)
mkdir -p build

die() {
	echo "setup: $*" >&2
	exit 1
}

took() {
	echo $(($(date +%s) - began)) s
}

# Runs a command with its output in the log; shows the end of it on failure.
logged() {
	if ! "$@" >>"$log" 2>&1 </dev/null; then
		tail -n 15 "$log" >&2
		die "'$*' failed; the whole output is in $log"
	fi
}

# The tests start nginx and the like themselves, on free ports; installing them must not put
# nginx on port 80 here, now or later. A policy the machine has already is left as it is.
quiet_services() {
	policy=/usr/sbin/policy-rc.d
	[ ! -e $policy ] || return 0
	trap 'rm -f $policy' EXIT
	trap 'exit 1' INT TERM
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod 755 $policy
}

# The wanted packages of this mode, without those whose command exists already.
wanted() {
	while read -r name words; do
		case $name in ''|'#'*) continue;; esac
		skip=
		for word in $words; do
			case $word in
			test)	[ "$mode" != run ] || skip=1;;
			nightly) [ "$mode" = nightly ] || skip=1;;
			\?*)	! command -v "${word#\?}" >/dev/null || skip=1;;
			*)	die "packages.txt: unknown word '$word' after $name";;
			esac
		done
		[ -n "$skip" ] || echo "$name"
	done <packages.txt
}

# Two makes at once must not install over each other.
exec 9<packages.txt
! command -v flock >/dev/null || flock 9

list=$(wanted) || exit 1
# shellcheck disable=SC2086 # one word per package is meant
have=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' $list 2>/dev/null || true)
missing=
for name in $list; do
	case "
$have
" in
	*"
ii  $name
"*)	;;
	*)	missing="$missing $name";;
	esac
done

if [ -n "$missing" ]; then
	echo "setup: Debian packages missing:$missing"
	if [ "$(id -u)" != 0 ]; then
		echo "setup: not root; install them with this line, then call make again:" >&2
		echo "  sudo apt-get update &&" \
			"sudo apt-get install -y --no-install-recommends$missing" >&2
		exit 1
	fi
	echo "setup: installing them with apt-get (log: $log) ..."
	DEBIAN_FRONTEND=noninteractive
	export DEBIAN_FRONTEND
	logged apt-get -q update
	quiet_services
	# shellcheck disable=SC2086
	logged apt-get -q -y --no-install-recommends install $missing
	for name in nginx-light haproxy postgresql-15 etcd-server patroni; do
		case "$missing " in *" $name "*)
			service=${name%-light} service=${service%-15}
			! command -v systemctl >/dev/null ||
				systemctl -q disable "${service%-server}" 2>/dev/null || true;;
		esac
	done
	echo "setup: Debian packages installed, $(took)"
fi

lock=web/package-lock.json
stamp=web/node_modules/.installed-lock
if ! cmp -s "$lock" "$stamp"; then
	major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
	[ "$major" -ge 18 ] || die "Node.js 18 or newer is needed; 'node' here is version $major"
	echo "setup: installing npm packages into web/node_modules (log: $log) ..."
	logged sh -c 'cd web && exec npm ci --ignore-scripts --no-audit --no-fund --loglevel=error'
	cp "$lock" "$stamp"
	echo "setup: npm packages installed, $(took)"
fi
