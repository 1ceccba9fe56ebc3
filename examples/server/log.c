/* The log and its writer thread.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server.h"

enum { IDLE_MS = 50 };

struct log server_log = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER, .fd = -1};

static void append(struct log *l, struct log_line *line)
{
    line->next = NULL;
    *l->tail = line;
    l->tail = &line->next;
    pthread_cond_signal(&l->more);
}

void log_write(struct log *l, const char *format, ...)
{
    struct log_line *line = malloc(sizeof *line);
    va_list ap;

    if (!line)
        return;
    va_start(ap, format);
    vsnprintf(line->text, sizeof line->text, format, ap);
    va_end(ap);
    pthread_mutex_lock(&l->lock);
    append(l, line);
    pthread_mutex_unlock(&l->lock);
}

/* With the lock held: a line about the state of the server. */
static void append_status(struct log *l)
{
    struct log_line *line = malloc(sizeof *line);
    if (!line)
        return;
    int used = pool_in_use(l->pool);
    snprintf(line->text, sizeof line->text, "idle; %d in use, %lu lines so far", used, l->written);
    append(l, line);
}

/* With the lock held: waits for a line; false when nothing came for a while. */
static bool wait_for_line(struct log *l)
{
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += IDLE_MS * 1000000L;
    if (limit.tv_nsec >= 1000000000L) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000000000L;
    }
    while (!l->head && !l->stop) {
        if (pthread_cond_timedwait(&l->more, &l->lock, &limit) == ETIMEDOUT)
            return false;
    }
    return true;
}

static void write_lines(struct log *l, struct log_line *line)
{
    while (line) {
        struct log_line *next = line->next;
        dprintf(l->fd, "%s\n", line->text);
        free(line);
        line = next;
    }
}

static void *writer_main(void *arg)
{
    struct log *l = arg;
    bool reported = false; /* one status line per idle time */

    pthread_mutex_lock(&l->lock);
    while (!l->stop || l->head) {
        if (!wait_for_line(l) && !reported) {
            append_status(l);
            reported = true;
        } else if (l->head) {
            reported = false;
        }
        struct log_line *batch = l->head;
        l->head = NULL;
        l->tail = &l->head;
        for (struct log_line *line = batch; line; line = line->next)
            l->written++;
        pthread_mutex_unlock(&l->lock);
        write_lines(l, batch);
        pthread_mutex_lock(&l->lock);
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

int log_start(struct log *l, const char *path, struct pool *pool)
{
    l->tail = &l->head;
    l->pool = pool;
    l->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (l->fd < 0)
        return -1;
    if (pthread_create(&l->writer, NULL, writer_main, l) != 0) {
        close(l->fd);
        return -1;
    }
    return 0;
}

static void *compress_old(void *arg)
{
    /* A stand-in for the work: the example leaves no files behind. */
    pause_ms(20);
    log_write(arg, "old log compressed");
    return NULL;
}

int log_rotate(struct log *l)
{
    pthread_t compressor;

    if (pthread_create(&compressor, NULL, compress_old, l) != 0)
        return -1;
    log_write(l, "log rotated");
    return 0;
}

void log_stop(struct log *l)
{
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    pthread_cond_signal(&l->more);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->writer, NULL);
    close(l->fd);
}
