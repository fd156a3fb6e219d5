#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Programs written for ntdll's headers (userspace/tests/ntdll), compiled as C
# and as C++, print what their sources say. They use the shared library.

cd "$(dirname "$0")/ntdll" || exit 1

set --
while read -r name; do
	set -- "$@" "$name.c11" "$name.c++17"
done <PROGRAMS

echo TAP version 13
echo "1..$#"
[ $# -gt 0 ] || exit 1

out=$(mktemp)
number=0
bad=0
for program in "$@"; do
	number=$((number + 1))
	status=0
	"./$program" >"$out" 2>&1 || status=$?
	if [ $status = 0 ] && cmp -s "${program%.c*}.expected" "$out"; then
		echo "ok $number $program"
	else
		echo "# exit status $status"
		diff "${program%.c*}.expected" "$out" | sed 's/^/# /'
		echo "not ok $number $program"
		bad=1
	fi
done
rm -f "$out"
exit $bad
