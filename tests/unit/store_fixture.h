/* What the tests of the store share: a folder and an open store for each test.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_STORE_FIXTURE_H
#define HEDDLE_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "store/store.h"
#include "store/store_internal.h"
#include "tests/scratch.h"

struct fixture {
    char *dir, path[4096];
    struct hd_store *s;
    struct hd_arena a;
    struct hd_err err;
};

static inline int set_up(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    if (!x)
        return -1;
    x->dir = scratch_folder("store");
    snprintf(x->path, sizeof x->path, "%s/sub/h.db", x->dir);
    *state = x;
    return hd_store_open(&x->s, x->path, HD_STORE_WRITE, &x->err);
}

static inline int tear_down(void **state)
{
    struct fixture *x = *state;
    hd_store_close(x->s);
    hd_arena_free(&x->a);
    int rc = scratch_remove(x->dir);
    free(x);
    return rc;
}

#define ok(x, e)                                                                                   \
    do {                                                                                           \
        if ((e) < 0)                                                                               \
            fail_msg("%s: %s", #e, (x)->err.msg);                                                  \
    } while (0)
#define fails(x, e, text)                                                                          \
    do {                                                                                           \
        hd_err_clear(&(x)->err);                                                                   \
        assert_true((e) < 0);                                                                      \
        if (!strstr((x)->err.msg, (text)))                                                         \
            fail_msg("\"%s\" does not say \"%s\"", (x)->err.msg, (text));                          \
        hd_err_clear(&(x)->err);                                                                   \
    } while (0)

static inline int64_t new_run(struct fixture *x, const char *command)
{
    struct hd_run_info r = {
        .command = command, .target = "t", .root = "/p", .started_ms = 1, .exit_status = -1};
    int64_t run = hd_store_run_begin(x->s, &r, &x->err);
    ok(x, run);
    r.ended_ms = 2;
    ok(x, hd_store_run_end(x->s, run, &r, &x->err));
    return run;
}

static inline void reopen(struct fixture *x, enum hd_store_mode mode)
{
    hd_store_close(x->s);
    x->s = NULL;
    ok(x, hd_store_open(&x->s, x->path, mode, &x->err));
}

static inline int64_t count(struct fixture *x, const char *sql)
{
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(x->s->db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

static inline hd_finding_vec load(struct fixture *x, int64_t run)
{
    hd_finding_vec v = {0};
    struct hd_finding_query q = {.run = run};
    ok(x, hd_store_load_findings(x->s, &q, &x->a, &v, &x->err));
    return v;
}

static inline struct hd_finding finding(enum hd_evidence evidence, uint32_t line,
                                        const char *subject)
{
    return (struct hd_finding){.rule = "thread-leak",
                               .severity = HD_SEV_ERROR,
                               .confidence = HD_CONF_HIGH,
                               .evidence = evidence,
                               .message =
                                   evidence == HD_EV_STATIC ? "static says" : "run time says",
                               .site = {"a.c", line, 2, "main"},
                               .subject = subject};
}

#endif
