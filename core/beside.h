/* Files that lie beside the program: the probe, the frontend.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_BESIDE_H
#define HEDDLE_CORE_BESIDE_H

#include "core/err.h"

/* The file `name` in the library folders of where this program lies, as built or as installed.
 * NULL with a message when there is none; free() it. */
char *hd_find_beside(const char *name, struct hd_err *err);

#endif
