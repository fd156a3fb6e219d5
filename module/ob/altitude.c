// SPDX-License-Identifier: GPL-2.0
/*
 * Altitudes: where a driver's callbacks stand among those of others.
 *
 * An altitude is a number with as many digits as its owner likes, before the
 * point and after it, so that there is always room between two. It is compared
 * as it is written.
 */
#include <linux/ctype.h>
#include <linux/string.h>

#include "compat/linux.h"
#include "ob/internal.h"

static size_t count_digits(const char *text)
{
	size_t count = 0;

	while (isdigit(text[count]))
		count++;
	return count;
}

/**
 * ob_is_altitude - whether a text is an altitude
 * @text: digits, and perhaps a point and more digits
 *
 * Context: any.
 *
 * Return: true if it is.
 */
bool ob_is_altitude(const char *text)
{
	size_t digits = count_digits(text);

	if (digits && text[digits] == '.') {
		text += digits + 1;
		digits = count_digits(text);
	}
	return digits && !text[digits];
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_is_altitude);

/* A missing digit after the point is a zero. */
static int compare_fractions(const char *a, const char *b)
{
	a += *a == '.';
	b += *b == '.';
	while (*a || *b) {
		char digit_of_a = *a ? *a++ : '0';
		char digit_of_b = *b ? *b++ : '0';

		if (digit_of_a != digit_of_b)
			return digit_of_a < digit_of_b ? -1 : 1;
	}
	return 0;
}

static const char *skip_zeros(const char *text)
{
	return text + strspn(text, "0");
}

/**
 * ob_compare_altitudes - which of two altitudes is the higher one
 * @a: an altitude
 * @b: another
 *
 * As RtlCompareAltitudes, which takes counted UTF-16. Context: any.
 *
 * Return: below 0 if @b is, above 0 if @a is, 0 if they are the same number.
 */
int ob_compare_altitudes(const char *a, const char *b)
{
	size_t digits;
	int order;

	a = skip_zeros(a);
	b = skip_zeros(b);
	digits = count_digits(a);
	if (digits != count_digits(b))
		return digits < count_digits(b) ? -1 : 1;
	order = strncmp(a, b, digits);
	return order ? order : compare_fractions(a + digits, b + digits);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_compare_altitudes);
