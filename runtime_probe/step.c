/* Held locks in short form. An acquisition whose chain of held locks this thread has met becomes a
 * step: its entry is filled once and named by one word, slot->top. Steps that are met again are
 * learned: the hot path finds them by hd_step_key() and does no more than to store that word. The
 * others use one step per depth and are filled each time.
 *
 * A step's key holds the lock's address, not its generation. So a lock that was learned moves
 * hd_epoch, which is part of every key, when it gets another generation; and locks of a kind that
 * comes and goes are not learned.
 *
 * Whoever works on entries folds the steps into them first, and unfolds them when the entries above
 * are gone. A signal handler does both, so the code that it interrupted finds the steps as they
 * were.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/hot.h"

enum {
    CHURN = 16, /* generations that learned locks of one site may have before they are left alone */
    PATIENCE = 8, /* acquisitions per attempt to get the step of another one */
    LIMBO = 16,
    RETRY = 64
};

uint64_t hd_epoch __attribute__((aligned(64)));

/* `top` with nothing but entries. Its key is the chain of those. */
static uint64_t root_of(const struct hd_local *t)
{
    return (t->chain[t->depth] & HD_WIRE_TOP_KEY) | HD_WIRE_TOP_NONE;
}

static bool is_step(uint32_t at)
{
    return at < HD_WIRE_STEPS;
}

/* ---- learning ---- */

struct fresh { /* a step about to be entered */
    uint64_t addr, key, chain, below;
    union hd_ref ref;
    const struct hd_call *call;
    uint32_t stack_id, level;
    uint8_t object, mode, flags;
};

static uint32_t *churn_of(const struct hd_wire_lock *l)
{
    uint64_t h = hd_mix(l->init_pc ? l->init_pc : l->first_pc, l->object);

    return &hd_g->churn[h >> (64 - HD_CHURN_BITS)];
}

void hd_unlearn(struct hd_index *x, const struct hd_wire_lock *l)
{
    if (!__atomic_load_n(&x->learned, __ATOMIC_RELAXED))
        return;
    __atomic_store_n(&x->learned, 0, __ATOMIC_RELAXED);
    __atomic_fetch_add(&hd_epoch, HD_K1, __ATOMIC_RELEASE);
    if (l)
        __atomic_fetch_add(churn_of(l), 1, __ATOMIC_RELAXED);
}

static bool settled_kind(union hd_ref r)
{
    const struct hd_wire_lock *l = hd_lock_record(r);

    return l && __atomic_load_n(churn_of(l), __ATOMIC_RELAXED) < CHURN;
}

static bool on_chain(const struct hd_local *t, uint64_t top, uint32_t step)
{
    uint32_t at = top & HD_WIRE_TOP_STEP;

    for (int k = 0; k < HD_WIRE_HELD && is_step(at); k++) {
        if (at == step)
            return true;
        at = (uint8_t)t->step_below[at];
    }
    return false;
}

static bool in_use(const struct hd_local *t, uint32_t step)
{
    for (uint32_t i = 0; i < t->folds; i++)
        if (on_chain(t, t->fold[i].top, step))
            return true;
    return on_chain(t, t->slot->top, step);
}

static void retire(struct hd_local *t, uint32_t i)
{
    uint32_t place = t->step_place[i];

    if ((uint8_t)t->step_top[place] == i)
        t->step_key[place] = 0;
}

/* A step to learn, or HD_LEARNED when those that come into question are in use. A step is forgotten
 * LIMBO learnings before it is filled anew: the hot path that a signal handler interrupted may just
 * have found it. */
static uint32_t next_step(struct hd_local *t)
{
    for (int k = 0; k < LIMBO / 2; k++) {
        uint32_t i = t->step_hand++;

        if (i + LIMBO >= HD_LEARNED)
            retire(t, (i + LIMBO) % HD_LEARNED);
        if (i < HD_LEARNED || !in_use(t, i % HD_LEARNED))
            return i % HD_LEARNED;
    }
    return HD_LEARNED;
}

