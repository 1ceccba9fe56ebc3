/* The cold path of an acquisition: meets a chain of held locks that this thread has not met since its
 * clock last moved (or a lock that is new). Enters lock-order edges and their contexts before the
 * real call, so that a first-time deadlock still leaves its edges; notices re-acquisition; and
 * keeps the activity stack truthful.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "runtime_probe/probe.h"

#define RACED UINT32_MAX
enum {
    EDGE_PROBES = 32,
    RECYCLE_TRIES = 64,
    OWN_CONTEXTS = 3,      /* per edge and thread: first ones, then the newest */
    LASTING_CONTEXTS = 4,  /* of an edge with many threads: these stay, the others rotate */
    BACKOFF_FRAME = 1 << 12 /* misses of a thread before call sites no longer differ by stack depth */
};

static union hd_ref entry_ref(const struct hd_wire_entry *e)
{
    return (union hd_ref){{.id = e->lock_id, .gen = e->lock_gen}};
}

static bool is_lock(const struct hd_wire_entry *e)
{
    return HD_WIRE_IS_LOCK(e->object);
}

/* ---- the activity stack ---- */

static bool rises(const struct hd_local *t, uint32_t depth, uint64_t addr)
{
    return depth && addr > t->slot->entry[depth - 1].address;
}

/* Keys of the chains above entry `from`, after something changed below. */
void hd_held_rechain(struct hd_local *t, uint32_t from)
{
    for (uint32_t i = from; i < t->depth; i++) {
        const struct hd_wire_entry *e = &t->slot->entry[i];
        uint64_t token = 0;

        hd_lock_find(e->address, &token);
        t->chain[i + 1] = is_lock(e) ? hd_chain_key(t->chain[i], rises(t, i, e->address), token,
                                                    e->mode, e->flags, 0)
                                     : t->chain[i];
    }
}

void hd_held_remove(struct hd_local *t, struct hd_wire_entry *e)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_wire_entry *last = &s->entry[t->depth - 1];
    uint32_t from = (uint32_t)(e - s->entry);

    for (; e < last; e++) {
        uint64_t addr = e[1].address;

        e->address = 0;
        HD_BARRIER();
        memcpy((char *)e + sizeof e->address, (char *)(e + 1) + sizeof e->address,
               sizeof *e - sizeof e->address);
        HD_BARRIER();
        e->address = addr;
    }
    hd_pop(t, last);
    hd_held_rechain(t, from);
}

HD_COLD int hd_acquire_failed(struct hd_wire_entry *e, int result)
{
    struct hd_local *t = hd_tls.local;

    hd_pop(t, e);
    hd_unfold(t);
    return result;
}

/* An annotated lock counts the releases by strangers, an entry remembers the count. */
static bool stale_user(const struct hd_wire_entry *e)
{
    const struct hd_wire_lock *l = hd_lock_record(entry_ref(e));

    return l && __atomic_load_n(&l->partner, __ATOMIC_RELAXED) != e->stamp;
}

/* An entry is stale when another thread released the lock: seldom legal, but programs do it. */
static bool stale(const struct hd_local *t, const struct hd_wire_entry *e)
{
    int64_t owner;

    if (e->activity != HD_WIRE_HOLDING || !is_lock(e))
        return false;
    if (e->object == HD_WIRE_USER_LOCK)
        return stale_user(e);
    owner = hd_native_owner(e->object, e->address);
    return owner == 0 || (owner > 0 && owner != (int64_t)t->tid);
}

void hd_held_verify(struct hd_guard *g)
{
    struct hd_local *t = g->t;

    for (uint32_t i = hd_g->foreign ? t->depth : 0; i-- > 0;) {
        struct hd_wire_entry *e = &t->slot->entry[i];
        const struct hd_wire_lock *l = e->address ? hd_lock_record(entry_ref(e)) : NULL;

        if (l && l->flags & HD_WIRE_LOCK_FOREIGN && (!hd_readable(e->address) || stale(t, e)))
            hd_held_remove(t, e);
    }
}

