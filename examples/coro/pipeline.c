/* A pipeline of tasks: one makes numbers, three square them, one adds them up. It has four mistakes; pipeline_fixed.c
 * has none. With --deadlock two tasks are sure to wait for each other's lock.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "coro.h"

enum { NUMBERS = 100, WORKERS = 3 };

static struct co_mutex stats, journal;
static struct co_group squaring;
static struct co_chan *numbers, *squares;
static long squared, lines, total;
static int slowly;

static void pause_if_asked(void)
{
    for (int i = 0; slowly && i < 50; i++)
        co_yield();
}

static void note(void)
{
    co_mutex_lock(&journal);
    lines++;
    co_mutex_unlock(&journal);
}

/* Counts, and writes a line while it counts: stats before journal. */
static void count(void)
{
    co_mutex_lock(&stats);
    squared++;
    pause_if_asked();
    note();
    co_mutex_unlock(&stats);
}

/* Writes a line that says how many: journal before stats. */
static void report(void *arg)
{
    (void)arg;
    for (int i = 0; i < 10; i++) {
        co_mutex_lock(&journal);
        pause_if_asked();
        co_mutex_lock(&stats);
        lines++;
        co_mutex_unlock(&stats);
        co_mutex_unlock(&journal);
        co_yield();
    }
}

/* Asks another task for an answer; the channel for it is forgotten. */
static void answer(void *arg)
{
    co_chan_send(arg, 42);
}

static long ask(void)
{
    struct co_chan *reply = co_chan_new(1);
    long value = 0;

    co_go("answer", answer, reply);
    co_chan_recv(reply, &value);
    return value;
}

static int square(void)
{
    long n;

    if (!co_chan_recv(numbers, &n))
        return 0;
    co_chan_send(squares, n * n);
    count();
    if (n == NUMBERS - 1)
        co_group_done(&squaring); /* nothing is left, so this worker is done; it says so again at its end */
    return 1;
}

static void worker(void *arg)
{
    (void)arg;
    while (square())
        ;
    co_group_done(&squaring);
}

static void make_numbers(void *arg)
{
    (void)arg;
    for (long i = 0; i < NUMBERS; i++)
        co_chan_send(numbers, i);
    co_chan_close(numbers);
}

static void add_up(void *arg)
{
    long n;

    (void)arg;
    while (co_chan_recv(squares, &n))
        total += n;
}

static void first(void *arg)
{
    (void)arg;
    co_group_add(&squaring, WORKERS);
    for (int i = 0; i < WORKERS; i++)
        co_go("worker", worker, NULL);
    co_go("numbers", make_numbers, NULL);
    co_go("sum", add_up, NULL);
    co_go("report", report, NULL);
    co_group_wait(&squaring);
    if (ask() == 42)
        co_chan_close(numbers); /* to be sure */
    co_chan_close(squares);
}

int main(int argc, char **argv)
{
    slowly = argc > 1 && strcmp(argv[1], "--deadlock") == 0;
    co_mutex_init(&stats);
    co_mutex_init(&journal);
    co_group_init(&squaring);
    numbers = co_chan_new(4);
    squares = co_chan_new(NUMBERS);
    if (co_run(slowly ? 2 : 1, first, NULL) != 0) {
        printf("tasks are left that wait for each other\n");
        return 1;
    }
    printf("%ld numbers squared, %ld lines\n", squared, lines);
    co_chan_free(numbers);
    co_chan_free(squares);
    co_mutex_destroy(&stats);
    co_mutex_destroy(&journal);
    return 0;
}
