/* See top_table.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/top_table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/utf8.h"
#include "store/facts.h"

enum { GAP = 2, LEAST = 8 };

static const char ellipsis[] = "…";

size_t hd_text_cut(const char *line, size_t len, size_t columns)
{
    size_t at = 0, used = 0;
    while (at < len && used < columns) {
        at++;
        while (at < len && ((unsigned char)line[at] & 0xc0) == 0x80)
            at++;
        used++;
    }
    return at;
}

static size_t width(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

/* ---- shortening ---- */

static void put_head(struct hd_buf *b, const char *s, size_t columns)
{
    hd_buf_put(b, s, hd_text_cut(s, strlen(s), columns));
}

static void put_tail(struct hd_buf *b, const char *s, size_t columns)
{
    size_t n = width(s);
    hd_buf_str(b, s + (n > columns ? hd_text_cut(s, strlen(s), n - columns) : 0));
}

static bool is_operator(const char *name, const char *at)
{
    static const char word[] = "operator";
    while (at > name && at[-1] == '<')
        at--;
    size_t n = sizeof word - 1;
    return (size_t)(at - name) >= n && memcmp(at - n, word, n) == 0;
}

/* "a<b>::c<d<e> >" -> "a::c"; a copy of the whole where brackets do not match. */
static char *without_arguments(const char *s)
{
    struct hd_buf b = {0};
    size_t depth = 0;
    for (const char *p = s; *p; p++) {
        if (*p == '<' && (depth || !is_operator(s, p)))
            depth++;
        else if (*p == '>' && depth && p[-1] != '-')
            depth--;
        else if (!depth)
            hd_buf_char(&b, *p);
    }
    if (depth) {
        b.len = 0;
        hd_buf_str(&b, s);
    }
    return hd_buf_take(&b);
}

/* The longest end that begins at a scope's name and fits behind the ellipsis. */
static const char *inner_scopes(const char *s, size_t columns)
{
    for (const char *p = s; (p = strstr(p, "::"));) {
        p += 2;
        if (width(p) < columns)
            return p;
    }
    return NULL;
}

static void put_name(struct hd_buf *b, const char *s, size_t columns)
{
    const char *inner = inner_scopes(s, columns), *last = s;
    if (inner) {
        hd_buf_fmt(b, "%s%s", ellipsis, inner);
        return;
    }
    for (const char *p = s; (p = strstr(p, "::"));)
        last = p += 2;
    put_head(b, last, columns - 1);
    hd_buf_str(b, ellipsis);
}

static void put_path(struct hd_buf *b, const char *s, size_t columns)
{
    hd_buf_str(b, ellipsis);
    for (const char *p = s; (p = strchr(p, '/')); p++)
        if (width(p) < columns) {
            hd_buf_str(b, p);
            return;
        }
    put_tail(b, s, columns - 1);
}

static void put_text(struct hd_buf *b, const char *s, size_t columns)
{
    put_head(b, s, (columns - 1) / 2);
    hd_buf_str(b, ellipsis);
    put_tail(b, s, columns - 1 - (columns - 1) / 2);
}

/* "src/pool.c:33" */
static bool is_place(const char *s)
{
    size_t n = strlen(s), digits = 0;
    while (digits < n && isdigit((unsigned char)s[n - 1 - digits]))
        digits++;
    return digits && digits + 1 < n && s[n - 1 - digits] == ':' && s[n - 2 - digits] != ':';
}

/* "thread 1 (started in main)" -> "thread 1 (main)": the name tells most. */
static void drop_started_in(char *s)
{
    static const char words[] = HD_WORDS_STARTED_IN;
    char *at = strstr(s, words);
    if (at)
        memmove(at, at + sizeof words - 1, strlen(at + sizeof words - 1) + 1);
}

/* "thread 1 (worker, tid 4711)" -> "thread 1 (worker)" */
static void drop_tid(char *s)
{
    static const char words[] = ", tid ";
    char *at = strstr(s, words), *end = at ? strchr(at, ')') : NULL;
    if (end)
        memmove(at, end, strlen(end) + 1);
}

void hd_top_shorten(struct hd_buf *b, const char *words, size_t columns)
{
    if (width(words) <= columns || !columns) {
        put_head(b, words, columns);
        return;
    }
    if (is_place(words)) {
        put_path(b, words, columns);
        return;
    }
    char *plain = without_arguments(words);
    if (width(plain) > columns)
        drop_tid(plain);
    if (width(plain) > columns)
        drop_started_in(plain);
    if (width(plain) <= columns)
        hd_buf_str(b, plain);
    else if (strstr(plain, "::") && !strchr(plain, ' '))
        put_name(b, plain, columns);
    else
        put_text(b, plain, columns);
    free(plain);
}

/* ---- tables ---- */

static char *visible(const char *s)
{
    struct hd_buf b = {0};
    while (s && *s) {
        size_t n = hd_utf8_visible(s), skip = hd_utf8_len(s);
        if (n && *s != '\t' && *s != '\n')
            hd_buf_put(&b, s, n);
        else
            hd_buf_str(&b, HD_UTF8_REPLACEMENT);
        s += skip ? skip : 1;
    }
    return hd_buf_take(&b);
}

