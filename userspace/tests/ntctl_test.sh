#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ntctl_test.sh NTCTL: its command line, with a namespace that it has within
# (tests/fake_namespace.c). What is wrong is printed.

# Paths of NT end with backslashes, and $ is for ntctl's shell.
# shellcheck disable=SC1003,SC2016

set -u
ntctl=$1
bad=0

# gives STATUS TEXT COMMAND...: the status and a part of the output; with ! in
# front of TEXT it must not be there
gives()
{
	local status=$1 text=$2 output got
	shift 2

	output=$("$@" 2>&1 </dev/null)
	got=$?
	case $text in
	!*)	[[ $output != *"${text#!}"* ]] ;;
	*)	[[ $output == *"$text"* ]] ;;
	esac && [ $got = "$status" ] && return
	printf '%q ' "$@"
	printf '\ngives %d, and not %d with %q:\n%s\n' $got "$status" "$text" \
		"$output"
	bad=1
}

# Exit statuses, and help for each verb.
gives 2 'Usage: ntctl VERB' "$ntctl"
gives 0 'Look at NT objects' "$ntctl" --help
gives 0 'ntctl ' "$ntctl" --version
gives 2 'no such verb: x' "$ntctl" x
gives 2 'which verb' "$ntctl" event
gives 2 'no such verb: event x' "$ntctl" event x
gives 0 'event create' "$ntctl" event --help
gives 0 $'  semaphore query    Show a' "$ntctl" semaphore --help
gives 2 'which verb' "$ntctl" sd
gives 0 $'\nVerbs:\n  token check ' "$ntctl" token --help
gives 0 '!token disable' "$ntctl" token --help
gives 0 $'\n  sd            Show and change who' "$ntctl" --help
gives 0 '!sd get' "$ntctl" --help
gives 0 '!token check' "$ntctl" --help
gives 2 "for 'ntctl shell'" "$ntctl" token disable SeDebugPrivilege
gives 2 'no number of a process or thread: chekc' "$ntctl" token chekc
gives 2 "for 'ntctl shell'" "$ntctl" close '$x'
for verb in tree ls stat types handle who handles 'event create' 'event set' \
	'event reset' 'event pulse' 'event query' wait mkdir ln rm version \
	shell ps threads kill 'trace handles' 'sd get' 'sd set' token 'token check' \
	session sessions quota 'semaphore create' 'semaphore release' \
	'semaphore query' 'mutant create' 'mutant release' 'mutant query' \
	'event-pair create' 'event-pair set' 'event-pair wait' 'timer create' 'timer set' \
	'timer cancel' 'timer query' waitchain top \
	delay alert suspend resume apc irql bugcheck verifier dpc; do
	# shellcheck disable=SC2086 # words
	gives 0 "Usage: ntctl $verb" "$ntctl" $verb --help
	# shellcheck disable=SC2086
	gives 2 "Try 'ntctl $verb --help'" "$ntctl" $verb --no-such-option
done
gives 2 'an operand is missing' "$ntctl" stat
gives 2 'one argument too many: b' "$ntctl" stat a b
gives 2 'requires an argument' "$ntctl" wait --timeout
gives 2 'no number of seconds' "$ntctl" wait -t x /a
gives 2 'no process number' "$ntctl" handles x
gives 2 'no process number' "$ntctl" threads 0
gives 2 'no status: -1' "$ntctl" kill --status=-1 1234567
gives 2 'no status: x' "$ntctl" kill -s x 1234567
gives 2 'no number of a process or thread: 12x' "$ntctl" stat --process 12x
gives 2 'no number of a process or thread: $x' "$ntctl" stat --process '$x'
gives 2 'an operand is missing' "$ntctl" kill
gives 2 'an operand is missing' "$ntctl" quota --paged 1
gives 2 'no number of bytes: x' "$ntctl" quota --paged x 1234567
gives 2 'no number of a process or thread: x' "$ntctl" quota x
gives 2 'an operand is missing' "$ntctl" trace handles --on
gives 2 'no number: x' "$ntctl" trace handles --on --slots x 1234567
gives 2 'no handle: x' "$ntctl" trace handles --handle x 1234567
gives 2 'which verb' "$ntctl" trace
gives 1 STATUS_INVALID_PARAMETER "$ntctl" trace handles 1234567
gives 1 STATUS_INVALID_CID "$ntctl" trace handles --on 9
gives 0 '' "$ntctl" trace handles --off 1234567
gives 1 'STATUS_OBJECT_NAME_NOT_FOUND' "$ntctl" stat /nothing
gives 124 '' "$ntctl" wait -t 0 '\a/b'
gives 0 '' "$ntctl" mkdir /BaseNamedObjects/New/

# What is in debugfs here.
export NTCTL_TEST_DEBUGFS
NTCTL_TEST_DEBUGFS=$(mktemp -d)
trap 'rm -rf "$NTCTL_TEST_DEBUGFS"' EXIT
cat >"$NTCTL_TEST_DEBUGFS/processes" <<'END'
# pid	comm	handles	table_entries	parent	threads	object_id	state	most_handles
71	a%20b	3	1024	1	2	0	used	9
1234567	sleep	0	0	71	1	77	opened	0
END
cat >"$NTCTL_TEST_DEBUGFS/threads" <<'END'
# pid	tid	service_table	waiting	waits	state	object	apcs	apcs_taken	alerts	suspend_count
71	71	native	0	12	used	no	0	5	-	0
71	72	shadow	1	3	used	yes	0	0	-	2
1234567	1234568	native	0	0	opened	yes	2	0	ui	0
END

cat >"$NTCTL_TEST_DEBUGFS/dpc" <<'END'
# cpu	kind	state	depth	deepest	queued	done	removed	refused	moved	ipis	microseconds	maximum	rate	put_off
0	ordinary	active	2	9	101	95	4	3	0	7	88	4	12	6
0	threaded	offline	0	1	5	5	0	0	0	0	9	-	-	-
END

cat >"$NTCTL_TEST_DEBUGFS/namespace" <<'END'
# object_id	type	handles	pointers	flags	creator	path	target	ipc
1	Directory	0	1	permanent	0	\		1
17	Mutant	1	2	temporary	71	\a%09b		1
END

# who_waits LINE...: the threads that wait
who_waits()
{
	printf '%s\n' $'# pid\ttid\twait\tmilliseconds\tobjects' "$@" \
		>"$NTCTL_TEST_DEBUGFS/waits"
}

# Who waits for what
who_waits
gives 0 '"deadlocks": []' "$ntctl" waitchain --json
gives 0 '"waiting_threads": 0' "$ntctl" top --json -d 0.01
who_waits $'72\t73\tany\t1500\t17:0:3:71/72:Mutant 18:0:1:-:Event ' \
	$'71\t72\tall\t20\t18:0:1:-:Event 19:-1:2:71/72:Mutant ' \
	$'80\t80\tany\t5\t0:0:1:-: '
gives 0 $'PID  THREAD  WAIT  MILLISECONDS  TYPE    HOLDER_PID  HOLDER  DEADLOCK  PATH\n' \
	"$ntctl" waitchain
gives 0 $'72      73  any           1500  Mutant          71      72  no        \\a%09b\n' \
	"$ntctl" waitchain
