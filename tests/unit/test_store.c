// links: hd_store hd_core
/* The store: what is put comes back, equal rows meet, evidence unites, databases merge.
 * SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "core/file.h"
#include "tests/unit/store_fixture.h"

/* Runs ---------------------------------------------------------------------------------------- */

static void test_runs_come_back(void **state)
{
    struct fixture *x = *state;
    struct hd_run_info r = {.command = "run",
                            .target = "./srv -d",
                            .root = "/p",
                            .host = "h",
                            .version = "1",
                            .started_ms = 5000000000000,
                            .pid = 4000000000u,
                            .dropped = 1ull << 40,
                            .coverage = "two modules unseen"};
    int64_t id = hd_store_run_begin(x->s, &r, &x->err);
    ok(x, id);
    r.ended_ms = 5000000000001;
    r.exit_status = 139;
    ok(x, hd_store_run_end(x->s, id, &r, &x->err));
    reopen(x, HD_STORE_READ);
    hd_run_vec v = {0};
    ok(x, hd_store_load_runs(x->s, &x->a, &v, &x->err));
    assert_int_equal(v.len, 1);
    const struct hd_run_info *g = &v.data[0].info;
    assert_int_equal(v.data[0].id, id);
    assert_string_equal(g->command, "run");
    assert_string_equal(g->target, "./srv -d");
    assert_string_equal(g->coverage, "two modules unseen");
    assert_int_equal(g->started_ms, 5000000000000);
    assert_int_equal(g->ended_ms, 5000000000001);
    assert_int_equal(g->exit_status, 139);
    assert_int_equal(g->pid, 4000000000u);
    assert_true(g->dropped == 1ull << 40);
    hd_vec_free(&v);
    fails(x, hd_store_run_end(x->s, id, &r, &x->err), "reading only");
}

static void test_unknown_run_is_refused(void **state)
{
    struct fixture *x = *state;
    struct hd_run_info r = {.command = "run"};
    fails(x, hd_store_run_end(x->s, 77, &r, &x->err), "no run 77");
    struct hd_finding f = {.rule = "r", .evidence = HD_EV_STATIC, .message = "m"};
    fails(x, hd_store_put_finding(x->s, 77, &f, &x->err), "FOREIGN KEY");
    assert_int_equal(count(x, "SELECT count(*) FROM finding"), 0);
}

/* Stacks, locks, threads, edges ---------------------------------------------------------------- */

static void test_stacks_are_stored_once(void **state)
{
    struct fixture *x = *state;
    struct hd_frame frame[] = {
        {.site = {"a.c", 3, 4, "f"}, .module = "prog", .offset = 0xffffffffffffffffull},
        {.site = {"a.c", 9, 0, "main"}, .module = "prog", .offset = 7, .inlined = true},
        {.module = "libc.so.6", .offset = 1},
    };
    struct hd_stack st = {frame, 3};
    int64_t id = hd_store_put_stack(x->s, &st, &x->err);
    ok(x, id);
    assert_int_equal(hd_store_put_stack(x->s, &st, &x->err), id);
    frame[1].site.line = 10;
    assert_int_not_equal(hd_store_put_stack(x->s, &st, &x->err), id);
    struct hd_stack got;
    ok(x, hd_store_load_stack(x->s, id, &x->a, &got, &x->err));
    assert_int_equal(got.len, 3);
    assert_string_equal(got.frame[0].site.file, "a.c");
    assert_string_equal(got.frame[0].site.function, "f");
    assert_int_equal(got.frame[0].site.column, 4);
    assert_true(got.frame[0].offset == 0xffffffffffffffffull);
    assert_int_equal(got.frame[1].site.line, 9);
    assert_true(got.frame[1].inlined);
    assert_null(got.frame[2].site.file);
    assert_string_equal(got.frame[2].module, "libc.so.6");
    ok(x, hd_store_load_stack(x->s, 999, &x->a, &got, &x->err));
    assert_int_equal(got.len, 0);
}

static int64_t put_class(struct fixture *x, const char *key)
{
    struct hd_lock_class c = {.key = key, .name = key, .resource = "mutex"};
    int64_t id = hd_store_put_lock_class(x->s, &c, &x->err);
    ok(x, id);
    return id;
}

static int64_t put_lock(struct fixture *x, int64_t run, int64_t cls, const char *label,
                        uint64_t address)
{
    struct hd_lock l = {.class_id = cls, .label = label, .address = address, .acquisitions = 3};
    int64_t id = hd_store_put_lock(x->s, run, &l, &x->err);
    ok(x, id);
    return id;
}

