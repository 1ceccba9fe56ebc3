// links: hd_report hd_graph hd_store hd_core
/* Formats for code review: fingerprints as GitHub computes them, columns, limits, and text that
 * tries to be a command, markup or a link.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/catalog.h"
#include "core/file.h"
#include "core/json.h"
#include "report/ci_text.h"
#include "report/column.h"
#include "report/line_hash.h"
#include "report/report.h"
#include "tests/scratch.h"

/* Line hashes ----------------------------------------------------------------------------------*/

static void hashes(const char *text, size_t len, const char *const *want, size_t n)
{
    hd_line_hash_vec v = {0};
    hd_line_hashes(text, len, &v);
    assert_int_equal(v.len, n);
    for (size_t i = 0; i < n; i++) {
        char got[48];
        snprintf(got, sizeof got, "%" PRIx64 ":%u", v.data[i].hash, v.data[i].ordinal);
        assert_string_equal(got, want[i]);
    }
    hd_vec_free(&v);
}
#define HASHES(text, ...)                                                                          \
    do {                                                                                           \
        static const char *const want[] = {__VA_ARGS__};                                           \
        hashes(text, sizeof(text) - 1, want, sizeof want / sizeof *want);                          \
    } while (0)

/* The values are those that GitHub's own action gives. */
static void test_line_hashes(void **state)
{
    HASHES("", "c129715d7a2bc9a3:1");
    HASHES(" a\nb\n  \t\tc\n d", "271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1",
           "a23a3dc5e078b07b:1");
    HASHES("Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"
           "Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"
           "Lorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\nLorem ipsum dolor sit amet.\n"
           "Lorem ipsum dolor sit amet.\n",
           "a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3", "a7f2ff13bc495cf2:4",
           "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1",
           "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1");
}

static void same_hashes(const char *a, size_t na, const char *b, size_t nb)
{
    hd_line_hash_vec x = {0}, y = {0};
    hd_line_hashes(a, na, &x);
    hd_line_hashes(b, nb, &y);
    assert_int_equal(x.len, y.len);
    for (size_t i = 0; i < x.len; i++)
        assert_true(x.data[i].hash == y.data[i].hash && x.data[i].ordinal == y.data[i].ordinal);
    hd_vec_free(&x);
    hd_vec_free(&y);
}
#define SAME_HASHES(a, b) same_hashes(a, sizeof(a) - 1, b, sizeof(b) - 1)

static void test_line_ends_and_characters(void **state)
{
    SAME_HASHES("a\nb\n", "a\r\nb\r\n");
    SAME_HASHES("a\nb\n", "a\rb\r");
    SAME_HASHES("a\n\nb", "a\r \nb"); /* a blank parts the two */
    SAME_HASHES("ab", "\ta b ");
    /* Broken characters are U+FFFD: one for each, or for a start that is cut short. */
    SAME_HASHES("x\xff\xff", "x\xef\xbf\xbd\xef\xbf\xbd");
    SAME_HASHES("\xf0\x9f\x98z", "\xef\xbf\xbdz");
    SAME_HASHES("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    SAME_HASHES("\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd");
    /* U+1F600 is the two units d83d de00; hash of "units ffff 0 0 …" is their polynomial. */
    hd_line_hash_vec v = {0};
    hd_line_hashes("\xf0\x9f\x98\x80", 4, &v);
    uint64_t want = (0xd83d * UINT64_C(37) + 0xde00) * 37 + 0xffff;
    for (int i = 0; i < 97; i++)
        want *= 37;
    assert_int_equal(v.len, 1);
    assert_true(v.data[0].hash == want);
    hd_vec_free(&v);
}

static void test_columns(void **state)
{
    static const char line[] = "a\xc3\xa9\xf0\x9f\x98\x80z"; /* a é (2 bytes) 😀 (4 bytes) z */
    assert_int_equal(hd_column_utf16(line, 8, 1), 1);
    assert_int_equal(hd_column_utf16(line, 8, 2), 2);
    assert_int_equal(hd_column_utf16(line, 8, 4), 3);
    assert_int_equal(hd_column_utf16(line, 8, 8), 5);
    assert_int_equal(hd_column_utf16(line, 8, 9), 6);
    assert_int_equal(hd_column_utf16(line, 8, 4000), 6);
    assert_int_equal(hd_column_utf16(line, 0, 5), 1);
}

/* Text -----------------------------------------------------------------------------------------*/

static void gives(void (*put)(struct hd_buf *, const char *), const char *in, const char *want)
{
    struct hd_buf b = {0};
    put(&b, in);
    assert_string_equal(hd_buf_cstr(&b), want);
    hd_buf_free(&b);
}

static void test_markdown(void **state)
{
    gives(hd_markdown_put, "plain words, 1.5", "plain words, 1.5");
    gives(hd_markdown_put, "*a* _b_ `c`", "&#42;a&#42; &#95;b&#95; &#96;c&#96;");
    gives(hd_markdown_put, "<script>&", "&#60;script&#62;&#38;");
    gives(hd_markdown_put, "[x](http://e.org) | y", "&#91;x&#93;(http&#58;//e.org) &#124; y");
    gives(hd_markdown_put, "www.e.org", "www&#46;e.org");
    gives(hd_markdown_put, "@all #1 :+1:", "&#64;<!-- -->all &#35;1 &#58;+1:");
    gives(hd_markdown_put, "a\n# b\r\x1b", "a&#92;x0a&#35; b&#92;x0d&#92;x1b");
    gives(hd_markdown_put, "-->", "--&#62;");
    gives(hd_markdown_code, "a|b", "<code>a&#124;b</code>");
}

static void test_xml(void **state)
{
    gives(hd_xml_put, "a<b>&\"'", "a&#60;b&#62;&#38;&#34;&#39;");
    gives(hd_xml_put, "]]>\n\x01\x7f\xff", "]]&#62;&#10;\\x01\\x7f\\xff");
    gives(hd_xml_put, "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", "\\u{fffe}\\u{ffff}\xef\xbf\xbd");
    gives(hd_xml_put, "\n\n", "&#10;&#10;");
    gives(hd_xml_put, "", "");
}

/* Reports --------------------------------------------------------------------------------------*/

static char *render(struct hd_report *r, const char *format)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    struct hd_err err = {0};
    if (hd_report_write(r, format, out, &err) < 0)
        fail_msg("%s: %s", format, err.msg);
    fclose(out);
    return text;
}