gives 0 '"state": -1' "$ntctl" waitchain --json 71
gives 0 $'72\n    72\n    73\n    73\n' "$ntctl" waitchain -o thread
gives 0 '!80' "$ntctl" waitchain 72/73
gives 0 '!73' "$ntctl" waitchain 71
gives 2 'no PID or PID/TID: x' "$ntctl" waitchain x
gives 2 'no PID or PID/TID: 71/' "$ntctl" waitchain 71/
gives 0 '3 threads wait' "$ntctl" top --once -d 0.01
gives 0 $'18  Event         2     1500       1' "$ntctl" top -d 0.01
gives 0 '"waits_per_second": 0' "$ntctl" top --json -d 0.01
gives 2 'no number of seconds: 0' "$ntctl" top -d 0

# Deadlocks: a ring of two with one who waits for one of them; a wait for any that
# another event can end is none; a wait for any with two ways into a ring is.
who_waits $'1\t1\tany\t9\t17:0:1:2/2:Mutant ' $'2\t2\tall\t9\t5:1:1:-:Event 21:0:1:1/1:Mutant ' \
	$'3\t3\tany\t9\t17:0:1:2/2:Mutant ' $'4\t4\tany\t9\t17:0:1:2/2:Mutant 5:0:1:-:Event ' \
	$'5\t5\tany\t9\t17:0:1:2/2:Mutant 21:0:1:1/1:Mutant '
gives 3 'deadlock: 1/1 waits for \a%09b, held by 2/2, which waits for Mutant 21, held by 1/1' \
	"$ntctl" waitchain
gives 3 '"object": 21' "$ntctl" waitchain --json 3
gives 3 'deadlock: 1/1' "$ntctl" waitchain 3
gives 3 'deadlock: 1/1' "$ntctl" waitchain 5
gives 3 '!no' "$ntctl" waitchain -o deadlock --noheadings 3
gives 3 $'no\n' "$ntctl" waitchain -o deadlock --noheadings 4
# The owner himself has the mutant, and who does not wait can release his.
who_waits $'1\t1\tall\t9\t17:0:1:1/1:Mutant 5:0:1:-:Event ' $'2\t2\tany\t9\t21:0:1:9/9:Mutant '
gives 0 '!deadlock:' "$ntctl" waitchain
# Who waits for no object is shown, and is in no deadlock.
who_waits $'1\t1\tdelay\t700\t' $'2\t2\talert\t8\t' $'3\t3\tany\t5\t17:0:1:1/1:Mutant '
gives 0 $'\n  1       1  delay  -            -      -\n' \
	"$ntctl" waitchain -o pid,thread,wait,type,object,state
gives 0 $'2       2  alert             8  -                -       -  no        -\n' \
	"$ntctl" waitchain
gives 0 '!"type"' "$ntctl" waitchain --json 2
gives 0 '"wait": "delay"' "$ntctl" waitchain --json 3
gives 0 '3 threads wait, 2 of them for no object' "$ntctl" top --once -d 0.01
gives 0 '"waiting_for_no_object": 2' "$ntctl" top --json -d 0.01
who_waits $'1\t1\tnever\t700\t'
gives 0 'not of the known form' "$ntctl" waitchain
printf 'x\n' >"$NTCTL_TEST_DEBUGFS/waits"
gives 1 'not of the known form' "$ntctl" waitchain
rm "$NTCTL_TEST_DEBUGFS/waits"
gives 1 'waits' "$ntctl" top -d 0.01

# Processes and threads.
gives 0 $'    PID  PARENT  THREADS  HANDLES  STATE   OBJECT  COMMAND\n' "$ntctl" ps
gives 0 $'     71       1        2        3  used         -  a b\n' "$ntctl" ps
gives 0 $'1234567      71        1        0  opened      77  sleep' "$ntctl" ps
gives 0 $'71  1024\n' "$ntctl" ps --noheadings -o pid,table_entries
gives 0 $'71  9\n' "$ntctl" ps --noheadings -o pid,peak_handles
gives 0 '"command": "a b"' "$ntctl" ps --json
gives 0 '!"object": 0' "$ntctl" ps --json
gives 0 $'71      72  shadow         yes          3  used   yes' \
	"$ntctl" threads 71
gives 0 '!1234568' "$ntctl" threads 71
gives 0 $'\n1234568' "$ntctl" threads -o thread
gives 0 '"waiting": true' "$ntctl" threads --json
# Suspended threads.
gives 0 $'72  shadow         yes          3  used   yes                 2' "$ntctl" threads 71
gives 0 '"suspend_count": 2' "$ntctl" threads --json
gives 0 '1234568: suspended' "$ntctl" suspend 1234568
gives 0 '1234568: was not suspended' "$ntctl" resume 1234568
gives 0 $'"previous_suspend_count": 0,\n  "suspend_count": 1' "$ntctl" suspend --json 1234568
gives 0 $'"previous_suspend_count": 0,\n  "suspend_count": 0' "$ntctl" resume --json 1234568
gives 1 STATUS_INVALID_CID "$ntctl" suspend 9
gives 1 STATUS_THREAD_IS_TERMINATING env NTCTL_TEST_ENDED=1 "$ntctl" suspend 1234568
gives 2 'no number of a process or thread: x' "$ntctl" resume --alert x
gives 2 'an operand is missing' "$ntctl" suspend
# User APCs and alerts.
gives 0 $'    PID   THREAD  APCS  APCS_TAKEN  ALERTS           WAITING\n' "$ntctl" apc
gives 0 $'\n1234567  1234568     2           0  by_handle,by_id  no' "$ntctl" apc
gives 0 $'     71       71     0           5  -                no\n' "$ntctl" apc
gives 0 '!72' "$ntctl" apc
gives 0 '!1234567' "$ntctl" apc 71
gives 0 '"alerts": []' "$ntctl" apc --json 71
gives 0 '"apcs_taken": 5' "$ntctl" threads --json
gives 2 'no process number' "$ntctl" apc x
gives 1 STATUS_INVALID_CID "$ntctl" alert 9
gives 2 'no number of a process or thread: x' "$ntctl" alert x
gives 0 $'1234568: alerted; its next alertable wait will end' "$ntctl" alert 1234568
sed -i 's/\tui\t/\t-\t/' "$NTCTL_TEST_DEBUGFS/threads"
gives 0 $'1234568: alerted; it has seen it' "$ntctl" alert 1234568
who_waits $'1234567\t1234568\tdelay\t700\t'
gives 0 $'1234568: alerted; its wait has ended (delay)' "$ntctl" alert 1234568
gives 0 $'"seen": true,\n  "wait": "delay"' "$ntctl" alert --json 1234568
gives 0 '!;' env NTCTL_TEST_DEBUGFS=/nonexistent "$ntctl" alert 1234568
gives 0 '!seen' env NTCTL_TEST_DEBUGFS=/nonexistent "$ntctl" alert --json 1234568
rm "$NTCTL_TEST_DEBUGFS/waits"
gives 0 '' "$ntctl" delay 0.01
gives 0 '"alerted": false' "$ntctl" delay --json -A 0
gives 2 'no number of seconds: x' "$ntctl" delay x
gives 0 '' env NTCTL_TEST_APC=1 "$ntctl" delay 0
gives 4 'delay: ended by a user APC' env NTCTL_TEST_APC=1 "$ntctl" delay -A 9
gives 4 '"user_apc": true' env NTCTL_TEST_APC=1 "$ntctl" delay --alertable 9 --json
gives 4 '$x: ended by a user APC' env NTCTL_TEST_APC=1 "$ntctl" shell -c \
	'x = event create; wait --alertable $x'

