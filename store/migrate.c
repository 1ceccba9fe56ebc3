/* Versions of the schema. A database carries application_id (whose file it is) and user_version
 * (how many of our migrations it has seen); both live in the file's header, so that a look at a
 * foreign file changes nothing in it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <string.h>

#include "core/embedded.h"
#include "store/store_internal.h"

static int64_t pragma(sqlite3 *db, const char *sql, const char *path, struct hd_err *err)
{
    sqlite3_stmt *q = NULL;
    int64_t v = -1;
    int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(q);
    if (rc == SQLITE_ROW)
        v = sqlite3_column_int64(q, 0);
    else if ((rc & 0xff) == SQLITE_NOTADB)
        hd_fail(err, "%s is not a heddle database", path);
    else if ((rc & 0xff) == SQLITE_CORRUPT)
        hd_fail(err, "%s is damaged (%s); move it away to start afresh", path, sqlite3_errmsg(db));
    else if ((rc & 0xff) == SQLITE_BUSY)
        hd_fail(err, "cannot open %s: another process keeps it locked", path);
    else
        hd_fail(err, "cannot open %s: %s", path, sqlite3_errmsg(db));
    if (rc != SQLITE_ROW)
        hd_db_note(db, err);
    sqlite3_finalize(q);
    return v;
}

static int count(const struct hd_embedded *migration)
{
    int n = 0;
    while (migration[n].name)
        n++;
    return n;
}

int hd_migrate_check(sqlite3 *db, const char *path, const struct hd_embedded *migration,
                     struct hd_err *err)
{
    /* One look in one transaction: another process may be making the file at this moment. */
    bool own = sqlite3_get_autocommit(db);
    if (own)
        sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    int64_t objects = pragma(db, "SELECT count(*) FROM sqlite_schema", path, err);
    int64_t app = objects < 0 ? -1 : pragma(db, "PRAGMA application_id", path, err);
    int64_t version = app < 0 ? -1 : pragma(db, "PRAGMA user_version", path, err);
    if (own)
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    if (objects < 0 || app < 0 || version < 0)
        return hd_fail(err, "%s is not a heddle database", path);
    if (app != HD_STORE_APPLICATION_ID && !(app == 0 && version == 0 && objects == 0))
        return hd_fail(err, "%s is a database of another program", path);
    int latest = count(migration);
    if (version > latest)
        return hd_fail(err,
                       "%s was written by a newer heddle (schema %lld, this one knows %d); "
                       "use that one or another --db",
                       path, (long long)version, latest);
    return version == latest;
}

static int exec(sqlite3 *db, const char *path, const char *sql, struct hd_err *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    hd_db_note(db, err);
    return hd_fail(err, "cannot set up %s: %s", path, sqlite3_errmsg(db));
}

/* Inside a transaction: another process may have migrated since the first look. */
static int migrate_locked(sqlite3 *db, const char *path, const struct hd_embedded *migration,
                          struct hd_err *err)
{
    int rc = hd_migrate_check(db, path, migration, err);
    if (rc != 0)
        return rc < 0 ? -1 : 0;
    int64_t version = pragma(db, "PRAGMA user_version", path, err);
    int latest = count(migration);
    for (int64_t v = version; v < latest; v++)
        if (exec(db, path, migration[v].text, err) < 0)
            return hd_err_prefix(err, "%s", migration[v].name);
    char set[96];
    sqlite3_snprintf(sizeof set, set, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                     HD_STORE_APPLICATION_ID, latest);
    return exec(db, path, set, err);
}

int hd_migrate(sqlite3 *db, const char *path, const struct hd_embedded *migration,
               struct hd_err *err)
{
    int rc = hd_migrate_check(db, path, migration, err);
    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (exec(db, path, "BEGIN IMMEDIATE", err) < 0)
        return -1;
    rc = migrate_locked(db, path, migration, err);
    if (rc == 0)
        rc = exec(db, path, "COMMIT", err);
    if (rc < 0 && !sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}
