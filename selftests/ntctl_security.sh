#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# ntctl's verbs about security, as root and as two other users: descriptors,
# tokens, privileges, sessions, and the namespaces of containers.

# What is typed is ntctl's, not this shell's.
# shellcheck disable=SC2016,SC1003

here=$(dirname "$0")
# shellcheck source=selftests/tap.sh
. "$here/tap.sh"
base=/BaseNamedObjects
alice=1000
bob=1001

# shellcheck disable=SC2317 # gives calls it
as()
{
	"$here/as_user" "$@"
}

# Whoever may use it
# shellcheck disable=SC2317 # until_true calls it
is_there()
{
	ntctl ls "${1%/*}" | grep -qx "${1##*/}"
}

# holds USER NAME [OPTION]...: an event as long as $holder lives
holds()
{
	user=$1
	name=$2
	shift 2
	"$here/as_user" "$user" ntctl event create --hold "$@" "$name" &
	holder=$!
	until_true is_there "$name"
}

release()
{
	kill "$holder"
	wait "$holder" 2>/dev/null
}

# A new object is its maker's and the system's, unless somebody says more.
new_objects()
{
	gives 0 "O:S-1-22-1-${alice}G:S-1-22-2-${alice}D:(A;;0x1f0003;;;S-1-22-1-$alice)(A;;0x1f0003;;;SY)
PART   TYPE   FLAGS  RIGHTS      SID            NAME
" as $alice ntctl shell -c 'x = event create \BaseNamedObjects\Sd; sd get $x' &&
	gives 0 'D:P(A;;0x20001;;;WD)(D;;0x2;;;AU)' ntctl shell -c '
		x = event create --sddl "D:P(A;;GR;;;WD)(D;;0x2;;;AU)" \Sd
		sd get $x' &&
	gives 0 'D:(A;;0xf000f;;;WD)' ntctl shell -c \
		'd = mkdir --sddl "D:(A;;GA;;;WD)" \Sd; sd get \Sd' &&
	gives 0 'D:(A;;0xf0001;;;WD)' ntctl shell -c \
		'l = ln --sddl "D:(A;;GA;;;WD)" \ \Sd; sd get \Sd' &&
	gives 1 STATUS_NO_SECURITY_ON_OBJECT ntctl shell -c \
		'x = event create; sd get $x' &&
	gives 0 'dacl  allow  -      ALL_ACCESS  S-1-5-18' ntctl shell -c \
		'x = event create --sddl "D:(A;;GA;;;SY)"; sd get --dacl $x' &&
	gives 1 STATUS_INVALID_OWNER as $alice ntctl event create --hold \
		--sddl "O:S-1-22-1-$bob" $base/Sd &&
	gives 1 STATUS_PRIVILEGE_NOT_HELD as $alice ntctl event create --hold \
		--sddl 'S:(AU;SA;GA;;;WD)' $base/Sd
}

# What a directory's entries say of what is made in it.
inherited()
{
	code=0
	ntctl mkdir --sddl "D:(A;;GA;;;WD)(A;OICIIO;0x2;;;CO)(A;OI;0x100000;;;S-1-22-1-$bob)" \
		/Heir || return 1
	gives 0 "D:AI(A;ID;0x2;;;S-1-22-1-$alice)(A;ID;0x100000;;;S-1-22-1-$bob)" \
		as $alice ntctl shell -c \
		'x = event create \Heir\X; sd get --sddl $x' || code=1
	gives 0 "D:(A;;0x1f0003;;;S-1-22-1-$alice)" as $alice ntctl shell -c \
		"x = event create --sddl 'D:(A;;GA;;;S-1-22-1-$alice)' \\Heir\\X
		sd get --sddl \$x" || code=1
	ntctl rm /Heir || code=1
	return $code
}

