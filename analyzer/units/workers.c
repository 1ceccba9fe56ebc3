/* The worker processes. libclang survives most of what its parser does wrong, but not the end of
 * the stack, an endless template, or a crash in its other functions: so every unit is lowered in a
 * child, which costs that unit when it dies and is replaced.
 *
 * Each worker is tied to the parent by one stream socket: down goes the number of a unit, up comes
 * a header and the result. The parent alone decides who does what, so the outcome does not depend
 * on the number of workers.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analyzer/units/units.h"
#include "core/buf.h"
#include "core/log.h"

enum { TICK_MS = 500, DEFAULT_TIMEOUT = 120, DEFAULT_MEMORY = 8192, STACK_BYTES = 256 << 20 };

struct header {
    uint64_t size, error, diagnostics, options; /* bytes that follow, in this order */
    struct hd_unit_cost cost;
};

struct worker {
    pid_t pid;
    int fd;
    size_t unit; /* being lowered; only when busy */
    bool busy;
    int64_t began_us, deadline; /* micro- and milliseconds of CLOCK_MONOTONIC */
    struct hd_buf in;           /* what came of the result so far */
};

struct pool {
    const struct hd_unit *units;
    size_t n, next, done;
    const struct hd_frontend_options *opt;
    struct hd_unit_result *result;
    const struct hd_frontend_api *frontend;
    HD_VEC(struct worker) workers;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t now_ms(void)
{
    return now_us() / 1000;
}

/* The child
 * --------------------------------------------------------------------------------------*/

static bool put_all(int fd, const void *data, size_t n)
{
    const char *p = data;
    while (n) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static bool send_result(int fd, const struct hd_unit_result *r)
{
    struct header h = {.size = r->blob ? r->size : 0,
                       .error = r->error ? strlen(r->error) : 0,
                       .diagnostics = r->diagnostics ? strlen(r->diagnostics) : 0,
                       .options = r->options ? strlen(r->options) : 0,
                       .cost = r->cost};
    return put_all(fd, &h, sizeof h) && put_all(fd, r->blob, h.size) &&
           put_all(fd, r->error, h.error) && put_all(fd, r->diagnostics, h.diagnostics) &&
           put_all(fd, r->options, h.options);
}

/* Sanitizers reserve more address space than there is memory. */
#ifdef HEDDLE_SHADOW_MEMORY
static void limit_memory(unsigned mib)
{
    (void)mib;
}
#else
static void limit_memory(unsigned mib)
{
    rlim_t want = (rlim_t)(mib ? mib : DEFAULT_MEMORY) << 20;
    struct rlimit r;
    if (getrlimit(RLIMIT_AS, &r) != 0 || (r.rlim_cur != RLIM_INFINITY && r.rlim_cur < want))
        return;
    r.rlim_cur = want;
    setrlimit(RLIMIT_AS, &r);
}
#endif

static void prepare_child(const struct hd_frontend_options *opt)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit_memory(opt->memory);
    /* A thread per parse costs time and has a smaller stack than this process. */
    setenv("LIBCLANG_NOTHREADS", "1", 0);
    /* The main stack grows up to the limit in force, so raising it now works. */
    struct rlimit r;
    if (getrlimit(RLIMIT_STACK, &r) == 0 && r.rlim_cur != RLIM_INFINITY &&
        r.rlim_cur < STACK_BYTES) {
        r.rlim_cur =
            r.rlim_max == RLIM_INFINITY || r.rlim_max > STACK_BYTES ? STACK_BYTES : r.rlim_max;
        setrlimit(RLIMIT_STACK, &r);
    }
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    /* What libclang prints when it crashes is of no use to anybody here. */
    if (hd_log_level() < HD_LOG_DEBUG) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (null >= 0)
            dup2(null, STDERR_FILENO);
    }
}

_Noreturn static void child(const struct pool *p, int fd)
{
    prepare_child(p->opt);
    for (;;) {
        uint64_t unit;
        ssize_t k = recv(fd, &unit, sizeof unit, MSG_WAITALL);
        if (k < 0 && errno == EINTR)
            continue;
        if (k != (ssize_t)sizeof unit || unit >= p->n)
            _exit(0);
        struct hd_unit_result r;
        p->frontend->lower_one(&p->units[unit], p->opt, &r);
        if (!send_result(fd, &r))
            _exit(0);
        hd_unit_result_free(&r);
    }
}

