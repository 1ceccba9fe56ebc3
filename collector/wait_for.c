/* The wait-for walk; see wait_for.h. The search is a depth-first walk with three colours over the
 * waiting slots; edges are computed on the way, each from a scan over the slots, which is at most a
 * few hundred rows and happens only when a thread has been stuck for a second.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/wait_for.h"

#include <string.h>

#include "core/hash.h"

static bool is_lock(const struct hd_wire_entry *e)
{
    return e->object && HD_WIRE_IS_LOCK(e->object);
}

const struct hd_wire_entry *hd_slot_wait(const struct hd_wire_slot *slot)
{
    if (!slot->state || slot->depth == 0 || slot->depth > HD_WIRE_HELD)
        return NULL; /* free, idle, or deeper than what was kept */
    const struct hd_wire_entry *e = &slot->entry[slot->depth - 1];
    bool waits = e->address && e->activity == HD_WIRE_WAITING;
    if (waits && (is_lock(e) || e->object == HD_WIRE_JOIN))
        return e;
    for (uint32_t k = slot->depth; k-- > 0;) { /* in the inside of an annotated lock? */
        const struct hd_wire_entry *outer = &slot->entry[k];
        if (outer->object == HD_WIRE_USER_LOCK && outer->activity == HD_WIRE_WAITING &&
            outer->address)
            return outer;
    }
    return waits ? e : NULL;
}

static bool same_object(const struct hd_wire_entry *a, const struct hd_wire_entry *b)
{
    if (a->lock_id && b->lock_id)
        return a->lock_id == b->lock_id && a->lock_gen == b->lock_gen;
    return a->address == b->address && a->object == b->object;
}

static bool is_recursive(const struct hd_snapshot *s, const struct hd_wire_entry *e)
{
    const struct hd_wire_lock *l = hd_snap_lock(s, e->lock_id, e->lock_gen);
    return l && (l->flags & HD_WIRE_LOCK_RECURSIVE);
}

/* Whether `held`, an entry of another slot or of the same one, keeps `wait` from going on. */
static bool keeps_out(const struct hd_snapshot *s, const struct hd_wire_entry *wait,
                      const struct hd_wire_entry *held, bool same_thread)
{
    if (!is_lock(held) || !same_object(wait, held))
        return false;
    bool shared = wait->mode == HD_MODE_SHARED;
    if (held->activity == HD_WIRE_HOLDING)
        return !(same_thread && is_recursive(s, held)) && !(shared && held->mode == HD_MODE_SHARED);
    /* A reader also waits for a writer in the queue, where writers come first. */
    const struct hd_wire_lock *l = hd_snap_lock(s, wait->lock_id, wait->lock_gen);
    return shared && !same_thread && held->activity == HD_WIRE_WAITING &&
           held->mode == HD_MODE_EXCLUSIVE && l && (l->flags & HD_WIRE_LOCK_WRITER_FIRST);
}

bool hd_slot_blocks(const struct hd_snapshot *s, uint32_t waiter, uint32_t other)
{
    const struct hd_wire_slot *to = &s->slots.rec[other];
    const struct hd_wire_entry *wait = hd_slot_wait(&s->slots.rec[waiter]);
    if (!wait || !to->state || (wait->flags & (HD_WIRE_TIMED | HD_WIRE_TRY)))
        return false;
    if (wait->object == HD_WIRE_JOIN)
        return wait->lock_id && wait->lock_id == to->thread_id && wait->lock_gen == to->thread_gen;
    bool cond = wait->object == HD_WIRE_COND;
    if (!cond && !is_lock(wait))
        return false;
    for (uint32_t k = 0; k < hd_slot_depth(to); k++) {
        const struct hd_wire_entry *e = &to->entry[k];
        if (cond ? waiter != other && e->activity == HD_WIRE_HOLDING && e->address == wait->partner
                 : e != wait && keeps_out(s, wait, e, waiter == other))
            return true;
    }
    return false;
}

enum colour { WHITE, GREY, BLACK };

struct walk {
    const struct hd_snapshot *s;
    const bool *stuck;
    struct hd_arena *a;
    hd_wait_chain_vec *out;
    unsigned char *colour;
    HD_VEC(uint32_t) path;
};

static void add_cycle(struct walk *w, uint32_t back_to)
{
    size_t start = 0;
    while (w->path.data[start] != back_to)
        start++;
    size_t len = w->path.len - start;
    struct hd_wait_chain c = {
        .slot = hd_arena_dup(w->a, w->path.data + start, len * sizeof(uint32_t)), .len = len};
    hd_vec_push(w->out, c);
}

static bool is_stuck(const struct walk *w, uint32_t i)
{
    return hd_slot_wait(&w->s->slots.rec[i]) && (!w->stuck || w->stuck[i]);
}

/* One step of the walk from the path's end: the next unseen slot to go to, or UINT32_MAX. */
static uint32_t next_slot(struct walk *w, uint32_t at, uint32_t *from, bool *closed)
{
    for (; *from < w->s->slots.len; ++*from) {
        uint32_t i = *from;
        if (w->colour[i] == BLACK || !is_stuck(w, i) || !hd_slot_blocks(w->s, at, i))
            continue;
        if (w->colour[i] == GREY) {
            add_cycle(w, i);
            *closed = true;
            return UINT32_MAX;
        }
        ++*from;
        return i;
    }
    return UINT32_MAX;
}

