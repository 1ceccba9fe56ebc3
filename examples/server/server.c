/* Workers, options and main.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server.h"

enum { ROUNDS = 3, MAX_WORKERS = 32 };

struct options options = {.workers = 4, .requests = 25};

struct server {
    struct pool pool;
    struct timers timers;
    pthread_t worker[MAX_WORKERS];
    int workers; /* how many run */
    atomic_ulong served;
};

/* Sends a request through a connection and reads the answer. */
static bool exchange(struct conn *c, int request)
{
    int answer;
    return write(c->fd[1], &request, sizeof request) == sizeof request &&
           read(c->fd[0], &answer, sizeof answer) == sizeof answer && answer == request;
}

static void *worker_main(void *arg)
{
    struct server *s = arg;

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < options.requests; i++) {
            struct conn *c = pool_acquire(&s->pool);
            if (!c) {
                log_write(&server_log, "no connection");
                continue;
            }
            if (exchange(c, i))
                atomic_fetch_add(&s->served, 1);
            pause_ms(3);
            pool_release(&s->pool, c);
        }
        log_write(&server_log, "round %d done", round);
        pause_ms(250);
    }
    return NULL;
}

static void report_progress(void *arg)
{
    struct server *s = arg;
    log_write(&server_log, "%lu requests served", atomic_load(&s->served));
}

static void close_idle(void *arg)
{
    struct server *s = arg;
    int n = pool_trim(&s->pool, options.workers);
    if (n > 0)
        log_write(&server_log, "%d idle connections closed", n);
}

static int start_workers(struct server *s)
{
    while (s->workers < options.workers) {
        if (pthread_create(&s->worker[s->workers], NULL, worker_main, s) != 0)
            return -1;
        s->workers++;
    }
    return 0;
}

static void join_workers(struct server *s)
{
    for (int i = 0; i < s->workers; i++)
        pthread_join(s->worker[i], NULL);
}

static int serve(struct server *s)
{
    int rc = 0;

    if (timers_every(&s->timers, 0, 200, report_progress, s) < 0 ||
        timers_every(&s->timers, 1, 500, close_idle, s) < 0)
        return -1;
    if (start_workers(s) < 0)
        rc = -1;
    /* Once it is busy, report less often. */
    pause_ms(100);
    if (timers_every(&s->timers, 0, 400, report_progress, s) < 0 || log_rotate(&server_log) < 0)
        rc = -1;
    join_workers(s);
    return rc;
}

static void parse_options(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--deadlock") == 0) {
            options.deadlock = true;
        } else if (strcmp(argv[i], "--workers") == 0 && i + 1 < argc) {
            options.workers = atoi(argv[++i]);
        } else if (strcmp(argv[i], "--requests") == 0 && i + 1 < argc) {
            options.requests = atoi(argv[++i]);
        } else {
            fprintf(stderr, "usage: server [--workers N] [--requests N] [--deadlock]\n");
            exit(2);
        }
    }
    if (options.workers < 1 || options.workers > MAX_WORKERS) {
        fprintf(stderr, "server: workers must be between 1 and %d\n", MAX_WORKERS);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    static struct server server;
    int rc = 1;

    parse_options(argc, argv);
    if (pool_init(&server.pool, MAX_WORKERS) != 0)
        return 1;
    if (log_start(&server_log, "/dev/null", &server.pool) < 0)
        return 1;
    if (timers_start(&server.timers) == 0) {
        rc = serve(&server) < 0;
        timers_stop(&server.timers);
    }
    log_stop(&server_log);
    pool_destroy(&server.pool);
    printf("%lu requests served\n", atomic_load(&server.served));
    return rc;
}
