/* A text file that the build put into the binary (tools/embed). Tables of them are closed by an
 * entry whose name is NULL.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_EMBEDDED_H
#define HEDDLE_CORE_EMBEDDED_H

#include <stddef.h>

struct hd_embedded {
    const char *name; /* path below the folder it was taken from: "packs/pthread.yml" */
    const char *text; /* NUL-terminated */
    size_t len;       /* without the NUL */
};

#endif
