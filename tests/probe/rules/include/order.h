/* Puts the threads of a test program in order without any lock, condition or semaphore that the
 * probe would see: a counter that threads wait for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_ORDER_H
#define HEDDLE_TESTS_ORDER_H

#include <stdlib.h>
#include <unistd.h>

#define ORDER_UNUSED __attribute__((unused))

static int order_now;

/* Goes on when `step` was reached. */
ORDER_UNUSED static void order_await(int step)
{
    while (__atomic_load_n(&order_now, __ATOMIC_ACQUIRE) < step)
        usleep(500);
}

/* The program is at `step` (or later) now. */
ORDER_UNUSED static void order_reach(int step)
{
    int now = __atomic_load_n(&order_now, __ATOMIC_RELAXED);
    while (now < step && !__atomic_compare_exchange_n(&order_now, &now, step, 0, __ATOMIC_RELEASE,
                                                      __ATOMIC_RELAXED))
        ;
}

/* One more has arrived. */
ORDER_UNUSED static void order_arrive(void)
{
    __atomic_fetch_add(&order_now, 1, __ATOMIC_ACQ_REL);
}

/* Lets others get into a call that blocks: nothing a program depends on, only likely. */
ORDER_UNUSED static void order_settle(void)
{
    usleep(50 * 1000);
}

/* A test whose preparation failed tests nothing. */
#define must(cond)                                                                                 \
    do {                                                                                           \
        if (!(cond))                                                                               \
            _exit(99);                                                                             \
    } while (0)

#endif
