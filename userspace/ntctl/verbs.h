/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Each is in the file of its name.
 */
#ifndef NTCTL_VERBS_H
#define NTCTL_VERBS_H

#include "ntctl.h"

extern const struct verb alert_verb;
extern const struct verb apc_verb;
extern const struct verb cd_verb;
extern const struct verb close_verb;
extern const struct verb complete_verb;
extern const struct verb delay_verb;
extern const struct verb dpc_verb;
extern const struct verb echo_verb;
extern const struct verb event_create_verb;
extern const struct verb event_pair_create_verb;
extern const struct verb event_pair_set_verb;
extern const struct verb event_pair_wait_verb;
extern const struct verb event_pulse_verb;
extern const struct verb event_query_verb;
extern const struct verb event_reset_verb;
extern const struct verb event_set_verb;
extern const struct verb exit_verb;
extern const struct verb handle_verb;
extern const struct verb handles_verb;
extern const struct verb help_verb;
extern const struct verb kill_verb;
extern const struct verb ln_verb;
extern const struct verb ls_verb;
extern const struct verb mkdir_verb;
extern const struct verb mutant_create_verb;
extern const struct verb mutant_query_verb;
extern const struct verb mutant_release_verb;
extern const struct verb open_verb;
extern const struct verb ps_verb;
extern const struct verb pwd_verb;
extern const struct verb quota_verb;
extern const struct verb resume_verb;
extern const struct verb rm_verb;
extern const struct verb sd_get_verb;
extern const struct verb sd_set_verb;
extern const struct verb semaphore_create_verb;
extern const struct verb semaphore_query_verb;
extern const struct verb semaphore_release_verb;
extern const struct verb session_verb;
extern const struct verb sessions_verb;
extern const struct verb irql_verb;
extern const struct verb bugcheck_verb;
extern const struct verb verifier_verb;
extern const struct verb shell_verb;
extern const struct verb stat_verb;
extern const struct verb suspend_verb;
extern const struct verb threads_verb;
extern const struct verb timer_cancel_verb;
extern const struct verb timer_create_verb;
extern const struct verb timer_query_verb;
extern const struct verb timer_set_verb;
extern const struct verb token_check_verb;
extern const struct verb token_disable_verb;
extern const struct verb token_enable_verb;
extern const struct verb token_remove_verb;
extern const struct verb token_verb;
extern const struct verb top_verb;
extern const struct verb trace_handles_verb;
extern const struct verb tree_verb;
extern const struct verb types_verb;
extern const struct verb version_verb;
extern const struct verb wait_verb;
extern const struct verb waitchain_verb;
extern const struct verb who_verb;

#endif /* NTCTL_VERBS_H */
