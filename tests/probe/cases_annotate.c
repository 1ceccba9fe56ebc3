/* What annotations tell: locks, tasks, wait groups, channels, timers of the program's own making.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/heddle/heddle.h"
#include "tests/probe/probe_test.h"

/* dynamic_annotations.h and tsan_interface.h, found in the probe at run time */
#pragma weak AnnotateRWLockCreate
#pragma weak AnnotateRWLockAcquired
#pragma weak AnnotateRWLockReleased
#pragma weak AnnotateRWLockDestroy
#pragma weak __tsan_mutex_create
#pragma weak __tsan_mutex_pre_lock
#pragma weak __tsan_mutex_post_lock
#pragma weak __tsan_mutex_pre_unlock
#pragma weak __tsan_mutex_post_unlock
void AnnotateRWLockCreate(const char *file, int line, const volatile void *lock);
void AnnotateRWLockAcquired(const char *file, int line, const volatile void *lock, long writes);
void AnnotateRWLockReleased(const char *file, int line, const volatile void *lock, long writes);
void AnnotateRWLockDestroy(const char *file, int line, const volatile void *lock);
void __tsan_mutex_create(void *lock, unsigned flags);
void __tsan_mutex_pre_lock(void *lock, unsigned flags);
void __tsan_mutex_post_lock(void *lock, unsigned flags, int recursion);
int __tsan_mutex_pre_unlock(void *lock, unsigned flags);
void __tsan_mutex_post_unlock(void *lock, unsigned flags);

/* The first member is a lock that the probe knows by itself, at the same address. */
struct lock {
    pthread_mutex_t inside;
    int more;
};
static struct lock a = {.inside = PTHREAD_MUTEX_INITIALIZER},
                   b = {.inside = PTHREAD_MUTEX_INITIALIZER},
                   c = {.inside = PTHREAD_MUTEX_INITIALIZER};

static void acquire(struct lock *l, unsigned flags)
{
    heddle_lock_before_acquire(l, flags);
    pthread_mutex_lock(&l->inside);
    pthread_mutex_unlock(&l->inside);
    heddle_lock_acquired(l, flags);
}

static void release(struct lock *l)
{
    heddle_lock_before_release(l);
    pthread_mutex_lock(&l->inside);
    pthread_mutex_unlock(&l->inside);
    heddle_lock_released(l);
}

static uint64_t tagged(const volatile void *p, unsigned object)
{
    return HD_WIRE_TAG((uintptr_t)p, object);
}

static void in_thread(void *(*f)(void *), void *arg)
{
    pthread_t t;

    REQUIRE(pthread_create(&t, NULL, f, arg) == 0);
    REQUIRE(pthread_join(t, NULL) == 0);
}

static const struct hd_wire_lock *record(const struct wire *w, uint64_t address)
{
    uint32_t id = lock_at(w, address);

    return id ? wire_at(w, HD_WIRE_LOCKS, id - 1) : NULL;
}

static unsigned depth_of_main(const struct wire *w)
{
    return ((const struct hd_wire_slot *)wire_at(w, HD_WIRE_SLOTS, 0))->depth;
}

SCENARIO(annotated_order, EXITS)
static void annotated_order_child(void)
{
    REQUIRE(heddle_hooks_ != NULL);
    REQUIRE(heddle_hooks_->size >= sizeof *heddle_hooks_);
    errno = 77;
    heddle_lock_init(&a, 0);
    heddle_lock_class(&a, "first");
    heddle_lock_class(&b, "second");
    for (int i = 0; i < 3; i++) {
        acquire(&a, HEDDLE_EXCLUSIVE);
        acquire(&b, HEDDLE_SHARED);
        heddle_assert_held(&a, HEDDLE_EXCLUSIVE);
        heddle_assert_held(&b, HEDDLE_SHARED);
        release(&a);
        heddle_lock_acquired(&c, HEDDLE_TRY);
        heddle_lock_released(&c); /* not announced */
        release(&b);
    }
    REQUIRE(errno == 77);
    tell(tagged(&a, HD_WIRE_USER_LOCK));
    tell(tagged(&b, HD_WIRE_USER_LOCK));
    tell(tagged(&c, HD_WIRE_USER_LOCK));
    tell_at(&b.inside);
}
static void annotated_order_check(const struct wire *w)
{
    const struct hd_wire_edge *e = edge_between(w, told[0], told[1]);
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS];
    const struct hd_wire_lock *first = record(w, told[0]), *second = record(w, told[1]);
    const struct hd_wire_name *n =
        second && second->name_id ? wire_at(w, HD_WIRE_NAMES, second->name_id - 1) : NULL;

    CHECK(e && contexts(w, e, x) == 1 && x[0]->from_mode == HD_MODE_EXCLUSIVE &&
          x[0]->to_mode == HD_MODE_SHARED);
    CHECK(
        e &&
        ((const struct hd_wire_stack *)wire_at(w, HD_WIRE_STACKS, x[0]->to_stack_id - 1))->state ==
            HD_WIRE_STACK_ANNOTATION);
    CHECK(edge_between(w, told[0], told[3]));  /* the inside of b, under a */
    CHECK(!edge_between(w, told[1], told[3])); /* but not under b, which is not held yet */
    e = edge_between(w, told[1], told[2]);
    CHECK(e && contexts(w, e, x) == 1 && x[0]->to_flags == HD_WIRE_TRY);
    CHECK(first && first->object == HD_WIRE_USER_LOCK && first->flags & HD_WIRE_LOCK_INIT_SEEN);
    CHECK(second && second->flags & HD_WIRE_LOCK_STATIC);
    CHECK(n && !strcmp(n->text, "second") && first->name_id && first->name_id != second->name_id);
    CHECK(all_events(w) == 0);
    CHECK(depth_of_main(w) == 0);
}

