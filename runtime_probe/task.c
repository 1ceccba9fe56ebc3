/* Tasks: what a program with fibers or coroutines of its own runs on its threads.
 *
 * A task is a record in THREADS. While it runs, its thread's slot is its own: the slot names the
 * task and holds the task's entries. When it is suspended with locks held or waited for, these move
 * to a slot of their own; one that has none needs no slot, so that many idle tasks cost little.
 * Waits for other things are not kept: a suspended task waits for its turn in any case.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "runtime_probe/annotate.h"

enum { NOTHING_KEPT = 1 << 30 }; /* `lost` of a task without a record: no release is a mistake */

static struct hd_start *start_of(union hd_ref r)
{
    return &hd_g->starts[r.id - 1];
}

static union hd_ref find(uint64_t task)
{
    union hd_ref r = hd_thread_find(task);
    const struct hd_wire_thread *t = hd_thread_record(r);

    if (t && t->state == HD_WIRE_THREAD_EXITED)
        r.word = 0;
    return r;
}

static void set_name(struct hd_wire_thread *t, const char *name)
{
    for (size_t i = 0; name && name[i] && i < sizeof t->name - 1; i++)
        t->name[i] = name[i];
}

static union hd_ref begin(struct hd_guard *g, uint64_t task, const char *name, uintptr_t stack,
                          size_t size, uint32_t stack_id)
{
    union hd_ref r = hd_thread_new(
        g, 0, HD_WIRE_THREAD_TASK | HD_WIRE_THREAD_DETACHED | HD_WIRE_THREAD_BORN_DETACHED, stack_id);
    struct hd_wire_thread *t = hd_thread_record(r);

    if (!t)
        return r;
    start_of(r)->parked = 0;
    start_of(r)->lost = 0;
    start_of(r)->stack_size = size;
    set_name(t, name);
    t->stack_low = size ? stack : 0;
    t->stack_high = size ? stack + size : 0;
    t->started_ns = hd_now();
    hd_thread_handle(r, task);
    hd_commit(&t->state, HD_WIRE_THREAD_ALIVE);
    return r;
}

void hd_task_create(struct hd_guard *g, uint64_t task, const char *name, uintptr_t stack,
                    size_t size, const struct hd_call *c)
{
    hd_thread_tick(g);
    begin(g, task, name, stack, size, hd_stack_here(g, c));
}

/* ---- switching ---- */

static unsigned count(const struct hd_wire_slot *s, unsigned activity)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < s->depth; i++)
        n += s->entry[i].address && HD_WIRE_IS_LOCK(s->entry[i].object) &&
             (!activity || s->entry[i].activity == activity);
    return n;
}

/* The entries of the running task move to a slot of their own. */
static void park(struct hd_local *t)
{
    struct hd_start *st = start_of(t->thread);
    struct hd_wire_slot *s = t->slot, *p;

    st->parked = 0;
    st->lost = s->lost;
    if (!count(s, 0))
        return;
    p = hd_slot_take();
    if (!p) {
        st->lost += count(s, HD_WIRE_HOLDING);
        return;
    }
    p->thread_id = s->thread_id;
    p->thread_gen = s->thread_gen;
    p->tid = 0;
    p->kill = s->kill;
    p->seq = s->seq;
    p->lost = s->lost;
    memcpy(p->entry, s->entry, s->depth * sizeof *s->entry);
    p->depth = s->depth;
    p->top = HD_WIRE_TOP_NONE;
    st->parked = (uint32_t)(p - hd_g->slots) + 1;
    hd_commit(&p->state, 1);
}

static void leave(struct hd_local *t)
{
    struct hd_wire_slot *s = t->slot;

    if (!t->nameless)
        park(t);
    for (uint32_t i = 0; i < s->depth; i++)
        s->entry[i].address = 0;
    hd_set_depth(t, 0);
    s->seq++;
}

static void restore(struct hd_local *t, struct hd_start *st)
{
    struct hd_wire_slot *s = t->slot, *p;

    s->lost = st->lost;
    if (!st->parked)
        return;
    p = &hd_g->slots[st->parked - 1];
    st->parked = 0;
    memcpy(s->entry, p->entry, p->depth * sizeof *s->entry);
    hd_set_depth(t, p->depth);
    hd_slot_free(p);
}

/* `to` word 0: a task that found no room. */
static void enter(struct hd_local *t, union hd_ref to)
{
    struct hd_wire_thread *record = hd_thread_record(to);

    t->nameless = !record;
    if (!record) {
        to = t->home;
        record = hd_thread_record(to);
    }
    t->thread = to;
    t->record = record;
    t->clock = record->clock;
    t->slot->thread_id = to.id;
    t->slot->thread_gen = to.gen;
    t->stack_low = t->nameless ? 0 : record->stack_low;
    t->stack_high = t->nameless ? 0 : record->stack_high;
    hd_tls.stack_low = t->stack_low;
    hd_tls.stack_high = t->stack_high;
    t->limit = t->nameless ? 0 : HD_WIRE_HELD;
    if (t->nameless)
        t->slot->lost = NOTHING_KEPT;
    else
        restore(t, start_of(to));
    hd_thread_seed(t);
    hd_held_rechain(t, 0);
}

/* Steps are folded. */
static void go(struct hd_local *t, union hd_ref to)
{
    if (!t->nameless && to.word == t->thread.word)
        return;
    leave(t);
    enter(t, to);
}

void hd_task_switch(struct hd_guard *g, uint64_t task)
{
    union hd_ref to = g->t->home;

    if (task) {
        to = find(task);
        if (!to.word) /* its creation was not told, or it belongs to the process we were forked from
                       */
            to = begin(g, task, NULL, 0, 0, 0);
    }
    go(g->t, to);
}

void hd_task_home(struct hd_guard *g)
{
    go(g->t, g->t->home);
}

/* ---- the end ---- */

/* The running task ends: judged like the end of a thread. */
static void end(struct hd_guard *g)
{
    struct hd_wire_thread *record = g->t->record;
    struct hd_wire_slot *s = g->t->slot;

    hd_thread_note_held(g);
    for (uint32_t i = 0; i < s->depth; i++)
        s->entry[i].address = 0;
    hd_set_depth(g->t, 0);
    s->lost = 0;
    record->ended_ns = hd_now();
    hd_commit(&record->state, HD_WIRE_THREAD_EXITED);
}

static bool runs_elsewhere(struct hd_local *t, union hd_ref r)
{
    uint32_t n = hd_used(HD_WIRE_SLOTS);

    for (uint32_t i = 0; i < n; i++) {
        const struct hd_wire_slot *s = &hd_g->slots[i];

        if (s != t->slot && s->state == 1 && s->tid && s->thread_id == r.id &&
            s->thread_gen == r.gen)
            return true;
    }
    return false;
}

void hd_task_exit(struct hd_guard *g, uint64_t task)
{
    union hd_ref r = find(task), here = g->t->thread;
    bool nameless = g->t->nameless;

    if (!r.word || runs_elsewhere(g->t, r))
        return;
    if (!nameless && r.word == here.word)
        here = g->t->home;
    go(g->t, r);
    end(g);
    go(g->t, nameless ? (union hd_ref){.word = 0} : here);
}