# Deferred procedure calls.
gives 0 $'CPU  KIND      STATE    DEPTH  QUEUED  DONE  REMOVED  MAXIMUM  RATE  PUT_OFF\n' \
	"$ntctl" dpc
gives 0 $'  0  ordinary  active       2     101    95        4        4    12        6\n' \
	"$ntctl" dpc
gives 0 'threaded   9  -' "$ntctl" dpc --noheadings -o kind,microseconds,put_off
gives 0 '"refused": 3' "$ntctl" dpc --json -o refused
gives 0 '"queues": [' "$ntctl" dpc --json
gives 2 'one argument too many' "$ntctl" dpc 0
# Another version may have other columns, but no lines that are torn.
printf '# pid\tnew\n5\t6\n' >"$NTCTL_TEST_DEBUGFS/threads2"
gives 0 $'5       -  -' env NTCTL_TEST_DEBUGFS="$NTCTL_TEST_DEBUGFS/2" bash -c '
	mkdir "$NTCTL_TEST_DEBUGFS"
	mv "$NTCTL_TEST_DEBUGFS/../threads2" "$NTCTL_TEST_DEBUGFS/threads"
	"$1" threads' bash "$ntctl"
printf '# pid\ttid\n5\n' >"$NTCTL_TEST_DEBUGFS/2/threads"
gives 1 'a line is not of the known form' \
	env NTCTL_TEST_DEBUGFS="$NTCTL_TEST_DEBUGFS/2" "$ntctl" threads
printf 'pid\ttid\n5\t6\n' >"$NTCTL_TEST_DEBUGFS/2/threads"
gives 1 'the heading is not of the known form' \
	env NTCTL_TEST_DEBUGFS="$NTCTL_TEST_DEBUGFS/2" "$ntctl" threads
gives 1 'are debugfs mounted and the module loaded' \
	env NTCTL_TEST_DEBUGFS="$NTCTL_TEST_DEBUGFS/2" "$ntctl" ps
gives 0 '   Process: 1234567' "$ntctl" stat --process 1234567

# Handles, as the service tells of them; those of the shell are all there are.
held='x = event create /BaseNamedObjects/Foo; y = event create'
gives 0 $'PID  PROCESS  HANDLE  TYPE       ACCESS  NAME\n' "$ntctl" shell -c "$held; handle"
gives 0 $'  ntctl       0x4  Event  0x001f0003  \\BaseNamedObjects\\Foo' "$ntctl" shell -c "$held
	handle"
gives 0 $'!0x8' "$ntctl" shell -c "$held; handle"
gives 0 $'0x8  Event  0x001f0003  -' "$ntctl" shell -c "$held; handle -a"
gives 0 'Foo' "$ntctl" shell -c "$held; handle dobjects\\fO"
gives 1 '!Foo' "$ntctl" shell -e -c "$held; handle nothing"
gives 0 'Foo' "$ntctl" shell -c "$held; handle -p NTC"
gives 1 '!Foo' "$ntctl" shell -e -c "$held; handle -p other"
gives 0 $'TYPE   HANDLES\nEvent        2' "$ntctl" shell -c "$held; handle -s"
gives 0 '"type": "Event"' "$ntctl" shell -c "$held; handle -s --json"
gives 0 '"name": "\\BaseNamedObjects\\Foo"' "$ntctl" shell -c "$held; handle --json"
gives 0 '!"name"' "$ntctl" shell -c 'y = event create; handle -a --json'
gives 0 $'\n0x8' "$ntctl" shell -c "$held; handle -a -o handle --noheadings"
gives 0 '' "$ntctl" handle -p 1234567
gives 1 STATUS_INVALID_CID "$ntctl" handle -p 77
gives 1 '!PID' "$ntctl" handle -p 77
gives 2 'one argument too many: b' "$ntctl" handle a b
gives 0 $'PID  PROCESS  HANDLE      ACCESS\n' "$ntctl" shell -c "$held; who /BaseNamedObjects/Foo"
gives 0 '0x4  0x001f0003' "$ntctl" shell -c "$held; who /BaseNamedObjects/Foo"
gives 0 '!0xc' "$ntctl" shell -c "$held; who /BaseNamedObjects/Foo"
gives 0 '"handle": 8' "$ntctl" shell -c "$held; who \$y --json"
gives 1 '' "$ntctl" who /RPC%20Control
gives 1 STATUS_OBJECT_NAME_NOT_FOUND "$ntctl" who /nothing
gives 1 '!PID' "$ntctl" who /nothing
gives 2 'an operand is missing' "$ntctl" who
gives 0 '    Parent: 1' "$ntctl" stat -p 1234567
gives 0 '     Holds: 7 handles' "$ntctl" stat -p 1234567
gives 0 '   Created: 1970-01-01T00:16:40.0000000Z' "$ntctl" stat -p 1234567
gives 0 '    Kernel: 0.2500000 s' "$ntctl" stat -p 1234567
gives 0 '    Thread: 1234568' "$ntctl" stat --thread 1234568
gives 0 '  Priority: 9, base 8' "$ntctl" stat -T 1234568
gives 0 '"alive": true' "$ntctl" stat --json -T 1234568
gives 1 STATUS_INVALID_CID "$ntctl" stat --thread 1234567
gives 1 STATUS_INVALID_CID "$ntctl" wait --process 9
gives 124 '' "$ntctl" wait -t 0 --process 1234567
gives 1 STATUS_INVALID_CID "$ntctl" kill 1234567 9
gives 0 '"terminated": [
    1234567
  ]' "$ntctl" kill --json 1234567

# Quotas.
gives 0 'paged                 4096         65536             0' "$ntctl" quota
gives 0 'non-paged                0          none           208' "$ntctl" quota 1234567
gives 1 STATUS_INVALID_CID "$ntctl" quota 9
gives 0 'non-paged                0           512           208' \
	"$ntctl" quota --non-paged 512 1234567
gives 0 'paged                 4096         65536' "$ntctl" quota -n 512 1234567
gives 0 'paging file              0          1024' "$ntctl" quota -f 1024 1234567
gives 0 'paged                 4096          none' "$ntctl" quota -p 0 1234567
# A limit that a 32-bit program can't tell is neither cut nor taken away.
if [ "$(od -An -t u1 -j 4 -N 1 "$ntctl")" -eq 1 ]; then
	gives 2 'no number of bytes' "$ntctl" quota -p 4294967296 1234567
	gives 2 'no number of bytes' "$ntctl" quota -p 4294967295 1234567
else
	gives 0 '4294967296' "$ntctl" quota -p 4294967296 1234567
fi
gives 0 '"limit": null' "$ntctl" quota --json
gives 0 '"usage": 4096' "$ntctl" quota --json 1234567

# Security descriptors.
gives 0 $'O:S-1-22-1-0G:S-1-22-2-0D:(A;;0x1f0003;;;S-1-22-1-0)(A;;0x20002;;;WD)
PART   TYPE   FLAGS  RIGHTS                     SID         NAME
owner  -      -      -                          S-1-22-1-0  root
group  -      -      -                          S-1-22-2-0  root
dacl   allow  -      ALL_ACCESS                 S-1-22-1-0  root
dacl   allow  -      MODIFY_STATE,READ_CONTROL  S-1-1-0     Everyone' \
	"$ntctl" sd get "/it's"
