/* Cleaning of compiler arguments.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_UNITS_ARGS_H
#define HEDDLE_ANALYZER_UNITS_ARGS_H

#include <stddef.h>

/* Copies the arguments that say what the code means (macros, include folders, language) to `out`,
 * which has room for argc; input files, outputs, warnings and what could run code are left out.
 * argv is without the compiler's own name. Returns how many were copied. */
size_t hd_args_clean(const char *const *argv, size_t argc, const char **out);

/* database_text.c: the text of a compilation database without the entries that are no UTF-8, each
 * of which is named in a warning. The caller frees *text. */
struct hd_err;
int hd_database_read(const char *path, char **text, size_t *len, struct hd_err *err);

#endif
