#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Makes the module note which statuses its services return. All later tests
# count; status_coverage judges.

parameter=/sys/module/ntobj/parameters/status_coverage

echo "TAP version 13"
echo "1..1"
[ -d /sys/kernel/debug/ntobj ] || mount -t debugfs debugfs /sys/kernel/debug
if echo Y >"$parameter" && [ "$(cat "$parameter")" = Y ] &&
   [ -r /sys/kernel/debug/ntobj/services ]; then
	echo "ok 1 coverage is on"
	exit 0
fi
echo "not ok 1 coverage is on"
exit 1
