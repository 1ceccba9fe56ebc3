// links: hd_store hd_core
/* The database as a file: nothing is lost when writing fails, writers wait for each other, files
 * that are not ours stay as they are, damaged ones are told, older ones are brought up.
 * SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "core/embedded.h"
#include "core/file.h"
#include "tests/unit/store_fixture.h"

/* Transactions --------------------------------------------------------------------------------- */

static void test_transactions_nest(void **state)
{
    struct fixture *x = *state;
    ok(x, hd_store_begin(x->s, &x->err));
    new_run(x, "run");
    ok(x, hd_store_begin(x->s, &x->err));
    new_run(x, "run");
    ok(x, hd_store_commit(x->s, &x->err));
    ok(x, hd_store_commit(x->s, &x->err));
    assert_int_equal(count(x, "SELECT count(*) FROM run"), 2);
    /* An inner rollback undoes all, and the outer commit says so. */
    ok(x, hd_store_begin(x->s, &x->err));
    int64_t run = new_run(x, "run");
    struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    ok(x, hd_store_begin(x->s, &x->err));
    hd_store_rollback(x->s);
    fails(x, hd_store_begin(x->s, &x->err), "undone");
    fails(x, hd_store_commit(x->s, &x->err), "undone");
    assert_int_equal(count(x, "SELECT count(*) FROM run"), 2);
    assert_int_equal(count(x, "SELECT count(*) FROM site"), 0);
    /* Nothing remembered from what was undone. */
    run = new_run(x, "check");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    hd_finding_vec v = load(x, 0);
    assert_string_equal(v.data[0].site.file, "a.c");
    hd_vec_free(&v);
}

static void test_two_writers_wait_for_each_other(void **state)
{
    struct fixture *x = *state;
    enum { EACH = 60 };
    pid_t pid[2];
    for (int i = 0; i < 2; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            struct hd_store *s;
            struct hd_err err = {0};
            struct hd_run_info r = {.command = "run"};
            int bad = hd_store_open(&s, x->path, HD_STORE_WRITE, &err) < 0;
            for (int n = 0; !bad && n < EACH; n++) {
                int64_t run = hd_store_run_begin(s, &r, &err);
                struct hd_finding f = finding(HD_EV_RUNTIME, 9, "worker");
                bad = run < 0 || hd_store_put_finding(s, run, &f, &err) < 0;
            }
            if (bad)
                fprintf(stderr, "%s\n", err.msg);
            else
                hd_store_close(s);
            _exit(bad);
        }
    }
    for (int i = 0; i < 2; i++) {
        int status;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count(x, "SELECT count(*) FROM run"), 2 * EACH);
    assert_int_equal(count(x, "SELECT sum(count) FROM finding_run"), 2 * EACH);
    assert_int_equal(count(x, "SELECT count(*) FROM finding"), 1);
}

static void test_several_make_it_at_once(void **state)
{
    struct fixture *x = *state;
    enum { MAKERS = 6 };
    char p[128];
    snprintf(p, sizeof p, "%s/new/deep/h.db", x->dir);
    pid_t pid[MAKERS];
    for (int i = 0; i < MAKERS; i++) {
        pid[i] = fork();
        if (pid[i] == 0) {
            struct hd_store *s;
            struct hd_err err = {0};
            struct hd_run_info r = {.command = "run", .ended_ms = 1};
            int bad = hd_store_open(&s, p, HD_STORE_WRITE, &err) < 0 ||
                      hd_store_run_begin(s, &r, &err) < 0;
            if (bad)
                fprintf(stderr, "%s\n", err.msg);
            else
                hd_store_close(s);
            _exit(bad);
        }
    }
    for (int i = 0; i < MAKERS; i++) {
        int status;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_int_equal(status, 0);
    }
    strcpy(x->path, p);
    reopen(x, HD_STORE_READ);
    assert_int_equal(count(x, "SELECT count(*) FROM run"), MAKERS);
}

