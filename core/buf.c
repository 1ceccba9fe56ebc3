/* Growable text; see buf.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/vec.h"

static void room(struct hd_buf *b, size_t n)
{
    if (b->len + n + 1 > b->cap)
        hd_vec_grow_((void **)&b->data, &b->cap, b->len + n + 1, 1);
}

void hd_buf_put(struct hd_buf *b, const void *data, size_t n)
{
    room(b, n);
    if (n)
        memcpy(b->data + b->len, data, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void hd_buf_str(struct hd_buf *b, const char *s)
{
    hd_buf_put(b, s, strlen(s));
}

void hd_buf_char(struct hd_buf *b, char c)
{
    hd_buf_put(b, &c, 1);
}

void hd_buf_fmt(struct hd_buf *b, const char *fmt, ...)
{
    va_list ap, ap2;
    va_start(ap, fmt);
    va_copy(ap2, ap);
    int n = vsnprintf(NULL, 0, fmt, ap2);
    va_end(ap2);
    if (n > 0) {
        room(b, (size_t)n);
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
        b->len += (size_t)n;
    }
    va_end(ap);
}

const char *hd_buf_cstr(const struct hd_buf *b)
{
    return b->data ? b->data : "";
}

char *hd_buf_take(struct hd_buf *b)
{
    room(b, 0);
    b->data[b->len] = '\0';
    char *s = b->data;
    *b = (struct hd_buf){0};
    return s;
}

void hd_buf_free(struct hd_buf *b)
{
    free(b->data);
    *b = (struct hd_buf){0};
}