SCENARIO(annotated_misuse, EXITS)
static void *release_a(void *arg)
{
    release(&a);
    return arg;
}
static void *exit_with_b(void *arg)
{
    acquire(&b, 0);
    return arg;
}
static void annotated_misuse_child(void)
{
    acquire(&a, 0);
    heddle_lock_before_acquire(&a, 0); /* would block for ever */
    heddle_lock_acquire_failed(&a);
    in_thread(release_a, NULL);
    tell((uint64_t)gettid());
    acquire(&a, 0); /* no second acquisition: the thread above released it */
    heddle_assert_held(&a, 0);
    release(&a);
    release(&a);
    acquire(&b, 0);
    release(&b);
    heddle_assert_held(&b, 0);
    heddle_assert_held(&c, 0); /* of a lock never seen nothing is known */
    in_thread(exit_with_b, NULL);
    heddle_lock_init(&c, 0);
    heddle_lock_destroy(&c);
    acquire(&c, 0);
    release(&c);
}
static void annotated_misuse_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_UNLOCK_FOREIGN);

    CHECK(e && e->aux == told[0] && e->thread_id == 2 && e->stack2_id);
    CHECK(events(w, HD_WIRE_EVENT_DOUBLE_ACQUIRE) == 1);
    CHECK(events(w, HD_WIRE_EVENT_UNLOCK_FREE) == 1);
    CHECK(events(w, HD_WIRE_EVENT_ASSERT_HELD) == 1);
    CHECK(events(w, HD_WIRE_EVENT_HELD_AT_EXIT) == 1);
    CHECK(events(w, HD_WIRE_EVENT_USE_DESTROYED) >= 1);
    CHECK(all_events(w) == 5 + events(w, HD_WIRE_EVENT_USE_DESTROYED));
}

/* Correct uses that look like misuse. */
SCENARIO(annotated_correct, EXITS)
static void *hand_over(void *arg)
{
    release(arg);
    return arg;
}
static void *exit_with_handed(void *arg)
{
    acquire(arg, 0);
    return arg;
}
static void annotated_correct_child(void)
{
    struct lock *heap = calloc(1, sizeof *heap);

    heddle_lock_init(&a, HEDDLE_LOCK_RECURSIVE);
    acquire(&a, 0);
    acquire(&a, 0);
    release(&a);
    heddle_assert_held(&a, 0);
    release(&a);
    heddle_lock_acquired(&c, 0); /* recursive without saying so */
    heddle_lock_acquired(&c, 0);
    heddle_lock_before_release(&c);
    heddle_lock_before_release(&c);
    heddle_lock_init(&b, HEDDLE_LOCK_HANDOFF);
    acquire(&b, 0);
    in_thread(hand_over, &b);
    acquire(&b, 0);
    release(&b);
    in_thread(exit_with_handed, &b); /* a semaphore used as a lock: another thread releases it */
    heddle_assert_held(&b, 0);
    release(&b);
    for (int i = 0; i < 3; i++) { /* the address comes again */
        heddle_lock_init(heap, 0);
        acquire(heap, 0);
        release(heap);
        heddle_lock_destroy(heap);
    }
    free(heap);
    heddle_lock_before_acquire(&c, HEDDLE_TIMED);
    heddle_lock_acquire_failed(&c);
    heddle_lock_before_acquire(&c, HEDDLE_TRY); /* and did not get it */
    pthread_mutex_lock(&b.inside);
    heddle_assert_held(&b.inside, 0); /* a lock of the C library's */
    pthread_mutex_unlock(&b.inside);
}
static void annotated_correct_check(const struct wire *w)
{
    CHECK(all_events(w) == 0);
    CHECK(depth_of_main(w) == 0);
}