gives 0 $'O:S-1-22-1-0G:S-1-22-2-0\nPART ' "$ntctl" sd get --owner --group '\a/b'
gives 0 '!PART' "$ntctl" sd get --sddl '\a/b'
gives 0 '!O:' "$ntctl" sd get --table '\a/b'
gives 0 $'sacl  absent  -      -' "$ntctl" sd get --table --sacl '\a/b'
gives 0 $'S-1-22-1-0  0x001f0003\nS-1-1-0     0x00020002' \
	"$ntctl" sd get --dacl --table -o sid,access --noheadings '\a/b'
gives 0 '"sddl": "O:S-1-22-1-0",' "$ntctl" sd get --json --owner '\a/b'
gives 0 '"type": "Process",' "$ntctl" sd get --json -p 1234567
gives 0 '"process": 1234567,' "$ntctl" sd get --json -p 1234567
gives 0 '"thread": 1234568,' "$ntctl" sd get --json -T 1234568
gives 1 STATUS_OBJECT_NAME_NOT_FOUND "$ntctl" sd get '\nothing'
gives 1 STATUS_OBJECT_TYPE_MISMATCH "$ntctl" sd get '\ObjectTypes\Event'
gives 2 'no such column: x' "$ntctl" sd get -o x '\a/b'
gives 2 'an operand is missing' "$ntctl" sd set '\a/b'
gives 2 'an operand is missing' "$ntctl" sd set --protect --dacl '\a/b'
gives 2 'no security descriptor: D:(A;; <-- XX;;;WD)' \
	"$ntctl" sd set '\a/b' 'D:(A;;XX;;;WD)'
gives 2 'there is nothing to set' "$ntctl" sd set '\a/b' ''
gives 2 'there is no sacl in D:' "$ntctl" sd set --sacl '\a/b' D:
gives 0 '"parts": [
    "owner"
  ],
  "sddl": "O:WD"' "$ntctl" sd set --json --owner '\a/b' 'O:WDG:WDD:'

# Tokens.
gives 0 '      User: S-1-22-1-0 (root)' "$ntctl" token
gives 0 '   Default: D:(A;;GA;;;S-1-22-1-0)(A;;GA;;;SY)' "$ntctl" token
gives 0 $'\nS-1-5-18     mandatory,default,enabled,owner  SYSTEM\n' "$ntctl" token
gives 0 $'\nS-1-5-5-3-0  mandatory,default,enabled,logon  root in session 3\n' \
	"$ntctl" token
gives 0 $'\nSeDebugPrivilege            enabled' "$ntctl" token --process 1234567
gives 0 $'\n      Type: primary\n' "$ntctl" token 1234567
gives 0 'Type: impersonation, level impersonation' "$ntctl" token --thread 1234568
gives 1 STATUS_NO_TOKEN "$ntctl" token --thread
gives 1 STATUS_INVALID_CID "$ntctl" token 9
gives 0 '"level": "impersonation"' "$ntctl" token -T 1234568 --json
gives 0 '!"process"' "$ntctl" token --json
gives 0 $'  Granted: 0x00020001\n    Rights: QUERY_STATE READ_CONTROL' \
	"$ntctl" token check --access GENERIC_READ --sddl 'O:SYG:SYD:(A;;GA;;;WD)'
gives 1 'access denied' "$ntctl" token check -a 2 --sddl 'O:SYG:SYD:(A;OIIO;GA;;;WD)'
gives 0 'Rights: ALL_ACCESS' "$ntctl" token check --sddl 'O:SYG:SYD:(A;;0x1f0003;;;WD)'
gives 0 '      Used: SeSecurityPrivilege' "$ntctl" token check \
	--sddl 'O:SYG:SYD:(A;;0x1;;;WD)' --access EVENT_QUERY_STATE,access_system_security
gives 1 'modify_state|2: access denied' "$ntctl" token check \
	--sddl 'O:SYG:SYD:(A;;0x1;;;WD)' --access 'modify_state|2' 1234567
gives 1 '"granted": false' "$ntctl" token check --json \
	--sddl 'O:SYG:SYD:(A;;0x1;;;WD)' --access 2
gives 2 '--sddl is missing' "$ntctl" token check
gives 2 'no rights of the type Event: TRAVERSE' \
	"$ntctl" token check --access TRAVERSE --sddl O:SYG:SYD:
gives 0 'Rights: TRAVERSE' "$ntctl" token check --type Directory \
	--access TRAVERSE --sddl 'O:SYG:SYD:(A;;0x2;;;WD)'
gives 0 'Rights: QUERY_STATE' "$ntctl" token check --type Mutant \
	--access MUTANT_QUERY_STATE --sddl 'O:SYG:SYD:(A;;0x1;;;WD)'
gives 0 'Rights: ALL_ACCESS' "$ntctl" token check --type Semaphore \
	--access semaphore_all_access --sddl 'O:SYG:SYD:(A;;0x1f0003;;;WD)'
gives 1 'Nothing: no such object' "$ntctl" token check --type Nothing --sddl O:SY

# Sessions.
gives 0 $'   Session: 0
     Logon: 0x3e7
     Names: \\BaseNamedObjects
   Devices: \\GLOBAL??
       IPC: ' "$ntctl" session
gives 0 $'   Session: 3
     Logon: 0x4000003e8
     Names: \\Sessions\\3\\BaseNamedObjects
   Devices: \\Sessions\\0\\DosDevices\\00000004-000003e8
' env NTCTL_TEST_SESSION=3 "$ntctl" session
gives 0 $'SESSION  PATH\n      3  \\Sessions\\3\\BaseNamedObjects' "$ntctl" sessions
printf '# ipc\tsession\tlogons\ttokens\tpath\n7\t3\t1\t2\t\\Sessions\\3\n' \
	>"$NTCTL_TEST_DEBUGFS/sessions"
gives 0 $'IPC  SESSION  LOGONS  TOKENS  PATH\n  7        3       1       2  \\Sessions\\3' \
	"$ntctl" sessions --all
gives 0 '"tokens": 2' "$ntctl" sessions --all --json
gives 0 '!tokens' "$ntctl" sessions --json

printf '# rule\tbroken\tcode\tname\ttext\nwait\t2\t0x0000000a\tIRQL\twaited here\n' \
	>"$NTCTL_TEST_DEBUGFS/verifier"
gives 0 $'wait       2  0x0000000a  IRQL  waited here' "$ntctl" verifier
gives 0 '"broken": 2' "$ntctl" verifier --json
{
	printf '# number\ttime\tcpu\tpid\tthread\tcomm\tirql\tcode\tname\trule\t'
	printf 'p1\tp2\tp3\tp4\tdriver\tcaller\tstack\n'
	printf '7\t1.5\t0\t12\t13\ta%%20b\t2\t0x0000000a\tIRQL\twait\t'
	printf '0xffffffffffffffff\t0x2\t0x0\t0x0\tdrv\tf+0x1\tf < g\n'
} >"$NTCTL_TEST_DEBUGFS/bugchecks"
gives 0 '7   12  a b ' "$ntctl" bugcheck
gives 0 'f+0x1' "$ntctl" bugcheck
gives 0 '"p1": "0xffffffffffffffff"' "$ntctl" bugcheck --json
gives 0 '"stack": "f < g"' "$ntctl" bugcheck --json
gives 2 'one argument too many' "$ntctl" bugcheck x
{
	printf '# cpu\traised\tlast\tAPC\tDISPATCH\tDEVICE_3\tDEVICE_4\tDEVICE_5\t'
	printf 'DEVICE_6\tDEVICE_7\tDEVICE_8\tDEVICE_9\tDEVICE_10\tDEVICE_11\t'
	printf 'SYNCH\tCLOCK\tIPI\tHIGH\n'
	printf '0\t2\t5\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\t14\t15\n'
} >"$NTCTL_TEST_DEBUGFS/irql"
gives 0 '"device": 63' "$ntctl" irql --json
gives 0 '"high": 15' "$ntctl" irql --json

