/* What only time shows: locks held for long, and threads or timers that become more and more.
 *
 * Long hold: a thread that has neither asked for nor released anything for the limit's time, holds
 * a lock, and waits for nothing the probe knows (such waits are stalls and deadlocks). Growth: the
 * live ones of one place of creation rise (growth.h). While the program runs that is told when it
 * has gone on for HD_GROWTH_SURE counts more, as a warm-up looks alike at first; at the program's
 * end when it went on to the end.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_TREND_H
#define HEDDLE_COLLECTOR_TREND_H

#include "collector/findings.h"
#include "collector/growth.h"
#include "core/map.h"

enum { HD_GROWTH_SURE = 15 }; /* counts in a row that must rise while the program runs */

struct hd_hold_mark {
    uint64_t state; /* thread, seq and depth; 0: holds nothing or waits */
    int64_t since_ms;
    bool told;
};

/* One place of creation. */
struct hd_growth {
    bool timer;
    uint32_t record; /* of one thread or timer that was created there, an index */
    uint32_t now;    /* live ones at the latest count */
    struct hd_series series;
    struct hd_rise rise; /* when told */
    bool told;
};

/* Zero-initialised is empty. */
struct hd_trend {
    HD_VEC(struct hd_hold_mark) hold; /* by slot */
    struct hd_map place;              /* hash of a place -> index into growth */
    HD_VEC(struct hd_growth) growth;
    int64_t sampled_ms;
    int64_t every_ms; /* between two counts; 0: HD_GROWTH_EVERY_MS */
};

typedef HD_VEC(uint32_t) hd_index_vec;

/* Slots that have now held something for `limit_ms` and were not told before. */
void hd_trend_holds(struct hd_trend *t, const struct hd_snapshot *s, int64_t limit_ms,
                    hd_index_vec *out);
/* Whether a later snapshot shows the slot in the very same hold. */
bool hd_trend_still(const struct hd_trend *t, const struct hd_snapshot *s, uint32_t slot);
bool hd_trend_due(const struct hd_trend *t, int64_t now_ms);
/* Counts when that is due; entries of t->growth that now grow and were not told before.
 * `over`: the program has ended. */
void hd_trend_growth(struct hd_trend *t, const struct hd_snapshot *s, bool over, hd_index_vec *out);
void hd_trend_free(struct hd_trend *t);

/* lock-long-hold for what the slot holds. */
void hd_judge_hold(struct hd_judging *j, uint32_t slot, int64_t age_ms);
/* thread-growth or timer-growth. */
void hd_judge_growth(struct hd_judging *j, const struct hd_growth *g);

#endif
