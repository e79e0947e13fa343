#!/bin/sh
# Makes the Debian package from ./lianxin; called by `make deb`. Needs no network and no
# root: deb.sh [FOLDER], build/deb by default, where the package and its tree are left.
# The version is what the program itself says.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
umask 022
out=${1:-build/deb}
tree=$out/tree

die() {
	echo "deb: $*" >&2
	exit 1
}
for tool in dpkg-deb dpkg-shlibdeps strip gzip; do
	command -v $tool >/dev/null || die "$tool is missing; apt-get install dpkg-dev binutils gzip"
done
version=$(./lianxin --version | sed 's/^lianxin //')
arch=$(dpkg --print-architecture)
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
: "${DEB_MAINTAINER:=lianxin maintainers <maintainers@lianxin.example>}"
export SOURCE_DATE_EPOCH

rm -rf "$out"
mkdir -p "$tree/DEBIAN" "$tree/usr/bin"
doc=$tree/usr/share/doc/lianxin

put() { # MODE TO FILE...
	mode=$1 to=$tree/$2
	shift 2
	mkdir -p "$to"
	install -m "$mode" "$@" "$to/"
}

strip --remove-section=.comment --remove-section=.note -o "$tree/usr/bin/lianxin" lianxin
chmod 755 "$tree/usr/bin/lianxin"
put 644 lib/systemd/system packaging/lianxin.service packaging/lianxin@.service
put 644 etc/lianxin packaging/debian/lianxin.conf
put 644 usr/share/lianxin/packs packs/*.yaml
put 644 usr/share/man/man1 packaging/lianxin.1
put 644 usr/share/doc/lianxin README.md README.zh.md docs/operate.md docs/scale.md docs/packs.md packaging/debian/copyright
put 644 usr/share/doc/lianxin/examples packaging/nginx.conf packaging/haproxy.cfg packaging/patroni.yml packaging/pgbackrest.conf
printf 'lianxin (%s) unstable; urgency=medium\n\n  * The program of this version; README.md says what it does.\n\n -- %s  %s\n' \
	"$version" "$DEB_MAINTAINER" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" >"$doc/changelog"
gzip -9n "$doc/changelog" "$tree/usr/share/man/man1/lianxin.1"

# Which libraries it needs, in which versions, is known to the packages of this machine.
mkdir -p "$out/debian"
printf 'Source: lianxin\n\nPackage: lianxin\nArchitecture: any\n' >"$out/debian/control"
depends=$(cd "$out" && dpkg-shlibdeps -O tree/usr/bin/lianxin 2>shlibdeps.log) || { cat "$out/shlibdeps.log" >&2; die "the libraries are not known"; }
size=$(du -sk --apparent-size "$tree" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@DEPENDS@/${depends#shlibs:Depends=}/" \
	-e "s/@MAINTAINER@/$DEB_MAINTAINER/" -e "s/@SIZE@/$size/" packaging/debian/control >"$tree/DEBIAN/control"
echo /etc/lianxin/lianxin.conf >"$tree/DEBIAN/conffiles"
install -m 755 packaging/debian/postinst packaging/debian/prerm packaging/debian/postrm "$tree/DEBIAN/"
(cd "$tree" && find usr lib -type f | sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --build "$tree" "$out/lianxin_${version}_$arch.deb" >/dev/null
rm -rf "$out/debian" "$out/shlibdeps.log"
echo "$out/lianxin_${version}_$arch.deb"
