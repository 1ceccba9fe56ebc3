/* The LOCKS table: one record per object and generation, found by address.
 *
 * An object's address maps to its newest record. A new generation begins with an initialisation, with
 * the first use after a destruction, or when the memory turned into another kind of object. The
 * record is reused in place unless an edge names it: then the old record stays, DEAD, for the graph.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/probe.h"


struct hd_wire_lock *hd_lock_record(union hd_ref r)
{
    struct hd_wire_lock *l;

    if (!r.id || r.id > hd_section(HD_WIRE_LOCKS)->capacity)
        return NULL;
    l = &hd_g->lock[r.id - 1];
    return l->generation == (r.gen & ~HD_REF_DEAD) ? l : NULL;
}

static bool dead_ref(union hd_ref r)
{
    return r.gen & HD_REF_DEAD || !hd_lock_record(r);
}

union hd_ref hd_lock_find(uint64_t addr, uint64_t *token)
{
    struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, addr);
    union hd_ref r = {.word = 0};

    if (x)
        r = hd_ref_load(&x->ref);
    if (x && token)
        *token = x->token;
    if (r.gen & HD_REF_DEAD)
        r.word = 0;
    return r;
}

/* How far to look for a dead record. A table full of live locks is looked through now and then only. */
static int tries_when_full(void)
{
    if (hd_g->locks_full && __atomic_fetch_add(&hd_g->locks_asked, 1, __ATOMIC_RELAXED) % 64)
        return 0;
    return 256;
}

/* A record to write into, BUSY and with its generation already counted up. When the table is full, a
 * dead one: references to it carry the old generation and so do not find the new object. */
static struct hd_wire_lock *take_record(void)
{
    uint32_t n = hd_section(HD_WIRE_LOCKS)->capacity, i = hd_try_take(HD_WIRE_LOCKS);
    struct hd_wire_lock *l;

    if (i != UINT32_MAX) {
        l = &hd_g->lock[i];
        hd_commit(&l->state, HD_WIRE_BUSY);
        l->generation++;
        return l;
    }
    for (int k = 0; k < tries_when_full(); k++) {
        uint32_t dead = HD_WIRE_LOCK_DEAD;

        l = &hd_g->lock[__atomic_fetch_add(&hd_g->lock_hint, 1, __ATOMIC_RELAXED) % n];
        if (l->state == HD_WIRE_LOCK_DEAD && !(l->flags & HD_WIRE_LOCK_SPEAKER) &&
            __atomic_compare_exchange_n(&l->state, &dead, HD_WIRE_BUSY, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED)) {
            l->generation++;
            hd_g->locks_full = false;
            return l;
        }
    }
    hd_g->locks_full = true;
    __atomic_fetch_add(&hd_section(HD_WIRE_LOCKS)->dropped, 1, __ATOMIC_RELAXED);
    return NULL;
}

/* Does the address lie in the stack of a thread that is attached now? */
static bool on_a_stack(uint64_t addr)
{
    uint32_t n = hd_used(HD_WIRE_SLOTS);

    for (uint32_t i = 0; i < n; i++) {
        const struct hd_local *t = &hd_g->locals[i];

        if (t->slot && t->stack_high && addr < t->stack_high && addr >= t->stack_low)
            return true;
    }
    return false;
}

static uint32_t place_flags(uint64_t addr)
{
    if (on_a_stack(HD_WIRE_ADDRESS(addr)))
        return HD_WIRE_LOCK_STACK;
    return hd_module_static(HD_WIRE_ADDRESS(addr)) ? HD_WIRE_LOCK_STATIC : 0;
}

/* ---- classes ---- */

static struct hd_class *class_of(uint64_t init_pc, unsigned object)
{
    uint64_t key = hd_mix(init_pc, object + 1);
    struct hd_class *k = &hd_g->classes[key >> (64 - HD_CLASS_BITS)], *end = k + HD_INDEX_PROBES;

