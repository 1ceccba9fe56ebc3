/* What the project wants to hear nothing about at run time: rules on the frames of a finding's
 * stacks and a baseline of fingerprints. Read from .heddle.yml (analyzer/model/ignore_doc.h),
 * applied by the collector.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_IGNORE_H
#define HEDDLE_CORE_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/config.h"

/* Patterns are globs (fnmatch: '*' also matches '/') over a frame's function, file or module. A
 * pattern that is NULL asks nothing; all others must match. */
struct hd_ignore_rule {
    const char *rule;       /* glob over rule ids */
    const char *top;        /* innermost frame of a stack */
    const char *any;        /* some frame */
    const char *created_by; /* some frame of the creation of a thread or timer that took part */
    const char *reason;
    unsigned line; /* in .heddle.yml */
};

struct hd_ignore {
    const struct hd_ignore_rule *rule;
    size_t rules;
    const char *const *baseline; /* fingerprints */
    size_t known;
    struct hd_allow_list allow; /* what the project allows at check as well */
};

/* Whether a frame matches; any text may be NULL. `file` also matches by its last part. */
bool hd_ignore_frame(const char *glob, const char *function, const char *file, const char *module);
bool hd_ignore_rule_id(const struct hd_ignore_rule *r, const char *id);
bool hd_ignore_known(const struct hd_ignore *ig, const char *fingerprint);

#endif