SCENARIO(annotated_ignore, EXITS)
static void *nothing(void *arg)
{
    return arg;
}
static void annotated_ignore_child(void)
{
    pthread_t t;

    acquire(&a, 0);
    heddle_ignore_begin();
    heddle_ignore_begin();
    acquire(&b, 0);
    release(&b);
    release(&b);
    heddle_ignore_end();
    release(&b);
    pthread_create(&t, NULL, nothing, NULL);
    heddle_channel_create(&c, 0);
    heddle_timer_create(&c);
    heddle_ignore_end();
    acquire(&c, 0);
    heddle_ignore_end(); /* one too many: nothing happens */
    release(&c);
    release(&a);
    tell(tagged(&a, HD_WIRE_USER_LOCK));
    tell(tagged(&b, HD_WIRE_USER_LOCK));
    tell(tagged(&c, HD_WIRE_USER_LOCK));
    tell(tagged(&c, HD_WIRE_CHANNEL));
}
static void annotated_ignore_check(const struct wire *w)
{
    const struct hd_wire_thread *t = wire_at(w, HD_WIRE_THREADS, 1);
    const struct hd_wire_timer *timer = wire_at(w, HD_WIRE_TIMERS, 0);

    CHECK(all_events(w) == 0);
    CHECK(!edge_between(w, told[0], told[1]));
    CHECK(edge_between(w, told[0], told[2]));
    CHECK(t->flags & HD_WIRE_THREAD_IGNORED);
    CHECK(record(w, told[3])->flags & HD_WIRE_LOCK_IGNORED);
    CHECK(timer->kind == HD_WIRE_TIMER_USER && timer->flags & HD_WIRE_TIMER_IGNORED);
}

/* ---- wait groups, channels, timers: objects of three kinds at one address ---- */

static long group[4];

SCENARIO(waitgroup_events, EXITS)
static void waitgroup_events_child(void)
{
    heddle_waitgroup_create(&group[0], 2);
    heddle_waitgroup_done(&group[0]);
    heddle_waitgroup_add(&group[0], 1);
    heddle_waitgroup_done(&group[0]);
    heddle_waitgroup_done(&group[0]);
    heddle_waitgroup_wait_begin(&group[0]);
    heddle_waitgroup_wait_end(&group[0], 1);
    heddle_waitgroup_add(&group[0], 1); /* a new round */
    heddle_waitgroup_done(&group[0]);
    heddle_waitgroup_destroy(&group[0]);
    heddle_waitgroup_add(&group[0], 1); /* destroyed */
    heddle_waitgroup_create(&group[0], 0);
    heddle_waitgroup_add(&group[1], 3);
    heddle_waitgroup_add(&group[1], -4);
    heddle_waitgroup_done(&group[1]);
    heddle_waitgroup_add(&group[2], 1);
    heddle_waitgroup_destroy(&group[2]);
    tell(tagged(&group[1], HD_WIRE_WAITGROUP));
    tell(tagged(&group[2], HD_WIRE_WAITGROUP));
}
static void waitgroup_events_check(const struct wire *w)
{
    const struct hd_wire_event *n = event(w, HD_WIRE_EVENT_WAITGROUP_NEGATIVE),
                               *d = event(w, HD_WIRE_EVENT_WAITGROUP_DESTROY_COUNTING);

    CHECK(n && n->address == told[0]);
    CHECK(events(w, HD_WIRE_EVENT_WAITGROUP_NEGATIVE) == 2);
    CHECK(record(w, told[0])->wakes == 0);
    CHECK(d && d->address == told[1] && d->aux == 1);
    CHECK(events(w, HD_WIRE_EVENT_WAITGROUP_USE_DESTROYED) == 1);
    CHECK(all_events(w) == 4);
}

