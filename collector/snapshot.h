/* Reads wire files, of live and of dead processes, and never trusts them: the program that is
 * watched can write every byte. The file is read with pread, never mapped, so that a program which
 * truncates it cannot send us SIGBUS. A snapshot is a private copy in which every count is clamped,
 * every id is 0 or valid, every text ends, and every record is either complete or unused.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_SNAPSHOT_H
#define HEDDLE_COLLECTOR_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "runtime_probe/wire.h"

struct hd_wire_file {
    int fd;
    char *path;
};

/* Opens a regular file of at most HD_WIRE_FILE_MAX bytes and checks its header. */
enum { HD_WIRE_FILE_MAX = 1 << 30 };
int hd_wire_open(struct hd_wire_file *w, const char *path, struct hd_err *err);
void hd_wire_close(struct hd_wire_file *w); /* a zeroed or closed one is fine */

/* One section: `len` records of this program's size; id N stands at rec[N - 1]. */
#define HD_SNAP_SECTION(T)                                                                         \
    struct {                                                                                       \
        struct T *rec;                                                                             \
        uint32_t len;                                                                              \
        uint64_t dropped;                                                                          \
    }

struct hd_snapshot {
    struct hd_wire_header header;
    int64_t taken_ms; /* monotonic */
    uint64_t damaged; /* records with what no probe writes: left out, or without what they name */
    HD_SNAP_SECTION(hd_wire_thread) threads;
    HD_SNAP_SECTION(hd_wire_slot) slots;
    HD_SNAP_SECTION(hd_wire_lock) locks;
    HD_SNAP_SECTION(hd_wire_edge) edges;
    HD_SNAP_SECTION(hd_wire_context) contexts;
    HD_SNAP_SECTION(hd_wire_stack) stacks;
    HD_SNAP_SECTION(hd_wire_event) events;
    HD_SNAP_SECTION(hd_wire_timer) timers;
    HD_SNAP_SECTION(hd_wire_module) modules;
    HD_SNAP_SECTION(hd_wire_name) names;
    uint64_t counter[HD_WIRE_COUNTS];
};

/* What to copy: a scan for waits needs far less than the whole. */
enum hd_snapshot_scope { HD_SNAP_WAITS, HD_SNAP_ALL };

/* Copies the present state into *s (zeroed, or an earlier snapshot, which is replaced). A slot that
 * changes while it is copied is copied again; one that never rests is left as unused. Returns 0, or
 * -1 when the file is no (or no longer a) readable wire file; *s is then as it was. */
int hd_snapshot_take(struct hd_snapshot *s, const struct hd_wire_file *w,
                     enum hd_snapshot_scope scope, struct hd_err *err);
void hd_snapshot_free(struct hd_snapshot *s);

/* The one write: switches the probe of a file's process off, for good. Says whose it is. */
int hd_wire_kill(const char *path, uint32_t *pid, struct hd_err *err);

/* Only the slots, copied once: for looks whose many make up for a torn one. Ids are unchecked. */
struct hd_slots {
    struct hd_wire_slot *rec;
    uint32_t len, room;
    int64_t taken_ms;
    bool timed; /* entries tell since when they are held */
};
int hd_slots_read(struct hd_slots *s, const struct hd_wire_file *w, struct hd_err *err);
void hd_slots_free(struct hd_slots *s);

/* Makes what was read keep the promises above. hd_snapshot_take calls it; tests build snapshots by
 * hand and call it too. */
void hd_snapshot_sanitize(struct hd_snapshot *s);

/* Whether the promises hold; the message says which one does not. */
bool hd_wire_valid(const struct hd_snapshot *s, struct hd_err *err);

/* Records by id, NULL when there is none (id 0) or its generation is another one (gen 0: any). */
const struct hd_wire_thread *hd_snap_thread(const struct hd_snapshot *s, uint32_t id, uint32_t gen);
const struct hd_wire_lock *hd_snap_lock(const struct hd_snapshot *s, uint32_t id, uint32_t gen);

/* Records lost to full tables. */
uint64_t hd_snap_dropped(const struct hd_snapshot *s);

/* Entries of a slot that were kept. */
uint32_t hd_slot_depth(const struct hd_wire_slot *slot);

#endif
