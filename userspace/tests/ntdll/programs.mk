# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
#
# The programs written for ntdll's headers that must compile without a warning,
# as C11 and as C++17, for 64 and for 32 bits, and print what they say.

ntdll_programs := \
	apcs \
	event_pairs \
	events \
	handshake \
	layout \
	list_directory \
	meeting \
	mutants \
	parent_and_child \
	permanent \
	pseudo_handles \
	query_object \
	security \
	semaphores \
	several \
	single_instance \
	strings \
	suspend \
	symbolic_links \
	timeouts \
	timers \
	token \
	walk
