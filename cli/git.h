/* What git knows of a change: asked through the git program, read-only.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_GIT_H
#define HEDDLE_CLI_GIT_H

#include "core/arena.h"
#include "core/err.h"
#include "core/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* A file that differs between a commit and the files on disk. Paths are absolute. */
struct hd_git_file {
    char status;           /* 'A'dded, 'D'eleted, 'M'odified, 'R'enamed (perhaps changed, too) */
    const char *old, *now; /* NULL for A and D respectively */
    const char *blob;      /* of the old contents, hexadecimal */
    const char *text;      /* old contents, NULL until they are loaded */
    size_t len;
};
typedef HD_VEC(struct hd_git_file) hd_git_file_vec;

/* Lines [first, last] of a file. */
struct hd_git_lines {
    const char *file; /* absolute */
    uint32_t first, last;
};
typedef HD_VEC(struct hd_git_lines) hd_git_lines_vec;

struct hd_git_change {
    const char *top;  /* the work tree */
    const char *base; /* the commit compared with, hexadecimal */
    hd_git_file_vec file;
    hd_git_lines_vec added, removed; /* in today's files, in the old ones */
};

/* What lies between `rev`'s merge base with HEAD and the files on disk, in the work tree around
 * `dir`. Files that git does not track are no part of it. Strings live in `a`. */
int hd_git_change(struct hd_git_change *g, const char *dir, const char *rev, struct hd_arena *a,
                  struct hd_err *err);
/* Loads the old contents of those files for which `wanted` says so. */
int hd_git_load(struct hd_git_change *g, bool (*wanted)(const struct hd_git_file *),
                struct hd_arena *a, struct hd_err *err);
void hd_git_change_free(struct hd_git_change *g);

/* Is the line one of these? */
bool hd_git_has_line(const hd_git_lines_vec *v, const char *file, uint32_t line);

#endif
