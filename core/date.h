/* Days, as people write them in comments and configuration.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_DATE_H
#define HEDDLE_CORE_DATE_H

#include <stdbool.h>
#include <time.h>

struct hd_arena;

/* Whether `s` is a day of the calendar, "2026-12-31". */
bool hd_date_valid(const char *s);
/* What is wrong with `until`, which is no such day, for people: "says …"; lives in `a` or for ever.
 */
const char *hd_date_mistake(struct hd_arena *a, const char *until);
/* Whether the day has ended at `now`, by UTC. */
bool hd_date_passed(const char *day, time_t now);

#endif
