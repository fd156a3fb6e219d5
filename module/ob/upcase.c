// SPDX-License-Identifier: GPL-2.0
/* Upper case: comparing and hashing names without regard to case. */
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/string.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/upcase_table.h"

#define HASH_CHUNK	64	/* units */

static siphash_key_t hash_key __ro_after_init;

/**
 * ob_upcase - the upper case of one UTF-16 unit
 * @unit: any unit; halves of surrogate pairs stay what they are
 *
 * Unicode's simple mapping. Context: any.
 *
 * Return: the unit in upper case.
 */
u16 ob_upcase(u16 unit)
{
	return unit + upcase_delta[upcase_page[unit >> 8]][unit & 0xFF];
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_upcase);

/**
 * ob_compare_upcase - the order of two names without regard to case
 * @a: one
 * @b: the other
 * @length: units of each
 *
 * Context: any.
 *
 * Return: below, at or above 0 as @a comes before, with or after @b.
 */
int ob_compare_upcase(const u16 *a, const u16 *b, u32 length)
{
	int order = 0;
	u32 i;

	/* Who looks a name up has mostly written it as it is. */
	if (!memcmp(a, b, length * sizeof(u16)))
		return 0;
	for (i = 0; !order && i < length; i++)
		if (a[i] != b[i])
			order = ob_upcase(a[i]) - ob_upcase(b[i]);
	return order;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_compare_upcase);

/**
 * ob_hash_upcase - a hash of a name that is the same for all its cases
 * @text: the name
 * @length: its units
 *
 * Keyed at random when the module is loaded, so that nobody can choose names
 * that collide. Context: any.
 *
 * Return: the hash.
 */
u64 ob_hash_upcase(const u16 *text, u32 length)
{
	u16 chunk[HASH_CHUNK];
	u64 hash = 0, part;
	u32 i, done, count;

	for (done = 0; done < length; done += count) {
		count = min_t(u32, length - done, HASH_CHUNK);
		for (i = 0; i < count; i++)
			chunk[i] = ob_upcase(text[done + i]);
		part = siphash(chunk, count * sizeof(u16), &hash_key);
		/* Most names are one chunk. */
		hash = done ? siphash_2u64(hash, part, &hash_key) : part;
	}
	return hash;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_hash_upcase);

/* Chooses the key; before any name is hashed. */
void __init ob_upcase_init(void)
{
	get_random_bytes(&hash_key, sizeof(hash_key));
}
