/* Files and paths.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_FILE_H
#define HEDDLE_CORE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/err.h"

/* Reads a whole file, at most `max` bytes (a larger one is an error). *out is NUL-terminated and
 * owned by the caller (free()). Returns 0 or -1 with a message that names the file. */
int hd_file_read(const char *path, size_t max, char **out, size_t *len, struct hd_err *err);

/* Writes through a temporary file and rename, so that a full disk never leaves half a file; what is
 * there and no plain file (a device, a pipe, a link) is written to. */
int hd_file_write(const char *path, const void *data, size_t len, struct hd_err *err);

/* mkdir -p with `mode` for the new folders. */
int hd_mkdirs(const char *path, unsigned mode, struct hd_err *err);

bool hd_file_exists(const char *path);

/* Absolute form of `path` against `base` (NULL: the current folder) with ".", ".." and double
 * slashes resolved as text; symbolic links are not followed. free() the result. */
char *hd_path_absolute(const char *base, const char *path);

/* `path` as seen from folder `root`: "a/b.c" when it lies below, else `path` itself. Both must be
 * absolute. Points into `path`. */
const char *hd_path_relative(const char *root, const char *path);

/* The nearest folder, from `dir` (absolute) upwards, that looks like the root of a project: it
 * holds .heddle.yml or .git. free() it; NULL when there is none. The database's folder is no mark:
 * it lies wherever heddle was started. */
char *hd_path_project(const char *dir);

/* The folder that `path` (absolute) lies in; free() it. */
char *hd_path_parent(const char *path);

const char *hd_path_basename(const char *path); /* points into `path` */

#endif
