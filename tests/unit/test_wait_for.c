// links: hd_collector hd_store hd_core
/* The wait-for walk on hand-made slots: what is a deadlock, what is a stall, and what is neither.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "collector/wait_for.h"
#include "tests/unit/wire_sample.h"

/* A snapshot with three threads and two mutexes whose slots the test fills. */
struct fixture {
    struct wire_sample w;
    struct hd_snapshot s;
    struct hd_arena a;
    hd_wait_chain_vec chains;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    f->w = sample_make();
    for (uint32_t i = 0; i < 3; i++)
        sample_slot(&f->w, i, 0, 0);
}

static struct hd_wire_entry *top(struct fixture *f, uint32_t slot)
{
    struct hd_wire_slot *s = sample_row(&f->w, HD_WIRE_SLOTS, slot);
    return &s->entry[s->depth - 1];
}

static size_t look(struct fixture *f, bool with_stalls)
{
    static const bool all[SAMPLE_ROWS] = {true, true, true, true};
    f->s = sample_snapshot(&f->w);
    hd_wait_chains(&f->s, with_stalls ? all : NULL, &f->a, &f->chains);
    return f->chains.len;
}

static void end(struct fixture *f)
{
    hd_snapshot_free(&f->s);
    sample_free(&f->w);
    hd_vec_free(&f->chains);
    hd_arena_free(&f->a);
}

static void two_locks(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    sample_slot(&f.w, 1, 1, 2);
    sample_slot(&f.w, 2, 2, 1);
    assert_int_equal(look(&f, true), 1);
    assert_false(f.chains.data[0].stall);
    assert_int_equal(f.chains.data[0].len, 2);
    end(&f);
}

static void behind_a_deadlock(void **state)
{
    (void)state;
    /* The main thread queues behind two that deadlock: it is no member. */
    struct fixture f;
    begin(&f);
    sample_slot(&f.w, 0, 0, 1);
    sample_slot(&f.w, 1, 1, 2);
    sample_slot(&f.w, 2, 2, 1);
    assert_int_equal(look(&f, true), 1);
    assert_int_equal(f.chains.data[0].len, 2);
    assert_int_not_equal(f.chains.data[0].slot[0], 0);
    end(&f);
}

static void one_lock(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    sample_slot(&f.w, 1, 1, 1);
    assert_int_equal(look(&f, true), 1);
    assert_int_equal(f.chains.data[0].len, 1);
    end(&f);
    begin(&f); /* recursive: it gets through */
    sample_slot(&f.w, 1, 1, 1);
    ((struct hd_wire_lock *)sample_row(&f.w, HD_WIRE_LOCKS, 0))->flags = HD_WIRE_LOCK_RECURSIVE;
    assert_int_equal(look(&f, true), 0);
    end(&f);
}

static void queue_is_no_deadlock(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    sample_slot(&f.w, 0, 1, 0);
    sample_slot(&f.w, 1, 2, 1);
    sample_slot(&f.w, 2, 0, 2);
    assert_int_equal(look(&f, true), 0);
    end(&f);
}

static void timed_wait(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    sample_slot(&f.w, 1, 1, 2);
    sample_slot(&f.w, 2, 2, 1);
    top(&f, 2)->flags = HD_WIRE_TIMED;
    assert_int_equal(look(&f, true), 0);
    end(&f);
}

static void readers(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f); /* two readers never keep each other out */
    sample_slot(&f.w, 1, 1, 2);
    sample_slot(&f.w, 2, 2, 1);
    for (uint32_t i = 1; i < 3; i++) {
        struct hd_wire_slot *s = sample_row(&f.w, HD_WIRE_SLOTS, i);
        for (int k = 0; k < 2; k++) {
            s->entry[k].object = HD_WIRE_RWLOCK;
            s->entry[k].mode = HD_MODE_SHARED;
        }
    }
    assert_int_equal(look(&f, true), 0);
    end(&f);
    begin(&f); /* two writers behind two readers do */
    sample_slot(&f.w, 1, 1, 2);
    sample_slot(&f.w, 2, 2, 1);
    for (uint32_t i = 1; i < 3; i++) {
        struct hd_wire_slot *s = sample_row(&f.w, HD_WIRE_SLOTS, i);
        s->entry[0].object = s->entry[1].object = HD_WIRE_RWLOCK;
        s->entry[0].mode = HD_MODE_SHARED;
    }
    assert_int_equal(look(&f, true), 1);
    end(&f);
}