/* Which step an acquisition gets: one of its own when it is met for the second time. There are two
 * places where it may stand; others are moved out now and then only. */
static uint32_t step_for(struct hd_local *t, const struct fresh *f, struct hd_index *x)
{
    uint32_t place = hd_step_place(f->key), want = (uint32_t)(f->key >> 32), i;
    bool patient = t->slot->seq % PATIENCE;

    if (t->step_want[place] != want) {
        t->step_want[place] = want;
        return HD_LEARNED + f->level;
    }
    if (t->step_key[place]) {
        if (!t->step_key[place ^ 1])
            place ^= 1;
        else if (patient)
            return HD_LEARNED + f->level;
    }
    if ((t->step_hand >= HD_LEARNED - LIMBO && patient) || !settled_kind(f->ref) ||
        (i = next_step(t)) == HD_LEARNED)
        return HD_LEARNED + f->level;
    t->step_place[i] = (uint8_t)place;
    t->step_key[place] = 0;
    __atomic_store_n(&x->learned, 1, __ATOMIC_RELAXED);
    return i;
}

/* ---- acquiring ---- */

/* The word that enters the step, without HD_WIRE_TOP_HOLDING. */
static uint64_t fill(struct hd_local *t, uint32_t i, const struct fresh *f)
{
    struct hd_wire_step *p = &t->slot->step[i];

    p->address = f->addr;
    p->pc = f->call->pc;
    p->lock_id = f->ref.id;
    p->lock_gen = f->ref.gen;
    p->stack_id = f->stack_id;
    p->mode = f->mode;
    p->object = f->object;
    p->flags = f->flags;
    p->below = (uint8_t)f->below;
    t->step_addr[i] = f->addr;
    t->step_below[i] = f->below;
    t->step_chain[i] = f->chain;
    t->step_level[i] = (uint8_t)f->level;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    return (f->chain & HD_WIRE_TOP_KEY) | i;
}

/* What lies below an acquisition made at `top`: level, chain, and the address that orders it. */
static uint64_t below(const struct hd_local *t, uint64_t top, uint32_t *level, uint64_t *addr)
{
    uint32_t at = top & HD_WIRE_TOP_STEP;

    if (is_step(at)) {
        *level = t->step_level[at] + 1u;
        *addr = t->step_addr[at];
        return t->step_chain[at];
    }
    *level = t->depth;
    *addr = t->depth ? t->slot->entry[t->depth - 1].address : 0;
    return t->chain[t->depth];
}

/* Has this thread met the chain? A lock that is the only one held orders nothing, so it suffices to
 * know the lock and the site; one that found no room in LOCKS can order nothing. */
static bool known(struct hd_local *t, struct fresh *f, uint64_t site)
{
    const struct hd_known_site *s = hd_site_slot(t, site);
    const struct hd_chain *c = hd_chain_slot(t, f->chain);

    if (f->ref.gen & HD_REF_DEAD || (!f->ref.word && !hd_g->locks_full))
        return false;
    if (f->level == 0 || !f->ref.word) {
        f->stack_id = s->stack_id;
        return s->key == site;
    }
    f->stack_id = c->stack_id;
    return c->key == f->chain;
}

static bool enter(struct hd_local *t, struct fresh *f, struct hd_index *x)
{
    uint64_t held = f->flags & HD_WIRE_TRY ? HD_WIRE_TOP_HOLDING : 0, top;
    uint32_t i = step_for(t, f, x);

    top = fill(t, i, f);
    if (i < HD_LEARNED) {
        t->step_top[t->step_place[i]] = top;
        HD_BARRIER();
        t->step_key[t->step_place[i]] = f->key;
    }
    t->slot->top = top | held;
    t->slot->seq++;
    return true;
}

