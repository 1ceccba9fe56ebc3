// links: hd_core
/* Option parsing: every way to write an option, every mistake, and the texts made from the table.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/complete.c"
#include "cli/opt.c"

static const struct hd_command command = {
    "weave", "[FILE…] [-- CMD]", "Weave files", NULL,
    "First paragraph of the details.\n\nSecond one, which is rather "
    "long enough to need two lines in the help, I should think."};
const struct hd_command hd_commands[] = {{0}};

const struct hd_command *hd_command_find(const char *name)
{
    return strcmp(name, "weave") == 0 ? &command : NULL;
}

/* The results of one parse, with what was printed. */
struct parsed {
    bool fast, cache;
    const char *build, *stats;
    long jobs;
    hd_str_vec only, define;
    struct hd_common common;
    int rc, npos, rest, argc;
    char *argv[16];
    char text[16][64];
    char out[8192], err[1024];
};

static void capture_start(int fd, int *saved, FILE **tmp)
{
    fflush(NULL);
    *saved = dup(fd);
    *tmp = tmpfile();
    assert_non_null(*tmp);
    dup2(fileno(*tmp), fd);
}

static void capture_end(int fd, int saved, FILE *tmp, char *out, size_t size)
{
    fflush(NULL);
    dup2(saved, fd);
    close(saved);
    rewind(tmp);
    out[fread(out, 1, size - 1, tmp)] = '\0';
    fclose(tmp);
}

/* Words are separated by blanks; "~" stands for an empty word. */
static void parse(struct parsed *p, const char *line)
{
    *p = (struct parsed){.cache = true, .jobs = -7};
    char copy[512];
    snprintf(copy, sizeof copy, "weave %s", line);
    for (char *save = NULL, *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
        snprintf(p->text[p->argc], sizeof p->text[0], "%s", strcmp(w, "~") == 0 ? "" : w);
        p->argv[p->argc] = p->text[p->argc];
        p->argc++;
    }
    const struct hd_opt own[] = {
        {"fast", 'F', HD_OPT_FLAG, &p->fast, NULL, "weave fast"},
        {"cache", 0, HD_OPT_FLAG, &p->cache, NULL, "use no cache"},
        {"build", 'p', HD_OPT_STRING, &p->build, "DIR", "build folder"},
        {"stats", 0, HD_OPT_MAYBE, &p->stats, "FILE.json", "say what it cost"},
        {"jobs", 'j', HD_OPT_INT, &p->jobs, "N", "work in parallel"},
        {"only", 0, HD_OPT_LIST, &p->only, "ID,…", "only these"},
        {NULL, 'D', HD_OPT_LIST, &p->define, "NAME", "define"},
        {0},
    };
    int out, err;
    FILE *fout, *ferr;
    capture_start(1, &out, &fout);
    capture_start(2, &err, &ferr);
    p->rc = hd_opt_parse(NULL, own, &p->common, p->argc, p->argv, &p->npos, &p->rest);
    capture_end(2, err, ferr, p->err, sizeof p->err);
    capture_end(1, out, fout, p->out, sizeof p->out);
}

static void done(struct parsed *p)
{
    hd_vec_free(&p->only);
    hd_vec_free(&p->define);
}

static void test_defaults(void **state)
{
    struct parsed p;
    parse(&p, "");
    assert_int_equal(p.rc, 0);
    assert_string_equal(p.common.db, ".heddle/heddle.db");
    assert_string_equal(p.common.color, "auto");
    assert_null(p.common.output);
    assert_true(p.cache && !p.fast && !p.common.quiet);
    assert_int_equal(p.npos, 0);
    assert_int_equal(p.rest, p.argc);
    assert_int_equal(p.jobs, -7);
}

static void test_every_way_to_write_one(void **state)
{
    struct parsed p;
    parse(&p, "--build=a --jobs 4 --fast --no-cache --db x.db -o out");
    assert_int_equal(p.rc, 0);
    assert_string_equal(p.build, "a");
    assert_int_equal(p.jobs, 4);
    assert_true(p.fast && !p.cache);
    assert_string_equal(p.common.db, "x.db");
    assert_string_equal(p.common.output, "out");
    parse(&p, "-p a -j8 -Fq");
    assert_int_equal(p.rc, 0);
    assert_string_equal(p.build, "a");
    assert_int_equal(p.jobs, 8);
    assert_true(p.fast && p.common.quiet);
    parse(&p, "-Fpa -j -3 --build=x=y");
    assert_int_equal(p.rc, 0);
    assert_string_equal(p.build, "x=y");
    assert_int_equal(p.jobs, -3);
    parse(&p, "--fast --no-fast --build= --cache");
    assert_int_equal(p.rc, 0);
    assert_true(!p.fast && p.cache);
    assert_string_equal(p.build, "");
    parse(&p, "--build ~");
    assert_string_equal(p.build, "");
    /* What follows an option is its value, whatever it looks like. */
    parse(&p, "--build --fast -p --");
    assert_int_equal(p.rc, 0);
    assert_string_equal(p.build, "--");
    assert_false(p.fast);
}

/* What follows is a value only when it looks like one. */
static void test_a_value_that_may_be_there(void **state)
{
    struct parsed p;
    parse(&p, "--fast");
    assert_null(p.stats);
    parse(&p, "--stats a.c");
    assert_int_equal(p.rc, 0);
    assert_string_equal(p.stats, "");
    assert_int_equal(p.npos, 1);
    parse(&p, "--stats=s.json a.c");
    assert_string_equal(p.stats, "s.json");
    assert_int_equal(p.npos, 1);
    parse(&p, "--stats s.json a.c");
    assert_string_equal(p.stats, "s.json");
    assert_int_equal(p.npos, 1);
    parse(&p, "--stats -x.json");
    assert_int_equal(p.rc, -1); /* an option that there is not */
    parse(&p, "--stats");
    assert_string_equal(p.stats, "");
    parse(&p, "--stats=any");
    assert_string_equal(p.stats, "any");
    parse(&p, "-h");
    assert_non_null(strstr(p.out, "--stats[=FILE.json]"));
}