/* From one slot: stops at the first cycle, since all on the path then hang in or on it. */
static void walk_from(struct walk *w, uint32_t start)
{
    HD_VEC(uint32_t) cursor = {0};
    bool closed = false;
    hd_vec_clear(&w->path);
    hd_vec_push(&w->path, start);
    hd_vec_push(&cursor, 0);
    w->colour[start] = GREY;
    while (w->path.len && !closed) {
        uint32_t at = hd_vec_last(&w->path);
        uint32_t next = next_slot(w, at, &hd_vec_last(&cursor), &closed);
        if (next != UINT32_MAX) {
            w->colour[next] = GREY;
            hd_vec_push(&w->path, next);
            hd_vec_push(&cursor, 0);
        } else if (!closed) {
            w->colour[at] = BLACK;
            w->path.len--;
            cursor.len--;
        }
    }
    for (size_t i = 0; i < w->path.len; i++)
        w->colour[w->path.data[i]] = BLACK;
    hd_vec_free(&cursor);
}

static bool is_ownerless(const struct hd_wire_entry *wait)
{
    bool kind = wait->object == HD_WIRE_COND || wait->object == HD_WIRE_SEM ||
                wait->object == HD_WIRE_BARRIER || wait->object == HD_WIRE_WAITGROUP ||
                wait->object == HD_WIRE_CHANNEL;
    return kind && !(wait->flags & HD_WIRE_TIMED);
}

/* A thread of a circle stays where it is for that reason: its wait is no stall of its own. */
static bool in_circle(const struct walk *w, uint32_t slot)
{
    hd_vec_foreach(c, w->out)
    {
        for (size_t i = 0; !c->stall && i < c->len; i++) {
            if (c->slot[i] == slot)
                return true;
        }
    }
    return false;
}

static void find_stall(struct walk *w, uint32_t root)
{
    const struct hd_wire_entry *wait = hd_slot_wait(&w->s->slots.rec[root]);
    HD_VEC(uint32_t) members = {0};
    if (!is_ownerless(wait) || in_circle(w, root))
        return;
    hd_vec_push(&members, root);
    for (uint32_t i = 0; i < w->s->slots.len; i++) {
        if (i != root && is_stuck(w, i) && hd_slot_blocks(w->s, i, root) &&
            hd_slot_wait(&w->s->slots.rec[i])->object != HD_WIRE_JOIN)
            hd_vec_push(&members, i);
    }
    if (members.len > 1) {
        struct hd_wait_chain c = {.stall = true,
                                  .slot =
                                      hd_arena_dup(w->a, members.data, members.len * sizeof root),
                                  .len = members.len};
        hd_vec_push(w->out, c);
    }
    hd_vec_free(&members);
}

void hd_wait_chains(const struct hd_snapshot *s, const bool *stuck, struct hd_arena *a,
                    hd_wait_chain_vec *out)
{
    struct walk w = {.s = s, .stuck = stuck, .a = a, .out = out};
    w.colour = calloc(s->slots.len + 1, 1);
    if (!w.colour)
        hd_oom();
    for (uint32_t i = 0; i < s->slots.len; i++) {
        if (w.colour[i] == WHITE && is_stuck(&w, i))
            walk_from(&w, i);
    }
    for (uint32_t i = 0; stuck && i < s->slots.len; i++) {
        if (is_stuck(&w, i))
            find_stall(&w, i);
    }
    free(w.colour);
    hd_vec_free(&w.path);
}

/* What changes whenever the thread gets on. */
static uint64_t progress_of(const struct hd_wire_slot *slot)
{
    const struct hd_wire_entry *e = hd_slot_wait(slot);
    if (!e)
        return 0;
    uint64_t h = hd_hash_mix((uint64_t)slot->thread_gen << 32 | slot->thread_id, slot->seq);
    return hd_hash_mix(hd_hash_mix(h, slot->depth), e->address) | 1;
}

size_t hd_wait_watch_update(struct hd_wait_watch *w, const struct hd_snapshot *s, int64_t limit_ms)
{
    size_t n = 0;
    while (w->mark.len < s->slots.len) {
        struct hd_wait_mark fresh = {0, s->taken_ms};
        hd_vec_push(&w->mark, fresh);
        hd_vec_push(&w->stuck, false);
    }
    for (size_t i = 0; i < w->mark.len; i++) {
        uint64_t state = i < s->slots.len ? progress_of(&s->slots.rec[i]) : 0;
        struct hd_wait_mark *m = &w->mark.data[i];
        if (m->state != state) {
            m->state = state;
            m->since_ms = s->taken_ms;
        }
        w->stuck.data[i] = state && s->taken_ms - m->since_ms >= limit_ms;
        n += w->stuck.data[i];
    }
    return n;
}

void hd_wait_watch_free(struct hd_wait_watch *w)
{
    hd_vec_free(&w->mark);
    hd_vec_free(&w->stuck);
}

bool hd_wait_chain_same(const struct hd_wait_chain *c, const struct hd_snapshot *before,
                        const struct hd_snapshot *after)
{
    for (size_t i = 0; i < c->len; i++) {
        uint32_t k = c->slot[i];
        if (k >= after->slots.len)
            return false;
        const struct hd_wire_slot *a = &before->slots.rec[k], *b = &after->slots.rec[k];
        if (a->seq != b->seq || progress_of(a) != progress_of(b) || !progress_of(b))
            return false;
    }
    return true;
}

uint64_t hd_wait_chain_hash(const struct hd_wait_chain *c, const struct hd_snapshot *s)
{
    /* The walk may enter a cycle anywhere, so the order of the members does not count. */
    uint64_t h = c->stall;
    for (size_t i = 0; i < c->len; i++) {
        h += hd_hash_mix(progress_of(&s->slots.rec[c->slot[i]]), 7);
        if (c->stall)
            break; /* more may queue up later: it is the same stall */
    }
    return h;
}
