// links: hd_model hd_core
/* Packs and automata: what the embedded ones say, and what the reader says about broken ones.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/ir/ir.h"
#include "analyzer/model/model.h"
#include "core/buf.h"
#include "core/file.h"
#include "tests/scratch.h"

static struct hd_model *model; /* the embedded packs; read-only */

static int load(void **state)
{
    struct hd_err err = {0};
    if (hd_model_new(&model, &err) == 0)
        return 0;
    fprintf(stderr, "%s\n", err.msg);
    return -1;
}

static int unload(void **state)
{
    hd_model_free(model);
    return 0;
}

/* The only row of `fn` that acts on a resource of this kind. */
static const struct hd_op_model *row(const char *fn, enum hd_kind kind)
{
    size_t n;
    const struct hd_op_model *ops = hd_model_ops(model, fn, &n), *found = NULL;
    for (size_t i = 0; i < n; i++)
        if (ops[i].on && ops[i].on->kind == kind) {
            assert_null(found);
            found = &ops[i];
        }
    if (!found)
        fail_msg("no row for %s", fn);
    return found;
}

static const char *event_name(const struct hd_op_model *op)
{
    return op->event < 0 ? "" : hd_model_automaton(model, op->on->kind)->events[op->event];
}

/* Lookups --------------------------------------------------------------------------------------*/

static void thread_creation(void **state)
{
    const struct hd_op_model *op = row("pthread_create", HD_KIND_THREAD);
    assert_int_equal(op->role, HD_ROLE_SPAWN);
    assert_string_equal(event_name(op), "create");
    assert_int_equal(op->via, HD_VIA_OUT);
    assert_int_equal(op->arg, 0);
    assert_int_equal(op->entry, 2);
    assert_int_equal(op->data, 3);
    assert_int_equal(op->attr, 1);
    assert_int_equal(op->attr_gives, HD_TRAIT_DETACHED);
    const struct hd_automaton *a = hd_model_automaton(model, HD_KIND_THREAD);
    assert_string_equal(a->events[op->attr_event], "create_detached");
    assert_string_equal(a->events[op->failure_event], "create_failed");
    assert_int_equal(op->success.op, HD_OP_EQ);
    assert_int_equal(op->success.value, 0);
    assert_string_equal(op->pack, "pthread");
    assert_int_equal(row("pthread_join", HD_KIND_THREAD)->failure_event, HD_EVENT_FORGET);
    assert_int_equal(row("thrd_create", HD_KIND_THREAD)->entry, 1);
}

/* Polarity is where models go wrong: what counts as success differs from library to library. */
static void success_predicates(void **state)
{
    static const struct {
        const char *fn;
        enum hd_kind kind;
        unsigned op;
        int64_t value;
        bool is_try;
    } expected[] = {
        {"pthread_mutex_lock", HD_KIND_LOCK, HD_OP_EQ, 0, false},
        {"pthread_mutex_trylock", HD_KIND_LOCK, HD_OP_EQ, 0, true},
        {"pthread_mutex_timedlock", HD_KIND_LOCK, HD_OP_EQ, 0, true},
        {"pthread_rwlock_tryrdlock", HD_KIND_LOCK, HD_OP_EQ, 0, true},
        {"pthread_mutex_unlock", HD_KIND_LOCK, HD_OP_NONE, 0, false},
        {"mtx_trylock", HD_KIND_LOCK, HD_OP_EQ, 0, true},
        {"sem_trywait", HD_KIND_SEM, HD_OP_EQ, 0, true},
        {"sem_open", HD_KIND_SEM, HD_OP_NE, 0, false},
        {"timer_create", HD_KIND_TIMER, HD_OP_EQ, 0, false},
        {"timerfd_create", HD_KIND_TIMER, HD_OP_GE, 0, false},
        {"std::mutex::try_lock", HD_KIND_LOCK, HD_OP_NE, 0, true},
        {"std::mutex::lock", HD_KIND_LOCK, HD_OP_NONE, 0, false},
        {"std::try_lock", HD_KIND_LOCK, HD_OP_EQ, -1, true},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct hd_op_model *op = row(expected[i].fn, expected[i].kind);
        assert_int_equal(op->success.op, expected[i].op);
        assert_int_equal(op->success.value, expected[i].value);
        assert_int_equal(op->is_try, expected[i].is_try);
    }
}

static void condition_wait_has_two_rows(void **state)
{
    const struct hd_op_model *lock = row("pthread_cond_wait", HD_KIND_LOCK);
    assert_string_equal(event_name(lock), "wait_on");
    assert_int_equal(lock->arg, 1);
    assert_int_equal(lock->cond, 0);
    assert_true(lock->must_loop && lock->blocking && !lock->timed);
    assert_string_equal(event_name(row("pthread_cond_wait", HD_KIND_COND)), "wait");
    assert_string_equal(event_name(row("pthread_cond_clockwait", HD_KIND_COND)), "wait_timed");
    assert_int_equal(row("pthread_cond_broadcast", HD_KIND_COND)->role, HD_ROLE_COND_SIGNAL);
}

