/* How big each table is. A unit of 2 MiB holds what a mid-sized program needs; a bigger file is so
 * many units. The private indices have at least twice as many places as their tables have records.
 * SPDX-License-Identifier: Apache-2.0 */
#include "runtime_probe/probe.h"

static const struct {
    uint32_t stride, per_unit;
    uint32_t first; /* records with memory from the start, where tables can grow */
} table[HD_WIRE_SECTIONS] = {
    [HD_WIRE_THREADS] = {sizeof(struct hd_wire_thread), 1280, 64},
    [HD_WIRE_SLOTS] = {sizeof(struct hd_wire_slot), 112, 8},
    [HD_WIRE_LOCKS] = {sizeof(struct hd_wire_lock), 4096, 256},
    [HD_WIRE_EDGES] = {sizeof(struct hd_wire_edge), 2048, 128},
    [HD_WIRE_CONTEXTS] = {sizeof(struct hd_wire_context), 2560, 128},
    [HD_WIRE_STACKS] = {sizeof(struct hd_wire_stack), 2560, 256},
    [HD_WIRE_EVENTS] = {sizeof(struct hd_wire_event), 256, 32},
    [HD_WIRE_TIMERS] = {sizeof(struct hd_wire_timer), 512, 32},
    [HD_WIRE_MODULES] = {sizeof(struct hd_wire_module), 256, 16},
    [HD_WIRE_COUNTERS] = {sizeof(uint64_t), 0, HD_WIRE_COUNTS},
    [HD_WIRE_NAMES] = {sizeof(struct hd_wire_name), 64, 16},
};
enum { UNIT = 2 << 20, LEAST = 8 };

static size_t align64(size_t n)
{
    return (n + 63) & ~(size_t)63;
}

static size_t align_page(size_t n)
{
    return (n + 4095) & ~(size_t)4095;
}

/* log2 of the places of an index over `n` records. */
static uint32_t bits_for(uint32_t n)
{
    uint32_t b = 5;

    while ((UINT64_C(1) << b) < 2 * (uint64_t)n)
        b++;
    return b;
}

static size_t places(uint32_t n)
{
    return ((size_t)1 << bits_for(n)) + HD_INDEX_PROBES;
}

static size_t private_size(const struct hd_layout *l)
{
    size_t refs = places(l->capacity[HD_WIRE_LOCKS]) + places(l->capacity[HD_WIRE_THREADS]) +
                  places(l->capacity[HD_WIRE_TIMERS]);
    size_t ids = places(l->capacity[HD_WIRE_EDGES]) + places(l->capacity[HD_WIRE_STACKS]) +
                 places(l->capacity[HD_WIRE_EVENTS]);

    return align_page(sizeof(struct hd_state)) +
           align64(l->capacity[HD_WIRE_SLOTS] * sizeof(struct hd_local)) +
           align64(l->capacity[HD_WIRE_THREADS] * sizeof(struct hd_start)) +
           refs * sizeof(struct hd_index) + ids * sizeof(uint32_t) +
           (sizeof(uint64_t) << HD_MEMO_BITS) +
           ((1 << HD_CLASS_BITS) + HD_INDEX_PROBES) * sizeof(struct hd_class) + 10 * 64;
}

void hd_layout_make(struct hd_layout *l, size_t wanted)
{
    size_t size = HD_WIRE_HEADER_SIZE;

    for (int i = 0; i < HD_WIRE_SECTIONS; i++) {
        uint64_t n = (uint64_t)table[i].per_unit * wanted / UNIT;

        if (i == HD_WIRE_MODULES && n > 2 * table[i].per_unit)
            n = 2 * table[i].per_unit;
        if (i == HD_WIRE_COUNTERS)
            n = HD_WIRE_COUNTS;
        l->capacity[i] = n < LEAST ? LEAST : (uint32_t)n;
        size = align64(size) + (size_t)l->capacity[i] * table[i].stride;
    }
    l->wire_size = align_page(size);
    l->private_size = align_page(private_size(l));
}

