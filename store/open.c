/* Opening and closing the database file. The file is private (0600 in a 0700 folder), is never
 * reached through a symbolic link of its own, and is left alone unless it is ours.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"
#include "core/log.h"
#include "store/store_internal.h"

enum { BUSY_MS = 10000 };
#define no_database "there is no database %s; heddle check or heddle run makes one"

/* The path with its folder's symbolic links resolved, so that only the file itself may be one and
 * SQLite can refuse that. Makes the folder when asked to. NULL after a message. */
static char *resolve(const char *path, bool make, struct hd_err *err)
{
    char *abs = hd_path_absolute(NULL, path);
    char *slash = strrchr(abs, '/');
    if (!slash[1]) {
        hd_fail(err, "%s is not a file name", path);
        free(abs);
        return NULL;
    }
    *slash = '\0';
    const char *dir = *abs ? abs : "/";
    char *real = NULL;
    if (!make || hd_mkdirs(dir, 0700, err) == 0) {
        real = realpath(dir, NULL);
        if (!real && errno == ENOENT)
            hd_fail(err, no_database, path);
        else if (!real)
            hd_fail_errno(err, "cannot open %s", path);
    }
    struct hd_buf b = {0};
    if (real)
        hd_buf_fmt(&b, "%s/%s", strcmp(real, "/") == 0 ? "" : real, slash + 1);
    free(real);
    free(abs);
    return b.data;
}

/* Looks at what lies at the path and makes an empty private file when nothing does. */
static int prepare_file(const char *path, const char *shown, bool make, struct hd_err *err)
{
    struct stat st;
    if (lstat(path, &st) == 0) {
        if (S_ISLNK(st.st_mode))
            return hd_fail(err, "%s is a symbolic link; heddle does not follow one here", shown);
        if (!S_ISREG(st.st_mode))
            return hd_fail(err, "%s is not a file", shown);
        return 0;
    }
    if (errno != ENOENT)
        return hd_fail_errno(err, "cannot open %s", shown);
    if (!make)
        return hd_fail(err, no_database, shown);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return prepare_file(path, shown, false, err);
    if (fd < 0)
        return hd_fail_errno(err, "cannot create the database %s", shown);
    close(fd);
    return 0;
}

/* A WAL database on a read-only medium has no room for its shared memory; without a log it is
 * complete in itself and may be read as it is. */
static int open_immutable(sqlite3 **db, const char *path)
{
    struct hd_buf b = {0};
    hd_buf_fmt(&b, "%s-wal", path);
    struct stat st;
    bool log = stat(b.data, &st) == 0 && st.st_size > 0;
    hd_buf_free(&b);
    if (log)
        return SQLITE_CANTOPEN;
    hd_buf_str(&b, "file:");
    for (const char *p = path; *p; p++) {
        if (*p == '%' || *p == '?' || *p == '#')
            hd_buf_fmt(&b, "%%%02x", (unsigned char)*p);
        else
            hd_buf_char(&b, *p);
    }
    hd_buf_str(&b, "?immutable=1");
    int rc = sqlite3_open_v2(
        b.data, db,
        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL);
    hd_buf_free(&b);
    return rc;
}

