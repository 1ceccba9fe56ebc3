/* Completion scripts for bash, zsh and fish, made from the option tables as -h and the man pages
 * are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_COMPLETE_H
#define HEDDLE_CLI_COMPLETE_H

#include <stdio.h>

#include "cli/opt.h"

/* Writes what one command takes, as its part of the script for `shell`; cmake/Completions.cmake
 * puts the parts together. `table` holds its own options (or NULL) and the common ones. -1 when
 * there is no such shell. */
int hd_complete_command(FILE *out, const char *shell, const struct hd_command *cmd,
                        const struct hd_opt *const table[2]);

#endif
