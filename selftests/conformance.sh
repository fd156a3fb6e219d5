#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The conformance suites, module/tests/conformance_*.c, on kernels without KUnit: the
# module runs them while it is loaded, and what came of it is in debugfs. Where KUnit is
# there it has them.
#
# NTOBJ_MODDIR is where the module is; it must be there, or KUnit's.

dir=${NTOBJ_MODDIR:-}
module=$dir/ntobj_conformance.ko
results=/sys/kernel/debug/ntobj_conformance/results

if [ ! -e "$module" ]; then
	if [ -z "$dir" ] || [ -e "${dir%/*}/kunit/ntobj_conformance_kunit.ko" ]; then
		echo "TAP version 13"
		echo "1..0 # SKIP no $module"
		exit 4
	fi
	echo "TAP version 13"
	echo "1..1"
	echo "not ok 1 there is a module at $module"
	exit 1
fi
[ -d /sys/kernel/debug/ntobj ] || mount -t debugfs debugfs /sys/kernel/debug
if ! insmod "$module"; then
	echo "TAP version 13"
	echo "1..1"
	echo "not ok 1 the module loads"
	exit 1
fi
output=$(cat "$results")
rmmod ntobj_conformance
gone=$?
echo "$output"
[ $gone = 0 ] || echo "not ok - the module does not unload"
[ $gone = 0 ] && ! echo "$output" | grep -q '^ *not ok'
