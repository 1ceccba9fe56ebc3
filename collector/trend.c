/* Long holds and growth; see trend.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/trend.h"

#include <string.h>

#include "core/hash.h"

/* 0 unless the thread holds a lock and goes about its own business. */
static uint64_t hold_state(const struct hd_wire_slot *slot)
{
    uint32_t depth = hd_slot_depth(slot);
    if (!slot->state || !depth || slot->depth != depth)
        return 0;
    const struct hd_wire_entry *top = &slot->entry[depth - 1];
    if (!top->address || top->activity != HD_WIRE_HOLDING)
        return 0;
    uint64_t h = hd_hash_mix((uint64_t)slot->thread_gen << 32 | slot->thread_id, slot->seq);
    return hd_hash_mix(h, depth) | 1;
}

void hd_trend_holds(struct hd_trend *t, const struct hd_snapshot *s, int64_t limit_ms,
                    hd_index_vec *out)
{
    while (t->hold.len < s->slots.len) {
        struct hd_hold_mark fresh = {.since_ms = s->taken_ms};
        hd_vec_push(&t->hold, fresh);
    }
    for (uint32_t i = 0; i < s->slots.len; i++) {
        uint64_t state = hold_state(&s->slots.rec[i]);
        struct hd_hold_mark *m = &t->hold.data[i];
        if (m->state != state) {
            *m = (struct hd_hold_mark){.state = state, .since_ms = s->taken_ms};
        } else if (state && !m->told && s->taken_ms - m->since_ms >= limit_ms) {
            m->told = true;
            hd_vec_push(out, i);
        }
    }
}

bool hd_trend_still(const struct hd_trend *t, const struct hd_snapshot *s, uint32_t slot)
{
    return slot < s->slots.len && slot < t->hold.len && t->hold.data[slot].state &&
           t->hold.data[slot].state == hold_state(&s->slots.rec[slot]);
}

static struct hd_growth *place_of(struct hd_trend *t, uint64_t key, bool timer, uint32_t record)
{
    bool added;
    uint64_t *slot = hd_map_put(&t->place, key, &added);
    if (added) {
        struct hd_growth fresh = {.timer = timer};
        *slot = t->growth.len;
        hd_vec_push(&t->growth, fresh);
    }
    struct hd_growth *g = &t->growth.data[*slot];
    g->record = record;
    return g;
}

/* A joinable thread that has ended keeps its stack until it is joined. */
static bool takes_room(const struct hd_wire_thread *th)
{
    const uint32_t gone = HD_WIRE_THREAD_JOINED | HD_WIRE_THREAD_DETACHED;
    if (th->flags & (HD_WIRE_THREAD_MAIN | HD_WIRE_THREAD_FOREIGN | HD_WIRE_THREAD_TASK |
                     HD_WIRE_THREAD_IGNORED))
        return false;
    return th->state == HD_WIRE_THREAD_ALIVE || th->state == HD_WIRE_THREAD_STARTING ||
           (th->state == HD_WIRE_THREAD_EXITED && !(th->flags & gone));
}

static void count(struct hd_trend *t, const struct hd_snapshot *s)
{
    hd_vec_foreach(g, &t->growth) g->now = 0;
    for (uint32_t i = 0; i < s->threads.len; i++) {
        const struct hd_wire_thread *th = &s->threads.rec[i];
        if (takes_room(th) && th->create_stack_id)
            place_of(t, hd_hash_mix(1, th->create_stack_id), false, i)->now++;
    }
    for (uint32_t i = 0; i < s->timers.len; i++) {
        const struct hd_wire_timer *tm = &s->timers.rec[i];
        if (tm->state == HD_WIRE_TIMER_LIVE && tm->create_stack_id &&
            !(tm->flags & HD_WIRE_TIMER_IGNORED))
            place_of(t, hd_hash_mix(2, tm->create_stack_id), true, i)->now++;
    }
}

/* At the end the last step must still lead up: who has come to rest, or given back, does not grow.
 */
static bool grows(const struct hd_growth *g, bool rises, bool over)
{
    if (!over)
        return rises && g->series.rising_for >= HD_GROWTH_SURE;
    return rises && g->now >= g->series.last && g->series.last > g->series.before;
}

static int64_t period(const struct hd_trend *t)
{
    return t->every_ms ? t->every_ms : HD_GROWTH_EVERY_MS;
}