void hd_layout_wire(const struct hd_layout *l, struct hd_wire_header *h)
{
    size_t at = HD_WIRE_HEADER_SIZE;

    h->sections = HD_WIRE_SECTIONS;
    for (uint32_t i = 0; i < HD_WIRE_SECTIONS; i++) {
        struct hd_wire_section *s = &h->section[i];

        at = align64(at);
        s->id = i;
        s->stride = table[i].stride;
        s->offset = at;
        s->capacity = l->capacity[i];
        s->used = i == HD_WIRE_COUNTERS ? HD_WIRE_COUNTS : 0;
        at += (size_t)s->capacity * s->stride;
    }
}

bool hd_layout_back(struct hd_wire_header *h)
{
    for (int i = 0; i < HD_WIRE_SECTIONS; i++) {
        struct hd_wire_section *s = &h->section[i];

        s->capacity = s->capacity < table[i].first ? s->capacity : table[i].first;
        if (!hd_back((char *)h + s->offset, (size_t)s->capacity * s->stride))
            return false;
    }
    return true;
}

static void *carve(char **at, size_t size)
{
    char *p = *at;

    *at += align64(size);
    return p;
}

void hd_layout_bind(const struct hd_layout *l, struct hd_state *g)
{
    char *wire = (char *)g->wire, *own = (char *)g + align_page(sizeof *g);
    const struct hd_wire_section *s = g->wire->section;
    const uint32_t *n = l->capacity;

    g->threads = (void *)(wire + s[HD_WIRE_THREADS].offset);
    g->slots = (void *)(wire + s[HD_WIRE_SLOTS].offset);
    g->lock = (void *)(wire + s[HD_WIRE_LOCKS].offset);
    g->edges = (void *)(wire + s[HD_WIRE_EDGES].offset);
    g->contexts = (void *)(wire + s[HD_WIRE_CONTEXTS].offset);
    g->stacks = (void *)(wire + s[HD_WIRE_STACKS].offset);
    g->events = (void *)(wire + s[HD_WIRE_EVENTS].offset);
    g->timers = (void *)(wire + s[HD_WIRE_TIMERS].offset);
    g->modules = (void *)(wire + s[HD_WIRE_MODULES].offset);
    g->counters = (void *)(wire + s[HD_WIRE_COUNTERS].offset);
    g->names = (void *)(wire + s[HD_WIRE_NAMES].offset);
    for (int i = 0; i < HD_WIRE_SECTIONS; i++)
        g->room[i] = n[i];
    g->locks_bits = bits_for(n[HD_WIRE_LOCKS]);
    g->handles_bits = bits_for(n[HD_WIRE_THREADS]);
    g->timer_ids_bits = bits_for(n[HD_WIRE_TIMERS]);
    g->edge_bits = bits_for(n[HD_WIRE_EDGES]);
    g->stack_bits = bits_for(n[HD_WIRE_STACKS]);
    g->event_bits = bits_for(n[HD_WIRE_EVENTS]);
    g->locals = carve(&own, n[HD_WIRE_SLOTS] * sizeof(struct hd_local));
    g->starts = carve(&own, n[HD_WIRE_THREADS] * sizeof(struct hd_start));
    g->locks = carve(&own, places(n[HD_WIRE_LOCKS]) * sizeof(struct hd_index));
    g->handles = carve(&own, places(n[HD_WIRE_THREADS]) * sizeof(struct hd_index));
    g->timer_ids = carve(&own, places(n[HD_WIRE_TIMERS]) * sizeof(struct hd_index));
    g->edge_index = carve(&own, places(n[HD_WIRE_EDGES]) * sizeof(uint32_t));
    g->stack_index = carve(&own, places(n[HD_WIRE_STACKS]) * sizeof(uint32_t));
    g->memo = carve(&own, sizeof(uint64_t) << HD_MEMO_BITS);
    g->classes =
        carve(&own, ((1 << HD_CLASS_BITS) + HD_INDEX_PROBES) * sizeof(struct hd_class));
    g->event_index = carve(&own, places(n[HD_WIRE_EVENTS]) * sizeof(uint32_t));
}
