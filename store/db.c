/* The connection: statements prepared once, errors in words, nested transactions.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store/store_internal.h"

static const char *const sql_text[] = {
#define SQL(name, text) text,
#include "store/sql.def"
#undef SQL
};

int64_t hd_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void hd_db_note(sqlite3 *db, struct hd_err *err)
{
    int code = sqlite3_errcode(db) & 0xff;
    if (err && (code == SQLITE_FULL || code == SQLITE_BUSY || code == SQLITE_LOCKED ||
                code == SQLITE_PROTOCOL || code == SQLITE_IOERR))
        err->passing = true;
}

int hd_db_fail(struct hd_store *s, struct hd_err *err, const char *what)
{
    if (s->writable)
        s->broken = true;
    hd_db_note(s->db, err);
    switch (sqlite3_errcode(s->db) & 0xff) {
    case SQLITE_FULL:
        return hd_fail(err, "cannot %s %s: the disk is full; what was stored before is kept", what,
                       s->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return hd_fail(err, "cannot %s %s: another process keeps it locked", what, s->path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return hd_fail(err, "cannot %s %s: the database is damaged; move it away to start afresh",
                       what, s->path);
    default:
        return hd_fail(err, "cannot %s %s: %s", what, s->path, sqlite3_errmsg(s->db));
    }
}

static int bind_one(sqlite3_stmt *q, int i, char kind, va_list *ap)
{
    const char *t;
    int64_t id;
    switch (kind) {
    case 'i':
        return sqlite3_bind_int64(q, i, va_arg(*ap, int64_t));
    case 'u':
        return sqlite3_bind_int64(q, i, (int64_t)va_arg(*ap, uint64_t));
    case 'd':
        return sqlite3_bind_int(q, i, va_arg(*ap, int));
    case 't':
    case 's':
        t = va_arg(*ap, const char *);
        if (!t)
            t = kind == 's' ? "" : NULL;
        return sqlite3_bind_text(q, i, t, -1, SQLITE_TRANSIENT);
    case 'r':
        id = va_arg(*ap, int64_t);
        return id ? sqlite3_bind_int64(q, i, id) : sqlite3_bind_null(q, i);
    default:
        return SQLITE_MISUSE;
    }
}

static sqlite3_stmt *vbind(struct hd_store *s, enum hd_sql id, struct hd_err *err, const char *fmt,
                           va_list *ap)
{
    sqlite3_stmt **q = &s->stmt[id];
    if (!*q && sqlite3_prepare_v3(s->db, sql_text[id], -1, SQLITE_PREPARE_PERSISTENT, q, NULL)) {
        hd_db_fail(s, err, "use");
        return NULL;
    }
    hd_assert_slow((int)strlen(fmt) >= sqlite3_bind_parameter_count(*q));
    for (int i = 0; fmt[i]; i++) {
        if (bind_one(*q, i + 1, fmt[i], ap) != SQLITE_OK) {
            hd_db_fail(s, err, "use");
            return NULL;
        }
    }
    return *q;
}

sqlite3_stmt *hd_sql_bind(struct hd_store *s, enum hd_sql id, struct hd_err *err, const char *fmt,
                          ...)
{
    va_list ap;
    va_start(ap, fmt);
    sqlite3_stmt *q = vbind(s, id, err, fmt, &ap);
    va_end(ap);
    return q;
}

int hd_sql_step(struct hd_store *s, sqlite3_stmt *q, struct hd_err *err)
{
    int rc = sqlite3_step(q);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        hd_db_fail(s, err, sqlite3_stmt_readonly(q) ? "read" : "write");
    sqlite3_reset(q);
    return rc == SQLITE_DONE ? 0 : -1;
}

int hd_sql_run(struct hd_store *s, enum hd_sql id, struct hd_err *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sqlite3_stmt *q = vbind(s, id, err, fmt, &ap);
    va_end(ap);
    int rc = q ? hd_sql_step(s, q, err) : -1;
    if (rc > 0)
        sqlite3_reset(q);
    return rc < 0 ? -1 : 0;
}

int64_t hd_sql_id(struct hd_store *s, enum hd_sql id, struct hd_err *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sqlite3_stmt *q = vbind(s, id, err, fmt, &ap);
    va_end(ap);
    int rc = q ? hd_sql_step(s, q, err) : -1;
    if (rc <= 0)
        return rc;
    int64_t v = sqlite3_column_int64(q, 0);
    sqlite3_reset(q);
    if (v < 0) /* no number of ours, and callers would take it for a failure */
        return hd_fail(err, "cannot read %s: the database is damaged; move it away to start afresh",
                       s->path);
    return v;
}

int hd_store_begin(struct hd_store *s, struct hd_err *err)
{
    if (!s->writable)
        return hd_fail(err, "%s was opened for reading only", s->path);
    if (s->doomed)
        return hd_fail(err, "%s: a part of this transaction was undone", s->path);
    if (s->depth == 0 && hd_sql_run(s, HD_SQL_BEGIN, err, "") < 0)
        return -1;
    s->depth++;
    return 0;
}

int hd_store_commit(struct hd_store *s, struct hd_err *err)
{
    hd_assert(s->depth > 0);
    if (s->depth > 1 && !s->doomed) {
        s->depth--;
        return 0;
    }
    if (s->doomed || sqlite3_get_autocommit(s->db)) {
        /* SQLite itself ends a transaction on some failures, such as a full disk. */
        hd_store_rollback(s);
        return hd_fail(err, "%s: the transaction was undone", s->path);
    }
    if (hd_sql_run(s, HD_SQL_COMMIT, err, "") < 0) {
        hd_store_rollback(s);
        return -1;
    }
    s->depth = 0;
    s->wrote = true;
    return 0;
}

void hd_store_rollback(struct hd_store *s)
{
    if (s->depth == 0)
        return;
    for (int i = 0; i < HD_SQL_COUNT; i++)
        if (s->stmt[i])
            sqlite3_reset(s->stmt[i]);
    if (!sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    hd_forget_interned(s);
    s->depth--;
    s->doomed = s->depth > 0;
}

int hd_write_begin(struct hd_store *s, struct hd_err *err)
{
    return hd_store_begin(s, err);
}

int64_t hd_write_end(struct hd_store *s, int64_t rc, struct hd_err *err)
{
    if (rc >= 0)
        return hd_store_commit(s, err) < 0 ? -1 : rc;
    if (s->depth > 1 && !sqlite3_get_autocommit(s->db))
        s->depth--; /* the caller decides what becomes of its transaction */
    else
        hd_store_rollback(s);
    return -1;
}

int64_t hd_col_ms(sqlite3_stmt *q, int col)
{
    const int64_t last = 253402300799999, ms = sqlite3_column_int64(q, col);
    return ms < 0 ? 0 : ms > last ? last : ms;
}

const char *hd_col_text(sqlite3_stmt *q, int col, struct hd_arena *a)
{
    return hd_arena_str(a, (const char *)sqlite3_column_text(q, col));
}

const char *hd_col_str(sqlite3_stmt *q, int col, struct hd_arena *a)
{
    const char *t = hd_col_text(q, col, a);
    return t ? t : "";
}

struct hd_site hd_col_site(sqlite3_stmt *q, int col, struct hd_arena *a)
{
    return (struct hd_site){
        .file = hd_col_text(q, col, a),
        .line = (uint32_t)sqlite3_column_int64(q, col + 1),
        .column = (uint32_t)sqlite3_column_int64(q, col + 2),
        .function = hd_col_text(q, col + 3, a),
    };
}
