/* Errors: a function that can fail returns 0 or a positive count on success and a negative number
 * on failure, and says what and where in the caller's struct hd_err. The first message wins: a
 * caller may add context with hd_err_prefix but a second hd_fail on a set error is dropped.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_ERR_H
#define HEDDLE_CORE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

struct hd_err {
    char msg[1024];
    bool passing; /* no space, or locked: the same may succeed later */
};

/* Sets the message (printf style) and returns -1. `err` may be NULL. */
int hd_fail(struct hd_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* As hd_fail, with ": strerror(errno)" behind the message. */
int hd_fail_errno(struct hd_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the message; returns -1. */
int hd_err_prefix(struct hd_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void hd_err_clear(struct hd_err *err);

/* Prints "heddle: out of memory" and exits with status 1. Never used by the probe. */
_Noreturn void hd_oom(void);

/* Invariants. hd_assert stays in every build; hd_assert_slow only in debug builds. */
_Noreturn void hd_assert_failed(const char *expr, const char *file, int line);
#define hd_assert(e) ((e) ? (void)0 : hd_assert_failed(#e, __FILE__, __LINE__))
#ifdef NDEBUG
#define hd_assert_slow(e) ((void)0)
#else
#define hd_assert_slow(e) hd_assert(e)
#endif

#endif