    for (; k < end; k++) {
        uint64_t none = 0;

        if (__atomic_load_n(&k->key, __ATOMIC_RELAXED) == key ||
            __atomic_compare_exchange_n(&k->key, &none, key, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED) ||
            none == key)
            return k;
    }
    return NULL;
}

/* What ends with edges goes on counting: its edges stay, and objects that come and go would fill the
 * table. */
static void count_class(const struct hd_wire_lock *l, int by)
{
    struct hd_class *k = l->init_pc ? class_of(l->init_pc, l->object) : NULL;

    if (k && (by > 0 || !(l->flags & HD_WIRE_LOCK_HAS_EDGES)))
        __atomic_fetch_add(&k->members, (uint32_t)by, __ATOMIC_RELAXED);
}

/* Own token, or the class's when the class is crowded. */
static uint64_t token_for(struct hd_wire_lock *l, union hd_ref r)
{
    struct hd_class *k = l->init_pc ? class_of(l->init_pc, l->object) : NULL;

    if (!k || __atomic_load_n(&k->members, __ATOMIC_RELAXED) <= HD_CROWD)
        return hd_mix(r.word, l->address);
    __atomic_fetch_or(&l->flags, HD_WIRE_LOCK_CROWDED, __ATOMIC_RELAXED);
    return k->key;
}

/* The first that asks becomes it. */
union hd_ref hd_lock_speaker(union hd_ref r)
{
    struct hd_wire_lock *l = hd_lock_record(r);
    struct hd_class *k;
    union hd_ref now = {.word = 0};

    if (!l || !(l->flags & HD_WIRE_LOCK_CROWDED) || !(k = class_of(l->init_pc, l->object)))
        return r;
    if (__atomic_compare_exchange_n(&k->speaker.word, &now.word, r.word, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
        __atomic_fetch_or(&l->flags, HD_WIRE_LOCK_SPEAKER, __ATOMIC_RELAXED);
        return r;
    }
    return hd_lock_record(now) ? now : r;
}

bool hd_lock_crowd(uint64_t addr)
{
    struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, addr);
    union hd_ref r = x ? hd_ref_load(&x->ref) : (union hd_ref){.word = 0};
    struct hd_wire_lock *l = hd_lock_record(r);
    uint64_t token;

    if (!l || l->flags & HD_WIRE_LOCK_CROWDED || !l->init_pc)
        return false;
    token = token_for(l, r);
    if (token == x->token)
        return false;
    __atomic_store_n(&x->token, token, __ATOMIC_RELEASE);
    return true;
}

/* Where an object was initialised, or first used. */
struct origin {
    uint32_t flags; /* enum hd_wire_lock_flag */
    uint32_t init_stack_id, first_stack_id;
    uint64_t init_pc, first_pc, partner;
};

/* Writes a fresh generation and publishes it under its address. */
static union hd_ref begin(struct hd_index *x, union hd_ref seen, unsigned object, uint64_t addr,
                          const struct origin *o)
{
    struct hd_wire_lock *l = hd_lock_record(seen);
    uint32_t old = l ? l->state : 0;
    union hd_ref r = {.word = 0};

    hd_unlearn(x, l);
    if (l && old == HD_WIRE_LOCK_LIVE)
        count_class(l, -1);
    if (l && !(l->flags & HD_WIRE_LOCK_HAS_EDGES) && old && old != HD_WIRE_BUSY &&
        __atomic_compare_exchange_n(&l->state, &old, HD_WIRE_BUSY, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED)) {
        l->generation++;
    } else {
        if (l)
            hd_commit(&l->state, HD_WIRE_LOCK_DEAD);
        l = take_record();
        if (!l)
            return r;
    }
    l->address = addr;
    l->object = object;
    l->flags = o->flags | place_flags(addr) | hd_native_flags(object, addr);
    l->init_stack_id = o->init_stack_id;
    l->first_stack_id = o->first_stack_id;
    l->death_stack_id = 0;
    l->init_pc = o->init_pc;
    l->first_pc = o->first_pc;
    l->partner = o->partner;
    l->wakes = l->broadcasts = 0;
    l->name_id = 0;
    r.id = (uint32_t)(l - hd_g->lock) + 1;
    r.gen = l->generation;
    count_class(l, 1);
    __atomic_store_n(&x->token, token_for(l, r), __ATOMIC_RELEASE);
    hd_commit(&l->state, HD_WIRE_LOCK_LIVE);
    if (!__atomic_compare_exchange_n(&x->ref.word, &seen.word, r.word, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE)) {
        count_class(l, -1);
        l->address = 0; /* somebody else was first: ours names nothing */
        hd_commit(&l->state, HD_WIRE_LOCK_DEAD);
        return seen;
    }
    return r;
}