static void argument_counts(void **state)
{
    size_t n;
    const struct hd_op_model *ops = hd_model_ops(model, "std::condition_variable::wait", &n);
    unsigned loops2 = 0, loops3 = 0;
    for (size_t i = 0; i < n; i++) {
        loops2 += ops[i].must_loop && hd_op_applies(&ops[i], 2);
        loops3 += ops[i].must_loop && hd_op_applies(&ops[i], 3);
    }
    assert_int_equal(loops2, 1);
    assert_int_equal(loops3, 0);
    const struct hd_op_model *thread = row("std::thread::thread", HD_KIND_THREAD);
    assert_false(hd_op_applies(thread, 1)); /* a handle without a thread */
    assert_true(hd_op_applies(thread, 2) && hd_op_applies(thread, 9));
    assert_int_equal(thread->moves, 1);
    assert_int_equal(thread->via, HD_VIA_THIS);
}

static void configuration_objects(void **state)
{
    size_t n;
    const struct hd_attr_model *attrs = hd_model_attrs(model, "pthread_mutexattr_settype", &n);
    assert_int_equal(n, 2);
    assert_int_equal(attrs[0].value, 1);
    assert_int_equal(attrs[0].gives, HD_TRAIT_RECURSIVE);
    assert_int_equal(attrs[1].gives, HD_TRAIT_ERRORCHECK);
    const struct hd_op_model *ops = hd_model_ops(model, "pthread_mutexattr_settype", &n);
    assert_int_equal(n, 1);
    assert_int_equal(ops[0].role, HD_ROLE_ATTR_SET);
    assert_int_equal(row("mtx_init", HD_KIND_LOCK)->flag_arg, 1);
    assert_int_equal(row("mtx_init", HD_KIND_LOCK)->flag_gives, HD_TRAIT_RECURSIVE);
    assert_null(hd_model_attrs(model, "printf", &n));
    assert_int_equal(n, 0);
}

static enum hd_role role_of(const char *fn)
{
    size_t n;
    const struct hd_op_model *ops = hd_model_ops(model, fn, &n);
    assert_int_equal(n, 1);
    return ops[0].role;
}

static void roles(void **state)
{
    size_t n;
    assert_int_equal(role_of("pthread_self"), HD_ROLE_SELF);
    assert_int_equal(role_of("pthread_exit"), HD_ROLE_THREAD_EXIT);
    assert_int_equal(role_of("pthread_once"), HD_ROLE_ONCE);
    assert_int_equal(role_of("abort"), HD_ROLE_NORETURN);
    assert_int_equal(role_of("malloc"), HD_ROLE_ALLOCATES);
    assert_int_equal(role_of("free"), HD_ROLE_FREES);
    assert_int_equal(role_of("qsort"), HD_ROLE_CALLS);
    assert_int_equal(role_of("signal"), HD_ROLE_SIGNAL_HANDLER);
    assert_int_equal(role_of("close"), HD_ROLE_CLOSE);
    assert_int_equal(role_of("printf"), HD_ROLE_CANCEL_POINT);
    assert_true(hd_model_ops(model, "calloc", &n)->zeroed);
    const struct hd_op_model *poll = hd_model_ops(model, "poll", &n);
    assert_int_equal(poll->role, HD_ROLE_BLOCKING);
    assert_true(poll->blocking && poll->timed);
    assert_int_equal(poll->unless_arg, 2);
    assert_int_equal(poll->unless_value, 0);
    const struct hd_op_model *push = hd_model_ops(model, "__pthread_register_cancel", &n);
    assert_string_equal(push->shown, "pthread_cleanup_push");
    assert_null(hd_model_ops(model, "no_such_function", &n));
    assert_int_equal(n, 0);
}

static void types(void **state)
{
    const struct hd_resource *r = hd_model_type(model, "pthread_rwlock_t");
    assert_non_null(r);
    assert_int_equal(r->kind, HD_KIND_LOCK);
    assert_true(r->traits & HD_TRAIT_ONE_UNLOCK && r->traits & HD_TRAIT_READ_RECURSIVE);
    assert_string_equal(r->pack, "pthread");
    size_t n;
    assert_ptr_equal(&hd_model_resources(model, &n)[r->index], r);
    assert_true(r->index < n);
    assert_ptr_equal(hd_model_type(model, "const pthread_rwlock_t"), r);
    assert_null(hd_model_type(model, "int"));
    assert_null(hd_model_type(model, ""));
    const struct hd_resource *m = hd_model_type(model, "pthread_mutex_t");
    size_t i = 0;
    while (strcmp(m->static_init[i], "PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP") != 0)
        i++;
    assert_int_equal(m->static_init_traits[i], HD_TRAIT_RECURSIVE);
    assert_int_equal(m->static_init_traits[0], 0);
}