static int connect_db(struct hd_store *s, const char *path, int patience_ms, struct hd_err *err)
{
    int flags = (s->writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int rc = sqlite3_open_v2(path, &s->db, flags, NULL);
    if (rc == SQLITE_OK && !s->writable)
        rc = sqlite3_exec(s->db, "PRAGMA schema_version", NULL, NULL, NULL);
    if (!s->writable && ((rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY)) {
        sqlite3_close(s->db);
        s->db = NULL;
        rc = open_immutable(&s->db, path);
    } else if (rc != SQLITE_OK && !s->writable) {
        rc = SQLITE_OK; /* hd_migrate_check looks again and finds the words */
    }
    if (!s->db)
        hd_oom();
    if (rc != SQLITE_OK) {
        hd_db_note(s->db, err);
        bool forbidden = access(s->path, s->writable ? R_OK | W_OK : R_OK) < 0 && errno == EACCES;
        return hd_fail(err, "cannot open %s: %s", s->path,
                       forbidden ? strerror(EACCES) : sqlite3_errmsg(s->db));
    }
    sqlite3_busy_timeout(s->db, patience_ms);
    return 0;
}

void hd_store_set_patience(struct hd_store *s, int ms)
{
    sqlite3_busy_timeout(s->db, ms < 0 ? BUSY_MS : ms);
}

static int set_up(struct hd_store *s, int patience_ms, struct hd_err *err)
{
    int rc = hd_migrate_check(s->db, s->path, hd_schema, err);
    if (rc < 0)
        return -1;
    if (rc == 0 && !s->writable)
        return 1; /* needs a writer first */
    if (rc == 0 && hd_migrate(s->db, s->path, hd_schema, err) < 0)
        return -1;
    if (!s->writable)
        return 0;
    /* The change to WAL does not wait for other processes by itself. */
    for (int tries = 0; tries <= patience_ms / 50; tries++) {
        rc = sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if ((rc & 0xff) != SQLITE_BUSY)
            break;
        usleep(50000);
    }
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(
            s->db,
            "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536",
            NULL, NULL, NULL);
    return rc == SQLITE_OK ? 0 : hd_db_fail(s, err, "open");
}

static int open_once(struct hd_store **out, const char *path, enum hd_store_mode mode,
                     int patience_ms, struct hd_err *err)
{
    bool write = mode == HD_STORE_WRITE;
    char *real = resolve(path, write, err);
    if (!real)
        return -1;
    int rc = prepare_file(real, path, write, err);
    struct hd_store *s = NULL;
    if (rc == 0) {
        s = calloc(1, sizeof *s);
        if (!s || !(s->path = strdup(path)))
            hd_oom();
        s->writable = write;
        rc = connect_db(s, real, patience_ms, err);
    }
    if (rc == 0)
        rc = set_up(s, patience_ms, err);
    free(real);
    if (rc != 0) {
        hd_store_close(s);
        return rc;
    }
    *out = s;
    return 0;
}

/* An empty file holds nothing to read, and reading must not fill it. */
static bool is_empty(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && st.st_size == 0;
}

int hd_store_open(struct hd_store **out, const char *path, enum hd_store_mode mode,
                  struct hd_err *err)
{
    *out = NULL;
    int rc = open_once(out, path, mode, BUSY_MS, err);
    if (rc <= 0)
        return rc;
    if (is_empty(path))
        return hd_fail(err, "%s is empty; heddle check or heddle run fills it", path);
    struct hd_store *writer;
    if (open_once(&writer, path, HD_STORE_WRITE, BUSY_MS, err) < 0)
        return hd_err_prefix(err, "%s needs to be brought to the current schema", path);
    hd_store_close(writer);
    rc = open_once(out, path, mode, BUSY_MS, err);
    return rc <= 0 ? rc : hd_fail(err, "cannot open %s", path);
}

int hd_store_open_soon(struct hd_store **out, const char *path, int patience_ms, struct hd_err *err)
{
    *out = NULL;
    if (open_once(out, path, HD_STORE_WRITE, patience_ms, err) < 0)
        return -1;
    hd_store_set_patience(*out, -1);
    return 0;
}

#ifndef NDEBUG
enum { SELF_CHECK_PAGES = 2000 }; /* a check of a larger file would be felt */

/* Our own invariants after every use that wrote: a broken one is our mistake, not the user's. */
static void self_check(struct hd_store *s)
{
    struct hd_err err = {0};
    sqlite3_stmt *q = NULL;
    int pages = SELF_CHECK_PAGES;
    if (sqlite3_prepare_v2(s->db, "PRAGMA page_count", -1, &q, NULL) == SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        pages = sqlite3_column_int(q, 0);
    sqlite3_finalize(q);
    if (pages < SELF_CHECK_PAGES && hd_store_valid(s, &err) < 0) {
        hd_error("%s", err.msg);
        hd_assert_slow(s->broken);
    }
}
#endif

/* A read-only connection makes the files beside a WAL database and cannot take them away. The last
 * one that may write does so on closing; where others are left, SQLite lets them lie. */
static void leave_no_log(const char *path)
{
    struct hd_buf b = {0};
    struct stat st;
    sqlite3 *db = NULL;
    hd_buf_fmt(&b, "%s-wal", path);
    bool empty = stat(b.data, &st) == 0 && st.st_size == 0;
    hd_buf_free(&b);
    if (!empty || access(path, W_OK) != 0)
        return;
    if (sqlite3_open_v2(path, &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX,
                        NULL) == SQLITE_OK)
        sqlite3_exec(db, "PRAGMA schema_version", NULL, NULL, NULL);
    sqlite3_close(db);
}

void hd_store_close(struct hd_store *s)
{
    if (!s)
        return;
    while (s->depth)
        hd_store_rollback(s);
#ifndef NDEBUG
    if (s->wrote && !s->broken)
        self_check(s);
#endif
    for (int i = 0; i < HD_SQL_COUNT; i++)
        sqlite3_finalize(s->stmt[i]);
    const char *name = s->writable || !s->db ? NULL : sqlite3_db_filename(s->db, "main");
    char *path = name && *name ? strdup(name) : NULL;
    sqlite3_close(s->db);
    if (path)
        leave_no_log(path);
    free(path);
    hd_forget_interned(s);
    free(s->path);
    free(s);
}