/* A writer that is killed loses what it had not committed, and nothing else. */
static void test_a_killed_writer(void **state)
{
    struct fixture *x = *state;
    hd_store_close(x->s);
    x->s = NULL;
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct hd_store *s;
        struct hd_err err = {0};
        struct hd_run_info r = {.command = "check", .ended_ms = 1};
        if (hd_store_open(&s, x->path, HD_STORE_WRITE, &err) < 0)
            _exit(1);
        for (int i = 0;; i++) {
            int64_t run = hd_store_run_begin(s, &r, &err);
            hd_store_begin(s, &err);
            for (int j = 0; j < 50; j++) {
                char subject[32];
                snprintf(subject, sizeof subject, "%d", j);
                struct hd_finding f = finding(HD_EV_STATIC, 9, subject);
                hd_store_put_finding(s, run, &f, &err);
            }
            if (i == 5 && write(fd[1], "x", 1) != 1)
                _exit(1);
            hd_store_commit(s, &err);
        }
    }
    char c;
    assert_int_equal(read(fd[0], &c, 1), 1);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    close(fd[0]);
    close(fd[1]);
    ok(x, hd_store_open(&x->s, x->path, HD_STORE_WRITE, &x->err));
    ok(x, hd_store_valid(x->s, &x->err));
    assert_true(count(x, "SELECT count(*) FROM run") >= 6);
    assert_int_equal(count(x, "SELECT count(*) FROM finding"), 50);
    assert_int_equal(count(x, "SELECT count(*) % 50 FROM finding_run"), 0); /* whole transactions */
}

static void test_a_full_disk_loses_nothing(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "check");
    struct hd_finding f = finding(HD_EV_STATIC, 9, "t");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    reopen(x, HD_STORE_WRITE);
    /* The kernel refuses to let any file of this child grow beyond 100 kB. */
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit limit = {100 * 1024, 100 * 1024};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        struct hd_store *s;
        struct hd_err err = {0};
        if (hd_store_open(&s, x->path, HD_STORE_WRITE, &err) < 0)
            _exit(9);
        int rc = 0;
        char subject[600];
        for (int i = 0; i < 3000 && rc >= 0; i++) {
            snprintf(subject, sizeof subject, "%0599d", i);
            struct hd_finding g = finding(HD_EV_STATIC, 20, subject);
            rc = (int)hd_store_put_finding(s, run, &g, &err);
        }
        bool told = rc < 0 && strstr(err.msg, "h.db");
        hd_store_close(s);
        _exit(told ? 0 : 8);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    reopen(x, HD_STORE_WRITE);
    hd_finding_vec v = load(x, 0);
    assert_true(v.len >= 1);
    assert_string_equal(v.data[0].subject, "t");
    hd_vec_free(&v);
    ok(x, hd_store_valid(x->s, &x->err));
}

/* Files ---------------------------------------------------------------------------------------- */

static void test_files_are_private(void **state)
{
    struct fixture *x = *state;
    struct stat st;
    assert_int_equal(stat(x->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", x->dir);
    assert_int_equal(stat(sub, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

static void test_odd_paths_are_refused(void **state)
{
    struct fixture *x = *state;
    char link[128], none[128];
    snprintf(link, sizeof link, "%s/link.db", x->dir);
    snprintf(none, sizeof none, "%s/none.db", x->dir);
    assert_int_equal(symlink(x->path, link), 0);
    struct hd_store *s;
    fails(x, hd_store_open(&s, link, HD_STORE_WRITE, &x->err), "symbolic link");
    fails(x, hd_store_open(&s, link, HD_STORE_READ, &x->err), "symbolic link");
    fails(x, hd_store_open(&s, none, HD_STORE_READ, &x->err), "there is no database");
    assert_false(hd_file_exists(none));
    fails(x, hd_store_open(&s, x->dir, HD_STORE_WRITE, &x->err), "is not a file");
    fails(x, hd_store_open(&s, "/dev/null/x/h.db", HD_STORE_WRITE, &x->err), "/dev/null");
    assert_null(s);
    /* A folder reached through a link is fine. */
    char dir[128], below[160];
    snprintf(dir, sizeof dir, "%s/dirlink", x->dir);
    snprintf(below, sizeof below, "%s/h.db", dir);
    assert_int_equal(symlink("sub", dir), 0);
    ok(x, hd_store_open(&s, below, HD_STORE_READ, &x->err));
    hd_store_close(s);
}

static void make_foreign(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_foreign_and_newer_files_are_refused(void **state)
{
    struct fixture *x = *state;
    char p[128];
    struct hd_store *s;
    snprintf(p, sizeof p, "%s/foreign.db", x->dir);
    make_foreign(p, "CREATE TABLE bookmarks (url TEXT)");
    fails(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err), "another program");
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "another program");
    snprintf(p, sizeof p, "%s/newer.db", x->dir);
    make_foreign(p, "PRAGMA application_id = 0x4844444c; PRAGMA user_version = 9999;"
                    "CREATE TABLE run (id)");
    fails(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err), "newer heddle");
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "newer heddle");
    snprintf(p, sizeof p, "%s/text.db", x->dir);
    struct hd_err err = {0};
    assert_int_equal(
        hd_file_write(p, "This is a letter, and not a database at all, nor will be.", 57, &err), 0);
    fails(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err), "not a heddle database");
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "not a heddle database");
    char *text;
    assert_int_equal(hd_file_read(p, 100, &text, NULL, &err), 0);
    assert_true(strncmp(text, "This is a letter", 16) == 0); /* as it was */
    free(text);
}