static void cxx_names(void **state)
{
    assert_non_null(hd_model_type(model, "std::counting_semaphore<1>"));
    assert_non_null(hd_model_type(model, "std::_V2::condition_variable_any"));
    assert_non_null(hd_model_type(model, "std::__1::mutex"));
    size_t n;
    hd_model_ops(model, "std::_V2::condition_variable_any::notify_all", &n);
    assert_int_equal(n, 1);
    hd_model_ops(model, "std::unique_lock<std::mutex>::lock", &n);
    assert_int_equal(n, 1);
    hd_model_ops(model, "std::thread::operator=", &n);
    assert_int_equal(n, 1);
    const struct hd_guard_model *g = hd_model_guard(model, "std::unique_lock<std::mutex>");
    assert_non_null(g);
    assert_true(g->movable && g->optional && !g->all_args);
    assert_int_equal(g->arg, 1);
    assert_string_equal(g->none_tag, "std::defer_lock_t");
    assert_string_equal(g->try_tag, "std::try_to_lock_t");
    assert_true(hd_model_guard(model, "std::scoped_lock")->all_args);
    assert_null(hd_model_guard(model, "std::vector<int>"));
}

static void second_event(void **state)
{
    size_t n;
    const struct hd_op_model *ops = hd_model_ops(model, "std::latch::arrive_and_wait", &n);
    assert_int_equal(n, 2);
    assert_string_equal(event_name(&ops[0]), "done");
    assert_string_equal(event_name(&ops[1]), "wait");
}

/* Automata -------------------------------------------------------------------------------------*/

/* Runs a trace such as "init acquire acquire" and returns the reports in order, separated by
 * blanks. A word "+TRAIT:" before an event adds traits to the call, "n=2" sets n. */
static const char *trace(enum hd_kind kind, const char *start, unsigned traits, const char *events)
{
    static char reports[512];
    const struct hd_automaton *a = hd_model_automaton(model, kind);
    int s = strcmp(start, "unknown") == 0 ? HD_STATE_UNKNOWN : hd_automaton_state(a, start);
    int count = 0, delta = 0;
    char copy[256], *save = NULL;
    snprintf(copy, sizeof copy, "%s", events);
    reports[0] = '\0';
    for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
        if (strncmp(w, "n=", 2) == 0) {
            delta = atoi(w + 2);
            continue;
        }
        unsigned extra = strncmp(w, "try:", 4) == 0 ? HD_TRAIT_TRY : 0;
        int event = hd_automaton_event(a, extra ? w + 4 : w);
        assert_true(event >= 0);
        const struct hd_transition *t =
            hd_automaton_step(a, s, event, traits | extra, count, delta);
        if (!t) {
            s = HD_STATE_UNKNOWN;
            continue;
        }
        if (t->report)
            snprintf(reports + strlen(reports), sizeof reports - strlen(reports), "%s%s",
                     *reports ? " " : "", t->report);
        s = t->to == -1 ? s : t->to;
        count = t->count_op == HD_COUNT_SET         ? (int)t->count
                : t->count_op == HD_COUNT_ADD       ? count + (int)t->count
                : t->count_op == HD_COUNT_ADD_DELTA ? count + delta
                                                    : count;
    }
    for (size_t i = 0; i < a->nat_end; i++) {
        bool here = s < HD_MAX_STATES && a->at_end[i].state & 1u << s;
        if (here && (a->at_end[i].when.op == HD_OP_NONE || count > a->at_end[i].when.value))
            snprintf(reports + strlen(reports), sizeof reports - strlen(reports), "%send:%s",
                     *reports ? " " : "", a->at_end[i].report);
    }
    return reports;
}

static void thread_traces(void **state)
{
    const enum hd_kind k = HD_KIND_THREAD;
    assert_string_equal(trace(k, "none", 0, "create join"), "");
    assert_string_equal(trace(k, "none", 0, "create detach"), "");
    assert_string_equal(trace(k, "none", 0, "create use"), "end:thread-leak");
    assert_string_equal(trace(k, "none", 0, "create create join"), "thread-leak");
    assert_string_equal(trace(k, "none", 0, "create join join"), "thread-double-join");
    assert_string_equal(trace(k, "none", 0, "create join detach"), "thread-double-join");
    assert_string_equal(trace(k, "none", 0, "create detach join"), "thread-join-detached");
    assert_string_equal(trace(k, "none", 0, "create_detached join"), "thread-join-detached");
    assert_string_equal(trace(k, "none", 0, "create detach detach"), "thread-join-detached");
    assert_string_equal(trace(k, "none", 0, "create_failed join"), "thread-join-unstarted");
    assert_string_equal(trace(k, "none", 0, "create join cancel"), "thread-use-after-join");
    assert_string_equal(trace(k, "none", 0, "create detach use"), "");
    assert_string_equal(trace(k, "none", 0, "create drop"), "thread-leak");
    assert_string_equal(trace(k, "none", 0, "create join drop"), "");
    assert_string_equal(trace(k, "none", 0, "check join"), ""); /* if (t.joinable()) t.join() */
    assert_string_equal(trace(k, "none", 0, "create check join"), "");
    /* a parameter or field: silent until something certain is known */
    assert_string_equal(trace(k, "unknown", 0, "join"), "");
    assert_string_equal(trace(k, "unknown", 0, "join join"), "thread-double-join");
    assert_string_equal(trace(k, "unknown", 0, "use detach"), "");
    assert_string_equal(trace(k, "unknown", 0, "create"), "end:thread-leak");
}

