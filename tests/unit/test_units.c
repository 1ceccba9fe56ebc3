// links: hd_units hd_ir hd_core
/* Where units come from (compile_commands.json, the command line) and the workers that lower them:
 * one unit's end is no other unit's business.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/ir/ir.h"
#include "analyzer/units/args.h"
#include "analyzer/units/units.h"
#include "core/buf.h"
#include "core/file.h"
#include "tests/scratch.h"

static char *dir;

static const char *put(struct hd_arena *a, const char *name, const char *text)
{
    struct hd_err err = {0};
    const char *path = hd_arena_fmt(a, "%s/%s", dir, name);
    if (hd_file_write(path, text, strlen(text), &err) < 0)
        fail_msg("%s", err.msg);
    return path;
}

static void test_arguments(void **state)
{
    static const char *const in[] = {
        "-DA=1",
        "-I",
        "inc",
        "-MD",
        "-MF",
        "x.d",
        "-o",
        "x.o",
        "-c",
        "-Wall",
        "-fplugin=evil.so",
        "-Xclang",
        "-load",
        "-march=k9",
        "-std=c99",
        "-Werror",
        "-oy.o",
        "a.c",
        "-include",
        "p.h",
        "-D_FORTIFY_SOURCE=2",
        "--",
        "b.c",
    };
    static const char *const want[] = {"-DA=1", "-I", "inc", "-std=c99", "-include", "p.h"};
    const char *out[sizeof in / sizeof *in];
    size_t n = hd_args_clean(in, sizeof in / sizeof *in, out);
    assert_int_equal(n, sizeof want / sizeof *want);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(out[i], want[i]);
}

static void test_database(void **state)
{
    struct hd_arena a = {0};
    struct hd_err err = {0};
    hd_unit_vec units = {0};
    const char *path = put(
        &a, "compile_commands.json",
        "[{\"directory\": \".\", \"file\": \"a.c\", \"command\": \"gcc -DX='a b' -Iinc -c a.c -o "
        "a.o\"},\n"
        " {\"directory\": \".\", \"file\": \"a.c\", \"command\": \"gcc -DX='a b' -Iinc -fPIC -DPIC "
        "-O2 -c a.c -o .libs/a.o\"},\n"
        " {\"directory\": \"/elsewhere\", \"file\": \"../b.cc\", \"arguments\": [\"g++\", \"-c\", "
        "\"../b.cc\"]},\n"
        " {\"directory\": \".\", \"file\": \"boot.S\", \"command\": \"gcc -c boot.S\"}]\n");
    if (hd_units_from_database(path, &a, &units, &err) < 0)
        fail_msg("%s", err.msg);
    assert_int_equal(units.len, 2);
    assert_string_equal(units.data[0].file, hd_arena_fmt(&a, "%s/a.c", dir));
    assert_string_equal(units.data[0].directory, dir);
    assert_int_equal(units.data[0].argc, 2);
    assert_string_equal(units.data[0].argv[0], "-DX=a b");
    assert_string_equal(units.data[0].argv[1], "-Iinc");
    assert_string_equal(units.data[1].file, "/b.cc");
    hd_vec_clear(&units);
    assert_int_equal(hd_units_from_database(dir, &a, &units, &err), 0);
    assert_int_equal(units.len, 2);
    hd_vec_free(&units);
    hd_arena_free(&a);
}

static void test_broken_database(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"[{\"directory\": \".\",\n \"file\": }]", "compile_commands.json:2:"},
        {"{}", "an array of commands"},
        {"[{\"directory\": \".\", \"command\": \"cc a.c\"}]", "entry 0 has no \"file\""},
        {"[{\"directory\": \".\", \"file\": \"a.c\"}]", "entry 0 has no \"command\""},
        {"", "compile_commands.json"},
    };
    struct hd_arena a = {0};
    hd_unit_vec units = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hd_err err = {0};
        put(&a, "compile_commands.json", cases[i].text);
        assert_int_equal(hd_units_from_database(dir, &a, &units, &err), -1);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("%s", err.msg);
    }
    struct hd_err err = {0};
    assert_int_equal(hd_units_from_database("/does/not/exist", &a, &units, &err), -1);
    assert_non_null(strstr(err.msg, "/does/not/exist"));
    hd_vec_free(&units);
    hd_arena_free(&a);
}

static void test_files(void **state)
{
    struct hd_arena a = {0};
    struct hd_err err = {0};
    hd_unit_vec units = {0};
    const char *file = put(&a, "one.c", "int x;\n");
    static const char *const args[] = {"-DY", "-o", "z"};
    assert_int_equal(hd_units_from_files(&file, 1, args, 3, &a, &units, &err), 0);
    assert_int_equal(units.len, 1);
    assert_int_equal(units.data[0].argc, 1);
    file = "/no/such/file.c";
    assert_int_equal(hd_units_from_files(&file, 1, NULL, 0, &a, &units, &err), -1);
    assert_non_null(strstr(err.msg, "/no/such/file.c"));
    hd_vec_free(&units);
    hd_arena_free(&a);
}

struct progress {
    size_t calls, last;
    int64_t slowest_ms;
};

/* Never backwards; the unit that hangs is named with the time it has been at. */
static void on_progress(const struct hd_units_progress *now, void *arg)
{
    struct progress *p = arg;
    p->calls++;
    assert_true(now->done >= p->last && now->done <= now->total);
    assert_true(now->slowest || now->slowest_ms == 0);
    if (now->slowest_ms > p->slowest_ms)
        p->slowest_ms = now->slowest_ms;
    p->last = now->done;
}

