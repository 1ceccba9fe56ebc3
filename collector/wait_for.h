/* Who waits for whom: deadlocks and stalls of a live process, from its slots.
 *
 * A thread's innermost entry says what it waits for; the HOLDING entries of all slots say who holds
 * it. Waits for a lock or a join need *every* holder to go on (a writer waits for all readers), so
 * any closed chain is a deadlock. A condition wait cannot return before it has its mutex back,
 * signalled or not, so it waits for that mutex's holder. Other waits without an owner (semaphore,
 * barrier, a condition whose mutex is free) close no chain; such a waiter is a stall when it holds
 * a lock that others queue on. Waits that end by themselves, tries and recursive re-acquisition
 * never count.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_WAIT_FOR_H
#define HEDDLE_COLLECTOR_WAIT_FOR_H

#include "collector/findings.h"

/* A deadlock: slot[i] waits for what slot[i + 1] holds, the last one for what slot[0] holds. A
 * stall: slot[0] waits on something without an owner and the others for a lock that it holds. Slots
 * are indexes into the snapshot; the array lives in the caller's arena. */
struct hd_wait_chain {
    bool stall;
    uint32_t *slot;
    size_t len;
    const struct hd_stack *
        *now; /* current stacks, parallel to slot; NULL, or NULLs in it: unknown */
};
typedef HD_VEC(struct hd_wait_chain) hd_wait_chain_vec;

/* What the slot waits for now, or NULL. Mostly its innermost entry; but a lock of the program's own
 * making that is being acquired counts for what its inside waits for meanwhile, unless that is a
 * lock too. */
const struct hd_wire_entry *hd_slot_wait(const struct hd_wire_slot *slot);

/* Whether slot `waiter` waits, without time limit, for something that slot `other` must give first.
 */
bool hd_slot_blocks(const struct hd_snapshot *s, uint32_t waiter, uint32_t other);

/* The chains among the waiters that `stuck` marks (one flag per slot; NULL: all of them, as in a
 * dead process, where stalls cannot be told). One deadlock per group of threads. */
void hd_wait_chains(const struct hd_snapshot *s, const bool *stuck, struct hd_arena *a,
                    hd_wait_chain_vec *out);

/* Since when each slot has not moved. Zero-initialised is empty. */
struct hd_wait_mark {
    uint64_t state; /* hash of all that moves */
    int64_t since_ms;
};
struct hd_wait_watch {
    HD_VEC(struct hd_wait_mark) mark; /* by slot */
    HD_VEC(bool) stuck;               /* by slot */
};

/* Compares a new snapshot with the earlier ones; a slot that waits and has not moved for `limit_ms`
 * is stuck. Returns how many are. */
size_t hd_wait_watch_update(struct hd_wait_watch *w, const struct hd_snapshot *s, int64_t limit_ms);
void hd_wait_watch_free(struct hd_wait_watch *w);

/* Whether the threads of a chain are in both snapshots exactly the same. */
bool hd_wait_chain_same(const struct hd_wait_chain *c, const struct hd_snapshot *before,
                        const struct hd_snapshot *after);

/* Identity of a chain, so that it is reported once. */
uint64_t hd_wait_chain_hash(const struct hd_wait_chain *c, const struct hd_snapshot *s);

/* Whether the kernel agrees: every thread of the chain exists and sleeps (spinners may run), and a
 * mutex that strangers have unlocked is really owned by whom we think. True for a process that is
 * gone. */
bool hd_wait_chain_confirmed(const struct hd_wait_chain *c, const struct hd_snapshot *s,
                             uint32_t pid);

/* Takes the current stacks of a deadlock's threads, which are stopped for less than a millisecond
 * each. Where that is not permitted nothing happens. */
void hd_wait_chain_stacks(struct hd_wait_chain *c, struct hd_describe *d,
                          const struct hd_snapshot *s, uint32_t pid);

/* Adds the findings of a chain: deadlock, and thread-join-deadlock at the joins in it; or stall.
 * `age_ms`: how long it has lasted. */
void hd_judge_chain(struct hd_judging *j, const struct hd_wait_chain *c, int64_t age_ms);

#endif
