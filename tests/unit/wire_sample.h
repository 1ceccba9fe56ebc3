/* A small wire file made by hand, for the tests of the collector: two threads that hold A and B and
 * wait for each other's, one order edge each way, one event, one leaked thread.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_WIRE_SAMPLE_H
#define HEDDLE_TESTS_WIRE_SAMPLE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/snapshot.h"
#include "tests/scratch.h"

enum { SAMPLE_ROWS = 4 };

struct wire_sample {
    unsigned char *data;
    size_t size;
};

static const size_t sample_stride[HD_WIRE_SECTIONS] = {
    [HD_WIRE_THREADS] = sizeof(struct hd_wire_thread),
    [HD_WIRE_SLOTS] = sizeof(struct hd_wire_slot),
    [HD_WIRE_LOCKS] = sizeof(struct hd_wire_lock),
    [HD_WIRE_EDGES] = sizeof(struct hd_wire_edge),
    [HD_WIRE_CONTEXTS] = sizeof(struct hd_wire_context),
    [HD_WIRE_STACKS] = sizeof(struct hd_wire_stack),
    [HD_WIRE_EVENTS] = sizeof(struct hd_wire_event),
    [HD_WIRE_TIMERS] = sizeof(struct hd_wire_timer),
    [HD_WIRE_MODULES] = sizeof(struct hd_wire_module),
    [HD_WIRE_COUNTERS] = sizeof(uint64_t) * HD_WIRE_COUNTS,
    [HD_WIRE_NAMES] = sizeof(struct hd_wire_name),
};

static inline struct hd_wire_header *sample_header(struct wire_sample *w)
{
    return (struct hd_wire_header *)w->data;
}

/* Record `i` of a section. */
static inline void *sample_row(struct wire_sample *w, enum hd_wire_section_id id, size_t i)
{
    const struct hd_wire_section *s = &sample_header(w)->section[id];
    return w->data + s->offset + i * s->stride;
}

static inline void sample_layout(struct wire_sample *w)
{
    size_t at = HD_WIRE_HEADER_SIZE;
    struct hd_wire_section section[HD_WIRE_SECTIONS];
    for (unsigned i = 0; i < HD_WIRE_SECTIONS; i++) {
        size_t stride = (sample_stride[i] + 7) & ~(size_t)7;
        section[i] = (struct hd_wire_section){
            .id = i, .stride = (uint32_t)stride, .offset = at, .capacity = SAMPLE_ROWS};
        at += (stride * SAMPLE_ROWS + 63) & ~(size_t)63;
    }
    w->size = at;
    w->data = calloc(1, at);
    struct hd_wire_header *h = sample_header(w);
    memcpy(h->section, section, sizeof section);
    h->magic = HD_WIRE_MAGIC;
    h->major = HD_WIRE_MAJOR;
    h->minor = HD_WIRE_MINOR;
    h->endian = HD_WIRE_ENDIAN;
    h->word_size = sizeof(void *);
    h->header_size = HD_WIRE_HEADER_SIZE;
    h->file_size = at;
    h->state = HD_WIRE_EXITED;
    h->sections = HD_WIRE_SECTIONS;
    h->pid = 4000000; /* above pid_max: never a process */
    memcpy(h->cmdline, "prog\0-x", 8);
    h->cmdline_len = 8;
}

static inline void sample_thread(struct wire_sample *w, uint32_t i, uint32_t flags)
{
    struct hd_wire_thread *t = sample_row(w, HD_WIRE_THREADS, i);
    *t = (struct hd_wire_thread){.state = HD_WIRE_THREAD_ALIVE,
                                 .generation = 1,
                                 .flags = flags,
                                 .tid = 100 + i,
                                 .slot_id = i + 1,
                                 .start_pc = 0x1000 + i,
                                 .parent_id = i ? 1 : 0,
                                 .parent_gen = 1,
                                 .parent_clock = i,
                                 .created_ns = 1000 + i};
    memcpy(t->name, "prog", 5);
    sample_header(w)->section[HD_WIRE_THREADS].used = i + 1;
}

static inline void sample_lock(struct wire_sample *w, uint32_t i, uint64_t address)
{
    struct hd_wire_lock *l = sample_row(w, HD_WIRE_LOCKS, i);
    *l = (struct hd_wire_lock){.state = HD_WIRE_LOCK_LIVE,
                               .generation = 1,
                               .address = address,
                               .object = HD_WIRE_MUTEX,
                               .init_pc = 0x2000 + i};
    sample_header(w)->section[HD_WIRE_LOCKS].used = i + 1;
}

