/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_PROMPT_COMPLETE_H
#define NTCTL_PROMPT_COMPLETE_H

#include "session.h"

struct editline;

unsigned char prompt_complete(struct editline *line,
			      const struct session *session);

#endif /* NTCTL_PROMPT_COMPLETE_H */