/* A wait whose frame is gone was left by cancellation or longjmp. Only frames on the thread's own
 * stack can be compared. */
static void drop_dead_waits(struct hd_guard *g, uintptr_t frame)
{
    struct hd_local *t = g->t;

    if (!t->stack_high || frame >= t->stack_high || frame < t->stack_low)
        return;
    for (uint32_t i = t->depth; i-- > 0;) {
        struct hd_wire_entry *e = &t->slot->entry[i];

        if (e->address && !is_lock(e) && e->activity == HD_WIRE_WAITING && e->frame < frame &&
            e->frame >= t->stack_low)
            hd_held_remove(t, e);
    }
}

static bool release_entry(struct hd_local *t, unsigned object, uint64_t addr,
                          const struct hd_call *c)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_guard g;
    struct hd_event ev = {.kind = HD_WIRE_EVENT_UNLOCK_FREE, .address = addr};
    struct hd_wire_lock *l;
    int64_t owner;

    if (s->kill)
        return false;
    for (uint32_t i = t->depth; i-- > 0;) {
        struct hd_wire_entry *e = &s->entry[i];

        if (e->address != addr || e->activity == HD_WIRE_WAITING || !is_lock(e))
            continue;
        if (hd_g->hold_times)
            hd_hold_end(e);
        t->undo = *e;
        hd_held_remove(t, e);
        return true;
    }
    if (s->lost) {
        s->lost--;
        return false;
    }
    hd_guard_enter(&g, t);
    drop_dead_waits(&g, c->frame);
    ev.lock = hd_lock_find(addr, NULL);
    l = hd_lock_record(ev.lock);
    owner = hd_native_owner(object, addr);
    if (hd_native_destroyed(object, addr) == HD_NATIVE_YES) {
        hd_lock_get(&g, addr, object, c, 0);
    } else if ((owner > 0 && (owner == (int64_t)t->tid || owner == hd_tls.tid)) ||
               (!l && (owner != 0 || hd_g->wire->flags & HD_WIRE_FORKED))) {
        hd_count(HD_WIRE_COUNT_UNSEEN_RELEASE); /* held since before we looked, or across fork */
    } else {
        if (owner != 0) {
            ev.kind = HD_WIRE_EVENT_UNLOCK_FOREIGN;
            ev.aux = owner > 0 ? (uint64_t)owner : 0;
            __atomic_fetch_or(&l->flags, HD_WIRE_LOCK_FOREIGN, __ATOMIC_RELAXED);
            hd_g->foreign = true;
        }
        hd_event_note(&g, &ev, c);
    }
    hd_guard_leave(&g);
    return false;
}

HD_WARM bool hd_release(struct hd_local *t, unsigned object, uint64_t addr, const struct hd_call *c)
{
    bool found;

    if (hd_step_release(t, addr))
        return false;
    hd_tls.local = &hd_nobody; /* a handler must not find the entries half done */
    HD_BARRIER();
    hd_fold(t);
    found = release_entry(t, object, addr, c);
    hd_unfold(t);
    HD_BARRIER();
    hd_tls.local = t;
    return found;
}

HD_COLD void hd_release_undo(struct hd_local *t)
{
    uint32_t d;

    hd_fold(t);
    d = t->depth;
    if (d >= t->limit)
        return;
    hd_set_depth(t, d + 1);
    t->slot->entry[d] = t->undo;
    hd_held_rechain(t, d);
}

/* ---- re-acquisition ---- */

