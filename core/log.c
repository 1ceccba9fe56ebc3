/* Messages to people; see log.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/log.h"

#include <stdarg.h>
#include <stdio.h>

static enum hd_log_level max_level = HD_LOG_INFO;

void hd_log_set_level(enum hd_log_level max)
{
    max_level = max;
}

enum hd_log_level hd_log_level(void)
{
    return max_level;
}

void hd_log(enum hd_log_level level, const char *fmt, ...)
{
    static const char *const prefix[] = {"error: ", "warning: ", "", "debug: "};
    if (level > max_level)
        return;
    char line[4096];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    fprintf(stderr, "heddle: %s%s\n", prefix[level], line); /* one write: lines stay whole */
}
