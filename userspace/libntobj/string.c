// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Counted strings.
 */
#include <stdlib.h>

#include "internal.h"

/* The longest even length that leaves room for a terminator. */
#define LONGEST	(UINT16_MAX - 1 - sizeof(WCHAR))

/**
 * RtlInitUnicodeString() - make a counted string of a terminated one
 * @DestinationString: the counted string; it points to the text, which is not
 *	copied
 * @SourceString: the text; NULL makes a string of length 0 without a buffer
 *
 * A text of more than 65532 bytes is counted as 65532, without an error.
 *
 * Origin: Windows, as Wine's tests found it.
 * Context: Does not block. Any thread; safe in signal handlers.
 */
void RtlInitUnicodeString(PUNICODE_STRING DestinationString,
			  PCWSTR SourceString)
{
	size_t units = 0;
	size_t length;

	DestinationString->Length = 0;
	DestinationString->MaximumLength = 0;
	DestinationString->Buffer = (PWSTR)SourceString;
	if (!SourceString)
		return;

	while (SourceString[units])
		units++;
	length = units * sizeof(WCHAR);
	if (length > LONGEST)
		length = LONGEST;
	DestinationString->Length = (USHORT)length;
	DestinationString->MaximumLength = (USHORT)(length + sizeof(WCHAR));
}

/**
 * RtlFreeUnicodeString() - free a text that the library has allocated
 * @UnicodeString: what RtlConvertSidToUnicodeString() has set; it is empty
 *	afterwards. Without a buffer nothing is done
 *
 * Origin: Windows.
 * Context: Does not wait for others. Any thread. Frees memory.
 */
void RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
	free(UnicodeString->Buffer);
	*UnicodeString = (UNICODE_STRING) { 0 };
}