static void test_classes_learn(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "check");
    int64_t id = put_class(x, "global:m@");
    struct hd_lock_class c = {.key = "global:m@",
                              .name = "other",
                              .resource = "mutex",
                              .init = {"a.c", 7, 1, "main"},
                              .symbol = "m",
                              .recursive = true};
    assert_int_equal(hd_store_put_lock_class(x->s, &c, &x->err), id);
    put_lock(x, run, id, "m", 0);
    struct hd_lock_facts f;
    ok(x, hd_store_load_lock_facts(x->s, 0, &x->a, &f, &x->err));
    assert_int_equal(f.cls.len, 1);
    assert_string_equal(f.cls.data[0].name, "global:m@");
    assert_string_equal(f.cls.data[0].symbol, "m");
    assert_int_equal(f.cls.data[0].init.line, 7);
    assert_true(f.cls.data[0].recursive);
    hd_lock_facts_free(&f);
    fails(x, hd_store_put_lock_class(x->s, &(struct hd_lock_class){0}, &x->err), "without a key");
}

static void test_edges_unite_contexts(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "run");
    int64_t cls = put_class(x, "global:m@");
    int64_t a = put_lock(x, run, cls, "m", 0x1000), b = put_lock(x, run, cls, "m#2", 0x2000),
            g = put_lock(x, run, cls, "m#3", 0xfffffffffffff000ull);
    assert_int_equal(put_lock(x, run, cls, "renamed", 0x1000), a);
    struct hd_site calls[] = {{"m.c", 1, 0, "main"}, {"m.c", 2, 0, "go"}},
                   from = {"m.c", 8, 0, "x"};
    struct hd_gate gate = {g, HD_MODE_SHARED};
    struct hd_edge_context c = {.thread = 11,
                                .clock = 2,
                                .from_mode = HD_MODE_EXCLUSIVE,
                                .to_mode = HD_MODE_SHARED,
                                .is_try = true,
                                .from_site = {"a.c", 1},
                                .to_site = {"a.c", 2, 3, "f"},
                                .calls = calls,
                                .ncalls = 2,
                                .from_calls = &from,
                                .nfrom_calls = 1,
                                .gate = &gate,
                                .ngates = 1};
    struct hd_edge e = {.from = a,
                        .to = b,
                        .evidence = HD_EV_RUNTIME,
                        .count = 5,
                        .last_ms = 9,
                        .context = &c,
                        .ncontexts = 1};
    int64_t id = hd_store_put_edge(x->s, run, &e, &x->err);
    ok(x, id);
    assert_int_equal(hd_store_put_edge(x->s, run, &e, &x->err), id); /* equal: nothing new */
    c.clock = 3;
    e.count = 7;
    assert_int_equal(hd_store_put_edge(x->s, run, &e, &x->err), id);
    struct hd_lock_facts f;
    ok(x, hd_store_load_lock_facts(x->s, run, &x->a, &f, &x->err));
    assert_int_equal(f.lock.len, 3);
    assert_string_equal(f.lock.data[0].label, "renamed");
    assert_int_equal(f.edge.len, 1);
    assert_int_equal(f.edge.data[0].count, 7);
    assert_int_equal(f.edge.data[0].ncontexts, 2);
    assert_int_equal(f.edge.data[0].from, 0); /* indexes, not ids */
    assert_int_equal(f.edge.data[0].to, 1);
    const struct hd_edge_context *got = &f.edge.data[0].context[0];
    assert_int_equal(got->thread, 11);
    assert_int_equal(got->from_mode, HD_MODE_EXCLUSIVE);
    assert_int_equal(got->to_mode, HD_MODE_SHARED);
    assert_true(got->is_try && !got->ordered);
    assert_int_equal(got->ncalls, 2);
    assert_string_equal(got->calls[1].function, "go");
    assert_int_equal(got->nfrom_calls, 1);
    assert_string_equal(got->from_calls[0].function, "x");
    assert_int_equal(got->ngates, 1);
    assert_int_equal(got->gate[0].lock_id, 2);
    assert_int_equal(got->gate[0].mode, HD_MODE_SHARED);
    assert_string_equal(got->to_site.function, "f");
    hd_lock_facts_free(&f);
}

