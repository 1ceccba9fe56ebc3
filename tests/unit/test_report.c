// links: hd_report hd_graph hd_store hd_core
/* Reports: safe text, carets in the right column, formats chosen by name, exit statuses.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/file.h"
#include "core/json.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/source.h"
#include "tests/scratch.h"

/* Escaping ------------------------------------------------------------------------------------- */

static void escapes(const char *in, size_t tab, const char *want, size_t columns)
{
    struct hd_buf b = {0};
    size_t n = hd_escape(&b, in, strlen(in), 0, tab);
    assert_string_equal(hd_buf_cstr(&b), want);
    assert_int_equal(n, columns);
    hd_buf_free(&b);
}

static void test_escape(void **state)
{
    escapes("\xc9t\xc9\t", 8, "\\xc9t\\xc9       ", 16); /* Latin-1: half a character, but no tab */
    escapes("plain", 0, "plain", 5);
    escapes("\x1b[31mred", 0, "\\x1b[31mred", 11);
    escapes("a\nb\rc", 0, "a\\x0ab\\x0dc", 11);
    escapes("\x7f", 0, "\\x7f", 4);
    escapes("gr\xc3\xbc\xc3\x9f", 0, "gr\xc3\xbc\xc3\x9f", 4);
    escapes("\xe2\x82\xac\xf0\x9f\x98\x80", 0, "\xe2\x82\xac\xf0\x9f\x98\x80", 2);
    escapes("\xff\xc3", 0, "\\xff\\xc3", 8);           /* no UTF-8, cut UTF-8 */
    escapes("\xc0\xaf", 0, "\\xc0\\xaf", 8);           /* overlong */
    escapes("\xed\xa0\x80", 0, "\\xed\\xa0\\x80", 12); /* surrogate */
    escapes("\xc2\x9b"
            "1m",
            0, "\\u{9b}1m", 8);                 /* CSI as one character */
    escapes("\xe2\x80\xae", 0, "\\u{202e}", 8); /* right to left */
    escapes("a\tb", 8, "a       b", 9);
    escapes("\t\t", 4, "        ", 8);
    escapes("\xc3\xbc\tb", 8, "\xc3\xbc       b", 9);
    escapes("\t", 0, "\\x09", 4);
}

/* Text ----------------------------------------------------------------------------------------- */

struct fixture {
    char *dir;
    struct hd_err err;
};

static int set_up(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    x->dir = scratch_folder("report");
    *state = x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    int rc = scratch_remove(x->dir);
    free(x);
    return rc;
}

static void put_file(struct fixture *x, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", x->dir, name);
    if (hd_file_write(path, text, strlen(text), &x->err) < 0)
        fail_msg("%s", x->err.msg);
}

static char *render(struct hd_report *r, const char *format)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    struct hd_err err = {0};
    if (hd_report_write(r, format, out, &err) < 0)
        fail_msg("%s", err.msg);
    fclose(out);
    return text;
}

static void shows(struct hd_report *r, const char *want)
{
    char *text = render(r, "text");
    if (!strstr(text, want))
        fail_msg("not in the report: %s\n%s", want, text);
    free(text);
}

static struct hd_finding at(const char *file, uint32_t line, uint32_t column)
{
    return (struct hd_finding){.rule = "thread-leak",
                               .severity = HD_SEV_ERROR,
                               .confidence = HD_CONF_HIGH,
                               .evidence = HD_EV_STATIC,
                               .message = "thread t is leaked",
                               .site = {file, line, column, "f"},
                               .subject = "t",
                               .fingerprint = "0123456789abcdef"};
}

static void test_caret(void **state)
{
    struct fixture *x = *state;
    put_file(x, "a.c", "first\n\tint x;\r\n\xc3\xbc = 1;\n\x1b[2J\n");
    struct hd_finding f = at("a.c", 2, 6);
    struct hd_report r = {.root = x->dir, .finding = &f, .nfindings = 1};
    shows(&r, "a.c:2:6: error: thread t is leaked [thread-leak]\n"
              "     2 |         int x;\n"
              "       |             ^\n");
    f = at("a.c", 3, 4);
    shows(&r, "     3 | \xc3\xbc = 1;\n       |   ^\n");
    f = at("a.c", 4, 2);
    shows(&r, "     4 | \\x1b[2J\n       |     ^\n");
    f = at("a.c", 1, 0); /* no column, no caret */
    shows(&r, "     1 | first\n  found");
    f = at("a.c", 1, 4000);
    shows(&r, "     1 | first\n       |      ^\n");
}