/* Is the object of a DEAD record really gone? The memory of one that needs no initialisation may be
 * another object by now. */
static bool is_destroyed(const struct hd_wire_lock *l, unsigned object, uint64_t addr)
{
    if (object >= HD_WIRE_USER_LOCK)
        return (l->flags & (HD_WIRE_LOCK_INIT_SEEN | HD_WIRE_LOCK_STACK | HD_WIRE_LOCK_FREED)) ==
               HD_WIRE_LOCK_INIT_SEEN;
    return hd_native_destroyed(object, addr) == HD_NATIVE_YES;
}

static enum hd_wire_event_kind use_of_destroyed(unsigned object)
{
    return object == HD_WIRE_WAITGROUP ? HD_WIRE_EVENT_WAITGROUP_USE_DESTROYED
           : object == HD_WIRE_CHANNEL ? HD_WIRE_EVENT_CHANNEL_USE_DESTROYED
                                       : HD_WIRE_EVENT_USE_DESTROYED;
}

union hd_ref hd_lock_get(struct hd_guard *g, uint64_t addr, unsigned object,
                         const struct hd_call *c, uint32_t stack_id)
{
    struct hd_index *x = hd_index_claim(hd_g->locks, hd_g->locks_bits, addr, dead_ref);
    union hd_ref r = {.word = 0};
    struct hd_wire_lock *l;

    if (!x) {
        __atomic_fetch_add(&hd_section(HD_WIRE_LOCKS)->dropped, 1, __ATOMIC_RELAXED);
        return r;
    }
    r = hd_ref_load(&x->ref);
    l = hd_lock_record(r);
    if (l && !(r.gen & HD_REF_DEAD) && l->object == object)
        return r;
    if (l && r.gen & HD_REF_DEAD && l->object == object && is_destroyed(l, object, addr)) {
        struct hd_event ev = {.kind = use_of_destroyed(object), .address = addr, .lock = r,
                              .stack_id = stack_id, .stack2_id = l->death_stack_id};

        ev.lock.gen &= ~HD_REF_DEAD;
        hd_event_note(g, &ev, c);
        return (union hd_ref){.word = 0}; /* a destroyed lock orders nothing */
    }
    return begin(x, r, object, addr, &(struct origin){.first_stack_id = stack_id, .first_pc = c->pc});
}

/* Another thread's slot may change under our eyes: what is found is evidence, as everywhere here.
 */
static bool holds(const struct hd_wire_slot *s, uint64_t addr, uint32_t *stack_id)
{
    uint32_t depth = __atomic_load_n(&s->depth, __ATOMIC_RELAXED);
    uint64_t top = __atomic_load_n(&s->top, __ATOMIC_RELAXED);
    uint32_t at = top & HD_WIRE_TOP_STEP;

    for (uint32_t k = 0; k < HD_WIRE_HELD && at < HD_WIRE_STEPS; k++, at = s->step[at].below) {
        *stack_id = s->step[at].stack_id;
        if (s->step[at].address == addr && (k || top & HD_WIRE_TOP_HOLDING))
            return true;
    }
    for (uint32_t k = 0; k < depth && k < HD_WIRE_HELD; k++) {
        *stack_id = s->entry[k].stack_id;
        if (s->entry[k].address == addr && s->entry[k].activity == HD_WIRE_HOLDING)
            return true;
    }
    return false;
}

unsigned hd_lock_users(uint64_t addr, unsigned activity, struct hd_wire_slot **slot,
                       struct hd_wire_entry **entry)
{
    uint32_t n = hd_used(HD_WIRE_SLOTS);
    unsigned found = 0;

