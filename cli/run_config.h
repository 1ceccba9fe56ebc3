/* What .heddle.yml says to `heddle run` and `heddle collect`.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_RUN_CONFIG_H
#define HEDDLE_CLI_RUN_CONFIG_H

#include "core/arena.h"
#include "core/err.h"
#include "core/ignore.h"

/* The section `run:` of .heddle.yml in folder `root`; none is fine. Fails with the mistakes in it,
 * "file:line:column: …". What is read lives in the arena. */
int hd_run_config_read(const char *root, struct hd_arena *a, struct hd_ignore *out,
                       struct hd_err *err);

#endif