static void test_threads_of_several_runs_stay_apart(void **state)
{
    struct fixture *x = *state;
    int64_t one = new_run(x, "run"), two = new_run(x, "run"), old = new_run(x, "check"),
            check = new_run(x, "check");
    struct hd_thread t = {.key = 1, .name = "main", .state = HD_THREAD_ALIVE};
    for (int i = 0; i < 2; i++) {
        int64_t run = i ? two : one;
        t = (struct hd_thread){.key = 1, .name = "main", .state = HD_THREAD_ALIVE};
        ok(x, hd_store_put_thread(x->s, run, &t, &x->err));
        t = (struct hd_thread){.key = 2,
                               .name = "worker",
                               .state = HD_THREAD_EXITED,
                               .parent = 1,
                               .parent_clock = 4,
                               .joiner = 1,
                               .join_clock = 6,
                               .tid = 44,
                               .created = {"a.c", 5, 2, "main"},
                               .started_ms = 7,
                               .ended_ms = 8,
                               .detached = true};
        ok(x, hd_store_put_thread(x->s, run, &t, &x->err));
        t.state = HD_THREAD_JOINED; /* a later snapshot */
        ok(x, hd_store_put_thread(x->s, run, &t, &x->err));
    }
    t = (struct hd_thread){.key = 1, .name = "gone", .state = HD_THREAD_ROOT};
    ok(x, hd_store_put_thread(x->s, old, &t, &x->err));
    t.name = "root";
    t.many = true;
    ok(x, hd_store_put_thread(x->s, check, &t, &x->err));
    struct hd_lock_facts f;
    ok(x, hd_store_load_lock_facts(x->s, 0, &x->a, &f, &x->err));
    assert_int_equal(f.thread.len, 5); /* two runs and the latest check */
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < i; j++)
            assert_true(f.thread.data[i].key != f.thread.data[j].key);
    const struct hd_thread *w = &f.thread.data[3];
    assert_string_equal(w->name, "worker");
    assert_int_equal(w->number, 1); /* "thread 1" */
    assert_int_equal(w->parent, f.thread.data[2].key);
    assert_int_equal(w->joiner, f.thread.data[2].key);
    assert_int_equal(w->parent_clock, 4);
    assert_int_equal(w->join_clock, 6);
    assert_int_equal(w->state, HD_THREAD_JOINED);
    assert_int_equal(w->tid, 44);
    assert_true(w->detached && !w->many);
    assert_int_equal(w->started_ms, 7);
    assert_int_equal(w->created.line, 5);
    assert_string_equal(f.thread.data[4].name, "root");
    assert_true(f.thread.data[4].many);
    assert_int_equal(f.thread.data[4].state, HD_THREAD_ROOT);
    hd_lock_facts_free(&f);
    ok(x, hd_store_load_lock_facts(x->s, two, &x->a, &f, &x->err));
    assert_int_equal(f.thread.len, 2);
    assert_int_equal(f.thread.data[1].key, 2); /* one run: as the producer gave them */
    hd_lock_facts_free(&f);
    t.key = 0;
    fails(x, hd_store_put_thread(x->s, check, &t, &x->err), "without a key");
}

static void test_held_is_of_the_latest_snapshot(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "run");
    int64_t a = put_lock(x, run, put_class(x, "k"), "k", 1);
    struct hd_site site = {"a.c", 4, 0, "f"};
    ok(x, hd_store_put_held(x->s, run, 5, a, HD_MODE_EXCLUSIVE, 0, &site, &x->err));
    ok(x, hd_store_put_held(x->s, run, 5, a, HD_MODE_EXCLUSIVE, 0, &site, &x->err));
    hd_held_vec v = {0};
    ok(x, hd_store_load_held(x->s, 0, &x->a, &v, &x->err));
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].thread, 5);
    assert_int_equal(v.data[0].mode, HD_MODE_EXCLUSIVE);
    assert_int_equal(v.data[0].site.line, 4);
    ok(x, hd_store_clear_held(x->s, run, &x->err));
    hd_vec_clear(&v);
    ok(x, hd_store_load_held(x->s, run, &x->a, &v, &x->err));
    assert_int_equal(v.len, 0);
    hd_vec_free(&v);
}

/* Findings ------------------------------------------------------------------------------------- */

