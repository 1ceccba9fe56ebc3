/* Name tables of vocab.def.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/vocab.h"

#include <string.h>

static const char *const severities[] = {
#define HD_SEVERITIES(e, n) n,
#include "core/vocab.def"
#undef HD_SEVERITIES
};
static const char *const confidences[] = {
#define HD_CONFIDENCES(e, n) n,
#include "core/vocab.def"
#undef HD_CONFIDENCES
};
static const char *const evidences[] = {
#define HD_EVIDENCES(e, n) n,
#include "core/vocab.def"
#undef HD_EVIDENCES
};
static const char *const kinds[] = {
#define HD_KINDS(e, n) n,
#include "core/vocab.def"
#undef HD_KINDS
};
static const char *const modes[] = {
#define HD_MODES(e, n) n,
#include "core/vocab.def"
#undef HD_MODES
};

static const char *name_of(const char *const *table, unsigned count, unsigned v)
{
    return v < count ? table[v] : "?";
}

static int value_of(const char *const *table, unsigned count, const char *s)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(table[i], s) == 0)
            return (int)i;
    return -1;
}

#define DEFINE(type, table, count)                                                                 \
    const char *hd_##type##_name(enum hd_##type v) { return name_of(table, count, (unsigned)v); }  \
    int hd_##type##_parse(const char *s) { return value_of(table, count, s); }

DEFINE(severity, severities, HD_SEV_COUNT)
DEFINE(confidence, confidences, HD_CONF_COUNT)
DEFINE(evidence, evidences, HD_EV_COUNT)
DEFINE(kind, kinds, HD_KIND_COUNT)
DEFINE(mode, modes, HD_MODE_COUNT)
