// SPDX-License-Identifier: GPL-2.0
/* Makes the trace events of ps/trace.h. */
#define CREATE_TRACE_POINTS
#include "ps/trace.h"
