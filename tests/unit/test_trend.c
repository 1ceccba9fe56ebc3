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

/* Feeds counts of live threads, a second apart; says whether growth was told. */
static bool growth(const unsigned *live, size_t n)
{
    enum { MOST = 128 };
    struct hd_wire_thread rec[MOST] = {0};
    struct hd_trend t = {0};
    hd_index_vec out = {0};
    for (unsigned i = 0; i < MOST; i++)
        rec[i] = (struct hd_wire_thread){.generation = 1, .create_stack_id = 7};
    for (size_t k = 0; k < n; k++) {
        for (unsigned i = 0; i < MOST; i++)
            rec[i].state = i < live[k] ? HD_WIRE_THREAD_ALIVE : 0;
        struct hd_snapshot s = {.taken_ms = 1000 * (int64_t)(k + 1)};
        s.threads.rec = rec;
        s.threads.len = MOST;
        hd_trend_growth(&t, &s, &out);
        s.taken_ms += 100; /* too soon to count again */
        hd_trend_growth(&t, &s, &out);
    }
    bool told = out.len > 0;
    assert_true(out.len <= 1);
    hd_vec_free(&out);
    hd_trend_free(&t);
    return told;
}

static void growing_threads(void **state)
{
    (void)state;
    static const unsigned steady[] = {1, 8, 15, 22, 29, 36, 43, 50};
    static const unsigned burst[] = {0, 100, 100, 100, 100, 100, 100};
    static const unsigned waves[] = {1, 10, 20, 5, 15, 25, 10, 30};
    static const unsigned slow[] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const unsigned few[] = {1, 20, 40, 60, 80};
    assert_true(growth(steady, 8));
    assert_false(growth(burst, 7));
    assert_false(growth(waves, 8));
    assert_false(growth(slow, 8));
    assert_false(growth(few, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_hold),
        cmocka_unit_test(busy_holder),
        cmocka_unit_test(still_the_same),
        cmocka_unit_test(growing_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
