/* SPDX-License-Identifier: Apache-2.0 */
#include "core/beside.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"

/* Debian's library folder below the prefix. */
#if defined(__x86_64__)
#define TRIPLET_DIR "../lib/x86_64-linux-gnu"
#elif defined(__aarch64__)
#define TRIPLET_DIR "../lib/aarch64-linux-gnu"
#else
#define TRIPLET_DIR "../lib64"
#endif

static char *own_dir(void)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    return hd_path_parent(exe);
}

char *hd_find_beside(const char *name, struct hd_err *err)
{
    static const char *const below[] = {
        "../lib", TRIPLET_DIR, "../lib64", TRIPLET_DIR "/heddle", "../lib/heddle", "."};
    char *dir = own_dir();
    for (size_t i = 0; dir && i < sizeof below / sizeof *below; i++) {
        struct hd_buf b = {0};
        hd_buf_fmt(&b, "%s/%s", below[i], name);
        char *path = hd_path_absolute(dir, hd_buf_cstr(&b));
        hd_buf_free(&b);
        if (access(path, R_OK) == 0) {
            free(dir);
            return path;
        }
        free(path);
    }
    hd_fail(err, "%s is not beside this program (%s)", name, dir ? dir : "?");
    free(dir);
    return NULL;
}