/* More operators than the parser's stack can take. */
static const char *bomb(struct hd_arena *a)
{
    struct hd_buf b = {0};
    hd_buf_str(&b, "int f(int a) { return ");
    for (int i = 0; i < 200000; i++)
        hd_buf_str(&b, "~");
    hd_buf_str(&b, "a; }\n");
    const char *path = put(a, "bomb.c", b.data);
    hd_buf_free(&b);
    return path;
}

/* Every step of this macro is ten of the one below. */
static const char *flood(struct hd_arena *a)
{
    struct hd_buf b = {0};
    hd_buf_str(&b, "#define A0 0,\n");
    for (int i = 1; i <= 9; i++) {
        hd_buf_fmt(&b, "#define A%d ", i);
        for (int k = 0; k < 10; k++)
            hd_buf_fmt(&b, "A%d ", i - 1);
        hd_buf_char(&b, '\n');
    }
    hd_buf_str(&b, "int x[] = { A9 };\n");
    const char *path = put(a, "flood.c", b.data);
    hd_buf_free(&b);
    return path;
}

static void test_memory(void **state)
{
#ifndef HEDDLE_SHADOW_MEMORY
    struct hd_arena a = {0};
    struct hd_err err = {0};
    struct hd_unit units[2] = {{.file = flood(&a), .directory = dir},
                               {.file = put(&a, "after.c", "int x;\n"), .directory = dir}};
    struct hd_unit_result result[2];
    struct hd_frontend_options opt = {.jobs = 1, .root = dir, .timeout = 60, .memory = 600};
    assert_int_equal(hd_frontend_lower(units, 2, &opt, result, &err), 0);
    assert_null(result[0].blob);
    assert_non_null(strstr(result[0].error, "flood.c: "));
    assert_non_null(result[1].blob);
    hd_unit_result_free(&result[0]);
    hd_unit_result_free(&result[1]);
    hd_arena_free(&a);
#endif
}

static void test_workers(void **state)
{
    struct hd_arena a = {0};
    struct hd_err err = {0};
    enum { N = 8 };
    struct hd_unit units[N];
    struct hd_unit_result result[N], again[N];
    for (int i = 0; i < N; i++) {
        const char *text =
            hd_arena_fmt(&a, "int g(int);\nint f%d(int n) { return n ? g(%d) : 0; }\n", i, i);
        units[i] =
            (struct hd_unit){.file = put(&a, hd_arena_fmt(&a, "u%d.c", i), text), .directory = dir};
    }
    units[2].file = bomb(&a);
    units[4].file = hd_arena_fmt(&a, "%s/missing.c", dir);
    units[5].file =
        put(&a, "errors.c", "int f(void) { return nothing; }\nint ok(void) { return 1; }\n");
    units[6].file = put(&a, "endless.c", "#pragma clang __debug overflow_stack\nint x;\n");
    struct progress p = {0};
    struct hd_frontend_options opt = {
        .jobs = 2, .root = dir, .progress = on_progress, .progress_arg = &p, .timeout = 3};
    assert_int_equal(hd_frontend_lower(units, N, &opt, result, &err), 0);
    assert_true(p.calls > N); /* also while nothing is done */
    assert_int_equal(p.last, N);
    assert_true(p.slowest_ms >= 2000); /* one runs into the limit of 3 s */
    for (int i = 0; i < N; i++)
        assert_true(result[i].cost.began_us && result[i].cost.began_us <= result[i].cost.ended_us &&
                    result[i].cost.worker < 2);
    opt.jobs = 1;
    p = (struct progress){0};
    assert_int_equal(hd_frontend_lower(units, N, &opt, again, &err), 0);
    for (int i = 0; i < N; i++) {
        bool lost = i == 2 || i == 4 || i == 6;
        assert_int_equal(result[i].blob == NULL, lost);
        assert_int_equal(result[i].error != NULL, lost);
        if (lost) {
            assert_non_null(strstr(result[i].error, units[i].file));
            assert_string_equal(result[i].error, again[i].error);
        } else {
            struct hd_ir ir;
            assert_int_equal(hd_ir_open(&ir, result[i].blob, result[i].size, &err), 0);
            assert_int_equal(result[i].size, again[i].size);
            assert_memory_equal(result[i].blob, again[i].blob, result[i].size);
        }
    }
    assert_non_null(strstr(result[4].error, "cannot be read"));
    assert_non_null(strstr(result[5].diagnostics, "errors.c:1:22"));
    for (int i = 0; i < N; i++) {
        hd_unit_result_free(&result[i]);
        hd_unit_result_free(&again[i]);
    }
    hd_arena_free(&a);
}

static void test_nothing_to_do(void **state)
{
    struct hd_err err = {0};
    struct hd_unit_result none[1];
    assert_int_equal(hd_frontend_lower(NULL, 0, NULL, none, &err), 0);
}

static int make_dir(void **state)
{
    dir = scratch_folder("units");
    return 0;
}

static int remove_dir(void **state)
{
    return scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arguments),       cmocka_unit_test(test_database),
        cmocka_unit_test(test_broken_database), cmocka_unit_test(test_files),
        cmocka_unit_test(test_workers),         cmocka_unit_test(test_memory),
        cmocka_unit_test(test_nothing_to_do),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
