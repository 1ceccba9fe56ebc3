/* Where things lie: the probe, the folder of wire files, the project root. See target.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/target.h"
#include "core/beside.h"
#include "core/buf.h"
#include "core/file.h"

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
    char *path = hd_find_beside("libheddle_probe.so", err);
    if (!path)
        hd_err_prefix(err, "the probe (HEDDLE_PROBE can name it)");
    return path;
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
