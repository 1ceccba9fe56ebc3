/* See top_frame.h. Each table is first collected as lines and then given rows: a full screen shows
 * the first lines of every table before it shows more of one.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/top_frame.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/target.h"
#include "collector/wait_for.h"
#include "core/hash.h"
#include "core/map.h"

enum { LINES_MOST = 20, HEAD_LINES = 2 };

struct table {
    const char *title;
    HD_VEC(char *) line;
    size_t more; /* lines left out */
    size_t shown;
};

static void add_line(struct table *t, struct hd_buf *b)
{
    if (t->line.len < LINES_MOST)
        hd_vec_push(&t->line, hd_buf_take(b));
    else
        t->more++;
    hd_buf_free(b);
}

/* "f  file:line" */
static void put_site(struct hd_buf *b, const struct hd_site *s)
{
    if (s->function)
        hd_buf_str(b, s->function);
    if (s->file && s->line)
        hd_buf_fmt(b, "%s%s:%u", s->function ? "  " : "", s->file, s->line);
}

static void put_seconds(struct hd_buf *b, int64_t ms)
{
    if (ms < 100000)
        hd_buf_fmt(b, "%6.1f s", (double)ms / 1000);
    else
        hd_buf_fmt(b, "%4" PRId64 " min", ms / 60000);
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

static void threads_by_place(const struct hd_top *t, struct table *out)
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
        hd_buf_fmt(&b, "%6u %9u %8u  %-16s ", p->live, p->ended, p->waiting, d->name);
        if (th->flags & HD_WIRE_THREAD_FOREIGN)
            hd_buf_str(&b, "creation not seen");
        else
            put_site(&b, &d->created);
        add_line(out, &b);
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

static void timers_by_place(const struct hd_top *t, struct table *out)
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
        hd_buf_fmt(&b, "%6u %6u  %-10s ", p->live, p->waiting, timer_kind(tm));
        put_site(&b, &site);
        add_line(out, &b);
    }
    hd_map_free(&index);
    hd_vec_free(&v);
}

/* ---- locks ---- */

static void hottest(const struct hd_top *t, struct table *out)
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
        put_seconds(&b, u->longest_hold_ms);
        hd_buf_fmt(&b, "  %s", l->label);
        add_line(out, &b);
    }
}

struct hold {
    uint32_t slot, entry;
    int64_t age_ms;
};

static int older(const void *a, const void *b)
{
    const struct hold *x = a, *y = b;
    if (x->age_ms != y->age_ms)
        return x->age_ms < y->age_ms ? 1 : -1;
    return x->slot != y->slot ? (x->slot > y->slot ? 1 : -1)
                              : (x->entry > y->entry) - (x->entry < y->entry);
}

/* Since when the slot has been as it is, by the profile's looks. */
static int64_t age_of(const struct hd_top *t, uint32_t slot)
{
    if (slot >= t->p->mark.len || !t->p->mark.data[slot].state)
        return 0;
    return t->p->last_ms - t->p->mark.data[slot].since_ms;
}

