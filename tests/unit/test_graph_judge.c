// links: hd_graph hd_store hd_core
/* Judging over a database: which runs meet, what is stored under which run, and that judging again
 * changes nothing.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/digraph.h"
#include "graph/graph.h"
#include "tests/scratch.h"

struct db {
    char *dir;
    struct hd_store *s;
    struct hd_err err;
};

static void must(struct db *d, bool fine)
{
    if (!fine)
        fail_msg("%s", d->err.msg);
}

static char *path_of(const struct db *d)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/h.db", d->dir);
    return path;
}

static bool weak; /* the locks of the next run */

static int setup(void **state)
{
    static struct db db;
    memset(&db, 0, sizeof db);
    weak = false;
    db.dir = scratch_folder("judge");
    must(&db, hd_store_open(&db.s, path_of(&db), HD_STORE_WRITE, &db.err) == 0);
    *state = &db;
    return 0;
}

static int teardown(void **state)
{
    struct db *d = *state;
    hd_store_close(d->s);
    return scratch_remove(d->dir);
}

static int64_t begin(struct db *d, const char *command)
{
    const struct hd_run_info info = {.command = command,
                                     .target = "t",
                                     .root = "/",
                                     .host = "h",
                                     .version = "0",
                                     .started_ms = 1,
                                     .coverage = ""};
    int64_t run = hd_store_run_begin(d->s, &info, &d->err);
    must(d, run > 0);
    return run;
}

static void end(struct db *d, int64_t run, const char *command)
{
    const struct hd_run_info info = {.command = command,
                                     .target = "t",
                                     .root = "/",
                                     .host = "h",
                                     .version = "0",
                                     .started_ms = 1,
                                     .ended_ms = 2,
                                     .coverage = ""};
    must(d, hd_store_run_end(d->s, run, &info, &d->err) == 0);
}

static int64_t lock(struct db *d, int64_t run, const char *name, bool runtime)
{
    char key[64];
    snprintf(key, sizeof key, "global:%s@a.c", name);
    const struct hd_lock_class c = {.key = key, .name = name, .resource = "mutex"};
    int64_t cls = hd_store_put_lock_class(d->s, &c, &d->err);
    const struct hd_lock l = {
        .class_id = cls, .label = name, .address = runtime ? 4096 : 0, .weak = weak};
    int64_t id = cls < 0 ? -1 : hd_store_put_lock(d->s, run, &l, &d->err);
    must(d, id > 0);
    return id;
}

/* main creates one and two; keys are the same in every run, as pids and slots may be. */
static void threads(struct db *d, int64_t run, bool runtime)
{
    const char *const name[] = {"main", "one", "two"};
    for (uint64_t i = 0; i < 3; i++) {
        const struct hd_thread t = {.key = i + 1,
                                    .name = name[i],
                                    .entry = {"a.c", 1, 1, name[i]},
                                    .state = runtime ? HD_THREAD_ALIVE : HD_THREAD_ROOT,
                                    .parent = i ? 1 : 0,
                                    .parent_clock = i ? 1 : 0};
        must(d, hd_store_put_thread(d->s, run, &t, &d->err) > 0);
    }
}

static int64_t stack(struct db *d, const char *outer)
{
    struct hd_frame f[] = {{{"a.c", 40, 0, "inner"}, "prog", 16, false},
                           {{"a.c", 50, 0, outer}, "prog", 32, false},
                           {{NULL, 0, 0, "start_thread"}, "libc.so.6", 64, false}};
    int64_t id = hd_store_put_stack(d->s, &(struct hd_stack){f, 3}, &d->err);
    must(d, id > 0);
    return id;
}

static void edge(struct db *d, int64_t run, uint64_t thread, int64_t from, int64_t to, bool runtime)
{
    struct hd_edge_context c = {.thread = thread,
                                .clock = 1,
                                .from_mode = HD_MODE_EXCLUSIVE,
                                .to_mode = HD_MODE_EXCLUSIVE,
                                .from_site = {"a.c", 10 * (uint32_t)thread, 1, "inner"},
                                .to_site = {"a.c", 10 * (uint32_t)thread + 1, 1, "inner"}};
    if (runtime)
        c.from_stack = c.to_stack = stack(d, thread == 2 ? "outer_one" : "outer_two");
    const struct hd_edge e = {from, to, runtime ? HD_EV_RUNTIME : HD_EV_STATIC, runtime, runtime,
                              &c,   1};
    must(d, hd_store_put_edge(d->s, run, &e, &d->err) > 0);
}

/* One run with a -> b by thread 2 and, when asked for, b -> a by thread 3. */
static int64_t run_with(struct db *d, bool runtime, bool forth, bool back)
{
    const char *command = runtime ? "run" : "check";
    int64_t run = begin(d, command), a = lock(d, run, "a", runtime), b = lock(d, run, "b", runtime);
    threads(d, run, runtime);
    if (forth)
        edge(d, run, 2, a, b, runtime);
    if (back)
        edge(d, run, 3, b, a, runtime);
    end(d, run, command);
    return run;
}

