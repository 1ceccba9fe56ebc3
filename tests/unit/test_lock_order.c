// links: hd_graph hd_store hd_core
/* Which lock-order cycles are real and which are excused, with facts built in memory: for every
 * excuse one case that has it and the nearest case that has not. Those with static edges are in
 * test_lock_order_sides.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/lock_order_fixture.h"

/* ---- tests: what is a cycle ---- */

static void test_inversion(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b);
    edge(T2, b, a);
    judge();
    assert_int_equal(Y.len, 1);
    const struct hd_finding *f = &Y.data[0].finding;
    assert_null(f->filtered);
    assert_string_equal(f->rule, "lock-order-cycle");
    assert_string_equal(f->message, "lock-order cycle: a → b → a");
    assert_string_equal(f->subject, "global:a@a.c -> global:b@a.c");
    assert_int_equal(f->severity, HD_SEV_ERROR);
    assert_int_equal(f->confidence, HD_CONF_HIGH);
    assert_int_equal(f->evidence, HD_EV_RUNTIME);
    assert_int_equal(strlen(f->fingerprint), 16);
    assert_int_equal(f->nsteps, 6); /* per thread: it runs, first lock, second lock */
    assert_string_equal(f->step[0].thread, "thread A (one)");
    assert_string_equal(f->step[1].note, "acquires a");
    assert_string_equal(f->step[2].note, "acquires b while it holds a");
    assert_string_equal(f->step[3].thread, "thread B (two)");
    assert_string_equal(f->step[5].note, "acquires a while it holds b");
    assert_int_equal(f->site.line, f->step[5].site.line);
    hd_vec_free(&Y);
}

/* What a run's other findings call its threads. */
static void test_threads_of_a_run_keep_their_numbers(void **state)
{
    three_threads();
    thread(T2)->number = 7;
    thread(T2)->tid = 4711;
    thread(MAIN)->tid = 4700;
    int64_t a = global("a"), b = global("b");
    edge(MAIN, a, b);
    edge(T2, b, a);
    judge();
    assert_int_equal(Y.len, 1);
    const struct hd_finding *f = &Y.data[0].finding;
    assert_string_equal(f->step[0].thread, "main thread (tid 4700)");
    assert_string_equal(f->step[f->nsteps - 1].thread, "thread 7 (two, tid 4711)");
    hd_vec_free(&Y);
}

static void test_no_cycle(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), c = global("c");
    edge(T1, a, b);
    edge(T2, b, c);
    edge(T3, a, c);
    edge(T3, c, c); /* acquired again: no order */
    expect_nothing();
}

static void test_three_locks(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), c = global("c");
    edge(T1, a, b);
    edge(T2, b, c);
    edge(T3, c, a);
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_string_equal(Y.data[0].finding.message, "lock-order cycle: a → b → c → a");
    hd_vec_free(&Y);
}

static void test_three_locks_need_three_threads(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), c = global("c");
    edge(T1, a, b);
    edge(T2, b, c);
    edge(T1, c, a);
    expect("single thread");
}

static void test_ten_locks(void **state) /* longer than the enumeration goes */
{
    add_thread(MAIN, "main", HD_THREAD_ALIVE, 0, 0);
    int64_t l[10];
    for (uint32_t i = 0; i < 10; i++) {
        l[i] = global(hd_arena_fmt(&A, "l%u", i));
        add_thread(100 + i, "w", HD_THREAD_ALIVE, MAIN, i + 1);
    }
    for (uint32_t i = 0; i < 10; i++)
        edge(100 + i, l[i], l[(i + 1) % 10]);
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_int_equal(Y.data[0].len, 10);
    hd_vec_free(&Y);
}

