/* Growable text. The string is always NUL-terminated once something was added; the caller frees it
 * with hd_buf_free or takes it with hd_buf_take.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_BUF_H
#define HEDDLE_CORE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct hd_buf {
    char *data;
    size_t len, cap;
};

void hd_buf_put(struct hd_buf *b, const void *data, size_t n);
void hd_buf_str(struct hd_buf *b, const char *s);
void hd_buf_char(struct hd_buf *b, char c);
void hd_buf_fmt(struct hd_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *hd_buf_cstr(const struct hd_buf *b); /* "" when empty */
char *hd_buf_take(struct hd_buf *b);             /* never NULL; free() it */
void hd_buf_free(struct hd_buf *b);

#endif