static void free_row(struct hd_top_row *r)
{
    free(r->numbers);
    for (size_t i = 0; i < HD_TOP_CELLS; i++)
        free(r->cell[i]);
}

void hd_top_add(struct hd_top_table *t, struct hd_buf *numbers,
                const char *const cell[HD_TOP_CELLS])
{
    struct hd_top_row r = {.numbers = hd_buf_take(numbers)};
    for (size_t i = 0; i < HD_TOP_CELLS; i++)
        r.cell[i] = visible(cell[i]);
    if (t->row.len < t->most) {
        hd_vec_push(&t->row, r);
        return;
    }
    t->more++;
    free_row(&r);
}

void hd_top_table_free(struct hd_top_table *t)
{
    hd_vec_foreach(r, &t->row) free_row(r);
    hd_vec_free(&t->row);
}

/* What each cell may take of `columns`: what it needs, or an equal share of what others leave. */
static void share_columns(const size_t need[HD_TOP_CELLS], size_t columns, size_t out[HD_TOP_CELLS])
{
    size_t left = 0;
    bool given = true;
    for (size_t i = 0; i < HD_TOP_CELLS; i++) {
        out[i] = 0;
        left += need[i] > 0;
    }
    while (left && given) {
        size_t share = columns / left;
        given = false;
        for (size_t i = 0; i < HD_TOP_CELLS; i++) {
            if (out[i] || !need[i] || need[i] > share)
                continue;
            out[i] = need[i];
            columns -= need[i];
            left--;
            given = true;
        }
    }
    for (size_t i = 0; i < HD_TOP_CELLS && left; i++) {
        if (out[i] || !need[i])
            continue;
        size_t share = columns / left--;
        out[i] = share > LEAST ? share : LEAST;
        columns -= share;
    }
}

void hd_top_put_line(struct hd_buf *b, const char *line, size_t columns)
{
    size_t n = width(line);
    put_head(b, line, n > columns && columns ? columns - 1 : columns);
    if (n > columns && columns)
        hd_buf_str(b, ellipsis);
    hd_buf_char(b, '\n');
}

/* What the widest words of each cell take when they may take `most`; NULL: all they need. */
static void measure(const struct hd_top_table *t, const size_t *most, size_t out[HD_TOP_CELLS])
{
    for (size_t i = 0; i < HD_TOP_CELLS; i++) {
        out[i] = 0;
        for (size_t k = 0; k < t->shown; k++) {
            const char *words = t->row.data[k].cell[i];
            struct hd_buf b = {0};
            hd_top_shorten(&b, words, most ? most[i] : width(words));
            size_t n = width(hd_buf_cstr(&b));
            out[i] = n > out[i] ? n : out[i];
            hd_buf_free(&b);
        }
    }
}

struct layout {
    size_t most[HD_TOP_CELLS];  /* columns that words are shortened to */
    size_t width[HD_TOP_CELLS]; /* columns of the widest then */
};

/* Shortened words may take less than their share: the others get the rest. */
static void lay_out(const struct hd_top_table *t, size_t columns, struct layout *l)
{
    size_t need[HD_TOP_CELLS], taken = 0;
    for (size_t k = 0; k < t->shown; k++) {
        size_t n = width(t->row.data[k].numbers);
        taken = n > taken ? n : taken;
    }
    measure(t, NULL, need);
    for (size_t i = 0; i < HD_TOP_CELLS; i++)
        taken += need[i] ? GAP : 0;
    columns = columns > taken ? columns - taken : 0;
    share_columns(need, columns, l->most);
    measure(t, l->most, l->width);
    for (size_t i = 0; i < HD_TOP_CELLS; i++)
        need[i] = l->width[i] < l->most[i] ? l->width[i] : need[i];
    share_columns(need, columns, l->most);
    measure(t, l->most, l->width);
}

static void put_row(struct hd_buf *b, const struct hd_top_row *r, const struct layout *l,
                    size_t columns)
{
    struct hd_buf line = {0};
    size_t at = width(r->numbers), due = at;
    hd_buf_str(&line, r->numbers);
    for (size_t i = 0; i < HD_TOP_CELLS; i++) {
        if (!l->width[i])
            continue;
        due += GAP;
        if (*r->cell[i]) {
            hd_buf_fmt(&line, "%*s", (int)(due - at), "");
            size_t before = line.len;
            hd_top_shorten(&line, r->cell[i], l->most[i]);
            at = due + width(hd_buf_cstr(&line) + before);
        }
        due += l->width[i];
    }
    hd_top_put_line(b, hd_buf_cstr(&line), columns);
    hd_buf_free(&line);
}

void hd_top_put(struct hd_buf *b, const struct hd_top_table *t, size_t columns)
{
    struct layout l;
    struct hd_buf title = {0};
    size_t more = t->more + t->row.len - t->shown;
    if (!t->shown)
        return;
    hd_buf_str(&title, t->title);
    if (more)
        hd_buf_fmt(&title, "  (%zu more)", more);
    hd_buf_char(b, '\n');
    hd_top_put_line(b, hd_buf_cstr(&title), columns);
    hd_buf_free(&title);
    lay_out(t, columns, &l);
    for (size_t k = 0; k < t->shown; k++)
        put_row(b, &t->row.data[k], &l, columns);
}
