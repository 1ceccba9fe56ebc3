/* See cache.h. Every statement may fail at any time (another process, a full disk, a damaged page);
 * the answer is always the same: the cache is done without from there on.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store/cache.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/map.h"
#include "core/vec.h"

enum {
    APPLICATION_ID = 0x68646c63, /* "hdlc" */
    LAYOUT = 1,                  /* user_version */
    BUSY_MS = 2000,
    SECONDS_PER_DAY = 86400,
};

enum statement { FIND, TOUCH, PUT, DROP, PATH_FIND, PATH_ADD, PATHS, NSTATEMENTS };
static const char *const text[NSTATEMENTS] = {
    [FIND] = "SELECT id, hash, size, flags, used, dep FROM entry WHERE kind = ?1 AND key = ?2 "
             "ORDER BY id DESC",
    [TOUCH] = "UPDATE entry SET used = ?2 WHERE id = ?1",
    [PUT] = "INSERT INTO entry (kind, key, hash, size, flags, used, dep, value) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [DROP] = "DELETE FROM entry WHERE kind = ?1 AND key = ?2",
    [PATH_FIND] = "SELECT id FROM path WHERE name = ?1",
    [PATH_ADD] = "INSERT INTO path (name) VALUES (?1)",
    [PATHS] = "SELECT id, name FROM path",
};

/* The value stands last: what is not read of a row costs nothing. */
static const char schema[] =
    "CREATE TABLE path (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE entry (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, key INTEGER NOT NULL, "
    "hash INTEGER NOT NULL, size INTEGER NOT NULL, flags INTEGER NOT NULL, used INTEGER NOT NULL, "
    "dep BLOB NOT NULL, value BLOB NOT NULL);"
    "CREATE INDEX entry_key ON entry (kind, key);";

/* One file that an entry was made from, as `dep` holds them. */
struct dep {
    uint64_t path, hash;
};

/* A file as far as this process has looked at it. */
struct known {
    char *name;
    uint64_t hash;
    bool asked;
};

struct hd_cache {
    sqlite3 *db;
    sqlite3_stmt *statement[NSTATEMENTS];
    char *path;
    uint64_t max_bytes;
    int64_t today;
    hd_cache_hash_fn *hash;
    void *arg;
    struct hd_map path_of; /* path id -> index + 1 into known */
    HD_VEC(struct known) known;
    HD_VEC(int64_t) touched;
    bool broken, damaged, wrote;
};

static void give_up(struct hd_cache *c)
{
    int rc = sqlite3_errcode(c->db) & 0xff;
    if (c->broken)
        return;
    c->broken = true;
    c->damaged = rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB;
    hd_debug("%s: %s; going on without the cache", c->path, sqlite3_errmsg(c->db));
}

static sqlite3_stmt *get(struct hd_cache *c, enum statement s)
{
    if (!c->statement[s] && sqlite3_prepare_v3(c->db, text[s], -1, SQLITE_PREPARE_PERSISTENT,
                                               &c->statement[s], NULL) != SQLITE_OK)
        give_up(c);
    return c->broken ? NULL : c->statement[s];
}

/* 1: a row, 0: the end; the statement is reset then. */
static int step(struct hd_cache *c, sqlite3_stmt *q)
{
    int rc = sqlite3_step(q);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        give_up(c);
    sqlite3_reset(q);
    return 0;
}

