/* See top_frame.h. Each table is first collected as lines and then given rows: a full screen shows
 * the first lines of every table before it shows more of one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/top_frame.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/top_table.h"
#include "collector/target.h"
#include "collector/wait_for.h"
#include "core/hash.h"
#include "core/map.h"

enum { LINES_MOST = 20, HEAD_LINES = 2 };

/* Seconds or minutes in eight columns; ">": at least. */
static void put_time(struct hd_buf *b, int64_t ms, bool at_least)
{
    char text[32];
    if (ms < 100000)
        snprintf(text, sizeof text, "%s%.1f s", at_least ? ">" : "", (double)ms / 1000);
    else
        snprintf(text, sizeof text, "%s%" PRId64 " min", at_least ? ">" : "", ms / 60000);
    hd_buf_fmt(b, "%8s", text);
}

/* A row that ends with a site: its function and "file:line". */
static void add_row(struct hd_top_table *out, struct hd_buf *numbers, const char *what,
                    const char *who, const struct hd_site *s)
{
    struct hd_buf place = {0};
    const char *cell[HD_TOP_CELLS] = {what};
    size_t n = 1;
    if (who)
        cell[n++] = who;
    cell[n++] = s->function;
    if (s->file && s->line)
        hd_buf_fmt(&place, "%s:%u", s->file, s->line);
    cell[n] = hd_buf_cstr(&place);
    hd_top_add(out, numbers, cell);
    hd_buf_free(&place);
}

/* ---- threads and timers by place of creation ---- */

struct place {
    uint32_t record, live, ended, waiting;
};
typedef HD_VEC(struct place) place_vec;

static struct place *place_of(struct hd_map *index, place_vec *v, uint64_t key, uint32_t record)
{
    bool added;
    uint64_t *at = hd_map_put(index, key, &added);
    if (added) {
        struct place fresh = {.record = record};
        *at = v->len;
        hd_vec_push(v, fresh);
    }
    return &v->data[*at];
}

/* By what is read: an unrolled loop creates at several addresses of one line. */
static uint64_t site_key(const struct hd_site *s, const char *name)
{
    uint64_t h = hd_hash_mix(s->line, hd_hash_str(s->file ? s->file : ""));
    return hd_hash_mix(hd_hash_mix(h, hd_hash_str(s->function ? s->function : "")),
                       hd_hash_str(name));
}

static int more_live(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->live != y->live)
        return x->live < y->live ? 1 : -1;
    return (x->record > y->record) - (x->record < y->record);
}

static bool waits(const struct hd_snapshot *s, const struct hd_wire_thread *th)
{
    return th->slot_id && th->slot_id <= s->slots.len &&
           hd_slot_wait(&s->slots.rec[th->slot_id - 1]);
}

/* A probe that was switched off no longer says who holds and who waits. */
static bool is_off(const struct hd_top *t)
{
    return t->s->header.kill != 0;
}

static void threads_by_place(const struct hd_top *t, struct hd_top_table *out)
{
    struct hd_map index = {0};
    place_vec v = {0};
    for (uint32_t i = 0; i < t->s->threads.len; i++) {
        const struct hd_wire_thread *th = &t->s->threads.rec[i];
        bool joined = th->flags & (HD_WIRE_THREAD_JOINED | HD_WIRE_THREAD_DETACHED);
        bool live = th->state == HD_WIRE_THREAD_ALIVE || th->state == HD_WIRE_THREAD_STARTING;
        if (!live && (th->state != HD_WIRE_THREAD_EXITED || joined))
            continue;
        const struct hd_thread_desc *d = hd_describe_thread(t->d, t->s, i + 1, 0);
        struct place *p = place_of(&index, &v, site_key(&d->created, d->name), i);
        p->live += live;
        p->ended += !live;
        p->waiting += live && waits(t->s, th);
    }
    if (v.len)
        qsort(v.data, v.len, sizeof *v.data, more_live);
    hd_vec_foreach(p, &v)
    {
        const struct hd_wire_thread *th = &t->s->threads.rec[p->record];
        const struct hd_thread_desc *d = hd_describe_thread(t->d, t->s, p->record + 1, 0);
        struct hd_buf b = {0};
        const struct hd_site unseen = {.function = "creation not seen"};
        bool seen = !(th->flags & HD_WIRE_THREAD_FOREIGN);
        hd_buf_fmt(&b, "%6u %10u ", p->live, p->ended);
        if (is_off(t))
            hd_buf_fmt(&b, "%8s", "?");
        else
            hd_buf_fmt(&b, "%8u", p->waiting);
        add_row(out, &b, d->name, NULL, seen ? &d->created : &unseen);
    }
    hd_map_free(&index);
    hd_vec_free(&v);
}