# A name that does not begin at the root is one of the session's.
gives 1 STATUS_OBJECT_NAME_NOT_FOUND "$ntctl" event query Mine
gives 0 'Mine: notification event' env NTCTL_TEST_SESSION=3 "$ntctl" event query Mine
gives 0 '"path": "\\Sessions\\3\\BaseNamedObjects\\mine"' \
	env NTCTL_TEST_SESSION=3 "$ntctl" event query --json mine
gives 0 '\BaseNamedObjects\New' env NTCTL_TEST_SESSION=3 "$ntctl" shell -c \
	'x = event create \Sessions\3\BaseNamedObjects\Global\New; handles'
gives 0 '"path": "\\Sessions\\3\\BaseNamedObjects\\Global\\New",' \
	env NTCTL_TEST_SESSION=3 "$ntctl" event create --json Global/New
gives 0 $'Global\nMine' env NTCTL_TEST_SESSION=3 "$ntctl" ls ''
gives 0 '"path": "\\BaseNamedObjects\\New"' "$ntctl" mkdir --json New

# Columns.
gives 0 $'HANDLES  NAME\n      0  BaseNamedObjects\n' "$ntctl" ls -o handles,name
gives 0 $'NAME              TYPE\n' "$ntctl" ls -o +TYPE
gives 0 '!NAME' "$ntctl" ls -o +type --noheadings
gives 0 '!NAME' "$ntctl" ls
gives 0 $'  NAME              TARGET\n' "$ntctl" ls -l
gives 0 '\GLOBAL??\C:' "$ntctl" ls -o path '/GLOBAL??'
gives 2 'no such column: colour; there are index, name' \
	"$ntctl" types -o index,colour
gives 2 'no such column: ;' "$ntctl" types --output ''
gives 2 'no such column: ;' "$ntctl" types --output name,
gives 0 'GENERIC_ALL' "$ntctl" types -o name,generic_all
gives 0 '"name": "Event",' "$ntctl" types --json
gives 0 '!valid_access' "$ntctl" types --json -o name

