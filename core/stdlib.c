/* See stdlib.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/stdlib.h"

#include <stddef.h>
#include <string.h>

static bool starts_with_one(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (!strncmp(s, *words, strlen(*words)))
            return true;
    return false;
}

bool hd_is_stdlib(const char *module, const char *file, const char *function)
{
    static const char *const modules[] = {
        "libc.so",   "libc-2",   "libpthread", "libstdc++.so", "libc++.so", "libc++abi.so",
        "libgcc_s.", "ld-linux", "ld-musl",    "libm.so",      "librt.so",  NULL,
    };
    /* __gthread_ is how libstdc++ calls threads in C. */
    static const char *const names[] = {"std::", "__gnu_cxx::", "__gthread_", NULL};
    static const char headers[] = "include/c++/"; /* wherever the compiler was installed */

    if (module && starts_with_one(module, modules))
        return true;
    const char *at = file ? strstr(file, headers) : NULL;
    if (at && (at == file || at[-1] == '/' || at[-1] == '-'))
        return true;
    /* What a program adds to std lies in a file of its own. */
    bool own_file = file && file[0] != '/';
    return function && !own_file && starts_with_one(function, names);
}