static void test_empty_files(void **state)
{
    struct fixture *x = *state;
    char p[128];
    struct hd_store *s;
    struct hd_err err = {0};
    snprintf(p, sizeof p, "%s/empty.db", x->dir);
    assert_int_equal(hd_file_write(p, "", 0, &err), 0);
    fails(x, hd_store_open(&s, p, HD_STORE_READ, &x->err), "is empty");
    ok(x, hd_store_open(&s, p, HD_STORE_WRITE, &x->err));
    hd_store_close(s);
    ok(x, hd_store_open(&s, p, HD_STORE_READ, &x->err));
    hd_store_close(s);
}

/* Opens a damaged copy both ways and reads everything: a message or a success, never a crash. */
static size_t try_damaged(struct fixture *x, const char *p)
{
    size_t failures = 0;
    for (int mode = HD_STORE_READ; mode <= HD_STORE_WRITE; mode++) {
        struct hd_store *s;
        struct hd_err err = {0};
        hd_finding_vec v = {0};
        hd_run_vec runs = {0};
        struct hd_lock_facts facts = {0};
        struct hd_finding_query q = {0};
        int rc = hd_store_open(&s, p, (enum hd_store_mode)mode, &err);
        if (rc == 0)
            rc = hd_store_load_runs(s, &x->a, &runs, &err);
        if (rc == 0)
            rc = hd_store_load_findings(s, &q, &x->a, &v, &err);
        if (rc == 0)
            rc = hd_store_load_lock_facts(s, 0, &x->a, &facts, &err);
        if (rc < 0) {
            failures++;
            assert_true(err.msg[0]);
        }
        hd_store_close(s);
        hd_vec_free(&v);
        hd_vec_free(&runs);
        hd_lock_facts_free(&facts);
    }
    return failures;
}

static void test_damaged_files(void **state)
{
    struct fixture *x = *state;
    int64_t run = new_run(x, "check");
    ok(x, hd_store_begin(x->s, &x->err));
    for (unsigned i = 0; i < 300; i++) {
        char subject[64];
        snprintf(subject, sizeof subject, "subject number %u", i);
        struct hd_finding f = finding(HD_EV_STATIC, i + 1, subject);
        ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
    }
    ok(x, hd_store_commit(x->s, &x->err));
    hd_store_close(x->s);
    x->s = NULL;
    char *data, p[128];
    size_t len;
    ok(x, hd_file_read(x->path, 1 << 24, &data, &len, &x->err));
    snprintf(p, sizeof p, "%s/damaged.db", x->dir);
    for (size_t cut = 1; cut < 9; cut++) {
        ok(x, hd_file_write(p, data, len * cut / 9, &x->err));
        assert_true(try_damaged(x, p) == 2);
    }
    srand(1);
    size_t failures = 0;
    for (int round = 0; round < 40; round++) {
        char *copy = malloc(len);
        memcpy(copy, data, len);
        for (int i = 0; i < 400; i++)
            copy[(size_t)rand() % len] = (char)rand();
        ok(x, hd_file_write(p, copy, len, &x->err));
        failures += try_damaged(x, p);
        free(copy);
    }
    assert_true(failures > 0);
    free(data);
}

