/* What live.c (looks and judgement), live_names.c (words for people) and live_probe.c (the wire
 * file's view) share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_LIVE_INTERNAL_H
#define HEDDLE_COLLECTOR_LIVE_INTERNAL_H

#include "collector/describe.h"
#include "collector/live.h"
#include "collector/snapshot.h"
#include "collector/unwind.h"

/* One look: parallel to `thread`. */
struct hd_live_look {
    HD_VEC(struct hd_live_thread) thread;
    struct hd_snapshot snap; /* of the probe; `probed` says whether there is one */
    bool probed;
};

/* Index of the thread that the process numbers `own_tid`; UINT32_MAX: none. */
uint32_t hd_live_find(const struct hd_live_look *k, uint32_t own_tid);

/* Adds what the wire file knows of this moment: waits, owners. */
void hd_live_probe(struct hd_live_look *k);
/* Once, in this order. Stacks: as far as they are seen without stopping anybody, and whole ones of
 * the threads in cycles. Probe: names, holds and stacks as recorded. Names: the rest. */
void hd_live_stacks(struct hd_live *l, struct hd_unwind *u);
void hd_live_probe_names(struct hd_live *l, struct hd_live_look *k);
void hd_live_names(struct hd_live *l, const char *root);

/* How many frames of a stack are the program's own. */
size_t hd_live_own_frames(const struct hd_live *l, const struct hd_stack *s);

void hd_live_note(struct hd_live *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
