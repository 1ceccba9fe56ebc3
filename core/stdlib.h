/* Code of the standard library of C or C++, which stands in every stack and tells a reader nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_STDLIB_H
#define HEDDLE_CORE_STDLIB_H

#include <stdbool.h>

/* A place by what is known of it; NULL: unknown. `module`: basename of the ELF file; `file`: relative
 * to the project root, or absolute; `function`: qualified. */
bool hd_is_stdlib(const char *module, const char *file, const char *function);

#endif
