/* Timer descriptors: closed, closed again, used afterwards, handed on, swept up.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/probe/probe_test.h"

static const struct itimerspec later = {{0, 0}, {60, 0}};

static int new_timer(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

    REQUIRE(fd >= 0);
    return fd;
}

static unsigned counted_events(const struct wire *w)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EVENTS); i++)
        n += ((const struct hd_wire_event *)wire_at(w, HD_WIRE_EVENTS, i))->count != 0;
    return n;
}

static const struct hd_wire_timer *timer(const struct wire *w, uint32_t i)
{
    return wire_at(w, HD_WIRE_TIMERS, i);
}

SCENARIO(timerfd_closed_twice, EXITS)
static void timerfd_closed_twice_child(void)
{
    int fd = new_timer();

    REQUIRE(timerfd_settime(fd, 0, &later, NULL) == 0);
    REQUIRE(close(fd) == 0);
    errno = 0;
    REQUIRE(close(fd) == -1 && errno == EBADF);
    errno = 0;
    REQUIRE(timerfd_settime(fd, 0, &later, NULL) == -1 && errno == EBADF);
    tell((uint64_t)fd);
}
static void timerfd_closed_twice_check(const struct wire *w)
{
    const struct hd_wire_event *d = event(w, HD_WIRE_EVENT_TIMER_DOUBLE_DELETE),
                               *u = event(w, HD_WIRE_EVENT_TIMER_USE_DELETED);

    CHECK(timer(w, 0)->state == HD_WIRE_TIMER_CLOSED && timer(w, 0)->delete_stack_id);
    CHECK(timer(w, 0)->flags & HD_WIRE_TIMER_ARMED);
    CHECK(d && d->address == told[0] && d->aux == 1 && d->count == 1);
    CHECK(d && d->stack2_id == timer(w, 0)->delete_stack_id && d->stack_id != d->stack2_id);
    CHECK(u && u->address == told[0]);
    CHECK(counted_events(w) == 2);
}

/* The number belongs to another file when it is closed again. */
SCENARIO(timerfd_number_reused, EXITS)
static void timerfd_number_reused_child(void)
{
    int fd = new_timer();

    REQUIRE(close(fd) == 0);
    REQUIRE(open("/dev/null", O_RDONLY) == fd);
    REQUIRE(close(fd) == 0);
    REQUIRE(close(fd) == -1);
    REQUIRE(new_timer() == fd);
    REQUIRE(close(fd) == 0);
}
static void timerfd_number_reused_check(const struct wire *w)
{
    CHECK(counted_events(w) == 0);
    CHECK(timer(w, 0)->state == HD_WIRE_TIMER_CLOSED && timer(w, 1)->state == HD_WIRE_TIMER_CLOSED);
}

/* All numbers closed in a loop, up and down, the closed timer first, last and in between. */
SCENARIO(timerfd_sweep, EXITS)
static void timerfd_sweep_child(void)
{
    int low = new_timer(), middle = new_timer(), high = new_timer();

    REQUIRE(close(low) == 0 && close(middle) == 0 && close(high) == 0);
    for (int fd = low; fd <= high; fd++)
        close(fd);
    for (int fd = high; fd >= low; fd--)
        close(fd);
}
static void timerfd_sweep_check(const struct wire *w)
{
    CHECK(counted_events(w) == 0);
}

/* Copies, and ways to close that no hook sees. */
SCENARIO(timerfd_handed_on, EXITS)
static void timerfd_handed_on_child(void)
{
    int fd = new_timer(), copy = dup(fd), over = new_timer(), ranged = new_timer();

    REQUIRE(close(fd) == 0);
    REQUIRE(timerfd_settime(copy, 0, &later, NULL) == 0);
    REQUIRE(close(copy) == 0);
    REQUIRE(dup2(STDERR_FILENO, over) == over && close(over) == 0);
    syscall(SYS_close_range, (unsigned)ranged, (unsigned)ranged, 0u);
    close(ranged); /* fails, but nobody saw it closed before */
}
static void timerfd_handed_on_check(const struct wire *w)
{
    CHECK(counted_events(w) == 0);
    for (uint32_t i = 0; i < 3; i++)
        CHECK(timer(w, i)->state == HD_WIRE_TIMER_CLOSED);
}

/* A child that shares memory but not descriptors. */
SCENARIO(timerfd_vfork, EXITS)
static void timerfd_vfork_child(void)
{
    int fd = new_timer(), status = -1;
    pid_t pid = vfork();

    if (pid == 0) {
        close(fd);
        execlp("true", "true", (char *)NULL);
        _exit(9);
    }
    REQUIRE(waitpid(pid, &status, 0) == pid && status == 0);
    REQUIRE(timerfd_settime(fd, 0, &later, NULL) == 0);
}
static void timerfd_vfork_check(const struct wire *w)
{
    CHECK(timer(w, 0)->state == HD_WIRE_TIMER_LIVE && timer(w, 0)->flags & HD_WIRE_TIMER_AT_EXIT);
    CHECK(counted_events(w) == 0);
}
