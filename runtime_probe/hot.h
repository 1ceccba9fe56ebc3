/* The hot path: what every lock operation pays. Plain loads and stores on lines that belong to this
 * thread, one read of a word that hardly ever changes, no atomic read-modify-write, no clock, no
 * call.
 *
 * An acquisition is told apart by lock, call site, stack depth and the chain of locks held below. A
 * thread prepares a step (wire.h) for those it repeats; what is left to do is to find it and to
 * store its name before and after the real call. Everything else, first of all what is new, is in
 * step.c and order.c.
 *
 * A signal handler of the same thread may run hooks between any two of these stores. It leaves
 * `top` as it found it, because it releases what it acquires.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_RUNTIME_PROBE_HOT_H
#define HEDDLE_RUNTIME_PROBE_HOT_H

#include "runtime_probe/probe.h"

/* As HD_CALL(), without a frame pointer of the hook's own. */
#define HD_HOT_CALL()                                                                              \
    {(uintptr_t)__builtin_return_address(0),                                                       \
     (uintptr_t)__builtin_dwarf_cfa() - 2 * sizeof(uintptr_t)}
/* Saving one register first and for all is cheaper than what the compiler thinks of. */
#if defined(__GNUC__) && !defined(__clang__)
#define HD_HOT __attribute__((optimize("no-shrink-wrap"), hot))
#else
#define HD_HOT __attribute__((hot))
#endif

/* The thread that hooks may record for, or NULL: call the real function and nothing else. */
HD_INLINE struct hd_local *hd_enter(void)
{
    struct hd_local *t = hd_tls.local;

    if (HD_UNLIKELY(!t->slot))
        t = hd_arrive();
    return t;
}

/* Two multipliers of 32 bits fit into the instruction. A place in code and a place on the stack are
 * close to others of their kind, but multiplied they are not; the sum tells them apart but for
 * chance, and the chain's part of `top` is random. */
#define HD_STEP_ADDR 0x4f1bbcdd
#define HD_STEP_PC 0x5851f42d
#define HD_STEP_HOW(object, mode, flags) (((object) << 4 | (mode) << 2 | (flags)) * 0x00400003)
HD_INLINE uint64_t hd_step_key(uint64_t top, uint64_t addr, unsigned how, const struct hd_call *c)
{
    return addr * HD_STEP_ADDR + c->pc * HD_STEP_PC + c->frame + how + top + hd_epoch;
}
/* The same for the function that this is inlined into. The compiler would spend four instructions
 * more on operands that x86-64 takes from where they are. */
HD_INLINE uint64_t hd_step_key_here(const struct hd_wire_slot *s, uint64_t addr, unsigned how)
{
    const uintptr_t *ret = (const uintptr_t *)__builtin_dwarf_cfa() - 1; /* of the return address */
#ifdef __x86_64__
    uint64_t key;

    __asm__("imulq %2, %1, %0" : "=r"(key) : "m"(*ret), "i"(HD_STEP_PC) : "cc");
    key += hd_epoch;
    __asm__("" : "+r"(key));
    key += addr * HD_STEP_ADDR + how;
    __asm__("leaq %1, %0" : "=r"(key) : "m"(((const char *)(ret - 1))[key]));
    return key + s->top; /* comes last: the latest store */
#else
    return hd_step_key(s->top, addr, how,
                       &(struct hd_call){.pc = *ret, .frame = (uintptr_t)(ret - 1)});
#endif
}
/* Its bits that depend on low and high bits of the addresses alike. */
HD_INLINE uint32_t hd_step_place(uint64_t key)
{
    return (uint32_t)key >> (32 - HD_PLACE_BITS);
}

/* Enters the step whose key is `key`, or false: nothing was done. The key is looked at last: a handler
 * that comes before may give the place to another step, one that comes after may do so, too. */
HD_INLINE bool hd_step_again(struct hd_wire_slot *s, uint64_t key, uint64_t holding)
{
    const struct hd_local *t = hd_tls.local;
    uint32_t i = hd_step_place(key);
    uint64_t top = t->step_top[i];

    HD_BARRIER();
    if (HD_UNLIKELY(t->step_key[i] != key))
        return false;
    s->top = top | holding;
    s->seq++;
    HD_BARRIER();
    return true;
}

/* The innermost step is a release of `addr`: leaves it. No way back: the release of a lock that
 * this thread holds does not fail. */
HD_INLINE bool hd_step_leave(uint64_t addr)
{
    const struct hd_local *t = hd_tls.local;
    struct hd_wire_slot *s = hd_tls.slot;
    uint32_t i = (uint8_t)s->top;

    if (HD_UNLIKELY(t->step_addr[i] != addr))
        return false;
    s->top = t->step_below[i];
    HD_BARRIER();
    return true;
}

#endif
