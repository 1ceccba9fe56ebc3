/* What the probe costs per uncontended lock + unlock pair, raw and probed in one process: the raw
 * functions come from dlsym on libc itself, behind the preloaded ones. Rounds alternate and the
 * fastest counts, so that the two see the same machine; the thread's own CPU time, so that others on it
 * do not matter much. Run under LD_PRELOAD; without it both columns
 * are raw, which shows the noise.
 *
 * lock_cost            the table, in ns
 * lock_cost THREADS    the same with that many threads at once, each on locks of its own
 * lock_cost count KIND N [THREADS]      N rounds of one kind in each thread, probed, and nothing else: for
 *                                       counting instructions
 * lock_cost count-raw KIND N [THREADS]  KIND 0 to 5 as in the table
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 100, PAIRS = 40 * 1000, MAX_THREADS = 64, MANY = 16, KINDS = 6 };

struct calls {
    int (*lock)(pthread_mutex_t *);
    int (*trylock)(pthread_mutex_t *);
    int (*unlock)(pthread_mutex_t *);
    int (*rdlock)(pthread_rwlock_t *);
    int (*rwunlock)(pthread_rwlock_t *);
};
struct locks {
    _Alignas(256) pthread_mutex_t a;
    pthread_mutex_t b, c;
    pthread_rwlock_t r;
    pthread_mutex_t many[MANY];
};
typedef void (*work)(const struct calls *, struct locks *, long);

static void single(const struct calls *f, struct locks *l, long n)
{
    for (long i = 0; i < n; i++) {
        f->lock(&l->a);
        f->unlock(&l->a);
    }
}

static void nested(const struct calls *f, struct locks *l, long n)
{
    for (long i = 0; i < n; i++) {
        f->lock(&l->a);
        f->lock(&l->b);
        f->unlock(&l->b);
        f->unlock(&l->a);
    }
}

static void three(const struct calls *f, struct locks *l, long n)
{
    for (long i = 0; i < n; i++) {
        f->lock(&l->a);
        f->lock(&l->b);
        f->lock(&l->c);
        f->unlock(&l->b); /* not the innermost */
        f->unlock(&l->c);
        f->unlock(&l->a);
    }
}

static void readers(const struct calls *f, struct locks *l, long n)
{
    for (long i = 0; i < n; i++) {
        f->rdlock(&l->r);
        f->rwunlock(&l->r);
    }
}

/* Every round another lock, from one of two places. */
static void many(const struct calls *f, struct locks *l, long n)
{
    for (long i = 0; i < n; i++) {
        pthread_mutex_t *m = &l->many[i % MANY];

        f->lock(m);
        f->unlock(m);
        m = &l->many[i * 5 % MANY];
        f->lock(m);
        f->unlock(m);
    }
}

static void tries(const struct calls *f, struct locks *l, long n)
{
    for (long i = 0; i < n; i++) {
        f->trylock(&l->a);
        f->unlock(&l->a);
    }
}

static const struct {
    const char *name;
    work run;
    int pairs; /* per iteration */
} kinds[] = {{"mutex", single, 1}, {"two nested", nested, 2}, {"three, crossed", three, 3},
             {"rwlock, read", readers, 1}, {"sixteen in turn", many, 2}, {"trylock", tries, 1}};

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static struct calls raw, probed;
static pthread_barrier_t gate;
static double best[MAX_THREADS][KINDS][2];

static void *measure(void *arg)
{
    long me = (long)arg;
    struct locks l = {.a = PTHREAD_MUTEX_INITIALIZER, .b = PTHREAD_MUTEX_INITIALIZER,
                      .c = PTHREAD_MUTEX_INITIALIZER, .r = PTHREAD_RWLOCK_INITIALIZER};
    const struct calls *sides[2] = {&raw, &probed};

    for (int round = 0; round < ROUNDS; round++)
        for (int k = 0; k < KINDS; k++)
            for (int side = 0; side < 2; side++) {
                double t, d;

                pthread_barrier_wait(&gate);
                t = now();
                kinds[k].run(sides[side], &l, PAIRS);
                d = (now() - t) / PAIRS / kinds[k].pairs;
                if (!round || d < best[me][k][side])
                    best[me][k][side] = d;
            }
    return NULL;
}

static void table(long threads)
{
    pthread_t t[MAX_THREADS];

    pthread_barrier_init(&gate, NULL, (unsigned)threads);
    for (long i = 1; i < threads; i++)
        pthread_create(&t[i], NULL, measure, (void *)i);
    measure((void *)0);
    for (long i = 1; i < threads; i++)
        pthread_join(t[i], NULL);
    printf("%-16s %8s %8s %8s %7s   (ns per pair, %ld thread%s)\n", "", "raw", "probed", "more",
           "ratio", threads, threads == 1 ? "" : "s");
    for (int k = 0; k < KINDS; k++) {
        double r = 0, p = 0;

        for (long i = 0; i < threads; i++) {
            r += best[i][k][0] / (double)threads;
            p += best[i][k][1] / (double)threads;
        }
        printf("%-16s %8.2f %8.2f %8.2f %7.2f\n", kinds[k].name, r, p, p - r, p / r);
    }
}

/* Each thread on locks of its own. */
static struct {
    const struct calls *f;
    int kind;
    long n;
} counted;

static void *count(void *arg)
{
    struct locks l = {.a = PTHREAD_MUTEX_INITIALIZER}; /* the rest is zero, which is the same */

    kinds[counted.kind].run(counted.f, &l, counted.n);
    return arg;
}

static void count_all(long threads)
{
    pthread_t t[MAX_THREADS];

    for (long i = 1; i < threads; i++)
        pthread_create(&t[i], NULL, count, NULL);
    count(NULL);
    for (long i = 1; i < threads; i++)
        pthread_join(t[i], NULL);
}

/* A bare `dlsym` finds the preloaded function first, dlsym on libc's own handle the real one. */
static void find(struct calls *f, void *from)
{
    f->lock = (int (*)(pthread_mutex_t *))dlsym(from, "pthread_mutex_lock");
    f->trylock = (int (*)(pthread_mutex_t *))dlsym(from, "pthread_mutex_trylock");
    f->unlock = (int (*)(pthread_mutex_t *))dlsym(from, "pthread_mutex_unlock");
    f->rdlock = (int (*)(pthread_rwlock_t *))dlsym(from, "pthread_rwlock_rdlock");
    f->rwunlock = (int (*)(pthread_rwlock_t *))dlsym(from, "pthread_rwlock_unlock");
}

int main(int argc, char **argv)
{
    void *libc = dlopen("libc.so.6", RTLD_NOW);
    bool counts = argc > 3 && argc < 6 && !strncmp(argv[1], "count", 5);
    long n = argc > 1 && (argc == 5 || !counts) ? strtol(argv[argc - 1], NULL, 10) : 1;

    if (!libc)
        return 1;
    find(&raw, libc);
    find(&probed, RTLD_DEFAULT);
    if (counts && n >= 1 && n <= MAX_THREADS && argv[2][0] >= '0' && argv[2][0] < '0' + KINDS) {
        counted.f = strcmp(argv[1], "count") ? &raw : &probed;
        counted.kind = argv[2][0] - '0';
        counted.n = strtol(argv[3], NULL, 10);
        count_all(n);
        return 0;
    }
    if (argc > 2 || n < 1 || n > MAX_THREADS) {
        fprintf(stderr, "usage: lock_cost [THREADS | count KIND N [THREADS] | count-raw KIND N [THREADS]]\n");
        return 1;
    }
    table(n);
    return 0;
}
