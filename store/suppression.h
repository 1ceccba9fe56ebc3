/* Who hid a finding, by the words of hd_finding.filtered: a person, in the source or elsewhere, or
 * heddle itself, which knows that it cannot happen. What a person hides stays hidden whatever is
 * seen at run time; an excuse of ours does not.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_STORE_SUPPRESSION_H
#define HEDDLE_STORE_SUPPRESSION_H

#include "core/config.h"
#include "store/facts.h"

enum hd_suppression {
    HD_SHOWN,
    HD_EXCUSED,           /* by heddle, with the reason */
    HD_ALLOWED_IN_SOURCE, /* by a comment */
    HD_ALLOWED_ELSEWHERE, /* by .heddle.yml or a baseline */
};

/* What the words begin with. */
#define HD_WORDS_COMMENT "allowed at "      /* "allowed at src/a.c:12: reason" */
#define HD_WORDS_CONFIG "allowed by "       /* "allowed by .heddle.yml:3: reason" */
#define HD_WORDS_IGNORED "ignored by "      /* "ignored by .heddle.yml:3: reason" */
#define HD_WORDS_BASELINE "in the baseline" /* "in the baseline base.txt" */

enum hd_suppression hd_suppression(const char *filtered);

/* Whether only a check can say so: who judges a run knows neither comments nor baselines of checks,
 * but .heddle.yml. */
bool hd_only_checks_know(const char *filtered);

/* Whether an entry of the list `allow:` is about a finding; says nothing about the date. */
bool hd_allow_covers(const struct hd_allow_rule *r, const struct hd_finding *f);

#endif
