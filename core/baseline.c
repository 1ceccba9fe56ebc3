/* See baseline.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/baseline.h"

#include <string.h>

enum { DIGITS = 16 };

static int add_line(struct hd_baseline *b, const char *name, const char *p, size_t n, unsigned line,
                    struct hd_arena *a, struct hd_err *err)
{
    while (n && strchr(" \t\r", p[n - 1]))
        n--;
    for (; n && strchr(" \t", *p); n--)
        p++;
    if (!n || *p == '#')
        return 0;
    size_t digits = 0;
    while (digits < n && strchr("0123456789abcdef", p[digits]) && p[digits])
        digits++;
    if (n >= 7 && (memcmp(p, "<<<<<<<", 7) == 0 || memcmp(p, ">>>>>>>", 7) == 0 ||
                   memcmp(p, "=======", 7) == 0))
        return hd_fail(err, "%s:%u: a merge conflict that is not resolved", name, line);
    if (digits != DIGITS || (n > DIGITS && !strchr(" \t", p[DIGITS])))
        return hd_fail(
            err,
            "%s:%u: a line begins with a fingerprint of %d digits, not with '%.*s'; heddle check "
            "--write-baseline writes such a file",
            name, line, DIGITS, (int)(n < 24 ? n : 24), p);
    const char *fingerprint = hd_arena_strn(a, p, DIGITS);
    if (hd_strpool_put(&b->known, fingerprint) < b->entry.len)
        return 0; /* stands twice, as after a merge */
    size_t skip = DIGITS;
    while (skip < n && strchr(" \t", p[skip]))
        skip++;
    struct hd_baseline_entry e = {fingerprint, hd_arena_strn(a, p + skip, n - skip), line, false};
    hd_vec_push(&b->entry, e);
    return 0;
}

int hd_baseline_parse(struct hd_baseline *b, const char *name, const char *text, size_t len,
                      struct hd_arena *a, struct hd_err *err)
{
    unsigned line = 1;
    for (size_t at = 0; at < len; line++) {
        const char *nl = memchr(text + at, '\n', len - at);
        size_t n = nl ? (size_t)(nl - (text + at)) : len - at;
        if (memchr(text + at, '\0', n))
            return hd_fail(err, "%s:%u: this is no text", name, line);
        if (add_line(b, name, text + at, n, line, a, err) < 0)
            return -1;
        at += n + 1;
    }
    return 0;
}

struct hd_baseline_entry *hd_baseline_find(struct hd_baseline *b, const char *fingerprint)
{
    uint32_t at = hd_strpool_find(&b->known, fingerprint);
    return at < b->entry.len ? &b->entry.data[at] : NULL;
}

void hd_baseline_free(struct hd_baseline *b)
{
    hd_vec_free(&b->entry);
    hd_strpool_free(&b->known);
}