static void test_findings_come_back_sorted(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "check");
    struct hd_step step[] = {{"", {"a.c", 9, 1, "main"}, "creates"}, {"", {0}, "returns"}};
    struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
    f.step = step;
    f.nsteps = 2;
    f.filtered = "gate lock g";
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    f = finding(HD_EV_STATIC, 3, "u");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    f = finding(HD_EV_STATIC, 99, "v");
    f.site.file = NULL;
    f.rule = "a-rule";
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    reopen(x, HD_STORE_READ);
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, 3);
    assert_null(v.data[0].site.file);
    assert_int_equal(v.data[1].site.line, 3);
    assert_int_equal(v.data[2].site.line, 9);
    assert_string_equal(v.data[2].filtered, "gate lock g");
    assert_null(v.data[1].filtered);
    assert_int_equal(v.data[2].nsteps, 2);
    assert_string_equal(v.data[2].step[0].note, "creates");
    assert_int_equal(v.data[2].step[0].site.line, 9);
    assert_null(v.data[2].step[1].site.file);
    assert_int_equal(v.data[2].severity, HD_SEV_ERROR);
    assert_int_equal(v.data[2].confidence, HD_CONF_HIGH);
    assert_string_equal(v.data[2].subject, "t");
    hd_vec_free(&v);
    struct hd_finding_query q = {.rule = "a-rule"};
    ok(x, hd_store_load_findings(x->s, &q, &x->a, &v, &x->err));
    assert_int_equal(v.len, 1);
    hd_vec_free(&v);
}

/* What really happened is not looked for behind what might; one that somebody excused is. */
static void test_a_deadlock_that_was_seen_comes_first(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "run");
    struct hd_finding f = finding(HD_EV_RUNTIME, 3, "a");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    f = finding(HD_EV_RUNTIME, 99, "b");
    f.rule = "deadlock";
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    f = finding(HD_EV_RUNTIME, 50, "c");
    f.rule = "deadlock";
    f.filtered = "baseline";
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, 3);
    assert_int_equal(v.data[0].site.line, 99);
    assert_int_equal(v.data[1].site.line, 3);
    assert_int_equal(v.data[2].site.line, 50);
    hd_vec_free(&v);
}

static void test_seen_again_is_one_row(void **state)
{
    struct fixture *x = *state;
    int64_t one = new_run(x, "run"), two = new_run(x, "run");
    struct hd_finding f = finding(HD_EV_RUNTIME, 9, "worker");
    struct hd_step step[] = {{"", {"a.c", 9, 1, "main"}, "x"}, {"", {"a.c", 10, 1, "main"}, "y"}};
    f.step = step;
    f.nsteps = 2;
    f.count = 4;
    f.first_ms = f.last_ms = 100;
    int64_t id = hd_store_put_finding(x->s, one, &f, &x->err);
    ok(x, id);
    f.count = 6; /* the next snapshot of the same run */
    assert_int_equal(hd_store_put_finding(x->s, one, &f, &x->err), id);
    f.site.line = 12; /* an edit above: not another finding */
    f.message = "newer";
    f.count = 0;
    f.nsteps = 1;
    f.first_ms = f.last_ms = 300;
    assert_int_equal(hd_store_put_finding(x->s, two, &f, &x->err), id);
    assert_int_equal(hd_store_put_finding(x->s, two, &f, &x->err), id);
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].count, 8);
    assert_int_equal(v.data[0].first_ms, 100);
    assert_int_equal(v.data[0].last_ms, 300);
    assert_int_equal(v.data[0].site.line, 12);
    assert_int_equal(v.data[0].nsteps, 1);
    assert_string_equal(v.data[0].message, "newer");
    hd_vec_free(&v);
    v = load(x, one);
    assert_int_equal(v.len, 1);
    hd_vec_free(&v);
}

static void test_only_the_latest_check_holds(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "run"), one = new_run(x, "check");
    struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
    ok(x, hd_store_put_finding(x->s, one, &f, &x->err));
    f = finding(HD_EV_STATIC, 20, "kept");
    ok(x, hd_store_put_finding(x->s, one, &f, &x->err));
    f = finding(HD_EV_RUNTIME, 30, "seen");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    int64_t two = new_run(x, "check");
    f = finding(HD_EV_STATIC, 20, "kept");
    ok(x, hd_store_put_finding(x->s, two, &f, &x->err));
    /* A check that never finished does not count. */
    struct hd_run_info r = {.command = "check", .started_ms = 3};
    ok(x, hd_store_run_begin(x->s, &r, &x->err));
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, 2);
    assert_string_equal(v.data[0].subject, "kept");
    assert_string_equal(v.data[1].subject, "seen");
    hd_vec_free(&v);
    v = load(x, one);
    assert_int_equal(v.len, 2);
    hd_vec_free(&v);
}

