/* A small reader of wire files for the probe's own tests, so that they do not depend on the
 * collector: maps a finished file and hands out checked records.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_PROBE_WIRE_DUMP_H
#define HEDDLE_TESTS_PROBE_WIRE_DUMP_H

#include <stdbool.h>

#include "runtime_probe/wire.h"

struct wire {
    const struct hd_wire_header *h;
    size_t size;
};
/* False, with a message on stderr, when there is no readable wire file at `path`. */
bool wire_open(struct wire *w, const char *path);
void wire_close(struct wire *w);
const void *wire_at(const struct wire *w, enum hd_wire_section_id id, uint32_t index);
/* A copy of a slot with all that is held and waited for in its entries; good for the next three calls. */
const struct hd_wire_slot *slot_at(const struct wire *w, uint32_t index);
uint32_t wire_used(const struct wire *w, enum hd_wire_section_id id);
uint64_t wire_dropped(const struct wire *w, enum hd_wire_section_id id);
/* Everything, one line per record, for people and for the shell tests. */
void wire_print(const struct wire *w);

#endif