static void test_one_finding_per_defect(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), c = global("c");
    edge(T1, a, b);
    edge(T2, b, a);
    edge(T1, b, c); /* a -> b -> c -> a is a second defect: c -> a is on no shorter cycle */
    edge(T2, c, a);
    edge(T3, c, a);
    edge(T3, b, a); /* the first one again */
    judge();
    assert_int_equal(Y.len, 2);
    assert_int_equal(Y.data[0].len, 2);
    assert_int_equal(Y.data[1].len, 3);
    hd_vec_free(&Y);
}

/* A longer cycle that closes over edges of shorter real ones adds nothing. */
static void test_long_way_over_short_ones(void **state)
{
    three_threads();
    int64_t l[3] = {global("a"), global("b"), global("c")};
    for (uint64_t t = T1; t <= T3; t++)
        for (int i = 0; i < 3; i++) {
            edge(t, l[i], l[(i + 1) % 3]);
            edge(t, l[(i + 1) % 3], l[i]);
        }
    judge();
    assert_int_equal(Y.len, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(Y.data[i].len, 2);
    hd_vec_free(&Y);
}

/* So many excused detours that the bounds are met: the real cycle is found all the same. */
static void test_excused_knot_uses_up_no_bounds(void **state)
{
    three_threads();
    enum { N = 60 };
    int64_t l[N];
    for (int i = 0; i < N; i++)
        l[i] = global(hd_arena_fmt(&A, "l%02d", i));
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            if (i != k)
                edge(T1 + (uint64_t)(i % 3), l[i], l[k])->is_try = true;
    edge(T1, l[N - 3], l[N - 2]);
    edge(T2, l[N - 2], l[N - 1]);
    edge(T3, l[N - 1], l[N - 3]);
    judge();
    assert_true(Y.len > 1);
    assert_null(Y.data[0].finding.filtered);
    assert_string_equal(Y.data[0].finding.message, "lock-order cycle: l57 → l58 → l59 → l57");
    assert_non_null(Y.data[1].finding.filtered);
    hd_vec_free(&Y);
}

static void test_excused_short_way_hides_no_long_one(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), c = global("c");
    edge(T1, a, b);
    edge(T2, b, a)->is_try = true;
    edge(T2, b, c);
    edge(T3, c, a);
    judge();
    assert_int_equal(Y.len, 2);
    assert_null(Y.data[0].finding.filtered);
    assert_int_equal(Y.data[0].len, 3);
    assert_string_equal(Y.data[1].finding.filtered, "trylock");
    hd_vec_free(&Y);
}

/* ---- tests: excuses ---- */

static void test_single_thread(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b);
    edge(T1, b, a);
    expect("single thread");
    edge(T2, b, a); /* a second thread on one of the edges is enough */
    expect(NULL);
}

static void test_gate(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), g = global("g");
    struct hd_edge_context *x = edge(T1, a, b), *y = edge(T2, b, a);
    gate(x, g, HD_MODE_EXCLUSIVE);
    expect(NULL); /* only one of them holds it */
    gate(y, g, HD_MODE_EXCLUSIVE);
    expect("gate lock g");
    y->gate[0].mode = HD_MODE_SHARED;
    expect("gate lock g"); /* a reader and a writer still exclude each other */
    x->gate[0].mode = HD_MODE_SHARED;
    expect(NULL); /* two readers do not */
}

static void test_gate_is_a_lock_of_the_cycle(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), c = global("c");
    gate(edge(T1, a, b), c, HD_MODE_EXCLUSIVE); /* holds c, which T3 holds too */
    edge(T2, b, c);
    edge(T3, c, a);
    expect("gate lock c");
}

static void test_gate_of_a_later_thread(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), c = global("c");
    edge(T1, a, b);
    edge(T2, b, c);
    gate(edge(T3, c, a), b, HD_MODE_EXCLUSIVE); /* b is what T2 holds */
    expect("gate lock b");
}

static void test_joined(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b);
    edge(T2, b, a);
    /* create T1 (1), join T1 (2), create T2 (3) */
    thread(T2)->parent_clock = 3;
    thread(T1)->joiner = MAIN;
    thread(T1)->join_clock = 2;
    expect("ordered by create/join");
    /* create T1 (1), create T2 (2), join T1 (3): they may overlap */
    thread(T2)->parent_clock = 2;
    thread(T1)->join_clock = 3;
    expect(NULL);
}