static void findings(struct db *d, struct hd_arena *a, hd_finding_vec *out)
{
    struct hd_finding_query q = {.rule = "lock-order-cycle"};
    must(d, hd_store_load_findings(d->s, &q, a, out, &d->err) == 0);
}

static void expect_one(struct db *d, enum hd_evidence evidence)
{
    struct hd_arena a = {0};
    hd_finding_vec f = {0};
    findings(d, &a, &f);
    assert_int_equal(f.len, 1);
    assert_int_equal(f.data[0].evidence, evidence);
    assert_null(f.data[0].filtered);
    hd_vec_free(&f);
    hd_arena_free(&a);
}

static void test_run_time_alone(void **state)
{
    struct db *d = *state;
    int64_t run = run_with(d, true, true, true);
    assert_int_equal(hd_graph_judge(d->s, run, &d->err), 1);
    expect_one(d, HD_EV_RUNTIME);
    assert_int_equal(hd_graph_judge(d->s, run, &d->err), 1); /* a later snapshot */
    expect_one(d, HD_EV_RUNTIME);
    struct hd_arena a = {0};
    hd_finding_vec f = {0};
    findings(d, &a, &f);
    /* Stacks of both acquisitions: the way to the first one, without the C library's frame. */
    const struct hd_finding *y = &f.data[0];
    assert_int_equal(y->nsteps, 8);
    assert_string_equal(y->step[1].note, "calls inner");
    assert_string_equal(y->step[1].site.function, "outer_one");
    assert_string_equal(y->step[2].note, "acquires a");
    assert_string_equal(y->step[3].note, "acquires b while it holds a");
    hd_vec_free(&f);
    hd_arena_free(&a);
}

static void test_sides_meet_whichever_comes_first(void **state)
{
    struct db *d = *state;
    int64_t check = run_with(d, false, true, false);
    assert_int_equal(hd_graph_judge(d->s, check, &d->err), 0);
    int64_t run = run_with(d, true, false, true);
    assert_int_equal(hd_graph_judge(d->s, run, &d->err), 1); /* closed by both */
    expect_one(d, HD_EV_BOTH);
    check = run_with(d, false, true, false);
    assert_int_equal(hd_graph_judge(d->s, check, &d->err), 1); /* and the other way round */
    expect_one(d, HD_EV_BOTH);
}

static void test_same_defect_on_both_sides(void **state)
{
    struct db *d = *state;
    assert_int_equal(hd_graph_judge(d->s, run_with(d, true, true, true), &d->err), 1);
    assert_int_equal(hd_graph_judge(d->s, run_with(d, false, true, true), &d->err), 1);
    expect_one(d, HD_EV_BOTH);
}

/* A cycle that only other runs saw is theirs. */
static void test_other_sides_cycles_stay_there(void **state)
{
    struct db *d = *state;
    assert_int_equal(hd_graph_judge(d->s, run_with(d, true, true, true), &d->err), 1);
    int64_t check = run_with(d, false, false, false);
    assert_int_equal(hd_graph_judge(d->s, check, &d->err), 0);
    expect_one(d, HD_EV_RUNTIME);
}

/* Two runs of one program are two programs: the halves of a cycle in two runs prove nothing. */
static void test_halves_of_two_runs(void **state)
{
    struct db *d = *state;
    assert_int_equal(hd_graph_judge(d->s, run_with(d, true, true, false), &d->err), 0);
    assert_int_equal(hd_graph_judge(d->s, run_with(d, true, false, true), &d->err), 0);
}

static void put_deadlock(struct db *d, int64_t run, const char *subject)
{
    const struct hd_finding f = {.rule = "deadlock",
                                 .severity = HD_SEV_ERROR,
                                 .confidence = HD_CONF_HIGH,
                                 .evidence = HD_EV_RUNTIME,
                                 .subject = subject,
                                 .message = "deadlock: one waits for two",
                                 .site = {"a.c", 21, 1, "inner"},
                                 .count = 1};
    must(d, hd_store_put_finding(d->s, run, &f, &d->err) >= 0);
}

/* Locks of doubtful identity may be different objects each time, but not while two threads wait for
 * each other over them. */
static void test_weak_locks_that_deadlocked(void **state)
{
    struct db *d = *state;
    weak = true;
    int64_t run = run_with(d, true, true, true);
    assert_int_equal(hd_graph_judge(d->s, run, &d->err), 0);
    put_deadlock(d, run, "global:c@a.c -> global:a@a.c"); /* over others */
    assert_int_equal(hd_graph_judge(d->s, run, &d->err), 0);
    put_deadlock(d, run, "global:b@a.c -> global:a@a.c");
    assert_int_equal(hd_graph_judge(d->s, run, &d->err), 1);
    expect_one(d, HD_EV_RUNTIME);
    int64_t other = run_with(d, true, true, true);
    assert_int_equal(hd_graph_judge(d->s, other, &d->err), 0); /* what that one saw is its own */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_run_time_alone),
        TEST(test_sides_meet_whichever_comes_first),
        TEST(test_same_defect_on_both_sides),
        TEST(test_other_sides_cycles_stay_there),
        TEST(test_weak_locks_that_deadlocked),
        TEST(test_halves_of_two_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
