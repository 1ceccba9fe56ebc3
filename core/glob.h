/* Patterns over paths as .gitignore has them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_GLOB_H
#define HEDDLE_CORE_GLOB_H

#include <stdbool.h>

/* Whether `pattern` fits `path` (relative to the project's root): '*' and '?' stay within one name,
 * "**" does not, "[a-z]" is one of these. A pattern without '/' fits the name of the file or of a
 * folder anywhere above it; one with '/' counts from the root. What fits a folder fits all that
 * lies in it; a final '/' says that only a folder is meant. */
bool hd_path_glob(const char *pattern, const char *path);

#endif