static void test_joined_through_others(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b);
    edge(T2, b, a);
    /* T3 joins T1 at its clock 1, main joins T3 at 5 and creates T2 at 6. */
    thread(T1)->joiner = T3;
    thread(T1)->join_clock = 1;
    thread(T3)->joiner = MAIN;
    thread(T3)->join_clock = 5;
    thread(T2)->parent_clock = 6;
    expect("ordered by create/join");
    thread(T3)->join_clock = 7; /* after T2 was created */
    expect(NULL);
}

static void test_parent_before_creation(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    struct hd_edge_context *m = edge(MAIN, a, b);
    edge(T2, b, a); /* created at 2 */
    m->clock = 1;
    expect("ordered by create/join");
    m->clock = 2;
    expect(NULL);
    thread(T2)->joiner = MAIN;
    thread(T2)->join_clock = 4;
    expect(NULL);
    m->clock = 4; /* after the join */
    expect("ordered by create/join");
}

static void test_detached_and_not_overlapping_counts(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b);
    edge(T2, b, a);
    thread(T1)->state = thread(T2)->state = HD_THREAD_DETACHED;
    thread(T1)->detached = thread(T2)->detached = true;
    thread(T1)->started_ms = 10;
    thread(T1)->ended_ms = 20;
    thread(T2)->started_ms = 30;
    thread(T2)->ended_ms = 40;
    expect(NULL);
}

static void test_try(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b);
    edge(T2, b, a)->is_try = true;
    expect("trylock");
    edge(T3, b, a); /* another way that can block */
    expect(NULL);
}

static void test_readers(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    struct hd_edge_context *x = edge(T1, a, b), *y = edge(T2, b, a);
    x->from_mode = x->to_mode = y->from_mode = y->to_mode = HD_MODE_SHARED;
    expect("read-read");
    x->to_mode = y->to_mode = HD_MODE_EXCLUSIVE; /* readers that want to write the other one */
    expect(NULL);
    y->to_mode = HD_MODE_SHARED; /* a: held for reading, wanted for reading */
    expect("read-read");
    x->from_mode = HD_MODE_EXCLUSIVE;
    expect(NULL);
    x->to_mode = HD_MODE_SHARED; /* b: wanted for reading, held for writing */
    y->from_mode = y->to_mode = HD_MODE_EXCLUSIVE;
    expect(NULL);
    y->from_mode = HD_MODE_SHARED;
    expect("read-read");
}

static void test_weak(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b);
    edge(T2, b, a);
    F.lock.data[b].weak = true;
    expect("weak identity");
    F.lock.data[b].weak = false;
    expect(NULL);
}

static void test_ordered_instances(void **state)
{
    three_threads();
    int64_t c = cls("field:s.m", "s.m"), x = lock_of(c, "s.m"), y = lock_of(c, "s.m#2");
    edge(T1, x, y)->ordered = true;
    edge(T2, y, x);
    expect("ordered instances");
}

static void test_several_excuses(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b");
    edge(T1, a, b)->is_try = true;
    edge(T1, b, a);
    expect("trylock, single thread");
}

/* Another choice of contexts is free of what excuses the first one. */
static void test_best_choice_of_contexts(void **state)
{
    three_threads();
    int64_t a = global("a"), b = global("b"), g = global("g");
    gate(edge(T1, a, b), g, HD_MODE_EXCLUSIVE);
    gate(edge(T2, b, a), g, HD_MODE_EXCLUSIVE);
    edge(T2, a, b);
    expect("gate lock g"); /* T2's own a -> b is no second thread to its b -> a, T1's is gated */
    edge(T3, b, a);
    expect(NULL);
}

/* ---- tests: instances of one class ---- */

