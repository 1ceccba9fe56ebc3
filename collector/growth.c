/* See growth.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/growth.h"

#include <string.h>

static void end_span(struct hd_growth_scale *k)
{
    if (k->spans == HD_GROWTH_SPANS)
        memmove(k->low, k->low + 1, (HD_GROWTH_SPANS - 1) * sizeof *k->low);
    else
        k->spans++;
    k->low[k->spans - 1] = k->now;
    k->seen = 0;
}

static bool scale_rises(const struct hd_growth_scale *k)
{
    const uint32_t *low = k->low;
    unsigned rises = 0;
    if (k->spans < HD_GROWTH_SPANS)
        return false;
    for (int i = 1; i < HD_GROWTH_SPANS; i++) {
        if (low[i] < low[i - 1])
            return false;
        rises += low[i] > low[i - 1];
    }
    uint32_t all = low[HD_GROWTH_SPANS - 1] - low[0];
    uint32_t late = low[HD_GROWTH_SPANS - 1] - low[HD_GROWTH_SPANS - 3];
    /* Of an even rise the last two steps of five make two fifths; less than a third is slowing
     * down. */
    return rises >= HD_GROWTH_SPANS - 2 && all >= HD_GROWTH_RISE && (uint64_t)late * 3 >= all;
}

/* Of a count that breathes, spans shorter than a breath say nothing, unless it is above all before.
 */
static bool out_of_breath(const struct hd_series *s, int n)
{
    uint32_t low = s->scale[n].low[HD_GROWTH_SPANS - 1];
    uint32_t period = s->since_fall > s->longest_breath ? s->since_fall : s->longest_breath;
    return !s->breath || low >= s->breath + HD_GROWTH_RISE || 1u << n >= period;
}

bool hd_series_rises(const struct hd_series *s, struct hd_rise *out)
{
    for (int n = 0; n < HD_GROWTH_SCALES; n++) {
        const struct hd_growth_scale *k = &s->scale[n];
        if (!scale_rises(k) || !out_of_breath(s, n))
            continue;
        if (out)
            *out = (struct hd_rise){k->low[0], k->low[HD_GROWTH_SPANS - 1],
                                    (uint32_t)(HD_GROWTH_SPANS - 1) << n};
        return true;
    }
    return false;
}

static void note_fall(struct hd_series *s, uint32_t count)
{
    s->since_fall++;
    if (count > s->top)
        s->top = count;
    if (s->top - count < HD_GROWTH_RISE)
        return;
    if (s->top > s->breath)
        s->breath = s->top;
    if (s->since_fall > s->longest_breath)
        s->longest_breath = s->since_fall;
    s->top = count;
    s->since_fall = 0;
}

bool hd_series_add(struct hd_series *s, uint32_t count, struct hd_rise *out)
{
    note_fall(s, count);
    for (int n = 0; n < HD_GROWTH_SCALES; n++) {
        struct hd_growth_scale *k = &s->scale[n];
        k->now = k->seen && k->now < count ? k->now : count;
        if (++k->seen == 1u << n)
            end_span(k);
    }
    s->samples++;
    s->before = s->last;
    s->last = count;
    bool rises = hd_series_rises(s, out);
    s->rising_for = rises ? s->rising_for + 1 : 0;
    return rises;
}