    for (uint32_t i = 0; i < n; i++) {
        struct hd_wire_slot *s = &hd_g->slots[i];
        uint32_t depth = __atomic_load_n(&s->depth, __ATOMIC_RELAXED);

        if (s->state != 1)
            continue;
        for (uint32_t k = 0; k < depth && k < HD_WIRE_HELD; k++) {
            if (s->entry[k].address != addr || s->entry[k].activity != activity)
                continue;
            *slot = s;
            *entry = &s->entry[k];
            found++;
        }
    }
    return found;
}

unsigned hd_lock_holders(uint64_t addr, uint32_t *tid, uint32_t *stack_id)
{
    uint32_t n = hd_used(HD_WIRE_SLOTS), stack;
    unsigned found = 0;

    for (uint32_t i = 0; i < n; i++) {
        const struct hd_wire_slot *s = &hd_g->slots[i];

        if (s->state != 1 || !holds(s, addr, &stack))
            continue;
        *tid = s->tid;
        *stack_id = stack;
        found++;
    }
    return found;
}

/* Destroyed or initialised while somebody holds it? The library's own word decides when it can: an
 * entry can be left over from a release by another thread. */
static void note_held(struct hd_guard *g, enum hd_wire_event_kind kind, uint64_t addr,
                      union hd_ref r, const struct hd_wire_lock *l, const struct hd_call *c)
{
    uint32_t tid, stack;

    if (l->flags & HD_WIRE_LOCK_FOREIGN || !hd_lock_holders(addr, &tid, &stack))
        return;
    if (kind == HD_WIRE_EVENT_DESTROY_HELD && hd_native_owner(l->object, addr) == 0)
        return;
    hd_event_note(g,
                  &(struct hd_event){
                      .kind = kind, .address = addr, .lock = r, .aux = tid, .stack2_id = stack},
                  c);
}

void hd_lock_init(struct hd_guard *g, uint64_t addr, unsigned object, uint32_t flags,
                  uint64_t partner, uint64_t class_pc, const struct hd_call *c)
{
    struct hd_index *x = hd_index_claim(hd_g->locks, hd_g->locks_bits, addr, dead_ref);
    struct hd_wire_lock *l;
    union hd_ref r;

    if (!x) {
        __atomic_fetch_add(&hd_section(HD_WIRE_LOCKS)->dropped, 1, __ATOMIC_RELAXED);
        return;
    }
    r = hd_ref_load(&x->ref);
    l = hd_lock_record(r);
    if (l && !(r.gen & HD_REF_DEAD) && HD_WIRE_IS_LOCK(object))
        note_held(g, HD_WIRE_EVENT_INIT_HELD, addr, r, l, c);
    begin(x, r, object, addr,
          &(struct origin){.flags = flags | HD_WIRE_LOCK_INIT_SEEN,
                           .init_stack_id = hd_stack_here(g, c),
                           .init_pc = class_pc,
                           .partner = partner});
}

/* Threads that are certainly still asleep on an object without owner: more of them than wake-ups
 * since the first of them went to sleep (each wake-up frees at least one). One that a wake-up reached
 * but that has not returned yet is allowed by POSIX to see the object destroyed. */
