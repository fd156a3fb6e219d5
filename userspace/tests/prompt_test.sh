#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# prompt_test.sh NTCTL TYPIST COMPLETION: the prompt of ntctl's shell, and the
# completion in bash's, typed at in a pseudo-terminal. The namespace is one that
# NTCTL has within (tests/fake_namespace.c).

# What is typed is ntctl's, not this shell's.
# shellcheck disable=SC2016

set -u
ntctl=$(realpath "$1") typist=$(realpath "$2") completion=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state HOME=$work TERM=dumb LANG=C.UTF-8
export INPUTRC=/dev/null
unset LC_ALL
bad=0

# types NAME COMMAND...: with the steps from the standard input
types()
{
	local name=$1
	shift

	"$typist" "$@" && return
	echo "$name: not as it should be"
	bad=1
}

# libedit does not free the names of functions that are added to it.
cat >"$work/suppressions" <<'END'
{
	libedit
	Memcheck:Leak
	fun:malloc
	fun:wcsdup
	fun:el_set
}
END
echo leak:wcsdup >"$work/suppressed"
export LSAN_OPTIONS=suppressions=$work/suppressed:print_suppressions=0

types 'commands and statuses' "$ntctl" shell <<'END'
expect ntctl \>
line ready = event create \BaseNamedObjects\Ready
expect ntctl \>
line event query $ready
expect $ready: notification event, not signalled
expect ntctl \>
line stat nothing
expect STATUS_OBJECT_NAME_NOT_FOUND
expect ntctl \ [1]>
line cd BaseNamedObjects
expect ntctl \BaseNamedObjects>
line stat Ready
expect Handles: 1
expect ntctl \BaseNamedObjects>
key ctrl-d
exit 0
END

types 'Ctrl-C ends a wait' "$ntctl" shell <<'END'
expect ntctl \>
line x = event create
expect ntctl \>
line wait $x
still ntctl
key ctrl-c
expect $x: the wait was interrupted
expect ntctl \ [130]>
type ls thisisnotrun
expect thisisnotrun
key ctrl-c
expect ntctl \ [130]>
line echo $? $x
expect 130 0x4
expect ntctl \>
line p = event-pair create
expect ntctl \>
line event-pair wait --set --low $p
still ntctl
key ctrl-c
expect $p: the wait was interrupted
expect ntctl \ [130]>
line event-pair wait --high $p
expect ntctl \>
line wait --timeout 0.01 $x
expect ntctl \ [124]>
line exit 3
exit 3
END

types 'signals that end the shell' "$ntctl" shell <<'END'
expect ntctl \>
line x = event create
expect ntctl \>
line wait $x
still ntctl
signal 15
expect the wait was interrupted
exit 143
END
types 'at the prompt too' "$ntctl" shell <<'END'
expect ntctl \>
signal 1
exit 129
END

types 'completion' "$ntctl" shell <<'END'
expect ntctl \>
type ev
key tab
type  q
key tab
type \it
key tab
key enter
expect notification event
expect ntctl \>
type pw
key tab
key enter
expect \
expect ntctl \>
type st
key tab
type \rpc
key tab
key enter
expect Path: \RPC Control
expect ntctl \>
type stat \
key tab
expect BaseNamedObjects\
expect RPC Control\
expect it's
key ctrl-c
expect ntctl
line longname = open \it"'"s
expect ntctl \>
type echo 1; event query $lo
key tab
key enter
expect $longname: notification
type types -o na
key tab
type ,han
key tab
key enter
expect NAME          HANDLES
type y = open --acc
key tab
type 0x100000 \a/
key tab
key enter
expect ntctl \>
line wait -t 0 $y
expect [124]>
line exit
exit 124
END

# mode MODE FILE
mode()
{
	[ "$(stat -c %a "$work/state/$2")" = "$1" ] && return
	echo "$2: its mode is not $1"
	bad=1
}

mode 600 ntctl/history
mode 700 ntctl
printf 'echo from the file\n' >"$work/state/ntctl/history"
chmod 644 "$work/state/ntctl/history"
types 'history' "$ntctl" shell <<'END'
expect ntctl \>
key up
key enter
expect file
expect from the file
expect ntctl
line  echo secret
expect secret
line echo second
expect second
expect second
expect ntctl \>
key up
key up
key enter
expect from the file
expect from the file
expect ntctl \>
key ctrl-d
exit 0
END
[ "$(cat "$work/state/ntctl/history")" = 'echo from the file
echo from the file
echo second
echo from the file' ] || {
	echo 'the history is not what was typed:'
	cat "$work/state/ntctl/history"
	bad=1
}
mode 600 ntctl/history
seq 2500 | sed 's/^/echo /' >"$work/state/ntctl/history"
types 'a long history' "$ntctl" shell <<'END'
expect ntctl \>
key up
key enter
expect 2500
expect 2500
expect ntctl \>
key ctrl-d
exit 0
END
[ "$(wc -l <"$work/state/ntctl/history")" = 1001 ] || {
	echo 'the history was not cut'
	bad=1
}

if command -v valgrind >/dev/null && ! grep -q __asan_init "$ntctl"; then
	types 'under valgrind' valgrind -q --error-exitcode=99 \
		--leak-check=full --suppressions="$work/suppressions" \
		"$ntctl" shell <<'END'
expect ntctl \>
line x = event create
expect ntctl \>
line wait $x
still ntctl
key ctrl-c
expect ntctl \ [130]>
type stat \
key tab
expect RPC Control
key ctrl-c
expect ntctl \ [130]>
key up
key ctrl-c
expect ntctl \ [130]>
line exit 5
exit 5
END
fi

# In bash, each command is completed and run.
mkdir "$work/bin"
ln -s "$ntctl" "$work/bin/ntctl"
cp "$completion" "$work/completion"
cd "$work" || exit 1
types 'completion in bash' env PATH="$work/bin:$PATH" PS1='> ' \
	bash --norc --noprofile -i <<'END'
line . ./completion
type ntctl types --noh
key tab
type -o na
key tab
type ; echo over
key enter
expect SymbolicLink
expect over
type ntctl ls /rpc
key tab
type ; echo =$?=
key enter
expect =0=
type ntctl stat '\rpc
key tab
key enter
expect Path: \RPC Control
type ntctl stat \\rpc
key tab
key enter
expect Path: \RPC Control
type ntctl stat "\\rpc
key tab
key enter
expect Path: \RPC Control
type ntctl event qu
key tab
type /it
key tab
key enter
expect /it's: notification
type ntctl event query '\it
key tab
key enter
expect \it's: notification
type ntctl stat '\rp
key tab
key tab
key enter
expect Path: \RPC Control
type ntctl stat '\glob
key tab
type c
key tab
key enter
expect Path: \GLOBAL??\C:
type ntctl stat "\\glob
key tab
type c
key tab
key enter
expect Path: \GLOBAL??\C:
line true & test $! = $$; A=$!
type ntctl stat '\a
key tab
type  ; test $A = $! && echo =same=
key enter
expect =same=
type ntctl stat '\a
key tab
key enter
expect Path: \a/b
type ntctl stat /GLOBAL??/
key tab
key enter
expect Path: \GLOBAL??\C:
type ntctl stat /GLOBAL??/C:
key tab
key enter
expect Path: \GLOBAL??\C:
type ntctl stat
key space
key tab
type Dos
key tab
key enter
expect Path: \DosDevices
type ntctl ls --output=ty
key tab
key enter
expect TYPE
line exit 4
exit 4
END

exit $bad
