/* See suppression.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/suppression.h"

#include <string.h>

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

enum hd_suppression hd_suppression(const char *filtered)
{
    if (!filtered)
        return HD_SHOWN;
    if (begins(filtered, HD_WORDS_COMMENT))
        return HD_ALLOWED_IN_SOURCE;
    if (begins(filtered, HD_WORDS_CONFIG) || begins(filtered, HD_WORDS_IGNORED) ||
        begins(filtered, HD_WORDS_BASELINE))
        return HD_ALLOWED_ELSEWHERE;
    return HD_EXCUSED;
}

bool hd_only_checks_know(const char *filtered)
{
    return filtered && (begins(filtered, HD_WORDS_COMMENT) || begins(filtered, HD_WORDS_BASELINE));
}

static bool applies_at(const struct hd_allow_rule *r, const char *rule, const struct hd_site *s)
{
    return hd_allow_applies(r, rule, s->file, s->function);
}

/* Circles have no place of their own: which of its steps the report begins with depends on the
 * other ones. Who names no rule means a place, not all that comes through it. */
bool hd_allow_covers(const struct hd_allow_rule *r, const struct hd_finding *f)
{
    bool circle = strcmp(f->rule, "lock-order-cycle") == 0 || strcmp(f->rule, "deadlock") == 0;
    bool yes = applies_at(r, f->rule, &f->site);
    for (size_t i = 0; circle && r->rule && i < f->nsteps && !yes; i++)
        yes = applies_at(r, f->rule, &f->step[i].site);
    return yes;
}
