// links: hd_collector hd_store hd_core
/* Judging hand-made snapshots: misuse events become findings that name lock and thread, leaks are
 * grouped by place and judged by how the program ended, chains become sentences.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "collector/judge.h"
#include "collector/wait_for.h"
#include "tests/unit/wire_sample.h"

struct fixture {
    struct wire_sample w;
    struct hd_snapshot s;
    struct hd_judging j;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    f->w = sample_make();
    sample_header(&f->w)->section[HD_WIRE_EVENTS].used = 0;
}

static void judge(struct fixture *f, enum hd_end how)
{
    f->s = sample_snapshot(&f->w);
    f->j = (struct hd_judging){.d = hd_describe_new("/", 0), .s = &f->s};
    hd_describe_modules(f->j.d, &f->s);
    hd_judge_events(&f->j);
    hd_judge_leaks(&f->j, how);
}

static void end(struct fixture *f)
{
    hd_vec_free(&f->j.found);
    hd_describe_free(f->j.d);
    hd_snapshot_free(&f->s);
    sample_free(&f->w);
}

static const struct hd_finding *find(const struct fixture *f, const char *rule)
{
    hd_vec_foreach(x, &f->j.found)
    {
        if (!strcmp(x->rule, rule))
            return x;
    }
    return NULL;
}

static struct hd_wire_thread *thread(struct fixture *f, uint32_t i)
{
    return sample_row(&f->w, HD_WIRE_THREADS, i);
}

static void every_event(void **state)
{
    (void)state;
#define RULE(e, rule, what) rule,
    static const char *const rules[] = {NULL, HD_WIRE_EVENTS_LIST(RULE)};
    for (unsigned kind = 1; kind < HD_WIRE_EVENT_KINDS; kind++) {
        struct fixture f;
        begin(&f);
        struct hd_wire_event *e = sample_row(&f.w, HD_WIRE_EVENTS, 0);
        *e = (struct hd_wire_event){.state = 1,
                                    .kind = kind,
                                    .count = 3,
                                    .thread_id = 2,
                                    .thread_gen = 1,
                                    .lock_id = 1,
                                    .lock_gen = 1,
                                    .address = 0x9001,
                                    .aux = kind == HD_WIRE_EVENT_CREATE_FAILED ? EAGAIN : 2,
                                    .aux2 = 3,
                                    .pc = 0x5000};
        sample_header(&f.w)->section[HD_WIRE_EVENTS].used = 1;
        /* Additions that came too late count when no further wait was begun. */
        ((struct hd_wire_lock *)sample_row(&f.w, HD_WIRE_LOCKS, 0))->broadcasts = e->aux2;
        judge(&f, HD_END_RUNNING);
        assert_int_equal(f.j.found.len, 1);
        const struct hd_finding *x = &f.j.found.data[0];
        assert_string_equal(x->rule, rules[kind]);
        assert_int_equal(x->count, 3);
        assert_int_equal(x->evidence, HD_EV_RUNTIME);
        assert_null(strchr(x->message, '%'));
        assert_true(x->nsteps > 0);
        end(&f);
    }
}

static void leaks_after_exit(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    thread(&f, 1)->state = HD_WIRE_THREAD_EXITED;
    thread(&f, 1)->start_pc = thread(&f, 2)->start_pc;
    judge(&f, HD_END_EXIT);
    const struct hd_finding *x = find(&f, "thread-leak");
    assert_non_null(x);
    assert_int_equal(x->count, 2);
    assert_non_null(strstr(x->message, "1 had ended and 1 still ran"));
    end(&f);
}

static void add_module(struct fixture *f, uint32_t i, const char *path, uint64_t start)
{
    struct hd_wire_module *m = sample_row(&f->w, HD_WIRE_MODULES, i);
    *m = (struct hd_wire_module){.state = 1, .bias = start, .start = start, .end = start + 0x10000};
    snprintf(m->path, sizeof m->path, "%s", path);
    sample_header(&f->w)->section[HD_WIRE_MODULES].used = i + 1;
}

/* A library of the system that has threads of its own, and nothing that has a name. */
static void threads_of_a_library(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    add_module(&f, 0, "/usr/bin/no-such-tool", 0x100000);
    add_module(&f, 1, "/usr/lib/libnone.so.7", 0x200000);
    add_module(&f, 2, "/usr/lib/libc.so.6", 0x300000);
    struct hd_wire_stack *k = sample_row(&f.w, HD_WIRE_STACKS, 0);
    *k = (struct hd_wire_stack){.state = 1, .len = 3, .frame = {0x300051, 0x200042, 0x100033}};
    sample_header(&f.w)->section[HD_WIRE_STACKS].used = 1;
    for (uint32_t i = 1; i < 3; i++) {
        thread(&f, i)->create_stack_id = 1;
        thread(&f, i)->start_pc = 0x200070;
    }
    judge(&f, HD_END_EXIT);
    const struct hd_finding *x = find(&f, "thread-leak");
    assert_non_null(x);
    assert_string_equal(x->site.function, "no-such-tool+0x33");
    assert_non_null(
        strstr(x->message, "2 threads that libnone.so.7 started for no-such-tool+0x33 are"));
    assert_int_equal(x->nsteps, 3);
    assert_string_equal(x->step[0].note,
                        "calls into libnone.so.7, which creates the thread in libnone.so.7+0x42");
    assert_non_null(strstr(x->step[1].note,
                           "names and lines of no-such-tool and libnone.so.7 need debug symbols"));
    assert_string_equal(x->step[2].site.function, "libnone.so.7+0x70");
    end(&f);

    begin(&f); /* the program's own function is what runs */
    add_module(&f, 0, "/usr/bin/no-such-tool", 0x100000);
    add_module(&f, 1, "/usr/lib/libnone.so.7", 0x200000);
    k = sample_row(&f.w, HD_WIRE_STACKS, 0);
    *k = (struct hd_wire_stack){.state = 1, .len = 2, .frame = {0x200042, 0x100033}};
    sample_header(&f.w)->section[HD_WIRE_STACKS].used = 1;
    thread(&f, 1)->create_stack_id = 1;
    thread(&f, 1)->start_pc = 0x100070;
    thread(&f, 2)->flags = HD_WIRE_THREAD_JOINED;
    judge(&f, HD_END_EXIT);
    x = find(&f, "thread-leak");
    assert_non_null(strstr(x->message, "the thread that runs no-such-tool+0x70 is"));
    assert_non_null(strstr(x->step[x->nsteps - 1].note, "names and lines of no-such-tool need"));
    end(&f);
}