static HD_WARM bool try_push(struct hd_local *t, struct fresh *f)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_index *x = hd_index_find(hd_g->locks, hd_g->locks_bits, f->addr);
    uint64_t base, under, site;

    if ((!x && !hd_g->locks_full) || s->kill || hd_g->hold_times || !(s->top & HD_WIRE_TOP_HOLDING))
        return false;
    if (!is_step(s->top & HD_WIRE_TOP_STEP))
        s->top = root_of(t);
    f->ref = x ? hd_ref_load(&x->ref) : (union hd_ref){.word = 0};
    if (!f->ref.word && s->seq % RETRY == 0)
        return false; /* there may be room by now */
    f->below = s->top;
    f->key = hd_step_key(s->top, f->addr, HD_STEP_HOW(f->object, f->mode, f->flags), f->call);
    base = below(t, s->top, &f->level, &under);
    if (f->level >= t->limit)
        return false;
    site = hd_site_key(t, f->call);
    f->chain =
        hd_chain_key(base, f->level && f->addr > under, x ? x->token : 0, f->mode, f->flags, site);
    return known(t, f, site) && enter(t, f, x);
}

/* What most acquisitions that are not learned come to, without detours: a lock that stands near its
 * home in the table, a chain that is known, a step that is met for the first time. False: nothing
 * was done that matters. */
HD_INLINE bool push_once(struct hd_local *t, struct hd_wire_slot *s, uint64_t addr, unsigned object,
                         unsigned mode, unsigned flags, const struct hd_call *c)
{
    const struct hd_index *x = hd_index_home(hd_g->locks, hd_index_mask(hd_g->locks_bits), addr);
    uint64_t top = s->top, under, base, site = hd_site_key(t, c), chain, key;
    uint32_t level, stack_id, place;
    struct hd_wire_step *p;
    union hd_ref ref;

    x += x->addr != addr;
    ref = x->ref;
    if (x->addr != addr || !ref.word || ref.gen & HD_REF_DEAD || !(top & HD_WIRE_TOP_HOLDING) ||
        s->kill || hd_g->hold_times)
        return false;
    if (!is_step(top & HD_WIRE_TOP_STEP))
        s->top = top = root_of(t);
    base = below(t, top, &level, &under);
    chain = hd_chain_key(base, level && addr > under, x->token, mode, flags, site);
    if (level) {
        const struct hd_chain *k = hd_chain_slot(t, chain);

        stack_id = k->stack_id;
        if (k->key != chain)
            return false;
    } else {
        const struct hd_known_site *k = hd_site_slot(t, site);

        stack_id = k->stack_id;
        if (k->key != site)
            return false;
    }
    key = hd_step_key(top, addr, HD_STEP_HOW(object, mode, flags), c);
    place = hd_step_place(key);
    if (level >= t->limit || t->step_want[place] == (uint32_t)(key >> 32))
        return false;
    t->step_want[place] = (uint32_t)(key >> 32);
    place = HD_LEARNED + level;
    p = &s->step[place];
    p->address = addr;
    p->pc = c->pc;
    p->lock_id = ref.id;
    p->lock_gen = ref.gen;
    p->stack_id = stack_id;
    p->mode = (uint8_t)mode;
    p->object = (uint8_t)object;
    p->flags = (uint8_t)flags;
    p->below = (uint8_t)top;
    t->step_addr[place] = addr;
    t->step_below[place] = top;
    t->step_chain[place] = chain;
    t->step_level[place] = (uint8_t)level;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    s->top = (chain & HD_WIRE_TOP_KEY) | place | (flags & HD_WIRE_TRY ? HD_WIRE_TOP_HOLDING : 0);
    s->seq++;
    return true;
}

/* Learned, but not found by the hot path: it stands in the other place. */
HD_INLINE bool push_other(struct hd_local *t, struct hd_wire_slot *s, uint64_t key, unsigned flags)
{
    uint32_t other = hd_step_place(key) ^ 1;

    if (t->step_key[other] != key || s->kill)
        return false;
    s->top = t->step_top[other] | (flags & HD_WIRE_TRY ? HD_WIRE_TOP_HOLDING : 0);
    s->seq++;
    return true;
}

