/* Asks the kernel whether a chain of waiting threads is what it seems; see wait_for.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "collector/wait_for.h"

/* State letter of /proc/PID/task/TID/stat, 0 when there is no such thread. The name before it may
 * hold any character, so the last ')' counts. */
static char thread_state(uint32_t pid, uint32_t tid)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%u/task/%u/stat", pid, tid);
    FILE *f = fopen(path, "re");
    if (!f)
        return 0;
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    char *p = strrchr(text, ')');
    return p && p[1] == ' ' ? p[2] : 0;
}

/* A suspended task has no thread. A lock of the program's own making may spin. */
static bool sleeps(const struct hd_snapshot *s, uint32_t pid, const struct hd_wire_slot *slot)
{
    const struct hd_wire_entry *wait = hd_slot_wait(slot);
    const struct hd_wire_thread *t = hd_snap_thread(s, slot->thread_id, slot->thread_gen);
    if (!slot->tid && t && t->flags & HD_WIRE_THREAD_TASK)
        return true;
    char state = thread_state(pid, slot->tid);
    if (wait && (wait->object == HD_WIRE_SPIN || wait->object == HD_WIRE_USER_LOCK))
        return state != 0;
    return state == 'S' || state == 'D' || state == 'T' || state == 't';
}

/* The owner's thread id as glibc keeps it in a mutex: the third int. */
static bool owned_by(uint32_t pid, uint64_t mutex, uint32_t tid)
{
    int owner = 0;
    struct iovec here = {&owner, sizeof owner};
    struct iovec there = {(void *)(uintptr_t)(mutex + 8), sizeof owner};
    if (process_vm_readv((pid_t)pid, &here, 1, &there, 1, 0) != (ssize_t)sizeof owner)
        return false;
    return (uint32_t)owner == tid;
}

/* An annotated lock counts releases by strangers; an entry older than the last one is stale. */
static bool holds_still(const struct hd_wire_slot *slot, const struct hd_wire_entry *wait,
                        const struct hd_wire_lock *l)
{
    for (uint32_t k = 0; k < hd_slot_depth(slot); k++) {
        const struct hd_wire_entry *e = &slot->entry[k];
        if (e->address == wait->address && e->activity == HD_WIRE_HOLDING && e->stamp == l->partner)
            return true;
    }
    return false;
}

/* A lock that was once released by a stranger may be listed as held by someone who lost it. */
static bool owner_certain(const struct hd_snapshot *s, uint32_t pid, uint32_t waiter,
                          uint32_t holder)
{
    const struct hd_wire_entry *wait = hd_slot_wait(&s->slots.rec[waiter]);
    if (!wait || wait->object == HD_WIRE_JOIN || wait->object == HD_WIRE_COND)
        return true;
    const struct hd_wire_lock *l = hd_snap_lock(s, wait->lock_id, wait->lock_gen);
    if (!l || !(l->flags & HD_WIRE_LOCK_FOREIGN))
        return true;
    if (wait->object == HD_WIRE_USER_LOCK)
        return holds_still(&s->slots.rec[holder], wait, l);
    return wait->object == HD_WIRE_MUTEX && owned_by(pid, wait->address, s->slots.rec[holder].tid);
}

bool hd_wait_chain_confirmed(const struct hd_wait_chain *c, const struct hd_snapshot *s,
                             uint32_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%u/task", pid);
    bool gone = access(path, F_OK) < 0;
    for (size_t i = 0; i < c->len; i++) {
        uint32_t holder = c->stall ? c->slot[0] : c->slot[(i + 1) % c->len];
        if (!gone && !sleeps(s, pid, &s->slots.rec[c->slot[i]]))
            return false;
        if ((!c->stall || i > 0) && !owner_certain(s, gone ? 0 : pid, c->slot[i], holder))
            return false;
    }
    return true;
}