static void test_lines_that_are_not_there(void **state)
{
    struct fixture *x = *state;
    put_file(x, "a.c", "one\n");
    char fifo[128];
    snprintf(fifo, sizeof fifo, "%s/fifo", x->dir);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    struct hd_finding f;
    struct hd_report r = {.root = x->dir, .finding = &f, .nfindings = 1};
    const char *head = ": error: thread t is leaked [thread-leak]\n  found by analysis";
    f = at("a.c", 2, 1), shows(&r, head);
    f = at("a.c", 900, 1), shows(&r, head);
    f = at("missing.c", 2, 1), shows(&r, head);
    f = at("fifo", 1, 1), shows(&r, head); /* must not wait for a writer */
    f = at(".", 1, 1), shows(&r, head);
    f = at(NULL, 0, 0), shows(&r, "f: error: thread t is leaked");
    f.site.function = NULL, shows(&r, "error: thread t is leaked");
    r.root = NULL;
    f = at("a.c", 1, 1), shows(&r, head);
}

static void test_long_lines_are_cut(void **state)
{
    struct fixture *x = *state;
    char *line = malloc(300002);
    memset(line, 'a', 300000);
    line[250000] = 'X';
    strcpy(line + 300000, "\n");
    put_file(x, "long.c", line);
    free(line);
    struct hd_finding f = at("long.c", 1, 250001);
    struct hd_report r = {.root = x->dir, .finding = &f, .nfindings = 1};
    char *text = render(&r, "text");
    assert_true(strlen(text) < 1000);
    char *marked = strchr(text, 'X'), *caret = strchr(text, '^');
    assert_non_null(marked);
    assert_non_null(caret);
    /* The caret stands below the X: two bytes less, for the "…" takes one column and three. */
    char *l1 = marked, *l2 = caret;
    while (l1[-1] != '\n')
        l1--;
    while (l2[-1] != '\n')
        l2--;
    assert_int_equal(marked - l1 - 2, caret - l2);
    free(text);
}

static void test_lines_in_any_order(void **state)
{
    struct fixture *x = *state;
    put_file(x, "a.c", "one\ntwo\nthree");
    put_file(x, "b.c", "uno\n");
    struct hd_source s = {0};
    static const struct {
        const char *file;
        uint32_t line;
        const char *want;
    } ask[] = {{"a.c", 3, "three"}, {"a.c", 1, "one"}, {"b.c", 1, "uno"}, {"a.c", 2, "two"},
               {"a.c", 4, NULL},    {"a.c", 2, "two"}, {"b.c", 2, NULL},  {"a.c", 0, NULL}};
    for (size_t i = 0; i < sizeof ask / sizeof *ask; i++) {
        size_t len;
        const char *line = hd_source_line(&s, x->dir, ask[i].file, ask[i].line, &len);
        if (!ask[i].want) {
            assert_null(line);
            continue;
        }
        assert_int_equal(len, strlen(ask[i].want));
        assert_memory_equal(line, ask[i].want, len);
    }
    hd_source_free(&s);
}

static void test_hostile_text(void **state)
{
    struct hd_step step = {"t\x1b[1m", {"s\nx.c", 1, 1, "g\x07"}, "n\x1b]0;title\x07"};
    struct hd_finding f = at("../\x1b[2Ja.c", 1, 1);
    f.message = "m\x1b[0m";
    f.rule = "r\r";
    f.filtered = "why\x08";
    f.step = &step;
    f.nsteps = 1;
    struct hd_report r = {.finding = &f, .nfindings = 1, .show_filtered = true};
    char *text = render(&r, "text");
    for (const char *c = text; *c; c++)
        assert_true((unsigned char)*c >= 0x20 || *c == '\n');
    assert_non_null(strstr(text, "s\\x0ax.c:1:1 in g\\x07"));
    free(text);
    text = render(&r, "json");
    for (const char *c = text; *c; c++)
        assert_true((unsigned char)*c >= 0x20 || *c == '\n');
    struct hd_err err = {0};
    json_t *v = hd_json_parse(text, strlen(text), "report", &err);
    assert_non_null(v);
    json_decref(v);
    free(text);
}

static void test_color(void **state)
{
    struct hd_finding f = at("a.c", 1, 1);
    struct hd_report r = {.finding = &f, .nfindings = 1};
    char *plain = render(&r, "text");
    assert_null(strchr(plain, '\033'));
    r.color = true;
    char *color = render(&r, "text");
    /* The same words once the colours are taken out. */
    char *to = color;
    for (char *from = color; *from; from++) {
        if (*from == '\033')
            from = strchr(from, 'm');
        else
            *to++ = *from;
    }
    *to = '\0';
    assert_string_equal(color, plain);
    free(plain);
    free(color);
    assert_true(hd_report_use_color("always", stdout));
    assert_false(hd_report_use_color("never", stdout));
    FILE *tmp = tmpfile();
    assert_false(hd_report_use_color("auto", tmp));
    fclose(tmp);
}

/* Formats and statuses ------------------------------------------------------------------------- */

static int check(const char *a, const char *b, struct hd_err *err)
{
    const char *spec[] = {a, b};
    hd_err_clear(err);
    return hd_report_check_formats(spec, b ? 2 : 1, err);
}

