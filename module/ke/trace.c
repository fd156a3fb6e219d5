// SPDX-License-Identifier: GPL-2.0
/* Makes the trace events of ke/trace.h. */
#define CREATE_TRACE_POINTS
#include "ke/trace.h"
