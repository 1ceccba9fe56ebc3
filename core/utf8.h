/* Text from outside (names in ELF files, command lines, source) may hold any bytes; whatever shows
 * it passes it through here first.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_UTF8_H
#define HEDDLE_CORE_UTF8_H

#include <stddef.h>

#define HD_UTF8_REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Length of the UTF-8 sequence at `s`, or 0 when it is none (RFC 3629: no overlong forms, no
 * surrogates, at most U+10FFFF). Never reads behind a NUL. */
size_t hd_utf8_len(const char *s);

/* The same, and 0 also for what XML 1.0 cannot hold or a reader cannot see: control characters
 * (among them ESC) but tab and newline, U+FFFE, U+FFFF, and the marks that turn the direction of
 * text around. */
size_t hd_utf8_visible(const char *s);

#endif