# Rights by the names that they have for the object's type.
rights_have_names()
{
	gives 0 QUERY,TRAVERSE,READ_CONTROL ntctl sd get / &&
	gives 0 ALL_ACCESS ntctl sd get / &&
	gives 0 QUERY,READ_CONTROL ntctl sd get '\GLOBAL??\Global' &&
	gives 0 QUERY_STATE,SYNCHRONIZE ntctl shell -c \
		'x = event create --sddl "D:(A;;0x100001;;;WD)" \N; sd get $x' &&
	gives 0 'dacl   allow  -      ALL_ACCESS' ntctl sd get -p $$ &&
	gives 0 'VM_READ' ntctl shell -c "p = open -p $$
		sd set \$p 'D:(A;;0x10;;;WD)(A;;GA;;;SY)'; sd get \$p" &&
	gives 0 'TERMINATE,SUSPEND_RESUME' ntctl shell -c "t = open -T $$
		sd set \$t 'D:(A;;0x3;;;WD)(A;;GA;;;SY)'; sd get \$t" &&
	gives 0 'ADJUST_PRIVILEGES' ntctl shell -c '
		t = token; sd set $t "D:(A;;0x20;;;WD)"; sd get $t' &&
	gives 0 '0x00100002  Event' ntctl shell -c '
		x = event create \N; y = open -a SYNCHRONIZE,EVENT_MODIFY_STATE \N
		handles -o access,type'
}

# One user's event is nothing that another can use, before its owner lets him.
others_are_kept_out()
{
	code=0
	holds $alice $base/Hers || return 1
	for command in 'event query' 'event set' 'event reset' 'wait -t 0' \
		'stat' 'sd get' 'rm' 'rm -f'; do
		# shellcheck disable=SC2086 # words
		gives 1 STATUS_ACCESS_DENIED as $bob ntctl $command $base/Hers ||
			code=1
	done
	gives 1 STATUS_ACCESS_DENIED as $bob ntctl sd set $base/Hers D: || code=1
	gives 1 STATUS_OBJECT_NAME_COLLISION as $bob ntctl event create --hold \
		$base/Hers || code=1
	gives 0 'not signalled' as $alice ntctl event set $base/Hers || code=1
	gives 0 'was signalled' ntctl event reset $base/Hers || code=1
	gives 1 STATUS_INVALID_OWNER as $alice ntctl sd set $base/Hers \
		"O:S-1-22-1-$bob" || code=1

	gives 0 '' as $alice ntctl sd set $base/Hers \
		"D:(A;;0x2;;;S-1-22-1-$bob)" || code=1
	gives 0 'not signalled' as $bob ntctl event set $base/Hers || code=1
	gives 1 STATUS_ACCESS_DENIED as $bob ntctl wait -t 0 $base/Hers || code=1
	# Its owner is not named, and can yet say who is.
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl event set $base/Hers ||
		code=1
	gives 0 'MODIFY_STATE' as $alice ntctl sd get $base/Hers || code=1
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl sd set $base/Hers \
		"O:S-1-22-1-$alice" || code=1
	# The system takes what it is not given.
	gives 1 STATUS_ACCESS_DENIED ntctl event set $base/Hers || code=1
	gives 0 '' ntctl sd set $base/Hers 'O:SYG:SY' || code=1
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl sd get $base/Hers || code=1
	gives 0 '' ntctl sd set --protect $base/Hers 'D:(A;;GA;;;WD)' || code=1
	gives 0 'O:SYG:SYD:P(A;;0x1f0003;;;WD)' as $bob ntctl sd get $base/Hers ||
		code=1
	gives 0 '' as $bob ntctl sd set --unprotect $base/Hers || code=1
	gives 0 'O:SYG:SYD:(A;;0x1f0003;;;WD)' ntctl sd get $base/Hers || code=1
	gives 0 'S:(AU;SAFA;0x2;;;WD)' ntctl shell -c "
		sd set $base/Hers 'S:(AU;SAFA;0x2;;;WD)'
		sd get --sacl --sddl $base/Hers" || code=1
	gives 1 STATUS_PRIVILEGE_NOT_HELD as $bob ntctl sd get --sacl $base/Hers ||
		code=1
	release
	return $code
}

