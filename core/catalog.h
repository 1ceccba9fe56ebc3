/* The rule catalogue: one entry per rule id, generated at build time from the YAML files under
 * rules/catalog and docs/checks/ID.md, so that every part of heddle names a rule, its severity and
 * its help alike.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_CATALOG_H
#define HEDDLE_CORE_CATALOG_H

#include <stddef.h>

#include "core/vocab.h"

enum hd_side { HD_SIDE_STATIC = 1, HD_SIDE_RUNTIME = 2 };

struct hd_rule {
    const char *id;    /* "thread-leak" */
    const char *title; /* one line, no final dot */
    const char *text;  /* what it is, a sentence or two */
    enum hd_severity severity;
    enum hd_confidence confidence; /* of a static finding unless the checker says otherwise */
    unsigned sides;                /* HD_SIDE_* bits */
    const char *cwe;               /* "404,772" or "" */
    const char *cert;              /* "CON04" or "" */
    const char *misra;             /* "22.16" or "" */
    const char *page;              /* Markdown of docs/checks/ID.md, "" when there is none */
};

/* All rules, sorted by id. */
const struct hd_rule *hd_catalog(size_t *count);
/* The rule with this id, or NULL. */
const struct hd_rule *hd_catalog_find(const char *id);
/* The id nearest to a misspelt one (edit distance at most 3), or NULL. */
const char *hd_catalog_nearest(const char *id);

#endif
