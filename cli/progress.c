/* See progress.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"
#include "report/escape.h"

enum { SLOW_MS = 3000, EARLY_MS = 2000 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void hd_progress_begin(struct hd_progress *p, size_t cached)
{
    *p = (struct hd_progress){cached, now_ms()};
}

/* The rate, and what is left at that rate; nothing while it would be a guess. */
static void put_rate(struct hd_buf *b, const struct hd_units_progress *now, int64_t ms)
{
    if (ms < EARLY_MS || !now->done)
        return;
    int64_t left_s = (int64_t)(now->total - now->done) * ms / (int64_t)now->done / 1000;
    hd_buf_fmt(b, " %.1f/s", (double)now->done * 1000 / (double)ms);
    if (left_s >= 90)
        hd_buf_fmt(b, ", %" PRId64 " min left", (left_s + 30) / 60);
    else if (left_s > 0)
        hd_buf_fmt(b, ", %" PRId64 " s left", left_s);
}

void hd_progress_line(struct hd_buf *b, const struct hd_progress *p,
                      const struct hd_units_progress *now, int64_t elapsed_ms, size_t columns)
{
    struct hd_buf line = {0};
    hd_buf_fmt(&line, "[%zu/%zu]", p->cached + now->done, p->cached + now->total);
    put_rate(&line, now, elapsed_ms);
    if (now->slowest) {
        const char *name = hd_path_basename(now->slowest);
        hd_buf_str(&line, now->slowest_ms >= SLOW_MS ? "; " : " ");
        hd_escape(&line, name, strlen(name), 0, 8);
        if (now->slowest_ms >= SLOW_MS)
            hd_buf_fmt(&line, " for %" PRId64 " s", now->slowest_ms / 1000);
    }
    /* Cut in front of a character, never inside. */
    size_t n = 0, shown = 0;
    const char *text = hd_buf_cstr(&line);
    for (; text[n]; n++) {
        bool begins = ((unsigned char)text[n] & 0xc0) != 0x80;
        if (begins && shown == columns)
            break;
        shown += begins;
    }
    hd_buf_put(b, text, n);
    hd_buf_free(&line);
}

static size_t width(void)
{
    struct winsize w;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1 ? w.ws_col - 1u : 79;
}

void hd_progress_show(const struct hd_units_progress *now, void *arg)
{
    const struct hd_progress *p = arg;
    struct hd_buf b = {0};
    hd_progress_line(&b, p, now, now_ms() - p->began_ms, width());
    fprintf(stderr, "\r%s\033[K", hd_buf_cstr(&b)); /* one write, so that it does not flicker */
    fflush(stderr);
    hd_buf_free(&b);
}

void hd_progress_end(void)
{
    fputs("\r\033[K", stderr);
    fflush(stderr);
}