static struct hd_site timer_site(const struct hd_top *t, const struct hd_wire_timer *tm)
{
    return hd_describe_site(t->d,
                            hd_describe_stack(t->d, t->s, tm->create_stack_id, tm->create_pc));
}

static const char *timer_kind(const struct hd_wire_timer *tm)
{
    return tm->kind == HD_WIRE_TIMER_FD ? "descriptor" : "timer";
}

static void timers_by_place(const struct hd_top *t, struct hd_top_table *out)
{
    struct hd_map index = {0};
    place_vec v = {0};
    for (uint32_t i = 0; i < t->s->timers.len; i++) {
        const struct hd_wire_timer *tm = &t->s->timers.rec[i];
        if (tm->state != HD_WIRE_TIMER_LIVE)
            continue;
        struct hd_site site = timer_site(t, tm);
        struct place *p = place_of(&index, &v, site_key(&site, timer_kind(tm)), i);
        p->live++;
        p->waiting += (tm->flags & HD_WIRE_TIMER_ARMED) != 0;
    }
    if (v.len)
        qsort(v.data, v.len, sizeof *v.data, more_live);
    hd_vec_foreach(p, &v)
    {
        const struct hd_wire_timer *tm = &t->s->timers.rec[p->record];
        struct hd_site site = timer_site(t, tm);
        struct hd_buf b = {0};
        hd_buf_fmt(&b, "%6u %6u", p->live, p->waiting);
        add_row(out, &b, timer_kind(tm), NULL, &site);
    }
    hd_map_free(&index);
    hd_vec_free(&v);
}

/* ---- locks ---- */

static void hottest(const struct hd_top *t, struct hd_top_table *out)
{
    uint32_t top[LINES_MOST];
    size_t n = hd_profile_top(t->p, top, LINES_MOST);
    double looks = t->p->looks ? (double)t->p->looks : 1;
    for (size_t i = 0; i < n; i++) {
        const struct hd_lock_use *u = &t->p->use.data[top[i]];
        const struct hd_lock_desc *l = hd_describe_lock(t->d, t->s, u->lock_id, u->lock_gen);
        struct hd_buf b = {0};
        if (!l)
            continue;
        hd_buf_fmt(&b, "%8.2f %6.2f %5u ", (double)u->waited / looks, (double)u->held / looks,
                   u->most_waiting);
        put_time(&b, u->longest_hold_ms, false);
        hd_top_add(out, &b, (const char *const[HD_TOP_CELLS]){l->label});
    }
}

struct hold {
    uint32_t slot, entry;
    struct hd_use_age age;
};

static int older(const void *a, const void *b)
{
    const struct hold *x = a, *y = b;
    if (x->age.ms != y->age.ms)
        return x->age.ms < y->age.ms ? 1 : -1;
    return x->slot != y->slot ? (x->slot > y->slot ? 1 : -1)
                              : (x->entry > y->entry) - (x->entry < y->entry);
}

/* What waits or is held, by whom. */
static void put_hold(const struct hd_top *t, const struct hold *h, struct hd_top_table *out)
{
    const struct hd_wire_slot *s = &t->s->slots.rec[h->slot];
    const struct hd_wire_entry *e = &s->entry[h->entry];
    struct hd_site site = hd_describe_site(t->d, hd_describe_stack(t->d, t->s, e->stack_id, e->pc));
    bool join = e->object == HD_WIRE_JOIN;
    struct hd_buf b = {0}, what = {0};
    hd_buf_fmt(&what, "%s%s%s", join ? "end of " : "",
               join ? hd_describe_thread(t->d, t->s, e->lock_id, e->lock_gen)->label
                    : hd_describe_object(t->d, t->s, e->lock_id, e->lock_gen, e->address),
               e->mode == HD_MODE_SHARED ? " (to read)" : "");
    if (t->p->looks > 1)
        put_time(&b, h->age.ms, h->age.at_least);
    else
        hd_buf_fmt(&b, "%8s", "?"); /* nothing was seen to last */
    add_row(out, &b, hd_buf_cstr(&what),
            hd_describe_thread(t->d, t->s, s->thread_id, s->thread_gen)->label, &site);
    hd_buf_free(&what);
}

/* The entries in an activity, oldest first: what is held, or waited for, now. */
static void activities(const struct hd_top *t, uint8_t activity, struct hd_top_table *out)
{
    bool timed = t->s->header.flags & HD_WIRE_HOLD_TIMES;
    HD_VEC(struct hold) v = {0};
    for (uint32_t i = 0; i < t->s->slots.len; i++) {
        const struct hd_wire_slot *s = &t->s->slots.rec[i];
        for (uint32_t k = 0; s->state && k < hd_slot_depth(s); k++) {
            struct hold h = {i, k, hd_profile_age(t->p, i, s, k, timed)};
            bool innermost = k + 1 == s->depth;
            if (s->entry[k].address && s->entry[k].activity == activity &&
                (activity != HD_WIRE_WAITING || innermost))
                hd_vec_push(&v, h);
        }
    }
    if (v.len)
        qsort(v.data, v.len, sizeof *v.data, older);
    hd_vec_foreach(h, &v) put_hold(t, h, out);
    hd_vec_free(&v);
}

