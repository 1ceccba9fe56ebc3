/* Inside of the store: the connection, its prepared statements and what was interned.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_STORE_INTERNAL_H
#define HEDDLE_STORE_INTERNAL_H

#include <sqlite3.h>
#include <stdarg.h>

#include "core/embedded.h"
#include "core/map.h"
#include "store/store.h"

enum hd_sql {
#define SQL(name, text) HD_SQL_##name,
#include "store/sql.def"
#undef SQL
    HD_SQL_COUNT
};

struct hd_store {
    sqlite3 *db;
    char *path;
    bool writable, wrote;
    bool broken; /* a write failed: no more checks of our own on closing */
    bool doomed; /* an inner transaction was rolled back: the outer ones cannot commit */
    unsigned depth;
    sqlite3_stmt *stmt[HD_SQL_COUNT];
    /* Ids of interned rows, so that hot places cost no query. Emptied by a rollback. */
    struct hd_strpool files, functions;
    struct hd_map file_id, function_id; /* number in the pool -> row id */
    struct hd_map site_id;              /* hash of ids and numbers -> row id */
};

/* Says in words what SQLite reported: "cannot WHAT PATH: …". Returns -1. */
/* Sets err->passing from the connection's last error. */
void hd_db_note(sqlite3 *db, struct hd_err *err);
int hd_db_fail(struct hd_store *s, struct hd_err *err, const char *what);

/* The named statement with parameters bound, ready to step; NULL after a message. `fmt` has a
 * letter for each parameter: i int64_t, u uint64_t (stored as its two's complement), d int,
 * t const char * (NULL is NULL), s const char * (NULL is ""), r row id (0 is NULL). */
sqlite3_stmt *hd_sql_bind(struct hd_store *s, enum hd_sql id, struct hd_err *err, const char *fmt,
                          ...);
/* Binds and runs a statement without a result. */
int hd_sql_run(struct hd_store *s, enum hd_sql id, struct hd_err *err, const char *fmt, ...);
/* Binds, runs, and returns the first column of the first row; 0 without a row, -1 on failure. */
int64_t hd_sql_id(struct hd_store *s, enum hd_sql id, struct hd_err *err, const char *fmt, ...);
/* 1: a row, 0: no more (the statement is reset), -1: failure (reset, with a message). */
int hd_sql_step(struct hd_store *s, sqlite3_stmt *q, struct hd_err *err);

/* Every public writing function: begins, or fails when the store is read-only. */
int hd_write_begin(struct hd_store *s, struct hd_err *err);
/* Commits when rc >= 0, else rolls back what it may. Returns rc, or -1. */
int64_t hd_write_end(struct hd_store *s, int64_t rc, struct hd_err *err);

/* Row id, 0 for a place of which nothing is known, -1 on failure. */
int64_t hd_put_site(struct hd_store *s, const struct hd_site *site, struct hd_err *err);
/* Row ids of a site's file and function; 0 when it has none. */
int hd_put_names(struct hd_store *s, const struct hd_site *site, int64_t *file, int64_t *function,
                 struct hd_err *err);
void hd_forget_interned(struct hd_store *s);

/* Unites every run-time finding with the static one of its place or subject, inside a transaction.
 */
int hd_unite_all(struct hd_store *s, struct hd_err *err);

/* As hd_store_load_findings, each as it is stored. */
int hd_load_findings(struct hd_store *s, const struct hd_finding_query *query, struct hd_arena *a,
                     hd_finding_vec *out, struct hd_err *err);
/* Deadlocks and lock-order cycles over the same classes share their evidence. circle.c */
int hd_join_circles(struct hd_store *s, struct hd_arena *a, struct hd_finding *v, size_t n,
                    struct hd_err *err);

/* Adds the circles of the deadlocks of `run`, or of all runs (0), that nothing excuses: class keys
 * as in the subject of the lock-order cycle over the same classes. circle.c */
int hd_load_met(struct hd_store *s, int64_t run, struct hd_arena *a, struct hd_lock_facts *out,
                struct hd_err *err);

/* Columns, with text copied into the arena. */
const char *hd_col_text(sqlite3_stmt *q, int col, struct hd_arena *a); /* NULL stays NULL */
const char *hd_col_str(sqlite3_stmt *q, int col, struct hd_arena *a);  /* NULL becomes "" */
/* A time in milliseconds, from 0 to the end of the year 9999 whatever the file says. */
int64_t hd_col_ms(sqlite3_stmt *q, int col);
/* Columns col … col+3 are path, line, column, function. */
struct hd_site hd_col_site(sqlite3_stmt *q, int col, struct hd_arena *a);
/* Loads a site by id; id 0 is the empty site. */
int hd_load_site(struct hd_store *s, int64_t id, struct hd_arena *a, struct hd_site *out,
                 struct hd_err *err);

int64_t hd_now_ms(void);

/* Migrations: text that takes a database from one user_version to the next, in order. */

extern const struct hd_embedded hd_schema[];
/* Brings a database to the version of the last migration, in one transaction. A database with
 * application_id 0, version 0 and nothing in it counts as new. Foreign and newer ones fail. */
int hd_migrate(sqlite3 *db, const char *path, const struct hd_embedded *migration,
               struct hd_err *err);
/* 1: nothing to do, 0: needs migrating (or is empty), -1: not ours, newer or unreadable. */
int hd_migrate_check(sqlite3 *db, const char *path, const struct hd_embedded *migration,
                     struct hd_err *err);

enum { HD_STORE_APPLICATION_ID = 0x4844444c }; /* "HDDL" */

#endif
