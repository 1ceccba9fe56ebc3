/* Acquisitions that a thread repeats take a short way (runtime_probe/step.c). What it publishes,
 * and that nothing stays on it that has changed meanwhile.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

enum { AGAIN = 6 }; /* often enough to be learned */

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER,
                       c = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static const struct hd_wire_slot *raw_slot(const struct wire *w, uint32_t index)
{
    return wire_at(w, HD_WIRE_SLOTS, index);
}

/* ---- what a dead process held and waited for ---- */

static int waiter;

static void *a_then_rw(void *arg)
{
    waiter = gettid();
    for (int i = 0; i < AGAIN; i++) {
        pthread_mutex_lock(&c);
        if (i == AGAIN - 1) {
            pthread_mutex_lock(&b); /* main's: for good */
            return arg;
        }
        pthread_mutex_unlock(&c);
    }
    return arg;
}

SCENARIO(steps_outlive_death, KILLED)
static void steps_outlive_death_child(void)
{
    pthread_t t;

    for (int i = 0; i < AGAIN; i++) {
        pthread_mutex_lock(&a);
        pthread_mutex_lock(&b);
        pthread_rwlock_rdlock(&rw);
        if (i == AGAIN - 1)
            break;
        pthread_rwlock_unlock(&rw);
        pthread_mutex_unlock(&b);
        pthread_mutex_unlock(&a);
    }
    tell_at(&a);
    tell_at(&b);
    tell_at(&rw);
    tell_at(&c);
    pthread_create(&t, NULL, a_then_rw, NULL);
    while (!__atomic_load_n(&waiter, __ATOMIC_ACQUIRE))
        usleep(1000);
    wait_until_blocked(t, &waiter);
    tell((uint64_t)waiter);
    ready();
}
static void steps_outlive_death_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_at(w, 0),
                              *o = slot_of(w, thread_with_tid(w, (uint32_t)told[4]));
    const struct hd_wire_stack *st;

    CHECK(s->depth == 3);
    for (uint32_t i = 0; i < 3; i++) {
        CHECK(s->entry[i].address == told[i] && s->entry[i].activity == HD_WIRE_HOLDING);
        CHECK(s->entry[i].lock_id == lock_at(w, told[i]));
        st = wire_at(w, HD_WIRE_STACKS, s->entry[i].stack_id - 1);
        CHECK(st && st->frame[0] == s->entry[i].pc);
    }
    CHECK(s->entry[2].mode == HD_MODE_SHARED && s->entry[2].object == HD_WIRE_RWLOCK);
    CHECK(o && o->depth == 2 && o->entry[0].address == told[3]);
    CHECK(o && o->entry[1].address == told[1] && o->entry[1].activity == HD_WIRE_WAITING);
    CHECK(edge_between(w, told[3], told[1]) && edge_between(w, told[0], told[2]));
}

SCENARIO(steps_are_taken, KILLED)
static void steps_are_taken_child(void)
{
    for (int i = 0; i < AGAIN; i++) {
        pthread_mutex_lock(&a);
        if (i < AGAIN - 1)
            pthread_mutex_unlock(&a);
    }
    tell_at(&a);
    ready();
}
static void steps_are_taken_check(const struct wire *w)
{
    const struct hd_wire_slot *s = raw_slot(w, 0);
    uint32_t at = s->top & HD_WIRE_TOP_STEP;

    CHECK(s->depth == 0 && at < HD_WIRE_STEPS && s->step[at].address == told[0]);
    CHECK(s->top & HD_WIRE_TOP_HOLDING && s->step[at].below >= HD_WIRE_STEPS);
}

/* ---- generations ---- */

SCENARIO(steps_see_generations, EXITS)
static void steps_see_generations_child(void)
{
    pthread_mutex_t *m = calloc(1, sizeof *m);

    tell_at(m);
    tell_at(&a);
    for (int round = 0; round < 3; round++) {
        pthread_mutex_init(m, NULL);
        for (int i = 0; i < AGAIN; i++) {
            pthread_mutex_lock(&a);
            pthread_mutex_lock(m);
            pthread_mutex_unlock(m);
            pthread_mutex_unlock(&a);
        }
        pthread_mutex_destroy(m);
    }
    free(m);
}
static void steps_see_generations_check(const struct wire *w)
{
    CHECK(edges(w) == 3);
    CHECK(all_events(w) == 0);
}

