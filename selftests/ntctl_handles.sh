#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# ntctl's verbs about who has what open: as root, who sees all, and as a user,
# who sees what is his.

# What is typed is ntctl's, not this shell's.
# shellcheck disable=SC2016,SC1003

here=$(dirname "$0")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"
base=/BaseNamedObjects
alice=1000
bob=1001

# shellcheck disable=SC2317 # until_true calls it
is_there()
{
	ntctl ls "$base" | grep -qx "$1"
}

# holds USER NAME: an event that everybody may have, as long as $holder lives
holds()
{
	"$here/as_user" "$1" ntctl event create --hold \
		--sddl 'D:(A;;GA;;;WD)' "$base/$2" &
	holder=$!
	until_true is_there "$2"
}

release()
{
	kill "$holder"
	wait "$holder" 2>/dev/null
}

# has PATTERN COMMAND...: a line that matches all of the pattern
has()
{
	pattern=$1
	shift
	"$@" >"$work/lines" 2>&1
	grep -qxE "$pattern" "$work/lines" && return
	sed 's/^/# /' "$work/lines"
	echo "# no line: $pattern"
	return 1
}

# finds_nothing COMMAND...: says so by its exit status alone; trouble is told
finds_nothing()
{
	output=$("$@" --noheadings 2>&1)
	got=$?
	[ $got = 1 ] && [ -z "$output" ] && return
	echo "# $*: $got and $output, not 1 and nothing"
	return 1
}

lists()
{
	code=0
	holds $alice Listed || return 1
	row=" *$holder +ntctl +0x[0-9a-f]+ +Event +0x001f0003 +"
	row="$row.BaseNamedObjects.Listed"
	has "$row" ntctl handle || code=1
	has "$row" ntctl handle listed || code=1
	has "$row" ntctl handle -p "$holder" || code=1
	has "$row" ntctl handle -p ntc LISTED || code=1
	finds_nothing ntctl handle nothing_of_that_name || code=1
	finds_nothing ntctl handle -p no_such_process || code=1
	gives 1 STATUS_INVALID_CID ntctl handle -p 4194303 || code=1
	gives 0 "\"pid\": $holder" ntctl handle --json listed || code=1
	has 'Event +[1-9][0-9]*' ntctl handle -s || code=1
	gives 0 0x8 ntctl shell -c 'x = event create; y = event create
		handle -a -o handle -p ntctl' || code=1
	release
	finds_nothing ntctl handle listed || code=1
	return $code
}

tells_who()
{
	code=0
	holds $alice Whose || return 1
	has " *$holder +ntctl +0x[0-9a-f]+ +0x001f0003" ntctl who $base/Whose ||
		code=1
	# The handle that was opened to ask is not among them.
	[ "$(ntctl who --noheadings $base/Whose | wc -l)" = 1 ] || code=1
	[ "$(ntctl shell -c "x = open $base/Whose
		who --noheadings \$x" | wc -l)" = 2 ] || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl who $base/Nobodys || code=1
	release
	return $code
}

users()
{
	code=0
	holds $alice Alices || return 1
	has ".* $holder +ntctl .*Alices| *$holder +ntctl .*Alices" \
		"$here/as_user" $alice ntctl handle || code=1
	finds_nothing "$here/as_user" $bob ntctl handle alices || code=1
	output=$("$here/as_user" $bob ntctl handle -a --noheadings 2>&1) &&
		[ -z "$output" ] || code=1
	gives 1 STATUS_ACCESS_DENIED "$here/as_user" $bob \
		ntctl handle -p "$holder" || code=1
	# He may have the event, but learns of nobody's handle but his own.
	finds_nothing "$here/as_user" $bob ntctl who $base/Alices || code=1
	[ "$("$here/as_user" $bob ntctl shell -c \
		"x = open $base/Alices
		who --noheadings \$x" | wc -l)" = 1 ] || code=1
	release
	return $code
}

begin_tests 3
lists
result $? "handle lists what is open, and finds it by name and process"
tells_who
result $? "who tells which processes have an object open"
users
result $? "users see their own handles alone"
end_tests
