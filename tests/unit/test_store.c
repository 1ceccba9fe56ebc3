// links: hd_store hd_core
/* The store: what is put comes back, equal rows meet, evidence unites, nothing is lost when writing
 * fails, and files that are not ours stay as they are.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "core/embedded.h"
#include "core/file.h"
#include "store/store.h"
#include "store/store_internal.h"

/* A folder of its own and an open store for each test. */
struct fixture {
    char dir[64], path[128];
    struct hd_store *s;
    struct hd_arena a;
    struct hd_err err;
};

static int set_up(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    strcpy(x->dir, "/tmp/heddle-store-XXXXXX");
    if (!x || !mkdtemp(x->dir))
        return -1;
    snprintf(x->path, sizeof x->path, "%s/sub/h.db", x->dir);
    *state = x;
    return hd_store_open(&x->s, x->path, HD_STORE_WRITE, &x->err);
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    hd_store_close(x->s);
    hd_arena_free(&x->a);
    char cmd[128];
    snprintf(cmd, sizeof cmd, "rm -rf '%s'", x->dir);
    int rc = system(cmd);
    free(x);
    return rc;
}

#define ok(x, e)                                                                                   \
    do {                                                                                           \
        if ((e) < 0)                                                                               \
            fail_msg("%s: %s", #e, (x)->err.msg);                                                  \
    } while (0)
#define fails(x, e, text)                                                                          \
    do {                                                                                           \
        hd_err_clear(&(x)->err);                                                                   \
        assert_true((e) < 0);                                                                      \
        if (!strstr((x)->err.msg, (text)))                                                         \
            fail_msg("\"%s\" does not say \"%s\"", (x)->err.msg, (text));                          \
        hd_err_clear(&(x)->err);                                                                   \
    } while (0)

static int64_t new_run(struct fixture *x, const char *command)
{
    struct hd_run_info r = {
        .command = command, .target = "t", .root = "/p", .started_ms = 1, .exit_status = -1};
    int64_t run = hd_store_run_begin(x->s, &r, &x->err);
    ok(x, run);
    r.ended_ms = 2;
    ok(x, hd_store_run_end(x->s, run, &r, &x->err));
    return run;
}

static void reopen(struct fixture *x, enum hd_store_mode mode)
{
    hd_store_close(x->s);
    x->s = NULL;
    ok(x, hd_store_open(&x->s, x->path, mode, &x->err));
}

static int64_t count(struct fixture *x, const char *sql)
{
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(x->s->db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

static hd_finding_vec load(struct fixture *x, int64_t run)
{
    hd_finding_vec v = {0};
    struct hd_finding_query q = {.run = run};
    ok(x, hd_store_load_findings(x->s, &q, &x->a, &v, &x->err));
    return v;
}

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

static struct hd_finding finding(enum hd_evidence evidence, uint32_t line, const char *subject)
{
    return (struct hd_finding){.rule = "thread-leak",
                               .severity = HD_SEV_ERROR,
                               .confidence = HD_CONF_HIGH,
                               .evidence = evidence,
                               .message =
                                   evidence == HD_EV_STATIC ? "static says" : "run time says",
                               .site = {"a.c", line, 2, "main"},
                               .subject = subject};
}

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

/* Transactions --------------------------------------------------------------------------------- */

static void test_transactions_nest(void **state)
{
    struct fixture *x = *state;
    ok(x, hd_store_begin(x->s, &x->err));
    new_run(x, "run");
    ok(x, hd_store_begin(x->s, &x->err));
    new_run(x, "run");
    ok(x, hd_store_commit(x->s, &x->err));
    ok(x, hd_store_commit(x->s, &x->err));
    assert_int_equal(count(x, "SELECT count(*) FROM run"), 2);
    /* An inner rollback undoes all, and the outer commit says so. */
    ok(x, hd_store_begin(x->s, &x->err));
    int64_t run = new_run(x, "run");
    struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    ok(x, hd_store_begin(x->s, &x->err));
    hd_store_rollback(x->s);
    fails(x, hd_store_begin(x->s, &x->err), "undone");
    fails(x, hd_store_commit(x->s, &x->err), "undone");
    assert_int_equal(count(x, "SELECT count(*) FROM run"), 2);
    assert_int_equal(count(x, "SELECT count(*) FROM site"), 0);
    /* Nothing remembered from what was undone. */
    run = new_run(x, "check");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    hd_finding_vec v = load(x, 0);
    assert_string_equal(v.data[0].site.file, "a.c");
    hd_vec_free(&v);
}

static void test_two_writers_wait_for_each_other(void **state)
{
    struct fixture *x = *state;
    enum { EACH = 60 };
    pid_t pid[2];
    for (int i = 0; i < 2; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            struct hd_store *s;
            struct hd_err err = {0};
            struct hd_run_info r = {.command = "run"};
            int bad = hd_store_open(&s, x->path, HD_STORE_WRITE, &err) < 0;
            for (int n = 0; !bad && n < EACH; n++) {
                int64_t run = hd_store_run_begin(s, &r, &err);
                struct hd_finding f = finding(HD_EV_RUNTIME, 9, "worker");
                bad = run < 0 || hd_store_put_finding(s, run, &f, &err) < 0;
            }
            if (bad)
                fprintf(stderr, "%s\n", err.msg);
            else
                hd_store_close(s);
            _exit(bad);
        }
    }
    for (int i = 0; i < 2; i++) {
        int status;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count(x, "SELECT count(*) FROM run"), 2 * EACH);
    assert_int_equal(count(x, "SELECT sum(count) FROM finding_run"), 2 * EACH);
    assert_int_equal(count(x, "SELECT count(*) FROM finding"), 1);
}

static void test_a_full_disk_loses_nothing(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "check");
    struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    reopen(x, HD_STORE_WRITE);
    /* The kernel refuses to let any file of this child grow beyond 100 kB. */
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit limit = {100 * 1024, 100 * 1024};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        struct hd_store *s;
        struct hd_err err = {0};
        if (hd_store_open(&s, x->path, HD_STORE_WRITE, &err) < 0)
            _exit(9);
        int rc = 0;
        char subject[600];
        for (int i = 0; i < 3000 && rc >= 0; i++) {
            snprintf(subject, sizeof subject, "%0599d", i);
            struct hd_finding g = finding(HD_EV_STATIC, 20, subject);
            rc = (int)hd_store_put_finding(s, run, &g, &err);
        }
        bool told = rc < 0 && strstr(err.msg, "h.db");
        hd_store_close(s);
        _exit(told ? 0 : 8);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    reopen(x, HD_STORE_WRITE);
    hd_finding_vec v = load(x, 0);
    assert_true(v.len >= 1);
    assert_string_equal(v.data[0].subject, "t");
    hd_vec_free(&v);
    ok(x, hd_store_valid(x->s, &x->err));
}

/* Files ---------------------------------------------------------------------------------------- */

static void test_files_are_private(void **state)
{
    struct fixture *x = *state;
    struct stat st;
    assert_int_equal(stat(x->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", x->dir);
    assert_int_equal(stat(sub, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

static void test_odd_paths_are_refused(void **state)
{
    struct fixture *x = *state;
    char link[128], none[128];
    snprintf(link, sizeof link, "%s/link.db", x->dir);
    snprintf(none, sizeof none, "%s/none.db", x->dir);
    assert_int_equal(symlink(x->path, link), 0);
    struct hd_store *s;
    fails(x, hd_store_open(&s, link, HD_STORE_WRITE, &x->err), "symbolic link");
    fails(x, hd_store_open(&s, link, HD_STORE_READ, &x->err), "symbolic link");
    fails(x, hd_store_open(&s, none, HD_STORE_READ, &x->err), "there is no database");
    assert_false(hd_file_exists(none));
    fails(x, hd_store_open(&s, x->dir, HD_STORE_WRITE, &x->err), "is not a file");
    fails(x, hd_store_open(&s, "/dev/null/x/h.db", HD_STORE_WRITE, &x->err), "/dev/null");
    assert_null(s);
    /* A folder reached through a link is fine. */
    char dir[128], below[160];
    snprintf(dir, sizeof dir, "%s/dirlink", x->dir);
    snprintf(below, sizeof below, "%s/h.db", dir);
    assert_int_equal(symlink("sub", dir), 0);
    ok(x, hd_store_open(&s, below, HD_STORE_READ, &x->err));
    hd_store_close(s);
}

static void make_foreign(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_foreign_and_newer_files_are_refused(void **state)
{
    struct fixture *x = *state;
    char p[128];
    struct hd_store *s;
    snprintf(p, sizeof p, "%s/foreign.db", x->dir);
    make_foreign(p, "CREATE TABLE bookmarks (url TEXT)");
    fails(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err), "another program");
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "another program");
    snprintf(p, sizeof p, "%s/newer.db", x->dir);
    make_foreign(p, "PRAGMA application_id = 0x4844444c; PRAGMA user_version = 9999;"
                    "CREATE TABLE run (id)");
    fails(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err), "newer heddle");
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "newer heddle");
    snprintf(p, sizeof p, "%s/text.db", x->dir);
    struct hd_err err = {0};
    assert_int_equal(
        hd_file_write(p, "This is a letter, and not a database at all, nor will be.", 57, &err), 0);
    fails(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err), "not a heddle database");
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "not a heddle database");
    char *text;
    assert_int_equal(hd_file_read(p, 100, &text, NULL, &err), 0);
    assert_true(strncmp(text, "This is a letter", 16) == 0); /* as it was */
    free(text);
}

static void test_empty_files(void **state)
{
    struct fixture *x = *state;
    char p[128];
    struct hd_store *s;
    struct hd_err err = {0};
    snprintf(p, sizeof p, "%s/empty.db", x->dir);
    assert_int_equal(hd_file_write(p, "", 0, &err), 0);
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "is empty");
    ok(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err));
    hd_store_close(s);
    ok(x, hd_store_open(&s, p, HD_STORE_READ, &x->err));
    hd_store_close(s);
}

