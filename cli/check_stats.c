/* See check_stats.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/check_stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "core/buf.h"
#include "core/file.h"
#include "core/json.h"
#include "report/escape.h"

static uint64_t micros(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

static uint64_t cpu_us(int who)
{
    struct rusage u;
    return getrusage(who, &u) == 0 ? micros(u.ru_utime) + micros(u.ru_stime) : 0;
}

static uint64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

void hd_check_stats_begin(struct hd_check_stats *s)
{
    s->began_us = clock_us();
}

void hd_check_stats_mark(struct hd_check_stats *s, enum hd_check_phase phase)
{
    struct rusage u;
    s->at_end[phase].cpu_us = cpu_us(RUSAGE_SELF);
    s->at_end[phase].wall_us = clock_us();
    s->at_end[phase].peak_kb = getrusage(RUSAGE_SELF, &u) == 0 ? (uint64_t)u.ru_maxrss : 0;
}

static const char *const phase_name[] = {"setup", "lower", "analyze", "report"};

static json_t *phases(const struct hd_check_stats *s)
{
    json_t *all = json_object();
    uint64_t before = 0;
    for (int i = 0; i < HD_CHECK_NPHASES; i++) {
        json_object_set_new(all, phase_name[i],
                            json_pack("{s:I, s:I}", "cpu_us",
                                      (json_int_t)(s->at_end[i].cpu_us - before), "peak_kb",
                                      (json_int_t)s->at_end[i].peak_kb));
        before = s->at_end[i].cpu_us;
    }
    return all;
}

static json_t *unit(const struct hd_unit *u, bool cached, const struct hd_unit_result *r)
{
    return json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:I}", "file", hd_json_str(u->file), "cached",
                     cached, "parse_us", (json_int_t)r->cost.parse_us, "lower_us",
                     (json_int_t)r->cost.lower_us, "own_bytes", (json_int_t)r->cost.own_bytes,
                     "ir_bytes", (json_int_t)r->size, "peak_kb", (json_int_t)r->cost.peak_kb);
}

static json_t *slow_functions(const struct hd_check_stats *s)
{
    json_t *a = json_array();
    for (size_t i = 0; i < s->slowest.n; i++) {
        const struct hd_slow_function *f = &s->slowest.fn[i];
        json_array_append_new(a, json_pack("{s:o, s:o, s:I}", "name", hd_json_str(f->name), "file",
                                           hd_json_str(f->file), "us", (json_int_t)f->us));
    }
    return a;
}

static int write_json(json_t *doc, const char *path, struct hd_err *err)
{
    if (!doc)
        hd_oom();
    char *text = hd_json_dump(doc);
    json_decref(doc);
    int rc = hd_file_write(path, text, strlen(text), err);
    free(text);
    return rc;
}

int hd_check_stats_write(const struct hd_check_stats *s, const char *path,
                         const struct hd_check_work *w, struct hd_err *err)
{
    json_t *list = json_array();
    for (size_t i = 0; i < w->n; i++)
        json_array_append_new(list, unit(&w->unit[i], w->cached[i], &w->result[i]));
    return write_json(json_pack("{s:I, s:o, s:I, s:I, s:I, s:b, s:o, s:o}", "workers_cpu_us",
                                (json_int_t)cpu_us(RUSAGE_CHILDREN), "main", phases(s), "functions",
                                (json_int_t)s->functions, "blocks", (json_int_t)s->blocks,
                                "recalled", (json_int_t)s->recalled, "same_program",
                                s->same_program, "slow_functions", slow_functions(s), "units",
                                list),
                      path, err);
}

/* For people ------------------------------------------------------------------------------------*/

enum { MANY = 5 };

static uint64_t unit_us(const struct hd_check_work *w, size_t i)
{
    return w->result[i].cost.parse_us + w->result[i].cost.lower_us;
}

/* The slowest units into `top`, the slowest first; how many. */
static size_t slow_units(const struct hd_check_work *w, size_t top[MANY])
{
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        if (w->cached[i] || !unit_us(w, i) ||
            (n == MANY && unit_us(w, top[n - 1]) >= unit_us(w, i)))
            continue;
        size_t at = n < MANY ? n++ : n - 1;
        for (; at > 0 && unit_us(w, top[at - 1]) < unit_us(w, i); at--)
            top[at] = top[at - 1];
        top[at] = i;
    }
    return n;
}

static void put_name(struct hd_buf *b, const char *s)
{
    hd_escape(b, s, strlen(s), 0, 8);
}