HD_WARM bool hd_step_push(struct hd_local *t, uint64_t addr, uint8_t object, uint8_t mode,
                          uint8_t flags, const struct hd_call *c)
{
    struct hd_wire_slot *s = t->slot;
    bool ok;

    hd_tls.local = &hd_nobody; /* a handler that came now would not find what it expects */
    HD_BARRIER();
    ok = push_other(t, s, hd_step_key(s->top, addr, HD_STEP_HOW(object, mode, flags), c), flags) ||
         push_once(t, s, addr, object, mode, flags, c);
    if (HD_UNLIKELY(!ok)) {
        struct fresh f = {.addr = addr, .object = object, .mode = mode, .flags = flags, .call = c};

        ok = try_push(t, &f);
    }
    HD_BARRIER();
    hd_tls.local = t;
    return ok;
}

/* The innermost acquisition that is still asked for, when steps were folded meanwhile. */
static void drop_waiting_entry(struct hd_local *t)
{
    for (uint32_t i = t->depth; i-- > 0;) {
        struct hd_wire_entry *e = &t->slot->entry[i];

        if (e->address && e->activity == HD_WIRE_WAITING && e->object <= HD_WIRE_SPIN) {
            hd_held_remove(t, e);
            return;
        }
    }
}

HD_COLD int hd_step_settle(int result)
{
    struct hd_local *t = hd_tls.local;
    struct hd_wire_slot *s = t->slot;
    uint32_t at;

    if (!s)
        return result;
    at = s->top & HD_WIRE_TOP_STEP;
    if (result == EOWNERDEAD)
        s->top |= HD_WIRE_TOP_HOLDING;
    else if (is_step(at) && !(s->top & HD_WIRE_TOP_HOLDING))
        s->top = t->step_below[at];
    else
        drop_waiting_entry(t);
    return result;
}

/* ---- releasing ---- */

/* Enters the step `from` anew above `top`, one level lower than it was, as the step of that level.
 */
static uint64_t shift(struct hd_local *t, uint32_t from, uint64_t top)
{
    const struct hd_wire_step *p = &t->slot->step[from];
    struct hd_call c = {.pc = p->pc};
    struct fresh f = {.addr = t->step_addr[from],
                      .below = top,
                      .call = &c,
                      .ref = {{.id = p->lock_id, .gen = p->lock_gen}},
                      .stack_id = p->stack_id,
                      .object = p->object,
                      .mode = p->mode,
                      .flags = p->flags};
    uint64_t under, base, token = 0;

    base = below(t, top, &f.level, &under);
    hd_lock_find(f.addr, &token);
    f.chain = hd_chain_key(base, f.level && f.addr > under, token, f.mode, f.flags, 0);
    return fill(t, HD_LEARNED + f.level, &f);
}

static bool take_out(struct hd_local *t, uint64_t addr)
{
    struct hd_wire_slot *s = t->slot;
    uint8_t list[HD_WIRE_HELD];
    uint64_t held = s->top & HD_WIRE_TOP_HOLDING, top = s->top;
    uint32_t n = 0, at = top & HD_WIRE_TOP_STEP;

    while (n < HD_WIRE_HELD && is_step(at) && (t->step_addr[at] != addr || (!n && !held))) {
        list[n++] = (uint8_t)at;
        at = (uint8_t)t->step_below[at];
    }
    if (n == HD_WIRE_HELD || !is_step(at))
        return false;
    top = t->step_below[at];
    for (uint32_t k = n; k-- > 0;)
        top = shift(t, list[k], top) | (k ? HD_WIRE_TOP_HOLDING : held);
    s->top = top;
    s->seq++;
    return true;
}

bool hd_step_release(struct hd_local *t, uint64_t addr)
{
    bool found;

    hd_tls.local = &hd_nobody;
    HD_BARRIER();
    found = take_out(t, addr);
    HD_BARRIER();
    hd_tls.local = t;
    return found;
}

/* ---- folding ---- */