SCENARIO(waitgroup_late, KILLED)
static int waits, go_on;
static void *wait_for_group(void *arg)
{
    heddle_waitgroup_wait_begin(arg);
    __atomic_store_n(&waits, 1, __ATOMIC_RELEASE);
    while (!__atomic_load_n(&go_on, __ATOMIC_ACQUIRE))
        usleep(1000);
    heddle_waitgroup_wait_end(arg, 1);
    return arg;
}
static void *add_late(void *arg)
{
    while (!__atomic_load_n(&go_on, __ATOMIC_ACQUIRE))
        usleep(1000);
    heddle_waitgroup_add(arg, 1);
    return arg;
}
static void waitgroup_late_child(void)
{
    pthread_t t, u;

    pthread_create(&u, NULL, add_late, &group[1]);
    heddle_waitgroup_wait_begin(&group[1]); /* nothing to wait for */
    heddle_waitgroup_wait_end(&group[1], 1);
    heddle_waitgroup_add(&group[0], 1);
    pthread_create(&t, NULL, wait_for_group, &group[0]);
    while (!__atomic_load_n(&waits, __ATOMIC_ACQUIRE))
        usleep(1000);
    heddle_waitgroup_add(&group[0], 1);
    heddle_waitgroup_done(&group[0]);
    heddle_waitgroup_done(&group[0]);
    heddle_waitgroup_add(&group[0], 1); /* the waiter may or may not see this one */
    tell(tagged(&group[0], HD_WIRE_WAITGROUP));
    tell(tagged(&group[1], HD_WIRE_WAITGROUP));
    __atomic_store_n(&go_on, 1, __ATOMIC_RELEASE);
    pthread_join(u, NULL);
    pthread_join(t, NULL);
    ready();
}
static void waitgroup_late_check(const struct wire *w)
{
    const struct hd_wire_event *e = event(w, HD_WIRE_EVENT_WAITGROUP_ADD_WAITING),
                               *l = event(w, HD_WIRE_EVENT_WAITGROUP_ADD_LATE);

    CHECK(e && e->address == told[0] && e->aux2 == 3 && e->stack2_id);
    CHECK(l && l->address == told[1] && l->aux == 1 && l->aux2 == 1 && l->stack2_id);
    CHECK(all_events(w) == 2);
}

SCENARIO(channel_events, KILLED)
static void *receive(void *arg)
{
    heddle_channel_recv_begin(arg);
    __atomic_store_n(&waits, gettid(), __ATOMIC_RELEASE);
    while (!__atomic_load_n(&go_on, __ATOMIC_ACQUIRE)) /* never */
        usleep(1000);
    return arg;
}
static void channel_events_child(void)
{
    pthread_t t;

    heddle_channel_create(&group[0], 0);
    heddle_channel_send_begin(&group[0]);
    heddle_channel_send_end(&group[0]);
    heddle_channel_close(&group[0]);
    heddle_channel_recv_begin(&group[0]); /* what is left in it */
    heddle_channel_recv_end(&group[0]);
    heddle_channel_close(&group[0]);
    heddle_channel_send_begin(&group[0]);
    heddle_channel_send_end(&group[0]);
    heddle_channel_destroy(&group[0]);
    heddle_channel_recv_begin(&group[0]);
    heddle_channel_recv_end(&group[0]);
    heddle_channel_destroy(&group[0]);
    heddle_channel_create(&group[0], HEDDLE_CHANNEL_CLOSE_AGAIN | HEDDLE_CHANNEL_SEND_CLOSED);
    heddle_channel_close(&group[0]);
    heddle_channel_close(&group[0]);
    heddle_channel_send_begin(&group[0]);
    heddle_channel_send_end(&group[0]);
    heddle_channel_close(&group[1]); /* not announced: not judged */
    heddle_channel_close(&group[1]);
    heddle_channel_create(&group[2], 0);
    pthread_create(&t, NULL, receive, &group[2]);
    while (!__atomic_load_n(&waits, __ATOMIC_ACQUIRE))
        usleep(1000);
    tell((uint64_t)waits);
    tell(tagged(&group[2], HD_WIRE_CHANNEL));
    ready();
}
static void channel_events_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_of(w, thread_with_tid(w, (uint32_t)told[0]));

    CHECK(s && s->depth == 1 && s->entry[0].address == told[1] &&
          s->entry[0].activity == HD_WIRE_WAITING && s->entry[0].object == HD_WIRE_CHANNEL);
    CHECK(events(w, HD_WIRE_EVENT_CHANNEL_CLOSE_AGAIN) == 1);
    CHECK(events(w, HD_WIRE_EVENT_CHANNEL_SEND_CLOSED) == 1);
    CHECK(events(w, HD_WIRE_EVENT_CHANNEL_USE_DESTROYED) == 1);
    CHECK(events(w, HD_WIRE_EVENT_CHANNEL_DESTROY_AGAIN) == 1);
    CHECK(all_events(w) == 4);
}

