# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # names for others, and of others
#
# Debian's packages without installing them. Source it, after tools/lib.sh.
#
# Nothing is installed on this machine and no file of its apt is changed:
# packages are fetched with a configuration of our own and unpacked. What to
# fetch is asked of apt once a day (NTOBJ_REFRESH=1: now); versions are never
# written down here.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fresh()
{
	[ -z "${NTOBJ_REFRESH:-}" ] && [ -e "$1" ] &&
		[ -n "$(find "$1" -mmin -1440)" ]
}

#
# apt, with lists of our own, one small world a suite
#

mirror()
{
	local uri

	# shellcheck disable=SC2016 # for apt
	uri=$(apt-get indextargets --format '$(CODENAME)|$(REPO_URI)' \
		'Created-By: Packages' | sed -n "s/^$1|//p" | head -n 1)
	[ -n "$uri" ] || return 1
	printf '%s\n' "$uri"
}

# world NAME: set $apt to the options that make apt see that world only.
world()
{
	local name=$1 dir=$cache/apt/$1 main security

	main=$(mirror bookworm || mirror '.*') ||
		die "apt-get indextargets names no mirror"
	# One at a time; other runs may want the same lists.
	take_lock "apt-$name"
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	src="signed-by=$keyring"
	case $name in
	bookworm)
		printf 'deb [%s] %s %s main\n' "$src" "$main" bookworm \
			"$src" "$main" bookworm-updates
		if security=$(mirror bookworm-security); then
			printf 'deb [%s] %s bookworm-security main\n' \
				"$src" "$security"
		fi
		;;
	*)
		printf '%s [%s] %s %s main\n' \
			deb "$src" "$main" "$name" \
			deb-src "$src" "$main" "$name"
		;;
	esac >"$dir/sources.new"
	cmp -s "$dir/sources.new" "$dir/sources.list" ||
		rm -f "$dir/updated"
	mv "$dir/sources.new" "$dir/sources.list"
	apt=(-q -o "Dir::Etc::sourcelist=$dir/sources.list"
		-o Dir::Etc::sourceparts=- -o "Dir::State::lists=$dir/lists"
		-o "Dir::Cache=$dir" -o APT::Sandbox::User=
		-o Dir::Etc::preferences=- -o Dir::Etc::preferencesparts=-)
	if ! fresh "$dir/updated"; then
		if quietly apt-get "${apt[@]}" update; then
			touch "$dir/updated"
		elif [ ! -e "$dir/updated" ]; then
			die "no package lists for $name"
		else
			say "using old package lists for $name"
		fi
	fi
}

# A field of the newest version of a package.
field()
{
	apt-cache "${apt[@]}" show --no-all-versions "$2" 2>/dev/null |
		sed -n "s/^$1: //p"
}

# unpack DIR PACKAGE...: fetch packages and unpack them there
unpack()
{
	local dir=$1 p
	shift

	mkdir -p "$dir/debs"
	(cd "$dir/debs" && quietly apt-get "${apt[@]}" download "$@")
	for p in "$dir"/debs/*.deb; do
		dpkg-deb -x "$p" "$dir"
	done
	rm -rf "$dir/debs" "$dir/usr/share/doc"
}
