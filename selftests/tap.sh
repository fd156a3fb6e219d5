# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What tests that are scripts of ntctl's commands share: results in the form of
# TAP, and a directory for their files, $work, which goes when they end.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME="$work/state" TERM=dumb
count=0
failed=0

# begin_tests NUMBER
begin_tests()
{
	echo "TAP version 13"
	if ! command -v ntctl >/dev/null; then
		echo "1..0 # SKIP no ntctl"
		exit 4
	fi
	echo "1..$1"
}

# result CODE NAME
result()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count $2"
	else
		echo "not ok $count $2"
		failed=1
	fi
}

end_tests()
{
	exit $failed
}

# gives STATUS TEXT COMMAND...: the status, and a part of the output
gives()
{
	status=$1
	text=$2
	shift 2
	output=$("$@" 2>&1)
	got=$?
	if [ $got = "$status" ] && [ -z "${output##*"$text"*}" ]; then
		return
	fi
	echo "# $*: $got, not $status and $text"
	echo "$output" | sed 's/^/# /'
	return 1
}

# until_true COMMAND...
until_true()
{
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt $((300 * ${NTOBJ_SLOW:-1})) ] || return 1
		usleep 100000
	done
}

# begin_shell COMMAND...: the command, which runs ntctl's shell, reads what is
# written to descriptor 3, which others must not keep. It prints to $work/out,
# and its number is $shell.
begin_shell()
{
	mkfifo "$work/pipe" || return 1
	"$@" <"$work/pipe" >"$work/out" 2>&1 3>&- &
	shell=$!
	exec 3>"$work/pipe"
	rm "$work/pipe"
}

end_shell()
{
	exec 3>&-
	wait "$shell"
}