static void check_again(struct hd_guard *g, const struct hd_wire_entry *to, uint64_t addr,
                        const struct hd_wire_lock *l, const struct hd_call *c)
{
    struct hd_local *t = g->t;
    struct hd_wire_slot *s = t->slot;
    enum hd_wire_event_kind kind = HD_WIRE_EVENT_DOUBLE_ACQUIRE;

    for (uint32_t i = (uint32_t)(to - s->entry); i-- > 0;) {
        struct hd_wire_entry *e = &s->entry[i];

        if (e->address != addr || e->activity != HD_WIRE_HOLDING || !is_lock(e))
            continue;
        if (to->mode == HD_MODE_SHARED && e->mode == HD_MODE_SHARED)
            continue;
        if (l && l->flags & HD_WIRE_LOCK_RECURSIVE)
            continue;
        if (to->flags & HD_WIRE_TRY || stale(t, e)) {
            hd_held_remove(t, e); /* it was acquired, so nobody held it */
            return;
        }
        if (e->mode == HD_MODE_SHARED)
            kind = HD_WIRE_EVENT_UPGRADE;
        hd_event_note(g, &(struct hd_event){.kind = kind, .address = addr, .lock = entry_ref(to),
                                            .stack2_id = e->stack_id}, c);
        return;
    }
}

/* ---- edges ---- */

static void edge_fill(struct hd_wire_edge *e, union hd_ref from, union hd_ref to)
{
    e->from_id = from.id;
    e->from_gen = from.gen;
    e->to_id = to.id;
    e->to_gen = to.gen;
    e->contexts = e->context_id = e->count = 0;
    e->first_ns = hd_now();
    __atomic_fetch_or(&hd_g->lock[from.id - 1].flags, HD_WIRE_LOCK_HAS_EDGES, __ATOMIC_RELAXED);
    __atomic_fetch_or(&hd_g->lock[to.id - 1].flags, HD_WIRE_LOCK_HAS_EDGES, __ATOMIC_RELAXED);
}

/* An edge of a lock that is gone proves nothing any more, unless the lock spoke for its class. */
static bool gone(union hd_ref r)
{
    const struct hd_wire_lock *l = hd_lock_record(r);

    return !l || (__atomic_load_n(&l->state, __ATOMIC_RELAXED) == HD_WIRE_LOCK_DEAD &&
                  !(l->flags & HD_WIRE_LOCK_SPEAKER));
}

static bool edge_dead(uint32_t id)
{
    const struct hd_wire_edge *e = &hd_g->edges[id - 1];

    return gone((union hd_ref){{.id = e->from_id, .gen = e->from_gen}}) ||
           gone((union hd_ref){{.id = e->to_id, .gen = e->to_gen}});
}

/* Takes the record of edge `id` away from locks that are gone. Its contexts are free then. */
static bool edge_recycle(uint32_t id)
{
    struct hd_wire_edge *e = &hd_g->edges[id - 1];
    uint32_t live = 1, context;

    if (!edge_dead(id) || !__atomic_compare_exchange_n(&e->state, &live, HD_WIRE_BUSY, false, __ATOMIC_ACQ_REL,
                                                       __ATOMIC_RELAXED))
        return false;
    context = e->context_id;
    for (int i = 0; context && i < HD_WIRE_EDGE_CONTEXTS; i++) {
        struct hd_wire_context *c = &hd_g->contexts[context - 1];

        context = c->next_id;
        hd_commit(&c->state, 0);
    }
    return true;
}

/* A record for a new edge, BUSY; 0 none. */
static uint32_t edge_take(void)
{
    struct hd_wire_section *s = hd_section(HD_WIRE_EDGES);
    uint32_t taken = hd_try_take(HD_WIRE_EDGES);

    if (taken != UINT32_MAX)
        return taken + 1;
    for (int i = 0; i < RECYCLE_TRIES; i++) {
        uint32_t id = __atomic_fetch_add(&hd_g->edge_hint, 1, __ATOMIC_RELAXED) % s->capacity + 1;

        if (edge_recycle(id))
            return id;
    }
    __atomic_fetch_add(&s->dropped, 1, __ATOMIC_RELAXED);
    return 0;
}

static bool edge_is(uint32_t id, union hd_ref from, union hd_ref to)
{
    const struct hd_wire_edge *e = &hd_g->edges[id - 1];

    return e->from_id == from.id && e->to_id == to.id && e->from_gen == from.gen &&
           e->to_gen == to.gen;
}

