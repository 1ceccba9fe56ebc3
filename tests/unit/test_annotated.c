// links: hd_collector hd_store hd_core
/* Judging what annotations tell: locks with an inside, suspended tasks, wait groups, channels,
 * named classes.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "collector/judge.h"
#include "collector/wait_for.h"
#include "tests/unit/wire_sample.h"

struct fixture {
    struct wire_sample w;
    struct hd_snapshot s;
    struct hd_judging j;
    struct hd_arena a;
    hd_wait_chain_vec chains;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    f->w = sample_make();
    sample_header(&f->w)->section[HD_WIRE_EVENTS].used = 0;
    for (uint32_t i = 0; i < 3; i++)
        sample_slot(&f->w, i, 0, 0);
}

static void end(struct fixture *f)
{
    hd_vec_free(&f->j.found);
    hd_describe_free(f->j.d);
    hd_snapshot_free(&f->s);
    sample_free(&f->w);
    hd_vec_free(&f->chains);
    hd_arena_free(&f->a);
}

static struct hd_wire_slot *slot(struct fixture *f, uint32_t i)
{
    return sample_row(&f->w, HD_WIRE_SLOTS, i);
}

static struct hd_wire_lock *lock(struct fixture *f, uint32_t i)
{
    return sample_row(&f->w, HD_WIRE_LOCKS, i);
}

static size_t chains(struct fixture *f)
{
    f->s = sample_snapshot(&f->w);
    hd_wait_chains(&f->s, NULL, &f->a, &f->chains);
    return f->chains.len;
}

static void judge(struct fixture *f, enum hd_end how)
{
    f->s = sample_snapshot(&f->w);
    f->j = (struct hd_judging){.d = hd_describe_new("/", 0), .s = &f->s};
    hd_judge_events(&f->j);
    hd_judge_leaks(&f->j, how);
}

static size_t found(const struct fixture *f, const char *rule)
{
    size_t n = 0;
    hd_vec_foreach(x, &f->j.found) n += !strcmp(x->rule, rule);
    return n;
}

/* Thread 1 acquires an annotated lock that thread 2 holds, by way of a condition inside; thread 2
 * waits for what thread 1 holds. */
static void inside_of_a_lock(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    sample_slot(&f.w, 1, 1, 2);
    sample_slot(&f.w, 2, 2, 1);
    struct hd_wire_slot *s = slot(&f, 1);
    s->entry[1].object = slot(&f, 2)->entry[0].object = HD_WIRE_USER_LOCK;
    s->entry[2] = (struct hd_wire_entry){.address = 0x7000,
                                         .pc = 1,
                                         .activity = HD_WIRE_WAITING,
                                         .object = HD_WIRE_COND,
                                         .partner = 0x7100};
    s->depth = 3;
    assert_int_equal(chains(&f), 1);
    assert_false(f.chains.data[0].stall);
    assert_int_equal(f.chains.data[0].len, 2);
    end(&f);
    begin(&f); /* an annotated wait group instead: nobody owns it */
    sample_slot(&f.w, 1, 1, 2);
    sample_slot(&f.w, 2, 2, 1);
    slot(&f, 1)->entry[1].object = HD_WIRE_WAITGROUP;
    assert_int_equal(chains(&f), 0);
    end(&f);
}

/* Of a live process: a suspended task has no thread that could be asked whether it sleeps. */
static void suspended_tasks(void **state)
{
    (void)state;
    for (int tasks = 0; tasks < 2; tasks++) {
        struct fixture f;
        begin(&f);
        sample_slot(&f.w, 1, 1, 2);
        sample_slot(&f.w, 2, 2, 1);
        for (uint32_t i = 1; i < 3; i++) {
            slot(&f, i)->tid = 0;
            if (tasks)
                ((struct hd_wire_thread *)sample_row(&f.w, HD_WIRE_THREADS, i))->flags |=
                    HD_WIRE_THREAD_TASK;
        }
        assert_int_equal(chains(&f), 1);
        assert_int_equal(hd_wait_chain_confirmed(&f.chains.data[0], &f.s, (uint32_t)getpid()),
                         tasks);
        f.j.d = hd_describe_new("/", 0);
        const char *label = hd_describe_thread(f.j.d, &f.s, 2, 0)->label;
        assert_int_equal(!strncmp(label, "task 1 (", 8), tasks);
        end(&f);
    }
}

/* The first addition came after a wait: wrong when nobody waits again and the group or the program
 * ends. */