static void test_reading_from_a_read_only_folder(void **state)
{
    struct fixture *x = *state;
    new_run(x, "check");
    hd_store_close(x->s);
    x->s = NULL;
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", x->dir);
    assert_int_equal(chmod(sub, 0500), 0);
    assert_int_equal(chmod(x->path, 0444), 0);
    pid_t pid = fork();
    if (pid == 0) {
        if (getuid() == 0 && (chown(sub, 65534, 65534) < 0 || chmod(x->dir, 0755) < 0 ||
                              setgid(65534) < 0 || setuid(65534) < 0))
            _exit(7);
        struct hd_store *s;
        struct hd_err err = {0};
        struct hd_arena a = {0};
        hd_run_vec v = {0};
        int rc = chmod(sub, 0555) < 0 || hd_store_open(&s, x->path, HD_STORE_READ, &err) < 0 ||
                 hd_store_load_runs(s, &a, &v, &err) < 0;
        if (rc)
            fprintf(stderr, "%s\n", err.msg);
        _exit(rc || v.len != 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    chmod(sub, 0700);
    assert_int_equal(status, 0);
}

/* Migrations ----------------------------------------------------------------------------------- */

static const struct hd_embedded v1[] = {
    {.name = "1", .text = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"},
    {.name = NULL},
};
static const struct hd_embedded v3[] = {
    {.name = "1", .text = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"},
    {.name = "2", .text = "ALTER TABLE note ADD COLUMN line INTEGER NOT NULL DEFAULT 7"},
    {.name = "3", .text = "UPDATE note SET line = line + 1"},
    {.name = NULL},
};
static const struct hd_embedded broken[] = {
    {.name = "1", .text = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)"},
    {.name = "2", .text = "ALTER TABLE note ADD COLUMN line INTEGER; SELECT nonsense"},
    {.name = NULL},
};

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

static void test_migrations(void **state)
{
    struct fixture *x = *state;
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    ok(x, hd_migrate(db, "m.db", v1, &x->err));
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    sqlite3_exec(db, "INSERT INTO note (text) VALUES ('kept')", NULL, NULL, NULL);
    /* A migration that fails leaves the older version whole. */
    fails(x, hd_migrate(db, "m.db", broken, &x->err), "nonsense");
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM pragma_table_info('note')"), 2);
    ok(x, hd_migrate(db, "m.db", v3, &x->err));
    assert_int_equal(number(db, "PRAGMA user_version"), 3);
    assert_int_equal(number(db, "SELECT line FROM note WHERE text = 'kept'"), 8);
    ok(x, hd_migrate(db, "m.db", v3, &x->err)); /* again: nothing to do */
    assert_int_equal(number(db, "SELECT line FROM note"), 8);
    fails(x, hd_migrate(db, "m.db", v1, &x->err), "newer heddle");
    sqlite3_close(db);
}

static void test_an_older_file_is_brought_up(void **state)
{
    struct fixture *x = *state;
    char p[128];
    struct hd_store *s;
    snprintf(p, sizeof p, "%s/older.db", x->dir);
    /* Ours, from before the first table. */
    make_foreign(p, "PRAGMA application_id = 0x4844444c; VACUUM");
    ok(x, hd_store_open(&s, p, HD_STORE_READ, &x->err));
    hd_run_vec v = {0};
    ok(x, hd_store_load_runs(s, &x->a, &v, &x->err));
    assert_int_equal(v.len, 0);
    hd_store_close(s);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_transactions_nest),
        T(test_two_writers_wait_for_each_other),
        T(test_several_make_it_at_once),
        T(test_a_killed_writer),
        T(test_a_full_disk_loses_nothing),
        T(test_files_are_private),
        T(test_odd_paths_are_refused),
        T(test_foreign_and_newer_files_are_refused),
        T(test_empty_files),
        T(test_damaged_files),
        T(test_reading_from_a_read_only_folder),
        T(test_migrations),
        T(test_an_older_file_is_brought_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
