#!/usr/bin/env bash
# The Debian package: made, unpacked, run from there under the calls its unit allows;
# what its scripts do to a machine, with stand-ins for the machine; lintian where it is
# installed (nightly has it). TAP.
set -u
cd "$(dirname "$0")/../.." || exit 1
PATH=$PATH:/usr/sbin:/sbin
. tests/fault/server.inc
[ -n "${CONFINE:-}" ] || make -s --no-print-directory build/release/confine >&2 || exit 1
confine=${CONFINE:-build/release/confine}
demo_folder || { result 1 "a demonstration folder"; fault_done; }

deb=$(sh packaging/deb.sh "$top/deb" 2>"$top/err")
[ -f "$deb" ]
result $? "the package is made: $(basename "$deb"), $(($(stat -c %s "$deb") / 1024)) KB"
[ -f "$deb" ] || { sed 's/^/# /' "$top/err"; fault_done; }

# ---- what is in it ----
field() { dpkg-deb -f "$deb" "$1"; }
[ "lianxin $(field Version)" = "$("$lianxin" --version)" ]
result $? "its version is the program's: $(field Version)"
field Depends | grep -q 'libmicrohttpd12.*adduser' && ! field Depends | grep -q '@'
result $? "it names the libraries it needs"
! dpkg-deb -c "$deb" | grep -vE '^[-d]rw?x?r-?x?r-?x? root/root|^-rwxr-xr-x root/root|^drwxr-xr-x root/root|^-rw-r--r-- root/root'
result $? "everything in it is root's and nobody else may write it"
! dpkg-deb -c "$deb" | grep -E ' \./(var|home|root|run|usr/local)/'
result $? "and nothing of it lies among the data"
sh packaging/deb.sh "$top/again" >/dev/null 2>&1 && cmp -s "$deb" "$top/again/$(basename "$deb")"
result $? "made again it is the same, byte for byte"

# ---- it runs from where it was unpacked ----
root=$top/root
dpkg-deb -x "$deb" "$root"
( cd "$root" && md5sum -c --quiet <(dpkg-deb -I "$deb" md5sums) ) >&2
result $? "unpacked it is whole"
out=$("$root/usr/bin/lianxin" init --data "$top/data" --county 530524 --pack "$root/usr/share/lianxin/packs/changning.yaml" 2>"$top/err")
result $? "a county from it: $(echo "$out" | head -n 1)"
for p in "$root"/usr/share/lianxin/packs/*.yaml; do
	"$root/usr/bin/lianxin" pack check "$p" >/dev/null || echo "# $p" >>"$top/bad"
done
[ ! -e "$top/bad" ]
result $? "the packs in it are good"
! grep -rn '/work\|/tmp/\|@[A-Z]*@' "$root/etc" "$root/lib" "$root/usr/share/doc/lianxin/copyright"
result $? "no file of it speaks of the machine it was made on"
man -l --warnings "$root/usr/share/man/man1/lianxin.1.gz" >/dev/null 2>"$top/err" || ! command -v man >/dev/null
result $? "the manual can be read"

# ---- the units ----
units=$root/lib/systemd/system
mkdir "$top/units"
for unit in lianxin lianxin@; do
	sed "s|/usr/bin/lianxin|$root/usr/bin/lianxin|; /^Documentation=/d" "$units/$unit.service" >"$top/units/$unit.service"
	SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no "$top/units/${unit/@/@1}.service" >"$top/err" 2>&1 && [ ! -s "$top/err" ]
	result $? "systemd takes $unit.service"
	[ ! -s "$top/err" ] || sed 's/^/# /' "$top/err"
	score=$(systemd-analyze security --offline=yes --threshold=20 "$top/units/${unit/@/@1}.service" 2>/dev/null | grep -o 'Overall exposure.*')
	systemd-analyze security --offline=yes --threshold=20 "$top/units/${unit/@/@1}.service" >/dev/null 2>&1
	result $? "and rates it well: ${score:-no score}"
done
grep -q '^ConditionPathExists=/var/lib/lianxin/lianxin.db$' "$units/lianxin.service"
result $? "without a county it does not start"

# The names in a line of the unit, with the lists it names opened.
calls() { # LIST...
	local word
	for word in "$@"; do
		case $word in
		@*) calls $(systemd-analyze syscall-filter "$word" | sed 1d | sed 's/#.*//') ;;
		*) echo "$word" ;;
		esac
	done
}
# shellcheck disable=SC2046 # a word each
calls @default $(sed -n 's/^SystemCallFilter=\([^~].*\)/\1/p' "$units/lianxin.service") | sort -u >"$top/allowed"
# shellcheck disable=SC2046
calls $(sed -n 's/^SystemCallFilter=~//p' "$units/lianxin.service") | sort -u >"$top/denied"
calls @default | sort -u | comm -23 "$top/denied" - | comm -23 "$top/allowed" - >"$top/names"
! grep -qxE 'ptrace|mount|bpf|init_module|reboot' "$top/names" && [ "$(wc -l <"$top/names")" -gt 150 ]
result $? "$(wc -l <"$top/names") calls are left to it"
printf '#!/bin/sh\nexec %s %s %s "$@"\n' "$PWD/$confine" "$top/names" "$root/usr/bin/lianxin" >"$top/confined"
chmod 755 "$top/confined"
# The process that makes pictures anew confines itself further, from inside.
make -s --no-print-directory build/release/play >&2
TMPDIR=$top build/release/play -b "$top/confined" -d "$demo" tests/http/file/opinion-with-pictures.txt \
	tests/http/file/answer-with-documents.txt >"$top/played" 2>"$top/err"