static void late_addition(void **state)
{
    (void)state;
    static const struct {
        uint32_t lock_state, file_state;
        uint64_t waits;
        size_t findings;
    } cases[] = {{HD_WIRE_LOCK_DEAD, HD_WIRE_LIVE, 1, 1},
                 {HD_WIRE_LOCK_LIVE, HD_WIRE_EXITED, 1, 1},
                 {HD_WIRE_LOCK_LIVE, HD_WIRE_LIVE, 1, 0},
                 {HD_WIRE_LOCK_DEAD, HD_WIRE_EXITED, 2, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        begin(&f);
        lock(&f, 0)->object = HD_WIRE_WAITGROUP;
        lock(&f, 0)->state = cases[i].lock_state;
        lock(&f, 0)->broadcasts = cases[i].waits;
        sample_header(&f.w)->state = cases[i].file_state;
        struct hd_wire_event *e = sample_row(&f.w, HD_WIRE_EVENTS, 0);
        *e = (struct hd_wire_event){.state = 1,
                                    .kind = HD_WIRE_EVENT_WAITGROUP_ADD_LATE,
                                    .count = 1,
                                    .thread_id = 2,
                                    .thread_gen = 1,
                                    .lock_id = 1,
                                    .lock_gen = 1,
                                    .aux = 1,
                                    .aux2 = 1};
        sample_header(&f.w)->section[HD_WIRE_EVENTS].used = 1;
        judge(&f, HD_END_RUNNING);
        assert_int_equal(found(&f, "waitgroup-add-after-wait"), cases[i].findings);
        end(&f);
    }
}

static void channel_leaks(void **state)
{
    (void)state;
    static const struct {
        uint32_t flags, used;
        enum hd_end how;
        size_t findings;
    } cases[] = {{HD_WIRE_LOCK_INIT_SEEN, 0, HD_END_EXIT, 1},
                 {HD_WIRE_LOCK_INIT_SEEN, 0, HD_END_CUT, 0},
                 {HD_WIRE_LOCK_INIT_SEEN, 1, HD_END_EXIT, 0},
                 {0, 0, HD_END_EXIT, 0},
                 {HD_WIRE_LOCK_INIT_SEEN | HD_WIRE_LOCK_CLOSED, 0, HD_END_EXIT, 0},
                 {HD_WIRE_LOCK_INIT_SEEN | HD_WIRE_LOCK_STATIC, 0, HD_END_EXIT, 0},
                 {HD_WIRE_LOCK_INIT_SEEN | HD_WIRE_LOCK_IGNORED, 0, HD_END_EXIT, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        begin(&f);
        sample_slot(&f.w, 1, 2, cases[i].used ? 1 : 0);
        if (cases[i].used)
            slot(&f, 1)->entry[1].object = HD_WIRE_CHANNEL;
        *lock(&f, 0) = (struct hd_wire_lock){.state = HD_WIRE_LOCK_LIVE,
                                             .generation = 1,
                                             .address = lock(&f, 0)->address,
                                             .object = HD_WIRE_CHANNEL,
                                             .flags = cases[i].flags,
                                             .init_pc = 0x6000};
        judge(&f, cases[i].how);
        assert_int_equal(found(&f, "channel-leak"), cases[i].findings);
        end(&f);
    }
}

static void named_class(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    struct hd_wire_name *n = sample_row(&f.w, HD_WIRE_NAMES, 0);
    *n = (struct hd_wire_name){.state = 1, .len = 4};
    memset(n->text, 'x', sizeof n->text); /* the end is missing: hostile */
    sample_header(&f.w)->section[HD_WIRE_NAMES].used = 1;
    lock(&f, 0)->name_id = 1;
    lock(&f, 1)->name_id = 77; /* names nothing */
    f.s = sample_snapshot(&f.w);
    struct hd_err why = {{0}};
    assert_true(hd_wire_valid(&f.s, &why));
    f.j.d = hd_describe_new("/", 0);
    const struct hd_lock_desc *first = hd_describe_lock(f.j.d, &f.s, 1, 0),
                              *second = hd_describe_lock(f.j.d, &f.s, 2, 0);
    assert_int_equal(strlen(first->cls.name), sizeof n->text - 1);
    assert_int_equal(strncmp(first->cls.key, "name:xxxx", 9), 0);
    assert_int_not_equal(strncmp(second->cls.key, "name:", 5), 0);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inside_of_a_lock), cmocka_unit_test(suspended_tasks),
        cmocka_unit_test(late_addition),    cmocka_unit_test(channel_leaks),
        cmocka_unit_test(named_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