SCENARIO(user_timers, EXITS)
static void user_timers_child(void)
{
    heddle_timer_create(&group[0]);
    heddle_timer_arm(&group[0]);
    heddle_timer_delete(&group[0]);
    heddle_timer_arm(&group[0]);
    heddle_timer_delete(&group[0]);
    heddle_timer_create(&group[0]);
    heddle_timer_arm(&group[1]); /* never announced */
}
static void user_timers_check(const struct wire *w)
{
    const struct hd_wire_timer *t = wire_at(w, HD_WIRE_TIMERS, 1);

    CHECK(events(w, HD_WIRE_EVENT_TIMER_USE_DELETED) == 1);
    CHECK(events(w, HD_WIRE_EVENT_TIMER_DOUBLE_DELETE) == 1);
    CHECK(all_events(w) == 2);
    CHECK(t->kind == HD_WIRE_TIMER_USER && t->state == HD_WIRE_TIMER_LIVE);
}

/* ---- tasks ---- */

static int task[3];

/* Two tasks of one thread acquire in opposite order, the second with the first suspended in
 * between. */
SCENARIO(task_stacks, KILLED)
static void *resume_elsewhere(void *arg)
{
    heddle_task_switch(&task[0]); /* with what it holds */
    heddle_assert_held(&a, 0);
    release(&a);
    heddle_task_exit(&task[0]);
    acquire(&c, 0);
    release(&c);
    return arg;
}
static void task_stacks_child(void)
{
    acquire(&c, 0);
    heddle_task_create(&task[0], "one", NULL, 0);
    heddle_task_create(&task[1], "two", NULL, 0);
    heddle_task_switch(&task[0]);
    acquire(&a, 0);
    acquire(&b, 0);
    release(&b);
    heddle_task_switch(&task[1]);
    acquire(&b, 0);
    heddle_lock_before_acquire(&a, 0);
    heddle_task_switch(NULL); /* it waits */
    heddle_assert_held(&c, 0);
    release(&c);
    in_thread(resume_elsewhere, NULL);
    heddle_task_switch(&task[1]);
    heddle_lock_acquired(&a, 0);
    release(&a);
    heddle_task_exit(&task[1]);   /* with b */
    heddle_assert_held(&c, 0);    /* nothing is held here */
    heddle_task_switch(&task[2]); /* never announced */
    acquire(&a, 0);
    heddle_task_switch(NULL);
    tell(tagged(&a, HD_WIRE_USER_LOCK));
    tell(tagged(&b, HD_WIRE_USER_LOCK));
    tell(tagged(&c, HD_WIRE_USER_LOCK));
    ready();
}
static const struct hd_wire_thread *task_named(const struct wire *w, const char *name)
{
    for (uint32_t i = 0; i < 8; i++) {
        const struct hd_wire_thread *t = wire_at(w, HD_WIRE_THREADS, i);

        if (t && t->state && t->flags & HD_WIRE_THREAD_TASK && !strcmp(t->name, name))
            return t;
    }
    return NULL;
}
static void task_stacks_check(const struct wire *w)
{
    const struct hd_wire_edge *ab = edge_between(w, told[0], told[1]),
                              *ba = edge_between(w, told[1], told[0]);
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS], *y[HD_WIRE_EDGE_CONTEXTS];
    const struct hd_wire_thread *one = task_named(w, "one"), *two = task_named(w, "two");
    unsigned parked = 0;

    CHECK(ab && contexts(w, ab, x) == 1 && ba && contexts(w, ba, y) == 1);
    CHECK(ab && ba && x[0]->thread_id != y[0]->thread_id);
    CHECK(one && one->state == HD_WIRE_THREAD_EXITED && one->parent_id == 1);
    CHECK(two && two->state == HD_WIRE_THREAD_EXITED);
    CHECK(edges(w) == 4); /* and from each to the inside of the other */
    CHECK(events(w, HD_WIRE_EVENT_HELD_AT_EXIT) == 1);
    CHECK(events(w, HD_WIRE_EVENT_ASSERT_HELD) == 1);
    CHECK(all_events(w) == 2);
    CHECK(depth_of_main(w) == 0);
    for (uint32_t i = 0; i < 8; i++) {
        const struct hd_wire_slot *s = wire_at(w, HD_WIRE_SLOTS, i);

        parked += s->state == 1 && !s->tid && s->depth == 1 && s->entry[0].address == told[0];
    }
    CHECK(parked == 1); /* the third task's */
}

