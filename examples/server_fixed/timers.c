/* Timers: one thread polls the file descriptors of all of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "server.h"

void pause_ms(int ms)
{
    usleep((useconds_t)ms * 1000);
}

/* Calls what is due without holding the lock, so that it may use timers itself. */
static void run_timer(struct timers *t, int i)
{
    uint64_t expirations;

    pthread_mutex_lock(&t->lock);
    struct timer timer = t->timer[i];
    pthread_mutex_unlock(&t->lock);
    if (timer.fd >= 0 && read(timer.fd, &expirations, sizeof expirations) > 0)
        timer.due(timer.arg);
}

static void *timers_main(void *arg)
{
    struct timers *t = arg;
    struct pollfd fd[MAX_TIMERS + 1];

    for (;;) {
        pthread_mutex_lock(&t->lock);
        for (int i = 0; i < MAX_TIMERS; i++)
            fd[i] = (struct pollfd){.fd = t->timer[i].fd, .events = POLLIN};
        pthread_mutex_unlock(&t->lock);
        fd[MAX_TIMERS] = (struct pollfd){.fd = t->wake[0], .events = POLLIN};
        if (poll(fd, MAX_TIMERS + 1, -1) < 0 && errno != EINTR)
            break;
        char byte;
        if (fd[MAX_TIMERS].revents && read(t->wake[0], &byte, 1) <= 0)
            break;
        for (int i = 0; i < MAX_TIMERS; i++) {
            if (fd[i].revents & POLLIN)
                run_timer(t, i);
        }
    }
    return NULL;
}

static void close_timers(struct timers *t)
{
    for (int i = 0; i < MAX_TIMERS; i++) {
        if (t->timer[i].fd >= 0)
            close(t->timer[i].fd);
    }
}

/* All timers exist from the start, disarmed; they are set and changed, never replaced. */
static int open_timers(struct timers *t)
{
    int rc = 0;
    for (int i = 0; i < MAX_TIMERS; i++) {
        t->timer[i].fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
        if (t->timer[i].fd < 0)
            rc = -1;
    }
    return rc;
}

int timers_start(struct timers *t)
{
    *t = (struct timers){.lock = PTHREAD_MUTEX_INITIALIZER};
    if (pipe(t->wake) < 0)
        return -1;
    if (open_timers(t) == 0 && pthread_create(&t->thread, NULL, timers_main, t) == 0)
        return 0;
    close_timers(t);
    close(t->wake[0]);
    close(t->wake[1]);
    return -1;
}

int timers_every(struct timers *t, int i, int ms, void (*due)(void *arg), void *arg)
{
    struct timespec every = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    struct itimerspec spec = {.it_interval = every, .it_value = every};

    pthread_mutex_lock(&t->lock);
    t->timer[i].due = due;
    t->timer[i].arg = arg;
    int rc = timerfd_settime(t->timer[i].fd, 0, &spec, NULL);
    pthread_mutex_unlock(&t->lock);
    return rc;
}

void timers_stop(struct timers *t)
{
    close(t->wake[1]);
    pthread_join(t->thread, NULL);
    close(t->wake[0]);
    close_timers(t);
    pthread_mutex_destroy(&t->lock);
}