static void no_leak(void **state)
{
    (void)state;
    static const uint32_t excuses[] = {HD_WIRE_THREAD_JOINED, HD_WIRE_THREAD_DETACHED,
                                       HD_WIRE_THREAD_DETACHED | HD_WIRE_THREAD_BORN_DETACHED,
                                       HD_WIRE_THREAD_FOREIGN};
    for (size_t i = 0; i < sizeof excuses / sizeof *excuses; i++) {
        struct fixture f;
        begin(&f);
        thread(&f, 1)->flags = thread(&f, 2)->flags = excuses[i];
        thread(&f, 1)->state = HD_WIRE_THREAD_EXITED;
        judge(&f, HD_END_EXIT);
        assert_null(find(&f, "thread-leak"));
        end(&f);
    }
}

static void cut_short(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f); /* a signal ended it: somebody might still have joined */
    thread(&f, 1)->state = HD_WIRE_THREAD_EXITED;
    judge(&f, HD_END_CUT);
    assert_null(find(&f, "thread-leak"));
    assert_int_equal(hd_threads_unjudged(&f.s, HD_END_CUT), 1);
    assert_int_equal(hd_threads_unjudged(&f.s, HD_END_EXIT), 0);
    assert_int_equal(hd_threads_unjudged(&f.s, HD_END_RUNNING), 0);
    end(&f);
}

static void timers(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    for (uint32_t i = 0; i < 3; i++) {
        struct hd_wire_timer *t = sample_row(&f.w, HD_WIRE_TIMERS, i);
        *t = (struct hd_wire_timer){.state = HD_WIRE_TIMER_LIVE,
                                    .kind = HD_WIRE_TIMER_POSIX,
                                    .create_pc = 0x6000,
                                    .thread_id = 1};
    }
    ((struct hd_wire_timer *)sample_row(&f.w, HD_WIRE_TIMERS, 2))->kind = HD_WIRE_TIMER_FD;
    sample_header(&f.w)->section[HD_WIRE_TIMERS].used = 3;
    judge(&f, HD_END_EXIT);
    const struct hd_finding *x = find(&f, "timer-leak");
    assert_non_null(x);
    assert_int_equal(x->count, 2); /* the descriptor was not seen open at exit */
    end(&f);
}

static void deadlock_in_words(void **state)
{
    (void)state;
    struct fixture f;
    struct hd_arena a = {0};
    hd_wait_chain_vec chains = {0};
    begin(&f);
    thread(&f, 1)->flags = thread(&f, 2)->flags = HD_WIRE_THREAD_DETACHED;
    judge(&f, HD_END_RUNNING);
    hd_wait_chains(&f.s, NULL, &a, &chains);
    assert_int_equal(chains.len, 1);
    hd_judge_chain(&f.j, &chains.data[0], 1500);
    const struct hd_finding *x = find(&f, "deadlock");
    assert_non_null(x);
    assert_int_equal(f.j.found.len, 1);
    assert_non_null(strstr(x->message, "thread 1 ("));
    assert_non_null(strstr(x->message, "thread 2 ("));
    assert_int_equal(x->nsteps, 4);
    char subject[256];
    snprintf(subject, sizeof subject, "%s", x->subject);
    /* Entered at the other thread, it is the same deadlock. */
    uint32_t swap = chains.data[0].slot[0];
    uint64_t hash = hd_wait_chain_hash(&chains.data[0], &f.s);
    chains.data[0].slot[0] = chains.data[0].slot[1];
    chains.data[0].slot[1] = swap;
    assert_true(hash == hd_wait_chain_hash(&chains.data[0], &f.s));
    hd_judge_chain(&f.j, &chains.data[0], 1500);
    assert_string_equal(f.j.found.data[1].subject, subject);
    hd_vec_free(&chains);
    hd_arena_free(&a);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event),
        cmocka_unit_test(leaks_after_exit),
        cmocka_unit_test(threads_of_a_library),
        cmocka_unit_test(no_leak),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(timers),
        cmocka_unit_test(deadlock_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
