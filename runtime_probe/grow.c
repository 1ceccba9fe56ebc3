/* Room in the wire file. On tmpfs the file is as long as its tables may become but begins with
 * holes: a table has memory behind the records it admits to have (`capacity`) and gets more when
 * they are used up. MADV_POPULATE_WRITE allocates without a descriptor and says so when there is no
 * room, where a store into a hole would be SIGBUS. Elsewhere the file is allocated whole, see
 * file.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime_probe/probe.h"

enum { POPULATE_WRITE = 23, LEAST_STEP = 64 * 1024 }; /* linux/mman.h from 5.14 on has the former */

bool hd_back(void *start, size_t len)
{
    uintptr_t page = getauxval(AT_PAGESZ), from = (uintptr_t)start & ~(page - 1);
    uintptr_t to = ((uintptr_t)start + len + page - 1) & ~(page - 1);
    int saved = errno;
    bool ok = syscall(SYS_madvise, from, to - from, POPULATE_WRITE) == 0;

    errno = saved;
    return ok;
}

static uint32_t next_capacity(const struct hd_wire_section *s, uint32_t have, uint32_t room)
{
    uint32_t step = LEAST_STEP / s->stride;

    step = step > have ? step : have;
    return step < room - have ? have + step : room;
}

bool hd_grow(enum hd_wire_section_id id, uint32_t index)
{
    struct hd_wire_section *s = hd_section(id);
    uint32_t have = __atomic_load_n(&s->capacity, __ATOMIC_ACQUIRE), next;

    while (index >= have) {
        uint32_t room = __atomic_load_n(&hd_g->room[id], __ATOMIC_RELAXED);

        if (have >= room)
            return false;
        next = next_capacity(s, have, room);
        if (!hd_back((char *)hd_g->wire + s->offset + (size_t)have * s->stride,
                     (size_t)(next - have) * s->stride)) {
            __atomic_store_n(&hd_g->room[id], have, __ATOMIC_RELAXED); /* not asked for again */
            __atomic_fetch_or(&hd_g->wire->flags, HD_WIRE_SHRUNK, __ATOMIC_RELAXED);
            return false;
        }
        if (__atomic_compare_exchange_n(&s->capacity, &have, next, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            have = next;
    }
    return true;
}

void hd_grow_all(void)
{
    for (int id = 0; id < HD_WIRE_SECTIONS; id++) {
        uint32_t room = hd_g->room[id];

        if (room)
            hd_grow((enum hd_wire_section_id)id, room - 1);
    }
}

uint32_t hd_take(enum hd_wire_section_id id)
{
    uint32_t i = hd_try_take(id);

    if (i == UINT32_MAX)
        __atomic_fetch_add(&hd_section(id)->dropped, 1, __ATOMIC_RELAXED);
    return i;
}

uint32_t hd_try_take(enum hd_wire_section_id id)
{
    struct hd_wire_section *s = hd_section(id);
    uint32_t i = __atomic_load_n(&s->used, __ATOMIC_RELAXED);

    if (!hd_has(s, id, i))
        return UINT32_MAX;
    i = __atomic_fetch_add(&s->used, 1, __ATOMIC_RELAXED);
    return hd_has(s, id, i) ? i : UINT32_MAX;
}
