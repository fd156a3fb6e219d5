// SPDX-License-Identifier: GPL-2.0
/* Makes the trace events of ob/trace.h. */
#define CREATE_TRACE_POINTS
#include "ob/trace.h"
