// links: hd_report hd_graph hd_store hd_core
/* The HTML page: nothing from outside becomes markup, the page needs nobody else, and what was
 * found is on it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/file.h"
#include "core/json.h"
#include "core/utf8.h"
#include "report/html.h"
#include "report/html_text.h"
#include "tests/scratch.h"
#include "tests/unit/sample_facts.h"

static void puts_as(const char *in, const char *want)
{
    struct hd_buf b = {0};
    hd_html_put(&b, in);
    assert_string_equal(hd_buf_cstr(&b), want);
    hd_buf_free(&b);
}

static void test_text(void **state)
{
    puts_as(NULL, "");
    puts_as("a < b && c", "a &#60; b &#38;&#38; c");
    puts_as("\"'>", "&#34;&#39;&#62;");
    puts_as("\033[31m", "\xef\xbf\xbd[31m");
    puts_as("a\tb\nc", "a\tb\nc");
    puts_as("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80", "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80");
    puts_as("\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd");
    puts_as("\xe2\x80\xae", "\xef\xbf\xbd"); /* turns text around */
    puts_as("\xc2\x9b", "\xef\xbf\xbd");     /* CSI in one character */
}

static void test_cut_inside_a_character(void **state)
{
    struct hd_buf b = {0};
    hd_html_putn(&b, "\xc3\xbc", 1);
    assert_string_equal(hd_buf_cstr(&b), "\xef\xbf\xbd");
    hd_buf_free(&b);
}

/* A page over a store that holds the sample's locks. */
struct page {
    char *dir;
    struct hd_store *store;
    struct hd_err err;
    char *text;
};

static void must(struct page *p, bool fine)
{
    if (!fine)
        fail_msg("%s", p->err.msg);
}

static void store_sample(struct page *p, int64_t run)
{
    struct sample s;
    sample_make(&s);
    int64_t cls[16], lock[16];
    for (size_t i = 0; i < s.f.cls.len; i++)
        must(p, (cls[i] = hd_store_put_lock_class(p->store, &s.f.cls.data[i], &p->err)) > 0);
    for (size_t i = 0; i < s.f.lock.len; i++) {
        struct hd_lock l = s.f.lock.data[i];
        l.class_id = cls[l.class_id - 1];
        must(p, (lock[i] = hd_store_put_lock(p->store, run, &l, &p->err)) > 0);
    }
    hd_vec_foreach(t, &s.f.thread) must(p, hd_store_put_thread(p->store, run, t, &p->err) > 0);
    hd_vec_foreach(e, &s.f.edge)
    {
        struct hd_edge x = *e;
        x.from = lock[x.from];
        x.to = lock[x.to];
        must(p, hd_store_put_edge(p->store, run, &x, &p->err) > 0);
    }
    sample_free(&s);
}

static int setup(void **state)
{
    static struct page page;
    struct page *p = &page;
    memset(p, 0, sizeof *p);
    p->dir = scratch_folder("html");
    char *db;
    if (asprintf(&db, "%s/h.db", p->dir) < 0)
        return -1;
    must(p, hd_store_open(&p->store, db, HD_STORE_WRITE, &p->err) == 0);
    free(db);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct page *p = *state;
    hd_store_close(p->store);
    free(p->text);
    return scratch_remove(p->dir);
}

static void write_page(struct page *p, const struct hd_html_options *o)
{
    struct hd_arena a = {0};
    struct hd_report r = {.db = "h.db"};
    size_t len;
    free(p->text);
    must(p, hd_report_load(&r, p->store, 0, &a, &p->err) == 0);
    FILE *f = open_memstream(&p->text, &len);
    must(p, hd_html_write(&r, o, f, &p->err) == 0);
    fclose(f);
    hd_arena_free(&a);
}

static const char *const hostile_run = HOSTILE;

static int64_t add_run(struct page *p, const char *command)
{
    const struct hd_run_info info = {.command = command,
                                     .target = hostile_run,
                                     .root = p->dir,
                                     .host = hostile_run,
                                     .version = "0",
                                     .started_ms = 1700000000000,
                                     .ended_ms = 1700000001000,
                                     .coverage = hostile_run,
                                     .translation_units = 3,
                                     .failed_units = 1};
    int64_t run = hd_store_run_begin(p->store, &info, &p->err);
    must(p, run > 0 && hd_store_run_end(p->store, run, &info, &p->err) == 0);
    return run;
}

