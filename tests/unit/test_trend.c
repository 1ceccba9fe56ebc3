// links: hd_collector hd_store hd_core
/* Long holds and growth over hand-made snapshots a second apart.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "collector/trend.h"
#include "tests/unit/wire_sample.h"

/* How many slots are told at `ms`. */
static size_t holds_at(struct hd_trend *t, const struct wire_sample *w, int64_t ms)
{
    hd_index_vec out = {0};
    struct hd_snapshot s = sample_snapshot(w);
    s.taken_ms = ms;
    hd_trend_holds(t, &s, 1000, &out);
    size_t n = out.len;
    hd_vec_free(&out);
    hd_snapshot_free(&s);
    return n;
}

static void long_hold(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    struct hd_trend t = {0};
    sample_slot(&w, 1, 1, 0);
    sample_slot(&w, 2, 2, 1); /* waits for the first one: that is its affair */
    assert_int_equal(holds_at(&t, &w, 1000), 0);
    assert_int_equal(holds_at(&t, &w, 1990), 0);
    assert_int_equal(holds_at(&t, &w, 2000), 1);
    assert_int_equal(holds_at(&t, &w, 9000), 0); /* once is enough */
    hd_trend_free(&t);
    sample_free(&w);
}

static void busy_holder(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    struct hd_trend t = {0};
    struct hd_wire_slot *slot = sample_slot(&w, 1, 1, 0);
    sample_slot(&w, 2, 0, 0);
    for (int i = 0; i < 20; i++, slot->seq++) /* it releases and acquires all the time */
        assert_int_equal(holds_at(&t, &w, 1000 + i * 500), 0);
    hd_trend_free(&t);
    sample_free(&w);
}

static void still_the_same(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    struct hd_trend t = {0};
    struct hd_wire_slot *slot = sample_slot(&w, 1, 1, 0);
    sample_slot(&w, 2, 0, 0);
    holds_at(&t, &w, 1000);
    struct hd_snapshot s = sample_snapshot(&w);
    assert_true(hd_trend_still(&t, &s, 1));
    assert_false(hd_trend_still(&t, &s, 2));
    assert_false(hd_trend_still(&t, &s, 99));
    hd_snapshot_free(&s);
    slot->seq++;
    s = sample_snapshot(&w);
    assert_false(hd_trend_still(&t, &s, 1));
    hd_snapshot_free(&s);
    hd_trend_free(&t);
    sample_free(&w);
}

/* Live threads at second `t` of a program. */
typedef unsigned shape(unsigned t);

enum { MOST = 4096, NEVER = 0 };
static struct hd_wire_thread thread_rec[MOST];

static void count_at(struct hd_trend *trend, unsigned live, int64_t ms, bool over,
                     hd_index_vec *out)
{
    assert_true(live <= MOST);
    for (unsigned i = 0; i < live; i++)
        thread_rec[i] = (struct hd_wire_thread){
            .generation = 1, .create_stack_id = 7, .state = HD_WIRE_THREAD_ALIVE};
    struct hd_snapshot s = {.taken_ms = ms};
    s.threads.rec = thread_rec;
    s.threads.len = live;
    hd_trend_growth(trend, &s, over, out);
}

/* The second at which growth is told while the program runs, NEVER when it is not. */
static unsigned told_live(shape *live, unsigned seconds)
{
    struct hd_trend t = {0};
    hd_index_vec out = {0};
    unsigned at = NEVER;
    for (unsigned k = 1; k <= seconds; k++) {
        count_at(&t, live(k), 1000 * (int64_t)k, false, &out);
        count_at(&t, live(k), 1000 * (int64_t)k + 100, false, &out); /* too soon to count again */
        at = !at && out.len ? k : at;
    }
    assert_true(out.len <= 1);
    hd_vec_free(&out);
    hd_trend_free(&t);
    return at;
}

/* Whether it is told when the program ends at that second with `left` of them alive. */
static bool told_at_end(shape *live, unsigned seconds, unsigned left)
{
    struct hd_trend t = {0};
    hd_index_vec out = {0};
    for (unsigned k = 1; k <= seconds; k++)
        count_at(&t, live(k), 1000 * (int64_t)k, false, &out);
    count_at(&t, left, 1000 * (int64_t)seconds + 300, true, &out);
    bool told = out.len > 0;
    assert_true(out.len <= 1);
    hd_vec_free(&out);
    hd_trend_free(&t);
    return told;
}