/* The parent
 * -------------------------------------------------------------------------------------*/

static int spawn(struct pool *p, struct worker *w)
{
    int fd[2];
    *w = (struct worker){.fd = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) < 0)
        return -1;
    /* What is buffered must not be written twice. */
    fflush(NULL);
    w->pid = fork();
    if (w->pid == 0) {
        close(fd[0]);
        hd_vec_foreach(other, &p->workers) if (other->fd >= 0) close(other->fd);
        child(p, fd[1]);
    }
    close(fd[1]);
    if (w->pid < 0) {
        close(fd[0]);
        return -1;
    }
    w->fd = fd[0];
    return 0;
}

static void tell_progress(const struct pool *p)
{
    struct hd_units_progress now = {.done = p->done, .total = p->n};
    const struct worker *first = NULL;
    if (!p->opt->progress)
        return;
    for (size_t i = 0; i < p->workers.len; i++) {
        const struct worker *w = &p->workers.data[i];
        if (w->busy && (!first || w->began_us < first->began_us))
            first = w;
    }
    if (first) {
        now.slowest = p->units[first->unit].file;
        now.slowest_ms = (now_us() - first->began_us) / 1000;
    }
    p->opt->progress(&now, p->opt->progress_arg);
}

/* `w` had it; NULL: nobody. */
static void finish_unit(struct pool *p, size_t unit, const struct worker *w)
{
    struct hd_unit_cost *cost = &p->result[unit].cost;
    p->done++;
    if (!w)
        return;
    cost->began_us = (uint64_t)w->began_us;
    cost->ended_us = (uint64_t)now_us();
    cost->worker = (unsigned)(w - p->workers.data);
}

static void fail_unit(struct pool *p, size_t unit, const struct worker *w, const char *why,
                      int detail)
{
    struct hd_buf b = {0};
    hd_buf_fmt(&b, "%s: ", p->units[unit].file);
    hd_buf_fmt(&b, why, detail);
    p->result[unit] = (struct hd_unit_result){.error = hd_buf_take(&b)};
    finish_unit(p, unit, w);
}

