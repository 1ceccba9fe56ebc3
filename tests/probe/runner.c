/* Runs one scenario: child under the probe, time limit, check. `runner NAME`, `runner --list`.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/probe/probe_test.h"
#include "tests/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LIMIT_MS = 20000, TELL_FD = 200 };
#define READY UINT64_C(0x7265616479)

uint64_t told[TOLD];
const char *scenario_dir;
static struct scenario *all;
static int failures;
static char *dir, *wire_path;

void scenario_add(struct scenario *s)
{
    s->next = all;
    all = s;
}

/* ---- child side ---- */

void tell(uint64_t v)
{
    if (write(TELL_FD, &v, sizeof v) != (ssize_t)sizeof v)
        _exit(9);
}

void tell_at(const void *p)
{
    tell((uintptr_t)p);
}

void ready(void)
{
    tell(READY);
    for (;;)
        pause();
}

void require(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "child: %s does not hold (errno %d)\n", what, errno);
    _exit(9);
}

/* Sleeping in a futex is all we wait for, so the state letter of /proc is enough. */
void wait_until_blocked(pthread_t t, int *tid)
{
    char path[64], line[256];

    (void)t;
    for (int i = 0; i < 5000; i++) {
        FILE *f;
        const char *p;

        snprintf(path, sizeof path, "/proc/self/task/%d/stat",
                 __atomic_load_n(tid, __ATOMIC_ACQUIRE));
        f = fopen(path, "r");
        if (f && fgets(line, sizeof line, f) && (p = strrchr(line, ')')) && p[2] == 'S') {
            fclose(f);
            return;
        }
        if (f)
            fclose(f);
        usleep(1000);
    }
    require(false, "thread blocks");
}

/* ---- check side ---- */

void check_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
    failures++;
}

uint32_t lock_at(const struct wire *w, uint64_t address)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_LOCKS); i++) {
        const struct hd_wire_lock *l = wire_at(w, HD_WIRE_LOCKS, i);

        if (l->address == address && (!found || l->state == HD_WIRE_LOCK_LIVE))
            found = i + 1;
    }
    return found;
}

const struct hd_wire_edge *edge_between(const struct wire *w, uint64_t from, uint64_t to)
{
    uint32_t a = lock_at(w, from), b = lock_at(w, to);

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EDGES); i++) {
        const struct hd_wire_edge *e = wire_at(w, HD_WIRE_EDGES, i);

        if (e->state == 1 && a && b && e->from_id == a && e->to_id == b)
            return e;
    }
    return NULL;
}

unsigned edges(const struct wire *w)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EDGES); i++)
        n += ((const struct hd_wire_edge *)wire_at(w, HD_WIRE_EDGES, i))->state == 1;
    return n;
}

const struct hd_wire_event *event(const struct wire *w, enum hd_wire_event_kind kind)
{
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EVENTS); i++) {
        const struct hd_wire_event *e = wire_at(w, HD_WIRE_EVENTS, i);

        if (e->kind == (uint32_t)kind)
            return e;
    }
    return NULL;
}

unsigned events(const struct wire *w, enum hd_wire_event_kind kind)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EVENTS); i++)
        n += ((const struct hd_wire_event *)wire_at(w, HD_WIRE_EVENTS, i))->kind == (uint32_t)kind;
    return n;
}

unsigned all_events(const struct wire *w)
{
    return wire_used(w, HD_WIRE_EVENTS);
}

unsigned contexts(const struct wire *w, const struct hd_wire_edge *e,
                  const struct hd_wire_context **out)
{
    unsigned n = 0;

    for (uint32_t id = e->context_id; id && n < HD_WIRE_EDGE_CONTEXTS; id = out[n++]->next_id)
        out[n] = wire_at(w, HD_WIRE_CONTEXTS, id - 1);
    return n;
}

const struct hd_wire_thread *thread_with_tid(const struct wire *w, uint32_t tid)
{
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_THREADS); i++) {
        const struct hd_wire_thread *t = wire_at(w, HD_WIRE_THREADS, i);

        if (t->tid == tid)
            return t;
    }
    return NULL;
}

const struct hd_wire_slot *slot_of(const struct wire *w, const struct hd_wire_thread *t)
{
    return t && t->slot_id ? slot_at(w, t->slot_id - 1) : NULL;
}

const char *other_file(const struct wire *w)
{
    static char path[512];
    DIR *d = opendir(dir);
    struct dirent *e;

    (void)w;
    path[0] = 0;
    while (d && (e = readdir(d)))
        if (strstr(e->d_name, HD_WIRE_SUFFIX) && strcmp(e->d_name, "main" HD_WIRE_SUFFIX))
            snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
    if (d)
        closedir(d);
    return path;
}

/* ---- running ---- */

static pid_t start(const struct scenario *s, int out)
{
    pid_t pid = fork();

    if (pid)
        return pid;
    dup2(out, TELL_FD);
    setenv("LD_PRELOAD", HEDDLE_PROBE, 1);
    setenv("HEDDLE_WIRE", wire_path, 1);
    setenv("HEDDLE_COLLECTOR", "none", 1);
    for (int i = 0; i < 2 && s->env[i]; i++)
        putenv((char *)s->env[i]);
    execl("/proc/self/exe", "runner", "--child", s->name, (char *)NULL);
    _exit(9);
}

static long now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Collects what the child tells until it says ready or ends. */
static void listen_to(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    long end = now_ms() + LIMIT_MS;
    uint64_t v;

    for (int n = 0; now_ms() < end && poll(&p, 1, (int)(end - now_ms())) > 0;) {
        if (read(fd, &v, sizeof v) != (ssize_t)sizeof v || v == READY)
            return;
        if (n < TOLD)
            told[n++] = v;
    }
    fprintf(stderr, "time limit\n");
    failures++;
}

static void finish(const struct scenario *s, pid_t pid)
{
    int status = 0;
    long end = now_ms() + LIMIT_MS;

    if (s->ending == KILLED || failures)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (now_ms() > end) {
            fprintf(stderr, "the child does not end\n");
            kill(pid, SIGKILL);
            failures++;
        }
        usleep(2000);
    }
    if (s->ending == EXITS && status != 0) {
        fprintf(stderr, "the child ended with status %#x\n", status);
        failures++;
    }
}

static void run(const struct scenario *s)
{
    struct wire w;
    int fd[2];
    pid_t pid;

    dir = scratch_folder("probe");
    scenario_dir = dir;
    if (asprintf(&wire_path, "%s/main" HD_WIRE_SUFFIX, dir) < 0 || pipe2(fd, O_CLOEXEC)) {
        perror(dir);
        exit(1);
    }
    pid = start(s, fd[1]);
    close(fd[1]);
    listen_to(fd[0]);
    finish(s, pid);
    if (!wire_open(&w, wire_path)) {
        failures++;
    } else {
        CHECK(w.h->pid == (uint32_t)pid);
        s->check(&w);
        if (failures)
            wire_print(&w);
        wire_close(&w);
    }
    (void)scratch_remove(dir);
    free(wire_path);
}

int main(int argc, char **argv)
{
    bool child = argc == 3 && !strcmp(argv[1], "--child");

    for (const struct scenario *s = all; s; s = s->next) {
        if (argc == 2 && !strcmp(argv[1], "--list"))
            puts(s->name);
        else if (child && !strcmp(argv[2], s->name))
            return s->child(), 0;
        else if (argc == 2 && !strcmp(argv[1], s->name))
            return run(s), failures != 0;
    }
    if (argc == 2 && !strcmp(argv[1], "--list"))
        return 0;
    fprintf(stderr, "usage: runner NAME | --list\n");
    return 1;
}
