/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects that have names, by the services that make and open them, for tests
 * that do the same with each kind.
 */
#ifndef NAMED_OBJECTS_H
#define NAMED_OBJECTS_H

#include "ntobj_test.h"

enum kind { EVENT, DIRECTORY, LINK, SEMAPHORE, MUTANT, EVENT_PAIR, TIMER, NAMED };

static inline __s32 create(unsigned int kind, __u64 *handle,
			   struct ntobj_object_attributes attributes, __u32 access)
{
	switch (kind) {
	case EVENT:
		return nt_create_event(handle, attributes, access, 0, 0);
	case DIRECTORY:
		return nt_create_directory(handle, attributes, access);
	case SEMAPHORE:
		return nt_create_semaphore(handle, attributes, access, 0, 1);
	case MUTANT:
		return nt_create_mutant(handle, attributes, access, false);
	case EVENT_PAIR:
		return nt_create_event_pair(handle, attributes, access);
	case TIMER:
		return nt_create_timer(handle, attributes, access, 0);
	default:
		return nt_create_link(handle, attributes, access, u"\\");
	}
}

static inline __s32 open_named(unsigned int kind, __u64 *handle,
			       struct ntobj_object_attributes attributes, __u32 access)
{
	static const unsigned long requests[NAMED] = {
		NTOBJ_IOC_OPEN_EVENT, NTOBJ_IOC_OPEN_DIRECTORY,
		NTOBJ_IOC_OPEN_SYMBOLIC_LINK, NTOBJ_IOC_OPEN_SEMAPHORE,
		NTOBJ_IOC_OPEN_MUTANT, NTOBJ_IOC_OPEN_EVENT_PAIR, NTOBJ_IOC_OPEN_TIMER,
	};

	return nt_open(requests[kind], handle, attributes, access);
}

#endif /* NAMED_OBJECTS_H */
