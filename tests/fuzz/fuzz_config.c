// links: hd_model hd_core
/* .heddle.yml from anywhere: every section is taken or every mistake is named, and what was taken
 * can be used.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>

#include "analyzer/model/check_doc.h"
#include "analyzer/model/ignore_doc.h"
#include "core/date.h"
#include "core/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(const struct hd_config *c)
{
    for (size_t i = 0; i < c->allow.rules; i++) {
        const struct hd_allow_rule *r = &c->allow.rule[i];
        hd_assert(r->reason && *r->reason);
        hd_assert(!r->until || hd_date_valid(r->until));
        hd_allow_applies(r, "thread-leak", "src/a/b.c", "f");
        hd_allow_applies(r, "thread-leak", NULL, NULL);
    }
    for (size_t i = 0; i < c->severities; i++)
        hd_assert(c->severity[i].rule && c->severity[i].severity < HD_SEV_COUNT);
    for (const char *const *p = c->disable; *p; p++)
        hd_assert(**p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_arena a = {0};
    struct hd_buf told = {0};
    struct hd_config c;
    struct hd_ignore ignore;
    size_t n = hd_config_read("input", (const char *)data, size, &a, &c, &told);
    hd_assert((n == 0) == (told.len == 0));
    use(&c);
    hd_ignore_read("input", (const char *)data, size, &a, &ignore, &told);
    hd_buf_free(&told);
    hd_arena_free(&a);
    return 0;
}
