/* Stacks of another process's threads, by the unwind tables of its files.
 *
 * peek: from the two registers that the kernel shows of a sleeping thread, without stopping it. It
 * goes as far as frames can be told from the stack pointer alone, which is at least the C library's
 * function and its caller. stopped: the whole stack; the thread is stopped for it (PTRACE_SEIZE and
 * INTERRUPT: no signal, the system call it waits in starts again by itself) and goes on before the
 * function returns, and also if this process dies meanwhile.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_UNWIND_H
#define HEDDLE_COLLECTOR_UNWIND_H

#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

enum { HD_UNWIND_MAX = 64 };

struct hd_unwind;

/* Learns the files mapped into process `pid`. NULL when they cannot be read. */
struct hd_unwind *hd_unwind_new(uint32_t pid, struct hd_err *err);
void hd_unwind_free(struct hd_unwind *u); /* NULL is fine */

/* Program counters, innermost first: pc[0] is where the thread is, the others are return addresses.
 * Returns how many, at least 1 for peek; 0 from stopped with a message: not permitted, thread gone,
 * or asleep where it cannot be stopped. */
size_t hd_unwind_peek(struct hd_unwind *u, uint32_t tid, uint64_t sp, uint64_t pc,
                      uint64_t out[HD_UNWIND_MAX]);
size_t hd_unwind_stopped(struct hd_unwind *u, uint32_t tid, uint64_t out[HD_UNWIND_MAX],
                         struct hd_err *err);

#endif