# JSON has its version, and only JSON goes to the standard output.
while read -r verb; do
	# shellcheck disable=SC2086 # words
	[[ $("$ntctl" $verb --json 2>/dev/null) == '{
  "schema_version": 1,
  "verb": "'* ]] || {
		echo "$verb: no JSON"
		bad=1
	}
done <<'END'
tree
ls
ls -l
stat \
types
version
event create /New
event query /it's
event set /it's
wait -t 0 /it's
mkdir /New
ln /a /New
rm /it's
ps
threads
dpc
sd get /it's
sd set /it's D:
sd set --protect /it's
token
token 1234567
token --thread 1234568
token check --sddl O:SYG:SYD:(A;;0x2;;;WD)
session
sessions
sessions --all
stat --process 1234567
stat --thread 1234568
wait -t 0 --process 1234567
kill 1234567
END
gives 1 '' "$ntctl" stat --json /nothing
[ -z "$("$ntctl" stat --json /nothing 2>/dev/null)" ] || bad=1

# Colours: none here, where nothing is a terminal, unless they are wanted.
gives 0 $'!\033' "$ntctl" ls
gives 0 $'!\033' "$ntctl" ls --color=auto
gives 0 $'\033[1;34mBase' "$ntctl" ls --color
gives 0 $'\033[1;34mBase' env NO_COLOR=1 "$ntctl" ls --color=always
gives 0 $'!\033' "$ntctl" tree --color=never
gives 2 'no such choice of colours: x' "$ntctl" tree --color=x

# The shell: handles, variables, the current directory.
sh()
{
	local status=$1 text=$2
	shift 2
	gives "$status" "$text" "$ntctl" shell "$@"
}
sh 0 'ready        0x4  0x001f0003  Event  \BaseNamedObjects\Ready' \
	-c 'ready = event create \BaseNamedObjects\Ready; handles'
sh 1 STATUS_OBJECT_NAME_NOT_FOUND \
	-c 'x = event create \X; close $x; event query \X'
# Semaphores and mutants, and waits for several
sh 0 '$s: semaphore, count 2 of 5' \
	-c 's = semaphore create --count 2 --maximum 5; semaphore query $s'
sh 0 '$s: the count was 1' \
	-c 's = semaphore create -c 1; semaphore release -c 3 $s; wait $s'
sh 0 '"previous_count": 0' -c 's = semaphore create; semaphore release --json $s'
sh 1 STATUS_SEMAPHORE_LIMIT_EXCEEDED \
	-c 's = semaphore create -c 1 -m 1; semaphore release $s'
sh 1 STATUS_INVALID_PARAMETER -c 'x = semaphore create -c 2 -m 1'
sh 2 'no count from 0 to 2147483647: -1' -c 'x = semaphore create -c -1'
sh 2 'no count from 1 to 2147483647: 0' -c 's = semaphore create; semaphore release -c 0 $s'
sh 0 '"maximum": 2147483647' -c 'semaphore create --json \BaseNamedObjects\S'
sh 0 's: semaphore, count 0' -c 'semaphore create S; semaphore query s; stat S'
sh 0 '     Count: 1 of 3' -c 's = semaphore create -c 1 -m 3; stat $s'
sh 0 '"count": 1' -c 's = semaphore create -c 1 -m 3; stat --json $s'
sh 124 '' -c 's = semaphore create -c 1; wait $s; wait -t 0 $s'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'event create \E; semaphore query \E'
sh 0 '$m: mutant, free' -c 'm = mutant create; mutant query $m'
sh 0 '$m: mutant, owned by the caller, 2 times' \
	-c 'm = mutant create --owned; wait $m; mutant query $m'
sh 0 '$m: still owned, 1 time' \
	-c 'm = mutant create --owned; wait $m; mutant release $m'
sh 0 '"times_owned": 0' -c 'm = mutant create --owned; mutant release --json $m'
sh 1 STATUS_MUTANT_NOT_OWNED -c 'm = mutant create; mutant release $m'
sh 0 '     State: owned by the caller, 1 time' -c 'm = mutant create --owned; stat $m'
sh 0 '"owned_by_caller": true' -c 'm = mutant create --owned; mutant query --json $m'
sh 0 '"owned": false' -c 'mutant create --json \M; stat --json \M'
sh 2 'a variable holds it' -c 'x = mutant create --hold'
sh 0 '$y' -c 'x = event create; y = event create --signalled; wait $x $y'
sh 0 '"index": 1' -c 'x = event create; y = event create --signalled; wait --json $x $y'
sh 124 '' -c 'x = event create; y = event create --signalled; wait -a -t 0 $x $y'
sh 0 'count 1' \
	-c 'x = event create; s = semaphore create -c 1; wait -a -t 0 $x $s; semaphore query $s'
sh 0 '"all": true' \
	-c 'm = mutant create; s = semaphore create -c 1; wait --all --json $m $s'
sh 0 '"abandoned": false' -c 'm = mutant create; wait --json $m'
sh 124 '' -c 'x = event create; y = event create; wait -t 0.01 $x $y'
sh 1 STATUS_OBJECT_NAME_NOT_FOUND -c 'x = event create; wait $x \nothing'
sh 0 '$x: notification event, signalled' \
	-c 'x = event create; s = semaphore create -c 1; wait -s $x $s; event query $x'
sh 0 'count 3' -c 's = semaphore create -c 2; x = event create --signalled
	wait --signal $s $x; semaphore query $s'
sh 4 '$x: alerted' -c 't = open -T 1234568; x = event create; alert $t; wait -A $x'
sh 4 'wait: alerted' \
	-c 't = open -T 1234568; x = event create; alert $t; wait -A $x $x'
sh 4 $'"alerted": true,\n  "user_apc": false' \
	-c 't = open -T 1234568; x = event create; alert $t; wait -A -s $x --json $t'
sh 124 '' -c 't = open -T 1234568; x = event create; alert $t; wait -t 0 $x'
sh 0 '' -c 't = open -T 1234568; s = event create --signalled; alert $t; wait -A $s'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'x = event create; alert $x'
sh 4 'delay: alerted' -c 't = open -T 1234568; alert $t; delay -A 9'
sh 0 $'$t: suspended\n$t: suspended, 2 times\n$t: suspended, 3 times\n$t: still suspended, 2 times\n$t: still suspended\n$t: resumed\n$t: was not suspended' \
	-c 't = open -T 1234568; suspend $t; suspend $t; suspend $t; resume $t
	resume --alert $t; resume $t; resume -a $t'
sh 4 'delay: alerted' -c 't = open -T 1234568; suspend $t; resume -a $t; delay -A 9'
sh 0 $'"previous_suspend_count": 1,\n  "suspend_count": 0' \
	-c 't = open -T 1234568; suspend $t; resume --json --alert $t'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'x = event create; suspend $x'
sh 1 STATUS_MUTANT_NOT_OWNED -c 'm = mutant create; wait -s $m -t 0 $m'
sh 2 'one object' -c 'x = event create; wait -s $x $x $x'
# Event pairs
sh 0 '' -c 'p = event-pair create; event-pair set --low $p; event-pair wait --low $p'
sh 0 '"event": "high"' \
	-c 'p = event-pair create; event-pair set --high $p; event-pair wait --json --high $p'
sh 0 '' -c 'p = event-pair create; event-pair set --high $p
	event-pair wait --set --high $p; event-pair wait --low $p'
sh 0 '' -c 'p = event-pair create; event-pair set --low $p
	event-pair wait -s --low $p; event-pair wait --high $p'
sh 0 '"permanent": true' -c 'event-pair create --json P; stat P'
sh 0 '      Type: EventPair' -c 'event-pair create P; stat P'
sh 0 '"path": "\\P"' -c 'event-pair create P; event-pair set --low --json P'
sh 0 D:P -c 'x = event-pair create --sddl D:P; sd get $x'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'event-pair create P; wait -t 0 P'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'x = event create; event-pair set --low $x'
sh 2 'either --low or --high is wanted' -c 'p = event-pair create; event-pair wait $p'
sh 2 'either --low or --high is wanted' -c 'p = event-pair create; event-pair set --low --high $p'
sh 2 'a variable holds it' -c 'x = event-pair create --hold'
sh 2 'an operand is missing' -c 'event-pair set --low'
gives 0 'Rights: ALL_ACCESS' "$ntctl" token check --type EventPair \
	--access EVENT_PAIR_ALL_ACCESS --sddl 'O:SYG:SYD:(A;;0x1f0000;;;WD)'
# Timers
sh 0 'timer, not signalled' -c 't = timer create; timer query $t'
sh 0 'was not signalled' -c 't = timer create; timer set $t'
sh 0 '"was_signalled": true' -c 't = timer create; timer set $t; timer cancel --json $t'
sh 0 '' -c 't = timer create --type synchronization; timer set $t; wait -t 0 $t'
sh 124 '' -c 't = timer create --type synchronization; timer set $t; wait $t; wait -t 0 $t'
sh 0 '' -c 't = timer create; timer set $t; wait $t; wait -t 0 $t'
sh 124 '' -c 't = timer create; timer set --in 3 $t; wait -t 0 $t'
sh 0 'timer, not signalled, due in 2.5 s' -c 't = timer create; timer set -i 2.5 $t; timer query $t'
sh 0 '"remaining_seconds": 11644473602.0' \
	-c 't = timer create; timer set --at 2 -p 10 $t; timer query --json $t'
sh 0 '"remaining_seconds": 922337203685.' \
	-c 't = timer create; timer set --at 919999999999 $t; timer query --json $t'
sh 0 'calls: 1, the last one at 2026-01-02T03:04:05.6000000Z' \
	-c 't = timer create; timer set --calls 1 $t'
sh 0 'was not signalled' -c 't = timer create; timer set --calls 1 $t'
sh 0 $'"calls": 3,\n  "called_at": "2026-01-02T03:04:05.6000000Z"' \
	-c 't = timer create; timer set -c 3 -p 5 --json $t'
sh 4 'user APC' -c 't = timer create; timer set -c 1 $t; delay -A 9'
sh 0 '' -c 't = timer create; timer set -c 2 -p 5 $t; delay -A 0.01'
sh 2 'without --period there is one call' -c 't = timer create; timer set -c 2 $t'
sh 2 'no count from 1 to' -c 't = timer create; timer set -c 0 $t'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'x = event create; timer set -c 1 $x'
sh 0 '"timer_type": "synchronization"' -c 'timer create --json --type synchronization P'
sh 0 '      Type: Timer' -c 'timer create P; stat P'
sh 0 '     State: not signalled, due in 7 s' -c 'timer create P; timer set -i 7 P; stat P'
sh 0 '"signalled": false' -c 'timer create P; stat --json P'
sh 0 D:P -c 'x = timer create --sddl D:P; sd get $x'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'x = event create; timer set $x'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 't = timer create; e = event create; wait -s $t $e'
sh 2 'exclude each other' -c 't = timer create; timer set --at 1 --in 1 $t'
sh 2 'no number of seconds: x' -c 't = timer create; timer set --in x $t'
sh 2 'a variable holds it' -c 'x = timer create --hold'
sh 2 'no such type of timer: x' -c 'timer create --type x P'
sh 2 'an operand is missing' -c 'timer set'
gives 0 'Rights: QUERY_STATE' "$ntctl" token check --type Timer \
	--access TIMER_QUERY_STATE --sddl 'O:SYG:SYD:(A;;0x1f0003;;;WD)'
gives 2 'one argument too many: 64' "$ntctl" wait {0..64}

sh 0 'notification' -c 'event create \X; event query \X'
sh 0 '-            0x4' -c 'open \; handles'
sh 0 '$x: synchronization event, signalled' \
	-c 'x=event create --type synchronization --signalled; event query $x'
sh 124 '' -c 'x = event create; wait -t 0.01 $x'
sh 0 '0x4 0 hello' -c 'x = event create; echo $x $? hello'
sh 0 'x            0x8' -c 'x = event create; x = event create; handles'
sh 0 '!0x4' -c 'x = event create; x = event create; handles'
sh 0 'Yes' -c 'd = mkdir \D; e = event create $d\Yes; ls $d'
sh 0 '\D\Yes' -c 'd = mkdir \D; e = event create $d\Yes; handles'
sh 0 '"path": "\\D\\Yes"' \
	-c 'd = mkdir \D; e = event create $d\Yes; event set --json $d\Yes'
sh 0 '   Handles: 1' -c 'x = event create; stat $x'
sh 0 '\GLOBAL??' -c 'cd \GLOBAL??; pwd; ls; cd ..; pwd'
sh 1 'STATUS_OBJECT_TYPE_MISMATCH' -c "cd \\it\"'\"s"
sh 0 'C:' -c 'cd GLOBAL??; ls'
sh 0 '\Device\Disk' -c 'cd GLOBAL??; stat C:'
sh 1 'STATUS_INVALID_HANDLE' -c 'close $0x400'
sh 1 'there is no such variable' -c 'event set $nothing'
sh 2 'gives no handle' -c 'x = ls'
sh 2 'a verb is missing' -c 'x ='
sh 2 "a quote is open: '" -c "ls 'a"
sh 2 'a path is wanted' -c 'x = event create; y = open $x'
sh 2 'this is one already' -c shell
sh 2 'a variable holds it' -c 'x = event create --hold'
sh 2 'no access mask' -c 'x = open -a 1x \'
sh 0 'Usage: event create' -c 'help event create'
sh 0 'Keep'  -c 'help open; echo Keep'
sh 2 'no such verb: x' -c 'help x'

# Who may do what.
sh 0 'D:P(D;;0x2;;;WD)' -c \
	"x = event create --sddl 'D:P(D;;0x2;;;WD)'; sd get \$x"
sh 0 'D:(D;;0x2;;;WD)' -c \
	"x = event create; sd set \$x 'O:SYD:(D;;0x2;;;WD)'; sd get \$x"
sh 0 $'O:SYG:S-1-22-2-0D:P(A;;0x2;;;WD)\nO:SYG:S-1-22-2-0D:(A;;0x2;;;WD)' -c \
	"d = mkdir --sddl 'O:SYD:(A;;0x2;;;WD)' \D; sd set --protect \$d
	sd get --sddl \D; sd set --unprotect \D; sd get --sddl \$d"
sh 0 'dacl   empty' -c "x = event create; sd set \$x D:; sd get \$x"
sh 0 'dacl  absent' -c \
	"x = event create; sd set \$x D:NO_ACCESS_CONTROL; sd get --dacl \$x"
sh 0 'deny   object-inherit,inherited  TRAVERSE,0x20  S-1-1-0     Everyone' \
	-c "d = mkdir \D; sd set \$d 'D:(D;OIID;0x22;;;WD)(A;;GA;;;SY)'
	sd get --table \$d"
sh 0 'audit  success,failure  MODIFY_STATE' -c \
	"x = event create; sd set \$x 'S:(AU;SAFA;0x2;;;WD)'; sd get --sacl \$x"
sh 0 'O:SY' -c 'l = ln --sddl O:SY \ \L; sd get \L'
sh 2 'no security descriptor: D:( <-- ;;)' -c 'x = event create --sddl "D:(;;)"'
sh 2 'no security descriptor:  <-- x' -c 'x = mkdir --sddl x \D; ln --sddl x \ \L'
sh 0 $'SeDebugPrivilege            disabled' -c \
	'token disable SeDebugPrivilege; token'
sh 0 $'SeDebugPrivilege            enabled' -c \
	'token disable sedebugprivilege 16; token enable 20; token'
sh 0 '!SeDebug' -c 'token remove SeDebugPrivilege; token'
sh 0 '"privileges": [
    "SeDebugPrivilege"
  ]' -c 'token remove --json SeDebugPrivilege'
