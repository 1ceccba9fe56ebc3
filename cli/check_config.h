/* .heddle.yml and the command line of `heddle check`, put together.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_CHECK_CONFIG_H
#define HEDDLE_CLI_CHECK_CONFIG_H

#include "cli/opt.h"
#include "core/arena.h"
#include "core/config.h"
#include "core/err.h"

/* What the command line said; NULL and empty where it said nothing. */
struct hd_check_choice {
    hd_str_vec *only, *disable, *rules, *packs;
    const char **fail_on, **baseline;
    bool *library;
};

/* Reads .heddle.yml of folder `root`; none is fine. */
int hd_check_config_read(const char *root, struct hd_arena *a, struct hd_config *out,
                         struct hd_err *err);
/* Adds to the choice what the file says and the command line does not. Rules that --only names are
 * wanted whatever the file says; lists of rules, packs and what is disabled add up. Paths of the
 * file are relative to `root`. */
void hd_check_config_merge(const struct hd_config *c, const char *root, struct hd_arena *a,
                           const struct hd_check_choice *choice);

#endif