static void mutex_traces(void **state)
{
    const enum hd_kind k = HD_KIND_LOCK;
    const char *ends = "end:lock-held-at-return end:lock-held-at-exit";
    assert_string_equal(trace(k, "free", 0, "acquire release"), "");
    assert_string_equal(trace(k, "free", 0, "acquire"), ends);
    assert_string_equal(trace(k, "free", 0, "acquire acquire release"), "lock-double-acquire");
    assert_string_equal(trace(k, "free", HD_TRAIT_RECURSIVE, "acquire acquire release release"),
                        "");
    assert_string_equal(trace(k, "free", HD_TRAIT_RECURSIVE, "acquire acquire release"), ends);
    assert_string_equal(trace(k, "free", HD_TRAIT_RECURSIVE, "acquire release release"),
                        "lock-not-held");
    assert_string_equal(trace(k, "free", 0, "acquire release release"), "lock-not-held");
    assert_string_equal(trace(k, "none", 0, "acquire release"), "lock-uninitialized");
    assert_string_equal(trace(k, "none", 0, "init acquire release destroy"), "");
    assert_string_equal(trace(k, "none", 0, "init acquire destroy"), "lock-destroyed-held");
    assert_string_equal(trace(k, "none", 0, "init acquire init"), "lock-destroyed-held");
    assert_string_equal(trace(k, "none", 0, "init destroy acquire"), "lock-use-after-destroy");
    assert_string_equal(trace(k, "none", 0, "init destroy destroy"), "lock-use-after-destroy");
    assert_string_equal(trace(k, "none", 0, "init destroy init acquire release"), "");
    assert_string_equal(trace(k, "free", 0, "wait_on"),
                        "cond-wait-unlocked end:lock-held-at-return "
                        "end:lock-held-at-exit");
    assert_string_equal(trace(k, "free", 0, "acquire wait_on release"), "");
    assert_string_equal(trace(k, "free", 0, "copy"), "lock-copied");
    assert_string_equal(trace(k, "free", HD_TRAIT_COPYABLE, "copy"), "");
    /* a trylock of a held mutex fails, it does not block */
    assert_string_equal(trace(k, "free", 0, "acquire try:acquire"), "");
    assert_string_equal(trace(k, "unknown", 0, "release"), "");
    assert_string_equal(trace(k, "unknown", 0, "release release"), "lock-not-held");
    assert_string_equal(trace(k, "unknown", HD_TRAIT_RECURSIVE, "release release"), "");
    assert_string_equal(trace(k, "unknown", 0, "acquire acquire release"), "lock-double-acquire");
}

static void rwlock_traces(void **state)
{
    const enum hd_kind k = HD_KIND_LOCK;
    const unsigned rw = HD_TRAIT_ONE_UNLOCK | HD_TRAIT_READ_RECURSIVE;
    assert_string_equal(trace(k, "free", rw, "acquire_shared release"), "");
    assert_string_equal(trace(k, "free", rw, "acquire_shared acquire_shared release release"), "");
    assert_string_equal(trace(k, "free", 0,
                              "acquire_shared acquire_shared release_shared "
                              "release_shared"),
                        "lock-double-acquire");
    assert_string_equal(trace(k, "free", rw, "acquire_shared acquire release"), "lock-upgrade");
    assert_string_equal(trace(k, "free", rw, "acquire_shared try:acquire"), "");
    assert_string_equal(trace(k, "free", rw, "acquire acquire_shared release"),
                        "lock-double-acquire");
    assert_string_equal(trace(k, "free", rw, "acquire_shared release release"), "lock-not-held");
    /* separate release functions must match the mode */
    assert_string_equal(trace(k, "free", 0, "acquire_shared release"), "lock-not-held");
    assert_string_equal(trace(k, "free", 0, "acquire release_shared"), "lock-not-held");
}

static void other_traces(void **state)
{
    assert_string_equal(trace(HD_KIND_TIMER, "none", 0, "create arm delete"), "");
    assert_string_equal(trace(HD_KIND_TIMER, "none", 0, "create arm"), "end:timer-leak");
    assert_string_equal(trace(HD_KIND_TIMER, "none", 0, "create create delete"), "timer-leak");
    assert_string_equal(trace(HD_KIND_TIMER, "none", 0, "create delete delete"),
                        "timer-double-delete");
    assert_string_equal(trace(HD_KIND_TIMER, "none", 0, "create delete arm"),
                        "timer-use-after-delete");
    assert_string_equal(trace(HD_KIND_TIMER, "none", 0, "delete"), "timer-unset");
    assert_string_equal(trace(HD_KIND_TIMER, "none", 0, "create copy"), "");
    assert_string_equal(trace(HD_KIND_COND, "ready", 0, "wait signal destroy wait"),
                        "cond-use-after-destroy");
    assert_string_equal(trace(HD_KIND_COND, "none", 0, "signal"), "cond-uninitialized");
    assert_string_equal(trace(HD_KIND_SEM, "none", 0, "init wait destroy post"),
                        "sem-use-after-destroy");
    assert_string_equal(trace(HD_KIND_BARRIER, "none", 0, "init wait destroy destroy"),
                        "barrier-use-after-destroy");
}