sh 1 'SeTcbPrivilege: ' -c 'token disable SeTcbPrivilege'
sh 2 'no such privilege: x' -c 'token remove SeDebugPrivilege x'
sh 0 SeDebug -c 'token remove SeDebugPrivilege x; token'
sh 0 '      Type: primary' -c 't = token; token $t'
sh 0 '      Type: Token' -c 't = token 1234567; stat $t; sd get $t'
sh 0 'Type: impersonation' -c 'x = open -T 1234568; t = token $x; token $t'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 'd = open \; token $d'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 't = token; u = token $t'
sh 0 'Usage: token disable' -c 'help token disable'
sh 0 'token remove ' -c 'help token'
sh 2 "no access mask: SYNCHRONIZE|x" -c "x = open -a SYNCHRONIZE|x \\"

# Processes that are ended, and what is told of that.
sh 0 '$p: ended with 0xC0000005, STATUS_ACCESS_VIOLATION, SIGKILL' \
	-c 'p = open --process 1234567; kill -s 0xC0000005 $p; wait $p'
sh 0 '     State: ended with 0x0000002A, SIGKILL' \
	-c 'p = open -p 1234567; kill -s 42 1234567; stat $p'
sh 0 '"wait_status": 9' -c 'p = open -T 1234568; kill 1234567; wait --json $p'
sh 1 STATUS_PROCESS_IS_TERMINATING -c 'p = open -p 1234567; kill $p $p'
sh 1 STATUS_OBJECT_TYPE_MISMATCH -c 't = open --thread 1234568; kill $t'
sh 0 'open     0x4  1234567  1234568  0x10,0x20' \
	-c 'trace handles --on 1234567; trace handles 1234567'
sh 0 '"0x20"' -c 'trace handles --on 1234567; trace handles --json 1234567'
sh 0 '!0x4' -c 'trace handles -n 1234567; trace handles --handle 8 1234567'
sh 1 STATUS_INVALID_PARAMETER \
	-c 'trace handles --on 1234567; trace handles --off 1234567; trace handles 1234567'
sh 1 STATUS_INVALID_CID -c 'p = open -p 1234567; kill $p; open -p 1234567'
sh 2 'no number of a process' -c 'd = open \; kill $d\x'
sh 1 'there is no such variable' -c 'kill $p'
sh 0 'Process  -' -c 'p = open -p 1234567; handles -o type,name'

# Words, quotes and comments.
sh 0 'a  b;c#d "' -c 'echo "a  b"'"';c'"'#d '"'\"'"' # not this'
sh 0 '\' -c 'echo \'
sh 0 '$0x4' -c "open '\\RPC Control'"
sh 0 '!not' -c '# not this; echo not that'

# Statuses: of the last command, of exit, and of the first failure with -e.
sh 0 'on' -c 'stat \nothing; echo on'
sh 1 '!on' -e -c 'stat \nothing; echo on'
sh 7 '' -c 'exit 7; echo on'
sh 1 '' -c 'stat \nothing; exit'
sh 2 'no exit status' -c 'exit 300'
sh 2 'one argument too many' -c 'echo' file
sh 1 'No such file' /nonexistent
gives 2 'stdin:2: no such verb: y' bash -c \
	"printf 'echo x\ny\n' | '$ntctl' shell"
gives 0 'x' bash -c "printf 'echo x' | '$ntctl' shell"

