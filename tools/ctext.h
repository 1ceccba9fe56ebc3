/* What the build-time tools share: reading a text file and writing it as a C string literal. They
 * run before core is compiled and therefore cannot use it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TOOLS_CTEXT_H
#define HEDDLE_TOOLS_CTEXT_H

#include <stddef.h>
#include <stdio.h>

/* The whole file, NUL-terminated; free() it. NULL with errno when it cannot be read. */
char *read_text(const char *path, size_t *len);
/* A C literal of any length, one source line per line of text. */
void write_c_string(FILE *out, const char *s);
/* As strdup and asprintf; end the tool when memory is out. */
char *xstrdup(const char *s);
char *xformat(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