static void test_objects_of_one_class_at_run_time(void **state)
{
    three_threads();
    int64_t c = cls("field:s.m", "s.m"), x = lock_of(c, "s.m"), y = lock_of(c, "s.m#2"),
            z = lock_of(c, "s.m#3");
    edge(T1, x, y);
    edge(T2, y, z); /* a consistent order of three objects is no cycle, though its class is one */
    edge(T3, x, z);
    expect_nothing();
    edge(T3, y, x);
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_string_equal(Y.data[0].finding.message, "lock-order cycle: s.m → s.m#2 → s.m");
    assert_string_equal(Y.data[0].finding.subject, "field:s.m");
    assert_int_equal(Y.data[0].len, 1);
    hd_vec_free(&Y);
}

static void test_same_class_static_is_filtered(void **state)
{
    add_thread(T1, "f", HD_THREAD_ROOT, 0, 0)->many = true;
    int64_t m = lock_of(cls("field:s.m", "s.m"), "s.m");
    edge_of(HD_EV_STATIC, T1, m, m);
    judge();
    assert_int_equal(Y.len, 1);
    assert_string_equal(Y.data[0].finding.filtered, "instances of one class");
    assert_int_equal(Y.data[0].finding.confidence, HD_CONF_LOW);
    assert_string_equal(Y.data[0].finding.message, "lock-order cycle: s.m → another s.m");
    hd_vec_free(&Y);
}

/* What the analyzer only suspects, a run that sees both orders proves. */
static void test_same_class_proved_by_a_run(void **state)
{
    three_threads();
    add_thread(50, "f", HD_THREAD_ROOT, 0, 0)->many = true;
    int64_t c = cls("field:s.m", "s.m"), m = lock_of(c, "s.m"), x = lock_of(c, "s.m"),
            y = lock_of(c, "s.m#2");
    edge_of(HD_EV_STATIC, 50, m, m);
    edge(T1, x, y);
    edge(T2, y, x);
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_int_equal(Y.data[0].finding.evidence, HD_EV_RUNTIME);
    hd_vec_free(&Y);
}

/* A dense knot of locks: bounded work, and the real cycle in it is still found. */
static void test_dense_graph(void **state)
{
    three_threads();
    enum { N = 60 };
    int64_t l[N];
    for (int i = 0; i < N; i++)
        l[i] = global(hd_arena_fmt(&A, "l%02d", i));
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            if (i != k)
                edge(T1, l[i], l[k]);
    edge(T2, l[7], l[3]);
    judge();
    assert_true(Y.len > 1);
    assert_null(Y.data[0].finding.filtered);
    assert_string_equal(Y.data[0].finding.message, "lock-order cycle: l03 → l07 → l03");
    assert_non_null(Y.data[1].finding.filtered);
    hd_vec_free(&Y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_inversion),
        TEST(test_threads_of_a_run_keep_their_numbers),
        TEST(test_no_cycle),
        TEST(test_three_locks),
        TEST(test_three_locks_need_three_threads),
        TEST(test_ten_locks),
        TEST(test_one_finding_per_defect),
        TEST(test_long_way_over_short_ones),
        TEST(test_excused_knot_uses_up_no_bounds),
        TEST(test_excused_short_way_hides_no_long_one),
        TEST(test_single_thread),
        TEST(test_gate),
        TEST(test_gate_is_a_lock_of_the_cycle),
        TEST(test_gate_of_a_later_thread),
        TEST(test_joined),
        TEST(test_joined_through_others),
        TEST(test_parent_before_creation),
        TEST(test_detached_and_not_overlapping_counts),
        TEST(test_try),
        TEST(test_readers),
        TEST(test_weak),
        TEST(test_ordered_instances),
        TEST(test_several_excuses),
        TEST(test_best_choice_of_contexts),
        TEST(test_objects_of_one_class_at_run_time),
        TEST(test_same_class_static_is_filtered),
        TEST(test_same_class_proved_by_a_run),
        TEST(test_dense_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