static void put_phases(const struct hd_check_stats *s, struct hd_buf *b)
{
    uint64_t cpu = 0, wall = s->began_us;
    hd_buf_fmt(b, "%-10s %10s %10s\n", "phase", "CPU s", "wall s");
    for (int i = 0; i < HD_CHECK_NPHASES; i++) {
        hd_buf_fmt(b, "%-10s %10.2f %10.2f\n", phase_name[i],
                   (double)(s->at_end[i].cpu_us - cpu) / 1e6,
                   (double)(s->at_end[i].wall_us - wall) / 1e6);
        cpu = s->at_end[i].cpu_us;
        wall = s->at_end[i].wall_us;
    }
    hd_buf_fmt(b, "%-10s %10.2f\n", "workers", (double)cpu_us(RUSAGE_CHILDREN) / 1e6);
    hd_buf_fmt(b, "%-10s %10.2f %10.2f   at most %.0f MB in this process\n", "all",
               (double)(cpu + cpu_us(RUSAGE_CHILDREN)) / 1e6, (double)(wall - s->began_us) / 1e6,
               (double)s->at_end[HD_CHECK_REPORT].peak_kb / 1024);
}

void hd_check_stats_text(const struct hd_check_stats *s, const struct hd_check_work *w,
                         struct hd_buf *b)
{
    size_t hits = 0, top[MANY];
    for (size_t i = 0; i < w->n; i++)
        hits += w->cached[i];
    put_phases(s, b);
    hd_buf_fmt(b, "\n%zu of %zu units from the cache; %zu functions, %zu blocks in phase two", hits,
               w->n, s->functions, s->blocks);
    if (s->recalled)
        hd_buf_fmt(b, ", %zu functions as an earlier run found them", s->recalled);
    hd_buf_fmt(b, "%s\n", s->same_program ? ", whose result is that of an earlier run" : "");
    size_t n = slow_units(w, top);
    for (size_t k = 0; k < n; k++) {
        const struct hd_unit_cost *c = &w->result[top[k]].cost;
        hd_buf_fmt(b, "%s%8.2f s  ", k ? "" : "\nslowest units (CPU: parse and lower)\n",
                   (double)unit_us(w, top[k]) / 1e6);
        put_name(b, hd_path_relative(w->root, w->unit[top[k]].file));
        hd_buf_fmt(b, " (parse %.2f)\n", (double)c->parse_us / 1e6);
    }
    for (size_t k = 0; k < s->slowest.n && k < MANY; k++) {
        const struct hd_slow_function *f = &s->slowest.fn[k];
        hd_buf_fmt(b, "%s%8.2f s  ", k ? "" : "\nslowest functions of phase two\n",
                   (double)f->us / 1e6);
        put_name(b, f->name);
        hd_buf_str(b, " in ");
        put_name(b, f->file);
        hd_buf_char(b, '\n');
    }
}

/* A trace ---------------------------------------------------------------------------------------*/

/* One bar of thread `tid`; times count from the start. */
static void put_event(json_t *events, const struct hd_check_stats *s, const char *name,
                      const char *kind, uint64_t from_us, uint64_t to_us, unsigned tid)
{
    uint64_t from = from_us > s->began_us ? from_us - s->began_us : 0;
    json_array_append_new(events, json_pack("{s:o, s:s, s:s, s:I, s:I, s:i, s:i}", "name",
                                            hd_json_str(name), "cat", kind, "ph", "X", "ts",
                                            (json_int_t)from, "dur",
                                            (json_int_t)(to_us > from_us ? to_us - from_us : 0),
                                            "pid", 1, "tid", (int)tid));
}

static void put_thread(json_t *events, unsigned tid, const char *name)
{
    json_array_append_new(events,
                          json_pack("{s:s, s:s, s:i, s:i, s:{s:s}}", "name", "thread_name", "ph",
                                    "M", "pid", 1, "tid", (int)tid, "args", "name", name));
}

static void put_units(json_t *events, const struct hd_check_stats *s, const struct hd_check_work *w)
{
    unsigned workers = 0;
    for (size_t i = 0; i < w->n; i++) {
        const struct hd_unit_cost *c = &w->result[i].cost;
        if (!c->ended_us)
            continue;
        for (; workers <= c->worker; workers++) {
            char name[32];
            snprintf(name, sizeof name, "worker %u", workers + 1);
            put_thread(events, workers + 2, name);
        }
        put_event(events, s, hd_path_relative(w->root, w->unit[i].file), "unit", c->began_us,
                  c->ended_us, c->worker + 2);
    }
}

int hd_check_stats_trace(const struct hd_check_stats *s, const char *path,
                         const struct hd_check_work *w, struct hd_err *err)
{
    json_t *events = json_array();
    uint64_t from = s->began_us;
    put_thread(events, 1, "heddle");
    for (int i = 0; i < HD_CHECK_NPHASES; i++) {
        put_event(events, s, phase_name[i], "phase", from, s->at_end[i].wall_us, 1);
        from = s->at_end[i].wall_us;
    }
    put_units(events, s, w);
    return write_json(json_pack("{s:o, s:s, s:{s:o}}", "traceEvents", events, "displayTimeUnit",
                                "ms", "otherData", "slow_functions", slow_functions(s)),
                      path, err);
}