/* ---- the picture ---- */

static uint32_t count_state(const struct hd_snapshot *s, uint32_t *locks, uint32_t *timers)
{
    uint32_t threads = 0;
    for (uint32_t i = 0; i < s->threads.len; i++)
        threads += s->threads.rec[i].state == HD_WIRE_THREAD_ALIVE;
    for (uint32_t i = 0; i < s->locks.len; i++)
        *locks += s->locks.rec[i].state == HD_WIRE_LOCK_LIVE;
    for (uint32_t i = 0; i < s->timers.len; i++)
        *timers += s->timers.rec[i].state == HD_WIRE_TIMER_LIVE;
    return threads;
}

static void put_head(const struct hd_top *t, unsigned columns, struct hd_buf *out)
{
    const struct hd_wire_header *h = &t->s->header;
    uint32_t locks = 0, timers = 0, threads = count_state(t->s, &locks, &timers);
    int64_t up = (t->s->taken_ms - (int64_t)(h->start_mono_ns / 1000000)) / 1000;
    struct hd_buf b = {0};
    up = up < 0 ? 0 : up;
    hd_buf_fmt(&b, "heddle top  pid %u  up %" PRId64 ":%02d:%02d%s%s  ", h->pid, up / 3600,
               (int)(up / 60 % 60), (int)(up % 60), t->ended ? "  ENDED" : "",
               is_off(t) ? "  PROBE OFF" : "");
    for (uint32_t i = 0; i + 1 < h->cmdline_len; i++)
        hd_buf_char(&b, (unsigned char)h->cmdline[i] < ' ' ? ' ' : h->cmdline[i]);
    hd_top_put_line(out, hd_buf_cstr(&b), columns);
    b.len = 0;
    hd_buf_fmt(&b, "%u thread%s", threads, threads == 1 ? "" : "s");
    if (!is_off(t))
        hd_buf_fmt(&b, " (%u hold, %u wait)", t->p->holding, t->p->waiting);
    hd_buf_fmt(&b, "  %u timer%s  %u lock%s", timers, timers == 1 ? "" : "s", locks,
               locks == 1 ? "" : "s");
    if (is_off(t))
        hd_buf_str(&b, "  before that; holds and waits are not seen");
    else
        hd_buf_fmt(&b, "  %" PRIu64 " records dropped  %" PRIu64 " looks", hd_snap_dropped(t->s),
                   t->p->looks);
    hd_top_put_line(out, hd_buf_cstr(&b), columns);
    hd_buf_free(&b);
}

/* Gives out rows one by one, so that short tables leave theirs to long ones. A table takes two more
 * for its title and the blank line before it. */
static void share_rows(struct hd_top_table *t, size_t n, unsigned rows)
{
    size_t left = rows > HEAD_LINES ? rows - HEAD_LINES : 0;
    bool given = true;
    for (size_t i = 0; i < n; i++)
        t[i].shown = rows ? 0 : t[i].row.len;
    while (rows && given) {
        given = false;
        for (size_t i = 0; i < n; i++) {
            size_t price = t[i].shown ? 1 : 3;
            if (t[i].shown == t[i].row.len || left < price)
                continue;
            t[i].shown++;
            left -= price;
            given = true;
        }
    }
}

void hd_top_frame(const struct hd_top *t, unsigned rows, unsigned columns, struct hd_buf *out)
{
    struct hd_top_table table[] = {
        {.title = "  LIVE NOT JOINED  WAITING  THREADS, CREATED AT"},
        {.title = " WAITING   HELD  MOST  LONGEST  LOCKS, MOST CONTENDED (means of looks)"},
        {.title = "     FOR  HELD LONGEST NOW, BY"},
        {.title = "     FOR  WAITS NOW, OF"},
        {.title = "  LIVE  ARMED  TIMERS, CREATED AT"},
    };
    size_t n = sizeof table / sizeof *table;
    for (size_t i = 0; i < n; i++)
        table[i].most = LINES_MOST;
    threads_by_place(t, &table[0]);
    if (!is_off(t)) {
        hottest(t, &table[1]);
        activities(t, HD_WIRE_HOLDING, &table[2]);
        activities(t, HD_WIRE_WAITING, &table[3]);
    }
    timers_by_place(t, &table[4]);
    put_head(t, columns, out);
    share_rows(table, n, rows);
    for (size_t i = 0; i < n; i++) {
        hd_top_put(out, &table[i], columns);
        hd_top_table_free(&table[i]);
    }
}
