/* Names of C++ as the analyzer writes them: qualified, without parameters and template arguments,
 * "shop::shelf::put", "main::lambda#1".
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_DEMANGLE_H
#define HEDDLE_COLLECTOR_DEMANGLE_H

#include "core/arena.h"

/* The plain name behind a mangled symbol. What stands for code of the standard library keeps its
 * template arguments: they alone tell which function of the program was compiled into it. NULL when
 * the symbol is not mangled, malformed, or its name too long to be of use to anyone. */
const char *hd_demangle(struct hd_arena *a, const char *symbol);

/* The plain form of demangled text, "int ns::f<int>(char) const". */
const char *hd_plain_function(struct hd_arena *a, const char *text);

/* One part of a name as DWARF has it, without template arguments: "put" of "put<int>", "operator<"
 * of "operator< <int>". */
const char *hd_plain_part(struct hd_arena *a, const char *name);

#endif
