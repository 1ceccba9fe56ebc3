/* From a snapshot to rows; see session.h. The store's inserts are idempotent, so this file only
 * keeps in mind what need not be put again: every record's content is hashed, and an equal hash is
 * skipped.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "collector/session_internal.h"
#include "core/hash.h"

enum put_kind { PUT_THREAD = 1, PUT_LOCK, PUT_CONTEXT };

/* Whether a record changed since it was put last. Notes the new content. */
static bool changed(struct hd_session *s, enum put_kind kind, uint32_t index, const void *rec,
                    size_t size)
{
    uint64_t *slot = hd_map_put(&s->put, (uint64_t)kind << 32 | index, NULL);
    uint64_t h = hd_hash(rec, size) | 1;
    if (*slot == h)
        return false;
    *slot = h;
    return true;
}

void hd_ingest_forget(struct hd_session *s)
{
    hd_map_free(&s->stack_id);
    hd_map_free(&s->lock_id);
    hd_map_free(&s->put);
    s->live_stored = 0;
    s->judged_hash = 0;
    s->history.stride = 0;
}

int64_t hd_ingest_stack(struct hd_session *s, struct hd_store *db, const struct hd_stack *stack,
                        struct hd_err *err)
{
    stack = hd_describe_use(s->d, stack); /* frame 0 is the acquisition */
    if (!stack->len)
        return 0;
    uint64_t *slot = hd_map_put(&s->stack_id, (uint64_t)(uintptr_t)stack, NULL);
    if (!*slot) {
        int64_t id = hd_store_put_stack(db, stack, err);
        if (id < 0)
            return -1;
        *slot = (uint64_t)id;
    }
    return (int64_t)*slot;
}

int64_t hd_ingest_lock(struct hd_session *s, struct hd_store *db, uint32_t id, uint32_t gen,
                       struct hd_err *err)
{
    const struct hd_wire_lock *l = hd_snap_lock(&s->snap, id, gen);
    const struct hd_lock_desc *desc = hd_describe_lock(s->d, &s->snap, id, gen);
    if (!l || !desc || !desc->order)
        return 0;
    uint64_t key = (uint64_t)l->generation << 32 | id;
    uint64_t *slot = hd_map_put(&s->lock_id, key, NULL);
    bool weak = !hd_describe_is_certain(s->d, &s->snap, l);
    uint32_t told[5] = {l->flags, l->generation, l->name_id, weak,
                        (uint32_t)hd_hash_str(desc->label)};
    if (*slot && !changed(s, PUT_LOCK, id, told, sizeof told))
        return (int64_t)*slot;
    int64_t cls = hd_store_put_lock_class(db, &desc->cls, err);
    if (cls < 0)
        return -1;
    struct hd_lock row = {.class_id = cls,
                          .label = desc->label,
                          .address = HD_WIRE_ADDRESS(l->address),
                          .generation = key, /* the place of a dead one's record is another's */
                          .weak = weak};
    int64_t row_id = hd_store_put_lock(db, s->run, &row, err);
    if (row_id > 0)
        *slot = (uint64_t)row_id;
    return row_id;
}

static enum hd_thread_state thread_state(const struct hd_wire_thread *t)
{
    if (t->flags & HD_WIRE_THREAD_JOINED)
        return HD_THREAD_JOINED;
    if (t->flags & HD_WIRE_THREAD_DETACHED)
        return t->state == HD_WIRE_THREAD_EXITED ? HD_THREAD_DETACHED : HD_THREAD_ALIVE;
    return t->state == HD_WIRE_THREAD_EXITED ? HD_THREAD_EXITED : HD_THREAD_ALIVE;
}

