// links: hd_model hd_core
/* What is allowed and where: comments, patterns, dates, baselines, .heddle.yml.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/model/check_doc.h"
#include "core/allow.h"
#include "core/baseline.h"
#include "core/date.h"
#include "core/glob.h"

/* Comments -------------------------------------------------------------------------------------*/

struct scanned {
    struct hd_arena a;
    hd_allow_vec v;
};

static struct scanned scan(const char *text)
{
    struct scanned s = {0};
    hd_allow_scan(text, strlen(text), &s.a, &s.v);
    return s;
}

static void drop(struct scanned *s)
{
    hd_vec_free(&s->v);
    hd_arena_free(&s->a);
}

/* The only comment in `text` is about lines `from` to `to`. */
static void about(const char *text, uint32_t from, uint32_t to)
{
    struct scanned s = scan(text);
    assert_int_equal(s.v.len, 1);
    assert_null(s.v.data[0].mistake);
    assert_int_equal(s.v.data[0].from, from);
    assert_int_equal(s.v.data[0].to, to);
    drop(&s);
}

static void none(const char *text)
{
    struct scanned s = scan(text);
    assert_int_equal(s.v.len, 0);
    drop(&s);
}

#define ALLOW "heddle: allow thread-leak -- r"

static void test_which_lines(void **state)
{
    about("f(); // " ALLOW "\ng();\n", 1, 1);
    about("// " ALLOW "\ng();\n", 2, 2);
    about("\n  /* " ALLOW " */\n  g();\n", 3, 3);
    about("/* " ALLOW " */ g();\n", 1, 1);
    about("f(); /* " ALLOW "\n more */ g();\n", 1, 2);
    about("/* " ALLOW "\n * more\n */\ng();\n", 4, 4);
    about("// " ALLOW "\n// and a word on it\n/* and\n one */\ng();\n", 5, 5);
    about("// " ALLOW "\n\ng();\n", 2, 2); /* a blank line parts them */
    about("// " ALLOW, 2, 2);
    about("x = 1'000'000; // " ALLOW "\n", 1, 1);
    about("x = \"\\\"\"; // " ALLOW "\n", 1, 1);
    about("#error don't\n// " ALLOW "\ng();\n", 3, 3);
    about("/// " ALLOW "\ng();\n", 2, 2);
    about("//!< " ALLOW "\ng();\n", 2, 2);
    about("// " ALLOW " \\\n goes on\ng();\n", 3, 3);
    about("s = R\"(\" // )\"; // " ALLOW "\n", 1, 1);
    about("f();\r\n// " ALLOW "\r\ng();\r\n", 3, 3);
}

static void test_no_comment(void **state)
{
    none("s = \"// " ALLOW "\";\n");
    none("s = R\"x(\n// " ALLOW "\n)x\";\n");
    none("s = u8R\"(\n// " ALLOW "\n)\";\n");
    none("// see heddle: allow thread-leak -- r\n");
    none("// heddle: finds\n");
    none("// heddle allow thread-leak -- r\n");
    none("// heddle: allowed thread-leak -- r\n");
    none("int heddle; // heddle:\n");
    none("");
}

static void test_words(void **state)
{
    struct scanned s =
        scan("// heddle: allow thread-leak, lock-copied until: 2026-12-31 -- why --  so \n");
    struct hd_allow_comment *c = &s.v.data[0];
    assert_int_equal(s.v.len, 1);
    assert_null(c->mistake);
    assert_int_equal(c->rules, 2);
    assert_string_equal(c->rule[0], "thread-leak");
    assert_string_equal(c->rule[1], "lock-copied");
    assert_string_equal(c->until, "2026-12-31");
    assert_string_equal(c->reason, "why --  so");
    drop(&s);
    s = scan("/* heddle:allow thread-leak -- r */ // heddle: allow lock-copied -- q\n");
    assert_int_equal(s.v.len, 2);
    assert_string_equal(s.v.data[0].reason, "r");
    drop(&s);
}

static void wrong(const char *text, const char *what)
{
    struct scanned s = scan(text);
    assert_int_equal(s.v.len, 1);
    assert_non_null(s.v.data[0].mistake);
    assert_non_null(strstr(s.v.data[0].mistake, what));
    drop(&s);
}

static void test_mistakes(void **state)
{
    wrong("// heddle: allow thread-leak\n", "no reason");
    wrong("// heddle: allow thread-leak --\n", "no reason");
    wrong("/* heddle: allow thread-leak -- */\n", "no reason");
    wrong("// heddle: allow thread-leak: it is fine\n", "no reason");
    wrong("// heddle: allow -- r\n", "names no rule");
    wrong("// heddle: allow\n", "names no rule");
    wrong("// heddle: allow thread-leak until: soon -- r\n", "no date");
    wrong("// heddle: allow thread-leak until: 2025-13-41 -- r\n",
          "says '2025-13-41', which is no date (YYYY-MM-DD)");
    wrong("// heddle: allow thread-leak until: -- r\n", "no date");
    wrong("// heddle: allow thread-leak until:\n", "no date");
}

