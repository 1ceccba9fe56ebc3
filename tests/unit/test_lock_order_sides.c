// links: hd_graph hd_store hd_core
/* Lock-order cycles of the analyzer's edges, and of those that check and run know together.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/lock_order_fixture.h"

/* ---- tests: roots, and both sides together ---- */

static void static_roots(void)
{
    add_thread(MAIN, "main", HD_THREAD_ROOT, 0, 0);
    struct hd_thread *w = add_thread(T1, "worker", HD_THREAD_ROOT, MAIN, 1);
    w->joiner = MAIN;
    w->join_clock = 2;
}

static void test_static_before_threads(void **state)
{
    static_roots();
    int64_t a = global("a"), b = global("b");
    struct hd_edge_context *m = edge_of(HD_EV_STATIC, MAIN, b, a);
    edge_of(HD_EV_STATIC, T1, a, b);
    m->clock = 0;
    expect("ordered by create/join");
    m->clock = 1;
    expect(NULL);
    m->clock = 2;
    expect("ordered by create/join");
}

/* Calls below the function in which both acquisitions happen; those above it are common. */
static void test_static_far_apart(void **state)
{
    static struct hd_site call[6];
    for (uint32_t i = 0; i < 6; i++)
        call[i] = (struct hd_site){.file = "q.c", .line = 10 + i, .function = "f"};
    static_roots();
    int64_t a = global("a"), b = global("b");
    struct hd_edge_context *down = edge_of(HD_EV_STATIC, T1, a, b);
    edge_of(HD_EV_STATIC, MAIN, b, a)->clock = 1;
    down->calls = down->from_calls = call;
    down->ncalls = 5;
    down->nfrom_calls = 2;
    expect(NULL);
    down->ncalls = 6;
    expect("far apart");
    edge(T1, a, b); /* a run saw it */
    expect(NULL);
}

static void test_static_root_in_many_instances(void **state)
{
    static_roots();
    int64_t a = global("a"), b = global("b");
    edge_of(HD_EV_STATIC, T1, a, b);
    edge_of(HD_EV_STATIC, T1, b, a);
    expect("single thread");
    thread(T1)->many = true;
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_int_equal(Y.data[0].finding.confidence, HD_CONF_MEDIUM);
    hd_vec_free(&Y);
}

static void test_static_confidence(void **state)
{
    static_roots();
    int64_t a = global("a"), m = lock_of(cls("field:s.m", "s.m"), "s.m");
    edge_of(HD_EV_STATIC, MAIN, a, m)->clock = 1;
    edge_of(HD_EV_STATIC, T1, m, a);
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_int_equal(Y.data[0].finding.confidence, HD_CONF_MEDIUM);
    assert_int_equal(Y.data[0].finding.evidence, HD_EV_STATIC);
    hd_vec_free(&Y);
}

/* The same acquisitions by the pointers of a record, and by the variables that they lead to. */
static void judge_two_names(uint32_t line_of_fields)
{
    static_roots();
    int64_t a = global("a"), b = global("b");
    int64_t p = lock_of(cls("field:s.p", "s.p"), "s.p"),
            q = lock_of(cls("field:s.q", "s.q"), "s.q");
    next_line = 100;
    edge_of(HD_EV_STATIC, MAIN, a, b)->clock = 1;
    edge_of(HD_EV_STATIC, T1, b, a);
    next_line = line_of_fields;
    edge_of(HD_EV_STATIC, MAIN, p, q)->clock = 1;
    edge_of(HD_EV_STATIC, T1, q, p);
    judge();
    assert_int_equal(Y.len, 2);
}

static void test_two_names(void **state)
{
    judge_two_names(100);
    assert_null(Y.data[0].finding.filtered);
    assert_non_null(strstr(Y.data[0].finding.message, "a → b"));
    assert_string_equal(Y.data[1].finding.filtered, "another name");
    hd_vec_free(&Y);
}

static void test_two_names_elsewhere(void **state)
{
    judge_two_names(200);
    assert_null(Y.data[0].finding.filtered);
    assert_null(Y.data[1].finding.filtered);
    hd_vec_free(&Y);
}