/* More tasks with locks than slots, and more tasks than records: counted, and nothing false. */
SCENARIO_ENV(task_overflow, EXITS, "HEDDLE_SIZE=small")
enum { MANY_TASKS = 3000 };
static void task_overflow_child(void)
{
    static int tasks[MANY_TASKS], locks[MANY_TASKS];

    for (int i = 0; i < MANY_TASKS; i++) {
        heddle_task_create(&tasks[i], NULL, NULL, 0);
        heddle_task_switch(&tasks[i]);
        heddle_lock_acquired(&locks[i], 0);
    }
    for (int i = 0; i < MANY_TASKS; i++) {
        heddle_task_switch(&tasks[i]);
        heddle_lock_before_release(&locks[i]);
        heddle_task_exit(&tasks[i]);
    }
}
static void task_overflow_check(const struct wire *w)
{
    CHECK(all_events(w) == 0);
    CHECK(depth_of_main(w) == 0);
}

/* ---- the annotations of other tools ---- */

SCENARIO(foreign_annotations, EXITS)
static void foreign_annotations_child(void)
{
    REQUIRE(AnnotateRWLockCreate && AnnotateRWLockDestroy && AnnotateRWLockAcquired &&
            AnnotateRWLockReleased && __tsan_mutex_create && __tsan_mutex_pre_lock &&
            __tsan_mutex_post_lock && __tsan_mutex_pre_unlock && __tsan_mutex_post_unlock);
    __tsan_mutex_create(&a, 0);
    AnnotateRWLockCreate(__FILE__, __LINE__, &b);
    __tsan_mutex_pre_lock(&a, 0);
    __tsan_mutex_post_lock(&a, 0, 0);
    AnnotateRWLockAcquired(__FILE__, __LINE__, &b, 0);
    AnnotateRWLockReleased(__FILE__, __LINE__, &b, 0);
    REQUIRE(__tsan_mutex_pre_unlock(&a, 0) == 1);
    __tsan_mutex_post_unlock(&a, 0);
    AnnotateRWLockDestroy(__FILE__, __LINE__, &b);
    __tsan_mutex_pre_lock(&a, 16); /* try, fails */
    __tsan_mutex_post_lock(&a, 16 | 32, 0);
    __tsan_mutex_pre_lock(&a, 2); /* reentrant */
    __tsan_mutex_post_lock(&a, 2, 0);
    __tsan_mutex_pre_lock(&a, 2);
    __tsan_mutex_post_lock(&a, 2, 0);
    REQUIRE(__tsan_mutex_pre_unlock(&a, 128) == 2); /* all levels, as a wait does */
    __tsan_mutex_post_lock(&a, 64, 2);
    __tsan_mutex_pre_unlock(&a, 0);
    __tsan_mutex_pre_unlock(&a, 0);
    AnnotateRWLockAcquired(__FILE__, __LINE__, &b, 1); /* destroyed */
    tell(tagged(&a, HD_WIRE_USER_LOCK));
    tell(tagged(&b, HD_WIRE_USER_LOCK));
}
static void foreign_annotations_check(const struct wire *w)
{
    const struct hd_wire_edge *e = edge_between(w, told[0], told[1]);
    const struct hd_wire_context *x[HD_WIRE_EDGE_CONTEXTS];

    CHECK(e && contexts(w, e, x) == 1 && x[0]->to_mode == HD_MODE_SHARED);
    CHECK(events(w, HD_WIRE_EVENT_USE_DESTROYED) == 1);
    CHECK(all_events(w) == 1);
}

/* ---- forked child: the table is still there, the locks of its parent are not known ---- */

SCENARIO(annotated_fork, EXITS)
static void annotated_fork_child(void)
{
    pid_t child;

    acquire(&a, 0);
    child = fork();
    if (!child) {
        release(&a);
        acquire(&b, 0);
        release(&b);
        _exit(0);
    }
    release(&a);
    REQUIRE(child > 0);
    usleep(100000);
}
static void annotated_fork_check(const struct wire *w)
{
    struct wire other;

    CHECK(all_events(w) == 0);
    if (!wire_open(&other, other_file(w))) {
        CHECK(!"no file of the child's");
        return;
    }
    CHECK(all_events(&other) == 0);
    wire_close(&other);
}