# Completion, as the scripts of shells ask for it.
gives 0 $' tree\n types' "$ntctl" complete t
gives 0 '+/BaseNamedObjects/' "$ntctl" complete ls /base
gives 0 '+\RPC Control\' "$ntctl" complete ls '\rpc'
gives 0 ' \a/b' "$ntctl" complete stat '\a'
gives 0 '!a/b' "$ntctl" complete stat /
gives 0 '!it' "$ntctl" complete ls /
gives 0 ' /it' "$ntctl" complete event set /
gives 0 '!Event' "$ntctl" complete event set /ObjectTypes/
gives 0 ' set' "$ntctl" complete event s
gives 0 ' release' "$ntctl" complete semaphore r
gives 0 ' --maximum' "$ntctl" complete semaphore create --m
gives 0 $' create\n release\n query' "$ntctl" complete mutant ''
gives 0 $' create\n set\n wait' "$ntctl" complete event-pair ''
gives 0 ' event-pair' "$ntctl" complete event
gives 0 ' --high' "$ntctl" complete event-pair wait --h
gives 0 '!/it' "$ntctl" complete event-pair set --low /
gives 0 $' create\n set\n cancel\n query' "$ntctl" complete timer ''
gives 0 ' --period' "$ntctl" complete timer set --p
gives 0 ' /it' "$ntctl" complete wait /a /
gives 0 '!/it' "$ntctl" complete mutant query /
gives 0 '+name,type' "$ntctl" complete ls -o name,t
gives 0 '!name,name' "$ntctl" complete ls -o name,
gives 0 '+--output=name' "$ntctl" complete ls --output=n
gives 0 ' --color=never' "$ntctl" complete ls --color=n
gives 0 ' synchronization' "$ntctl" complete event create --type s
gives 0 ' --signalled' "$ntctl" complete event create --s
gives 0 '!a' "$ntctl" complete wait --timeout ''
gives 0 $' 71\n 1234567' "$ntctl" complete kill ''
gives 0 $' 71\n 1234567' "$ntctl" complete handle -p ''
gives 0 ' 1234567' "$ntctl" complete handle --process 12
gives 0 ' --summary' "$ntctl" complete handle --s
gives 0 '+pid,process' "$ntctl" complete handle -o pid,pr
gives 0 ' /it' "$ntctl" complete who /
gives 0 ' 1234567' "$ntctl" complete kill 71 12
gives 0 ' 1234567' "$ntctl" complete trace handles 12
gives 0 ' handles' "$ntctl" complete trace h
gives 0 ' 1234567' "$ntctl" complete wait --process 1
gives 0 ' 1234568' "$ntctl" complete stat -T 12
gives 0 ' 71' "$ntctl" complete threads 7
gives 0 ' 1234568' "$ntctl" complete alert 12
gives 0 ' 1234568' "$ntctl" complete suspend 12
gives 0 ' --alert' "$ntctl" complete resume --al
gives 0 ' 71' "$ntctl" complete apc 7
gives 0 ' --alertable' "$ntctl" complete wait --al
gives 0 '!/' "$ntctl" complete stat --thread ''
gives 0 '+pid,parent' "$ntctl" complete ps -o pid,pa
gives 0 ' token' "$ntctl" complete tok
gives 0 $' check\n 71' "$ntctl" complete token ''
gives 0 '!disable' "$ntctl" complete token ''
gives 0 ' --thread' "$ntctl" complete token --th
gives 0 ' 1234568' "$ntctl" complete token --thread ''
gives 0 ' Directory' "$ntctl" complete token check --type D
gives 0 $' get\n set\n --help' "$ntctl" complete sd ''
gives 0 ' /it' "$ntctl" complete sd set /
gives 0 ' 1234567' "$ntctl" complete sd get -p 12
gives 0 ' --sacl' "$ntctl" complete sd get --sa
gives 0 ' Mine' env NTCTL_TEST_SESSION=3 "$ntctl" complete event query mi
gives 0 ' Global' env NTCTL_TEST_SESSION=3 "$ntctl" complete ls Gl
gives 0 '!Mine' "$ntctl" complete event query mi
gives 0 '!o' "$ntctl" complete nothing ''

# Nothing leaks or goes astray, however a command ends. The sanitizer looks for
# that by itself, and can't be run by valgrind.
if command -v valgrind >/dev/null && ! grep -q __asan_init "$ntctl"; then
	gives 7 'the end' valgrind -q --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=all --errors-for-leak-kinds=all \
		"$ntctl" shell -c '
		ready = event create \BaseNamedObjects\Ready
		d = open \BaseNamedObjects; s = event create $d\Set; s = mkdir $d\Sub
		l = ln \ $d\Link; ls -l $d; tree; tree --json; stat $l; stat $d\Link
		event set $ready; event query --json $ready; wait $ready; wait -t 0 x
		cd BaseNamedObjects; cd ..; cd $d; pwd; cd $nothing; cd \nothing
		trace handles --on 1234567; trace handles 1234567; trace handles --json 1234567
		types; types --json; types -o nothing; types -o name,; ls --help
		handles; handles --json; handles -o +type; handles x; handles -a
		event create --type x y; event create; event x; event; nothing; x =
		open Ready; open -a x Ready; stat \ObjectTypes\Event; stat --json Ready
		mkdir $d; ln a $d; rm Sub; rm -f x $s; close $ready $l $0x9 x
		ls $nothing\x; echo $nothing "a; ls b"; help; help ls; help x; exit x
		p = open -p 1234567; t = open --thread 1234568; stat $p; stat --json $t
		ps; ps --json; ps -o x; threads; threads 71 --json; kill -s x 1; kill 9
		kill --json $p; wait $p; wait --json $t; stat $p; stat --json $p; kill $d\x
		version --json; token; token --json; t = token; token $t; sd get $t
		token check --sddl "O:SYG:SYD:(A;;2;;;WD)" -a 2; token check --sddl D: $p
		token check --sddl "O:SYG:SYD:(A;;0x2;;;WD)" --json; token check -a x
		token disable SeDebugPrivilege x; token disable SeTcbPrivilege --json
		sd get \BaseNamedObjects; sd get --json $x; sd get --sacl $d; sd get x
		sd set $d D:; sd set --json $d "O:SYG:SYD:(A;;0x2;;;WD)S:(AU;SA;0x2;;;WD)"
		sd set $d x; sd set --protect $d; sd set --sacl $d D:; sd set x D:
		e = event create --sddl D: --sddl D:P \E; mkdir --sddl x y
		l = ln --sddl D: a \L; ln --sddl D: a; mkdir --sddl D:; session; sessions
		session --json; sessions --json; sessions --all; sessions -o x
		s = semaphore create --sddl D: -c 1; m = mutant create --owned; stat $m
		semaphore create -c x y; semaphore query --json $s; mutant query --json x
		wait $s $m; wait -a -t 0 --json $s $m; wait -t 0 $s $s; wait --json $m $d\x
		wait -s $s $m; wait -s x $m; wait -s $s $m $s; wait -s $m x; stat --json $s
		q = event-pair create --sddl D:; event-pair set --low $q; event-pair set $q
		event-pair wait --low $q; event-pair set --json --high $q; stat --json $q
		event-pair wait --json -s --high $q; event-pair wait --low x
		apc; apc --json; apc x; alert $t; delay -A 9; delay x; alert 1234568; alert x
		alert --json $t; wait -A --json $s; alert $s; delay --json -A 0
		suspend $t; suspend --json $t; resume $t; resume -a --json $t; resume $s
		echo the end; exit 7'
	gives 0 '+' valgrind -q --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=all "$ntctl" complete ls -o name,t
	gives 0 '+' valgrind -q --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=all "$ntctl" complete ls /
	gives 0 'Mine' env NTCTL_TEST_SESSION=3 valgrind -q \
		--error-exitcode=99 --leak-check=full --show-leak-kinds=all \
		"$ntctl" complete event query m
	gives 0 '71' valgrind -q --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=all "$ntctl" complete kill 7
fi

exit $bad