static void waitgroup_traces(void **state)
{
    const enum hd_kind k = HD_KIND_WAITGROUP;
    assert_string_equal(trace(k, "none", 0, "init n=2 add done done wait destroy"), "");
    assert_string_equal(trace(k, "none", 0, "init n=1 add done done"), "waitgroup-negative");
    assert_string_equal(trace(k, "none", 0, "init done"), "waitgroup-negative");
    assert_string_equal(trace(k, "none", 0, "init n=1 add wait add"),
                        "waitgroup-add-after-wait end:waitgroup-missing-done");
    assert_string_equal(trace(k, "none", HD_TRAIT_REUSABLE, "init n=1 add wait add done"), "");
    assert_string_equal(trace(k, "none", 0, "init n=1 add destroy"),
                        "waitgroup-destroyed-counting");
    assert_string_equal(trace(k, "none", 0, "init n=1 add init"), "waitgroup-reset-counting");
    assert_string_equal(trace(k, "none", 0, "init n=1 add done init"), "");
    assert_string_equal(trace(k, "none", 0, "n=1 add done"), "waitgroup-uninitialized");
    assert_string_equal(trace(k, "none", 0, "init n=-1 add"), "waitgroup-negative");
    assert_string_equal(trace(k, "unknown", 0, "done done done"), "");
}

static void channel_traces(void **state)
{
    const enum hd_kind k = HD_KIND_CHANNEL;
    assert_string_equal(trace(k, "none", 0, "make send close recv free"), "");
    assert_string_equal(trace(k, "none", 0, "make close close free"), "channel-double-close");
    assert_string_equal(trace(k, "none", HD_TRAIT_CLOSE_IDEMPOTENT, "make close close free"), "");
    assert_string_equal(trace(k, "none", 0, "make close send free"), "channel-send-closed");
    assert_string_equal(trace(k, "none", 0, "make free send"), "channel-use-after-free");
    assert_string_equal(trace(k, "none", 0, "make free free"), "channel-double-free");
    assert_string_equal(trace(k, "none", HD_TRAIT_REFCOUNTED, "make retain free send free"), "");
    assert_string_equal(trace(k, "unknown", HD_TRAIT_REFCOUNTED, "free send free"), "");
    assert_string_equal(trace(k, "none", 0, "make"), "end:channel-leak");
    assert_string_equal(trace(k, "none", 0, "send"), "channel-unset");
}

/* Every kind that a pack may name has an automaton, and every one is closed: whatever state it is
 * in, no event leaves the numbered states by accident. */
static void automata_are_sound(void **state)
{
    for (int k = HD_KIND_NONE + 1; k < HD_KIND_COUNT; k++) {
        const struct hd_automaton *a = hd_model_automaton(model, (enum hd_kind)k);
        assert_non_null(a);
        assert_int_equal(a->kind, k);
        for (size_t i = 0; i < a->ntransitions; i++) {
            int to = a->transition[i].to;
            assert_true(to == -1 || to == HD_STATE_UNKNOWN || (to >= 0 && to < (int)a->nstates));
        }
        for (unsigned e = 0; e < a->nevents; e++) {
            const struct hd_transition *t =
                hd_automaton_step(a, HD_STATE_UNKNOWN, (int)e, 0, -1, 0);
            assert_true(!t || !t->report);
        }
        assert_null(hd_automaton_step(a, 77, 0, 0, 0, 0));
        assert_null(hd_automaton_step(a, -1, 0, 0, 0, 0));
    }
    assert_null(hd_model_automaton(model, HD_KIND_NONE));
    assert_null(hd_model_automaton(model, HD_KIND_COUNT));
}

/* Adding packs ---------------------------------------------------------------------------------*/

static struct hd_model *fresh(void)
{
    struct hd_model *m = NULL;
    struct hd_err err = {0};
    if (hd_model_new(&m, &err) != 0)
        fail_msg("%s", err.msg);
    return m;
}

