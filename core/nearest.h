/* What somebody may have meant.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_NEAREST_H
#define HEDDLE_CORE_NEAREST_H

/* The name among `name` (NULL-terminated) nearest to a misspelt one, or NULL when none is near:
 * edit distance at most a third of its length, at least 1. */
const char *hd_nearest(const char *misspelt, const char *const *name);

#endif
