/* A program with known defects for the tests of `heddle run`: victim WHAT.
 *   status N    exits with N
 *   order       takes two locks in both orders, in two threads that run at once but not into each
 * other clean       the same in one order; joins everything hang        two threads that deadlock,
 * and a main thread that joins them hold        holds two locks and sleeps; prints "holding PID"
 * when it does leak        never joins a thread that has ended fork        a child that does
 * `order`, while the parent waits for it exec        becomes `victim leak` stubborn    ignores
 * SIGTERM; prints "ready" term        exits with 3 on SIGTERM; prints "ready" scribble overwrites
 * its own wire files with rubbish, then exits
 * SPDX-License-Identifier: Apache-2.0 */
#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;
static atomic_int turn;

static void both(pthread_mutex_t *first, pthread_mutex_t *second, unsigned between_us)
{
    pthread_mutex_lock(first);
    usleep(between_us);
    pthread_mutex_lock(second);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *forwards(void *arg)
{
    both(&outer, &inner, 0);
    atomic_store(&turn, 1);
    return arg;
}

static void *backwards(void *arg)
{
    while (!atomic_load(&turn))
        usleep(1000);
    both(&inner, &outer, 0);
    return arg;
}

static void *slow_forwards(void *arg)
{
    both(&outer, &inner, 200000);
    return arg;
}

static void *slow_backwards(void *arg)
{
    both(&inner, &outer, 200000);
    return arg;
}

static void two_threads(void *(*f)(void *), void *(*g)(void *))
{
    pthread_t a, b;
    pthread_create(&a, NULL, f, NULL);
    pthread_create(&b, NULL, g, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
}

static void *short_lived(void *arg)
{
    return arg;
}

static void leak(void)
{
    pthread_t t;
    pthread_create(&t, NULL, short_lived, NULL);
    usleep(100000);
}

static void hold(void)
{
    pthread_mutex_lock(&outer);
    pthread_mutex_lock(&inner);
    printf("holding %ld\n", (long)getpid());
    fflush(stdout);
    sleep(60);
}

static void on_term(int sig)
{
    (void)sig;
    _exit(3);
}

static void wait_for_signal(void (*handler)(int))
{
    signal(SIGTERM, handler);
    puts("ready");
    fflush(stdout);
    sleep(60);
}

/* More locks than a small file system has room for. */
static void many(void)
{
    enum { MANY = 30000 };
    pthread_mutex_t *m = calloc(MANY, sizeof *m); /* as PTHREAD_MUTEX_INITIALIZER */
    for (int round = 0; m && round < 2; round++) {
        for (int i = 0; i < MANY; i++) {
            pthread_mutex_lock(&m[i]);
            pthread_mutex_unlock(&m[i]);
        }
    }
}

_Noreturn static void scribble(void)
{
    usleep(1500000); /* until it was stored once */
    char pattern[4096];
    glob_t g;
    snprintf(pattern, sizeof pattern, "%s/*.hw", getenv("HEDDLE_DIR"));
    if (glob(pattern, 0, NULL, &g))
        _exit(1);
    for (size_t i = 0; i < g.gl_pathc; i++) {
        FILE *f = fopen(g.gl_pathv[i], "r+");
        for (int k = 0; f && k < 100000; k++)
            putc(rand() & 0xff, f);
        if (f)
            fclose(f);
    }
    _exit(0); /* the probe need not survive this */
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "status"))
        return argc > 2 ? atoi(argv[2]) : 0;
    if (!strcmp(what, "order"))
        two_threads(forwards, backwards);
    if (!strcmp(what, "clean"))
        two_threads(forwards, forwards);
    if (!strcmp(what, "many")) {
        two_threads(forwards, backwards);
        many();
    }
    if (!strcmp(what, "hang"))
        two_threads(slow_forwards, slow_backwards);
    if (!strcmp(what, "hold"))
        hold();
    if (!strcmp(what, "leak"))
        leak();
    if (!strcmp(what, "leak-hold")) {
        leak();
        leak();
        hold();
    }
    if (!strcmp(what, "exec"))
        execl(argv[0], argv[0], "leak", (char *)NULL);
    if (!strcmp(what, "stubborn"))
        wait_for_signal(SIG_IGN);
    if (!strcmp(what, "term"))
        wait_for_signal(on_term);
    if (!strcmp(what, "scribble"))
        scribble();
    if (!strcmp(what, "daemon") && fork() == 0) {
        setsid();
        usleep(300000);
        leak();
        usleep(300000);
    }
    if (!strcmp(what, "fork")) {
        pid_t pid = fork();
        if (pid == 0) {
            two_threads(forwards, backwards);
            exit(0);
        }
        waitpid(pid, NULL, 0);
    }
    return 0;
}
