/* Where a location is, without asking libclang each time. What it hands out as a location is a
 * number, and within one file that was read numbers and offsets grow alike: one location whose
 * offset is known tells those of all its neighbours. libclang promises no such thing, so two places
 * of a file must agree first; debug builds compare every place with libclang's.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/frontend/internal.h"

/* Numbers from here on are of what macros expand to. Nothing but speed depends on it. */
static const uint32_t first_expanded = 1u << 31;

void hd_fe_line(struct hd_fe_file *f, uint32_t offset, unsigned *line, unsigned *column)
{
    const uint32_t *start = f->known->lines.data;
    size_t lo = 0, hi = f->known->lines.len;
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

/* The number of the first span that begins behind `number`. */
static size_t span_behind(struct hd_fe *fe, uint32_t number)
{
    size_t lo = 0, hi = fe->spans.len;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (fe->spans.data[mid].begin <= number)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool holds(const struct hd_fe_span *s, uint32_t number)
{
    return number >= s->begin && number - s->begin <= s->len;
}

static struct hd_fe_span *span_of(struct hd_fe *fe, uint32_t number)
{
    if (!fe->spans.len)
        return NULL;
    struct hd_fe_span *s = &fe->spans.data[fe->span];
    if (holds(s, number))
        return s;
    size_t behind = span_behind(fe, number);
    if (behind == 0 || !holds(&fe->spans.data[behind - 1], number))
        return NULL;
    fe->span = (uint32_t)behind - 1;
    return &fe->spans.data[fe->span];
}

#ifndef NDEBUG
static bool agrees(const struct hd_fe_span *s, CXSourceLocation l)
{
    CXFile file, spelled;
    unsigned offset, where;
    clang_getExpansionLocation(l, &file, NULL, NULL, &offset);
    clang_getSpellingLocation(l, &spelled, NULL, NULL, &where);
    return file == s->handle && file == spelled && offset == l.int_data - s->begin &&
           offset == where;
}
#endif

bool hd_fe_point(struct hd_fe *fe, CXSourceLocation l, struct hd_fe_point *out)
{
    struct hd_fe_span *s = span_of(fe, l.int_data);
    if (!s || !s->sure)
        return false;
    hd_assert_slow(agrees(s, l));
    if (s->file == HD_FE_NONE)
        s->file = hd_fe_file_in(fe, s->handle, s->system);
    *out = (struct hd_fe_point){s->file, l.int_data - s->begin};
    return true;
}

static void add_span(struct hd_fe *fe, struct hd_fe_span s)
{
    size_t at = span_behind(fe, s.begin);
    if ((at > 0 && holds(&fe->spans.data[at - 1], s.begin)) ||
        (at < fe->spans.len && holds(&s, fe->spans.data[at].begin)))
        return;
    hd_vec_push(&fe->spans, s);
    memmove(fe->spans.data + at + 1, fe->spans.data + at,
            (fe->spans.len - 1 - at) * sizeof *fe->spans.data);
    fe->spans.data[at] = s;
    fe->span = (uint32_t)at;
}

void hd_fe_learn(struct hd_fe *fe, CXSourceLocation l, CXFile f, unsigned offset, bool system)
{
    struct hd_fe_span *s = span_of(fe, l.int_data);
    uint32_t begin = l.int_data - offset;
    if (s) {
        bool same = s->handle == f && s->begin == begin;
        s->strange |= !same;
        s->sure = !s->strange && (s->sure || l.int_data != s->first);
        return;
    }
    const struct hd_fe_known *k = hd_fe_known(fe, f);
    if (k->read && offset <= k->len && k->len < UINT32_MAX / 2)
        add_span(fe, (struct hd_fe_span){.begin = begin,
                                         .len = (uint32_t)k->len,
                                         .first = l.int_data,
                                         .file = HD_FE_NONE,
                                         .handle = f,
                                         .system = system});
}

bool hd_fe_is_system(struct hd_fe *fe, CXSourceLocation l)
{
    /* Files that were made of others say in their lines what is of a system header. */
    const struct hd_fe_span *s = span_of(fe, l.int_data);
    if (s && s->sure && s->handle != fe->main)
        return s->system;
    bool system = clang_Location_isInSystemHeader(l);
    if (fe->remembers && l.int_data < first_expanded) {
        CXFile f, spelled;
        unsigned offset, where;
        clang_getExpansionLocation(l, &f, NULL, NULL, &offset);
        clang_getSpellingLocation(l, &spelled, NULL, NULL, &where);
        if (f && f == spelled && offset == where)
            hd_fe_learn(fe, l, f, offset, system);
    }
    return system;
}

bool hd_fe_is_system_file(struct hd_fe *fe, CXFile f)
{
    hd_vec_foreach(s, &fe->spans) if (s->handle == f && s->sure) return s->system;
    return clang_Location_isInSystemHeader(clang_getLocationForOffset(fe->tu, f, 0));
}
