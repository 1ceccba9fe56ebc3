/* What the probe costs besides locks: creating and joining threads, timers, conditions, start and
 * end of a program. The program runs itself as a child, bare and under the probe in turn, so that
 * the two see the same machine, and prints for each operation the median and the quartiles of the
 * ratio (start and end: of the difference).
 *
 * operations PROBE.so [ROUNDS [NAME]]
 * SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ROUNDS = 200, EXIT_LOCKS = 1000 };

static double seconds(clockid_t id)
{
    struct timespec ts;

    clock_gettime(id, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

/* ---- in the child ---- */

static void *nothing(void *arg)
{
    return arg;
}

static void create_join(long n)
{
    for (long i = 0; i < n; i++) {
        pthread_t t;

        if (pthread_create(&t, NULL, nothing, NULL) || pthread_join(t, NULL))
            abort();
    }
}

static void timers(long n)
{
    struct sigevent ev = {.sigev_notify = SIGEV_NONE};

    for (long i = 0; i < n; i++) {
        timer_t t;

        if (timer_create(CLOCK_MONOTONIC, &ev, &t) || timer_delete(t))
            abort();
    }
}

static void timer_descriptors(long n)
{
    for (long i = 0; i < n; i++) {
        int fd = timerfd_create(CLOCK_MONOTONIC, 0);

        if (fd < 0 || close(fd))
            abort();
    }
}

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static long turns, last;

static void play(long me)
{
    pthread_mutex_lock(&m);
    while (turns < last) {
        while (turns < last && turns % 2 != me)
            pthread_cond_wait(&turned, &m);
        turns++;
        pthread_cond_signal(&turned);
    }
    pthread_mutex_unlock(&m);
}

static void *second(void *arg)
{
    play(1);
    return arg;
}

static void ping_pong(long n)
{
    pthread_t t;

    last = n;
    pthread_create(&t, NULL, second, NULL);
    play(0);
    pthread_join(t, NULL);
}