SCENARIO(steps_see_destruction, EXITS)
static void steps_see_destruction_child(void)
{
    static pthread_mutex_t m;

    pthread_mutex_init(&m, NULL);
    for (int i = 0; i < AGAIN; i++) {
        if (i == AGAIN - 1)
            pthread_mutex_destroy(&m);
        pthread_mutex_lock(&m);
        pthread_mutex_unlock(&m);
    }
}
static void steps_see_destruction_check(const struct wire *w)
{
    CHECK(events(w, HD_WIRE_EVENT_USE_DESTROYED) >= 1);
}

/* A kind of lock that comes and goes must not slow down all others for ever. */
SCENARIO(steps_leave_churn_alone, EXITS)
static void steps_leave_churn_alone_child(void)
{
    for (int round = 0; round < 500; round++) {
        pthread_mutex_t *m = malloc(sizeof *m);

        pthread_mutex_init(m, NULL);
        for (int i = 0; i < AGAIN; i++) {
            pthread_mutex_lock(m);
            pthread_mutex_unlock(m);
            pthread_mutex_lock(&a);
            pthread_mutex_unlock(&a);
        }
        pthread_mutex_destroy(m);
        free(m);
    }
    pthread_mutex_lock(&a);
}
static void steps_leave_churn_alone_check(const struct wire *w)
{
    const uint64_t *cold = wire_at(w, HD_WIRE_COUNTERS, HD_WIRE_COUNT_COLD);

    CHECK(*cold < 1100); /* about one a round */
}

/* ---- released in any order, also by waits ---- */

SCENARIO(steps_crossed, EXITS)
static void steps_crossed_child(void)
{
    tell_at(&a);
    tell_at(&b);
    tell_at(&c);
    for (int i = 0; i < 50; i++) {
        struct timespec soon;

        pthread_mutex_lock(&a);
        pthread_mutex_lock(&b);
        pthread_mutex_unlock(&a);
        pthread_mutex_lock(&c);
        pthread_mutex_unlock(&b);
        clock_gettime(CLOCK_REALTIME, &soon);
        pthread_cond_timedwait(&cond, &c, &soon);
        REQUIRE(pthread_mutex_timedlock(&b, &soon) == 0);
        pthread_mutex_unlock(&c);
        pthread_mutex_unlock(&b);
    }
}
static void steps_crossed_check(const struct wire *w)
{
    CHECK(slot_at(w, 0)->depth == 0);
    CHECK(edge_between(w, told[0], told[1]) && edge_between(w, told[1], told[2]));
    CHECK(edge_between(w, told[2], told[1]) && !edge_between(w, told[0], told[2]));
    CHECK(edges(w) == 3);
    CHECK(all_events(w) == 0);
}

SCENARIO(steps_refused, EXITS)
static void *keeps_b(void *arg)
{
    int *stage = arg;

    pthread_mutex_lock(&b);
    __atomic_store_n(stage, 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(stage, __ATOMIC_ACQUIRE) == 1)
        usleep(500);
    pthread_mutex_unlock(&b);
    return arg;
}
static void steps_refused_child(void)
{
    struct timespec past = {0, 0};
    int stage = 0;
    pthread_t t;

    pthread_create(&t, NULL, keeps_b, &stage);
    while (!__atomic_load_n(&stage, __ATOMIC_ACQUIRE))
        usleep(500);
    for (int i = 0; i < AGAIN; i++) {
        pthread_mutex_lock(&a);
        REQUIRE(pthread_mutex_timedlock(&b, &past) == ETIMEDOUT);
        REQUIRE(pthread_mutex_trylock(&b) == EBUSY);
        pthread_mutex_lock(&c);
        pthread_mutex_unlock(&c);
        pthread_mutex_unlock(&a);
    }
    __atomic_store_n(&stage, 2, __ATOMIC_RELEASE);
    pthread_join(t, NULL);
    tell_at(&b);
    tell_at(&c);
}
static void steps_refused_check(const struct wire *w)
{
    CHECK(slot_at(w, 0)->depth == 0);
    CHECK(!edge_between(w, told[0], told[1]));
    CHECK(all_events(w) == 0);
}

/* ---- signal handlers between any two stores ---- */

