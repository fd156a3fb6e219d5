// SPDX-License-Identifier: GPL-2.0
/*
 * Handles that stand for the caller itself: -1 for its process, -2 for its
 * thread. They have no entry in any table. What they stand for is the business
 * of a floor above, which registers them.
 */
#include <linux/nospec.h>
#include <ntobj/ob.h>

static const struct ob_pseudo_handle *pseudo_handles[OB_PSEUDO_HANDLES];

/**
 * ob_register_pseudo_handle - say what one stands for
 * @handle: which
 * @pseudo: what, to last as long as the module
 *
 * Context: loading the module.
 */
void ob_register_pseudo_handle(u64 handle, const struct ob_pseudo_handle *pseudo)
{
	if (!WARN_ON_ONCE(!ob_is_pseudo_handle(handle)))
		pseudo_handles[-handle - 1] = pseudo;
}

/**
 * ob_find_pseudo_handle - what a handle stands for
 * @handle: any value
 *
 * Context: any.
 *
 * Return: what was registered for it, or NULL.
 */
const struct ob_pseudo_handle *ob_find_pseudo_handle(u64 handle)
{
	if (likely(!ob_is_pseudo_handle(handle)))
		return NULL;
	return pseudo_handles[array_index_nospec(-handle - 1, OB_PSEUDO_HANDLES)];
}
