/* Annotations, first half: handing out the table that include/heddle/heddle.h calls through, and
 * its hot functions, those of locks.
 *
 * A module that includes the header has a hidden pointer and an ELF note that says where. Modules
 * that are there when the probe starts, or that it comes to know from return addresses, are given
 * the table through the note; one that is loaded later also asks for it, in a constructor that
 * comes before its others. The note is what works in executables without a dynamic symbol for the
 * request.
 * SPDX-License-Identifier: Apache-2.0 */
#include <link.h>
#include <string.h>

#include "runtime_probe/annotate.h"
#include "runtime_probe/hot.h"

/* ---- the functions in the table ---- */

static unsigned mode_of(unsigned flags)
{
    return flags & HEDDLE_SHARED ? HD_MODE_SHARED : HD_MODE_EXCLUSIVE;
}

static unsigned wait_of(unsigned flags)
{
    return (flags & HEDDLE_TRY ? HD_WIRE_TRY : 0u) | (flags & HEDDLE_TIMED ? HD_WIRE_TIMED : 0u);
}

/* The slot's word when entries are innermost, and none of the steps of step.c. */
static void entries_only(struct hd_local *t)
{
    t->slot->top = (t->chain[t->depth] & HD_WIRE_TOP_KEY) | HD_WIRE_TOP_NONE;
}

/* Enters an acquisition that this thread has met: same lock, same place, same locks held below, and
 * no steps above the entries. */
static bool push_again(uint64_t addr, unsigned mode, unsigned how, const struct hd_told_at *at)
{
    struct hd_local *t = hd_tls.local;
    struct hd_wire_slot *s = t->slot;
    const struct hd_user_again *m = hd_user_again(t, addr, at);
    uint32_t d = t->depth;
    struct hd_wire_entry *e;

    if (d >= t->limit || m->addr != addr || m->pc != at->call.pc || m->from != at->from ||
        m->below != t->chain[d] || m->how != (mode | how << 8) ||
        m->index->ref.word != m->ref.word || (s->top & HD_WIRE_TOP_STEP) < HD_WIRE_STEPS || s->kill)
        return false;
    e = &s->entry[d];
    hd_set_depth(t, d + 1);
    t->chain[d + 1] = m->key;
    e->pc = at->call.pc;
    memcpy(&e->lock_id, &m->ref, sizeof m->ref); /* lock_id, lock_gen */
    e->stack_id = m->stack_id;
    e->activity = HD_WIRE_WAITING;
    e->mode = (uint8_t)mode;
    e->object = HD_WIRE_USER_LOCK;
    e->flags = (uint8_t)how;
    s->top = (m->key & HD_WIRE_TOP_KEY) | HD_WIRE_TOP_NONE;
    s->seq++;
    HD_BARRIER();
    e->address = addr;
    return true;
}

static bool pop_innermost(uint64_t addr)
{
    struct hd_local *t = hd_tls.local;
    struct hd_wire_entry *e;

    if (!t->depth || (t->slot->top & HD_WIRE_TOP_STEP) < HD_WIRE_STEPS)
        return false;
    e = &t->slot->entry[t->depth - 1];
    if (e->address != addr || e->activity != HD_WIRE_HOLDING)
        return false;
    hd_pop(t, e);
    entries_only(t);
    if (HD_UNLIKELY(t->folds))
        hd_unfold(t);
    return true;
}

static void lock_before_acquire(const volatile void *lock, unsigned flags, const void *from)
{
    struct hd_told_at at = HD_TOLD_AT(from);
    uint64_t addr = HD_WIRE_TAG((uintptr_t)lock, HD_WIRE_USER_LOCK);
    unsigned how = wait_of(flags);

    if (!(how & HD_WIRE_TRY) && HD_UNLIKELY(!push_again(addr, mode_of(flags), how, &at)))
        hd_user_lock_ask(addr, mode_of(flags), how, &at);
}

static void lock_acquired(const volatile void *lock, unsigned flags, const void *from)
{
    struct hd_local *t = hd_tls.local;
    uint64_t addr = HD_WIRE_TAG((uintptr_t)lock, HD_WIRE_USER_LOCK);
    struct hd_wire_entry *e = t->depth ? &t->slot->entry[t->depth - 1] : NULL;

    if (HD_LIKELY(e && e->address == addr && e->activity == HD_WIRE_WAITING)) {
        hd_user_lock_settle(e, mode_of(flags));
    } else {
        struct hd_told_at at = HD_TOLD_AT(from);

        hd_user_lock_acquired(addr, mode_of(flags), wait_of(flags), &at);
    }
}