static struct hd_finding at(const char *file, uint32_t line, enum hd_severity severity)
{
    return (struct hd_finding){.rule = "thread-leak",
                               .severity = severity,
                               .confidence = HD_CONF_HIGH,
                               .evidence = HD_EV_STATIC,
                               .message = "thread t is leaked",
                               .site = {file, line, 1, "f"},
                               .subject = "t",
                               .fingerprint = "0123456789abcdef"};
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, word)); p += strlen(word))
        n++;
    return n;
}

static void has(const char *text, const char *word)
{
    if (!strstr(text, word))
        fail_msg("not there: %s\n%s", word, text);
}

static json_t *parsed(char *text)
{
    struct hd_err err = {0};
    json_t *v = hd_json_parse(text, strlen(text), "report", &err);
    if (!v)
        fail_msg("%s", err.msg);
    free(text);
    return v;
}

static json_t *run_of(json_t *sarif)
{
    return json_array_get(json_object_get(sarif, "runs"), 0);
}

/* Every text of a finding tries to end what it stands in. */
static struct hd_finding hostile(struct hd_step *step)
{
    static const char evil[] =
        "x,y:z%0A\n::error::no\r\n##[error]no</failure><![CDATA[\"'](u)[v](w)|@me\x1b]0;t\x07";
    *step = (struct hd_step){.thread = evil, .site = {evil, 3, 2, evil}, .note = evil};
    struct hd_finding f = at(evil, 2, HD_SEV_ERROR);
    f.message = f.subject = f.site.function = evil;
    f.rule = "r,:%\n";
    f.step = step;
    f.nsteps = 1;
    return f;
}

static void test_commands(void **state)
{
    struct hd_step step;
    struct hd_finding f = hostile(&step);
    struct hd_report r = {.finding = &f, .nfindings = 1};
    unsetenv("GITHUB_STEP_SUMMARY");
    char *text = render(&r, "github");
    assert_int_equal(count(text, "\n"), 1); /* one line, one command */
    assert_int_equal(strncmp(text, "::error file=x%2Cy%3Az%250A\\x0a%3A%3Aerror", 41), 0);
    has(text, ",line=2,col=1,title=r%2C%3A%25\\x0a::x,y:z%250A");
    assert_null(strchr(text, '\r'));
    assert_null(strchr(text, '\033'));
    free(text);
}

