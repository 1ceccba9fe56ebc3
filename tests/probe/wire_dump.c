/* See wire_dump.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/probe/wire_dump.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool wire_open(struct wire *w, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    const char *why;
    void *map;

    if (fd < 0 || fstat(fd, &st) || st.st_size <= 0) {
        fprintf(stderr, "%s: cannot be read\n", path);
        if (fd >= 0)
            close(fd);
        return false;
    }
    map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return false;
    w->h = map;
    w->size = (size_t)st.st_size;
    why = hd_wire_check(map, w->size);
    if (!why)
        return true;
    fprintf(stderr, "%s: %s\n", path, why);
    wire_close(w);
    return false;
}

void wire_close(struct wire *w)
{
    munmap((void *)w->h, w->size);
    w->h = NULL;
}

static const struct hd_wire_section *section(const struct wire *w, enum hd_wire_section_id id)
{
    return hd_wire_section(w->h, id, 8);
}

const void *wire_at(const struct wire *w, enum hd_wire_section_id id, uint32_t index)
{
    return hd_wire_record(w->h, section(w, id), index);
}

uint32_t wire_used(const struct wire *w, enum hd_wire_section_id id)
{
    const struct hd_wire_section *s = section(w, id);

    return s ? (s->used < s->capacity ? s->used : s->capacity) : 0;
}

uint64_t wire_dropped(const struct wire *w, enum hd_wire_section_id id)
{
    const struct hd_wire_section *s = section(w, id);

    return s ? s->dropped : 0;
}

const struct hd_wire_slot *slot_at(const struct wire *w, uint32_t index)
{
    static struct hd_wire_slot copy[4]; /* a check looks at two or three */
    static unsigned next;
    const struct hd_wire_slot *s = wire_at(w, HD_WIRE_SLOTS, index);
    struct hd_wire_slot *out = &copy[next++ % 4];

    if (!s)
        return NULL;
    *out = *s;
    hd_wire_unfold(out);
    return out;
}

static const char *event_rule(uint32_t kind)
{
    static const char *const rules[HD_WIRE_EVENT_KINDS] = {
        "none",
#define X(e, rule, what) rule,
        HD_WIRE_EVENTS_LIST(X)
#undef X
    };

    return kind < HD_WIRE_EVENT_KINDS ? rules[kind] : "?";
}

static const char *event_name(uint32_t kind)
{
    static const char *const names[HD_WIRE_EVENT_KINDS] = {
        "NONE",
#define X(e, rule, what) #e,
        HD_WIRE_EVENTS_LIST(X)
#undef X
    };

    return kind < HD_WIRE_EVENT_KINDS ? names[kind] : "?";
}

static void print_threads(const struct wire *w)
{
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_THREADS); i++) {
        const struct hd_wire_thread *t = wire_at(w, HD_WIRE_THREADS, i);

        printf("thread %u gen %u state %u flags %#x tid %u parent %u@%u joiner %u@%u clock %u "
               "name %.16s stack %u\n",
               i + 1, t->generation, t->state, t->flags, t->tid, t->parent_id, t->parent_clock,
               t->joiner_id, t->join_clock, t->clock, t->name, t->create_stack_id);
    }
}

static void print_slots(const struct wire *w)
{
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_SLOTS); i++) {
        const struct hd_wire_slot *s = slot_at(w, i);

        if (s->state != 1)
            continue;
        printf("slot %u thread %u seq %llu depth %u\n", i + 1, s->thread_id,
               (unsigned long long)s->seq, s->depth);
        for (uint32_t k = 0; k < s->depth && k < HD_WIRE_HELD; k++)
            printf("  entry %s object %u mode %u lock %u pc %#llx stack %u\n",
                   s->entry[k].activity == HD_WIRE_WAITING   ? "waits"
                   : s->entry[k].activity == HD_WIRE_HOLDING ? "holds"
                                                             : "parked",
                   s->entry[k].object, s->entry[k].mode, s->entry[k].lock_id,
                   (unsigned long long)s->entry[k].pc, s->entry[k].stack_id);
    }
}

static void print_order(const struct wire *w)
{
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_LOCKS); i++) {
        const struct hd_wire_lock *l = wire_at(w, HD_WIRE_LOCKS, i);

        printf("lock %u gen %u state %u object %u flags %#x address %#llx init %u first %u\n",
               i + 1, l->generation, l->state, l->object, l->flags,
               (unsigned long long)l->address, l->init_stack_id, l->first_stack_id);
    }
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EDGES); i++) {
        const struct hd_wire_edge *e = wire_at(w, HD_WIRE_EDGES, i);

        if (e->state == 1)
            printf("edge %u: %u.%u -> %u.%u contexts %u count %u\n", i + 1, e->from_id,
                   e->from_gen, e->to_id, e->to_gen, e->contexts, e->count);
    }
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_CONTEXTS); i++) {
        const struct hd_wire_context *c = wire_at(w, HD_WIRE_CONTEXTS, i);

        if (c->state == 1)
            printf("context %u edge %u thread %u clock %u modes %u %u flags %u gates %u stacks %u "
                   "%u\n", i + 1, c->edge_id, c->thread_id, c->clock, c->from_mode, c->to_mode,
                   c->to_flags, c->gates, c->from_stack_id, c->to_stack_id);
    }
}

static void print_stacks(const struct wire *w)
{
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_STACKS); i++) {
        const struct hd_wire_stack *s = wire_at(w, HD_WIRE_STACKS, i);

        printf("stack %u:", i + 1);
        for (uint32_t k = 0; k < s->len && k < HD_WIRE_FRAMES; k++)
            printf(" %#llx", (unsigned long long)s->frame[k]);
        printf("\n");
    }
}

static void print_rest(const struct wire *w)
{
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_EVENTS); i++) {
        const struct hd_wire_event *e = wire_at(w, HD_WIRE_EVENTS, i);

        printf("event %s %s count %u thread %u lock %u aux %llu stack %u stack2 %u\n",
               event_name(e->kind), event_rule(e->kind), e->count, e->thread_id, e->lock_id,
               (unsigned long long)e->aux, e->stack_id, e->stack2_id);
    }
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_TIMERS); i++) {
        const struct hd_wire_timer *t = wire_at(w, HD_WIRE_TIMERS, i);

        printf("timer %u state %u kind %u flags %#x id %#llx\n", i + 1, t->state, t->kind,
               t->flags, (unsigned long long)t->id);
    }
    for (uint32_t i = 0; i < wire_used(w, HD_WIRE_MODULES); i++) {
        const struct hd_wire_module *m = wire_at(w, HD_WIRE_MODULES, i);

        printf("module %u %#llx-%#llx build-id %u bytes %s\n", i + 1,
               (unsigned long long)m->start, (unsigned long long)m->end, m->build_id_len, m->path);
    }
    for (uint32_t i = 0; i < HD_WIRE_COUNTS; i++)
        printf("counter %u %llu\n", i,
               (unsigned long long)*(const uint64_t *)wire_at(w, HD_WIRE_COUNTERS, i));
}

void wire_print(const struct wire *w)
{
    printf("header state %u flags %#x pid %u size %llu cmdline %s\n", w->h->state, w->h->flags,
           w->h->pid, (unsigned long long)w->h->file_size, w->h->cmdline);
    for (uint32_t i = 0; i < w->h->sections; i++)
        printf("section %u capacity %u used %u dropped %llu\n", w->h->section[i].id,
               w->h->section[i].capacity, w->h->section[i].used,
               (unsigned long long)w->h->section[i].dropped);
    print_threads(w);
    print_slots(w);
    print_order(w);
    print_stacks(w);
    print_rest(w);
}