/* Puts a static and a run-time finding in the given order and loads what holds. */
static hd_finding_vec put_both(struct fixture *x, bool static_first, struct hd_finding s,
                               struct hd_finding r)
{
    int64_t check = new_run(x, "check"), run = new_run(x, "run");
    for (int i = 0; i < 2; i++) {
        bool is_static = (i == 0) == static_first;
        ok(x, hd_store_put_finding(x->s, is_static ? check : run, is_static ? &s : &r, &x->err));
    }
    return load(x, 0);
}

/* A circle of edges of both sides is put by a run with evidence of both. */
static void test_known_to_checks(void **state)
{
    static const char *const why[] = {"in the baseline base.txt", "allowed at a.c:9: known",
                                      "allowed by .heddle.yml:2: known", "gate lock g"};
    for (size_t i = 0; i < sizeof why / sizeof *why; i++) {
        struct fixture *x = *state;
        struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
        f.filtered = why[i];
        ok(x, hd_store_put_finding(x->s, new_run(x, "check"), &f, &x->err));
        f.filtered = NULL, f.evidence = HD_EV_BOTH;
        ok(x, hd_store_put_finding(x->s, new_run(x, "run"), &f, &x->err));
        hd_finding_vec v = load(x, 0);
        assert_int_equal(v.len, 1);
        if (i < 2)
            assert_string_equal(v.data[0].filtered, why[i]);
        else
            assert_null(v.data[0].filtered);
        hd_vec_free(&v);
        ok(x, hd_store_put_finding(x->s, new_run(x, "check"), &f, &x->err));
        v = load(x, 0);
        assert_null(v.data[0].filtered);
        hd_vec_free(&v);
    }
}

static void check_both(struct fixture *x, bool static_first)
{
    struct hd_finding s = finding(HD_EV_STATIC, 9, "t"), r = finding(HD_EV_RUNTIME, 9, "worker");
    struct hd_step ss = {"", {"a.c", 9, 1, "main"}, "creates t"},
                   rs = {"", {"a.c", 9, 0, "main"}, "created once"};
    s.step = &ss, s.nsteps = 1;
    r.step = &rs, r.nsteps = 1;
    s.filtered = "single root instance";
    char fp[17];
    hd_fingerprint(&s, 0, fp);
    hd_finding_vec v = put_both(x, static_first, s, r);
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].evidence, HD_EV_BOTH);
    assert_string_equal(v.data[0].message, "static says");
    assert_string_equal(v.data[0].fingerprint, fp);
    assert_null(v.data[0].filtered); /* it was seen to happen */
    assert_int_equal(v.data[0].nsteps, 2);
    assert_string_equal(v.data[0].step[0].note, "creates t");
    assert_string_equal(v.data[0].step[1].thread, "seen at run time");
    hd_vec_free(&v);
    /* The next check no longer finds it: what was seen stays, in its own words. */
    new_run(x, "check");
    v = load(x, 0);
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].evidence, HD_EV_RUNTIME);
    assert_string_equal(v.data[0].message, "run time says");
    assert_int_equal(v.data[0].nsteps, 1);
    hd_vec_free(&v);
}

static void test_same_place_unites_static_first(void **state)
{
    check_both(*state, true);
}

static void test_same_place_unites_runtime_first(void **state)
{
    check_both(*state, false);
}

static void test_same_subject_unites(void **state)
{
    struct fixture *x = *state;
    struct hd_finding s = finding(HD_EV_STATIC, 9, "global:m@"),
                      r = finding(HD_EV_RUNTIME, 40, "global:m@");
    r.site.function = "elsewhere";
    hd_finding_vec v = put_both(x, true, s, r);
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].evidence, HD_EV_BOTH);
    hd_vec_free(&v);
}

/* Two cycles may close at one acquisition: other locks, another defect. */
static void test_other_locks_at_one_place_stay_apart(void **state)
{
    struct fixture *x = *state;
    struct hd_finding s = finding(HD_EV_STATIC, 9, "field:a.l -> field:b.l"),
                      r = finding(HD_EV_RUNTIME, 9, "field:a.l -> field:c.l");
    hd_finding_vec v = put_both(x, true, s, r);
    assert_int_equal(v.len, 2);
    hd_vec_free(&v);
    /* A lock known only by where it was initialised may be any. */
    r.subject = "init:main@a.c";
    r.rule = s.rule = "lock-not-held";
    v = put_both(x, false, s, r);
    assert_int_equal(v.len, 2); /* besides the first one of the run; the first check is over */
    assert_int_equal(v.data[0].evidence | v.data[1].evidence, HD_EV_BOTH);
    hd_vec_free(&v);
}