static uint64_t edge_hash(union hd_ref from, union hd_ref to)
{
    return hd_mix(hd_mix(from.word, to.word), HD_K2) >> (64 - hd_g->edge_bits);
}

/* Does a place of the index lead to an edge that has moved on? Its record was recycled. */
static bool misplaced(const uint32_t *place, uint32_t id)
{
    const struct hd_wire_edge *e = &hd_g->edges[id - 1];
    uint64_t home = edge_hash((union hd_ref){{.id = e->from_id, .gen = e->from_gen}},
                              (union hd_ref){{.id = e->to_id, .gen = e->to_gen}});

    return (uint64_t)(place - hd_g->edge_index) - home >= EDGE_PROBES;
}

/* Enters a new edge at `place`, where `id` stood. */
static struct hd_wire_edge *edge_enter(uint32_t *place, uint32_t id, union hd_ref from,
                                       union hd_ref to, uint32_t *edge_id)
{
    uint32_t mine = id && edge_recycle(id) ? id : edge_take();

    if (!mine)
        return NULL;
    edge_fill(&hd_g->edges[mine - 1], from, to);
    hd_commit(&hd_g->edges[mine - 1].state, 1);
    if (mine != id && !__atomic_compare_exchange_n(place, &id, mine, false, __ATOMIC_ACQ_REL,
                                                   __ATOMIC_ACQUIRE)) {
        hd_commit(&hd_g->edges[mine - 1].state, 0);
        *edge_id = RACED; /* another thread was first, perhaps with the same edge */
        return NULL;
    }
    *edge_id = mine;
    return &hd_g->edges[mine - 1];
}

/* Finds or enters the edge: in the first free place, else in one whose edge is gone. */
static struct hd_wire_edge *edge_try(union hd_ref from, union hd_ref to, uint32_t *edge_id)
{
    uint32_t *place = &hd_g->edge_index[edge_hash(from, to)], *use = NULL, used = 0;
    bool full = hd_used(HD_WIRE_EDGES) >= hd_g->room[HD_WIRE_EDGES];

    for (int i = 0; i < EDGE_PROBES; i++, place++) {
        uint32_t id = __atomic_load_n(place, __ATOMIC_ACQUIRE);

        if (!id) {
            use = use ? use : place;
            break;
        }
        if (edge_is(id, from, to)) {
            *edge_id = id;
            return &hd_g->edges[id - 1];
        }
        if (full && !use && (misplaced(place, id) || edge_dead(id))) {
            use = place;
            used = id;
        }
    }
    if (use)
        return edge_enter(use, used, from, to, edge_id);
    __atomic_fetch_add(&hd_section(HD_WIRE_EDGES)->dropped, 1, __ATOMIC_RELAXED);
    return NULL;
}

static struct hd_wire_edge *edge_get(union hd_ref from, union hd_ref to, uint32_t *edge_id)
{
    struct hd_wire_edge *e;

    do {
        *edge_id = 0;
        e = edge_try(from, to, edge_id);
    } while (*edge_id == RACED);
    return e;
}

/* ---- contexts ---- */

static void gates_of(const struct hd_wire_slot *s, const struct hd_wire_entry *from,
                     uint64_t to_addr, struct hd_wire_context *x)
{
    for (uint32_t i = 0; i < s->depth; i++) {
        const struct hd_wire_entry *e = &s->entry[i];

        if (e == from || !e->address || e->activity != HD_WIRE_HOLDING || !is_lock(e) ||
            e->address == from->address || e->address == to_addr)
            continue;
        if (x->gates == HD_WIRE_GATES || !e->lock_id) {
            x->gates_lost++;
            continue;
        }
        x->gate[x->gates++] = (struct hd_wire_gate){e->lock_id, e->lock_gen << 2 | e->mode};
    }
}

