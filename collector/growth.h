/* Whether a count that is looked at once a second rises without end.
 *
 * The lowest counts of equal spans are compared, of spans of 1, 2, 4 … seconds, so that noise and
 * teeth of a saw vanish in some span and a slow leak shows in a long one. Rising is: over the last
 * HD_GROWTH_SPANS spans never lower than before, higher in nearly all of them, HD_GROWTH_RISE more
 * at the end than at the start, and not slowing down, as a warm-up does. A count that once fell by
 * a whole rise is known to breathe: it must besides be that much above its highest point before the
 * fall.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_GROWTH_H
#define HEDDLE_COLLECTOR_GROWTH_H

#include <stdbool.h>
#include <stdint.h>

enum { HD_GROWTH_SPANS = 6, HD_GROWTH_SCALES = 13, HD_GROWTH_RISE = 20, HD_GROWTH_EVERY_MS = 1000 };

struct hd_growth_scale {
    uint32_t low[HD_GROWTH_SPANS]; /* the latest whole spans, oldest first */
    unsigned spans;
    uint32_t now;  /* lowest of the span that is not over */
    unsigned seen; /* counts in it */
};

/* Zero-initialised is empty. */
struct hd_series {
    struct hd_growth_scale scale[HD_GROWTH_SCALES]; /* 2^n counts to a span */
    uint32_t samples, last, before;                 /* `before`: the one before the last */
    uint32_t top;                                   /* highest since the last fall */
    uint32_t breath;                                /* highest before a fall; 0: never fell */
    uint32_t since_fall, longest_breath;            /* counts */
    uint32_t rising_for; /* counts in a row at which hd_series_rises said yes */
};

struct hd_rise {
    uint32_t from, to;
    uint32_t seconds;
};

/* Adds a count, and whether it rises now; *out (may be NULL) says how. */
bool hd_series_add(struct hd_series *s, uint32_t count, struct hd_rise *out);
bool hd_series_rises(const struct hd_series *s, struct hd_rise *out);

#endif