static void wrappers_with_same_as(void **state)
{
    static const char text[] =
        "heddle: 1\n"
        "pack: mine\n"
        "ops:\n"
        "  - {fn: [my_lock, my_lock2], same_as: pthread_mutex_lock, arg: 1, field: a.mutex}\n"
        "  - {fn: my_wait, same_as: pthread_cond_wait}\n"
        "  - {fn: die, role: noreturn}\n"
        "  - {fn: my_release, on: pthread.mutex, event: release, arg: 0}\n";
    struct hd_model *m = fresh();
    struct hd_err err = {0};
    size_t n;
    if (hd_model_add_text(m, text, strlen(text), "mine.yml", &err) != 0)
        fail_msg("%s", err.msg);
    const struct hd_op_model *op = hd_model_ops(m, "my_lock2", &n);
    assert_int_equal(n, 1);
    assert_int_equal(op->arg, 1);
    assert_string_equal(op->field, "a.mutex");
    assert_string_equal(op->fn, "my_lock2");
    assert_string_equal(op->shown, "my_lock2");
    assert_string_equal(op->pack, "mine");
    assert_int_equal(op->success.op, HD_OP_EQ);
    hd_model_ops(m, "my_wait", &n);
    assert_int_equal(n, 2);
    assert_int_equal(hd_model_ops(m, "my_release", &n)->on->kind, HD_KIND_LOCK);
    hd_model_free(m);
}

/* A later pack overrides an earlier one, and comes and goes with its switch. */
static void optional_and_overriding(void **state)
{
    static const char text[] = "heddle: 1\npack: kernel\nenable: optional\n"
                               "resources:\n  - {id: mutex, kind: lock, types: [struct_mutex]}\n"
                               "ops:\n"
                               "  - {fn: mutex_lock, on: mutex, event: acquire, arg: 0}\n"
                               "  - {fn: abort, role: pure}\n";
    struct hd_model *m = fresh();
    struct hd_err err = {0};
    size_t n;
    assert_int_equal(hd_model_add_text(m, text, strlen(text), "kernel.yml", &err), 0);
    assert_null(hd_model_ops(m, "mutex_lock", &n));
    assert_null(hd_model_type(m, "struct_mutex"));
    assert_int_equal(hd_model_ops(m, "abort", &n)->role, HD_ROLE_NORETURN);
    assert_true(hd_model_enable(m, "kernel", true));
    assert_non_null(hd_model_ops(m, "mutex_lock", &n));
    assert_non_null(hd_model_type(m, "struct_mutex"));
    assert_int_equal(hd_model_ops(m, "abort", &n)->role, HD_ROLE_PURE);
    assert_true(hd_model_enable(m, "kernel", false));
    assert_null(hd_model_ops(m, "mutex_lock", &n));
    assert_false(hd_model_enable(m, "colonel", true));
    const struct hd_pack_info *packs = hd_model_packs(m, &n);
    assert_string_equal(packs[n - 1].name, "kernel");
    assert_true(packs[n - 1].optional && !packs[n - 1].enabled);
    assert_int_equal(packs[n - 1].nops, 2);
    assert_int_equal(packs[n - 1].nresources, 1);
    hd_model_free(m);
}

static void shipped_rules_lint_clean(void **state)
{
    struct hd_buf out = {0};
    struct hd_err err = {0};
    int mistakes = hd_model_lint(HEDDLE_SOURCE_DIR "/rules", &out, &err);
    if (mistakes != 0)
        fail_msg("%s%s", hd_buf_cstr(&out), err.msg);
    hd_buf_free(&out);
    assert_int_equal(hd_model_lint("/nonexistent/rules", &out, &err), -1);
    assert_non_null(strstr(err.msg, "/nonexistent/rules"));
    hd_buf_free(&out);
}

static void folders(void **state)
{
    char *dir = scratch_folder("model");
    struct hd_err err = {0};
    char a[4096], b[4096], packs[4000];
    snprintf(packs, sizeof packs, "%s/packs", dir);
    assert_int_equal(mkdir(packs, 0700), 0);
    snprintf(a, sizeof a, "%s/a.yml", dir);
    snprintf(b, sizeof b, "%s/b.yml", packs);
    static const char text_a[] = "heddle: 1\npack: a\nops:\n  - {fn: f, same_as: g}\n";
    static const char text_b[] = "heddle: 1\npack: b\nops:\n  - {fn: g, role: noreturn}\n";
    assert_int_equal(hd_file_write(a, text_a, strlen(text_a), &err), 0);
    assert_int_equal(hd_file_write(b, text_b, strlen(text_b), &err), 0);
    struct hd_model *m = fresh();
    size_t n;
    if (hd_model_add_dir(m, dir, &err) != 0)
        fail_msg("%s", err.msg);
    assert_int_equal(hd_model_ops(m, "f", &n)->role, HD_ROLE_NORETURN);
    assert_int_equal(hd_model_add_dir(m, "/nonexistent", &err), -1);
    hd_model_free(m);
    struct hd_buf out = {0};
    assert_int_equal(hd_model_lint(dir, &out, &err), 0);
    static const char broken[] = "heddle: 1\npack: b\nops:\n  - {fn: g, role: norturn}\n";
    assert_int_equal(hd_file_write(b, broken, strlen(broken), &err), 0);
    assert_int_equal(hd_model_lint(dir, &out, &err), 1);
    assert_non_null(strstr(hd_buf_cstr(&out), "/packs/b.yml:4:19: unknown role 'norturn'"));
    hd_buf_free(&out);
    assert_int_equal(scratch_remove(dir), 0);
}

