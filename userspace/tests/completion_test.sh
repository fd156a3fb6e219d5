#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# completion_test.sh FILE: the completion of ntctl's command line in FILE, with
# a namespace made up here.

# Paths of NT end with backslashes.
# shellcheck disable=SC1003

set -u

# shellcheck source=userspace/completion/ntctl
. "$1"

ntctl()
{
	case $* in
	'ls -l /' | 'ls -l \')
		cat <<'END'
TYPE            HANDLES POINTERS NAME
Directory             0        4 BaseNamedObjects
SymbolicLink          0        1 DosDevices -> \??
Directory             0        1 RPC Control
Event                 0        1 a/b
Type                  -        - Callback
END
		;;
	'ls -l /BaseNamedObjects' | 'ls -l \BaseNamedObjects')
		cat <<'END'
TYPE            HANDLES POINTERS NAME
Event                 0        1 Ready
Event                 0        1 Reset
END
		;;
	handles)
		cat <<'END'
    PID COMMAND           HANDLE ACCESS     ATT   OBJECT TYPE           NAME
    137 ntctl                0x4 0x001f0003 0x0       31 Event          \Other
    136 ntctl                0x4 0x00100000 0x0       30 Event          \Ready
    136 ntctl                0x8 0x00100000 0x0       30 Event          \Ready
END
		;;
	*)
		return 1 ;;
	esac
}

compopt()
{
	:
}

# complete_to EXPECTED WORD...: the last word is the one to complete.
complete_to()
{
	local expected=$1

	shift
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	_ntctl
	if [ "${COMPREPLY[*]-}" != "$expected" ]; then
		echo "$*: '${COMPREPLY[*]-}' instead of '$expected'" >&2
		exit 1
	fi
}

complete_to 'tree types' ntctl t
complete_to '--help --version' ntctl --
complete_to 'set' ntctl event s
complete_to '--help --json --long' ntctl ls -
complete_to '--type' ntctl event create --t
complete_to '--help --json' ntctl event set --
complete_to 'synchronization' ntctl event create --type s
complete_to '' ntctl wait --timeout ''
complete_to '137 136' ntctl handles ''
complete_to '' ntctl types ''

complete_to '/' ntctl stat ''
complete_to '/BaseNamedObjects/' ntctl ls /base
complete_to '/BaseNamedObjects/Ready' ntctl ls -l /BaseNamedObjects/rea
complete_to '/BaseNamedObjects/Ready /BaseNamedObjects/Reset' \
	ntctl event set /BaseNamedObjects/
complete_to '/DosDevices' ntctl stat /D
complete_to '/RPC\ Control/' ntctl ls /RPC
complete_to '/RPC\ Control/' ntctl ls '/RPC\ C'
complete_to '' ntctl stat /a

complete_to '\BaseNamedObjects\' ntctl ls "'\\Base"
complete_to '\BaseNamedObjects\Ready' ntctl wait "'\\BaseNamedObjects\\Rea"
complete_to '\RPC Control\' ntctl ls "'\\RPC C"
complete_to '\a/b' ntctl stat "'\\a"
