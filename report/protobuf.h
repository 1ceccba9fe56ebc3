/* Writing protocol buffers: just the wire format (protobuf.dev/programming-guides/encoding).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_PROTOBUF_H
#define HEDDLE_REPORT_PROTOBUF_H

#include <stdint.h>
#include <string.h>

#include "core/buf.h"

static inline void hd_pb_varint(struct hd_buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        hd_buf_char(b, (char)(v | 0x80));
    hd_buf_char(b, (char)v);
}

/* A number; 0 is what is read when it is left out. */
static inline void hd_pb_number(struct hd_buf *b, unsigned field, uint64_t v)
{
    if (!v)
        return;
    hd_pb_varint(b, (uint64_t)field << 3);
    hd_pb_varint(b, v);
}

static inline void hd_pb_bytes(struct hd_buf *b, unsigned field, const void *data, size_t n)
{
    hd_pb_varint(b, (uint64_t)field << 3 | 2);
    hd_pb_varint(b, n);
    hd_buf_put(b, data, n);
}

/* Appends the message `part` as a field and empties it. */
static inline void hd_pb_message(struct hd_buf *b, unsigned field, struct hd_buf *part)
{
    hd_pb_bytes(b, field, hd_buf_cstr(part), part->len);
    part->len = 0;
}

#endif