/* Broken packs ---------------------------------------------------------------------------------*/

#define HEAD "heddle: 1\npack: p\n"
#define LOCK "resources:\n  - {id: m, kind: lock, types: [m_t]}\nops:\n"
#define AUTOMATON "heddle: 1\nautomata:\n  - kind: lock\n    states: [a, b]\n    start: {decl: a}\n"

static const struct {
    const char *text, *message; /* all messages, in order */
} broken[] = {
    {HEAD "opps: []\n", "t:3:1: unknown key 'opps' in a pack; did you mean 'ops'?\n"},
    {HEAD "ops:\n  - {fn: f, role: pure, blocks: true}\n",
     "t:4:25: unknown key 'blocks' in a row of ops\n"},
    {HEAD "ops:\n  - {fn: f, role: blocked}\n", "t:4:19: unknown role 'blocked'\n"},
    {HEAD "ops:\n  - {fn: f}\n", "t:4:5: a row needs 'on' and 'event', or 'role'\n"},
    {HEAD LOCK "  - {fn: f, on: m, event: aquire, arg: 0}\n",
     "t:6:27: unknown event 'aquire' of a lock\n"},
    {HEAD LOCK "  - {fn: f, on: mm, event: acquire, arg: 0}\n", "t:6:17: unknown resource 'mm'\n"},
    {HEAD LOCK "  - {fn: f, on: m, event: acquire}\n", "t:6:5: 'on' needs 'arg'\n"},
    {HEAD LOCK "  - {fn: f, on: m, arg: 0}\n", "t:6:5: 'on' needs 'event'\n"},
    {HEAD LOCK "  - {fn: f, on: m, event: acquire, arg: 0, success: \"ret = 0\"}\n",
     "t:6:53: expected \"ret OPERATOR NUMBER\", for example \"ret == 0\"\n"},
    {HEAD LOCK "  - {fn: f, on: m, event: acquire, arg: 0, try: true}\n",
     "t:6:5: 'try' needs 'success'\n"},
    {HEAD LOCK "  - {fn: f, on: m, event: acquire, arg: 0}\n"
               "  - {fn: [g, f], on: m, event: release, arg: 0}\n",
     "t:7:14: function 'f' is modelled in line 6 already\n"},
    {HEAD LOCK "  - {fn: f, on: m, event: acquire, arg: 99}\n",
     "t:6:41: a number from 0 to 31 is expected here\n"},
    {HEAD LOCK "  - {fn: f, on: m, event: acquire, arg: 0, misuse: {lock-not-hold: x}}\n",
     "t:6:53: unknown rule 'lock-not-hold'; did you mean 'lock-not-held'?\n"},
    {HEAD "ops:\n  - {fn: f, role: spawn}\n", "t:4:5: this role needs 'entry'\n"},
    {HEAD "ops:\n  - {role: pure}\n", "t:4:5: a row needs 'fn'\n"},
    {HEAD "ops:\n  - {fn: f, same_as: nothing_known}\n",
     "t:4:22: unknown function 'nothing_known'\n"},
    {HEAD "ops:\n  - {fn: f, role: pure, fn: g}\n",
     "t:4:25: key 'fn' stands twice in a row of ops\n"},
    {HEAD "ops: {}\n", "t:3:6: a list is expected here\n"},
    {HEAD "enable: sometimes\n", "t:3:9: enable is auto, always or optional\n"},
    {HEAD "resources:\n  - {id: m, kind: mutex}\n  - {id: m, kind: lock, traits: [recursiv]}\n",
     "t:4:19: unknown kind 'mutex'\n"
     "t:5:5: resource 'm' stands twice\n"
     "t:5:34: unknown trait 'recursiv'\n"},
    {"heddle: 1\npack: pthread\n", "t:2:7: pack 'pthread' stands in packs/pthread.yml already\n"},
    {"pack: p\n", "t:1:1: 'heddle: 1' (the schema's version) is missing\n"},
    {"heddle: 2\npack: p\n", "t:1:9: 'heddle: 1' (the schema's version) is missing\n"},
    {"just text\n", "t:1:1: neither 'pack' nor 'automata' stands at the top of this file\n"},
    {"", "t:1:1: neither 'pack' nor 'automata' stands at the top of this file\n"},
    {"heddle: 1\nrules: []\n",
     "t:1:1: the rule catalogue is built in; rules cannot be added here\n"},
    {HEAD "ops: &a []\n", "t:3:6: anchors are not allowed; a text that begins with '&' goes in quotes\n"},
    {HEAD "ops: *a\n", "t:3:6: aliases are not allowed; a text that begins with '*' goes in quotes\n"},
    {HEAD "ops: !!seq []\n", "t:3:6: tags are not allowed; a text that begins with '!' goes in quotes\n"},
    {HEAD "---\nb: 1\n", "t:3:1: a file holds one document only\n"},
    {HEAD "ops: [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n",
     "t:3:21: nested too deeply (the limit is 16)\n"},
    {HEAD "ops: [\n", "t:4:1: the file ends, but the list that begins at line 3 with '[' is not closed\n"},
    {HEAD "ops:\n  - {fn: f, role: pure, unless: {arg: 1}}\n",
     "t:4:33: 'unless' needs arg and one of value, mask and not\n"},
    {HEAD "ops:\n  - {fn: f, role: pure, args: \"3..1\"}\n",
     "t:4:31: args is N, \"N..\", \"..N\" or \"N..M\"\n"},
    {HEAD "guards:\n  - {type: G, acquire: get, release: release, tags: {T: maybe}}\n",
     "t:4:24: 'acquire' names an event of a lock\n"
     "t:4:57: a tag means none, held or try\n"},
    {AUTOMATON "    events: [e]\n    transitions:\n"
               "      - {on: e, from: a, to: c}\n"
               "      - {on: x, from: a, to: a}\n"
               "      - {on: e, from: [a, b], to: b}\n"
               "      - {on: e, from: b, when: \"count>1\", to: b, report: lock-nothing}\n",
     "t:8:30: unknown state 'c'\n"
     "t:9:14: unknown event 'x'\n"
     "t:11:58: unknown rule 'lock-nothing'\n"
     "t:11:9: this transition never applies: earlier ones cover all its states\n"
     "t:3:11: kind 'lock' has an automaton already\n"},
    {AUTOMATON "    events: [e, f]\n    transitions:\n"
               "      - {on: e, from: a, to: a, count: \"+1\"}\n",
     "t:8:40: 'count' needs 'counter: true' in the automaton\n"
     "t:4:13: state 'b' cannot be reached\n"
     "t:6:13: no transition has event 'f'\n"
     "t:3:11: kind 'lock' has an automaton already\n"},
    {AUTOMATON "    events: [e]\n    transitions:\n"
               "      - {on: e, from: [a, unknown], to: b, report: lock-not-held}\n"
               "    checks:\n      - {check: magic, report: stall}\n",
     "t:8:9: nothing is reported from the unknown state\n"
     "t:10:17: unknown check 'magic'\n"
     "t:3:11: kind 'lock' has an automaton already\n"},
};