/* Slot i: thread i + 1 holds lock `holds` and waits for lock `wants` (ids; 0: none). */
static inline struct hd_wire_slot *sample_slot(struct wire_sample *w, uint32_t i, uint32_t holds,
                                               uint32_t wants)
{
    struct hd_wire_slot *s = sample_row(w, HD_WIRE_SLOTS, i);
    *s = (struct hd_wire_slot){
        .state = 1, .thread_id = i + 1, .thread_gen = 1, .tid = 100 + i, .seq = 10 + i};
    if (holds)
        s->entry[s->depth++] = (struct hd_wire_entry){.address = 0x9000 + holds,
                                                      .pc = 0x3000 + i,
                                                      .lock_id = holds,
                                                      .lock_gen = 1,
                                                      .activity = HD_WIRE_HOLDING,
                                                      .mode = HD_MODE_EXCLUSIVE,
                                                      .object = HD_WIRE_MUTEX};
    if (wants)
        s->entry[s->depth++] = (struct hd_wire_entry){.address = 0x9000 + wants,
                                                      .pc = 0x4000 + i,
                                                      .lock_id = wants,
                                                      .lock_gen = 1,
                                                      .activity = HD_WIRE_WAITING,
                                                      .mode = HD_MODE_EXCLUSIVE,
                                                      .object = HD_WIRE_MUTEX};
    sample_header(w)->section[HD_WIRE_SLOTS].used = i + 1;
    return s;
}

static inline void sample_edge(struct wire_sample *w, uint32_t i, uint32_t from, uint32_t to)
{
    struct hd_wire_edge *e = sample_row(w, HD_WIRE_EDGES, i);
    *e = (struct hd_wire_edge){.state = 1,
                               .contexts = 1,
                               .from_id = from,
                               .from_gen = 1,
                               .to_id = to,
                               .to_gen = 1,
                               .context_id = i + 1,
                               .count = 1};
    struct hd_wire_context *c = sample_row(w, HD_WIRE_CONTEXTS, i);
    *c = (struct hd_wire_context){.state = 1,
                                  .edge_id = i + 1,
                                  .thread_id = i + 2,
                                  .thread_gen = 1,
                                  .from_mode = HD_MODE_EXCLUSIVE,
                                  .to_mode = HD_MODE_EXCLUSIVE,
                                  .from_pc = 0x3000 + i,
                                  .to_pc = 0x4000 + i};
    sample_header(w)->section[HD_WIRE_EDGES].used = i + 1;
    sample_header(w)->section[HD_WIRE_CONTEXTS].used = i + 1;
}

static inline struct wire_sample sample_make(void)
{
    struct wire_sample w;
    sample_layout(&w);
    sample_thread(&w, 0, HD_WIRE_THREAD_MAIN);
    sample_thread(&w, 1, 0);
    sample_thread(&w, 2, 0);
    sample_lock(&w, 0, 0x9001);
    sample_lock(&w, 1, 0x9002);
    sample_slot(&w, 0, 0, 0);
    sample_slot(&w, 1, 1, 2);
    sample_slot(&w, 2, 2, 1);
    sample_edge(&w, 0, 1, 2);
    sample_edge(&w, 1, 2, 1);
    struct hd_wire_event *e = sample_row(&w, HD_WIRE_EVENTS, 0);
    *e = (struct hd_wire_event){.state = 1,
                                .kind = HD_WIRE_EVENT_UNLOCK_FREE,
                                .count = 3,
                                .thread_id = 2,
                                .thread_gen = 1,
                                .lock_id = 1,
                                .lock_gen = 1,
                                .address = 0x9001,
                                .pc = 0x5000};
    sample_header(&w)->section[HD_WIRE_EVENTS].used = 1;
    return w;
}

/* A new unlinked-later temporary file with the sample's bytes; free() the path. */
static inline char *sample_write(const struct wire_sample *w, size_t size)
{
    char *path;
    int fd = scratch_file("wire", &path);
    if (write(fd, w->data, size) != (ssize_t)size)
        abort();
    close(fd);
    return path;
}

/* The snapshot of a sample, through a file as in life. */
static inline struct hd_snapshot sample_snapshot(const struct wire_sample *w)
{
    struct hd_snapshot s = {0};
    struct hd_wire_file f;
    struct hd_err err = {{0}};
    char *path = sample_write(w, w->size);
    if (hd_wire_open(&f, path, &err) < 0 || hd_snapshot_take(&s, &f, HD_SNAP_ALL, &err) < 0)
        abort();
    hd_wire_close(&f);
    unlink(path);
    free(path);
    return s;
}

static inline void sample_free(struct wire_sample *w)
{
    free(w->data);
}

#endif
