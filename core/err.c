/* Error messages; see err.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int hd_fail(struct hd_err *err, const char *fmt, ...)
{
    if (!err || err->msg[0])
        return -1;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    return -1;
}

int hd_fail_errno(struct hd_err *err, const char *fmt, ...)
{
    int saved = errno;
    if (!err || err->msg[0])
        return -1;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    size_t n = strlen(err->msg);
    snprintf(err->msg + n, sizeof err->msg - n, ": %s", strerror(saved));
    err->passing = saved == ENOSPC || saved == EDQUOT;
    return -1;
}

int hd_err_prefix(struct hd_err *err, const char *fmt, ...)
{
    if (!err)
        return -1;
    char old[sizeof err->msg];
    memcpy(old, err->msg, sizeof old);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    size_t n = strlen(err->msg);
    snprintf(err->msg + n, sizeof err->msg - n, ": %s", old);
    return -1;
}

void hd_err_clear(struct hd_err *err)
{
    err->msg[0] = '\0';
    err->passing = false;
}

_Noreturn void hd_oom(void)
{
    fputs("heddle: out of memory\n", stderr);
    exit(1);
}

_Noreturn void hd_assert_failed(const char *expr, const char *file, int line)
{
    fprintf(stderr, "heddle: internal error: %s:%d: %s does not hold; please report this\n", file,
            line, expr);
    abort();
}