static unsigned asleep(const struct hd_wire_lock *l, uint64_t addr, uint32_t *thread_id)
{
    uint32_t n = hd_used(HD_WIRE_SLOTS), waiters = 0;
    uint64_t wakes = __atomic_load_n(&l->wakes, __ATOMIC_RELAXED), first = wakes, freed;

    for (uint32_t i = 0; i < n; i++) {
        const struct hd_wire_slot *s = &hd_g->slots[i];
        uint32_t depth = __atomic_load_n(&s->depth, __ATOMIC_RELAXED);

        for (uint32_t k = 0; s->state == 1 && k < depth && k < HD_WIRE_HELD; k++) {
            const struct hd_wire_entry *e = &s->entry[k];

            if (e->address != addr || e->activity != HD_WIRE_WAITING || e->object != l->object ||
                e->stamp >> 48 != (l->broadcasts & 0xffff))
                continue;
            waiters++;
            *thread_id = s->thread_id;
            if ((e->stamp & 0xffffffffffff) < first)
                first = e->stamp & 0xffffffffffff;
        }
    }
    if (l->object == HD_WIRE_BARRIER) { /* they sleep until the arrivals are complete */
        uint64_t incomplete = l->partner ? wakes % l->partner : 0;

        return incomplete < waiters ? (unsigned)incomplete : waiters;
    }
    if (l->object == HD_WIRE_SEM && waiters && hd_native_sem_asleep(addr) >= 0)
        return (uint64_t)hd_native_sem_asleep(addr) < waiters ? (unsigned)hd_native_sem_asleep(addr)
                                                              : waiters;
    freed = wakes - first;
    return waiters > freed ? (unsigned)(waiters - freed) : 0;
}

static void note_asleep(struct hd_guard *g, uint64_t addr, union hd_ref r,
                        const struct hd_wire_lock *l, const struct hd_call *c)
{
    uint32_t who = 0;
    unsigned n = asleep(l, addr, &who);

    if (!n)
        return;
    hd_event_note(g, &(struct hd_event){
                         .kind = l->object == HD_WIRE_COND  ? HD_WIRE_EVENT_COND_DESTROY_WAITING
                                 : l->object == HD_WIRE_SEM ? HD_WIRE_EVENT_SEM_DESTROY_WAITING
                                                            : HD_WIRE_EVENT_BARRIER_DESTROY_WAITING,
                         .address = addr, .lock = r, .aux = n, .aux2 = who}, c);
}

union hd_ref hd_lock_destroy(struct hd_guard *g, uint64_t addr, unsigned object,
                             const struct hd_call *c)
{
    struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, addr);
    union hd_ref none = {.word = 0}, r;
    struct hd_wire_lock *l;

    if (!x)
        return none;
    r = hd_ref_load(&x->ref);
    l = hd_lock_record(r);
    if (!l || l->object != object)
        return none;
    if (r.gen & HD_REF_DEAD) {
        if (is_destroyed(l, object, addr))
            hd_lock_get(g, addr, object, c, 0);
        return none;
    }
    if (HD_WIRE_IS_LOCK(object))
        note_held(g, HD_WIRE_EVENT_DESTROY_HELD, addr, r, l, c);
    else
        note_asleep(g, addr, r, l, c);
    hd_lock_kill(g, addr, hd_stack_here(g, c), 0);
    return r;
}

void hd_lock_kill(struct hd_guard *g, uint64_t addr, uint32_t stack_id, uint32_t flags)
{
    struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, addr);
    union hd_ref r = x ? hd_ref_load(&x->ref) : (union hd_ref){.word = 0};
    struct hd_wire_lock *l = hd_lock_record(r);

    (void)g;
    if (!l || r.gen & HD_REF_DEAD)
        return;
    hd_unlearn(x, l);
    count_class(l, -1);
    l->death_stack_id = stack_id;
    __atomic_fetch_or(&l->flags, flags, __ATOMIC_RELAXED);
    hd_commit(&l->state, HD_WIRE_LOCK_DEAD);
    r.gen |= HD_REF_DEAD;
    __atomic_store_n(&x->ref.word, r.word, __ATOMIC_RELEASE);
}

void hd_lock_undestroy(struct hd_guard *g, uint64_t addr, union hd_ref r)
{
    struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, addr);
    struct hd_wire_lock *l = hd_lock_record(r);
    uint32_t dead = HD_WIRE_LOCK_DEAD;
    union hd_ref now = r;

    (void)g;
    now.gen |= HD_REF_DEAD;
    if (!x || !l)
        return;
    if (__atomic_compare_exchange_n(&l->state, &dead, HD_WIRE_LOCK_LIVE, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED)) {
        count_class(l, 1);
        __atomic_compare_exchange_n(&x->ref.word, &now.word, r.word, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED);
    }
}