static bool gates_within(const struct hd_wire_context *a, const struct hd_wire_context *b)
{
    for (unsigned i = 0; i < a->gates && i < HD_WIRE_GATES; i++) {
        unsigned k = 0;

        while (k < b->gates && (a->gate[i].lock_id != b->gate[k].lock_id ||
                                a->gate[i].lock_gen_mode != b->gate[k].lock_gen_mode))
            k++;
        if (k == b->gates)
            return false;
    }
    return a->gates_lost <= b->gates_lost;
}

static bool same_thread(const struct hd_wire_context *a, const struct hd_wire_context *b)
{
    return a->thread_id == b->thread_id && a->thread_gen == b->thread_gen;
}

/* Does `a` tell at least as much as `b`? Fewer gates make a context stronger. */
static bool covers(const struct hd_wire_context *a, const struct hd_wire_context *b)
{
    return same_thread(a, b) && a->clock == b->clock && a->from_mode == b->from_mode &&
           a->to_mode == b->to_mode && a->to_flags == b->to_flags && gates_within(a, b);
}

/* Which record the context goes to: 0 a new one, UINT32_MAX none (already told, or no room). */
static uint32_t place(const struct hd_wire_edge *edge, const struct hd_wire_context *x)
{
    uint32_t list[HD_WIRE_EDGE_CONTEXTS], n = 0, own = 0, own_newest = 0, weaker = 0;

    for (uint32_t id = __atomic_load_n(&edge->context_id, __ATOMIC_ACQUIRE);
         id && n < HD_WIRE_EDGE_CONTEXTS; id = hd_g->contexts[id - 1].next_id) {
        const struct hd_wire_context *c = &hd_g->contexts[id - 1];

        list[n++] = id;
        if (covers(c, x))
            return UINT32_MAX;
        if (!same_thread(c, x))
            continue;
        own++;
        own_newest = own_newest ? own_newest : id;
        if (c->gates > x->gates)
            weaker = id;
    }
    if (own >= OWN_CONTEXTS)
        return weaker ? weaker : own_newest;
    if (n < HD_WIRE_EDGE_CONTEXTS)
        return 0;
    if (own)
        return weaker ? weaker : UINT32_MAX;
    /* Newest first in the list: the oldest LASTING_CONTEXTS stand at its end. */
    return list[edge->contexts % (HD_WIRE_EDGE_CONTEXTS - LASTING_CONTEXTS)];
}

static void context_fill(struct hd_wire_context *c, const struct hd_wire_context *x)
{
    uint32_t next = c->next_id, seq = c->seq, state = c->state;

    *c = *x;
    c->next_id = next;
    c->seq = seq;
    c->state = state;
}

static void context_rewrite(uint32_t id, const struct hd_wire_context *x)
{
    struct hd_wire_context *c = &hd_g->contexts[id - 1];
    uint32_t seq = __atomic_load_n(&c->seq, __ATOMIC_RELAXED);

    if (seq & 1 || !__atomic_compare_exchange_n(&c->seq, &seq, seq + 1, false, __ATOMIC_ACQ_REL,
                                                __ATOMIC_RELAXED))
        return; /* another thread is at it */
    context_fill(c, x);
    __atomic_store_n(&c->seq, seq + 2, __ATOMIC_RELEASE);
}

