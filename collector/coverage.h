/* Says what the probe will not see in a program, from its ELF file.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_COVERAGE_H
#define HEDDLE_COLLECTOR_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"

/* What the file is. All false for a script, whose interpreter is looked at instead. */
struct hd_elf_kind {
    bool elf, other_class, is_static, go, asan, tsan;
    bool secure; /* runs with rights that we lack, so that the loader ignores LD_PRELOAD */
};

/* Looks at `path`; false when it is not readable (nothing is known then). */
bool hd_elf_inspect(const char *path, struct hd_elf_kind *out);

/* The file that running `cmd` would execute (PATH, then the interpreter of a script); NULL when
 * there is none. free() it. */
char *hd_command_path(const char *cmd);

/* Adds a sentence without a newline: why process `pid`, which runs `exe`, has not got the probe. */
void hd_coverage_of_process(uint32_t pid, const char *exe, struct hd_buf *out);

/* Adds one line per limitation of running `cmd` under the probe; nothing when there is none. */
void hd_coverage_of_command(const char *cmd, struct hd_buf *out);

#endif
