/* Makes a copied wire file safe to use: clamps counts, drops ids that name nothing, ends texts; and
 * the check that all of that holds. See snapshot.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "collector/snapshot.h"

/* Every reference of a record, so that the repair and the check cannot disagree. `id` is the
 * reference, `len` the number of records it may name. The visits count the records of which one
 * visitor said no. */
typedef bool id_visitor(uint32_t *id, uint32_t len);

static uint64_t visit_threads(struct hd_snapshot *s, id_visitor *v)
{
    uint64_t bad = 0;
    for (uint32_t i = 0; i < s->threads.len; i++) {
        struct hd_wire_thread *t = &s->threads.rec[i];
        bool ok = true;
        ok &= v(&t->parent_id, s->threads.len);
        ok &= v(&t->joiner_id, s->threads.len);
        ok &= v(&t->slot_id, s->slots.len);
        ok &= v(&t->create_stack_id, s->stacks.len);
        ok &= v(&t->detach_stack_id, s->stacks.len);
        bad += !ok;
    }
    return bad;
}

static uint64_t visit_slots(struct hd_snapshot *s, id_visitor *v)
{
    uint64_t bad = 0;
    for (uint32_t i = 0; i < s->slots.len; i++) {
        struct hd_wire_slot *slot = &s->slots.rec[i];
        bool ok = true;
        ok &= v(&slot->thread_id, s->threads.len);
        for (uint32_t k = 0; k < HD_WIRE_HELD; k++) {
            struct hd_wire_entry *e = &slot->entry[k];
            ok &= v(&e->lock_id, e->object == HD_WIRE_JOIN ? s->threads.len : s->locks.len);
            ok &= v(&e->stack_id, s->stacks.len);
        }
        bad += !ok;
    }
    return bad;
}

static uint64_t visit_locks(struct hd_snapshot *s, id_visitor *v)
{
    uint64_t bad = 0;
    for (uint32_t i = 0; i < s->locks.len; i++) {
        struct hd_wire_lock *l = &s->locks.rec[i];
        bool ok = true;
        ok &= v(&l->init_stack_id, s->stacks.len);
        ok &= v(&l->first_stack_id, s->stacks.len);
        ok &= v(&l->death_stack_id, s->stacks.len);
        ok &= v(&l->name_id, s->names.len);
        bad += !ok;
    }
    return bad;
}

static uint64_t visit_order(struct hd_snapshot *s, id_visitor *v)
{
    uint64_t bad = 0;
    for (uint32_t i = 0; i < s->edges.len; i++) {
        struct hd_wire_edge *e = &s->edges.rec[i];
        bool ok = true;
        ok &= v(&e->from_id, s->locks.len);
        ok &= v(&e->to_id, s->locks.len);
        ok &= v(&e->context_id, s->contexts.len);
        bad += !ok;
    }
    for (uint32_t i = 0; i < s->contexts.len; i++) {
        struct hd_wire_context *c = &s->contexts.rec[i];
        bool ok = true;
        ok &= v(&c->edge_id, s->edges.len);
        ok &= v(&c->next_id, s->contexts.len);
        ok &= v(&c->thread_id, s->threads.len);
        ok &= v(&c->from_stack_id, s->stacks.len);
        ok &= v(&c->to_stack_id, s->stacks.len);
        for (int k = 0; k < HD_WIRE_GATES; k++)
            ok &= v(&c->gate[k].lock_id, s->locks.len);
        bad += !ok;
    }
    return bad;
}

static uint64_t visit_events(struct hd_snapshot *s, id_visitor *v)
{
    uint64_t bad = 0;
    for (uint32_t i = 0; i < s->events.len; i++) {
        struct hd_wire_event *e = &s->events.rec[i];
        bool ok = true;
        ok &= v(&e->thread_id, s->threads.len);
        ok &= v(&e->lock_id, s->locks.len);
        ok &= v(&e->stack_id, s->stacks.len);
        ok &= v(&e->stack2_id, s->stacks.len);
        bad += !ok;
    }
    for (uint32_t i = 0; i < s->timers.len; i++) {
        struct hd_wire_timer *t = &s->timers.rec[i];
        bool ok = true;
        ok &= v(&t->thread_id, s->threads.len);
        ok &= v(&t->create_stack_id, s->stacks.len);
        ok &= v(&t->delete_stack_id, s->stacks.len);
        bad += !ok;
    }
    return bad;
}

static uint64_t visit_all(struct hd_snapshot *s, id_visitor *v)
{
    return visit_threads(s, v) + visit_slots(s, v) + visit_locks(s, v) + visit_order(s, v) +
           visit_events(s, v);
}

static bool repair(uint32_t *id, uint32_t len)
{
    bool ok = *id <= len;
    if (!ok)
        *id = 0;
    return ok;
}

static bool in_range(uint32_t *id, uint32_t len)
{
    return *id <= len;
}

/* A record that does not meet the condition is made an unused one. WHOLE is for what a process that
 * was stopped anywhere may leave behind, SOUND for what no probe writes: that counts as damage. */
#define EACH(member, cond, counted)                                                                \
    for (uint32_t i = 0; i < s->member.len; i++) {                                                 \
        __typeof__(s->member.rec) r = &s->member.rec[i];                                           \
        if (cond)                                                                                  \
            continue;                                                                              \
        memset(r, 0, sizeof *r);                                                                   \
        s->damaged += counted;                                                                     \
    }
