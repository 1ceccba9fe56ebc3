/* What annotations cost: an empty loop, the annotations of one lock + unlock with no probe there,
 * and with the probe active, alternating in one process; the fastest of 15 rounds counts. Run under
 * LD_PRELOAD; without it the last column is "no probe" again, which shows the noise.
 *
 * annotate_cost          the table, in ns
 * annotate_cost count N  N annotated pairs with whatever is there and nothing else, for counting
 * instructions annotate_cost count-off N
 * SPDX-License-Identifier: Apache-2.0 */
#include <heddle/heddle.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, PAIRS = 400 * 1000, SIDES = 3, KINDS = 4 };

static _Alignas(64) int lock_a, lock_b;
static long group;

static void nothing(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile("" ::: "memory");
}

static __attribute__((noinline)) void acquire(const int *l)
{
    heddle_lock_before_acquire(l, HEDDLE_EXCLUSIVE);
    heddle_lock_acquired(l, HEDDLE_EXCLUSIVE);
}

static __attribute__((noinline)) void release(const int *l)
{
    heddle_lock_before_release(l);
}

static void single(long n)
{
    for (long i = 0; i < n; i++) {
        heddle_lock_before_acquire(&lock_a, HEDDLE_EXCLUSIVE);
        heddle_lock_acquired(&lock_a, HEDDLE_EXCLUSIVE);
        heddle_lock_before_release(&lock_a);
        __asm__ volatile("" ::: "memory");
    }
}

static void functions(long n)
{
    for (long i = 0; i < n; i++) {
        acquire(&lock_a);
        release(&lock_a);
    }
}

static void nested(long n)
{
    for (long i = 0; i < n; i += 2) {
        acquire(&lock_a);
        acquire(&lock_b);
        release(&lock_b);
        release(&lock_a);
    }
}

static void counted(long n)
{
    for (long i = 0; i < n; i++) {
        heddle_waitgroup_add(&group, 1);
        heddle_waitgroup_done(&group);
        __asm__ volatile("" ::: "memory");
    }
}

static const struct {
    const char *name;
    void (*run)(long);
} kinds[KINDS] = {{"lock, in line", single},
                  {"lock, in functions", functions},
                  {"two nested", nested},
                  {"wait group, add + done", counted}};

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static double best[KINDS][SIDES];

static void measure(int k, int side, const struct heddle_hooks *hooks)
{
    double t, d;

    heddle_hooks_ = side == 2 ? hooks : NULL;
    t = now();
    (side ? kinds[k].run : nothing)(PAIRS);
    d = (now() - t) / PAIRS;
    heddle_hooks_ = hooks;
    if (best[k][side] == 0 || d < best[k][side])
        best[k][side] = d;
}

int main(int argc, char **argv)
{
    const struct heddle_hooks *hooks = heddle_hooks_;

    if (argc == 3 && !strncmp(argv[1], "count", 5)) {
        heddle_hooks_ = strcmp(argv[1], "count") ? NULL : hooks;
        single(strtol(argv[2], NULL, 10));
        return 0;
    }
    if (argc > 1) {
        fprintf(stderr, "usage: annotate_cost [count N | count-off N]\n");
        return 1;
    }
    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < KINDS; k++)
            for (int side = 0; side < SIDES; side++)
                measure(k, side, hooks);
    printf("%-24s %8s %10s %8s   (ns per pair, %s)\n", "", "empty", "no probe", "probe",
           hooks ? "probe there" : "no probe there: three columns of noise");
    for (int k = 0; k < KINDS; k++)
        printf("%-24s %8.2f %10.2f %8.2f\n", kinds[k].name, best[k][0], best[k][1], best[k][2]);
    return 0;
}