/* The entries in an activity, oldest first: what is held, or waited for, now. */
static void activities(const struct hd_top *t, uint8_t activity, struct table *out)
{
    HD_VEC(struct hold) v = {0};
    for (uint32_t i = 0; i < t->s->slots.len; i++) {
        const struct hd_wire_slot *s = &t->s->slots.rec[i];
        for (uint32_t k = 0; s->state && k < hd_slot_depth(s); k++) {
            struct hold h = {i, k, age_of(t, i)};
            bool innermost = k + 1 == s->depth;
            if (s->entry[k].address && s->entry[k].activity == activity &&
                (activity != HD_WIRE_WAITING || innermost))
                hd_vec_push(&v, h);
        }
    }
    if (v.len)
        qsort(v.data, v.len, sizeof *v.data, older);
    hd_vec_foreach(h, &v)
    {
        const struct hd_wire_slot *s = &t->s->slots.rec[h->slot];
        const struct hd_wire_entry *e = &s->entry[h->entry];
        struct hd_site site =
            hd_describe_site(t->d, hd_describe_stack(t->d, t->s, e->stack_id, e->pc));
        struct hd_buf b = {0};
        put_seconds(&b, h->age_ms);
        if (e->object == HD_WIRE_JOIN)
            hd_buf_fmt(&b, "  end of %s",
                       hd_describe_thread(t->d, t->s, e->lock_id, e->lock_gen)->label);
        else
            hd_buf_fmt(&b, "  %s",
                       hd_describe_object(t->d, t->s, e->lock_id, e->lock_gen, e->address));
        hd_buf_fmt(&b, "%s  %s  ", e->mode == HD_MODE_SHARED ? " (to read)" : "",
                   hd_describe_thread(t->d, t->s, s->thread_id, s->thread_gen)->label);
        put_site(&b, &site);
        add_line(out, &b);
    }
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

static void put_head(const struct hd_top *t, struct hd_buf *b)
{
    const struct hd_wire_header *h = &t->s->header;
    uint32_t locks = 0, timers = 0, threads = count_state(t->s, &locks, &timers);
    int64_t up = (t->s->taken_ms - (int64_t)(h->start_mono_ns / 1000000)) / 1000;
    up = up < 0 ? 0 : up;
    hd_buf_fmt(b, "heddle top  pid %u  up %" PRId64 ":%02d:%02d%s%s  ", h->pid, up / 3600,
               (int)(up / 60 % 60), (int)(up % 60), t->ended ? "  ENDED" : "",
               h->kill ? "  PROBE OFF" : "");
    for (uint32_t i = 0; i + 1 < h->cmdline_len; i++)
        hd_buf_char(b, (unsigned char)h->cmdline[i] < ' ' ? ' ' : h->cmdline[i]);
    hd_buf_fmt(b,
               "\n%u thread%s (%u hold, %u wait)  %u timer%s  %u lock%s  %" PRIu64
               " records dropped  %" PRIu64 " looks\n",
               threads, threads == 1 ? "" : "s", t->p->holding, t->p->waiting, timers,
               timers == 1 ? "" : "s", locks, locks == 1 ? "" : "s", hd_snap_dropped(t->s),
               t->p->looks);
}

/* Gives out rows one by one, so that short tables leave theirs to long ones. A table takes two more
 * for its title and the blank line before it. */
static void share_rows(struct table *t, size_t n, unsigned rows)
{
    size_t left = rows > HEAD_LINES ? rows - HEAD_LINES : 0;
    bool given = true;
    for (size_t i = 0; i < n; i++)
        t[i].shown = rows ? 0 : t[i].line.len;
    while (rows && given) {
        given = false;
        for (size_t i = 0; i < n; i++) {
            size_t price = t[i].shown ? 1 : 3;
            if (t[i].shown == t[i].line.len || left < price)
                continue;
            t[i].shown++;
            left -= price;
            given = true;
        }
    }
}

static void put_table(struct hd_buf *b, const struct table *t)
{
    size_t more = t->more + t->line.len - t->shown;
    if (!t->shown)
        return;
    hd_buf_fmt(b, "\n%s", t->title);
    if (more)
        hd_buf_fmt(b, "  (%zu more)", more);
    hd_buf_char(b, '\n');
    for (size_t i = 0; i < t->shown; i++)
        hd_buf_fmt(b, "%s\n", t->line.data[i]);
}

void hd_top_frame(const struct hd_top *t, unsigned rows, struct hd_buf *out)
{
    struct table table[] = {
        {.title = "  LIVE NOT JOINED  WAITING  THREADS, CREATED AT"},
        {.title = " WAITING   HELD  MOST  LONGEST  LOCKS, MOST CONTENDED (means of looks)"},
        {.title = "   SINCE  HELD LONGEST NOW"},
        {.title = "   SINCE  WAITS NOW"},
        {.title = "  LIVE  ARMED  TIMERS, CREATED AT"},
    };
    size_t n = sizeof table / sizeof *table;
    threads_by_place(t, &table[0]);
    hottest(t, &table[1]);
    activities(t, HD_WIRE_HOLDING, &table[2]);
    activities(t, HD_WIRE_WAITING, &table[3]);
    timers_by_place(t, &table[4]);
    put_head(t, out);
    share_rows(table, n, rows);
    for (size_t i = 0; i < n; i++) {
        put_table(out, &table[i]);
        hd_vec_foreach(line, &table[i].line) free(*line);
        hd_vec_free(&table[i].line);
    }
}

size_t hd_text_cut(const char *line, size_t len, size_t columns)
{
    size_t at = 0, used = 0;
    while (at < len && used < columns) {
        at++;
        while (at < len && ((unsigned char)line[at] & 0xc0) == 0x80)
            at++;
        used++;
    }
    return at;
}