static void add_finding(struct page *p, int64_t run, const char *filtered)
{
    struct hd_step step[] = {
        {"thread 1 (" HOSTILE ")", {HOSTILE, 3, 4, HOSTILE}, HOSTILE},
        {"thread 2", {NULL, 0, 0, HOSTILE}, HOSTILE},
    };
    const struct hd_finding f = {.rule = "thread-leak",
                                 .severity = HD_SEV_ERROR,
                                 .confidence = HD_CONF_HIGH,
                                 .evidence = HD_EV_STATIC,
                                 .message = HOSTILE,
                                 .site = {HOSTILE, 7, 1, HOSTILE},
                                 .subject = filtered ? "other" : HOSTILE,
                                 .step = step,
                                 .nsteps = 2,
                                 .filtered = filtered};
    must(p, hd_store_put_finding(p->store, run, &f, &p->err) > 0);
}

static size_t occurrences(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, what)); p++)
        n++;
    return n;
}

/* Between `from` and the next `to`; "" when there is none. Free it. */
static char *between(const char *text, const char *from, const char *to)
{
    const char *start = strstr(text, from), *end = start ? strstr(start + strlen(from), to) : NULL;
    start = start ? start + strlen(from) : NULL;
    return strndup(end ? start : "", end ? (size_t)(end - start) : 0);
}

/* One document, one script and one style, all ours, and nothing that loads or runs anything else.
 */
static json_t *check_page(const char *text)
{
    assert_int_equal(occurrences(text, "<script"), 2);
    assert_int_equal(occurrences(text, "</script"), 2);
    assert_int_equal(occurrences(text, "<style"), 1);
    assert_non_null(strstr(text, "default-src 'none'; script-src 'sha256-"));
    assert_non_null(strstr(text, "connect-src 'none'"));
    char *head = between(text, "<body>", "<script"),
         *data = between(text, "id=\"data\">", "</script>");
    static const char *const banned[] = {"href=",   " src=", "<img",   "<link",    "<iframe",
                                         "<object", "<base", "style=", " onerror="};
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        if (strstr(head, banned[i]))
            fail_msg("the page has %s", banned[i]);
    assert_null(strchr(data, '<'));
    for (const char *p = data; *p; p += hd_utf8_visible(p))
        if (!hd_utf8_visible(p))
            fail_msg("the page has byte %02x at %zu", (unsigned char)*p, (size_t)(p - data));
    struct hd_err err = {0};
    json_t *doc = hd_json_parse(data, strlen(data), "page", &err);
    if (!doc)
        fail_msg("%s", err.msg);
    free(head);
    free(data);
    return doc;
}

static int64_t number(json_t *doc, const char *object, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(doc, object), key));
}

static size_t length(json_t *doc, const char *key)
{
    return json_array_size(json_object_get(doc, key));
}

static void test_hostile_text(void **state)
{
    struct page *p = *state;
    int64_t run = add_run(p, "check");
    store_sample(p, run);
    add_finding(p, run, NULL);
    add_finding(p, run, HOSTILE);
    write_page(p, &(struct hd_html_options){0});
    json_t *doc = check_page(p->text);
    assert_int_equal(length(doc, "findings"), 2);
    assert_int_equal(number(doc, "summary", "error"), 1);
    assert_int_equal(number(doc, "summary", "excused"), 1);
    assert_int_equal(number(doc, "summary", "failed_units"), 1);
    json_t *first = json_array_get(json_object_get(doc, "findings"), 0);
    assert_non_null(
        strstr(json_string_value(json_object_get(first, "message")), "<script>alert(1)"));
    assert_non_null(strstr(p->text, "&#60;script&#62;alert(1)")); /* the list for no script */
    json_decref(doc);
}

static void test_cycles_know_their_finding(void **state)
{
    struct page *p = *state;
    int64_t run = add_run(p, "check");
    store_sample(p, run);
    must(p, hd_graph_judge(p->store, run, &p->err) == 1);
    add_finding(p, run, NULL);
    write_page(p, &(struct hd_html_options){.graph_only = true});
    json_t *doc = check_page(p->text), *finding, *edge;
    assert_int_equal(length(doc, "findings"), 3); /* one real, two excused; no leak */
    assert_string_equal(json_string_value(json_object_get(doc, "view")), "graph");
    assert_int_equal(number(doc, "summary", "others"), 1); /* the leak */
    size_t i, k, real = 0, linked = 0;
    json_array_foreach(json_object_get(json_object_get(doc, "graph"), "edges"), i, edge)
    {
        const char *of = json_string_value(json_object_get(edge, "finding"));
        if (strcmp(json_string_value(json_object_get(edge, "mark")), "real") != 0)
            continue;
        real++;
        assert_true(json_array_size(json_object_get(edge, "path")) >= 8);
        assert_true(json_array_size(json_object_get(edge, "ways")) >= 1);
        json_array_foreach(json_object_get(doc, "findings"), k, finding) linked +=
            strcmp(of, json_string_value(json_object_get(finding, "fingerprint"))) == 0;
    }
    assert_int_equal(real, 2);
    assert_int_equal(linked, 2);
    json_decref(doc);
}

