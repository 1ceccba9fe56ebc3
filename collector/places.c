/* Where things lie: the probe, the folder of wire files, the project root. See target.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/target.h"
#include "core/buf.h"
#include "core/file.h"

static char *own_dir(void)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (slash)
        *slash = '\0';
    return strdup(exe);
}

/* Debian's library folder below the prefix. */
#if defined(__x86_64__)
#define TRIPLET_DIR "../lib/x86_64-linux-gnu"
#elif defined(__aarch64__)
#define TRIPLET_DIR "../lib/aarch64-linux-gnu"
#else
#define TRIPLET_DIR "../lib64"
#endif

char *hd_probe_path(struct hd_err *err)
{
    const char *env = getenv("HEDDLE_PROBE");
    if (env && *env) {
        char *abs = hd_path_absolute(NULL, env);
        if (access(abs, R_OK) == 0)
            return abs;
        hd_fail_errno(err, "HEDDLE_PROBE names %s, which cannot be read", env);
        free(abs);
        return NULL;
    }
    static const char *const below[] = {
        "../lib", TRIPLET_DIR, "../lib64", TRIPLET_DIR "/heddle", "../lib/heddle", "."};
    char *dir = own_dir();
    for (size_t i = 0; dir && i < sizeof below / sizeof *below; i++) {
        struct hd_buf b = {0};
        hd_buf_fmt(&b, "%s/libheddle_probe.so", below[i]);
        char *path = hd_path_absolute(dir, hd_buf_cstr(&b));
        hd_buf_free(&b);
        if (access(path, R_OK) == 0) {
            free(dir);
            return path;
        }
        free(path);
    }
    hd_fail(err,
            "the probe libheddle_probe.so is not beside this program (%s); HEDDLE_PROBE can "
            "name it",
            dir ? dir : "?");
    free(dir);
    return NULL;
}

char *hd_wire_base_dir(void)
{
    struct hd_buf b = {0};
    const char *dir = getenv("HEDDLE_DIR"), *xdg = getenv("XDG_RUNTIME_DIR");
    if (dir && *dir)
        hd_buf_str(&b, dir);
    else if (xdg && *xdg && access(xdg, W_OK) == 0)
        hd_buf_fmt(&b, "%s/heddle", xdg);
    else
        hd_buf_fmt(&b, "/dev/shm/heddle-%u", (unsigned)getuid());
    char *path = hd_path_absolute(NULL, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return path;
}

char *hd_wire_run_dir(struct hd_err *err)
{
    char *base = hd_wire_base_dir();
    struct hd_buf b = {0};
    int rc = hd_mkdirs(base, 0700, err);
    hd_buf_fmt(&b, "%s/run-XXXXXX", base);
    free(base);
    char *path = hd_buf_take(&b);
    if (rc == 0 && mkdtemp(path))
        return path;
    if (rc == 0)
        hd_fail_errno(err, "cannot make a folder for wire files in %s", path);
    free(path);
    return NULL;
}

char *hd_project_root(void)
{
    char *cwd = hd_path_absolute(NULL, ".");
    char *root = hd_path_project(cwd);
    if (!root)
        return cwd;
    free(cwd);
    return root;
}
