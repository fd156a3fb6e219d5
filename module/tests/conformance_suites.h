/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All conformance suites, a line each, in alphabetical order; included where something
 * is to be made of each. Kbuild has a list of their objects.
 */
CONFORMANCE_SUITE(apc);
CONFORMANCE_SUITE(bugcheck);
CONFORMANCE_SUITE(dpc);
CONFORMANCE_SUITE(ipi);
CONFORMANCE_SUITE(irql);
CONFORMANCE_SUITE(mode);
CONFORMANCE_SUITE(timer);
