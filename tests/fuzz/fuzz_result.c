// links: hd_flow hd_ir hd_model hd_store hd_core
/* Stored results of phase two from anywhere: what is taken is written as it was read, and its
 * numbers index what is there.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/analyze.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_analyze_result r, again;
    char *bytes = malloc(size + 1);
    if (!bytes)
        abort();
    memcpy(bytes, data, size);
    if (size >= 12)
        memcpy(bytes, "heddleHR\1\0\0\0", 12);
    if (hd_analyze_result_read(&r, bytes, size) == 0) {
        struct hd_buf one = {0}, two = {0};
        hd_vec_foreach(e, &r.facts.edge) hd_assert((size_t)e->from < r.facts.lock.len);
        hd_analyze_result_write(&r, &one);
        hd_assert(hd_analyze_result_read(&again, one.data, one.len) == 0);
        hd_analyze_result_write(&again, &two);
        hd_assert(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
        hd_analyze_result_free(&again);
        hd_analyze_result_free(&r);
        hd_buf_free(&one);
        hd_buf_free(&two);
    }
    free(bytes);
    return 0;
}