/* A call over several lines: the sides may disagree about the line, not about function and name. */
static void test_same_subject_in_one_function_unites(void **state)
{
    struct fixture *x = *state;
    struct hd_finding s = finding(HD_EV_STATIC, 9, "worker"),
                      r = finding(HD_EV_RUNTIME, 11, "worker");
    hd_finding_vec v = put_both(x, false, s, r);
    assert_int_equal(v.len, 1);
    hd_vec_free(&v);
    s.rule = r.rule = "timer-leak";
    r.site.function = "other";
    v = put_both(x, true, s, r);
    assert_int_equal(v.len, 3);
    hd_vec_free(&v);
}

static void test_other_rule_line_or_function_stays_apart(void **state)
{
    struct fixture *x = *state;
    struct hd_finding s = finding(HD_EV_STATIC, 9, "t"), r = finding(HD_EV_RUNTIME, 10, "worker");
    hd_finding_vec v = put_both(x, true, s, r);
    assert_int_equal(v.len, 2);
    hd_vec_free(&v);
    r = finding(HD_EV_RUNTIME, 9, "worker2");
    r.rule = "lock-not-held";
    v = put_both(x, false, s, r);
    assert_int_equal(v.len, 3);
    hd_vec_free(&v);
    r = finding(HD_EV_RUNTIME, 9, "worker3");
    r.site.function = "other";
    v = put_both(x, false, s, r);
    assert_int_equal(v.len, 4);
    hd_vec_free(&v);
}

static void test_two_static_findings_on_a_line_stay_two(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "run"), check = new_run(x, "check");
    struct hd_finding r = finding(HD_EV_RUNTIME, 9, "worker");
    ok(x, hd_store_put_finding(x->s, run, &r, &x->err));
    struct hd_finding s = finding(HD_EV_STATIC, 9, "t"), u = finding(HD_EV_STATIC, 9, "u");
    ok(x, hd_store_put_finding(x->s, check, &s, &x->err));
    ok(x, hd_store_put_finding(x->s, check, &u, &x->err));
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, 2);
    assert_int_equal(v.data[0].evidence + v.data[1].evidence, HD_EV_BOTH + HD_EV_STATIC);
    hd_vec_free(&v);
    ok(x, hd_store_valid(x->s, &x->err));
}

static void test_runtime_follows_the_newest_static_row(void **state)
{
    struct fixture *x = *state;
    struct hd_finding s = finding(HD_EV_STATIC, 9, "t"), r = finding(HD_EV_RUNTIME, 9, "worker");
    hd_finding_vec v = put_both(x, true, s, r);
    hd_vec_free(&v);
    /* The function is renamed: a new static finding at a new place, and the program runs again. */
    s.site.function = r.site.function = "entry";
    s.subject = "t2";
    v = put_both(x, true, s, r);
    assert_int_equal(v.len, 2); /* what the old program did is still on record */
    size_t both = 0;
    for (size_t i = 0; i < v.len; i++)
        both += v.data[i].evidence == HD_EV_BOTH && strcmp(v.data[i].subject, "t2") == 0;
    assert_int_equal(both, 1);
    hd_vec_free(&v);
}

static void test_evidence_of_both_at_once(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "run");
    struct hd_finding f = finding(HD_EV_BOTH, 9, "t");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].evidence, HD_EV_BOTH);
    hd_vec_free(&v);
    /* The next check no longer finds its static part. */
    new_run(x, "check");
    v = load(x, 0);
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].evidence, HD_EV_RUNTIME);
    assert_string_equal(v.data[0].message, f.message);
    hd_vec_free(&v);
    f.evidence = HD_EV_NONE;
    fails(x, hd_store_put_finding(x->s, run, &f, &x->err), "without evidence");
}