# Directories that are not everybody's
directories()
{
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl shell -c \
		'x = event create \Mine' &&
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl ls /Driver &&
	gives 1 STATUS_PRIVILEGE_NOT_HELD as $alice ntctl mkdir $base/Mine &&
	gives 0 '\BaseNamedObjects\Mine' as $alice ntctl shell -c \
		'd = mkdir \BaseNamedObjects\Mine; handles' &&
	gives 0 'BaseNamedObjects' as $alice ntctl ls / &&
	gives 1 'Driver [Directory] (access denied)' as $alice ntctl tree / &&
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl rm $base/Global
}

# name ID: who has that number here, or nothing
name()
{
	awk -F: -v id="$1" '$3 == id { print $1; exit }' /etc/passwd
}

tokens()
{
	gives 0 "      User: S-1-22-1-$alice ($(name $alice))" as $alice ntctl token &&
	gives 0 'PRIVILEGE  STATE' as $alice ntctl token &&
	gives 0 "
S-1-22-2-4242" as --group 4242 $alice ntctl token &&
	gives 0 'SeDebugPrivilege                 enabled' ntctl token &&
	gives 0 'S-1-5-18      mandatory,default,enabled,owner  SYSTEM' \
		ntctl token &&
	gives 0 'S-1-5-32-544  mandatory,default,enabled,owner  Administrators' \
		ntctl token &&
	gives 0 '"logon_id": 999,' ntctl token --json &&
	gives 1 STATUS_NO_TOKEN ntctl token --thread &&
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl token 1 &&
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl sd get -p $$
}

others_tokens()
{
	code=0
	holds $alice $base/Hers || return 1
	gives 0 "User: S-1-22-1-$alice" ntctl token "$holder" || code=1
	gives 0 "User: S-1-22-1-$alice" as $alice ntctl token -p "$holder" ||
		code=1
	gives 1 STATUS_ACCESS_DENIED as $bob ntctl token "$holder" || code=1
	gives 0 "O:S-1-22-1-$alice" as $alice ntctl sd get -p "$holder" || code=1
	gives 1 STATUS_ACCESS_DENIED as $bob ntctl sd get -p "$holder" || code=1
	gives 1 STATUS_ACCESS_DENIED as $bob ntctl kill "$holder" || code=1
	# A process says itself who may look at it.
	gives 0 'Granted' ntctl token check -a QUERY_STATE "$holder" \
		--sddl "O:SYG:SYD:(A;;GR;;;S-1-22-1-$alice)" || code=1
	gives 1 'access denied' ntctl token check -a QUERY_STATE "$holder" \
		--sddl "O:SYG:SYD:(A;;GR;;;S-1-22-1-$bob)(A;;GA;;;SY)" || code=1
	release
	return $code
}

privileges()
{
	gives 1 STATUS_PRIVILEGE_NOT_HELD ntctl shell -c \
		'token disable SeCreatePermanentPrivilege; mkdir \Kept' &&
	gives 0 disabled ntctl shell -c \
		'token disable SeCreatePermanentPrivilege; token' &&
	gives 0 '' ntctl shell -e -c 'token disable SeCreatePermanentPrivilege
		token enable secreatepermanentprivilege; mkdir \Kept; rm \Kept' &&
	gives 1 STATUS_NOT_ALL_ASSIGNED ntctl shell -c '
		token remove SeTcbPrivilege; token enable SeTcbPrivilege' &&
	gives 1 STATUS_NOT_ALL_ASSIGNED as $alice ntctl shell -c \
		'token enable SeDebugPrivilege' &&
	gives 1 STATUS_ACCESS_DENIED ntctl shell -c \
		"token remove SeDebugPrivilege; token disable SeTakeOwnershipPrivilege
		x = event create --sddl 'O:S-1-22-1-${alice}D:' \\Hers
		y = open -a WRITE_OWNER \\Hers" &&
	gives 0 '0x00080000' ntctl shell -c \
		"x = event create --sddl 'O:S-1-22-1-${alice}D:' \\Hers
		y = open -a WRITE_OWNER \\Hers; handles -o access"
}

