/* What heddle says on stderr: "heddle: warning: …". Reports go to stdout and never through here.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_LOG_H
#define HEDDLE_CORE_LOG_H

enum hd_log_level { HD_LOG_ERROR, HD_LOG_WARNING, HD_LOG_INFO, HD_LOG_DEBUG };

/* Messages above `max` are dropped. Default HD_LOG_INFO; --quiet is HD_LOG_ERROR, -v DEBUG. */
void hd_log_set_level(enum hd_log_level max);
enum hd_log_level hd_log_level(void);
void hd_log(enum hd_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define hd_error(...) hd_log(HD_LOG_ERROR, __VA_ARGS__)
#define hd_warn(...) hd_log(HD_LOG_WARNING, __VA_ARGS__)
#define hd_info(...) hd_log(HD_LOG_INFO, __VA_ARGS__)
#define hd_debug(...) hd_log(HD_LOG_DEBUG, __VA_ARGS__)

#endif
