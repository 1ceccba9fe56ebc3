/* What the files behind include/heddle/heddle.h share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_ANNOTATE_H
#define HEDDLE_RUNTIME_PROBE_ANNOTATE_H

#include "runtime_probe/probe.h"

#define HEDDLE_DISABLE /* the types and words only: the probe does not annotate itself */
#include "include/heddle/heddle.h"

void heddle_probe_attach(const struct heddle_hooks **hooks, unsigned version);

/* All users of a primitive call the annotation in it from one place: `from`, where the primitive
 * was called, tells them apart. */
struct hd_told_at {
    struct hd_call call;
    uintptr_t from;
};
#define HD_TOLD_AT(from) {HD_CALL(), (uintptr_t)(from)}

/* ---- annotate_lock.c ---- */
void hd_user_lock_init(struct hd_guard *g, uint64_t addr, uint32_t flags, const struct hd_call *c);
void hd_user_lock_destroy(struct hd_guard *g, uint64_t addr, const struct hd_call *c);
void hd_user_lock_class(struct hd_guard *g, uint64_t addr, const char *name,
                        const struct hd_call *c);
void hd_user_lock_assert(struct hd_guard *g, uint64_t address, unsigned flags,
                         const struct hd_call *c);
void hd_user_lock_failed(struct hd_local *t, uint64_t addr);
/* These enter the probe by themselves: the slow paths of the table's functions. */
void hd_user_lock_ask(uint64_t addr, unsigned mode, unsigned how, const struct hd_told_at *at);
void hd_user_lock_acquired(uint64_t addr, unsigned mode, unsigned how, const struct hd_told_at *at);
void hd_user_lock_release(uint64_t addr, const struct hd_told_at *at);
void hd_user_lock_released(struct hd_local *t, uint64_t addr);
bool hd_user_lock_held(struct hd_local *t, uint64_t addr);

/* Where an acquisition is remembered. */
HD_INLINE struct hd_user_again *hd_user_again(struct hd_local *t, uint64_t addr,
                                              const struct hd_told_at *at)
{
    return &t->again[(addr >> 3 ^ at->from >> 2) % HD_AGAIN];
}

/* A WAITING entry becomes HOLDING. */
HD_INLINE void hd_user_lock_settle(struct hd_wire_entry *e, unsigned mode)
{
    if (HD_LIKELY(e->lock_id))
        e->stamp = __atomic_load_n(&hd_g->lock[e->lock_id - 1].partner, __ATOMIC_RELAXED);
    e->mode = (uint8_t)mode;
    HD_BARRIER();
    e->activity = HD_WIRE_HOLDING;
}

/* ---- annotate_object.c: everything but the hot functions of locks ---- */
void hd_user_event(unsigned op, uint64_t address, long long number, uint64_t data, const char *text,
                   const struct hd_told_at *at);

/* ---- task.c ---- */
void hd_task_create(struct hd_guard *g, uint64_t task, const char *name, uintptr_t stack,
                    size_t size, const struct hd_call *c);
void hd_task_switch(struct hd_guard *g,
                    uint64_t task); /* tagged address; 0: the thread's own context */
void hd_task_exit(struct hd_guard *g, uint64_t task);

#endif