/* Opens a damaged copy both ways and reads everything: a message or a success, never a crash. */
static size_t try_damaged(struct fixture *x, const char *p)
{
    size_t failures = 0;
    for (int mode = HD_STORE_READ; mode <= HD_STORE_WRITE; mode++) {
        struct hd_store *s;
        struct hd_err err = {0};
        hd_finding_vec v = {0};
        hd_run_vec runs = {0};
        struct hd_lock_facts facts = {0};
        struct hd_finding_query q = {0};
        int rc = hd_store_open(&s, p, (enum hd_store_mode)mode, &err);
        if (rc == 0)
            rc = hd_store_load_runs(s, &x->a, &runs, &err);
        if (rc == 0)
            rc = hd_store_load_findings(s, &q, &x->a, &v, &err);
        if (rc == 0)
            rc = hd_store_load_lock_facts(s, 0, &x->a, &facts, &err);
        if (rc < 0) {
            failures++;
            assert_true(err.msg[0]);
        }
        hd_store_close(s);
        hd_vec_free(&v);
        hd_vec_free(&runs);
        hd_lock_facts_free(&facts);
    }
    return failures;
}

static void test_damaged_files(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "check");
    ok(x, hd_store_begin(x->s, &x->err));
    for (unsigned i = 0; i < 300; i++) {
        char subject[64];
        snprintf(subject, sizeof subject, "subject number %u", i);
        struct hd_finding f = finding(HD_EV_STATIC, i + 1, subject);
        ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    }
    ok(x, hd_store_commit(x->s, &x->err));
    hd_store_close(x->s);
    x->s = NULL;
    char *data, p[128];
    size_t len;
    ok(x, hd_file_read(x->path, 1 << 24, &data, &len, &x->err));
    snprintf(p, sizeof p, "%s/damaged.db", x->dir);
    for (size_t cut = 1; cut < 9; cut++) {
        ok(x, hd_file_write(p, data, len * cut / 9, &x->err));
        assert_true(try_damaged(x, p) == 2);
    }
    srand(1);
    size_t failures = 0;
    for (int round = 0; round < 40; round++) {
        char *copy = malloc(len);
        memcpy(copy, data, len);
        for (int i = 0; i < 400; i++)
            copy[(size_t)rand() % len] = (char)rand();
        ok(x, hd_file_write(p, copy, len, &x->err));
        failures += try_damaged(x, p);
        free(copy);
    }
    assert_true(failures > 0);
    free(data);
}

