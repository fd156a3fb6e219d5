/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * libntobj: NT executive objects on Linux, called as ntdll is called.
 *
 * Link with -lntobj. See libntobj(3).
 */
#ifndef NTOBJ_H
#define NTOBJ_H

#include <ntobj/types.h>
#include <ntobj/constants.h>
#include <ntobj/status.h>
#include <ntobj/security.h>
#include <ntobj/information.h>
#include <ntobj/services.h>
#include <ntobj/helpers.h>
#include <ntobj/rtl.h>
#include <ntobj/sddl.h>

#endif /* NTOBJ_H */
