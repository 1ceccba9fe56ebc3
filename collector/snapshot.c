/* Reading wire files; see snapshot.h.
 *
 * Order of reading, for machines that reorder loads: a record counts only when its `state` was
 * valid in a first read of the section and is the same in the second read that gives its fields.
 * Between the two lies a system call.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "collector/target.h"

enum {
    SLOT_TRIES = 8,
    KILL_SLOTS = 1 << 14,
    KILL_ROUNDS = 100,
    KILL_PAUSE_MS = 10,
};

int hd_wire_open(struct hd_wire_file *w, const char *path, struct hd_err *err)
{
    *w = (struct hd_wire_file){.fd = -1};
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return hd_fail_errno(err, "cannot open wire file %s", path);
    struct stat st;
    const char *why = NULL;
    struct hd_wire_header h;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
        why = "is no regular file";
    else if (st.st_size > HD_WIRE_FILE_MAX)
        why = "is larger than any wire file";
    else if (pread(fd, &h, sizeof h, 0) != (ssize_t)sizeof h)
        why = "is shorter than a wire file's header";
    else
        why = hd_wire_check(&h, (size_t)st.st_size);
    if (why) {
        close(fd);
        return hd_fail(err, "%s %s", path, why);
    }
    w->fd = fd;
    w->path = strdup(path);
    return 0;
}

void hd_wire_close(struct hd_wire_file *w)
{
    if (w->path) {
        close(w->fd);
        free(w->path);
    }
    *w = (struct hd_wire_file){.fd = -1};
}

/* Reads up to `len` bytes; what the file does not have is zero. */
static void read_zero(int fd, void *out, size_t len, uint64_t offset)
{
    size_t done = 0;
    while (done < len) {
        ssize_t n = pread(fd, (char *)out + done, len - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    memset((char *)out + done, 0, len - done);
}

static uint32_t state_of(const void *record)
{
    uint32_t state;
    memcpy(&state, record, sizeof state);
    return state;
}

static int read_header(const struct hd_wire_file *w, struct hd_wire_header *h, struct hd_err *err)
{
    struct stat st;
    if (fstat(w->fd, &st) < 0)
        return hd_fail_errno(err, "cannot read %s", w->path);
    uint64_t size = st.st_size < HD_WIRE_FILE_MAX ? (uint64_t)st.st_size : HD_WIRE_FILE_MAX;
    struct hd_wire_header now;
    read_zero(w->fd, &now, sizeof now, 0);
    const char *why = hd_wire_check(&now, size);
    if (why)
        return hd_fail(err, "%s %s", w->path, why);
    *h = now;
    return 0;
}

/* Copies a section's used records, `size` bytes of each stride, into *out (grown as needed). How
 * many there are is asked anew: records in tables read before may name some that are younger than
 * `first`, the snapshot's header. */
static void read_section(const struct hd_wire_file *w, const struct hd_wire_header *first,
                         enum hd_wire_section_id id, size_t size, void **out, uint32_t *len,
                         uint64_t *dropped)
{
    struct hd_wire_header now;
    struct hd_err damaged = {{0}};
    const struct hd_wire_header *h = read_header(w, &now, &damaged) < 0 ? first : &now;
    const struct hd_wire_section *sec = hd_wire_section(h, id, size);
    *len = 0;
    *dropped = sec ? sec->dropped : 0;
    uint32_t used = !sec ? 0 : sec->used < sec->capacity ? sec->used : sec->capacity;
    if (!used)
        return;
    size_t bytes = (size_t)used * sec->stride; /* fits in the file: hd_wire_check */
    char *once = malloc(bytes), *again = malloc(bytes), *rec = realloc(*out, used * size);
    if (!once || !again || !rec)
        hd_oom();
    read_zero(w->fd, once, bytes, sec->offset);
    read_zero(w->fd, again, bytes, sec->offset);
    for (uint32_t i = 0; i < used; i++) {
        const char *a = once + (size_t)i * sec->stride, *b = again + (size_t)i * sec->stride;
        uint32_t state = state_of(a);
        if (state == 0 || state == HD_WIRE_BUSY || state_of(b) != state)
            memset(rec + i * size, 0, size);
        else
            memcpy(rec + i * size, b, size);
    }
    free(once);
    free(again);
    *out = rec;
    *len = used;
}

static bool slot_rested(const struct hd_wire_slot *a, const struct hd_wire_slot *b)
{
    return !memcmp(a, b, sizeof *a);
}

/* A slot is copied until two copies agree: then no store of its thread lay between them. */
static void settle_slots(const struct hd_wire_file *w, struct hd_snapshot *s)
{
    const struct hd_wire_section *sec =
        hd_wire_section(&s->header, HD_WIRE_SLOTS, sizeof(struct hd_wire_slot));
    for (uint32_t i = 0; sec && i < s->slots.len; i++) {
        struct hd_wire_slot *slot = &s->slots.rec[i], again;
        uint64_t at = sec->offset + (uint64_t)i * sec->stride;
        int tries = 0;
        for (;;) {
            read_zero(w->fd, &again, sizeof again, at);
            if (slot_rested(slot, &again))
                break;
            *slot = again;
            if (++tries == SLOT_TRIES) {
                memset(slot, 0, sizeof *slot);
                break;
            }
        }
        hd_wire_unfold(slot);
    }
}

#define READ(ID, member)                                                                           \
    do {                                                                                           \
        void *rec_ = s->member.rec;                                                                \
        read_section(w, &s->header, ID, sizeof *s->member.rec, &rec_, &s->member.len,              \
                     &s->member.dropped);                                                          \
        s->member.rec = rec_;                                                                      \
    } while (0)

static void read_counters(const struct hd_wire_file *w, struct hd_snapshot *s)
{
    memset(s->counter, 0, sizeof s->counter);
    const struct hd_wire_section *sec =
        hd_wire_section(&s->header, HD_WIRE_COUNTERS, sizeof s->counter[0]);
    for (uint32_t i = 0; sec && i < HD_WIRE_COUNTS && i < sec->capacity; i++)
        read_zero(w->fd, &s->counter[i], sizeof s->counter[i],
                  sec->offset + (uint64_t)i * sec->stride);
}

/* Slots are read first and the tables they refer to afterwards, edges before contexts, and stacks
 * last: whatever a record names was committed before it. */
int hd_snapshot_take(struct hd_snapshot *s, const struct hd_wire_file *w,
                     enum hd_snapshot_scope scope, struct hd_err *err)
{
    if (read_header(w, &s->header, err) < 0)
        return -1;
    s->taken_ms = hd_monotonic_ms();
    READ(HD_WIRE_SLOTS, slots);
    settle_slots(w, s);
    if (scope == HD_SNAP_ALL) {
        READ(HD_WIRE_EVENTS, events);
        READ(HD_WIRE_EDGES, edges);
        READ(HD_WIRE_CONTEXTS, contexts);
        READ(HD_WIRE_TIMERS, timers);
    }
    READ(HD_WIRE_THREADS, threads);
    READ(HD_WIRE_LOCKS, locks);
    READ(HD_WIRE_STACKS, stacks);
    READ(HD_WIRE_MODULES, modules);
    READ(HD_WIRE_NAMES, names);
    read_counters(w, s);
    hd_snapshot_sanitize(s);
#ifndef NDEBUG
    struct hd_err why = {{0}};
    hd_assert_slow(hd_wire_valid(s, &why));
#endif
    return 0;
}

/* Stores to every slot; how many of their threads had moved since `seq` was noted, -1 on failure.
 */
static int kill_slots(int fd, const struct hd_wire_file *w, uint64_t *seq, struct hd_err *err)
{
    struct hd_wire_header h;
    if (read_header(w, &h, err) < 0)
        return -1;
    const struct hd_wire_section *sec =
        hd_wire_section(&h, HD_WIRE_SLOTS, sizeof(struct hd_wire_slot));
    const uint32_t one = 1;
    const uint64_t none = HD_WIRE_TOP_NONE;
    int moved = 0;
    for (uint32_t i = 0; sec && i < sec->used && i < sec->capacity; i++) {
        struct hd_wire_slot s;
        off_t at = (off_t)(sec->offset + (uint64_t)i * sec->stride);
        read_zero(fd, &s, offsetof(struct hd_wire_slot, entry), (uint64_t)at);
        moved += s.seq != seq[i % KILL_SLOTS] || !s.kill;
        seq[i % KILL_SLOTS] = s.seq;
        if (pwrite(fd, &one, sizeof one, at + (off_t)offsetof(struct hd_wire_slot, kill)) !=
                (ssize_t)sizeof one ||
            pwrite(fd, &none, sizeof none, at + (off_t)offsetof(struct hd_wire_slot, top)) !=
                (ssize_t)sizeof none)
            return hd_fail_errno(err, "cannot write %s", w->path);
    }
    return moved;
}

/* A thread that repeats itself does not look at `kill`; it may go on for a step or two. */
static int kill_until_rest(int fd, const struct hd_wire_file *w, struct hd_err *err)
{
    static uint64_t seq[KILL_SLOTS];
    int moved = 1, rests = 0;
    for (int round = 0; round < KILL_ROUNDS && rests < 3 && moved >= 0; round++) {
        moved = kill_slots(fd, w, seq, err);
        rests = moved ? 0 : rests + 1;
        nanosleep(&(struct timespec){.tv_nsec = KILL_PAUSE_MS * 1000000L}, NULL);
    }
    return moved < 0 ? -1 : 0;
}

/* First for threads to come, then for those that are there: none slips through between. */
int hd_wire_kill(const char *path, uint32_t *pid, struct hd_err *err)
{
    struct hd_wire_file w;
    struct hd_wire_header h;
    const uint32_t one = 1;
    if (hd_wire_open(&w, path, err) < 0) /* checks that it is one */
        return -1;
    int fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), rc = -1;
    if (fd < 0 ||
        pwrite(fd, &one, sizeof one, offsetof(struct hd_wire_header, kill)) != (ssize_t)sizeof one)
        hd_fail_errno(err, "cannot write %s", path);
    else if (read_header(&w, &h, err) == 0)
        rc = kill_until_rest(fd, &w, err);
    if (rc == 0)
        *pid = h.pid;
    if (fd >= 0)
        close(fd);
    hd_wire_close(&w);
    return rc;
}

int hd_slots_read(struct hd_slots *s, const struct hd_wire_file *w, struct hd_err *err)
{
    struct hd_wire_header h;
    s->len = 0;
    if (read_header(w, &h, err) < 0)
        return -1;
    const struct hd_wire_section *sec = hd_wire_section(&h, HD_WIRE_SLOTS, sizeof *s->rec);
    uint32_t used = !sec ? 0 : sec->used < sec->capacity ? sec->used : sec->capacity;
    if (used > s->room) {
        struct hd_wire_slot *rec = realloc(s->rec, used * sizeof *rec);
        if (!rec)
            hd_oom();
        s->rec = rec;
        s->room = used;
    }
    s->taken_ms = hd_monotonic_ms();
    s->timed = (h.flags & HD_WIRE_HOLD_TIMES) != 0;
    s->len = used;
    bool whole = used && sec->stride == sizeof *s->rec;
    if (whole)
        read_zero(w->fd, s->rec, used * sizeof *s->rec, sec->offset);
    for (uint32_t i = 0; i < used; i++) {
        if (!whole)
            read_zero(w->fd, &s->rec[i], sizeof *s->rec, sec->offset + (uint64_t)i * sec->stride);
        hd_wire_unfold(&s->rec[i]);
    }
    return 0;
}

void hd_slots_free(struct hd_slots *s)
{
    free(s->rec);
    *s = (struct hd_slots){0};
}

void hd_snapshot_free(struct hd_snapshot *s)
{
    free(s->threads.rec);
    free(s->slots.rec);
    free(s->locks.rec);
    free(s->edges.rec);
    free(s->contexts.rec);
    free(s->stacks.rec);
    free(s->events.rec);
    free(s->timers.rec);
    free(s->modules.rec);
    free(s->names.rec);
    memset(s, 0, sizeof *s);
}

const struct hd_wire_thread *hd_snap_thread(const struct hd_snapshot *s, uint32_t id, uint32_t gen)
{
    if (id == 0 || id > s->threads.len)
        return NULL;
    const struct hd_wire_thread *t = &s->threads.rec[id - 1];
    return t->state && (gen == 0 || t->generation == gen) ? t : NULL;
}

const struct hd_wire_lock *hd_snap_lock(const struct hd_snapshot *s, uint32_t id, uint32_t gen)
{
    if (id == 0 || id > s->locks.len)
        return NULL;
    const struct hd_wire_lock *l = &s->locks.rec[id - 1];
    return l->state && (gen == 0 || l->generation == gen) ? l : NULL;
}

uint64_t hd_snap_dropped(const struct hd_snapshot *s)
{
    return s->threads.dropped + s->slots.dropped + s->locks.dropped + s->edges.dropped +
           s->contexts.dropped + s->stacks.dropped + s->events.dropped + s->timers.dropped +
           s->modules.dropped + s->names.dropped;
}

uint32_t hd_slot_depth(const struct hd_wire_slot *slot)
{
    return slot->depth < HD_WIRE_HELD ? slot->depth : HD_WIRE_HELD;
}
