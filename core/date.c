/* See date.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/date.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

bool hd_date_valid(const char *s)
{
    if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
        return false;
    for (int i = 0; i < 10; i++)
        if (i != 4 && i != 7 && !isdigit((unsigned char)s[i]))
            return false;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int y = atoi(s), m = atoi(s + 5), d = atoi(s + 8);
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] + (m == 2 && leap);
}

const char *hd_date_mistake(struct hd_arena *a, const char *until)
{
    return *until && strcmp(until, "--") != 0
               ? hd_arena_fmt(a, "says '%s', which is no date (YYYY-MM-DD)", until)
               : "has no date behind 'until:', as in until: 2026-12-31";
}

bool hd_date_passed(const char *day, time_t now)
{
    char today[16];
    struct tm tm;
    if (!gmtime_r(&now, &tm) || strftime(today, sizeof today, "%Y-%m-%d", &tm) != 10)
        return false;
    return strcmp(today, day) > 0;
}
