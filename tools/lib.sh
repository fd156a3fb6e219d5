# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # names for others
#
# What the tools share. Source it; it changes nothing but names.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$top/build
cache=${NTOBJ_CACHE:-$HOME/.cache/ntobj}

# The kernels, in the order in which "all" takes them.
all_kernels="6.1 6.1-rt 6.12 7.2 debug kcsan"

export LC_ALL=C

say()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	say "$*"
	exit 1
}

as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo -- "$@"
	fi
}

# One command's output, shown only if it fails.
quietly()
{
	local log

	log=$(mktemp)
	if ! "$@" >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		say "failed: $*"
		return 1
	fi
	rm -f "$log"
}

# The functions of libntobj.
library_functions()
{
	sed -nE 's/^\t([A-Za-z0-9_]+);$/\1/p' \
		"$top/userspace/libntobj/libntobj.map"
}

# The functions that the module exports to others; variables have no
# kernel-doc.
exported_functions()
{
	local name

	sed -nE 's/^EXPORT_SYMBOL_NTOBJ(_KUNIT)?\((\w+)\);$/\2/p' \
		"$top"/module/*.c "$top"/module/*/*.c | sort -u |
		while read -r name; do
			grep -qE "^extern .*\b$name\b" \
				"$top"/include/ntobj/*.h "$top"/module/*/*.h ||
				printf '%s\n' "$name"
		done
}

# Run the rest of the (sub)shell alone: no two runs fill the cache at once.
take_lock()
{
	mkdir -p "$cache"
	exec {lock_fd}>"$cache/$1.lock"
	if ! flock -n "$lock_fd"; then
		say "waiting for another run ($1)"
		flock "$lock_fd"
	fi
}