#define WHOLE(member, cond) EACH(member, cond, 0)
#define SOUND(member, cond) EACH(member, cond, 1)

/* What LOCKS may hold. */
static bool is_object(uint32_t object)
{
    return object < HD_WIRE_USER_TASK && object != HD_WIRE_JOIN;
}

static void drop_strange_records(struct hd_snapshot *s)
{
    WHOLE(slots, r->state != HD_WIRE_BUSY && !r->kill) /* switched off: nothing in it holds */
    WHOLE(contexts, !(r->seq & 1))
    WHOLE(events, r->count)
    SOUND(threads, r->state <= HD_WIRE_THREAD_FAILED)
    SOUND(slots, r->state <= 1)
    SOUND(locks, r->state <= HD_WIRE_LOCK_DEAD && is_object(r->object))
    SOUND(edges, r->state <= 1)
    SOUND(contexts, r->state <= 1 && r->from_mode < HD_MODE_COUNT && r->to_mode < HD_MODE_COUNT)
    SOUND(stacks, r->state <= HD_WIRE_STACK_ANNOTATION && r->len <= HD_WIRE_FRAMES)
    SOUND(events, r->state <= 1 && r->kind < HD_WIRE_EVENT_KINDS)
    SOUND(timers, r->state <= HD_WIRE_TIMER_CLOSED && r->kind <= HD_WIRE_TIMER_USER)
    SOUND(modules, r->state <= 1 && r->build_id_len <= sizeof r->build_id &&
                       (!r->state || r->start < r->end))
    SOUND(names, r->state <= 1)
}

static bool clamp_entry(struct hd_wire_entry *e)
{
    if (e->activity <= HD_WIRE_PARKED && e->object < HD_WIRE_USER_TASK && e->mode < HD_MODE_COUNT)
        return true;
    memset(e, 0, sizeof *e);
    return false;
}

void hd_snapshot_sanitize(struct hd_snapshot *s)
{
    struct hd_wire_header *h = &s->header;
    h->boot_id[sizeof h->boot_id - 1] = '\0';
    h->probe_version[sizeof h->probe_version - 1] = '\0';
    h->cmdline[sizeof h->cmdline - 1] = '\0';
    if (h->cmdline_len > sizeof h->cmdline)
        h->cmdline_len = sizeof h->cmdline;
    if (h->build_id_len > sizeof h->build_id)
        h->build_id_len = 0;
    s->damaged = 0;
    drop_strange_records(s);
    for (uint32_t i = 0; i < s->threads.len; i++)
        s->threads.rec[i].name[sizeof s->threads.rec[i].name - 1] = '\0';
    for (uint32_t i = 0; i < s->modules.len; i++)
        s->modules.rec[i].path[sizeof s->modules.rec[i].path - 1] = '\0';
    for (uint32_t i = 0; i < s->names.len; i++)
        s->names.rec[i].text[sizeof s->names.rec[i].text - 1] = '\0';
    for (uint32_t i = 0; i < s->contexts.len; i++) {
        if (s->contexts.rec[i].gates > HD_WIRE_GATES)
            s->contexts.rec[i].gates = HD_WIRE_GATES;
    }
    for (uint32_t i = 0; i < s->slots.len; i++) {
        bool ok = true;
        for (uint32_t k = 0; k < HD_WIRE_HELD; k++)
            ok &= clamp_entry(&s->slots.rec[i].entry[k]);
        s->damaged += !ok;
    }
    s->damaged += visit_all(s, repair);
}

bool hd_wire_valid(const struct hd_snapshot *snap, struct hd_err *err)
{
    /* The visitor only reads here. */
    struct hd_snapshot *s = (struct hd_snapshot *)snap;
    if (visit_all(s, in_range))
        return hd_fail(err, "an id names no record"), false;
    for (uint32_t i = 0; i < s->stacks.len; i++) {
        if (s->stacks.rec[i].len > HD_WIRE_FRAMES)
            return hd_fail(err, "stack %u has too many frames", i + 1), false;
    }
    for (uint32_t i = 0; i < s->contexts.len; i++) {
        if (s->contexts.rec[i].gates > HD_WIRE_GATES)
            return hd_fail(err, "context %u has too many gates", i + 1), false;
    }
    for (uint32_t i = 0; i < s->threads.len; i++) {
        if (s->threads.rec[i].name[sizeof s->threads.rec[i].name - 1])
            return hd_fail(err, "the name of thread %u does not end", i + 1), false;
    }
    for (uint32_t i = 0; i < s->modules.len; i++) {
        const struct hd_wire_module *m = &s->modules.rec[i];
        if (m->path[sizeof m->path - 1] || (m->state && m->start >= m->end))
            return hd_fail(err, "module %u is damaged", i + 1), false;
    }
    for (uint32_t i = 0; i < s->names.len; i++) {
        if (s->names.rec[i].text[sizeof s->names.rec[i].text - 1])
            return hd_fail(err, "name %u does not end", i + 1), false;
    }
    for (uint32_t i = 0; i < s->slots.len; i++) {
        for (uint32_t k = 0; k < HD_WIRE_HELD; k++) {
            const struct hd_wire_entry *e = &s->slots.rec[i].entry[k];
            if (e->activity > HD_WIRE_PARKED || e->object >= HD_WIRE_USER_TASK)
                return hd_fail(err, "slot %u holds a strange entry", i + 1), false;
        }
    }
    return true;
}