/* Ends a worker; returns the signal that had killed it, 0 for none. */
static int reap(struct worker *w, bool force)
{
    int status = 0;
    if (force)
        kill(w->pid, SIGKILL);
    close(w->fd); /* an idle worker ends by itself then */
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    hd_buf_free(&w->in);
    w->fd = -1;
    w->busy = false;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static bool give(struct pool *p, struct worker *w)
{
    if (p->next >= p->n)
        return true;
    uint64_t unit = p->next;
    unsigned seconds = p->opt->timeout ? p->opt->timeout : DEFAULT_TIMEOUT;
    if (!put_all(w->fd, &unit, sizeof unit))
        return false;
    p->next++;
    w->unit = (size_t)unit;
    w->busy = true;
    w->in.len = 0;
    w->began_us = now_us();
    w->deadline = w->began_us / 1000 + (int64_t)seconds * 1000;
    return true;
}

/* A new worker in the place of a dead one. Without it the others go on. */
static void replace(struct pool *p, struct worker *w)
{
    if (p->next < p->n && spawn(p, w) == 0 && !give(p, w))
        reap(w, true);
}

static void *piece(const char *data, size_t n)
{
    if (!n)
        return NULL;
    char *copy = malloc(n + 1);
    if (!copy)
        hd_oom();
    memcpy(copy, data, n);
    copy[n] = '\0';
    return copy;
}

/* Takes the result when it is complete. false when the worker sends nonsense. */
static bool accept_result(struct pool *p, struct worker *w)
{
    struct header h;
    if (w->in.len < sizeof h)
        return true;
    memcpy(&h, w->in.data, sizeof h);
    const uint64_t limit = (uint64_t)1 << 32;
    if (h.size > limit || h.error > limit || h.diagnostics > limit || h.options > limit)
        return false;
    size_t want = sizeof h + (size_t)(h.size + h.error + h.diagnostics + h.options);
    if (w->in.len < want)
        return true;
    const char *data = w->in.data + sizeof h;
    p->result[w->unit] = (struct hd_unit_result){
        .blob = piece(data, h.size),
        .size = (size_t)h.size,
        .error = piece(data + h.size, h.error),
        .diagnostics = piece(data + h.size + h.error, h.diagnostics),
        .options = piece(data + h.size + h.error + h.diagnostics, h.options),
        .cost = h.cost};
    w->busy = false;
    finish_unit(p, w->unit, w);
    return give(p, w);
}

static void on_readable(struct pool *p, struct worker *w)
{
    static char chunk[1 << 16];
    ssize_t k = recv(w->fd, chunk, sizeof chunk, MSG_DONTWAIT);
    if (k < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (k > 0) {
        hd_buf_put(&w->in, chunk, (size_t)k);
        if (accept_result(p, w))
            return;
    }
    bool busy = w->busy;
    int signal_number = reap(w, k > 0);
    if (busy && signal_number)
        fail_unit(p, w->unit, w, "the analysis crashed (signal %d)", signal_number);
    else if (busy)
        fail_unit(p, w->unit, w, "the analysis ended early", 0);
    replace(p, w);
}

static void on_timeout(struct pool *p, struct worker *w)
{
    unsigned seconds = p->opt->timeout ? p->opt->timeout : DEFAULT_TIMEOUT;
    reap(w, true);
    fail_unit(p, w->unit, w, "gave up after %d seconds", (int)seconds);
    replace(p, w);
}

static void run(struct pool *p)
{
    HD_VEC(struct pollfd) fds = {0};
    for (;;) {
        int64_t now = now_ms(), soonest = INT64_MAX;
        hd_vec_clear(&fds);
        bool busy = false;
        for (size_t i = 0; i < p->workers.len; i++) {
            struct worker *w = &p->workers.data[i];
            if (w->busy && w->deadline <= now)
                on_timeout(p, w);
            if (w->busy && w->deadline < soonest)
                soonest = w->deadline;
            busy |= w->busy;
            hd_vec_push(&fds, (struct pollfd){.fd = w->busy ? w->fd : -1, .events = POLLIN});
        }
        if (!busy)
            break;
        int64_t most = p->opt->progress ? TICK_MS : 60000;
        int wait = soonest - now > most ? (int)most : (int)(soonest - now);
        tell_progress(p);
        if (poll(fds.data, fds.len, wait < 0 ? 0 : wait) <= 0)
            continue;
        for (size_t i = 0; i < fds.len; i++)
            if (fds.data[i].revents)
                on_readable(p, &p->workers.data[i]);
    }
    tell_progress(p);
    hd_vec_free(&fds);
}

static unsigned processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (unsigned)CPU_COUNT(&set);
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

int hd_frontend_lower(const struct hd_unit *units, size_t n, const struct hd_frontend_options *opt,
                      struct hd_unit_result *result, struct hd_err *err)
{
    static const struct hd_frontend_options defaults;
    struct pool p = {.units = units, .n = n, .opt = opt ? opt : &defaults, .result = result};
    memset(result, 0, n * sizeof *result);
    if (!n)
        return 0;
    p.frontend = hd_frontend_load(err); /* before the workers start: they share it */
    if (!p.frontend)
        return -1;
    size_t jobs = p.opt->jobs ? p.opt->jobs : processors();
    if (jobs > n)
        jobs = n;
    for (size_t i = 0; i < jobs; i++) {
        struct worker w;
        if (spawn(&p, &w) < 0)
            break;
        hd_vec_push(&p.workers, w);
    }
    if (!p.workers.len)
        return hd_fail_errno(err, "cannot start a worker process");
    hd_vec_foreach(w, &p.workers) if (!give(&p, w))
    {
        reap(w, true);
        replace(&p, w);
    }
    run(&p);
    /* Every worker died and none could be started again. */
    while (p.next < p.n)
        fail_unit(&p, p.next++, NULL, "no worker process could be started", 0);
    hd_vec_foreach(w, &p.workers) if (w->fd >= 0) reap(w, false);
    hd_vec_free(&p.workers);
    return 0;
}

void hd_unit_result_free(struct hd_unit_result *r)
{
    free(r->blob);
    free(r->error);
    free(r->diagnostics);
    free(r->options);
    *r = (struct hd_unit_result){0};
}
