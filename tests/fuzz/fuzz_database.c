// links: hd_report hd_graph hd_store hd_core
/* Databases from anywhere: whatever they hold, every reader ends with an answer or a message, JSON
 * and SARIF can be read back and hold as many results as the report, and other databases can take
 * them over.
 *
 * An input that begins as SQLite's files do is the file; any other is a list of changes to a small
 * good database, past all of SQLite's constraints.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include <sqlite3.h>

#include "core/file.h"
#include "core/json.h"
#include "graph/graph.h"
#include "report/ci.h"
#include "report/diff.h"
#include "report/export.h"
#include "report/report.h"
#include "report/serve.h"
#include "store/store_internal.h"
#include "tests/fuzz/sample_db.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 20, MAX_COLUMNS = 256 };

static struct {
    char good[128], bad[128];
    unsigned char *file; /* the good database */
    sqlite3_int64 size;
    char *column[MAX_COLUMNS]; /* "UPDATE … SET … = ?1 WHERE rowid = …" */
    char *table[MAX_COLUMNS];  /* of that column */
    int ncolumns;
} fix;

static void set_up(void)
{
    sqlite3 *db;
    sqlite3_stmt *q;
    scratch_make();
    snprintf(fix.good, sizeof fix.good, "%s/good.db", scratch);
    snprintf(fix.bad, sizeof fix.bad, "%s/bad.db", scratch);
    sample_db_make(fix.good);
    if (sqlite3_open(fix.good, &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK ||
        !(fix.file = sqlite3_serialize(db, "main", &fix.size, 0)) ||
        sqlite3_prepare_v2(
            db,
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1, c.cid",
            -1, &q, NULL) != SQLITE_OK)
        abort();
    while (sqlite3_step(q) == SQLITE_ROW && fix.ncolumns < MAX_COLUMNS) {
        const char *t = (const char *)sqlite3_column_text(q, 0),
                   *c = (const char *)sqlite3_column_text(q, 1);
        fix.table[fix.ncolumns] = sqlite3_mprintf("%s", t);
        fix.column[fix.ncolumns++] = sqlite3_mprintf(
            "UPDATE OR REPLACE \"%w\" SET \"%w\" = ?1 WHERE (SELECT count(*) FROM \"%w\") > 0 AND "
            "rowid = "
            "(SELECT rowid FROM \"%w\" LIMIT 1 OFFSET ?2 %% (SELECT count(*) FROM \"%w\"))",
            t, c, t, t, t);
    }
    sqlite3_finalize(q);
    sqlite3_close(db);
    if (!fix.ncolumns)
        abort();
}

/* Changes ---------------------------------------------------------------------------------------*/

struct input {
    const uint8_t *at, *end;
};

static unsigned byte(struct input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static void bind_value(sqlite3_stmt *q, struct input *in)
{
    static const sqlite3_int64 nasty[] = {
        0, 1, 2, -1, 3, 255, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, UINT32_MAX};
    static const char *const text[] = {
        "",          "static",        "lock-order-cycle", "no-such-rule",
        "\xff\xfe",  "</script><!--", "a\nb\x1b[31m",     "field:",
        "global:a@", "../../x.c"};
    unsigned kind = byte(in) % 7, n;
    uint64_t wide = 0;
    switch (kind) {
    case 0:
        sqlite3_bind_null(q, 1);
        break;
    case 1:
        sqlite3_bind_int64(q, 1, nasty[byte(in) % (sizeof nasty / sizeof *nasty)]);
        break;
    case 2:
        for (int i = 0; i < 8; i++)
            wide = wide << 8 | byte(in);
        sqlite3_bind_int64(q, 1, (sqlite3_int64)wide);
        break;
    case 3:
        sqlite3_bind_text(q, 1, text[byte(in) % (sizeof text / sizeof *text)], -1, SQLITE_STATIC);
        break;
    case 4:
        sqlite3_bind_double(q, 1, byte(in) & 1 ? 1e300 : -0.5);
        break;
    default: /* bytes of the input, as text or as they are */
        n = byte(in);
        n = n > (size_t)(in->end - in->at) ? (unsigned)(in->end - in->at) : n;
        if (kind == 5)
            sqlite3_bind_text(q, 1, (const char *)in->at, (int)n, SQLITE_TRANSIENT);
        else
            sqlite3_bind_blob(q, 1, in->at, (int)n, SQLITE_TRANSIENT);
        in->at += n;
    }
}

static void change(sqlite3 *db, struct input *in)
{
    unsigned what = byte(in), column = byte(in) % (unsigned)fix.ncolumns;
    char *sql = NULL;
    sqlite3_stmt *q = NULL;
    if (what == 255)
        sql = sqlite3_mprintf("DROP TABLE \"%w\"", fix.table[column]);
    else if (what == 254)
        sql = sqlite3_mprintf("PRAGMA user_version = %d", byte(in));
    else if (what == 253)
        sql = sqlite3_mprintf("DELETE FROM \"%w\"", fix.table[column]);
    else if (what >= 250)
        sql = sqlite3_mprintf("UPDATE \"%w\" SET rowid = rowid + %d", fix.table[column], byte(in));
    if (sql) {
        sqlite3_exec(db, sql, NULL, NULL, NULL);
        sqlite3_free(sql);
        return;
    }
    if (sqlite3_prepare_v2(db, fix.column[column], -1, &q, NULL) == SQLITE_OK) {
        sqlite3_bind_int64(q, 2, what);
        bind_value(q, in);
        sqlite3_step(q);
    }
    sqlite3_finalize(q);
}

static void write_changed(const uint8_t *data, size_t size)
{
    sqlite3 *db;
    struct hd_err err = {0};
    struct input in = {data, data + size};
    unsigned char *copy = sqlite3_malloc64((sqlite3_uint64)fix.size);
    memcpy(copy, fix.file, (size_t)fix.size);
    if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
        sqlite3_deserialize(db, "main", copy, fix.size, fix.size,
                            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE) !=
            SQLITE_OK)
        abort();
    sqlite3_exec(db, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; BEGIN", NULL,
                 NULL, NULL);
    for (int i = 0; i < 64 && in.at < in.end; i++)
        change(db, &in);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_int64 n;
    unsigned char *file = sqlite3_serialize(db, "main", &n, 0);
    if (!file || hd_file_write(fix.bad, (const char *)file, (size_t)n, &err) < 0)
        abort();
    sqlite3_free(file);
    sqlite3_close(db);
}

/* Readers ---------------------------------------------------------------------------------------*/

struct text {
    char *data;
    size_t len;
    FILE *f;
};

static void text_open(struct text *t)
{
    *t = (struct text){0};
    t->f = open_memstream(&t->data, &t->len);
    if (!t->f)
        abort();
}

/* Findings with a place are results; the others are told in another part. */
static void look_at_sarif(const json_t *sarif, const struct hd_report *r)
{
    size_t want = 0;
    for (size_t i = 0; i < r->nfindings; i++)
        want += hd_ci_place(&r->finding[i]) != NULL;
    const json_t *run = json_array_get(json_object_get(sarif, "runs"), 0);
    hd_assert(json_array_size(json_object_get(run, "results")) == want);
    hd_assert(strcmp(json_string_value(json_object_get(sarif, "version")), "2.1.0") == 0);
}

static void write_format(const struct hd_report *r, const char *format)
{
    static const char *const json[] = {"json", "sarif", "gitlab", "rdjson", NULL};
    struct text t;
    text_open(&t);
    struct hd_err err = {0};
    int rc = hd_report_write(r, format, t.f, &err);
    fclose(t.f);
    hd_assert((rc == 0) == (err.msg[0] == '\0'));
    for (const char *const *j = json; *j && rc == 0; j++) {
        if (strcmp(format, *j) != 0)
            continue;
        json_t *doc = hd_json_parse(t.data, t.len, format, &err);
        if (!doc)
            fprintf(stderr, "%s\n", err.msg);
        hd_assert(doc != NULL);
        if (strcmp(format, "sarif") == 0)
            look_at_sarif(doc, r);
        json_decref(doc);
    }
    free(t.data);
}

/* Graphviz takes a hundred times as long as all else, and SARIF, which explains all rules, ten
 * times: `pick` says whether they have their turn. */
static bool has_turn(const char *format, unsigned pick)
{
    return strcmp(format, "html") == 0    ? pick % 16 == 0
           : strcmp(format, "sarif") == 0 ? pick % 4 == 0
                                          : true;
}

static void read_all(struct hd_store *s, int64_t run, unsigned pick)
{
    struct hd_arena a = {0};
    struct hd_err err = {0};
    struct hd_report r = {.db = fix.bad, .show_filtered = true, .explain = true};
    if (hd_report_load(&r, s, run, &a, &err) == 0)
        for (const struct hd_format *const *f = hd_formats; *f; f++) {
            if (has_turn((*f)->name, pick))
                write_format(&r, (*f)->name);
        }
    else
        hd_assert(err.msg[0]);
    struct text t;
    text_open(&t);
    hd_err_clear(&err);
    hd_export_csv(s, t.f, &err);
    hd_err_clear(&err);
    struct hd_lock_facts facts = {0};
    if (hd_store_load_lock_facts(s, run, &a, &facts, &err) == 0) {
        hd_lock_cycle_vec cycles = {0};
        hd_lock_order_cycles(&facts, NULL, &a, &cycles);
        hd_vec_free(&cycles);
    }
    hd_lock_facts_free(&facts);
    hd_err_clear(&err);
    hd_store_valid(s, &err);
    fclose(t.f);
    free(t.data);
    hd_arena_free(&a);
}

static void serve_two(unsigned pick, bool drawn)
{
    static const char *const path[] = {"/",
                                       "/api/v1/page",
                                       "/api/v1/report",
                                       "/api/v1/runs",
                                       "/api/v1/samples",
                                       "/api/v1/trace",
                                       "/metrics",
                                       "/debug/pprof/threads",
                                       "/debug/pprof/timers",
                                       "/debug/pprof/contention"};
    for (size_t k = 0; k < 2; k++) {
        size_t i = (pick + 5 * k) % (sizeof path / sizeof *path);
        struct hd_buf out = {0};
        struct hd_err err = {0};
        const char *type = "";
        if (!drawn && strcmp(path[i], "/api/v1/page") == 0)
            continue;
        int status = hd_serve_answer(fix.bad, path[i], "run=2", &out, &type);
        hd_assert(status == 200 || ((status == 404 || status == 500) && out.len > 1));
        if (status == 200 && strcmp(type, "application/json") == 0) {
            json_t *doc = hd_json_parse(hd_buf_cstr(&out), out.len, path[i], &err);
            if (!doc)
                fprintf(stderr, "%s\n", err.msg);
            hd_assert(doc != NULL);
            json_decref(doc);
        }
        hd_buf_free(&out);
    }
}

/* What `heddle check` and `heddle merge` do with a database that is there. */
static void write_to(void)
{
    struct hd_store *s = NULL, *fresh = NULL;
    struct hd_err err = {0};
    char path[160];
    if (hd_store_open(&s, fix.bad, HD_STORE_WRITE, &err) == 0) {
        struct hd_run_info info = {.command = "check",
                                   .target = "t",
                                   .root = "/nowhere",
                                   .host = "h",
                                   .version = "0",
                                   .exit_status = -1};
        int64_t run = hd_store_run_begin(s, &info, &err);
        struct hd_finding f = {.rule = "thread-leak",
                               .evidence = HD_EV_STATIC,
                               .message = "again",
                               .site = {"src/a.c", 3, 1, "f"},
                               .subject = "global:a@"};
        if (run > 0 && hd_store_put_finding(s, run, &f, &err) > 0)
            hd_graph_judge(s, run, &err);
        s->broken = true; /* what is wrong in it is not our doing */
        hd_store_close(s);
    }
    snprintf(path, sizeof path, "%s/fresh.db", scratch);
    unlink(path);
    hd_err_clear(&err);
    must(hd_store_open(&fresh, path, HD_STORE_WRITE, &err), &err);
    hd_store_merge(fresh, fix.bad, &err);
    hd_err_clear(&err);
    fresh->broken = true;
    hd_store_close(fresh);
}

static void compare(struct hd_store *s)
{
    struct hd_store *good;
    struct hd_arena a = {0};
    struct hd_err err = {0};
    struct hd_diff d = {0};
    must(hd_store_open(&good, fix.good, HD_STORE_READ, &err), &err);
    if (hd_diff_load(&d, s, good, &a, &err) == 0) {
        struct text t;
        text_open(&t);
        hd_diff_write(&d, "json", t.f, &err);
        fclose(t.f);
        free(t.data);
    }
    hd_store_close(good);
    hd_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hd_store *s = NULL;
    struct hd_err err = {0};
    /* A file of SQLite's takes a millisecond to open: not everything is done with every input. */
    unsigned pick = size ? data[size - 1] : 0;
    bool drawn = pick % 16 == 0;
    if (size > MOST)
        return 0;
    if (!fix.file)
        set_up();
    if (size >= 16 && memcmp(data, "SQLite format 3", 16) == 0) {
        if (hd_file_write(fix.bad, (const char *)data, size, &err) < 0)
            abort();
    } else {
        write_changed(data, size);
    }
    if (hd_store_open(&s, fix.bad, HD_STORE_READ, &err) == 0) {
        read_all(s, pick & 32 ? 2 : 0, pick);
        compare(s);
        hd_store_close(s);
    } else {
        hd_assert(err.msg[0]);
    }
    serve_two(pick, drawn);
    if (pick % 4 == 1)
        write_to();
    return 0;
}
