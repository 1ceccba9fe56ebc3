/* The process around the locks: fork, exec, signals, full tables, switches.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER,
                       c = PTHREAD_MUTEX_INITIALIZER;

static int status_of(pid_t pid)
{
    int status = -1;

    REQUIRE(waitpid(pid, &status, 0) == pid);
    return status;
}

/* A forked child has a file of its own; releasing what its parent held is no misuse. */
SCENARIO(fork_child, EXITS)
static void *lock_c(void *arg)
{
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    return arg;
}
static void fork_child_child(void)
{
    pthread_t t;
    pid_t pid;

    pthread_mutex_lock(&a);
    pid = fork();
    if (pid == 0) {
        pthread_mutex_unlock(&a);
        pthread_mutex_lock(&b);
        pthread_create(&t, NULL, lock_c, NULL);
        pthread_join(t, NULL);
        _exit(3);
    }
    REQUIRE(WEXITSTATUS(status_of(pid)) == 3);
    pthread_mutex_unlock(&a);
    tell((uint64_t)pid);
    tell_at(&b);
    tell((uint64_t)getpid());
}
static void fork_child_check(const struct wire *w)
{
    const struct hd_wire_slot *s;
    struct wire o;

    CHECK(all_events(w) == 0);
    CHECK(lock_at(w, told[1]) == 0 && wire_used(w, HD_WIRE_THREADS) == 1);
    if (!wire_open(&o, other_file(w))) {
        CHECK(!"the child has a file");
        return;
    }
    CHECK(o.h->pid == told[0] && o.h->flags & HD_WIRE_FORKED && o.h->origin_pid == told[2]);
    CHECK(o.h->state == HD_WIRE_LIVE);
    CHECK(wire_used(&o, HD_WIRE_THREADS) == 2);
    s = wire_at(&o, HD_WIRE_SLOTS, 0);
    CHECK(s->state == 1 && s->depth == 1 && s->entry[0].address == told[1]);
    CHECK(wire_used(&o, HD_WIRE_MODULES) == wire_used(w, HD_WIRE_MODULES));
    CHECK(all_events(&o) == 0);
    wire_close(&o);
}

/* A child that never locks leaves nothing. */
SCENARIO(fork_quiet_child, EXITS)
static void fork_quiet_child_child(void)
{
    pid_t pid = fork();

    if (pid == 0)
        exit(4);
    REQUIRE(WEXITSTATUS(status_of(pid)) == 4);
}
static void fork_quiet_child_check(const struct wire *w)
{
    CHECK(!*other_file(w));
    CHECK(w->h->state == HD_WIRE_EXITED);
}

SCENARIO(exec_child, EXITS)
static void exec_child_child(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        execlp("true", "true", (char *)NULL);
        _exit(9);
    }
    REQUIRE(status_of(pid) == 0);
}
static void exec_child_check(const struct wire *w)
{
    struct wire o;

    if (!wire_open(&o, other_file(w))) {
        CHECK(!"the second image has a file");
        return;
    }
    CHECK(o.h->flags & HD_WIRE_SECOND && !strcmp(o.h->cmdline, "true"));
    CHECK(o.h->state == HD_WIRE_EXITED);
    wire_close(&o);
}

/* ---- signal handlers ---- */

SCENARIO(signal_handler_locks, EXITS)
static volatile sig_atomic_t ticks;
static void on_tick(int sig)
{
    int saved = errno;

    (void)sig;
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&b);
    ticks++;
    errno = saved;
}
static void signal_handler_locks_child(void)
{
    struct sigaction sa = {.sa_handler = on_tick};
    struct itimerval v = {{0, 200}, {0, 200}};

    sigaction(SIGALRM, &sa, NULL);
    setitimer(ITIMER_REAL, &v, NULL);
    while (ticks < 500) {
        REQUIRE(pthread_mutex_lock(&a) == 0);
        REQUIRE(pthread_mutex_unlock(&a) == 0);
    }
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    tell_at(&a);
    tell_at(&b);
    tell_at(&c);
}
static void signal_handler_locks_check(const struct wire *w)
{
    const struct hd_wire_slot *s = slot_at(w, 0);

    CHECK(s->depth == 0);
    CHECK(edge_between(w, told[1], told[2]));
    CHECK(!edge_between(w, told[1], told[0]) && !edge_between(w, told[2], told[0]));
    CHECK(all_events(w) == 0);
}

/* ---- the program's errno ---- */

SCENARIO(errno_kept, EXITS)
static void *nothing(void *arg)
{
    return arg;
}
static void errno_kept_child(void)
{
    pthread_t t;

    errno = 1234;
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    REQUIRE(errno == 1234);
    pthread_create(&t, NULL, nothing, NULL);
    pthread_join(t, NULL);
    REQUIRE(errno == 1234);
    pthread_mutex_destroy(&a);
    free(malloc(10));
    REQUIRE(errno == 1234);
}
static void errno_kept_check(const struct wire *w)
{
    CHECK(wire_used(w, HD_WIRE_EDGES) == 1);
}