/* Patterns and dates ---------------------------------------------------------------------------*/

static void test_globs(void **state)
{
    static const struct {
        const char *pattern, *path;
        bool fits;
    } t[] = {
        {"src/**", "src/a/b.c", true},
        {"src/**", "lib/src/a.c", false},
        {"src/*.c", "src/a.c", true},
        {"src/*.c", "src/a/b.c", false},
        {"**/b.c", "src/a/b.c", true},
        {"**/b.c", "b.c", true},
        {"src/**/b.c", "src/b.c", true},
        {"src/**/b.c", "src/x/y/b.c", true},
        {"src", "src/a.c", true},
        {"src", "lib/src/a.c", true},
        {"src/", "src/a.c", true},
        {"a.c/", "src/a.c", false},
        {"/src", "lib/src/a.c", false},
        {"/src", "src/a.c", true},
        {"*.c", "src/a.c", true},
        {"a?c", "a/c", false},
        {"src/[ab].c", "src/a.c", true},
        {"src/[!ab].c", "src/a.c", false},
        {"third_party", "third_party/x/y.h", true},
        {"src/gen", "src/gen/a/b.c", true},
        {"src/gen", "src/general.c", false},
        {"", "a.c", false},
        {"/", "a.c", false},
        {"**", "a.c", true},
        {"./src/a.c", "src/a.c", true},
        {"a/**/**/c", "a/c", true},
        {"[", "[", true},
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        if (hd_path_glob(t[i].pattern, t[i].path) != t[i].fits)
            fail_msg("%s %s %s", t[i].pattern, t[i].fits ? "must fit" : "must not fit", t[i].path);
}

static void test_dates(void **state)
{
    assert_true(hd_date_valid("2024-02-29"));
    assert_true(hd_date_valid("2000-02-29"));
    assert_false(hd_date_valid("2026-02-29"));
    assert_false(hd_date_valid("2100-02-29"));
    assert_false(hd_date_valid("2026-13-01"));
    assert_false(hd_date_valid("2026-00-01"));
    assert_false(hd_date_valid("2026-04-31"));
    assert_false(hd_date_valid("2026-4-30"));
    assert_false(hd_date_valid("2026-04-3x"));
    assert_false(hd_date_valid(""));
    const time_t noon = 1798675200 + 43200;           /* 2026-12-31 12:00 UTC */
    assert_false(hd_date_passed("2026-12-31", noon)); /* the last day counts */
    assert_true(hd_date_passed("2026-12-31", noon + 43200));
    assert_true(hd_date_passed("2026-12-30", noon));
    assert_false(hd_date_passed("2027-01-01", noon));
}

/* Baselines ------------------------------------------------------------------------------------*/

static void test_baseline(void **state)
{
    static const char text[] = "# known\n\n2094915426175865 thread-leak src/a.c f\n"
                               "  b4e37c18318aa6fc\r\n2094915426175865 twice\n";
    struct hd_baseline b = {0};
    struct hd_arena a = {0};
    struct hd_err err = {0};
    assert_int_equal(hd_baseline_parse(&b, "base", text, sizeof text - 1, &a, &err), 0);
    assert_int_equal(b.entry.len, 2);
    assert_string_equal(hd_baseline_find(&b, "2094915426175865")->what, "thread-leak src/a.c f");
    assert_int_equal(hd_baseline_find(&b, "b4e37c18318aa6fc")->line, 4);
    assert_null(hd_baseline_find(&b, "0000000000000000"));
    hd_baseline_free(&b);
    hd_arena_free(&a);
}

static void refused(const char *text, const char *why)
{
    struct hd_baseline b = {0};
    struct hd_arena a = {0};
    struct hd_err err = {0};
    assert_int_equal(hd_baseline_parse(&b, "base", text, strlen(text), &a, &err), -1);
    if (!strstr(err.msg, why))
        fail_msg("%s", err.msg);
    hd_baseline_free(&b);
    hd_arena_free(&a);
}

static void test_bad_baselines(void **state)
{
    refused("# x\n<<<<<<< HEAD\n", "base:2: a merge conflict");
    refused("=======\n", "base:1: a merge conflict");
    refused("thread-leak\n", "base:1: a line begins with a fingerprint of 16 digits");
    refused("2094915426175865x\n", "not with '2094915426175865x'");
    refused("209491542617586\n", "base:1:");
}

/* .heddle.yml ----------------------------------------------------------------------------------*/

static size_t config(const char *text, struct hd_arena *a, struct hd_config *c, struct hd_buf *told)
{
    return hd_config_read(".heddle.yml", text, strlen(text), a, c, told);
}

static void test_config(void **state)
{
    struct hd_arena a = {0};
    struct hd_buf told = {0};
    struct hd_config c;
    assert_int_equal(config("check:\n  only: [thread-leak, lock-copied]\n"
                            "  disable: lock-copied\n  fail-on: error\n"
                            "  exclude: [\"third_party/**\"]\n  library: true\n"
                            "  severity: {lock-copied: note}\n  baseline: base.txt\n"
                            "allow:\n  - {rule: thread-leak, path: \"src/**\", reason: r}\n",
                            &a, &c, &told),
                     0);
    assert_string_equal(c.only[1], "lock-copied");
    assert_null(c.only[2]);
    assert_string_equal(c.disable[0], "lock-copied");
    assert_string_equal(c.fail_on, "error");
    assert_string_equal(c.exclude[0], "third_party/**");
    assert_int_equal(c.exclude_line, 5);
    assert_true(c.library);
    assert_string_equal(c.baseline, "base.txt");
    assert_int_equal(c.severities, 1);
    assert_int_equal(c.severity[0].severity, HD_SEV_NOTE);
    assert_int_equal(c.allow.rules, 1);
    assert_int_equal(c.allow.rule[0].line, 10);
    assert_true(hd_allow_applies(&c.allow.rule[0], "thread-leak", "src/a/b.c", "f"));
    assert_false(hd_allow_applies(&c.allow.rule[0], "thread-leak", "lib/b.c", "f"));
    assert_false(hd_allow_applies(&c.allow.rule[0], "thread-leak", NULL, NULL));
    assert_int_equal(config("", &a, &c, &told), 0);
    assert_null(c.only[0]);
    assert_int_equal(config("run: {baseline: []}\n", &a, &c, &told), 0);
    assert_int_equal(told.len, 0);
    hd_arena_free(&a);
}

static void mistaken(const char *text, const char *what)
{
    struct hd_arena a = {0};
    struct hd_buf told = {0};
    struct hd_config c;
    assert_true(config(text, &a, &c, &told) > 0);
    if (!strstr(hd_buf_cstr(&told), what))
        fail_msg("not '%s' but: %s", what, hd_buf_cstr(&told));
    hd_buf_free(&told);
    hd_arena_free(&a);
}

static void test_config_mistakes(void **state)
{
    mistaken("chekc: {}\n",
             ".heddle.yml:1:1: unknown key 'chekc' in the file; did you mean 'check'?");
    mistaken("check:\n  fail_on: error\n",
             ".heddle.yml:2:3: unknown key 'fail_on' in section 'check'; did you mean 'fail-on'?");
    mistaken("check: {only: [tread-leak]}\n",
             "unknown rule 'tread-leak'; did you mean 'thread-leak'?");
    mistaken("check: {severity: {thread-leak: fatal}}\n", "error, warning or note");
    mistaken("check: {severity: [a]}\n", "mapping");
    mistaken("check: {fail-on: often}\n", "error, warning, note or never");
    mistaken("check: {library: perhaps}\n", "true or false");
    mistaken("check: {baseline: \"\"}\n", "'baseline' is empty");
    mistaken("allow:\n  - {rule: thread-leak}\n",
             ".heddle.yml:2:5: this entry of allow gives no reason");
    mistaken("allow:\n  - {reason: r}\n", "allows everything");
    mistaken("allow:\n  - {rule: thread-leak, reason: r, until: 2026-02-30}\n",
             ".heddle.yml:2:43: says '2026-02-30', which is no date (YYYY-MM-DD)");
    mistaken("allow:\n  - {rule: thread-leak, reason: r, until: soon}\n",
             "says 'soon', which is no date");
    mistaken("allow:\n  - {rule: nonsense, reason: r}\n", "unknown rule 'nonsense'");
    mistaken("allow:\n  - {rul: x, reason: r}\n", "did you mean 'rule'?");
    mistaken("allow: {rule: thread-leak, reason: r}\n", "a list is expected");
    mistaken("check: [\n", ".heddle.yml:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_lines), cmocka_unit_test(test_no_comment),
        cmocka_unit_test(test_words),       cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_globs),       cmocka_unit_test(test_dates),
        cmocka_unit_test(test_baseline),    cmocka_unit_test(test_bad_baselines),
        cmocka_unit_test(test_config),      cmocka_unit_test(test_config_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
