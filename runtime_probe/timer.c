/* The TIMERS table: POSIX timers and timer descriptors. A descriptor can go without a hook of ours
 * (close_range, dup2 over it): a later timerfd with the same number shows that the earlier one is gone,
 * exit() looks at what is left, and in between the collector looks at /proc/PID/fd.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "runtime_probe/probe.h"

enum { RECENT = 256 };

/* Ids of the two kinds share one table; a descriptor is not an address or a small kernel id. */
static uint64_t key_of(unsigned kind, uint64_t id)
{
    return (id << 2 | kind) + (UINT64_C(1) << 60);
}

static struct hd_wire_timer *record(union hd_ref r)
{
    struct hd_wire_timer *t;

    if (!r.id || r.id > hd_section(HD_WIRE_TIMERS)->capacity)
        return NULL;
    t = &hd_g->timers[r.id - 1];
    return t->generation == r.gen ? t : NULL;
}

static bool dead(union hd_ref r)
{
    const struct hd_wire_timer *t = record(r);

    return !t || t->state == HD_WIRE_TIMER_DELETED || t->state == HD_WIRE_TIMER_CLOSED;
}

/* The record whose turn it is, when its timer is gone. */
static struct hd_wire_timer *recycle(uint32_t n)
{
    uint32_t i = __atomic_fetch_add(&hd_g->timer_hint, 1, __ATOMIC_RELAXED) % n;
    struct hd_wire_timer *t = &hd_g->timers[i];
    uint32_t state = t->state;

    if ((state == HD_WIRE_TIMER_DELETED || state == HD_WIRE_TIMER_CLOSED) &&
        __atomic_compare_exchange_n(&t->state, &state, HD_WIRE_BUSY, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED))
        return t;
    return NULL;
}

/* The RECENT timers deleted last are remembered; more only when there are more alive at a time. */
static struct hd_wire_timer *take_record(void)
{
    struct hd_wire_section *s = hd_section(HD_WIRE_TIMERS);
    uint32_t n = hd_used(HD_WIRE_TIMERS), i;
    struct hd_wire_timer *t;

    if (n >= RECENT && (t = recycle(n)))
        return t;
    i = hd_try_take(HD_WIRE_TIMERS);
    if (i != UINT32_MAX)
        return &hd_g->timers[i];
    for (int k = 0; k < 256; k++)
        if ((t = recycle(s->capacity)))
            return t;
    __atomic_fetch_add(&s->dropped, 1, __ATOMIC_RELAXED);
    return NULL;
}

struct hd_wire_timer *hd_timer_find(unsigned kind, uint64_t id)
{
    struct hd_index *x = hd_index_within(hd_g->timer_ids, hd_g->timer_ids_bits, key_of(kind, id),
                                         __atomic_load_n(&hd_g->timer_reach, __ATOMIC_RELAXED));

    return x ? record(hd_ref_load(&x->ref)) : NULL;
}

void hd_timer_forget(unsigned kind, uint64_t id)
{
    struct hd_index *x = hd_index_find(hd_g->timer_ids, hd_g->timer_ids_bits, key_of(kind, id));

    if (x)
        __atomic_store_n(&x->ref.word, 0, __ATOMIC_RELEASE);
}

void hd_timer_new(struct hd_guard *g, unsigned kind, uint64_t id, int clock, int notify,
                  uint64_t function, const struct hd_call *c)
{
    struct hd_index *x = hd_index_put(hd_g->timer_ids, hd_g->timer_ids_bits, key_of(kind, id),
                                      &hd_g->timer_reach, dead);
    struct hd_wire_timer *old = x ? record(hd_ref_load(&x->ref)) : NULL, *t = take_record();
    union hd_ref r;
    uint32_t gen;

    if (old && old->state == HD_WIRE_TIMER_LIVE) {
        old->deleted_ns = hd_now_coarse();
        hd_commit(&old->state,
                  kind == HD_WIRE_TIMER_FD ? HD_WIRE_TIMER_CLOSED : HD_WIRE_TIMER_DELETED);
    }
    if (!t)
        return;
    hd_commit(&t->state, HD_WIRE_BUSY);
    gen = t->generation + 1;
    memset((char *)t + sizeof t->state, 0, sizeof *t - sizeof t->state);
    t->generation = gen;
    t->id = id;
    t->kind = kind;
    t->clock = clock;
    t->notify = notify;
    t->function = function;
    t->thread_id = g->t->thread.id;
    t->thread_gen = g->t->thread.gen;
    t->create_stack_id = hd_stack_here(g, c);
    t->create_pc = c->pc;
    t->flags = g->t->ignore ? HD_WIRE_TIMER_IGNORED : 0;
    t->created_ns = hd_now_coarse();
    hd_commit(&t->state, HD_WIRE_TIMER_LIVE);
    r.id = (uint32_t)(t - hd_g->timers) + 1;
    r.gen = gen;
    if (x)
        __atomic_store_n(&x->ref.word, r.word, __ATOMIC_RELEASE);
}

static bool is_timerfd(uint64_t fd)
{
    char path[40], to[64];
    struct hd_text t = hd_text_in(path, sizeof path);
    ssize_t n;

    hd_text_str(&t, "/proc/self/fd/");
    hd_text_num(&t, fd);
    n = readlink(path, to, sizeof to - 1);
    to[n > 0 ? n : 0] = 0;
    return !strcmp(to, "anon_inode:[timerfd]");
}

void hd_timer_exit(void)
{
    uint32_t n = hd_used(HD_WIRE_TIMERS);

    for (uint32_t i = 0; i < n; i++) {
        struct hd_wire_timer *t = &hd_g->timers[i];

        if (t->state != HD_WIRE_TIMER_LIVE || t->kind != HD_WIRE_TIMER_FD)
            continue;
        if (is_timerfd(t->id))
            t->flags |= HD_WIRE_TIMER_AT_EXIT;
        else
            hd_commit(&t->state, HD_WIRE_TIMER_CLOSED);
    }
}
