/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#ifndef COMMON_ARRAY_H
#define COMMON_ARRAY_H

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#endif /* COMMON_ARRAY_H */
