#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
#
# The library as a file, and as it is installed: library_test.sh BUILT
#
# BUILT is the directory of the built library. CC, CXX and M32 are those that it
# was built with.

set -eu -o pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")/.." && pwd)
built=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail()
{
	echo "library_test: $*" >&2
	exit 1
}

# same WHAT A B: two lists of names must be the same
same()
{
	diff "$work/$2" "$work/$3" >&2 || fail "$1"
}

#
# Names
#

sed -nE 's/^\t([A-Za-z0-9_]+);$/\1/p' "$here/libntobj/libntobj.map" |
	sort >"$work/map"
[ -s "$work/map" ] || fail "no names in libntobj.map"

# name@@version of all that is defined; the versions' own names are absolute
readelf -W --dyn-syms "$built/libntobj.so.0" |
	awk '$5 != "LOCAL" && $7 ~ /^[0-9]+$/ { print $8 }' |
	sort >"$work/exported"
grep -vE '@@LIBNTOBJ_[0-9.]+$' "$work/exported" &&
	fail "exported without a version"
sed 's/@@.*//' "$work/exported" >"$work/exported-names"
same "the shared library exports what the map says" map exported-names

nm -g --defined-only "$built/libntobj.a" | awk 'NF == 3 { print $3 }' |
	sort >"$work/static"
same "the static library has the same names" map static

cat "$here"/include/ntobj/{services,rtl,sddl,helpers}.h |
	sed -nE 's/^[A-Za-z].*[ *]([A-Za-z0-9_]+)\(.*/\1/p' | sort >"$work/headers"
same "the headers declare what is exported" map headers

# All statuses have a name. WAIT_0 and ABANDONED are other ones for what is there
# already, the last of a range is named by what names the range.
sed -nE 's/^#define ((STATUS|DBG)_[A-Z0-9_]+)\t.*/\1/p' \
	"$here/../uapi/linux/ntobj_status.h" "$here/include/ntobj/status.h" |
	grep -vxE 'STATUS_(WAIT_(0|63)|ABANDONED(_WAIT_63)?)' | sort >"$work/statuses"
sed -nE 's/^\tSTATUS\(([A-Z0-9_]+),.*/\1/p' "$here/libntobj/status.c" |
	sort >"$work/described"
same "the library describes all statuses" statuses described

# Nothing that a fork, a signal or another thread could find half done.
nm "$built/libntobj.a" | grep -E ' U .*(mutex|_lock|once)' &&
	fail "the library takes locks"

#
# The programs for ntdll's headers
#

(cd "$here/tests/ntdll" && printf '%s\n' *.c | sed 's/\.c$//') >"$work/sources"
sed -nE 's/^\t([a-z_]+)( \\)?$/\1/p' "$here/tests/ntdll/programs.mk" \
	>"$work/programs"
same "programs.mk lists all of tests/ntdll" programs sources

[ -z "${M32:-}" ] || exit 0

#
# Installed
#

root=$work/root
env -u MAKEFLAGS make -s -C "$here" O="$built" DESTDIR="$root" PREFIX=/opt/nt install \
	>"$work/log" || { cat "$work/log" >&2; fail "install"; }
export PKG_CONFIG_PATH=$root/opt/nt/lib/pkgconfig
export PKG_CONFIG_SYSROOT_DIR=$root
read -ra cflags < <(pkg-config --cflags ntobj)
read -ra libs < <(pkg-config --libs ntobj)
read -ra static_libs < <(pkg-config --static --libs ntobj)
ntdll=$root$(pkg-config --variable=ntdll_includedir ntobj | sed "s|^$root||")
strict=(-Wall -Wextra -Werror)

# Each header by itself, as C and as C++
for header in "$root"/opt/nt/include/ntobj.h "$root"/opt/nt/include/*/*.h; do
	echo "#include <${header#"$root"/opt/nt/include/}>" >"$work/header.c"
	"${CC:-cc}" -std=c11 "${strict[@]}" -Wpedantic "${cflags[@]}" \
		-fsyntax-only "$work/header.c"
	"${CXX:-c++}" -std=c++17 "${strict[@]}" "${cflags[@]}" -x c++ \
		-fsyntax-only "$work/header.c"
done
for header in "$ntdll"/*.h; do
	echo "#include <${header##*/}>" >"$work/header.c"
	"${CC:-cc}" -std=c11 -fshort-wchar "${strict[@]}" -Wpedantic \
		"-I$ntdll" "${cflags[@]}" -fsyntax-only "$work/header.c"
	"${CXX:-c++}" -std=c++17 -fshort-wchar "${strict[@]}" "-I$ntdll" \
		"${cflags[@]}" -x c++ -fsyntax-only "$work/header.c"
done

cat >"$work/program.c" <<'END'
#include <ntobj.h>
#include <stdio.h>

/* A name of the library's own that a program may have, too. */
int ntobj_ioctl(void);

int ntobj_ioctl(void)
{
	return 7;
}

int main(void)
{
	NTSTATUS status;
	HANDLE event;

	status = NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
			       NotificationEvent, FALSE);
	printf("%d %s\n", ntobj_ioctl(), ntobj_status_name(status));
	return 0;
}
END

# expect_run PROGRAM: without a device the status is known
expect_run()
{
	local said

	said=$(NTOBJ_DEVICE=/nonexistent LD_LIBRARY_PATH=$root/opt/nt/lib "$1")
	[ "$said" = "7 STATUS_NOT_SUPPORTED" ] || fail "${1##*/} says: $said"
}

"${CC:-cc}" "${strict[@]}" "${cflags[@]}" -o "$work/shared" "$work/program.c" \
	"${libs[@]}"
readelf -d "$work/shared" | grep -q 'NEEDED.*libntobj\.so\.0' ||
	fail "not linked with the shared library"
expect_run "$work/shared"
"${CC:-cc}" "${strict[@]}" "${cflags[@]}" -static -o "$work/static-program" \
	"$work/program.c" "${static_libs[@]}"
expect_run "$work/static-program"
"${CXX:-c++}" -x c++ "${strict[@]}" "${cflags[@]}" -o "$work/c++" \
	"$work/program.c" -x none "${libs[@]}"
expect_run "$work/c++"

# Each function has a page
while read -r name; do
	[ "$(cat "$root/opt/nt/share/man/man3/$name.3")" = ".so man3/libntobj.3" ] ||
		fail "no page for $name"
done <"$work/map"

# The build's own directories are nobody's business.
if grep -rqF "$here" "$PKG_CONFIG_PATH" "$root/opt/nt/include"; then
	fail "a build directory in what is installed"
fi
for file in bin/ntctl lib/libntobj.so.0; do
	readelf -d "$root/opt/nt/$file" | grep -E 'RPATH|RUNPATH' >&2 &&
		fail "a run path in $file"
done
exit 0
