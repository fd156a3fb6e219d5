#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tutorial_test.sh PAGE STEPS: the commands at ntctl's prompt that the PAGE
# shows are those that the test in the virtual machine types.

set -u

diff <(sed -nE 's/^\tntctl \\[^ ]*( \[[0-9]+\])?> //p' "$1") \
	<(sed -n 's/^line //p' "$2") || {
	echo "$1 shows other commands (<) than $2 types (>)"
	exit 1
}
