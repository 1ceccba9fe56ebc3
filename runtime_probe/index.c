/* Address tables: open addressing with linear probing, fixed size, never rehashed. Lookups are plain
 * loads; inserts claim an entry with one compare-and-swap on its address.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/probe.h"

struct hd_index *hd_index_find(struct hd_index *tab, uint32_t bits, uint64_t addr)
{
    struct hd_index *x = hd_index_home(tab, hd_index_mask(bits), addr);

    for (int i = 0; i < HD_INDEX_PROBES; i++, x++) {
        uint64_t a = __atomic_load_n(&x->addr, __ATOMIC_ACQUIRE);

        if (a == addr)
            return x;
        if (!a)
            return NULL;
    }
    return NULL;
}

/* The dead entry's ref goes first: whoever finds the new address must not see the old object. */
static bool usurp(struct hd_index *x, uint64_t addr)
{
    uint64_t old = __atomic_load_n(&x->addr, __ATOMIC_ACQUIRE);

    __atomic_store_n(&x->ref.word, 0, __ATOMIC_RELEASE);
    return __atomic_compare_exchange_n(&x->addr, &old, addr, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}

static void stretch(uint32_t *reach, uint32_t to)
{
    uint32_t now = __atomic_load_n(reach, __ATOMIC_RELAXED);

    while (now < to && !__atomic_compare_exchange_n(reach, &now, to, false, __ATOMIC_RELAXED,
                                                    __ATOMIC_RELAXED))
        ;
}

struct hd_index *hd_index_put(struct hd_index *tab, uint32_t bits, uint64_t addr, uint32_t *reach,
                              bool (*dead)(union hd_ref))
{
    struct hd_index *x = hd_index_home(tab, hd_index_mask(bits), addr);

    for (uint32_t i = 0; i < HD_INDEX_PROBES; i++, x++) {
        uint64_t a = __atomic_load_n(&x->addr, __ATOMIC_ACQUIRE);
        union hd_ref r = hd_ref_load(&x->ref);

        if (a != addr && a && (!r.word || !dead(r)))
            continue;
        stretch(reach, i + 1);
        if (a == addr || (a ? usurp(x, addr)
                            : __atomic_compare_exchange_n(&x->addr, &a, addr, false,
                                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)))
            return x;
    }
    return NULL;
}

struct hd_index *hd_index_within(struct hd_index *tab, uint32_t bits, uint64_t addr, uint32_t reach)
{
    struct hd_index *x = hd_index_home(tab, hd_index_mask(bits), addr);

    for (uint32_t i = 0; i < reach && i < HD_INDEX_PROBES; i++, x++)
        if (__atomic_load_n(&x->addr, __ATOMIC_ACQUIRE) == addr)
            return x;
    return NULL;
}

struct hd_index *hd_index_claim(struct hd_index *tab, uint32_t bits, uint64_t addr,
                                bool (*dead)(union hd_ref))
{
    struct hd_index *x = hd_index_home(tab, hd_index_mask(bits), addr), *end = x + HD_INDEX_PROBES;

    for (struct hd_index *i = x; i < end; i++) {
        uint64_t a = __atomic_load_n(&i->addr, __ATOMIC_ACQUIRE);

        if (!a && __atomic_compare_exchange_n(&i->addr, &a, addr, false, __ATOMIC_ACQ_REL,
                                              __ATOMIC_ACQUIRE))
            return i;
        if (a == addr)
            return i;
    }
    for (struct hd_index *i = x; i < end; i++) {
        union hd_ref r = hd_ref_load(&i->ref);

        if (r.word && dead(r) && usurp(i, addr))
            return i;
    }
    return NULL;
}