static bool run(struct hd_cache *c, const char *sql)
{
    if (!c->broken && sqlite3_exec(c->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        give_up(c);
    return !c->broken;
}

/* Opening and closing ---------------------------------------------------------------------------*/

static int number(sqlite3 *db, const char *pragma)
{
    sqlite3_stmt *q = NULL;
    int n = -1;
    if (sqlite3_prepare_v2(db, pragma, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
        n = sqlite3_column_int(q, 0);
    sqlite3_finalize(q);
    return n;
}

/* Losing the last seconds of a cache in a power cut is fine, so nothing waits for the disk. */
static int prepare(sqlite3 *db)
{
    sqlite3_busy_timeout(db, BUSY_MS);
    int rc =
        sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;", NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        return rc;
    if (number(db, "SELECT count(*) FROM sqlite_schema") == 0) {
        char sql[sizeof schema + 200];
        snprintf(sql, sizeof sql,
                 "BEGIN IMMEDIATE; %s PRAGMA application_id = %d; PRAGMA user_version = %d; "
                 "COMMIT;",
                 schema, APPLICATION_ID, LAYOUT);
        if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
            sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL); /* another process made it just now */
    }
    if (number(db, "PRAGMA application_id") != APPLICATION_ID ||
        number(db, "PRAGMA user_version") != LAYOUT)
        return SQLITE_NOTADB;
    return SQLITE_OK;
}

static void remove_files(const char *path)
{
    static const char *const suffix[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
        struct hd_buf b = {0};
        hd_buf_fmt(&b, "%s%s", path, suffix[i]);
        unlink(hd_buf_cstr(&b));
        hd_buf_free(&b);
    }
}

static sqlite3 *open_file(const char *path, int *rc)
{
    sqlite3 *db = NULL;
    mode_t mask = umask(0077);
    *rc = sqlite3_open_v2(path, &db,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW |
                              SQLITE_OPEN_NOMUTEX,
                          NULL);
    if (*rc == SQLITE_OK)
        *rc = prepare(db);
    umask(mask);
    if (*rc == SQLITE_OK)
        return db;
    hd_debug("%s: %s", path, db ? sqlite3_errmsg(db) : sqlite3_errstr(*rc));
    sqlite3_close(db);
    return NULL;
}

/* The path with the links of its folder resolved, so that only the file itself may be one. */
static char *resolve(const char *path)
{
    struct hd_err ignored = {0};
    struct hd_buf b = {0};
    if (strcmp(path, ":memory:") == 0)
        return strdup(path);
    char *abs = hd_path_absolute(NULL, path), *dir = hd_path_parent(abs);
    char *real = hd_mkdirs(dir, 0700, &ignored) == 0 ? realpath(dir, NULL) : NULL;
    if (real)
        hd_buf_fmt(&b, "%s/%s", real, hd_path_basename(abs));
    free(real);
    free(dir);
    free(abs);
    return b.data;
}

struct hd_cache *hd_cache_open(const char *path, uint64_t max_bytes, hd_cache_hash_fn *hash,
                               void *arg)
{
    char *real = resolve(path);
    int rc;
    if (!real)
        return NULL;
    sqlite3 *db = open_file(real, &rc);
    if (!db && ((rc & 0xff) == SQLITE_NOTADB || (rc & 0xff) == SQLITE_CORRUPT)) {
        hd_warn("%s is damaged or of another version of heddle: it is made anew", path);
        remove_files(real);
        db = open_file(real, &rc);
    }
    struct hd_cache *c = db ? calloc(1, sizeof *c) : NULL;
    if (db && !c)
        hd_oom();
    if (!db) {
        free(real);
        return NULL;
    }
    *c = (struct hd_cache){.db = db,
                           .path = real,
                           .max_bytes = max_bytes,
                           .today = (int64_t)time(NULL) / SECONDS_PER_DAY,
                           .hash = hash,
                           .arg = arg};
    return c;
}

/* Days are coarse enough that a run that changes nothing writes nothing. */
static void note_use(struct hd_cache *c)
{
    sqlite3_stmt *q;
    if (c->touched.len == 0 || !run(c, "BEGIN IMMEDIATE"))
        return;
    hd_vec_foreach(id, &c->touched)
    {
        if (!(q = get(c, TOUCH)))
            return;
        sqlite3_bind_int64(q, 1, *id);
        sqlite3_bind_int64(q, 2, c->today);
        step(c, q);
    }
    run(c, "COMMIT");
}

/* Drops what was not used for longest, down to four fifths of the bound. */
static void evict(struct hd_cache *c)
{
    char sql[512];
    sqlite3_stmt *q = NULL;
    uint64_t total = 0;
    if (sqlite3_prepare_v2(c->db, "SELECT sum(size + length(dep)) FROM entry", -1, &q, NULL) ==
            SQLITE_OK &&
        sqlite3_step(q) == SQLITE_ROW)
        total = (uint64_t)sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    if (total <= c->max_bytes)
        return;
    snprintf(sql, sizeof sql,
             "DELETE FROM entry WHERE id IN (SELECT id FROM (SELECT id, sum(size + length(dep)) "
             "OVER (ORDER BY used DESC, id DESC) AS upto FROM entry) WHERE upto > %llu)",
             (unsigned long long)(c->max_bytes / 5 * 4));
    if (run(c, sql))
        run(c, "VACUUM");
}

void hd_cache_close(struct hd_cache *c)
{
    if (!c)
        return;
    note_use(c);
    if (c->wrote && !c->broken)
        evict(c);
    for (size_t i = 0; i < NSTATEMENTS; i++)
        sqlite3_finalize(c->statement[i]);
    sqlite3_close(c->db);
    if (c->damaged) {
        hd_warn("%s is damaged: it is made anew next time", c->path);
        remove_files(c->path);
    }
    hd_vec_foreach(k, &c->known) free(k->name);
    hd_vec_free(&c->known);
    hd_vec_free(&c->touched);
    hd_map_free(&c->path_of);
    free(c->path);
    free(c);
}

void hd_cache_look_anew(struct hd_cache *c, hd_cache_hash_fn *hash, void *arg)
{
    if (!c)
        return;
    c->hash = hash;
    c->arg = arg;
    hd_vec_foreach(k, &c->known) free(k->name);
    hd_vec_clear(&c->known);
    hd_map_free(&c->path_of);
}

/* Looking up ------------------------------------------------------------------------------------*/

static void load_paths(struct hd_cache *c)
{
    sqlite3_stmt *q = get(c, PATHS);
    while (q && step(c, q)) {
        const char *name = (const char *)sqlite3_column_text(q, 1);
        struct known k = {.name = strdup(name ? name : "")}; /* NULL: a damaged page */
        if (!k.name)
            hd_oom();
        hd_vec_push(&c->known, k);
        *hd_map_put(&c->path_of, (uint64_t)sqlite3_column_int64(q, 0), NULL) = c->known.len;
    }
}

static bool as_it_was(struct hd_cache *c, const struct dep *d)
{
    if (c->known.len == 0)
        load_paths(c);
    const uint64_t *at = hd_map_get(&c->path_of, d->path);
    if (!at)
        return false; /* another process's, of just now */
    struct known *k = &c->known.data[*at - 1];
    if (!k->asked)
        k->hash = c->hash(c->arg, k->name);
    k->asked = true;
    return k->hash == d->hash;
}

static bool all_as_they_were(struct hd_cache *c, const void *blob, size_t bytes)
{
    struct dep d;
    if (bytes % sizeof d)
        return false;
    for (size_t at = 0; at < bytes; at += sizeof d) {
        memcpy(&d, (const char *)blob + at, sizeof d);
        if (!as_it_was(c, &d))
            return false;
    }
    return true;
}

bool hd_cache_find(struct hd_cache *c, int kind, uint64_t key, struct hd_cache_entry *out)
{
    bool found = false;
    sqlite3_stmt *q = c ? get(c, FIND) : NULL;
    if (!q)
        return false;
    sqlite3_bind_int(q, 1, kind);
    sqlite3_bind_int64(q, 2, (int64_t)key);
    while (!found && step(c, q)) {
        found = all_as_they_were(c, sqlite3_column_blob(q, 5), (size_t)sqlite3_column_bytes(q, 5));
        if (!found)
            continue;
        *out = (struct hd_cache_entry){.id = sqlite3_column_int64(q, 0),
                                       .hash = (uint64_t)sqlite3_column_int64(q, 1),
                                       .size = (size_t)sqlite3_column_int64(q, 2),
                                       .flags = (uint32_t)sqlite3_column_int64(q, 3)};
        if (sqlite3_column_int64(q, 4) != c->today)
            hd_vec_push(&c->touched, out->id);
    }
    sqlite3_reset(q);
    return found && !c->broken;
}

/* Straight into memory of ours: values are large, and a column would be copied twice. */
void *hd_cache_read(struct hd_cache *c, const struct hd_cache_entry *e)
{
    sqlite3_blob *b = NULL;
    if (!c || c->broken)
        return NULL;
    int rc = sqlite3_blob_open(c->db, "main", "entry", "value", e->id, 0, &b);
    char *copy = rc == SQLITE_OK ? malloc(e->size + 1) : NULL;
    if (rc == SQLITE_OK && !copy)
        hd_oom();
    if (rc == SQLITE_OK && (size_t)sqlite3_blob_bytes(b) == e->size)
        rc = sqlite3_blob_read(b, copy, (int)e->size, 0);
    else if (rc == SQLITE_OK)
        rc = SQLITE_CORRUPT;
    if (rc == SQLITE_OK && hd_hash(copy, e->size) != e->hash)
        rc = SQLITE_CORRUPT;
    if (rc != SQLITE_OK) {
        free(copy);
        copy = NULL;
        if (rc == SQLITE_CORRUPT)
            c->broken = c->damaged = true;
        else if (rc != SQLITE_ERROR) /* another process may have let it go */
            give_up(c);
    }
    sqlite3_blob_close(b);
    return copy;
}

/* Keeping ---------------------------------------------------------------------------------------*/

void hd_cache_begin(struct hd_cache *c)
{
    if (c)
        run(c, "BEGIN IMMEDIATE");
}

void hd_cache_end(struct hd_cache *c)
{
    if (!c || sqlite3_get_autocommit(c->db))
        return;
    if (c->broken)
        sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
    else
        run(c, "COMMIT");
}

static uint64_t path_id(struct hd_cache *c, const char *name)
{
    sqlite3_stmt *q = get(c, PATH_FIND);
    uint64_t id = 0;
    if (!q)
        return 0;
    sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
    if (step(c, q)) {
        id = (uint64_t)sqlite3_column_int64(q, 0);
        sqlite3_reset(q);
    } else if ((q = get(c, PATH_ADD))) {
        sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
        step(c, q);
        id = (uint64_t)sqlite3_last_insert_rowid(c->db);
    }
    return id;
}

void hd_cache_drop(struct hd_cache *c, int kind, uint64_t key)
{
    sqlite3_stmt *q = c && !c->broken ? get(c, DROP) : NULL;
    if (!q)
        return;
    sqlite3_bind_int(q, 1, kind);
    sqlite3_bind_int64(q, 2, (int64_t)key);
    step(c, q);
}

void hd_cache_put(struct hd_cache *c, int kind, uint64_t key, uint32_t flags,
                  const struct hd_cache_dep *dep, size_t ndeps, const void *value, size_t size)
{
    if (!c || c->broken || size > c->max_bytes || size > INT32_MAX)
        return;
    HD_VEC(struct dep) packed = {0};
    for (size_t i = 0; i < ndeps && !c->broken; i++)
        hd_vec_push(&packed, (struct dep){path_id(c, dep[i].path), dep[i].hash});
    sqlite3_stmt *q = get(c, PUT);
    if (q) {
        sqlite3_bind_int(q, 1, kind);
        sqlite3_bind_int64(q, 2, (int64_t)key);
        sqlite3_bind_int64(q, 3, (int64_t)hd_hash(value, size));
        sqlite3_bind_int64(q, 4, (int64_t)size);
        sqlite3_bind_int64(q, 5, flags);
        sqlite3_bind_int64(q, 6, c->today);
        sqlite3_bind_blob(q, 7, packed.data ? (const void *)packed.data : "",
                          (int)(packed.len * sizeof *packed.data), SQLITE_STATIC);
        sqlite3_bind_blob(q, 8, value, (int)size, SQLITE_STATIC);
        step(c, q);
        c->wrote = true;
    }
    hd_vec_free(&packed);
}
