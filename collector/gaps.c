/* See gaps.h. A wait counts when two looks find the thread asleep on the same word and its slot
 * without a wait: between a hook and the system call, or on the way back, nobody stays for seconds.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/gaps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/libc_words.h"
#include "collector/process.h"
#include "collector/unwind.h"
#include "collector/wait_for.h"

enum {
    EVERY_MS = 2000,
    TASKS_CHEAP = 64, /* with every so many threads more the looks become rarer */
};

static const struct hd_wire_slot *slot_of(const struct hd_snapshot *s, uint32_t tid)
{
    for (uint32_t i = 0; i < s->slots.len; i++) {
        if (s->slots.rec[i].state && s->slots.rec[i].tid == tid)
            return &s->slots.rec[i];
    }
    return NULL;
}

static bool known_to_probe(const struct hd_snapshot *s, uint32_t tid)
{
    const struct hd_wire_slot *slot = slot_of(s, tid);
    return slot && (hd_slot_wait(slot) || slot->depth > hd_slot_depth(slot) || slot->kill);
}

static void name_place(struct hd_gaps *g, struct hd_describe *d, const struct hd_task *t,
                       uint32_t pid)
{
    uint64_t pc[HD_UNWIND_MAX];
    struct hd_unwind *u = hd_unwind_new(pid, NULL);
    if (!u)
        return;
    size_t n = hd_unwind_peek(u, t->tid, t->sp, t->pc, pc);
    struct hd_site site = hd_describe_site(d, hd_describe_pcs(d, pc, n));
    if (site.function && site.file && site.line)
        g->function =
            hd_arena_fmt(hd_describe_arena(d), "%s (%s:%u)", site.function, site.file, site.line);
    else if (site.function)
        g->function = site.function;
    hd_unwind_free(u);
}

static void look_at_task(struct hd_gaps *g, const struct hd_snapshot *s, struct hd_describe *d,
                         const struct hd_task *t, uint32_t pid)
{
    struct hd_futex_wait w;
    if (!hd_futex_wait(t, &w) || known_to_probe(s, t->own_tid)) {
        if (hd_map_get(&g->waits, t->tid))
            *hd_map_get(&g->waits, t->tid) = 0;
        return;
    }
    uint64_t *before = hd_map_put(&g->waits, t->tid, NULL);
    bool same = *before == w.word;
    *before = w.word;
    if (!same || hd_map_get(&g->told, t->tid))
        return;
    *hd_map_put(&g->told, t->tid, NULL) = 1;
    if (!g->function)
        name_place(g, d, t, pid);
}

static void look_at_tasks(struct hd_gaps *g, const struct hd_snapshot *s, struct hd_describe *d,
                          uint32_t pid)
{
    hd_task_vec tasks = {0};
    struct hd_process p = {.pid = pid, .start_ticks = s->header.start_ticks};
    if (hd_process_tasks(&p, &tasks, NULL) == 0) {
        hd_vec_foreach(t, &tasks) look_at_task(g, s, d, t, pid);
        g->due_ms += EVERY_MS * (int64_t)(tasks.len / TASKS_CHEAP);
    }
    hd_vec_free(&tasks);
}

/* Timers that the kernel has for the process; -1: it does not tell. */
static int64_t kernel_timers(uint32_t pid)
{
    char path[64], *line = NULL;
    size_t room = 0;
    int64_t n = 0;
    snprintf(path, sizeof path, "/proc/%u/timers", pid);
    FILE *f = fopen(path, "re");
    if (!f)
        return -1;
    while (getline(&line, &room, f) > 0)
        n += !strncmp(line, "ID:", 3);
    free(line);
    fclose(f);
    return n;
}

static void look_at_timers(struct hd_gaps *g, const struct hd_snapshot *s, uint32_t pid)
{
    int64_t more = kernel_timers(pid);
    for (uint32_t i = 0; i < s->timers.len; i++)
        more -= s->timers.rec[i].state == HD_WIRE_TIMER_LIVE &&
                s->timers.rec[i].kind == HD_WIRE_TIMER_POSIX;
    uint32_t now = more > 0 && !s->timers.dropped ? (uint32_t)more : 0;
    uint32_t both = now < g->timers_more ? now : g->timers_more;
    g->timers_more = now;
    g->timers_hidden = both > g->timers_hidden ? both : g->timers_hidden;
}

void hd_gaps_look(struct hd_gaps *g, const struct hd_snapshot *s, struct hd_describe *d,
                  uint32_t pid)
{
    if (s->taken_ms < g->due_ms || s->header.kill)
        return;
    g->due_ms = s->taken_ms + EVERY_MS;
    look_at_tasks(g, s, d, pid);
    look_at_timers(g, s, pid);
}

void hd_gaps_report(const struct hd_gaps *g, struct hd_buf *out)
{
    size_t n = g->told.len;
    if (n) {
        hd_buf_fmt(out,
                   "%zu thread%s waited on futexes that the probe does not know (home-made locks, "
                   "GLib's, C++20 semaphores)",
                   n, n == 1 ? "" : "s");
        if (g->function)
            hd_buf_fmt(out, ", for instance in %s", g->function);
        hd_buf_str(out, ": deadlocks there are not seen\n");
    }
    if (g->timers_hidden)
        hd_buf_fmt(out,
                   "%u timer%s created without a function that the probe watches: %s not judged\n",
                   g->timers_hidden, g->timers_hidden == 1 ? " was" : "s were",
                   g->timers_hidden == 1 ? "it is" : "they are");
}

void hd_gaps_free(struct hd_gaps *g)
{
    hd_map_free(&g->waits);
    hd_map_free(&g->told);
}
