/* Lines of source files, read from disk for reports. Keeps the latest file, since findings come
 * sorted by file.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_SOURCE_H
#define HEDDLE_REPORT_SOURCE_H

#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is empty. */
struct hd_source {
    char *file; /* as asked for, whether or not it could be read */
    char *text;
    size_t len;
    uint32_t line; /* the line that starts at `at`, so that the next one need not start over */
    size_t at;
};

/* The line without its end, or NULL when there is no such file or line. `file` is relative to
 * `root` or absolute. Points into the source; valid until the next call. */
const char *hd_source_line(struct hd_source *s, const char *root, const char *file, uint32_t line,
                           size_t *len);
/* The whole file, or NULL when it cannot be read; valid until the next call. */
const char *hd_source_text(struct hd_source *s, const char *root, const char *file, size_t *len);
void hd_source_free(struct hd_source *s);

#endif
