// SPDX-License-Identifier: GPL-2.0
/* Makes the trace events of se/trace.h. */
#define CREATE_TRACE_POINTS
#include "se/trace.h"