static int put_thread(struct hd_session *s, struct hd_store *db, uint32_t i, struct hd_err *err)
{
    const struct hd_snapshot *snap = &s->snap;
    const struct hd_wire_thread *t = &snap->threads.rec[i];
    const struct hd_thread_desc *desc = hd_describe_thread(s->d, snap, i + 1, 0);
    int64_t stack = hd_ingest_stack(s, db, desc->create_stack, err);
    if (stack < 0)
        return -1;
    struct hd_thread row = {
        .key = hd_thread_key(snap, i + 1, 0),
        .name = desc->name,
        .entry = desc->entry,
        .created = desc->created,
        .create_stack = stack,
        .tid = t->tid,
        .state = thread_state(t),
        .detached = (t->flags & (HD_WIRE_THREAD_DETACHED | HD_WIRE_THREAD_BORN_DETACHED)) != 0,
        .parent = hd_thread_key(snap, t->parent_id, t->parent_gen),
        .parent_clock = t->parent_clock,
        .started_ms = hd_wall_ms(snap, t->created_ns ? t->created_ns : t->started_ns),
        .ended_ms = hd_wall_ms(snap, t->ended_ns),
    };
    if (t->flags & HD_WIRE_THREAD_JOINED) {
        row.joiner = hd_thread_key(snap, t->joiner_id, t->joiner_gen);
        row.join_clock = t->join_clock;
    }
    return hd_store_put_thread(db, s->run, &row, err) < 0 ? -1 : 0;
}

static int put_threads(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    for (uint32_t i = 0; i < s->snap.threads.len; i++) {
        const struct hd_wire_thread *t = &s->snap.threads.rec[i];
        if (!t->state || t->state == HD_WIRE_THREAD_FAILED)
            continue;
        struct hd_wire_thread told = *t; /* its own clock runs on and is not stored */
        told.clock = told.slot_id = 0;
        if (changed(s, PUT_THREAD, i, &told, sizeof told) && put_thread(s, db, i, err) < 0)
            return -1;
    }
    return 0;
}

static int put_held_entry(struct hd_session *s, struct hd_store *db,
                          const struct hd_wire_slot *slot, const struct hd_wire_entry *e,
                          struct hd_err *err)
{
    int64_t lock = hd_ingest_lock(s, db, e->lock_id, e->lock_gen, err);
    if (lock <= 0)
        return (int)lock;
    const struct hd_stack *stack = hd_describe_stack(s->d, &s->snap, e->stack_id, e->pc);
    struct hd_site site = hd_describe_site(s->d, stack);
    int64_t row = hd_ingest_stack(s, db, stack, err);
    if (row < 0)
        return -1;
    return hd_store_put_held(db, s->run, hd_thread_key(&s->snap, slot->thread_id, slot->thread_gen),
                             lock, (enum hd_mode)e->mode, row, &site, err);
}

static int put_held(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    if (hd_store_clear_held(db, s->run, err) < 0)
        return -1;
    for (uint32_t i = 0; i < s->snap.slots.len; i++) {
        const struct hd_wire_slot *slot = &s->snap.slots.rec[i];
        if (!slot->state || !slot->thread_id)
            continue;
        for (uint32_t k = 0; k < hd_slot_depth(slot); k++) {
            const struct hd_wire_entry *e = &slot->entry[k];
            if (e->address && e->activity == HD_WIRE_HOLDING &&
                put_held_entry(s, db, slot, e, err) < 0)
                return -1;
        }
    }
    return 0;
}

/* The locks held besides `from`; -1 on failure. Gates of unknown locks are left out: one gate fewer
 * can only bring a cycle to light, and contexts that lost gates are not stored at all. */
static int put_gates(struct hd_session *s, struct hd_store *db, const struct hd_wire_context *c,
                     struct hd_gate *gate, struct hd_err *err)
{
    int n = 0;
    for (unsigned k = 0; k < c->gates; k++) {
        int64_t lock = hd_ingest_lock(s, db, c->gate[k].lock_id, HD_WIRE_GATE_GEN(c->gate[k]), err);
        if (lock < 0)
            return -1;
        if (lock)
            gate[n++] = (struct hd_gate){lock, HD_WIRE_GATE_MODE(c->gate[k])};
    }
    return n;
}