static void join_of_a_waiter(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    sample_slot(&f.w, 0, 1, 2);
    *top(&f, 0) = (struct hd_wire_entry){.address = 0x77,
                                         .pc = 1,
                                         .lock_id = 2,
                                         .lock_gen = 1,
                                         .activity = HD_WIRE_WAITING,
                                         .object = HD_WIRE_JOIN};
    sample_slot(&f.w, 1, 0, 1);
    assert_int_equal(look(&f, true), 1);
    assert_int_equal(f.chains.data[0].len, 2);
    end(&f);
    begin(&f); /* the thread that is joined is a later one under the same number */
    sample_slot(&f.w, 0, 1, 2);
    *top(&f, 0) = (struct hd_wire_entry){.address = 0x77,
                                         .pc = 1,
                                         .lock_id = 2,
                                         .lock_gen = 9,
                                         .activity = HD_WIRE_WAITING,
                                         .object = HD_WIRE_JOIN};
    sample_slot(&f.w, 1, 0, 1);
    assert_int_equal(look(&f, true), 0);
    end(&f);
}

static void waits_on_condition(struct fixture *f, uint32_t slot)
{
    *top(f, slot) = (struct hd_wire_entry){.address = 0x88,
                                           .pc = 1,
                                           .activity = HD_WIRE_WAITING,
                                           .object = HD_WIRE_COND,
                                           .partner = 0x9002};
}

static void condition(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f); /* it holds a lock that another wants */
    sample_slot(&f.w, 1, 1, 2);
    waits_on_condition(&f, 1);
    sample_slot(&f.w, 2, 0, 1);
    assert_int_equal(look(&f, true), 1);
    assert_true(f.chains.data[0].stall);
    assert_int_equal(f.chains.data[0].slot[0], 1);
    assert_int_equal(f.chains.data[0].slot[1], 2);
    end(&f);
    begin(&f); /* nobody wants what it holds */
    sample_slot(&f.w, 1, 1, 2);
    waits_on_condition(&f, 1);
    assert_int_equal(look(&f, true), 0);
    end(&f);
    begin(&f); /* it cannot get its mutex back: the holder waits for what it holds */
    sample_slot(&f.w, 1, 1, 2);
    waits_on_condition(&f, 1);
    sample_slot(&f.w, 2, 2, 1);
    assert_int_equal(look(&f, false), 1);
    assert_false(f.chains.data[0].stall);
    end(&f);
}

static void stuck_needs_time(void **state)
{
    (void)state;
    struct fixture f;
    struct hd_wait_watch w = {0};
    begin(&f);
    sample_slot(&f.w, 1, 1, 2);
    struct hd_wire_slot *slot = sample_row(&f.w, HD_WIRE_SLOTS, 1);
    f.s = sample_snapshot(&f.w);
    f.s.taken_ms = 1000;
    assert_int_equal(hd_wait_watch_update(&w, &f.s, 1000), 0);
    f.s.taken_ms = 1999;
    assert_int_equal(hd_wait_watch_update(&w, &f.s, 1000), 0);
    f.s.taken_ms = 2000;
    assert_int_equal(hd_wait_watch_update(&w, &f.s, 1000), 1);
    assert_true(w.stuck.data[1]);
    hd_snapshot_free(&f.s);
    slot->seq++; /* it got on and waits again */
    f.s = sample_snapshot(&f.w);
    f.s.taken_ms = 2100;
    assert_int_equal(hd_wait_watch_update(&w, &f.s, 1000), 0);
    hd_wait_watch_free(&w);
    end(&f);
}

static void overfull_slot(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f); /* what is beyond the kept entries is not guessed */
    sample_slot(&f.w, 1, 1, 2)->depth = HD_WIRE_HELD + 5;
    sample_slot(&f.w, 2, 2, 1);
    assert_int_equal(look(&f, true), 0);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_locks),        cmocka_unit_test(behind_a_deadlock),
        cmocka_unit_test(one_lock),         cmocka_unit_test(queue_is_no_deadlock),
        cmocka_unit_test(timed_wait),       cmocka_unit_test(readers),
        cmocka_unit_test(join_of_a_waiter), cmocka_unit_test(condition),
        cmocka_unit_test(stuck_needs_time), cmocka_unit_test(overfull_slot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