/* One edge seen by the analyzer, the other only at run time. */
static void test_closed_by_both_sides(void **state)
{
    static_roots();
    add_thread(11, "main", HD_THREAD_ALIVE, 0, 0);
    add_thread(12, "worker", HD_THREAD_ALIVE, 11, 1);
    int64_t a = global("a"), b = global("b"), ra = global("a"), rb = global("b");
    edge_of(HD_EV_STATIC, T1, a, b);
    struct hd_edge_context *m = edge(12, rb, ra);
    expect("single thread"); /* the run's worker is the analyzer's only worker */
    m->thread = 11;
    m->clock = 0;
    expect("ordered by create/join"); /* before the first creation */
    m->clock = 1;
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_int_equal(Y.data[0].finding.evidence, HD_EV_BOTH);
    assert_true(Y.data[0].has_static && Y.data[0].has_runtime);
    hd_vec_free(&Y);
}

static void test_same_defect_from_both_sides(void **state)
{
    static_roots();
    add_thread(11, "main", HD_THREAD_ALIVE, 0, 0);
    add_thread(12, "worker", HD_THREAD_ALIVE, 11, 1);
    int64_t a = global("a"), b = global("b"), ra = global("a"), rb = global("b");
    edge_of(HD_EV_STATIC, T1, a, b);
    edge_of(HD_EV_STATIC, MAIN, b, a)->clock = 1;
    judge();
    assert_int_equal(Y.len, 1);
    char alone[17];
    strcpy(alone, Y.data[0].finding.fingerprint);
    assert_int_equal(Y.data[0].finding.evidence, HD_EV_STATIC);
    edge(12, ra, rb);
    edge(11, rb, ra)->clock = 1;
    judge();
    assert_int_equal(Y.len, 1);
    assert_int_equal(Y.data[0].finding.evidence, HD_EV_BOTH);
    assert_string_equal(Y.data[0].finding.fingerprint, alone);
    hd_vec_free(&Y);
}

/* The run knows a lock on the heap by where it was initialised, the analyzer by its field. */
static void test_classes_meet_at_their_init(void **state)
{
    static_roots();
    add_thread(11, "main", HD_THREAD_ALIVE, 0, 0);
    int64_t a = global("a"), ra = global("a");
    int64_t made = cls("init:make:p->m@a.c", "p->m"), field = cls("field:s.m", "s.m");
    const struct hd_site init = {"a.c", 70, 9, "make"};
    F.cls.data[1].init = F.cls.data[2].init = init;
    int64_t m = lock_of(field, "s.m"), rm = lock_of(made, "p->m");
    edge_of(HD_EV_STATIC, T1, a, m);
    edge(11, rm, ra)->clock = 1;
    judge();
    assert_int_equal(Y.len, 1);
    assert_null(Y.data[0].finding.filtered);
    assert_int_equal(Y.data[0].finding.evidence, HD_EV_BOTH);
    assert_string_equal(Y.data[0].finding.subject, "field:s.m -> global:a@a.c");
    hd_vec_free(&Y);
    F.cls.data[1].init.line = 71; /* another place: another class */
    expect_nothing();
    F.cls.data[1].init.line = 70;
    cls("field:other.m", "other.m"); /* a wrapper that initialises two classes tells nothing */
    F.cls.data[3].init = init;
    expect_nothing();
}

/* Objects that the analyzer cannot tell apart never turn run-time order into a cycle. */
static void test_run_time_classes_close_nothing(void **state)
{
    three_threads();
    int64_t p = cls("field:p.m", "p.m"), q = cls("field:q.m", "q.m");
    int64_t p1 = lock_of(p, "p.m"), q1 = lock_of(q, "q.m"), p2 = lock_of(p, "p.m#2"),
            q2 = lock_of(q, "q.m#2");
    edge(T1, p1, q1);
    edge(T2, q2, p2);
    expect_nothing();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_static_before_threads),
        TEST(test_static_far_apart),
        TEST(test_static_root_in_many_instances),
        TEST(test_static_confidence),
        TEST(test_two_names),
        TEST(test_two_names_elsewhere),
        TEST(test_closed_by_both_sides),
        TEST(test_same_defect_from_both_sides),
        TEST(test_classes_meet_at_their_init),
        TEST(test_run_time_classes_close_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