static void test_at_most_ten_of_a_kind(void **state)
{
    struct hd_finding f[40];
    for (size_t i = 0; i < 40; i++)
        f[i] = at("a.c", (uint32_t)i + 1,
                  i < 12   ? HD_SEV_NOTE
                  : i < 24 ? HD_SEV_WARNING
                           : HD_SEV_ERROR);
    f[39].filtered = "allowed at a.c:39: known";
    struct hd_report r = {.finding = f, .nfindings = 40};
    char *text = render(&r, "github");
    assert_int_equal(count(text, "::error file="), 10);
    assert_int_equal(count(text, "::warning file="), 10);
    assert_int_equal(count(text, "::notice file="), 10);
    assert_true(strstr(text, "::error") < strstr(text, "::warning"));
    has(text, "\nheddle: 5 more errors, 2 more warnings, 2 more notes without an annotation;");
    free(text);
}

static void test_job_summary_is_added(void **state)
{
    char *path;
    int fd = scratch_file("summary", &path);
    assert_true(write(fd, "before\n", 7) == 7);
    close(fd);
    struct hd_finding f = at("a.c", 1, HD_SEV_ERROR);
    struct hd_report r = {.finding = &f, .nfindings = 1};
    struct hd_err err = {0};
    char *text;
    setenv("GITHUB_STEP_SUMMARY", path, 1);
    free(render(&r, "github"));
    assert_int_equal(hd_file_read(path, 1 << 20, &text, NULL, &err), 0);
    has(text, "before\n## heddle: 1 error\n");
    free(text);
    unlink(path);
    free(path);
    setenv("GITHUB_STEP_SUMMARY", "/nowhere/summary", 1);
    FILE *out = tmpfile();
    assert_int_equal(hd_report_write(&r, "github", out, &err), -1);
    has(err.msg, "/nowhere/summary");
    fclose(out);
    unsetenv("GITHUB_STEP_SUMMARY");
}

/* No text may bring a line, a cell or a tag of its own. */
static void test_summary_is_inert(void **state)
{
    struct hd_step step;
    struct hd_finding f = hostile(&step);
    struct hd_report r = {.finding = &f, .nfindings = 1};
    char *text = render(&r, "markdown");
    char *row = strstr(text, "| error |");
    assert_non_null(row);
    size_t bars = 0;
    for (char *p = row; *p != '\n'; p++)
        bars += *p == '|';
    assert_int_equal(bars, 5);
    assert_null(strstr(text, "</failure>"));
    assert_null(strstr(text, "[v]"));
    assert_null(strstr(text, "@me"));
    assert_null(strchr(text, '\033'));
    free(text);
}

static void test_sarif(void **state)
{
    struct hd_step step;
    struct hd_finding f[3] = {at("a b#c%.c", 2, HD_SEV_WARNING), hostile(&step),
                              at("/usr/x.c", 1, HD_SEV_NOTE)};
    f[0].filtered = "allowed at a b#c%.c:1: known";
    f[1].filtered = "both hold the gate lock g";
    struct hd_report r = {.finding = f, .nfindings = 3};
    json_t *v = parsed(render(&r, "sarif")), *run = run_of(v);
    json_t *results = json_object_get(run, "results");
    assert_int_equal(json_array_size(results), 2); /* what heddle excuses is not asked for */
    json_t *one = json_array_get(results, 0);
    const char *uri, *kind, *status;
    assert_int_equal(json_unpack(one, "{s:[{s:{s:{s:s}}}], s:[{s:s, s:s}]}", "locations",
                                 "physicalLocation", "artifactLocation", "uri", &uri,
                                 "suppressions", "kind", &kind, "status", &status),
                     0);
    assert_string_equal(uri, "a%20b%23c%25.c");
    assert_string_equal(kind, "inSource");
    assert_string_equal(status, "accepted");
    assert_int_equal(json_unpack(json_array_get(results, 1), "{s:[{s:{s:{s:s}}}]}", "locations",
                                 "physicalLocation", "artifactLocation", "uri", &uri),
                     0);
    assert_string_equal(uri, "file:///usr/x.c");
    size_t rules;
    hd_catalog(&rules);
    assert_int_equal(json_array_size(json_object_get(
                         json_object_get(json_object_get(run, "tool"), "driver"), "rules")),
                     rules);
    json_decref(v);
    r.show_filtered = true;
    v = parsed(render(&r, "sarif"));
    results = json_object_get(run_of(v), "results");
    assert_int_equal(json_array_size(results), 3);
    assert_int_equal(json_unpack(json_array_get(results, 1), "{s:{s:s}, s:[{s:s}]}", "message",
                                 "text", &uri, "suppressions", "kind", &kind),
                     0);
    has(uri, "\\]("); /* no link of its own */
    assert_string_equal(kind, "external");
    json_decref(v);
}