static void lock_before_release(const volatile void *lock, const void *from)
{
    uint64_t addr = HD_WIRE_TAG((uintptr_t)lock, HD_WIRE_USER_LOCK);

    if (HD_LIKELY(pop_innermost(addr))) {
        hd_tls.local->releasing = addr;
    } else {
        struct hd_told_at at = HD_TOLD_AT(from);

        hd_user_lock_release(addr, &at);
    }
}

/* Only the end of a release that was announced, or all of one that was not. */
static void lock_released(const volatile void *lock)
{
    struct hd_local *t = hd_tls.local;
    uint64_t addr = HD_WIRE_TAG((uintptr_t)lock, HD_WIRE_USER_LOCK);

    if (HD_LIKELY(t->releasing == addr))
        t->releasing = 0;
    else if (t->slot)
        hd_user_lock_released(t, addr);
}

static void event(unsigned op, const volatile void *object, long long number,
                  const volatile void *data, const char *text, const void *from)
{
    struct hd_told_at at = HD_TOLD_AT(from);

    hd_user_event(op, (uintptr_t)object, number, (uintptr_t)data, text, &at);
}

static const struct heddle_hooks table = {
    .size = sizeof table,
    .version = HEDDLE_HEADER_VERSION,
    .lock_before_acquire = lock_before_acquire,
    .lock_acquired = lock_acquired,
    .lock_before_release = lock_before_release,
    .lock_released = lock_released,
    .event = event,
};

/* ---- notes ---- */

enum { NOTE_TYPE = 1, NOTE_DESC = 8 };

/* Does the pointer lie in a part of the module that may be written? The note is only data. */
static bool writable(uintptr_t bias, const ElfW(Phdr) * ph, size_t n, uintptr_t at)
{
    for (size_t i = 0; i < n; i++) {
        uintptr_t from = bias + ph[i].p_vaddr;

        if (ph[i].p_type == PT_LOAD && ph[i].p_flags & PF_W && at >= from &&
            at - from + sizeof(void *) <= ph[i].p_memsz)
            return at % sizeof(void *) == 0;
    }
    return false;
}

static void hand_out(uintptr_t desc, uintptr_t bias, const ElfW(Phdr) * ph, size_t n)
{
    int32_t distance;
    uintptr_t at;

    memcpy(&distance, (const void *)(desc + 4), sizeof distance);
    at = desc + 4 + (uintptr_t)(intptr_t)distance;
    if (writable(bias, ph, n, at))
        __atomic_store_n((const struct heddle_hooks **)at, &table, __ATOMIC_RELEASE);
}

static void read_notes(uintptr_t at, size_t size, size_t align, uintptr_t bias,
                       const ElfW(Phdr) * ph, size_t n)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *h = (const ElfW(Nhdr) *)at;
        size_t desc = (sizeof *h + h->n_namesz + align - 1) & ~(align - 1);
        size_t all = (desc + h->n_descsz + align - 1) & ~(align - 1);

        if (desc > size || h->n_descsz > size - desc)
            return;
        if (h->n_type == NOTE_TYPE && h->n_namesz == sizeof "Heddle" && h->n_descsz >= NOTE_DESC &&
            !memcmp(h + 1, "Heddle", sizeof "Heddle"))
            hand_out(at + desc, bias, ph, n);
        if (all > size)
            return;
        at += all;
        size -= all;
    }
}

void hd_annotate_module(uintptr_t bias, const void *phdr, size_t n)
{
    const ElfW(Phdr) *ph = phdr;

    for (size_t i = 0; i < n; i++)
        if (ph[i].p_type == PT_NOTE)
            read_notes(bias + ph[i].p_vaddr, ph[i].p_memsz, ph[i].p_align == 8 ? 8 : 4, bias, ph,
                       n);
}

HD_EXPORT void heddle_probe_attach(const struct heddle_hooks **hooks, unsigned version)
{
    (void)version; /* operations that this table does not know are ignored */
    if (hd_enter() && hooks)
        __atomic_store_n(hooks, &table, __ATOMIC_RELEASE);
}
