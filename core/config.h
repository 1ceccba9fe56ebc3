/* What .heddle.yml says to `heddle check`, and whom it allows what at both check and run time.
 * Read by analyzer/model/check_doc.h.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_CONFIG_H
#define HEDDLE_CORE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/vocab.h"

/* Patterns that are NULL ask nothing; all others must fit. */
struct hd_allow_rule {
    const char *rule;     /* glob over rule ids */
    const char *path;     /* as hd_path_glob takes it */
    const char *function; /* glob */
    const char *reason;
    const char *until; /* last day, or NULL */
    unsigned line;     /* in .heddle.yml */
};
struct hd_allow_list {
    const struct hd_allow_rule *rule;
    size_t rules;
};

/* `file` is relative to the project's root; it and `function` may be NULL. Says nothing about
 * the date. */
bool hd_allow_applies(const struct hd_allow_rule *r, const char *id, const char *file,
                      const char *function);

struct hd_severity_of {
    const char *rule;
    enum hd_severity severity;
};

/* Lists end with NULL and are never NULL themselves after reading. */
struct hd_config {
    const char *const *only, *const *disable, *const *rules, *const *packs;
    const char *const *exclude; /* patterns of paths */
    unsigned exclude_line;
    const char *fail_on, *baseline; /* NULL: not said */
    bool library;
    const struct hd_severity_of *severity;
    size_t severities;
    struct hd_allow_list allow;
};

#endif