# What token check tells is what comes of an attempt.
checks_are_true()
{
	code=0
	asked=0
	granted=0
	while read -r sddl; do
		holds 0 $base/Asked --sddl "$sddl" || return 1
		for right in EVENT_QUERY_STATE EVENT_MODIFY_STATE READ_CONTROL \
			WRITE_DAC WRITE_OWNER SYNCHRONIZE GENERIC_READ \
			GENERIC_ALL MAXIMUM_ALLOWED; do
			told=$(as $alice ntctl token check --sddl "$sddl" \
				-a $right 2>/dev/null | sed -n 's/.*Granted: //p')
			got=$(as $alice ntctl shell -c "x = open -a $right \
				$base/Asked; handles --noheadings -o access" \
				2>/dev/null)
			asked=$((asked + 1))
			granted=$((granted + ${#told} / 10))
			[ "$told" = "$got" ] && continue
			echo "# $sddl: $right: ${told:-none}, and not ${got:-none}"
			code=1
		done
		release
	done <<END
O:SYG:SYD:
O:SYG:SYD:(A;;GA;;;WD)
O:SYG:SYD:(D;;0x2;;;S-1-22-1-$alice)(A;;GA;;;WD)
O:SYG:SYD:(A;;GA;;;WD)(D;;0x2;;;S-1-22-1-$alice)
O:S-1-22-1-${alice}G:SYD:
O:S-1-22-1-${alice}G:SYD:(A;;0x1;;;OW)
O:SYG:SYD:(A;OIIO;GA;;;WD)
O:SYG:SYD:(A;;GR;;;S-1-22-2-$alice)(A;;SD;;;S-1-22-2-$bob)
O:SYG:SYD:NO_ACCESS_CONTROL
END
	echo "# $granted of $asked granted"
	# By line: 0, 9, 7, 9, 3, 2, 0, 4, 9
	[ $asked = 81 ] && [ $granted = 43 ] || code=1
	return $code
}

# in_session USER COMMANDS
# shellcheck disable=SC2317 # gives calls it
in_session()
{
	as --login "$1" sh -c "$2"
}

sessions_apart()
{
	code=0
	"$here/as_user" --login $alice ntctl event create --hold Mine &
	first=$!
	until_true grep -qvx 4294967295 /proc/$first/sessionid || code=1
	session=$(cat /proc/$first/sessionid)
	names="/Sessions/$session/BaseNamedObjects"
	until_true ntctl stat "$names/Mine" || code=1

	gives 0 "S-1-5-5-$session-4294967295" ntctl sd get "$names" || code=1
	gives 0 "${session}  \\Sessions\\$session\\BaseNamedObjects" \
		ntctl sessions || code=1
	gives 0 "$session       1 " ntctl sessions --all || code=1
	# The same name is another one's elsewhere, even for the same user.
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND in_session $alice \
		'ntctl event query Mine' || code=1
	gives 1 STATUS_ACCESS_DENIED in_session $alice \
		"ntctl event query $names/Mine" || code=1
	gives 1 STATUS_ACCESS_DENIED in_session $bob "ntctl ls $names" || code=1
	gives 1 STATUS_ACCESS_DENIED as $alice ntctl ls "$names" || code=1
	# It goes with the session.
	kill $first
	wait $first 2>/dev/null
	gives 1 STATUS_OBJECT_PATH_NOT_FOUND ntctl stat "$names/Mine" || code=1
	return $code
}

names_of_a_session()
{
	gives 0 '
     Names: \Sessions\' in_session $alice 'ntctl session' &&
	gives 0 '\BaseNamedObjects\Shared' in_session $alice \
		'ntctl shell -c "x = event create \BaseNamedObjects\Shared
			handles"' &&
	gives 0 'Mine: notification event' in_session $alice '
		ntctl event create --hold Mine & holder=$!
		until ntctl stat Mine >/dev/null 2>&1; do
			kill -0 $holder || exit 1
		done
		ntctl event query "Local\\Mine" || exit
		ntctl event query Local/Mine | sed "s|.*/||"
		kill $holder' &&
	gives 0 'was not signalled' in_session $bob '
		ntctl event create --hold "Global\\Seen" & holder=$!
		until ntctl stat "\\BaseNamedObjects\\Seen" >/dev/null 2>&1; do
			kill -0 $holder || exit 1
		done
		ntctl event set Global/Seen; kill $holder'
}

# Who has no session is not one of session 0 for this.
links_between_sessions()
{
	gives 1 STATUS_ACCESS_DENIED in_session $alice \
		'ntctl shell -c "l = ln \\ \\BaseNamedObjects\\Link"' &&
	gives 1 STATUS_ACCESS_DENIED as $alice \
		ntctl shell -c 'l = ln \ \BaseNamedObjects\Link' &&
	gives 0 '' in_session $alice 'session=$(cat /proc/self/sessionid)
		ntctl shell -c \
		"l = ln \\ \\Sessions\\$session\\BaseNamedObjects\\Link"' &&
	gives 0 '' ntctl shell -c 'l = ln \ \BaseNamedObjects\Link'
}

# A user's devices, before which come no others, and which others do not see.
devices()
{
	code=0
	begin_shell "$here/as_user" $alice ntctl shell || return 1
	echo 'x = ln \BaseNamedObjects \??\Z:' >&3
	until_true as $alice ntctl stat '\??\Z:' || code=1
	gives 0 'BaseNamedObjects' as $alice ntctl stat '\??\Z:' || code=1
	gives 0 'Global' as $alice ntctl ls '\DosDevices\Z:' || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND as $bob ntctl stat '\??\Z:' || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat '\??\Z:' || code=1
	gives 0 '-> \GLOBAL??' as $alice ntctl tree '\??' || code=1
	gives 1 STATUS_ACCESS_DENIED as $bob ntctl ls \
		"$(printf '\\Sessions\\0\\DosDevices\\00000001-%08x' $alice)" ||
		code=1
	end_shell || code=1
	return $code
}

# An IPC namespace has a namespace of its own.
containers()
{
	code=0
	holds 0 $base/Outside || return 1
	unshare -i ntctl event create --hold $base/Inside &
	inner=$!
	until_true nsenter --target $inner --ipc ntctl stat $base/Inside ||
		code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND ntctl stat $base/Inside || code=1
	gives 1 STATUS_OBJECT_NAME_NOT_FOUND nsenter --target $inner --ipc \
		ntctl stat $base/Outside || code=1
	number=$(readlink /proc/$inner/ns/ipc | tr -dc 0-9)
	gives 0 "       IPC: $number" nsenter --target $inner --ipc \
		ntctl session || code=1
	gives 0 "$number        0 " ntctl sessions --all || code=1
	kill $inner
	wait $inner 2>/dev/null
	release
	! ntctl sessions --all | grep -q "$number" || code=1
	return $code
}

begin_tests 14
new_objects
result $? "descriptors of new objects"
inherited
result $? "entries that are inherited"
rights_have_names
result $? "rights by name"
others_are_kept_out
result $? "what others can do with an object, and its owner"
directories
result $? "directories that are not everybody's"
tokens
result $? "a token's user, groups and privileges"
others_tokens
result $? "tokens and descriptors of other processes"
privileges
result $? "privileges that are given up"
checks_are_true
result $? "token check tells what comes of an attempt"
sessions_apart
result $? "sessions do not see each other's names"
names_of_a_session
result $? "names of a session, Local and Global"
links_between_sessions
result $? "links in the directories of other sessions"
devices
result $? "a user's own devices"
containers
result $? "a container's own namespace"
end_tests