/* ---- limits ---- */

SCENARIO_ENV(full_tables, EXITS, "HEDDLE_SIZE=1")
static void full_tables_child(void)
{
    enum { MANY = 6000 };
    static pthread_mutex_t m[MANY];

    for (int i = 0; i < MANY; i++) {
        REQUIRE(pthread_mutex_lock(&m[i]) == 0);
        REQUIRE(pthread_mutex_lock(&m[(i * 7 + 1) % MANY]) == 0);
        REQUIRE(pthread_mutex_unlock(&m[i]) == 0);
        REQUIRE(pthread_mutex_unlock(&m[(i * 7 + 1) % MANY]) == 0);
    }
}
static void full_tables_check(const struct wire *w)
{
    CHECK(wire_dropped(w, HD_WIRE_LOCKS) > 0);
    CHECK(wire_dropped(w, HD_WIRE_EDGES) > 0);
    CHECK(slot_at(w, 0)->depth == 0);
    CHECK(all_events(w) == 0);
    CHECK(w->h->file_size == 1 << 20);
}

/* ---- kill switch ---- */

SCENARIO(kill_switch, KILLED)
static void kill_switch_child(void)
{
    int fd = open(getenv("HEDDLE_WIRE"), O_RDWR);
    struct hd_wire_header *h;
    struct hd_wire_slot *s;
    struct stat st;

    REQUIRE(fd >= 0 && fstat(fd, &st) == 0);
    h = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    REQUIRE(h != MAP_FAILED);
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&b);
    h->kill = 1;
    s = (struct hd_wire_slot *)((char *)h + h->section[HD_WIRE_SLOTS].offset);
    s->kill = 1;
    REQUIRE(pthread_mutex_lock(&b) == 0);
    REQUIRE(pthread_mutex_lock(&c) == 0);
    REQUIRE(pthread_mutex_unlock(&c) == 0);
    tell_at(&c);
    ready();
}
static void kill_switch_check(const struct wire *w)
{
    CHECK(lock_at(w, told[0]) == 0);
    CHECK(slot_at(w, 0)->depth == 1);
    CHECK(all_events(w) == 0);
}

/* ---- timer descriptors ---- */

SCENARIO(timerfds, EXITS)
static void timerfds_child(void)
{
    int open_one = timerfd_create(CLOCK_MONOTONIC, 0), closed = timerfd_create(CLOCK_MONOTONIC, 0);

    REQUIRE(open_one >= 0 && closed >= 0);
    close(closed);
    REQUIRE(timerfd_create(CLOCK_REALTIME, 0) == closed); /* the number is used again */
    close(closed);
    REQUIRE(open("/dev/null", O_RDONLY) == closed);
}
static void timerfds_check(const struct wire *w)
{
    const struct hd_wire_timer *t[3];

    CHECK(wire_used(w, HD_WIRE_TIMERS) == 3);
    for (uint32_t i = 0; i < 3; i++)
        t[i] = wire_at(w, HD_WIRE_TIMERS, i);
    CHECK(t[0]->state == HD_WIRE_TIMER_LIVE && t[0]->flags & HD_WIRE_TIMER_AT_EXIT);
    CHECK(t[1]->state == HD_WIRE_TIMER_CLOSED && t[2]->state == HD_WIRE_TIMER_CLOSED);
    CHECK(t[0]->kind == HD_WIRE_TIMER_FD && t[0]->create_stack_id);
}

/* ---- what a dead file can be named with ---- */

SCENARIO(header_and_modules, KILLED)
static void header_and_modules_child(void)
{
    tell((uintptr_t)header_and_modules_child);
    tell((uint64_t)getppid());
    ready();
}
static void header_and_modules_check(const struct wire *w)
{
    const struct hd_wire_module *exe = wire_at(w, HD_WIRE_MODULES, 0), *m;
    bool libc = false, probe = false;

    CHECK(w->h->state == HD_WIRE_LIVE && w->h->ppid == told[1] && w->h->start_ticks);
    CHECK(strlen(w->h->boot_id) == 36 && w->h->start_real_ns && w->h->start_mono_ns);
    CHECK(exe->state == 1 && strstr(exe->path, "/probe_runner"));
    CHECK(told[0] >= exe->start && told[0] < exe->end);
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_MODULES); i++) {
        m = wire_at(w, HD_WIRE_MODULES, i);
        libc |= strstr(m->path, "/libc.so.6") && m->build_id_len == 20;
        probe |= strstr(m->path, "libheddle_probe.so") != NULL;
    }
    CHECK(libc && probe);
    CHECK(strstr(w->h->cmdline + strlen(w->h->cmdline) + 1, "--child"));
}