/* Order that nobody wants to hear about closes no cycle. */
static bool is_ignored(struct hd_session *s, const struct hd_wire_context *c,
                       const struct hd_stack *from, const struct hd_stack *to)
{
    if (!s->o.ignore.rules)
        return false;
    hd_stack_vec seen = {0}, made = {0};
    hd_vec_push(&seen, from);
    hd_vec_push(&seen, to);
    hd_vec_push(&made,
                hd_describe_thread(s->d, &s->snap, c->thread_id, c->thread_gen)->create_stack);
    const char *why =
        hd_ignored(&s->o.ignore, "lock-order-cycle", &seen, &made, hd_describe_arena(s->d));
    hd_vec_free(&seen);
    hd_vec_free(&made);
    return why != NULL;
}

static int put_context(struct hd_session *s, struct hd_store *db, const struct hd_wire_edge *e,
                       const struct hd_wire_context *c, struct hd_err *err)
{
    const struct hd_stack *from = hd_describe_stack(s->d, &s->snap, c->from_stack_id, c->from_pc);
    const struct hd_stack *to = hd_describe_stack(s->d, &s->snap, c->to_stack_id, c->to_pc);
    if (is_ignored(s, c, from, to))
        return 0;
    struct hd_gate gate[HD_WIRE_GATES];
    int gates = put_gates(s, db, c, gate, err);
    int64_t from_row = hd_ingest_stack(s, db, from, err), to_row = hd_ingest_stack(s, db, to, err);
    int64_t from_lock = hd_ingest_lock(s, db, e->from_id, e->from_gen, err);
    int64_t to_lock = hd_ingest_lock(s, db, e->to_id, e->to_gen, err);
    if (gates < 0 || from_row < 0 || to_row < 0 || from_lock < 0 || to_lock < 0)
        return -1;
    if (!from_lock || !to_lock)
        return 0;
    struct hd_edge_context row = {
        .thread = hd_thread_key(&s->snap, c->thread_id, c->thread_gen),
        .clock = c->clock,
        .from_mode = (enum hd_mode)c->from_mode,
        .to_mode = (enum hd_mode)c->to_mode,
        .is_try = (c->to_flags & (HD_WIRE_TRY | HD_WIRE_TIMED)) != 0,
        .from_site = hd_describe_site(s->d, from),
        .to_site = hd_describe_site(s->d, to),
        .from_stack = from_row,
        .to_stack = to_row,
        .gate = gate,
        .ngates = (size_t)gates,
    };
    struct hd_edge edge = {.from = from_lock,
                           .to = to_lock,
                           .evidence = HD_EV_RUNTIME,
                           .count = e->count ? e->count : 1,
                           .last_ms = hd_wall_ms(&s->snap, e->last_ns),
                           .context = &row,
                           .ncontexts = 1};
    return hd_store_put_edge(db, s->run, &edge, err) < 0 ? -1 : 0;
}

static int put_edges(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    s->unjudged_gates = 0;
    for (uint32_t i = 0; i < s->snap.contexts.len; i++) {
        const struct hd_wire_context *c = &s->snap.contexts.rec[i];
        if (!c->state || !c->edge_id || !c->thread_id)
            continue;
        const struct hd_wire_edge *e = &s->snap.edges.rec[c->edge_id - 1];
        s->unjudged_gates += c->gates_lost != 0;
        if (!e->state || c->gates_lost || !changed(s, PUT_CONTEXT, i, c, sizeof *c))
            continue;
        if (put_context(s, db, e, c, err) < 0)
            return -1;
    }
    return 0;
}

uint64_t hd_ingest_order_hash(const struct hd_snapshot *s)
{
    size_t size = s->contexts.len * sizeof *s->contexts.rec;
    return size ? hd_hash(s->contexts.rec, size) | 1 : 0;
}

int hd_ingest(struct hd_session *s, struct hd_store *db, struct hd_err *err)
{
    if (put_threads(s, db, err) < 0 || put_held(s, db, err) < 0)
        return -1;
    return put_edges(s, db, err);
}
