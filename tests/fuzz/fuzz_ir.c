// links: hd_ir hd_core
/* Blobs of intermediate representation from anywhere: what the validator takes can be walked. The
 * signature, version and size are put right first, so that the fuzzer gets past them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/ir/ir.h"
#include "analyzer/ir/layout.h"
#include "core/buf.h"
#include "core/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *blob = malloc(size + 1); /* aligned, as the validator asks */
    struct hd_ir ir;
    struct hd_err err = {0};
    if (!blob)
        abort();
    memcpy(blob, data, size);
    struct hd_ir_header h;
    if (size >= sizeof h) {
        memcpy(&h, blob, sizeof h);
        memcpy(h.magic, HD_IR_MAGIC, sizeof h.magic);
        h.version = HD_IR_VERSION;
        h.ntables = HD_IR_NTABLES;
        h.size = size;
        memcpy(blob, &h, sizeof h);
    }
    int rc = hd_ir_open(&ir, blob, size, &err);
    hd_assert((rc == 0) == (err.msg[0] == '\0'));
    if (rc == 0) {
        struct hd_buf out = {0};
        hd_ir_print(&ir, &out);
        for (uint32_t i = 1; i < ir.npaths && out.len < 1 << 20; i++)
            hd_ir_path_text(&ir, i, &out);
        for (uint32_t i = 0; i < ir.nexprs && out.len < 1 << 20; i++)
            hd_ir_val_text(&ir, HD_VAL(HD_V_EXPR, i), &out);
        hd_buf_free(&out);
    }
    free(blob);
    return 0;
}
