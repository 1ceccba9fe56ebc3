/* Folders and files that a test or a benchmark makes for itself, where TMPDIR says.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_SCRATCH_H
#define HEDDLE_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline char *scratch_template(const char *name)
{
    const char *base = getenv("TMPDIR");
    char *path;
    if (asprintf(&path, "%s/heddle-%s-XXXXXX", base && *base ? base : P_tmpdir, name) < 0)
        abort();
    return path;
}

/* A new folder, for scratch_remove. Whoever cannot have one cannot go on. */
static inline char *scratch_folder(const char *name)
{
    char *path = scratch_template(name);
    if (!mkdtemp(path)) {
        perror(path);
        exit(1);
    }
    return path;
}

/* A new empty file, open for reading and writing; unlink and free *path. */
static inline int scratch_file(const char *name, char **path)
{
    int fd = mkstemp(*path = scratch_template(name));
    if (fd < 0) {
        perror(*path);
        exit(1);
    }
    return fd;
}

static inline int scratch_remove_one(const char *path, const struct stat *st, int kind,
                                     struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

/* The folder with all that is in it, and its name. -1: something is still there. */
static inline int scratch_remove(char *folder)
{
    int rc = nftw(folder, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
    return rc;
}

#endif