result $? "with these pictures are taken in and made anew: $(grep -c '^ok' "$top/played") steps"
grep -A2 '^not ok' "$top/played" | sed 's/^/# /' | head -20
printf 'ptrace\n' >"$top/one"
! "$confine" "$top/one" true 2>/dev/null
result $? "and a filter that lets nothing through is noticed"

# ---- what its scripts do, on a machine of stand-ins that only note what is asked of them ----
mkdir "$top/bin" "$top/control"
dpkg-deb -e "$deb" "$top/control"
for tool in adduser install systemctl deb-systemd-invoke deb-systemd-helper rmdir rm deluser userdel; do
	printf '#!/bin/sh\necho "%s $*" >>%s/asked\n' "$tool" "$top" >"$top/bin/$tool"
done
chmod 755 "$top/bin"/*
script() { # NAME WORD...
	: >"$top/asked"
	PATH=$top/bin:$PATH sh -e "$top/control/$1" "${@:2}" 2>"$top/err"
}
script postinst configure "" && grep -q '^adduser --system --group .* lianxin$' "$top/asked" && ! grep -qE 'start|enable' "$top/asked"
result $? "installing makes the user and starts nothing"
script postinst configure 0.0.9 && ! grep -qE ' (start|enable) ' "$top/asked"
result $? "an update starts nothing that did not run"
script prerm upgrade 9 && [ ! -s "$top/asked" ]
result $? "and takes nothing away meanwhile"
script postrm remove && ! grep -qE '^(rm|deluser|userdel) ' "$top/asked"
result $? "removing leaves the data and their user"
script postrm purge && ! grep -qE '^(rm|deluser|userdel) |^rmdir .*/var' "$top/asked"
result $? "purging too"
for s in postinst prerm postrm; do sh -n "$top/control/$s" && head -n 1 "$top/control/$s" | grep -qx '#!/bin/sh' || echo "# $s" >>"$top/bad"; done
[ ! -e "$top/bad" ]
result $? "its scripts are plain shell"

if command -v lintian >/dev/null; then
	lintian --fail-on error,warning --allow-root "$deb" >"$top/lintian" 2>&1
	result $? "lintian has nothing to say: $(grep -c . "$top/lintian") lines"
	sed 's/^/# /' "$top/lintian" | head -30
fi
fault_done