static void test_hostile_strings(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "check");
    char *big = malloc(200001);
    memset(big, 'x', 200000);
    big[200000] = '\0';
    const char *text[] = {"'; DROP TABLE run; --",
                          "\x1b[2J\a\b",
                          "\xff\xfe\xc0\xaf",
                          "a\nb\tc",
                          "%s%n",
                          "\xe2\x80\xa6",
                          big};
    enum { N = sizeof text / sizeof *text };
    for (size_t i = 0; i < N; i++) {
        struct hd_step step = {text[i], {text[i], 1, 1, text[i]}, text[i]};
        struct hd_finding f = {.rule = text[i],
                               .evidence = HD_EV_STATIC,
                               .message = text[i],
                               .site = {text[i], UINT32_MAX, UINT32_MAX, text[i]},
                               .subject = text[i],
                               .step = &step,
                               .nsteps = 1};
        ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    }
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, N);
    for (size_t i = 0; i < N; i++) {
        bool found = false;
        for (size_t j = 0; j < N; j++)
            found |= strcmp(v.data[j].site.file, text[i]) == 0 &&
                     strcmp(v.data[j].message, text[i]) == 0 &&
                     strcmp(v.data[j].step[0].note, text[i]) == 0 &&
                     v.data[j].site.line == UINT32_MAX;
        assert_true(found);
    }
    hd_vec_free(&v);
    free(big);
    assert_int_equal(count(x, "SELECT count(*) FROM run"), 1);
}

/* Merging ---------------------------------------------------------------------------------------
 */

static void test_merge(void **state)
{
    struct fixture *x = *state;
    /* This database: a check with a finding; an edge. */
    int64_t check = new_run(x, "check");
    struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
    struct hd_step step[] = {{"", {"a.c", 9, 1, "main"}, "creates"}};
    f.step = step, f.nsteps = 1;
    ok(x, hd_store_put_finding(x->s, check, &f, &x->err));
    put_lock(x, check, put_class(x, "global:m@"), "m", 0);
    /* The other: a run on another host that saw it happen, with ids that clash with ours. */
    char p[160];
    snprintf(p, sizeof p, "%s/it's 100%%.db", x->dir);
    struct hd_store *mine = x->s;
    ok(x, hd_store_open(&x->s, p, HD_STORE_WRITE, &x->err));
    int64_t run = new_run(x, "run"), cls = put_class(x, "global:n@");
    int64_t n = put_lock(x, run, cls, "n", 16),
            m = put_lock(x, run, put_class(x, "global:m@"), "m", 32);
    struct hd_frame frame = {.site = {"b.c", 1, 0, "f"}, .module = "prog", .offset = 7};
    int64_t stack = hd_store_put_stack(x->s, &(struct hd_stack){&frame, 1}, &x->err);
    ok(x, stack);
    struct hd_site call = {"b.c", 2, 0, "g"};
    struct hd_gate gate = {n, HD_MODE_EXCLUSIVE};
    struct hd_edge_context c = {.thread = 5,
                                .from_site = {"b.c", 3},
                                .to_site = {"a.c", 9, 1, "main"},
                                .to_stack = stack,
                                .calls = &call,
                                .ncalls = 1,
                                .gate = &gate,
                                .ngates = 1};
    struct hd_edge e = {
        .from = n, .to = m, .evidence = HD_EV_RUNTIME, .context = &c, .ncontexts = 1};
    ok(x, hd_store_put_edge(x->s, run, &e, &x->err));
    struct hd_thread t = {.key = 5, .name = "w", .create_stack = stack};
    ok(x, hd_store_put_thread(x->s, run, &t, &x->err));
    ok(x, hd_store_put_held(x->s, run, 5, m, HD_MODE_SHARED, stack, &call, &x->err));
    f = finding(HD_EV_RUNTIME, 9, "worker");
    step[0].note = "seen";
    f.step = step, f.nsteps = 1;
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    hd_store_close(x->s);
    x->s = mine;

    ok(x, hd_store_merge(x->s, p, &x->err));
    ok(x, hd_store_merge(x->s, p, &x->err)); /* the same again: another run, the same finding */
    ok(x, hd_store_valid(x->s, &x->err));
    hd_finding_vec v = load(x, 0);
    assert_int_equal(v.len, 1);
    assert_int_equal(v.data[0].evidence, HD_EV_BOTH);
    assert_int_equal(v.data[0].count, 2);
    assert_int_equal(v.data[0].nsteps, 2);
    assert_string_equal(v.data[0].step[1].note, "seen");
    hd_vec_free(&v);
    struct hd_lock_facts g;
    ok(x, hd_store_load_lock_facts(x->s, 3, &x->a, &g, &x->err));
    assert_int_equal(g.edge.len, 1);
    assert_string_equal(g.lock.data[g.edge.data[0].from].label, "n");
    assert_string_equal(g.lock.data[g.edge.data[0].to].label, "m");
    const struct hd_edge_context *k = &g.edge.data[0].context[0];
    assert_string_equal(k->to_site.function, "main");
    assert_string_equal(k->calls[0].function, "g");
    assert_string_equal(g.lock.data[k->gate[0].lock_id].label, "n");
    struct hd_stack s;
    ok(x, hd_store_load_stack(x->s, k->to_stack, &x->a, &s, &x->err));
    assert_int_equal(s.frame[0].offset, 7);
    assert_string_equal(s.frame[0].site.file, "b.c");
    assert_int_equal(g.thread.len, 1);
    hd_lock_facts_free(&g);
    hd_held_vec h = {0};
    ok(x, hd_store_load_held(x->s, 0, &x->a, &h, &x->err));
    assert_int_equal(h.len, 2);
    assert_string_equal(h.data[0].site.function, "g");
    hd_vec_free(&h);
    assert_int_equal(count(x, "SELECT count(*) FROM lock_class"), 2);
    assert_int_equal(count(x, "SELECT count(*) FROM stack"), 1);
    fails(x, hd_store_merge(x->s, "none.db", &x->err), "there is no database none.db");
    fails(x, hd_store_merge(x->s, x->path, &x->err), "h.db"); /* into itself */
    ok(x, hd_store_valid(x->s, &x->err));
}

