// links: hd_model hd_core
/* Rule packs from anywhere: whatever the bytes are, the reader either takes the pack or names every
 * mistake, and what it took can be looked up.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every automaton takes a step from everywhere. */
static void walk(const struct hd_model *m)
{
    for (int k = HD_KIND_NONE + 1; k < HD_KIND_COUNT; k++) {
        const struct hd_automaton *a = hd_model_automaton(m, (enum hd_kind)k);
        for (unsigned e = 0; a && e < a->nevents; e++)
            for (int s = 0; s < HD_MAX_STATES; s++)
                hd_automaton_step(a, s, (int)e, 0, 1, 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_model *m;
    struct hd_err err = {0};
    if (hd_model_new_without_packs(&m, &err) != 0)
        abort();
    int rc = hd_model_add_text(m, (const char *)data, size, "input", &err);
    hd_assert((rc == 0) == (err.msg[0] == '\0'));
    hd_assert((rc == 0) == (hd_model_messages(m)[0] == '\0'));
    size_t n;
    if (rc == 0) {
        const struct hd_resource *r = hd_model_resources(m, &n);
        for (size_t i = 0; i < n; i++)
            hd_assert(hd_model_automaton(m, r[i].kind) != NULL);
        hd_model_ops(m, "f", &n);
        hd_model_type(m, "t");
        walk(m);
    }
    hd_model_free(m);
    return 0;
}