static void broken_packs(void **state)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct hd_model *m = fresh();
        struct hd_err err = {0};
        int rc = hd_model_add_text(m, broken[i].text, strlen(broken[i].text), "t", &err);
        if (strcmp(hd_model_messages(m), broken[i].message) != 0)
            wrong++, print_error("case %zu:\n%s\nexpected:\n%s\ngot:\n%s\n", i, broken[i].text,
                                 broken[i].message, hd_model_messages(m));
        assert_int_equal(rc, -1);
        assert_memory_equal(err.msg, hd_model_messages(m), strlen(err.msg));
        hd_model_free(m);
    }
    assert_int_equal(wrong, 0);
}

static void many_mistakes(void **state)
{
    struct hd_buf text = {0};
    hd_buf_str(&text, HEAD "ops:\n");
    for (int i = 0; i < 100; i++)
        hd_buf_fmt(&text, "  - {fn: f%d, role: nonsense%d}\n", i, i);
    struct hd_model *m = fresh();
    struct hd_err err = {0};
    assert_int_equal(hd_model_add_text(m, text.data, text.len, "t", &err), -1);
    assert_non_null(strstr(err.msg, "t:4:20: unknown role 'nonsense0'"));
    assert_non_null(strstr(err.msg, "\nand 7"));
    assert_non_null(strstr(hd_model_messages(m), "t:103:21: unknown role 'nonsense99'"));
    hd_model_free(m);
    hd_buf_free(&text);
}

static void too_large(void **state)
{
    size_t len = (1 << 20) + 1;
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, '#', len);
    text[len] = '\0';
    struct hd_model *m = fresh();
    struct hd_err err = {0};
    assert_int_equal(hd_model_add_text(m, text, len, "t", &err), -1);
    assert_string_equal(err.msg, "t:1:1: larger than 1 MB");
    hd_model_free(m);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thread_creation),
        cmocka_unit_test(success_predicates),
        cmocka_unit_test(condition_wait_has_two_rows),
        cmocka_unit_test(argument_counts),
        cmocka_unit_test(configuration_objects),
        cmocka_unit_test(roles),
        cmocka_unit_test(types),
        cmocka_unit_test(cxx_names),
        cmocka_unit_test(second_event),
        cmocka_unit_test(thread_traces),
        cmocka_unit_test(mutex_traces),
        cmocka_unit_test(rwlock_traces),
        cmocka_unit_test(other_traces),
        cmocka_unit_test(waitgroup_traces),
        cmocka_unit_test(channel_traces),
        cmocka_unit_test(automata_are_sound),
        cmocka_unit_test(wrappers_with_same_as),
        cmocka_unit_test(optional_and_overriding),
        cmocka_unit_test(shipped_rules_lint_clean),
        cmocka_unit_test(folders),
        cmocka_unit_test(broken_packs),
        cmocka_unit_test(many_mistakes),
        cmocka_unit_test(too_large),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