static void test_reading_from_a_read_only_folder(void **state)
{
    struct fixture *x = *state;
    new_run(x, "check");
    hd_store_close(x->s);
    x->s = NULL;
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", x->dir);
    assert_int_equal(chmod(sub, 0500), 0);
    assert_int_equal(chmod(x->path, 0444), 0);
    pid_t pid = fork();
    if (pid == 0) {
        if (getuid() == 0 && (chown(sub, 65534, 65534) < 0 || chmod(x->dir, 0755) < 0 ||
                              setgid(65534) < 0 || setuid(65534) < 0))
            _exit(7);
        struct hd_store *s;
        struct hd_err err = {0};
        struct hd_arena a = {0};
        hd_run_vec v = {0};
        int rc = chmod(sub, 0555) < 0 || hd_store_open(&s, x->path, HD_STORE_READ, &err) < 0 ||
                 hd_store_load_runs(s, &a, &v, &err) < 0;
        if (rc)
            fprintf(stderr, "%s\n", err.msg);
        _exit(rc || v.len != 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    chmod(sub, 0700);
    assert_int_equal(status, 0);
}

/* Migrations ----------------------------------------------------------------------------------- */

static const struct hd_embedded v1[] = {
    {.name = "1", .text = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"},
    {.name = NULL},
};
static const struct hd_embedded v3[] = {
    {.name = "1", .text = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"},
    {.name = "2", .text = "ALTER TABLE note ADD COLUMN line INTEGER NOT NULL DEFAULT 7"},
    {.name = "3", .text = "UPDATE note SET line = line + 1"},
    {.name = NULL},
};
static const struct hd_embedded broken[] = {
    {.name = "1", .text = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"},
    {.name = "2", .text = "ALTER TABLE note ADD COLUMN line INTEGER; SELECT nonsense"},
    {.name = NULL},
};

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

static void test_migrations(void **state)
{
    struct fixture *x = *state;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    ok(x, hd_migrate(db, "m.db", v1, &x->err));
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    sqlite3_exec(db, "INSERT INTO note (text) VALUES ('kept')", NULL, NULL, NULL);
    /* A migration that fails leaves the older version whole. */
    fails(x, hd_migrate(db, "m.db", broken, &x->err), "nonsense");
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM pragma_table_info('note')"), 2);
    ok(x, hd_migrate(db, "m.db", v3, &x->err));
    assert_int_equal(number(db, "PRAGMA user_version"), 3);
    assert_int_equal(number(db, "SELECT line FROM note WHERE text = 'kept'"), 8);
    ok(x, hd_migrate(db, "m.db", v3, &x->err)); /* again: nothing to do */
    assert_int_equal(number(db, "SELECT line FROM note"), 8);
    fails(x, hd_migrate(db, "m.db", v1, &x->err), "newer heddle");
    sqlite3_close(db);
}

static void test_an_older_file_is_brought_up(void **state)
{
    struct fixture *x = *state;
    char p[128];
    struct hd_store *s;
    snprintf(p, sizeof p, "%s/older.db", x->dir);
    /* Ours, from before the first table. */
    make_foreign(p, "PRAGMA application_id = 0x4844444c; VACUUM");
    ok(x, hd_store_open(&s, p, HD_STORE_READ, &x->err));
    hd_run_vec v = {0};
    ok(x, hd_store_load_runs(s, &x->a, &v, &x->err));
    assert_int_equal(v.len, 0);
    hd_store_close(s);
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
        T(test_seen_again_is_one_row),
        T(test_only_the_latest_check_holds),
        T(test_same_place_unites_static_first),
        T(test_same_place_unites_runtime_first),
        T(test_same_subject_unites),
        T(test_other_rule_line_or_function_stays_apart),
        T(test_two_static_findings_on_a_line_stay_two),
        T(test_runtime_follows_the_newest_static_row),
        T(test_evidence_of_both_at_once),
        T(test_hostile_strings),
        T(test_merge),
        T(test_transactions_nest),
        T(test_two_writers_wait_for_each_other),
        T(test_a_full_disk_loses_nothing),
        T(test_files_are_private),
        T(test_odd_paths_are_refused),
        T(test_foreign_and_newer_files_are_refused),
        T(test_empty_files),
        T(test_damaged_files),
        T(test_reading_from_a_read_only_folder),
        T(test_migrations),
        T(test_an_older_file_is_brought_up),
        T(test_a_hundred_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
