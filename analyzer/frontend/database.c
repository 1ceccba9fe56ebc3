/* Units: from compile_commands.json or from the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/frontend/args.h"
#include "analyzer/frontend/frontend.h"
#include "core/file.h"

static const char *arena_path(struct hd_arena *a, const char *base, const char *path)
{
    char *abs = hd_path_absolute(base, path);
    const char *kept = hd_arena_str(a, abs);
    free(abs);
    return kept;
}

static char *current_dir(void)
{
    return hd_path_absolute(NULL, ".");
}

int hd_units_from_files(const char *const *files, size_t nfiles, const char *const *args,
                        size_t nargs, struct hd_arena *a, hd_unit_vec *out, struct hd_err *err)
{
    char *cwd = current_dir();
    const char *dir = hd_arena_str(a, cwd);
    const char **raw = hd_arena_array(a, const char *, nargs + 1);
    const char **argv = hd_arena_array(a, const char *, nargs + 1);
    for (size_t i = 0; i < nargs; i++)
        raw[i] = hd_arena_str(a, args[i]);
    size_t argc = hd_args_clean(raw, nargs, argv);
    int rc = 0;
    for (size_t i = 0; i < nfiles && rc == 0; i++) {
        struct hd_unit u = {
            .file = arena_path(a, cwd, files[i]), .directory = dir, .argv = argv, .argc = argc};
        if (access(u.file, R_OK) != 0)
            rc = hd_fail_errno(err, "%s", files[i]);
        else
            hd_vec_push(out, u);
    }
    free(cwd);
    return rc;
}
