/* One entry of a compilation database: its command as a list of arguments.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_UNITS_COMMAND_H
#define HEDDLE_ANALYZER_UNITS_COMMAND_H

#include "core/arena.h"
#include "core/vec.h"

typedef HD_VEC(const char *) hd_arg_vec;

/* Splits a command as the database's definition says: quotes as in a shell, a backslash takes the
 * next character as it is; nothing else is special. Strings live in `a`. */
void hd_command_split(const char *text, struct hd_arena *a, hd_arg_vec *out);

/* Puts the contents of response files ("@flags.rsp", relative to `directory`) in their place, those
 * of response files in them, too. One that cannot be read stays as it is. */
void hd_command_expand(hd_arg_vec *argv, const char *directory, struct hd_arena *a);

/* The number of the argument that is the compiler: wrappers and their settings (ccache, distcc,
 * env A=b) stand before it. */
size_t hd_command_compiler(const hd_arg_vec *argv);

/* "aarch64-linux-gnu" of a cross compiler's name (aarch64-linux-gnu-gcc-12), NULL. Lives in `a`. */
const char *hd_command_target(const char *compiler, struct hd_arena *a);

#endif