/* Speed ---------------------------------------------------------------------------------------- */

static void test_a_hundred_thousand_rows(void **state)
{
    struct fixture *x = *state;
    enum { LOCKS = 400, EDGES = 100000 };
    int64_t run = new_run(x, "run"), lock[LOCKS];
    struct timespec t0, t1;
    clock_gettime(CLOCK_MONOTONIC, &t0);
    ok(x, hd_store_begin(x->s, &x->err));
    int64_t cls = put_class(x, "global:m@");
    for (int i = 0; i < LOCKS; i++)
        lock[i] = put_lock(x, run, cls, "m", (uint64_t)i + 1);
    for (int i = 0; i < EDGES; i++) {
        struct hd_edge_context c = {.thread = 1,
                                    .from_site = {"a.c", (uint32_t)i % 977, 1, "f"},
                                    .to_site = {"a.c", (uint32_t)i % 1009, 1, "g"}};
        struct hd_edge e = {.from = lock[i / LOCKS],
                            .to = lock[i % LOCKS],
                            .count = 1,
                            .evidence = HD_EV_RUNTIME,
                            .context = &c,
                            .ncontexts = 1};
        ok(x, hd_store_put_edge(x->s, run, &e, &x->err));
    }
    ok(x, hd_store_commit(x->s, &x->err));
    clock_gettime(CLOCK_MONOTONIC, &t1);
    print_message("%d edges in %.2f s\n", EDGES,
                  (double)(t1.tv_sec - t0.tv_sec) + (double)(t1.tv_nsec - t0.tv_nsec) / 1e9);
    struct hd_lock_facts f;
    ok(x, hd_store_load_lock_facts(x->s, run, &x->a, &f, &x->err));
    assert_int_equal(f.edge.len, EDGES);
    assert_int_equal(f.edge.data[EDGES - 1].ncontexts, 1);
    hd_lock_facts_free(&f);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_runs_come_back),
        T(test_unknown_run_is_refused),
        T(test_stacks_are_stored_once),
        T(test_classes_learn),
        T(test_edges_unite_contexts),
        T(test_threads_of_several_runs_stay_apart),
        T(test_held_is_of_the_latest_snapshot),
        T(test_findings_come_back_sorted),
        T(test_a_deadlock_that_was_seen_comes_first),
        T(test_seen_again_is_one_row),
        T(test_only_the_latest_check_holds),
        T(test_known_to_checks),
        T(test_same_place_unites_static_first),
        T(test_same_place_unites_runtime_first),
        T(test_same_subject_unites),
        T(test_other_locks_at_one_place_stay_apart),
        T(test_same_subject_in_one_function_unites),
        T(test_other_rule_line_or_function_stays_apart),
        T(test_two_static_findings_on_a_line_stay_two),
        T(test_runtime_follows_the_newest_static_row),
        T(test_evidence_of_both_at_once),
        T(test_hostile_strings),
        T(test_merge),
        T(test_a_hundred_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
