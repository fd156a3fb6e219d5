/* SPDX-License-Identifier: GPL-2.0 */
/* How a wait is claimed and told, for who satisfies it; see ke/claim.c. */
#ifndef _NTOBJ_KE_CLAIM_H
#define _NTOBJ_KE_CLAIM_H

#include <linux/atomic.h>
#include <linux/preempt.h>
#include <ntobj/ke.h>

/**
 * ke_claim - decide how a wait ends, unless that has been
 * @wait: the wait, a block of which is in a list whose lock is held
 *
 * The model's claim(). Context: any.
 *
 * Return: whether it is the caller's now, who chains it.
 */
static inline bool ke_claim(struct ke_wait *wait)
{
	return cmpxchg(&wait->phase, KE_PENDING, KE_CLAIMED) == KE_PENDING;
}

static inline unsigned int ke_place_of(const struct ke_wait_block *block)
{
	return block - block->wait->blocks;
}

/* Whether a block is of those that its wait is for all of. */
static inline bool ke_is_of_all(const struct ke_wait_block *block)
{
	return block->wait->all && ke_place_of(block) < block->wait->all;
}

/*
 * Who has been claimed heeds nothing until he is told. So whoever claims is not put
 * off before he has told; but where locks sleep he may be.
 */
static inline void ke_stay_awake(void)
{
	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_disable();
}

static inline void ke_rest(void)
{
	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		preempt_enable();
}

/**
 * ke_chain - put a wait to those that are to be told
 * @signal: from ke_begin_signal()
 * @wait: the wait, claimed by the caller
 *
 * Context: any.
 */
static inline void ke_chain(struct ke_signal *signal, struct ke_wait *wait)
{
	wait->next = NULL;
	if (signal->first)
		signal->last->next = wait;
	else
		signal->first = wait;
	signal->last = wait;
	signal->slowly = true;
}

void ke_awake_chained(struct ke_signal *signal);

/* Waits that are released in pieces: ke/release.c */

/* As many are claimed before the lock is dropped. */
#define KE_BATCH	16

void ke_release_rest(struct ke_dispatcher *object, struct ke_wait_block *block,
		     struct ke_signal *signal);
void ke_claim_released(struct ke_dispatcher *object, struct ke_signal *signal);
unsigned int ke_find_released(const struct ke_wait *wait);

#endif /* _NTOBJ_KE_CLAIM_H */