static const struct {
    const char *name;
    void (*run)(long);
    long n;
    double limit; /* of the median ratio */
} kinds[] = {{"create + join", create_join, 4000, 1.10},
             {"timer create + delete", timers, 20000, 1.15},
             {"timerfd create + close", timer_descriptors, 20000, 0},
             {"condition ping-pong", ping_pong, 30000, 1.03}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Whole-process CPU time, so that others on the machine do not matter much; and wall time. */
static int child(const char *what)
{
    static pthread_mutex_t many[EXIT_LOCKS];
    double at[2] = {seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};

    if (!strcmp(what, "start") || !strcmp(what, "end")) {
        for (int i = 0; i < EXIT_LOCKS && *what == 'e'; i++) {
            pthread_mutex_lock(&many[i]);
            pthread_mutex_unlock(&many[i]);
        }
        if (*what == 'e') {
            at[0] = seconds(CLOCK_MONOTONIC);
            at[1] = seconds(CLOCK_PROCESS_CPUTIME_ID);
        }
        return write(1, at, sizeof at) != sizeof at;
    }
    for (int i = 0; i < KINDS; i++) {
        double cpu, wall;

        if (strcmp(what, kinds[i].name))
            continue;
        kinds[i].run(kinds[i].n / 10);
        turns = 0;
        cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        wall = seconds(CLOCK_MONOTONIC);
        kinds[i].run(kinds[i].n);
        at[0] = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        at[1] = seconds(CLOCK_MONOTONIC) - wall;
        return write(1, at, sizeof at) != sizeof at;
    }
    return 1;
}

/* ---- in the parent ---- */

struct run {
    double told[2], began, ended, cpu;
};

/* The wire file of the one child at a time; a folder of them would fill up. */
static const char *wire_path(void)
{
    static char path[64];

    snprintf(path, sizeof path, "/dev/shm/heddle-operations-%d.hw", (int)getpid());
    return path;
}

static struct run run(const char *self, const char *what, const char *probe)
{
    const char *wire = wire_path();
    struct run r = {0};
    struct rusage u;
    int fd[2], status = -1;
    pid_t pid;

    if (pipe(fd))
        exit(1);
    r.began = seconds(CLOCK_MONOTONIC);
    pid = fork();
    if (!pid) {
        dup2(fd[1], 1);
        if (probe) {
            setenv("LD_PRELOAD", probe, 1);
            setenv("HEDDLE_COLLECTOR", "none", 1);
            setenv("HEDDLE_WIRE", wire, 1);
        }
        execl(self, self, "--child", what, (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    if (read(fd[0], r.told, sizeof r.told) != sizeof r.told || wait4(pid, &status, 0, &u) != pid ||
        status) {
        fprintf(stderr, "operations: the child \"%s\" failed\n", what);
        exit(1);
    }
    r.ended = seconds(CLOCK_MONOTONIC);
    unlink(wire);
    r.cpu = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
            (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
    close(fd[0]);
    return r;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print(const char *name, double *v, int n, double limit, const char *form,
                  const char *unit)
{
    qsort(v, (size_t)n, sizeof *v, by_value);
    printf("%-26s ", name);
    printf(form, v[n / 2], v[n / 4], v[n * 3 / 4]);
    if (limit > 0)
        printf("  limit %.2f%s%s", limit, unit, v[n / 2] <= limit ? "" : "  EXCEEDED");
    printf("\n");
    fflush(stdout);
}

static void compare(const char *self, const char *probe, int rounds, int k)
{
    double cpu[MAX_ROUNDS], wall[MAX_ROUNDS];
    char name[64];

    for (int i = 0; i < rounds; i++) {
        struct run bare = run(self, kinds[k].name, NULL), with = run(self, kinds[k].name, probe);

        cpu[i] = with.told[0] / bare.told[0];
        wall[i] = with.told[1] / bare.told[1];
    }
    snprintf(name, sizeof name, "%s, CPU", kinds[k].name);
    print(name, cpu, rounds, kinds[k].limit, "%7.3fx  (%.3f to %.3f)", "x");
    print("", wall, rounds, 0, "%7.3fx  (%.3f to %.3f)  wall", "");
}

static void compare_life(const char *self, const char *probe, int rounds, const char *what,
                         const char *name, double limit)
{
    double more[MAX_ROUNDS], cpu[MAX_ROUNDS];
    bool start = *what == 's';

    for (int i = 0; i < rounds; i++) {
        struct run bare = run(self, what, NULL), with = run(self, what, probe);

        more[i] = start ? (with.told[0] - with.began) - (bare.told[0] - bare.began)
                        : (with.ended - with.told[0]) - (bare.ended - bare.told[0]);
        cpu[i] = start ? with.told[1] - bare.told[1]
                       : (with.cpu - with.told[1]) - (bare.cpu - bare.told[1]);
        more[i] *= 1e3;
        cpu[i] *= 1e3;
    }
    print(name, cpu, rounds, limit, "%+7.3f ms (%+.3f to %+.3f)", " ms");
    print("", more, rounds, 0, "%+7.3f ms (%+.3f to %+.3f)  wall", "");
}

int main(int argc, char **argv)
{
    const char *only = argc > 3 ? argv[3] : "";
    int rounds = argc > 2 ? atoi(argv[2]) : 21;
    char probe[4096];

    if (argc == 3 && !strcmp(argv[1], "--child"))
        return child(argv[2]);
    if (argc < 2 || rounds < 3 || rounds > MAX_ROUNDS || !realpath(argv[1], probe)) {
        fprintf(stderr, "usage: operations PROBE.so [ROUNDS [NAME]]\n");
        return 2;
    }
    printf("probe against bare, median of %d (quartiles)\n", rounds);
    for (int k = 0; k < KINDS; k++)
        if (strstr(kinds[k].name, only))
            compare("/proc/self/exe", probe, rounds, k);
    if (strstr("start", only))
        compare_life("/proc/self/exe", probe, rounds, "start", "start, CPU", 2);
    if (strstr("end, 1000 locks", only))
        compare_life("/proc/self/exe", probe, rounds, "end", "end, 1000 locks, CPU", 5);
    return 0;
}
