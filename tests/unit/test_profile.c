// links: hd_collector hd_store hd_core
/* The profile of locks from hand-made looks, and how many samples a long run keeps.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "collector/profile.h"
#include "collector/session_internal.h"

enum { SLOTS = 4 };

static struct hd_wire_slot slot[SLOTS];

static void entry(unsigned i, uint32_t lock, enum hd_wire_activity activity)
{
    struct hd_wire_slot *s = &slot[i];
    s->state = 1;
    s->thread_id = i + 1;
    s->thread_gen = 1;
    s->entry[s->depth++] = (struct hd_wire_entry){.address = 0x1000 + lock,
                                                  .lock_id = lock,
                                                  .lock_gen = 1,
                                                  .activity = (uint8_t)activity,
                                                  .object = HD_WIRE_MUTEX};
    s->seq++;
}

static void look(struct hd_profile *p, int64_t ms)
{
    struct hd_slots s = {.rec = slot, .len = SLOTS, .taken_ms = ms};
    hd_profile_look(p, &s);
}

static const struct hd_lock_use *use(const struct hd_profile *p, uint32_t lock)
{
    hd_vec_foreach(u, &p->use)
    {
        if (u->lock_id == lock)
            return u;
    }
    return NULL;
}

static void held_and_waited(void **state)
{
    (void)state;
    struct hd_profile p = {0};
    memset(slot, 0, sizeof slot);
    entry(0, 7, HD_WIRE_HOLDING);
    entry(0, 8, HD_WIRE_HOLDING);
    entry(1, 7, HD_WIRE_WAITING);
    entry(2, 7, HD_WIRE_WAITING);
    look(&p, 1000);
    look(&p, 1500);
    slot[1].depth = slot[2].depth = 0; /* nobody waits any more */
    look(&p, 2000);
    slot[0].seq++; /* it did something: another hold for all we know */
    look(&p, 2100);
    look(&p, 2200);
    const struct hd_lock_use *u = use(&p, 7);
    assert_non_null(u);
    assert_int_equal(p.looks, 5);
    assert_int_equal(u->held, 5);
    assert_int_equal(u->waited, 4);
    assert_int_equal(u->contended, 2);
    assert_int_equal(u->most_waiting, 2);
    assert_int_equal(u->longest_hold_ms, 1000);
    assert_int_equal(u->longest_wait_ms, 500);
    assert_int_equal(use(&p, 8)->waited, 0);
    assert_int_equal(p.holding, 1);
    assert_int_equal(p.waiting, 0);
    hd_profile_free(&p);
}

static void is_age(const struct hd_profile *p, unsigned i, unsigned k, int64_t ms, bool at_least)
{
    struct hd_use_age a = hd_profile_age(p, i, &slot[i], k, false);
    assert_int_equal(a.ms, ms);
    assert_int_equal(a.at_least, at_least);
}

/* What lasted already at the first look, or through something else, has lasted at least so long. */
static void ages(void **state)
{
    (void)state;
    struct hd_profile p = {0};
    memset(slot, 0, sizeof slot);
    entry(0, 7, HD_WIRE_HOLDING);
    entry(1, 7, HD_WIRE_WAITING);
    look(&p, 1000);
    entry(2, 7, HD_WIRE_WAITING);
    look(&p, 1500);
    look(&p, 2000);
    is_age(&p, 0, 0, 1000, true);
    is_age(&p, 1, 0, 1000, true);
    is_age(&p, 2, 0, 500, false); /* its beginning was seen */
    entry(0, 8, HD_WIRE_HOLDING);
    look(&p, 2500);
    look(&p, 2600);
    is_age(&p, 0, 0, 100, true); /* held on through the other, or taken anew */
    is_age(&p, 0, 1, 100, false);
    slot[0].depth = 0;
    slot[2].entry[0].activity = HD_WIRE_HOLDING; /* no wait any more: its time is no hold */
    is_age(&p, 2, 0, 0, false);
    look(&p, 3000);
    look(&p, 3200);
    is_age(&p, 2, 0, 200, false);
    assert_int_equal(use(&p, 7)->longest_hold_ms, 1000);
    slot[2].entry[0].since_ns = 3000000000;
    assert_int_equal(hd_profile_age(&p, 2, &slot[2], 0, true).ms, 200);
    slot[2].entry[0].since_ns = 500000000;
    assert_int_equal(hd_profile_age(&p, 2, &slot[2], 0, true).ms, 2700);
    assert_false(hd_profile_age(&p, 2, &slot[2], 0, true).at_least);
    hd_profile_free(&p);
}

static void busiest_first(void **state)
{
    (void)state;
    struct hd_profile p = {0};
    uint32_t top[2];
    memset(slot, 0, sizeof slot);
    entry(0, 1, HD_WIRE_HOLDING);
    entry(1, 2, HD_WIRE_HOLDING);
    entry(2, 3, HD_WIRE_HOLDING);
    entry(3, 2, HD_WIRE_WAITING);
    look(&p, 10);
    slot[0].depth = 0;
    look(&p, 20);
    assert_int_equal(hd_profile_top(&p, top, 2), 2);
    assert_int_equal(p.use.data[top[0]].lock_id, 2);
    assert_int_equal(p.use.data[top[1]].lock_id, 3);
    hd_profile_free(&p);
}

/* What a damaged file may say of a slot. */
static void rubbish(void **state)
{
    (void)state;
    struct hd_profile p = {0};
    memset(slot, 0xff, sizeof slot);
    look(&p, 10);
    memset(slot, 0x01, sizeof slot);
    look(&p, 20);
    memset(slot, 0, sizeof slot);
    look(&p, 30);
    assert_int_equal(p.looks, 3);
    hd_profile_free(&p);
}

static void looking_costs_little(void **state)
{
    (void)state;
    assert_int_equal(hd_profile_interval_ms(0), 50);
    assert_int_equal(hd_profile_interval_ms(100), 50);
    assert_in_range(hd_profile_interval_ms(1024), 300, 500);
    assert_int_equal(hd_profile_interval_ms(UINT32_MAX), 1000);
}

/* Whatever the length of a run, samples are not too many and not too few. */
static void samples_are_bounded(void **state)
{
    (void)state;
    for (uint32_t last = 0; last < 30u * 86400; last = last * 3 + 100) {
        uint32_t stride = hd_history_stride(last), kept = last / stride + 1;
        assert_true(kept <= HD_SAMPLES_MOST);
        assert_true(stride == 1 || kept > HD_SAMPLES_MOST / 2);
        assert_int_equal(stride & (stride - 1), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(held_and_waited),      cmocka_unit_test(ages),
        cmocka_unit_test(busiest_first),        cmocka_unit_test(rubbish),
        cmocka_unit_test(looking_costs_little), cmocka_unit_test(samples_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
