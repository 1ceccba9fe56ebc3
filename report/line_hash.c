/* See line_hash.h. The facts: text is UTF-16; blanks and tabs are left out, every kind of line end
 * is one LF, behind the last character stands 0xffff, then zeros without end. The hash of a line is
 * the sum of the 100 units from its first one on, each times a power of 37, the first times 37^99,
 * modulo 2^64. The ordinal tells lines apart that agree in these.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/line_hash.h"

#include <stdbool.h>

#include "core/map.h"

enum { WINDOW = 100, BASE = 37, END_OF_FILE = 0xffff };

typedef HD_VEC(uint16_t) unit_vec;
typedef HD_VEC(size_t) start_vec;

/* How many bytes at `s` are one character, and which; broken ones are U+FFFD, as many bytes at a
 * time as could begin a character. */
static size_t decode(const unsigned char *s, size_t n, uint32_t *c)
{
    unsigned lead = s[0], need = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    *c = lead;
    if (!need)
        return 1;
    *c = 0xfffd;
    if (lead < 0xc2 || lead > 0xf4)
        return 1;
    uint32_t v = lead & (0x3fu >> need);
    for (unsigned i = 1; i <= need; i++) {
        unsigned lo = 0x80, hi = 0xbf;
        if (i == 1 && (lead == 0xe0 || lead == 0xf0))
            lo = lead == 0xe0 ? 0xa0 : 0x90;
        if (i == 1 && (lead == 0xed || lead == 0xf4))
            hi = lead == 0xed ? 0x9f : 0x8f;
        if (i >= n || s[i] < lo || s[i] > hi)
            return i;
        v = v << 6 | (s[i] & 0x3f);
    }
    *c = v;
    return need + 1;
}

static void put_unit(unit_vec *units, start_vec *starts, bool *fresh, uint16_t u)
{
    if (*fresh)
        hd_vec_push(starts, units->len);
    *fresh = u == '\n';
    hd_vec_push(units, u);
}

static void read_units(const unsigned char *s, size_t n, unit_vec *units, start_vec *starts)
{
    bool fresh = true, after_cr = false;
    uint32_t c;
    for (size_t i = 0; i < n;) {
        i += decode(s + i, n - i, &c);
        bool skip = c == ' ' || c == '\t' || (after_cr && c == '\n');
        after_cr = c == '\r';
        if (skip)
            continue;
        if (c >= 0x10000) {
            put_unit(units, starts, &fresh, (uint16_t)(0xd800 + ((c - 0x10000) >> 10)));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        put_unit(units, starts, &fresh, c == '\r' ? '\n' : (uint16_t)c);
    }
    put_unit(units, starts, &fresh, END_OF_FILE);
}

void hd_line_hashes(const char *text, size_t len, hd_line_hash_vec *out)
{
    unit_vec units = {0};
    start_vec starts = {0};
    struct hd_map seen = {0};
    read_units((const unsigned char *)text, len, &units, &starts);
    hd_vec_foreach(start, &starts)
    {
        uint64_t hash = 0;
        for (size_t i = *start; i < *start + WINDOW; i++)
            hash = hash * BASE + (i < units.len ? units.data[i] : 0);
        uint64_t *times = hd_map_put(&seen, hash, NULL);
        struct hd_line_hash h = {hash, (uint32_t)++*times};
        hd_vec_push(out, h);
    }
    hd_map_free(&seen);
    hd_vec_free(&units);
    hd_vec_free(&starts);
}