/* -2 … 2, the same in every run */
static int noise(unsigned t)
{
    t = (t + 1) * 2654435761u;
    t ^= t >> 15;
    return (int)(t * 2246822519u >> 20) % 5 - 2;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* What grows. */
static unsigned steady(unsigned t)
{
    return 1 + 7 * t;
}
static unsigned noisy(unsigned t)
{
    return (unsigned)(10 + (int)(5 * t) + noise(t));
}
static unsigned one_a_second(unsigned t)
{
    return 3 + t;
}
static unsigned one_a_minute(unsigned t)
{
    return 3 + t / 60;
}
static unsigned noisy_and_slow(unsigned t)
{
    return (unsigned)(30 + (int)(t / 20) + noise(t));
}
static unsigned late(unsigned t)
{
    return t < 1800 ? 12 : 12 + 2 * (t - 1800);
}
static unsigned after_warm_up(unsigned t)
{
    return t < 10 ? 3 * t : t < 300 ? 30 : 30 + (t - 300);
}
static unsigned faster_and_faster(unsigned t)
{
    return least(2 + t * t / 8, MOST);
}
static unsigned leaking_saw(unsigned t)
{
    return t % 20 * 4 + t / 20 * 5;
} /* floor +5 per tooth */
static unsigned in_jumps(unsigned t)
{
    return t / 10 * 8;
} /* eight every ten seconds */

static void what_grows_is_told(void **state)
{
    (void)state;
    assert_in_range(told_live(steady, 60), 15, 25);
    assert_in_range(told_live(noisy, 200), 15, 60);
    assert_in_range(told_live(one_a_second, 200), 20, 100);
    assert_in_range(told_live(one_a_minute, 7200), 1200, 4000);
    assert_in_range(told_live(noisy_and_slow, 7200), 400, 4000);
    assert_in_range(told_live(late, 2000), 1800 + 15, 1800 + 60);
    assert_in_range(told_live(after_warm_up, 600), 300 + 20, 300 + 120);
    assert_in_range(told_live(faster_and_faster, 120), 15, 40);
    assert_in_range(told_live(leaking_saw, 3600), 60, 1800);
    assert_in_range(told_live(in_jumps, 900), 30, 400);
    assert_true(told_at_end(steady, 7, steady(7)));
    assert_true(told_at_end(steady, 7, steady(8)));
    assert_true(told_at_end(faster_and_faster, 20, faster_and_faster(20)));
}

/* What does not. */
static unsigned flat(unsigned t)
{
    return t ? 64 : 0;
}
static unsigned noisy_flat(unsigned t)
{
    return (unsigned)(64 + 3 * noise(t));
}
static unsigned burst(unsigned t)
{
    return t < 3 ? 1 : 1000;
}
static unsigned warm_up(unsigned t)
{
    return least(5 * t, 60);
} /* twelve seconds */
static unsigned slow_warm_up(unsigned t)
{
    return least(2 * t, 36);
} /* eighteen seconds */
static unsigned easing(unsigned t)
{
    return t > 40 ? 80 : 80 - 80 / (t + 1);
}
static unsigned eased(unsigned t) /* towards 200, ever slower */
{
    unsigned left = 200;
    for (unsigned i = 0; i < t; i++)
        left -= left / 6;
    return 200 - left;
}
static unsigned saw(unsigned t)
{
    return t % 12 * 9;
}
static unsigned slow_saw(unsigned t)
{
    return t % 15 * 3;
}
static unsigned noisy_saw(unsigned t)
{
    return (unsigned)(5 + (int)(t % 10 * 10) + noise(t));
}
static unsigned waves(unsigned t)
{
    static const unsigned v[] = {20, 40, 55, 60, 55, 40, 20, 10, 5, 10};
    return v[t % 10];
}
static unsigned steps_up_and_down(unsigned t)
{
    return t / 30 % 2 ? 100 : 10;
}
static unsigned few(unsigned t)
{
    return least(1 + t, 19);
}
static unsigned shrinking(unsigned t)
{
    return t < 300 ? 900 - 3 * t : 0;
}
static unsigned day_and_night(unsigned t) /* load follows the hours */
{
    unsigned hour = t / 3600 % 24;
    return hour < 8 ? 20 : 120;
}

static void what_does_not_is_not(void **state)
{
    (void)state;
    static shape *const quiet[] = {flat,   noisy_flat, burst,     warm_up,          slow_warm_up,
                                   easing, eased,      saw,       slow_saw,         noisy_saw,
                                   waves,  few,        shrinking, steps_up_and_down};
    for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++) {
        unsigned at = told_live(quiet[i], 3000);
        if (at)
            fail_msg("shape %zu is told after %u s", i, at);
    }
    assert_int_equal(told_live(day_and_night, 2 * 86400), NEVER);
}

static void ends(void **state)
{
    (void)state;
    assert_false(told_at_end(steady, 4, steady(4)));     /* not long enough */
    assert_false(told_at_end(steady, 7, 0));             /* all joined at the end */
    assert_false(told_at_end(steady, 7, steady(7) / 2)); /* half of them */
    assert_false(told_at_end(warm_up, 14, 60));          /* came to rest */
    assert_false(told_at_end(warm_up, 13, 60));
    assert_false(told_at_end(saw, 17, 0));
    assert_false(told_at_end(eased, 12, eased(12))); /* slowing down */
    assert_false(told_at_end(one_a_second, 9, 12));  /* too few */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_hold),
        cmocka_unit_test(busy_holder),
        cmocka_unit_test(still_the_same),
        cmocka_unit_test(what_grows_is_told),
        cmocka_unit_test(what_does_not_is_not),
        cmocka_unit_test(ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