/* Index of a context to fill, BUSY, or UINT32_MAX. */
static uint32_t context_take(void)
{
    struct hd_wire_section *s = hd_section(HD_WIRE_CONTEXTS);
    uint32_t i = hd_try_take(HD_WIRE_CONTEXTS);

    if (i != UINT32_MAX) {
        hd_commit(&hd_g->contexts[i].state, HD_WIRE_BUSY);
        return i;
    }
    for (int k = 0; k < RECYCLE_TRIES; k++) {
        uint32_t freed = 0;

        i = __atomic_fetch_add(&hd_g->context_hint, 1, __ATOMIC_RELAXED) % s->capacity;
        if (__atomic_compare_exchange_n(&hd_g->contexts[i].state, &freed, HD_WIRE_BUSY, false,
                                        __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            return i;
    }
    __atomic_fetch_add(&s->dropped, 1, __ATOMIC_RELAXED);
    return UINT32_MAX;
}

static void context_add(struct hd_wire_edge *edge, const struct hd_wire_context *x)
{
    uint32_t i = context_take(), head;
    struct hd_wire_context *c;

    if (i == UINT32_MAX)
        return;
    c = &hd_g->contexts[i];
    context_fill(c, x);
    hd_commit(&c->state, 1);
    head = __atomic_load_n(&edge->context_id, __ATOMIC_RELAXED);
    do
        c->next_id = head;
    while (!__atomic_compare_exchange_n(&edge->context_id, &head, i + 1, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED));
}

static void edge_note(struct hd_guard *g, const struct hd_wire_entry *from,
                      const struct hd_wire_entry *to, uint64_t to_addr, const struct hd_call *c)
{
    const struct hd_local *t = g->t;
    union hd_ref a = hd_lock_speaker(entry_ref(from)), b = hd_lock_speaker(entry_ref(to));
    struct hd_wire_context x = {0};
    struct hd_wire_edge *edge;
    uint32_t where;

    if (!from->lock_id || !to->lock_id)
        return;
    if (a.word == b.word) { /* two of one crowded class */
        a = entry_ref(from);
        b = entry_ref(to);
    }
    edge = edge_get(a, b, &x.edge_id);
    if (!edge)
        return;
    x.thread_id = t->thread.id;
    x.thread_gen = t->thread.gen;
    x.clock = t->clock;
    x.from_mode = from->mode;
    x.to_mode = to->mode;
    x.to_flags = to->flags;
    gates_of(t->slot, from, to_addr, &x);
    __atomic_fetch_add(&edge->count, 1, __ATOMIC_RELAXED);
    edge->last_ns = x.at_ns = hd_now();
    where = place(edge, &x);
    if (where == UINT32_MAX) {
        hd_count(HD_WIRE_COUNT_CONTEXT_SKIPPED);
        return;
    }
    x.from_stack_id = from->stack_id;
    x.from_pc = from->pc;
    x.to_stack_id = hd_stack_exact(g, c);
    x.to_pc = to->pc;
    __atomic_fetch_add(&edge->contexts, 1, __ATOMIC_RELAXED);
    if (where)
        context_rewrite(where, &x);
    else
        context_add(edge, &x);
}

/* Does the thread hold the lock already, so that acquiring it once more waits for nobody? */
static bool held_already(const struct hd_wire_slot *s, const struct hd_wire_entry *to,
                         uint64_t addr)
{
    for (uint32_t i = 0; i < s->depth; i++) {
        const struct hd_wire_entry *e = &s->entry[i];

        if (e != to && e->address == addr && is_lock(e) && e->activity == HD_WIRE_HOLDING)
            return true;
    }
    return false;
}

/* Edges from every held lock to `to`, whose address may still be 0 in the entry. */
static void order(struct hd_guard *g, const struct hd_wire_entry *to, uint64_t addr,
                  const struct hd_call *c)
{
    const struct hd_wire_slot *s = g->t->slot;

    if (held_already(s, to, addr))
        return;
    for (uint32_t i = 0; i < s->depth && !g->t->ignore; i++) {
        const struct hd_wire_entry *from = &s->entry[i];

        if (from != to && from->address && from->address != addr && is_lock(from) &&
            from->activity == HD_WIRE_HOLDING)
            edge_note(g, from, to, addr, c);
    }
}

void hd_order_before(struct hd_guard *g, const struct hd_wire_entry *to, const struct hd_call *c)
{
    order(g, to, to->address, c);
}

static void back_off(struct hd_local *t)
{
    t->misses++;
    if (t->misses == BACKOFF_FRAME)
        t->frame_mask = 0;
}

static void crowd_held(struct hd_local *t)
{
    bool any = false;

    for (uint32_t i = 0; i < t->depth; i++)
        if (t->slot->entry[i].address && is_lock(&t->slot->entry[i]))
            any |= hd_lock_crowd(t->slot->entry[i].address);
    if (any)
        hd_held_rechain(t, 0);
}

/* Reserves the entry and fills what is known at once. */
static void reserve(struct hd_local *t, uint8_t object, uint8_t mode, uint8_t flags,
                    const struct hd_call *c)
{
    struct hd_wire_entry *e = &t->slot->entry[t->depth];

    hd_set_depth(t, t->depth + 1);
    e->pc = c->pc;
    e->lock_id = e->lock_gen = e->stack_id = 0;
    e->activity = HD_WIRE_WAITING;
    e->mode = mode;
    e->object = object;
    e->flags = flags;
    e->frame = c->frame;
    t->slot->seq++;
}

static void remember(struct hd_local *t, uint64_t addr, const struct hd_wire_entry *e,
                     const struct hd_call *c)
{
    uint32_t d = (uint32_t)(e - t->slot->entry);
    struct hd_chain *known;
    uint64_t key, token = 0;

    hd_lock_find(addr, &token);
    key = hd_chain_key(t->chain[d], rises(t, d, addr), token, e->mode, e->flags, hd_site_key(t, c));
    known = hd_chain_slot(t, key);
    t->chain[d + 1] = key;
    if (!d || !e->lock_id || t->ignore)
        return; /* nothing to order, or no record or no order kept: look again next time */
    known->key = key;
    known->stack_id = e->stack_id;
}

struct hd_wire_entry *hd_push_known(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t mode,
                                    uint8_t flags, const struct hd_call *c)
{
    uint64_t site = hd_site_key(t, c), token = 0, key;
    union hd_ref ref = hd_lock_find(addr, &token);
    uint32_t d = t->depth;
    const struct hd_known_site *s = hd_site_slot(t, site);
    struct hd_wire_entry *e;

    if (!ref.word || d >= t->limit || t->slot->kill)
        return NULL;
    key = hd_chain_key(t->chain[d], rises(t, d, addr), token, mode, flags, site);
    if (d ? hd_chain_slot(t, key)->key != key : s->key != site)
        return NULL;
    reserve(t, object, mode, flags, c);
    t->chain[d + 1] = key;
    e = &t->slot->entry[d];
    e->lock_id = ref.id;
    e->lock_gen = ref.gen;
    e->stack_id = d ? hd_chain_slot(t, key)->stack_id : s->stack_id;
    HD_BARRIER();
    e->address = addr;
    return e;
}

HD_COLD struct hd_wire_entry *hd_push_slow(struct hd_local *t, uint64_t addr, uint8_t object,
                                           uint8_t mode, uint8_t flags, const struct hd_call *c)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_wire_entry *e;
    struct hd_guard g;
    union hd_ref ref;

    if (s->kill)
        return NULL;
    hd_guard_enter(&g, t);
    hd_fold(t);
    if (t->depth >= t->limit) {
        s->lost++;
        hd_unfold(t);
        hd_guard_leave(&g);
        return NULL;
    }
    reserve(t, object, mode, flags, c);
    hd_count(HD_WIRE_COUNT_COLD);
    back_off(t);
    drop_dead_waits(&g, c->frame);
    hd_held_verify(&g);
    crowd_held(t);
    e = &s->entry[t->depth - 1];
    e->stack_id = hd_stack_here(&g, c);
    ref = hd_lock_get(&g, addr, object, c, e->stack_id);
    hd_lock_crowd(addr);
    e->lock_id = ref.id;
    e->lock_gen = ref.gen;
    check_again(&g, e, addr, hd_lock_record(ref), c);
    e = &s->entry[t->depth - 1];
    order(&g, e, addr, c);
    remember(t, addr, e, c);
    hd_guard_leave(&g);
    e->address = addr;
    return e;
}
