// SPDX-License-Identifier: GPL-2.0
/*
 * A token's process is remembered while somebody has a handle to the token.
 *
 * The module forgets a process that has never called when the last object that
 * stands for it goes. What is then taken from its token would be taken from
 * nobody. So such a token holds an object of its process, from its first handle
 * to its last one; not longer, as the process holds the token.
 *
 * @hold_lock guards se_token.process and .handles. It is innermost.
 */
#include <linux/spinlock.h>
#include <ntobj/se_token.h>

static DEFINE_SPINLOCK(hold_lock);

/**
 * se_hold_process - a token is about to get a handle, and must reach its process
 * @token: the token
 * @process: an object that stands for its process, or NULL if none is needed
 *
 * Context: process. Undone by se_release_process().
 */
void se_hold_process(struct se_token *token, struct ob_header *process)
{
	spin_lock(&hold_lock);
	token->handles++;
	if (process && !token->process) {
		ob_reference_object(process);
		token->process = process;
	}
	spin_unlock(&hold_lock);
}

/**
 * se_hold_process_further - a token gets one handle more
 * @token: the token
 *
 * Context: process. Undone by se_release_process().
 *
 * Return: false if it has none any more, and may have let its process go.
 */
bool se_hold_process_further(struct se_token *token)
{
	bool held;

	spin_lock(&hold_lock);
	held = token->handles;
	if (held)
		token->handles++;
	spin_unlock(&hold_lock);
	return held;
}

/**
 * se_release_process - a token has one handle less
 * @token: the token
 *
 * Context: process; may sleep.
 */
void se_release_process(struct se_token *token)
{
	struct ob_header *process = NULL;

	spin_lock(&hold_lock);
	if (!--token->handles)
		swap(process, token->process);
	spin_unlock(&hold_lock);
	if (process)
		ob_dereference_object(process);
}
