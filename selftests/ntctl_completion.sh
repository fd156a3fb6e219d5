#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# ntctl's completion in bash, typed in a pseudo-terminal: names of objects that
# are there, with blanks, quotes and backslashes in them. NTCTL_COMPLETION names
# the completion's file.

here=$(dirname "$0")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"
NTCTL_COMPLETION=${NTCTL_COMPLETION:-/usr/share/bash-completion/completions/ntctl}
export NTCTL_COMPLETION PS1='> ' HISTFILE='' INPUTRC=/dev/null

if ! command -v bash >/dev/null || [ ! -e "$NTCTL_COMPLETION" ]; then
	echo "1..0 # SKIP no bash, or no completion"
	exit 4
fi

names()
{
	"$here/typist" bash --norc --noprofile -i <<'END'
line . "$NTCTL_COMPLETION"
line ntctl mkdir '\BaseNamedObjects\Blank here'
line ntctl event create "\BaseNamedObjects\Blank here\It's"
line ntctl event create '\BaseNamedObjects\Blank here\Sla/sh'
type ntctl event query /bas
key tab
type bla
key tab
type i
key tab
key enter
expect It's: notification event
type ntctl event query '\bas
key tab
type bla
key tab
type i
key tab
key enter
expect It's: notification event
type ntctl event query "\\bas
key tab
type bla
key tab
type i
key tab
key enter
expect It's: notification event
type ntctl event query '\bas
key tab
type bla
key tab
type s
key tab
key enter
expect Sla/sh: notification event
line ntctl rm '\BaseNamedObjects\Blank here\Sla/sh' "\BaseNamedObjects\Blank here\It's" '\BaseNamedObjects\Blank here'; echo =$?=
expect =0=
type ntctl stat /BaseNamedObjects/bla
key tab
key enter
expect STATUS_OBJECT_NAME_NOT_FOUND
line exit 3
exit 3
END
}

options_and_columns()
{
	"$here/typist" bash --norc --noprofile -i <<'END'
line . "$NTCTL_COMPLETION"
type ntctl ty
key tab
type --noh
key tab
type --output=ind
key tab
type ,na
key tab
key enter
expect 1  Type
type ntctl event create --ty
key tab
type s
key tab
line /Completed
type ntctl event query /compl
key tab
key enter
expect synchronization event
type ntctl rm /compl
key tab
key enter
line ntctl stat /Completed
expect STATUS_OBJECT_NAME_NOT_FOUND
line exit 3
exit 3
END
}

pids()
{
	"$here/typist" bash --norc --noprofile -i <<'END'
line . "$NTCTL_COMPLETION"
line ntctl event create --hold /Held & until ntctl stat /Held; do :; done 2>&-
expect Lifetime: temporary
type ntctl handles
key space
key tab
key enter
expect \Held
line kill $!; wait; exit 3
exit 3
END
}

begin_tests 3
names
result $? "names with blanks, quotes and slashes"
options_and_columns
result $? "verbs, options, columns"
pids
result $? "processes with handles"
end_tests