static void fold_one(struct hd_local *t, uint32_t i, unsigned activity)
{
    const struct hd_wire_step *p = &t->slot->step[i];
    struct hd_wire_entry *e = &t->slot->entry[t->depth];

    e->pc = p->pc;
    e->lock_id = p->lock_id;
    e->lock_gen = p->lock_gen;
    e->stack_id = p->stack_id;
    e->activity = (uint8_t)activity;
    e->mode = p->mode;
    e->object = p->object;
    e->flags = p->flags;
    e->frame = e->partner = e->stamp = 0;
    t->chain[t->depth + 1] = t->step_chain[i];
    hd_set_depth(t, t->depth + 1);
    e->address = t->step_addr[i];
}

static void fold(struct hd_local *t)
{
    struct hd_wire_slot *s = t->slot;
    uint8_t list[HD_WIRE_HELD];
    uint32_t n = 0, at = s->top & HD_WIRE_TOP_STEP, room = t->limit - t->depth;
    struct hd_fold f = {.top = s->top, .depth = t->depth};

    for (; n < room && is_step(at); at = (uint8_t)t->step_below[at])
        list[n++] = (uint8_t)at;
    f.steps = n;
    while (n-- > 0)
        fold_one(t, list[n], n || f.top & HD_WIRE_TOP_HOLDING ? HD_WIRE_HOLDING : HD_WIRE_WAITING);
    s->top = HD_WIRE_TOP_NONE;
    if (t->folds == HD_FOLDS)
        for (uint32_t i = 1; i < HD_FOLDS; i++)
            t->fold[i - 1] = t->fold[i];
    else
        t->folds++;
    t->fold[t->folds - 1] = f;
}

void hd_fold(struct hd_local *t)
{
    struct hd_local *before = hd_tls.local;

    hd_tls.local = &hd_nobody;
    HD_BARRIER();
    fold(t);
    HD_BARRIER();
    hd_tls.local = before;
}

/* Do the entries above f->depth say what the steps said? */
static bool unchanged(const struct hd_local *t, const struct hd_fold *f)
{
    uint64_t top = f->top;

    for (uint32_t k = t->depth; k-- > f->depth;) {
        const struct hd_wire_entry *e = &t->slot->entry[k];
        uint32_t at = top & HD_WIRE_TOP_STEP;
        unsigned activity = k + 1 == t->depth && !(f->top & HD_WIRE_TOP_HOLDING) ? HD_WIRE_WAITING
                                                                                 : HD_WIRE_HOLDING;

        if (!is_step(at) || e->address != t->step_addr[at] || e->activity != activity ||
            t->chain[k + 1] != t->step_chain[at])
            return false;
        top = t->step_below[at];
    }
    return !is_step(top & HD_WIRE_TOP_STEP) &&
           (top == HD_WIRE_TOP_NONE || !((top ^ t->chain[f->depth]) & HD_WIRE_TOP_KEY));
}

/* Forgets the innermost of the steps; those below it can still be had back. */
static void trim(const struct hd_local *t, struct hd_fold *f)
{
    f->top = t->step_below[f->top & HD_WIRE_TOP_STEP];
    f->steps--;
}

static void unfold(struct hd_local *t)
{
    struct hd_wire_slot *s = t->slot;
    struct hd_fold *f;

    if (is_step(s->top & HD_WIRE_TOP_STEP))
        return;
    for (;; t->folds--) {
        if (!t->folds)
            return;
        f = &t->fold[t->folds - 1];
        while (f->steps && f->depth + f->steps > t->depth)
            trim(t, f);
        if (f->depth <= t->depth)
            break;
    }
    if (f->depth + f->steps < t->depth)
        return;
    if (unchanged(t, f)) {
        t->folds--;
        s->top = f->top;
        while (t->depth > f->depth)
            hd_pop(t, &s->entry[t->depth - 1]);
    } else if (f->steps) {
        trim(t, f);
    } else {
        t->folds--;
    }
}

void hd_unfold(struct hd_local *t)
{
    struct hd_local *before = hd_tls.local;

    hd_tls.local = &hd_nobody;
    HD_BARRIER();
    unfold(t);
    HD_BARRIER();
    hd_tls.local = before;
}