bool hd_trend_due(const struct hd_trend *t, int64_t now_ms)
{
    return !t->sampled_ms || now_ms - t->sampled_ms >= period(t);
}

void hd_trend_growth(struct hd_trend *t, const struct hd_snapshot *s, bool over, hd_index_vec *out)
{
    bool due = hd_trend_due(t, s->taken_ms);
    if (!due && !over)
        return;
    count(t, s);
    if (due)
        t->sampled_ms = s->taken_ms;
    hd_vec_foreach(g, &t->growth)
    {
        bool rises = due && !over ? hd_series_add(&g->series, g->now, &g->rise)
                                  : hd_series_rises(&g->series, &g->rise);
        if (!g->told && grows(g, rises, over)) {
            g->told = true;
            g->rise.seconds = (uint32_t)(g->rise.seconds * period(t) / HD_GROWTH_EVERY_MS);
            hd_vec_push(out, (uint32_t)(g - t->growth.data));
        }
    }
}

void hd_trend_free(struct hd_trend *t)
{
    hd_vec_free(&t->hold);
    hd_map_free(&t->place);
    hd_vec_free(&t->growth);
}

void hd_judge_hold(struct hd_judging *j, uint32_t slot_index, int64_t age_ms)
{
    const struct hd_wire_slot *slot = &j->s->slots.rec[slot_index];
    struct hd_arena *a = hd_describe_arena(j->d);
    const char *who = hd_describe_thread(j->d, j->s, slot->thread_id, slot->thread_gen)->label;
    uint64_t now_ns = (uint64_t)j->s->taken_ms * 1000000;
    for (uint32_t k = 0; k < hd_slot_depth(slot); k++) {
        const struct hd_wire_entry *e = &slot->entry[k];
        const struct hd_lock_desc *l = hd_describe_lock(j->d, j->s, e->lock_id, e->lock_gen);
        if (e->activity != HD_WIRE_HOLDING || !l || !l->order)
            continue;
        const struct hd_stack *stack = hd_describe_stack(j->d, j->s, e->stack_id, e->pc);
        hd_step_vec steps = {0};
        hd_steps_from_stack(j, &steps, who, stack, hd_arena_fmt(a, "acquires %s", l->label));
        hd_made_by(j,
                   hd_describe_thread(j->d, j->s, slot->thread_id, slot->thread_gen)->create_stack);
        hd_found(j, "lock-long-hold", hd_describe_site(j->d, stack), l->cls.key,
                 hd_arena_fmt(a, "%s has held %s for more than %.1f s", who, l->label,
                              (double)age_ms / 1000),
                 &steps, 1, now_ns - (uint64_t)age_ms * 1000000, now_ns);
    }
}

void hd_judge_growth(struct hd_judging *j, const struct hd_growth *g)
{
    struct hd_arena *a = hd_describe_arena(j->d);
    const struct hd_wire_thread *th = g->timer ? NULL : &j->s->threads.rec[g->record];
    const struct hd_wire_timer *tm = g->timer ? &j->s->timers.rec[g->record] : NULL;
    const struct hd_stack *stack =
        hd_describe_stack(j->d, j->s, g->timer ? tm->create_stack_id : th->create_stack_id, 0);
    uint32_t parent = g->timer ? tm->thread_id : th->parent_id;
    struct hd_site entry = hd_describe_pc(j->d, g->timer ? tm->function : th->start_pc);
    const char *about = g->timer ? "timers" : "threads";
    const char *message = hd_arena_fmt(a, "live %s created here rose from %u to %u within %u s",
                                       about, g->rise.from, g->rise.to, g->rise.seconds);
    hd_step_vec steps = {0};
    hd_steps_from_stack(j, &steps, hd_describe_thread(j->d, j->s, parent, 0)->label, stack,
                        g->timer ? "creates a timer" : "creates a thread");
    hd_made_by(j, stack);
    hd_found(j, g->timer ? "timer-growth" : "thread-growth", hd_describe_site(j->d, stack),
             entry.function && entry.file ? entry.function : about, message, &steps, 1,
             ((uint64_t)j->s->taken_ms - (uint64_t)g->rise.seconds * 1000) * 1000000,
             (uint64_t)j->s->taken_ms * 1000000);
}