static void test_sarif_is_cut_at_the_limit(void **state)
{
    enum { MANY = 25003 };
    struct hd_finding *f = calloc(MANY, sizeof *f);
    for (size_t i = 0; i < MANY; i++)
        f[i] = at("a.c", (uint32_t)i + 1, i == MANY - 1 ? HD_SEV_ERROR : HD_SEV_NOTE);
    f[0].filtered = "in the baseline b.txt";
    struct hd_report r = {.finding = f, .nfindings = MANY};
    char *text = render(&r, "sarif");
    assert_int_equal(count(text, "\"ruleId\""), 25000);
    assert_non_null(strstr(text, "\"startLine\":25003,")); /* the only error is in */
    has(text, "3 more findings are not in this file");
    assert_int_equal(count(text, "\"suppressions\""), 0);
    free(text);
    free(f);
}

/* Each step of a thread that has a file is a location; others are told with the one before. */
static void test_sarif_threads(void **state)
{
    struct hd_step step[] = {{"t1", {"a.c", 1, 1, "f"}, "acquires a"},
                             {"t1", {NULL, 0, 0, "libc.so+0x1"}, "acquires b"},
                             {"t2", {NULL, 0, 0, NULL}, "nowhere"},
                             {"t3", {"b.c", 9, 0, NULL}, "acquires b"}};
    struct hd_finding f = at(NULL, 0, HD_SEV_ERROR), lost = at(NULL, 0, HD_SEV_ERROR);
    f.step = step;
    f.nsteps = 4;
    struct hd_finding both[] = {f, lost};
    struct hd_report r = {.finding = both, .nfindings = 2};
    char *text = render(&r, "sarif");
    has(text, "acquires a; then in libc.so+0x1: acquires b");
    has(text, "A finding without a place in source: thread-leak: thread t is leaked");
    json_t *v = parsed(text);
    json_t *results = json_object_get(run_of(v), "results");
    assert_int_equal(json_array_size(results), 1);
    json_t *flows, *related;
    int line;
    assert_int_equal(json_unpack(json_array_get(results, 0), "{s:[{s:o}], s:o, s:[{s:{s:{s:i}}}]}",
                                 "codeFlows", "threadFlows", &flows, "relatedLocations", &related,
                                 "locations", "physicalLocation", "region", "startLine", &line),
                     0);
    assert_int_equal(line, 1);
    assert_int_equal(json_array_size(flows), 2);
    assert_int_equal(json_array_size(related), 1);
    json_decref(v);
}

static void test_other_json(void **state)
{
    struct hd_step step;
    struct hd_finding f[2] = {hostile(&step), at(NULL, 0, HD_SEV_ERROR)};
    struct hd_report r = {.finding = f, .nfindings = 2};
    json_t *v = parsed(render(&r, "gitlab"));
    assert_int_equal(json_array_size(v), 1);
    json_decref(v);
    v = parsed(render(&r, "rdjson"));
    assert_int_equal(json_array_size(json_object_get(v, "diagnostics")), 1);
    json_decref(v);
}

static void test_junit(void **state)
{
    struct hd_step step;
    struct hd_finding f[3] = {hostile(&step), at("a.c", 1, HD_SEV_NOTE),
                              at("b.c", 1, HD_SEV_ERROR)};
    f[2].filtered = "allowed at b.c:1: known <it>";
    struct hd_report r = {.finding = f, .nfindings = 3, .failed_units = 1, .translation_units = 2};
    char *text = render(&r, "junit");
    has(text, "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\"");
    assert_int_equal(count(text, "</failure>"), 1);
    assert_null(strstr(text, "<![CDATA["));
    has(text, "known &#60;it&#62;");
    for (const char *p = text; *p; p++)
        assert_true((unsigned char)*p >= 0x20 || *p == '\n');
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_hashes),
        cmocka_unit_test(test_line_ends_and_characters),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_markdown),
        cmocka_unit_test(test_xml),
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_at_most_ten_of_a_kind),
        cmocka_unit_test(test_job_summary_is_added),
        cmocka_unit_test(test_summary_is_inert),
        cmocka_unit_test(test_sarif),
        cmocka_unit_test(test_sarif_is_cut_at_the_limit),
        cmocka_unit_test(test_sarif_threads),
        cmocka_unit_test(test_other_json),
        cmocka_unit_test(test_junit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
