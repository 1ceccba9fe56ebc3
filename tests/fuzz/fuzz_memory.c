// links: hd_flow hd_units hd_ir hd_model hd_store hd_core
/* What an earlier run left, damaged anywhere: the next run takes over less of it, or something
 * else, and ends. The input is a list of changes to what a run over a small program really leaves:
 * four bytes each, an offset and a value.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/analyze.h"
#include "analyzer/units/facts.h"
#include "core/file.h"
#include "core/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct program_facts {
    struct hd_arena arena;
    struct hd_facts facts;
    struct hd_ir ir;
    struct hd_model *model;
    struct hd_buf left; /* by a first run */
} the;

static void run(const struct hd_buf *past, struct hd_buf *left)
{
    static const uint64_t hash[] = {1};
    struct hd_analyze_memory memory = {
        .unit = hash, .key = 1, .past = past->data, .past_size = past->len, .left = left};
    struct hd_analyze_options o = {.root = "/", .memory = &memory};
    struct hd_analyze_result r;
    hd_analyze(&the.ir, 1, the.model, &o, &r);
    hd_analyze_result_free(&r);
}

static void set_up(void)
{
    struct hd_err err = {0};
    char *bytes;
    size_t n;
    if (hd_file_read(FUZZ_PROGRAM, SIZE_MAX, &bytes, &n, &err) < 0 ||
        hd_facts_open(&the.facts, bytes, n, "the program", &the.arena, &err) < 0 ||
        hd_ir_open(&the.ir, the.facts.blob, the.facts.size, &err) < 0 ||
        hd_model_new(&the.model, &err) < 0) {
        hd_error("%s", err.msg);
        abort();
    }
    hd_model_select(the.model, &the.ir, 1);
    run(&(struct hd_buf){0}, &the.left);
    hd_assert(the.left.len > 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_buf past = {0}, left = {0};
    if (!the.model)
        set_up();
    hd_buf_put(&past, the.left.data, the.left.len);
    for (size_t i = 0; i + 4 <= size; i += 4) {
        uint32_t change;
        memcpy(&change, data + i, sizeof change);
        past.data[(change >> 8) % past.len] = (char)change;
    }
    if (size % 4 == 1) /* cut */
        past.len = data[size - 1] * past.len / 256;
    run(&past, &left);
    hd_buf_free(&past);
    hd_buf_free(&left);
    return 0;
}