static void test_lists(void **state)
{
    struct parsed p;
    parse(&p, "--only a,b --only=c -D x,y -Dz");
    assert_int_equal(p.rc, 0);
    assert_int_equal(p.only.len, 3);
    assert_string_equal(p.only.data[1], "b");
    assert_string_equal(p.only.data[2], "c");
    assert_int_equal(p.define.len, 2);
    assert_string_equal(p.define.data[0], "x,y"); /* no "…", no splitting */
    assert_string_equal(p.define.data[1], "z");
    done(&p);
    parse(&p, "--only ,a,,b,");
    assert_int_equal(p.only.len, 2);
    done(&p);
}

static void test_positionals_and_rest(void **state)
{
    struct parsed p;
    parse(&p, "one --fast two -j 3 - -- three --build");
    assert_int_equal(p.rc, 0);
    assert_int_equal(p.npos, 3);
    assert_string_equal(p.argv[1], "one");
    assert_string_equal(p.argv[2], "two");
    assert_string_equal(p.argv[3], "-");
    assert_string_equal(p.argv[p.rest], "three");
    assert_string_equal(p.argv[p.rest + 1], "--build");
    assert_int_equal(p.argc - p.rest, 2);
    parse(&p, "--");
    assert_int_equal(p.rest, p.argc);
}

static void wrong(const char *line, const char *says)
{
    struct parsed p;
    parse(&p, line);
    assert_int_equal(p.rc, -1);
    if (!strstr(p.err, says))
        fail_msg("%s: \"%s\" does not say \"%s\"", line, p.err, says);
    assert_ptr_equal(strchr(p.err, '\n'), p.err + strlen(p.err) - 1); /* one line */
    done(&p);
}

static void test_mistakes(void **state)
{
    wrong("--bild x", "unknown option --bild, did you mean --build?");
    wrong("--buil=x", "unknown option --buil, did you mean --build?");
    wrong("--no-cahce", "unknown option --no-cahce, did you mean --no-cache?");
    wrong("--no-build", "unknown option --no-build");
    wrong("--qiet", "did you mean --quiet?");
    wrong("--verison", "did you mean --version?");
    wrong("--entirely-different", "unknown option --entirely-different; heddle weave -h");
    wrong("-x", "unknown option -x; heddle weave -h");
    wrong("-Fx", "unknown option -x");
    wrong("--fast=yes", "--fast takes no value");
    wrong("--no-cache=1", "--no-cache takes no value");
    wrong("--build", "--build needs a value: --build DIR");
    wrong("-j", "-j needs a value: -j N");
    wrong("-j x", "-j needs a whole number, not 'x'");
    wrong("--jobs=4x", "--jobs needs a whole number, not '4x'");
    wrong("--jobs=", "needs a whole number, not ''");
    wrong("--jobs 99999999999999999999", "needs a whole number");
    wrong("--color=blue", "--color is auto, always or never, not 'blue'");
}

static void test_help(void **state)
{
    struct parsed p;
    parse(&p, "-h --nonsense");
    assert_int_equal(p.rc, 1);
    assert_non_null(strstr(
        p.out,
        "usage: heddle weave [FILE…] [-- CMD]\n\nWeave files.\n\n"
        "First paragraph of the details.\n\n"
        "Second one, which is rather long enough to need two lines in the help, I should\nthink.\n"
        "\noptions:\n"));
    assert_non_null(strstr(p.out, "  -F, --fast              weave fast\n"));
    assert_non_null(strstr(p.out, "  --no-cache              use no cache\n"));
    assert_non_null(strstr(p.out, "  --only ID,…             only these\n"));
    assert_non_null(strstr(p.out, "  -D NAME                 define\n"));
    assert_non_null(strstr(p.out, "  --db PATH "));
    assert_string_equal(p.err, "");
    parse(&p, "--help");
    assert_int_equal(p.rc, 1);
    parse(&p, "--version");
    assert_int_equal(p.rc, 1);
    assert_string_equal(p.out, "heddle " HEDDLE_VERSION "\n");
}

static void test_man_page(void **state)
{
    struct parsed p;
    parse(&p, "--help-man");
    assert_int_equal(p.rc, 1);
    assert_int_equal(strncmp(p.out, ".TH HEDDLE\\-WEAVE 1", 19), 0);
    assert_non_null(strstr(p.out, "\n.TP\n.B \\-p, \\-\\-build DIR\nbuild folder.\n"));
    assert_non_null(strstr(p.out, "[FILE\\&...]"));
    assert_null(strstr(p.out, "…"));
}

static void test_nearest(void **state)
{
    static const char *const names[] = {"check", "report", "run", NULL};
    assert_string_equal(hd_nearest("chek", names), "check");
    assert_string_equal(hd_nearest("repotr", names), "report");
    assert_string_equal(hd_nearest("rum", names), "run");
    assert_null(hd_nearest("zebra", names));
    assert_null(hd_nearest("", names));
    char big[300];
    memset(big, 'r', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    assert_null(hd_nearest(big, names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_every_way_to_write_one),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_positionals_and_rest),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_help),
        cmocka_unit_test(test_man_page),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_a_value_that_may_be_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
