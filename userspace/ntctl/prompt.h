/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_PROMPT_H
#define NTCTL_PROMPT_H

#include "session.h"

void prompt(struct session *session);

#endif /* NTCTL_PROMPT_H */
