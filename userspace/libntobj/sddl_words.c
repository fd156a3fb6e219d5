// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The words of the security descriptor definition language.
 */
#include "sddl.h"

const struct sddl_word sddl_rights[] = {
	{ "SD", DELETE },
	{ "RC", READ_CONTROL },
	{ "WD", WRITE_DAC },
	{ "WO", WRITE_OWNER },
	{ "GA", GENERIC_ALL },
	{ "GX", GENERIC_EXECUTE },
	{ "GW", GENERIC_WRITE },
	{ "GR", GENERIC_READ },
	{ "", 0 },
};

const struct sddl_word sddl_other_rights[] = {
	{ "CC", 0x00000001 },
	{ "DC", 0x00000002 },
	{ "LC", 0x00000004 },
	{ "SW", 0x00000008 },
	{ "RP", 0x00000010 },
	{ "WP", 0x00000020 },
	{ "DT", 0x00000040 },
	{ "LO", 0x00000080 },
	{ "CR", 0x00000100 },
	{ "FA", 0x001F01FF },
	{ "FR", 0x00120089 },
	{ "FW", 0x00120116 },
	{ "FX", 0x001200A0 },
	{ "KA", 0x000F003F },
	{ "KR", 0x00020019 },
	{ "KW", 0x00020006 },
	{ "KX", 0x00020019 },
	{ "", 0 },
};

const struct sddl_word sddl_ace_flags[] = {
	{ "OI", OBJECT_INHERIT_ACE },
	{ "CI", CONTAINER_INHERIT_ACE },
	{ "NP", NO_PROPAGATE_INHERIT_ACE },
	{ "IO", INHERIT_ONLY_ACE },
	{ "ID", INHERITED_ACE },
	{ "SA", SUCCESSFUL_ACCESS_ACE_FLAG },
	{ "FA", FAILED_ACCESS_ACE_FLAG },
	{ "", 0 },
};

static const struct sddl_word discretionary_types[] = {
	{ "A", ACCESS_ALLOWED_ACE_TYPE },
	{ "D", ACCESS_DENIED_ACE_TYPE },
	{ "", 0 },
};

static const struct sddl_word system_types[] = {
	{ "AU", SYSTEM_AUDIT_ACE_TYPE },
	{ "", 0 },
};

const struct sddl_list sddl_dacl = {
	.types = discretionary_types,
	.present = SE_DACL_PRESENT,
	.protected = SE_DACL_PROTECTED,
	.inherit_request = SE_DACL_AUTO_INHERIT_REQ,
	.inherited = SE_DACL_AUTO_INHERITED,
};

const struct sddl_list sddl_sacl = {
	.types = system_types,
	.present = SE_SACL_PRESENT,
	.protected = SE_SACL_PROTECTED,
	.inherit_request = SE_SACL_AUTO_INHERIT_REQ,
	.inherited = SE_SACL_AUTO_INHERITED,
};

/* Those that do not depend on a domain */
const struct sddl_sid sddl_sids[] = {
	{ "WD", 1, 1, { 0 } },
	{ "CO", 3, 1, { 0 } },
	{ "CG", 3, 1, { 1 } },
	{ "OW", 3, 1, { 4 } },
	{ "NU", 5, 1, { 2 } },
	{ "IU", 5, 1, { 4 } },
	{ "SU", 5, 1, { 6 } },
	{ "AN", 5, 1, { 7 } },
	{ "ED", 5, 1, { 9 } },
	{ "PS", 5, 1, { 10 } },
	{ "AU", 5, 1, { 11 } },
	{ "RC", 5, 1, { 12 } },
	{ "SY", 5, 1, { 18 } },
	{ "LS", 5, 1, { 19 } },
	{ "NS", 5, 1, { 20 } },
	{ "WR", 5, 1, { 33 } },
	{ "BA", 5, 2, { 32, 544 } },
	{ "BU", 5, 2, { 32, 545 } },
	{ "BG", 5, 2, { 32, 546 } },
	{ "PU", 5, 2, { 32, 547 } },
	{ "AO", 5, 2, { 32, 548 } },
	{ "SO", 5, 2, { 32, 549 } },
	{ "PO", 5, 2, { 32, 550 } },
	{ "BO", 5, 2, { 32, 551 } },
	{ "RE", 5, 2, { 32, 552 } },
	{ "RU", 5, 2, { 32, 554 } },
	{ "RD", 5, 2, { 32, 555 } },
	{ "NO", 5, 2, { 32, 556 } },
	{ "MU", 5, 2, { 32, 558 } },
	{ "LU", 5, 2, { 32, 559 } },
	{ "IS", 5, 2, { 32, 568 } },
	{ "CY", 5, 2, { 32, 569 } },
	{ "ER", 5, 2, { 32, 573 } },
	{ "CD", 5, 2, { 32, 574 } },
	{ "RA", 5, 2, { 32, 575 } },
	{ "ES", 5, 2, { 32, 576 } },
	{ "MS", 5, 2, { 32, 577 } },
	{ "HA", 5, 2, { 32, 578 } },
	{ "AA", 5, 2, { 32, 579 } },
	{ "RM", 5, 2, { 32, 580 } },
	{ "AC", 15, 2, { 2, 1 } },
	{ "LW", 16, 1, { 4096 } },
	{ "ME", 16, 1, { 8192 } },
	{ "MP", 16, 1, { 8448 } },
	{ "HI", 16, 1, { 12288 } },
	{ "SI", 16, 1, { 16384 } },
	{ "AS", 18, 1, { 1 } },
	{ "SS", 18, 1, { 2 } },
	{ "", 0, 0, { 0 } },
};