static void test_formats(void **state)
{
    struct fixture *x = *state;
    for (const struct hd_format *const *f = hd_formats; *f; f++) {
        assert_ptr_equal(hd_format_find((*f)->name), *f);
        assert_true((*f)->summary[0]);
    }
    assert_int_equal(check("text", "json=o.json", &x->err), 0);
    assert_int_equal(check("json=a", "json=b", &x->err), 0);
    assert_int_equal(check("yaml", NULL, &x->err), -1);
    assert_non_null(strstr(x->err.msg, "no format 'yaml'; there are "));
    assert_non_null(strstr(x->err.msg, "json"));
    assert_int_equal(check("yaml=f", NULL, &x->err), -1);
    assert_int_equal(check("json=", NULL, &x->err), -1);
    assert_int_equal(check("", NULL, &x->err), -1);
    assert_int_equal(check("text", "json", &x->err), -1);
    assert_non_null(strstr(x->err.msg, "--format json=FILE"));
}

static void test_several_files_at_once(void **state)
{
    struct fixture *x = *state;
    struct hd_finding f = at("a.c", 1, 1);
    struct hd_report r = {.finding = &f, .nfindings = 1, .color = true};
    char a[96], b[96], spec[2][128], *text;
    snprintf(a, sizeof a, "%s/r.json", x->dir);
    snprintf(b, sizeof b, "%s/r.txt", x->dir);
    snprintf(spec[0], sizeof spec[0], "json=%s", a);
    snprintf(spec[1], sizeof spec[1], "text");
    const char *specs[] = {spec[0], spec[1]};
    hd_err_clear(&x->err);
    assert_int_equal(hd_report_write_all(&r, specs, 2, b, &x->err), 0);
    assert_int_equal(hd_file_read(a, 1 << 20, &text, NULL, &x->err), 0);
    assert_non_null(strstr(text, "\"rule\": \"thread-leak\""));
    free(text);
    assert_int_equal(hd_file_read(b, 1 << 20, &text, NULL, &x->err), 0);
    assert_non_null(strstr(text, "[thread-leak]"));
    assert_null(strchr(text, '\033')); /* no colours in files */
    free(text);
    assert_int_equal(hd_report_write_all(&r, specs, 1, NULL, &x->err), 0);
    snprintf(spec[0], sizeof spec[0], "json=%s/none/r.json", x->dir);
    assert_int_equal(hd_report_write_all(&r, specs, 1, NULL, &x->err), -1);
    assert_non_null(strstr(x->err.msg, "none/r.json"));
}

static void test_a_full_device_is_an_error(void **state)
{
    struct fixture *x = *state;
    struct hd_finding f = at("a.c", 1, 1);
    struct hd_report r = {.finding = &f, .nfindings = 1};
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    for (const struct hd_format *const *k = hd_formats; *k; k++) {
        if (strcmp((*k)->name, "text") != 0 && strcmp((*k)->name, "json") != 0)
            continue;
        hd_err_clear(&x->err);
        assert_int_equal(hd_report_write(&r, (*k)->name, full, &x->err), -1);
        assert_non_null(strstr(x->err.msg, "No space left"));
        clearerr(full);
    }
    fclose(full);
}

static void test_status(void **state)
{
    struct fixture *x = *state;
    struct hd_finding f[2] = {at("a.c", 1, 1), at("a.c", 2, 1)};
    struct hd_report r = {.finding = f, .nfindings = 0};
    int error = hd_report_parse_fail_on("error", &x->err),
        warning = hd_report_parse_fail_on("warning", &x->err),
        note = hd_report_parse_fail_on("note", &x->err),
        never = hd_report_parse_fail_on("never", &x->err);
    assert_int_equal(hd_report_status(&r, note), 0);
    r.nfindings = 2;
    assert_int_equal(hd_report_status(&r, error), 2);
    assert_int_equal(hd_report_status(&r, never), 0);
    f[0].severity = HD_SEV_WARNING;
    f[1].severity = HD_SEV_NOTE;
    assert_int_equal(hd_report_status(&r, error), 0);
    assert_int_equal(hd_report_status(&r, warning), 2);
    f[0].filtered = "gate"; /* hidden ones do not count */
    assert_int_equal(hd_report_status(&r, warning), 0);
    assert_int_equal(hd_report_status(&r, note), 2);
    r.failed_units = 1;
    assert_int_equal(hd_report_status(&r, warning), 3);
    assert_int_equal(hd_report_status(&r, never), 3);
    assert_int_equal(hd_report_status(&r, note), 2);
    assert_int_equal(hd_report_parse_fail_on("often", &x->err), -1);
    assert_non_null(strstr(x->err.msg, "not 'often'"));
}

#define F(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escape),
        F(test_caret),
        F(test_lines_that_are_not_there),
        F(test_long_lines_are_cut),
        F(test_lines_in_any_order),
        F(test_hostile_text),
        F(test_color),
        F(test_formats),
        F(test_several_files_at_once),
        F(test_a_full_device_is_an_error),
        F(test_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
