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