static void test_empty_database(void **state)
{
    struct page *p = *state;
    write_page(p, &(struct hd_html_options){0});
    json_t *doc = check_page(p->text);
    assert_non_null(strstr(p->text, "Nothing to report."));
    assert_int_equal(length(doc, "findings"), 0);
    assert_int_equal(length(json_object_get(doc, "graph"), "nodes"), 0);
    json_decref(doc);
}

/* Every number in the document's tables leads somewhere. */
static void test_numbers_lead_somewhere(void **state)
{
    struct page *p = *state;
    int64_t run = add_run(p, "check");
    store_sample(p, run);
    add_finding(p, run, NULL);
    write_page(p, &(struct hd_html_options){0});
    json_t *doc = check_page(p->text), *site, *stack, *frame;
    size_t i, k, sites = length(doc, "sites");
    assert_true(sites > 0);
    json_array_foreach(json_object_get(doc, "sites"), i, site)
    {
        assert_true(json_integer_value(json_array_get(site, 0)) < (json_int_t)length(doc, "files"));
        assert_true(json_integer_value(json_array_get(site, 3)) <
                    (json_int_t)length(doc, "functions"));
    }
    assert_true(length(doc, "stacks") > 0);
    json_array_foreach(json_object_get(doc, "stacks"), i, stack) json_array_foreach(stack, k, frame)
        assert_true(json_integer_value(frame) < (json_int_t)sites);
    assert_int_equal(length(doc, "sources"), length(doc, "files"));
    json_decref(doc);
}

static void put_file(struct page *p, const char *name, const char *text)
{
    char *path;
    must(p, asprintf(&path, "%s/%s", p->dir, name) > 0);
    must(p, hd_file_write(path, text, strlen(text), &p->err) == 0);
    free(path);
}

static void drop_file(struct page *p, const char *name)
{
    char *path;
    must(p, asprintf(&path, "%s/%s", p->dir, name) > 0);
    unlink(path);
    free(path);
}

/* The page goes to others: a database does not get at other files than sources. */
static void test_only_sources_are_read(void **state)
{
    struct page *p = *state;
    int64_t run = add_run(p, "check");
    static const char *const file[] = {"fine.c", "secret.key", "sub/../secret.c",
                                       "../../../etc/passwd"};
    put_file(p, "fine.c", "one\nthe right line\n");
    put_file(p, "secret.key", "one\nthe wrong line\n");
    put_file(p, "secret.c", "one\nthe wrong line\n");
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        const struct hd_finding f = {.rule = "thread-leak",
                                     .evidence = HD_EV_STATIC,
                                     .message = "m",
                                     .site = {file[i], i == 3 ? 1 : 2, 1, "f"},
                                     .subject = file[i]};
        must(p, hd_store_put_finding(p->store, run, &f, &p->err) > 0);
    }
    write_page(p, &(struct hd_html_options){0});
    for (size_t i = 0; i < 3; i++)
        drop_file(p, (const char *const[]){"fine.c", "secret.key", "secret.c"}[i]);
    json_decref(check_page(p->text));
    assert_non_null(strstr(p->text, "the right line"));
    assert_null(strstr(p->text, "the wrong line"));
    assert_null(strstr(p->text, "root:x:"));
}

static void test_live_page(void **state)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    hd_page_live(f, "api/v1/page\"><script>");
    fclose(f);
    assert_int_equal(occurrences(text, "<script"), 1);
    assert_non_null(strstr(text, "data-url=\"api/v1/page&#34;&#62;&#60;script&#62;\""));
    assert_non_null(strstr(text, "connect-src 'self'"));
    assert_non_null(strstr(text, "Reading the database")); /* until it is there */
    assert_non_null(strstr(text, "script-src 'sha256-"));
    free(text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),      cmocka_unit_test(test_cut_inside_a_character),
        TEST(test_hostile_text),          TEST(test_cycles_know_their_finding),
        TEST(test_empty_database),        TEST(test_numbers_lead_somewhere),
        TEST(test_only_sources_are_read), cmocka_unit_test(test_live_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
