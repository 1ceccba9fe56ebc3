/* What heddle run and heddle collect say on stderr: a deadlock while it lasts, and at the end what
 * was found.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_WATCH_PRINT_H
#define HEDDLE_CLI_WATCH_PRINT_H

#include <stdint.h>

#include "core/err.h"
#include "store/store.h"

/* A deadlock or stall that is going on, with the steps that led there. */
void hd_print_alarm(void *arg, const struct hd_finding *f, uint32_t pid);

/* One line per finding of these runs that no filter hides, what could not be seen (but for the
 * lines of `told`, which the user has read), and where to read more. Prints "no findings" when
 * there is none. */
int hd_print_summary(struct hd_store *s, const int64_t *run, size_t n, const char *db,
                     const char *told, struct hd_err *err);

/* The lines of a coverage report, each as a warning, but for those that are in `told` already. */
void hd_print_coverage(const char *lines, const char *told);

#endif
