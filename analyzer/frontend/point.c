/* Where a location is, without asking libclang each time. What it hands out as a location is a
 * number, and within one file that was read numbers and offsets grow alike: one location whose
 * offset is known tells those of all its neighbours. libclang promises no such thing, so two places
 * of a file must agree first; debug builds compare every place with libclang's.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

/* To read a file's text takes libclang as long as some dozens of its answers. */
enum { ASKED_ENOUGH = 48 };

/* Starts of lines as clang has them: behind "\n", "\r\n" and a lone "\r". */
static void find_lines(struct hd_fe_file *f)
{
    const char *end = f->text + f->len;
    bool returns = memchr(f->text, '\r', f->len) != NULL;
    hd_vec_push(&f->lines, 0);
    for (const char *p = f->text; p < end;) {
        const char *nl = returns ? NULL : memchr(p, '\n', (size_t)(end - p));
        if (!returns && !nl)
            break;
        if (returns) {
            for (nl = p; nl < end && *nl != '\n' && *nl != '\r'; nl++)
                ;
            if (nl == end)
                break;
            nl += *nl == '\r' && nl + 1 < end && nl[1] == '\n';
        }
        p = nl + 1;
        hd_vec_push(&f->lines, (uint32_t)(p - f->text));
    }
}

void hd_fe_line(struct hd_fe_file *f, uint32_t offset, unsigned *line, unsigned *column)
{
    const uint32_t *start = f->lines.data;
    size_t lo = 0, hi = f->lines.len;
    /* Most are on the line of the one before or on the next few. */
    size_t near = f->line;
    if (start[near] <= offset) {
        lo = near;
        if (near + 4 < hi && offset < start[near + 4])
            hi = near + 4;
    } else {
        hi = near;
    }
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (start[mid] <= offset)
            lo = mid;
        else
            hi = mid;
    }
    f->line = (uint32_t)lo;
    *line = (unsigned)lo + 1;
    *column = offset - start[lo] + 1;
}

static struct hd_fe_span *span_behind(struct hd_fe *fe, uint32_t raw)
{
    size_t lo = 0, hi = fe->spans.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (fe->spans.data[mid].begin <= raw)
            lo = mid + 1;
        else
            hi = mid;
    }
    return fe->spans.data + lo;
}

static bool holds(const struct hd_fe_span *s, uint32_t raw)
{
    return raw >= s->begin && raw - s->begin <= s->len;
}

#ifndef NDEBUG
static bool agrees(struct hd_fe *fe, CXSourceLocation l, struct hd_fe_point p)
{
    CXFile file, spelled;
    unsigned offset, line, column, our_line, our_column;
    clang_getExpansionLocation(l, &file, &line, &column, &offset);
    clang_getSpellingLocation(l, &spelled, NULL, NULL, NULL);
    hd_fe_line(&fe->files.data[p.file], p.offset, &our_line, &our_column);
    return file == fe->files.data[p.file].handle && file == spelled && offset == p.offset &&
           line == our_line && column == our_column;
}
#endif

bool hd_fe_point(struct hd_fe *fe, CXSourceLocation l, struct hd_fe_point *out)
{
    if (!fe->spans.len)
        return false;
    const struct hd_fe_span *s = &fe->spans.data[fe->span];
    if (!holds(s, l.int_data)) {
        s = span_behind(fe, l.int_data);
        if (s == fe->spans.data || !holds(--s, l.int_data))
            return false;
        fe->span = (uint32_t)(s - fe->spans.data);
    }
    *out = (struct hd_fe_point){s->file, l.int_data - s->begin};
    hd_assert_slow(agrees(fe, l, *out));
    return true;
}

void hd_fe_learn(struct hd_fe *fe, uint32_t n, CXSourceLocation l, unsigned offset)
{
    struct hd_fe_file *f = &fe->files.data[n];
    uint32_t begin = l.int_data - offset;
    if (f->strange || (!f->main && ++f->asked < ASKED_ENOUGH))
        return;
    if (begin != f->begin || f->offset == offset) { /* until two places agree */
        f->begin = begin;
        f->offset = offset;
        return;
    }
    hd_fe_load_text(fe, f);
    struct hd_fe_span s = {begin, (uint32_t)f->len, n};
    struct hd_fe_span *next = span_behind(fe, l.int_data);
    bool apart = (next == fe->spans.data || !holds(next - 1, s.begin)) &&
                 (next == fe->spans.data + fe->spans.len || !holds(&s, next->begin));
    f->strange = !f->text || offset > f->len || f->len >= UINT32_MAX / 2 || !apart;
    if (f->strange)
        return;
    if (!f->lines.len)
        find_lines(f);
    size_t at = (size_t)(next - fe->spans.data);
    hd_vec_push(&fe->spans, s);
    memmove(fe->spans.data + at + 1, fe->spans.data + at,
            (fe->spans.len - 1 - at) * sizeof *fe->spans.data);
    fe->spans.data[at] = s;
    fe->span = (uint32_t)at;
}