SCENARIO(steps_signal_storm, EXITS)
static volatile sig_atomic_t storms;
static pthread_mutex_t in_handler[8];
static void on_storm(int sig)
{
    (void)sig;
    for (int i = storms % 4; i < 8; i += 3)
        pthread_mutex_lock(&in_handler[i]);
    for (int i = storms % 4; i < 8; i += 3) /* not the last first */
        pthread_mutex_unlock(&in_handler[i]);
    storms++;
}
static void steps_signal_storm_child(void)
{
    struct sigaction sa = {.sa_handler = on_storm, .sa_flags = SA_RESTART};
    struct itimerval v = {{0, 50}, {0, 50}};
    struct timespec now = {0, 0};

    sigaction(SIGALRM, &sa, NULL);
    setitimer(ITIMER_REAL, &v, NULL);
    for (int i = 0; storms < 3000 && i < 20000000; i++) {
        pthread_mutex_lock(&a);
        pthread_rwlock_rdlock(&rw);
        pthread_mutex_lock(&b);
        if (i % 3 == 0)
            pthread_mutex_unlock(&a);
        pthread_mutex_unlock(&b);
        pthread_rwlock_unlock(&rw);
        if (i % 64 == 0) {
            pthread_mutex_lock(&c);
            pthread_cond_timedwait(&cond, &c, &now);
            pthread_mutex_unlock(&c);
        }
        if (i % 3)
            pthread_mutex_unlock(&a);
    }
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    tell_at(&a);
    tell_at(&b);
    tell_at(&rw);
    tell_at(&c);
    for (int i = 0; i < 8; i++)
        tell_at(&in_handler[i]);
}
static void steps_signal_storm_check(const struct wire *w)
{
    CHECK(slot_at(w, 0)->depth == 0 && slot_at(w, 0)->lost == 0);
    for (int i = 4; i < 12; i++)
        for (int k = 0; k < 4; k++)
            CHECK(!edge_between(w, told[i], told[k])); /* the handler releases what it takes */
    CHECK(!edge_between(w, told[1], told[0]) && !edge_between(w, told[1], told[2]));
    CHECK(!edge_between(w, told[3], told[1]) && !edge_between(w, told[3], told[2]));
    CHECK(events(w, HD_WIRE_EVENT_UNLOCK_FREE) == 0);
    CHECK(events(w, HD_WIRE_EVENT_UNLOCK_FOREIGN) == 0);
    CHECK(events(w, HD_WIRE_EVENT_DOUBLE_ACQUIRE) == 0);
}

/* ---- fork, and the kill switch ---- */

SCENARIO(steps_in_a_child, EXITS)
static void steps_in_a_child_child(void)
{
    int status = -1;
    pid_t pid;

    for (int i = 0; i < AGAIN; i++) {
        pthread_mutex_lock(&a);
        pthread_mutex_lock(&b);
        pthread_mutex_unlock(&b);
        pthread_mutex_unlock(&a);
    }
    tell_at(&a);
    tell_at(&b);
    pid = fork();
    if (!pid) { /* the same calls: what the parent learned is not the child's */
        for (int i = 0; i < AGAIN; i++) {
            pthread_mutex_lock(&a);
            pthread_mutex_lock(&b);
            pthread_mutex_unlock(&b);
            pthread_mutex_unlock(&a);
        }
        pthread_mutex_lock(&b);
        _exit(0);
    }
    REQUIRE(waitpid(pid, &status, 0) == pid && status == 0);
}
static void steps_in_a_child_check(const struct wire *w)
{
    struct wire o;

    CHECK(slot_at(w, 0)->depth == 0);
    if (!wire_open(&o, other_file(w))) {
        CHECK(!"the child has a file");
        return;
    }
    CHECK(edge_between(&o, told[0], told[1]));
    CHECK(slot_at(&o, 0)->depth == 1 && slot_at(&o, 0)->entry[0].address == told[1]);
    wire_close(&o);
}

SCENARIO(steps_kill_switch, KILLED)
static void steps_kill_switch_child(void)
{
    int fd = open(getenv("HEDDLE_WIRE"), O_RDWR);
    struct hd_wire_header *h;
    struct hd_wire_slot *s;
    struct stat st;

    REQUIRE(fd >= 0 && fstat(fd, &st) == 0);
    h = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    REQUIRE(h != MAP_FAILED);
    s = (struct hd_wire_slot *)((char *)h + h->section[HD_WIRE_SLOTS].offset);
    for (int i = 0; i < 2 * AGAIN; i++) {
        if (i == AGAIN) {
            h->kill = 1;
            s->kill = 1;
            s->top = HD_WIRE_TOP_NONE;
            tell(s->seq);
        }
        REQUIRE(pthread_mutex_lock(&a) == 0);
        REQUIRE(pthread_mutex_unlock(&a) == 0);
    }
    tell(s->seq);
    ready();
}
static void steps_kill_switch_check(const struct wire *w)
{
    CHECK(told[0] >= AGAIN && told[1] == told[0]);
    CHECK(slot_at(w, 0)->depth == 0);
}
