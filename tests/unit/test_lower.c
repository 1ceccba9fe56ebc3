// links: hd_frontend hd_ir hd_core
/* What the frontend makes of each construct of C and C++, as printed IR, and some properties that
 * the text does not show.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/frontend/frontend.h"
#include "analyzer/ir/ir.h"
#include "core/buf.h"
#include "core/file.h"

struct lower_case {
    const char *name, *source, *ir;
};

#include "lower_cases_c.h"
#include "lower_cases_cxx.h"
#include "tests/scratch.h"

static char *dir;

struct lowered {
    struct hd_unit_result result;
    struct hd_ir ir;
};

static void lower(struct lowered *l, const char *name, const char *prelude, const char *source)
{
    struct hd_arena a = {0};
    struct hd_err err = {0};
    struct hd_buf text = {0};
    const char *file = hd_arena_fmt(&a, "%s/%s", dir, name);
    const char *argv[] = {"-std=c++17"};
    bool cxx = strstr(name, ".cc") != NULL;
    hd_buf_fmt(&text, "%s%s\n", prelude, source);
    assert_int_equal(hd_file_write(file, text.data, text.len, &err), 0);
    hd_buf_free(&text);
    struct hd_unit u = {.file = file, .directory = dir, .argv = argv, .argc = cxx ? 1 : 0};
    struct hd_frontend_options opt = {.root = dir};
    *l = (struct lowered){0};
    assert_int_equal(hd_frontend_lower_one(&u, &opt, &l->result), 0);
    if (hd_ir_open(&l->ir, l->result.blob, l->result.size, &err) < 0)
        fail_msg("%s", err.msg);
    hd_arena_free(&a);
}

/* All functions, without the places. */
static char *functions(const struct hd_ir *ir)
{
    struct hd_buf all = {0}, out = {0};
    for (uint32_t i = 0; i < ir->nfuncs; i++)
        hd_ir_print_func(ir, i, &all);
    const char *p = hd_buf_cstr(&all);
    while (*p) {
        const char *end = strchr(p, '\n'), *cut = strstr(p, "  ; ");
        hd_buf_put(&out, p, (size_t)((cut && cut < end ? cut : end) - p));
        hd_buf_char(&out, '\n');
        p = end + 1;
    }
    hd_buf_free(&all);
    return hd_buf_take(&out);
}

static int check_cases(const struct lower_case *cases, size_t n, const char *prelude,
                       const char *file)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct lowered l;
        lower(&l, file, prelude, cases[i].source);
        char *text = functions(&l.ir);
        if (strcmp(text, cases[i].ir) != 0) {
            print_error("%s:\n%s\nwanted:\n%s", cases[i].name, text, cases[i].ir);
            wrong++;
        }
        free(text);
        hd_unit_result_free(&l.result);
    }
    return wrong;
}

static void test_c(void **state)
{
    size_t n = sizeof c_cases / sizeof *c_cases;
    assert_int_equal(check_cases(c_cases, n, C_PRELUDE, "t.c"), 0);
}

static void test_cxx(void **state)
{
    size_t n = sizeof cxx_cases / sizeof *cxx_cases;
    assert_int_equal(check_cases(cxx_cases, n, CXX_PRELUDE, "t.cc"), 0);
}

static const struct hd_ir_decl *decl(const struct hd_ir *ir, const char *name)
{
    for (uint32_t i = 0; i < ir->ndecls; i++)
        if (!strcmp(hd_ir_str(ir, ir->decls[i].name), name))
            return &ir->decls[i];
    fail_msg("%s is not declared", name);
    return NULL;
}

static void test_declarations(void **state)
{
    struct lowered l;
    lower(&l, "decl.c", "",
          "typedef struct { int a; } mtx_t;\n"
          "#define MTX_INIT { 0 }\n"
          "#define ONCE 0\n"
          "static mtx_t m = MTX_INIT; int once = ONCE; extern int e; _Thread_local int tl = 3;\n"
          "struct conn { mtx_t lock; union { int u; float f; }; struct conn *next; };\n"
          "void *work(struct conn *c) { e = c->u; return &m; }\n"
          "_Noreturn void die(void); void die2(void) __attribute__((noreturn));\n"
          "int lck(mtx_t *x) __attribute__((annotate(\"heddle:acquire 0\")));\n"
          "inline int inl(int n, ...) { lck(&m); if (n) die(); die2(); }\n");
    const struct hd_ir *ir = &l.ir;
    assert_string_equal(hd_ir_str(ir, decl(ir, "m")->init_macro), "MTX_INIT");
    assert_true(decl(ir, "m")->flags & HD_DECL_F_INTERNAL);
    assert_string_equal(hd_ir_str(ir, ir->types[decl(ir, "m")->type].spelling), "mtx_t");
    assert_string_equal(hd_ir_str(ir, decl(ir, "once")->init_macro), "ONCE");
    assert_int_equal(decl(ir, "once")->init, HD_VAL(HD_V_INT, 0));
    assert_false(decl(ir, "e")->flags & HD_DECL_F_DEFINED);
    assert_true(decl(ir, "tl")->flags & HD_DECL_F_THREAD_LOCAL);
    assert_true(decl(ir, "die")->flags & HD_DECL_F_NORETURN);
    assert_true(decl(ir, "die2")->flags & HD_DECL_F_NORETURN);
    assert_true(decl(ir, "inl")->flags & HD_DECL_F_VARIADIC);
    assert_true(decl(ir, "inl")->flags & HD_DECL_F_INLINE);
    /* Members of a nameless union belong to the record around it. */
    const struct hd_ir_decl *u = decl(ir, "u");
    assert_int_equal(u->kind, HD_DECL_FIELD);
    assert_string_equal(hd_ir_str(ir, ir->records[u->owner].name), "conn");
    assert_int_equal(ir->records[u->owner].nfields, 4);
    assert_int_equal(ir->nattrs, 1);
    assert_string_equal(hd_ir_str(ir, ir->attrs[0].arg), "heddle:acquire 0");
    hd_unit_result_free(&l.result);
}

/* The pretty printer shows lists of locks as addresses: the source has them. */
static void test_lock_attributes(void **state)
{
    struct lowered l;
    lower(&l, "attr.c", "",
          "#define ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))\n"
          "struct __attribute__((capability(\"mutex\"))) mu { int a; };\n"
          "struct s { struct mu m, o; int n __attribute__((guarded_by(m))); };\n"
          "void one(struct s *p) __attribute__((acquire_capability(p->m)));\n"
          "void two(struct s *p) ACQUIRE(p->m, p->o);\n"
          "#define TRY_M(o) __attribute__((try_acquire_capability(1, (o)->m)))\n"
          "#define ATTR(...) __attribute__((__VA_ARGS__))\n"
          "#define __releases(x)\n"
          "#define REQ(...) ATTR(requires_capability(__VA_ARGS__))\n"
          "static struct mu g;\n"
          "void six(struct s *p) REQ(p->m) REQ(g, \\\n p->o);\n"
          "int three(struct s *p) TRY_M(p);\n"
          "int four(struct s *p) ATTR(release_capability(p->o, g, hidden(p)));\n"
          "void five(struct s *p) /* sparse */ __releases(&p->m);\n"
          "void f(struct s *p) { p->n = 1; }\n");
    static const char *const want[] = {"m",          "p->m",      "p->m, p->o",         "p->m",
                                       "g,    p->o", "1, (p)->m", "p->o, g, hidden(p)", "&p->m"};
    static const char *const locks[] = {"",        "p->m", "p->m, p->o", "p->m",
                                        "g, p->o", "p->m", "p->o, g, ?", "p->m"};
    assert_int_equal(l.ir.nattrs, 8);
    for (uint32_t i = 0; i < 8; i++) {
        const struct hd_ir_attr *a = &l.ir.attrs[i];
        struct hd_buf b = {0};
        for (uint32_t k = 0; k < a->nlocks; k++) {
            hd_buf_str(&b, k ? ", " : "");
            hd_ir_val_text(&l.ir, l.ir.args[a->lock + k], &b);
        }
        assert_string_equal(hd_ir_str(&l.ir, a->arg), want[i]);
        assert_string_equal(hd_buf_cstr(&b), locks[i]);
        hd_buf_free(&b);
    }
    hd_unit_result_free(&l.result);
}

/* Same text, same blob; another place in the file, same hash; another body, another hash. */
static void test_stable(void **state)
{
    static const char body[] = "int g(int); int f(int a) { int b = g(a); return b ? a : 3; }";
    static const char other[] = "int g(int); int f(int a) { int b = g(a); return b ? a : 4; }";
    struct lowered a, b, c, d;
    lower(&a, "stable.c", "", body);
    lower(&b, "stable.c", "", body);
    assert_int_equal(a.result.size, b.result.size);
    assert_memory_equal(a.result.blob, b.result.blob, a.result.size);
    lower(&c, "stable.c", "#include <stdlib.h>\n\nstatic int unrelated(void) { return 0; }\n",
          body);
    lower(&d, "stable.c", "", other);
    assert_int_equal(c.ir.nfuncs, 2);
    assert_true(a.ir.funcs[0].hash == c.ir.funcs[1].hash);
    assert_true(a.ir.funcs[0].hash != d.ir.funcs[0].hash);
    hd_unit_result_free(&a.result);
    hd_unit_result_free(&b.result);
    hd_unit_result_free(&c.result);
    hd_unit_result_free(&d.result);
}

/* Internal functions of one name in two files are two; records of one name in two C files, too. */
static void test_keys(void **state)
{
    static const char text[] = "struct job { int lock; }; static void init(void) {} void start("
                               "struct job *j) { init(); j->lock = 1; }";
    struct lowered a, b;
    lower(&a, "one.c", "", text);
    lower(&b, "two.c", "", text);
    assert_true(decl(&a.ir, "init")->key != decl(&b.ir, "init")->key);
    assert_true(decl(&a.ir, "lock")->key != decl(&b.ir, "lock")->key);
    assert_true(decl(&a.ir, "start")->key == decl(&b.ir, "start")->key);
    hd_unit_result_free(&a.result);
    hd_unit_result_free(&b.result);
}

/* What is nested deeper than anybody writes is given up, function by function. */
static void test_deep(void **state)
{
    struct hd_buf b = {0};
    hd_buf_str(&b, "int f(void); int deep(int a) { return ");
    for (int i = 0; i < 4000; i++)
        hd_buf_str(&b, "a + ");
    hd_buf_str(&b, "1; }\nint wide(int a) { return ");
    for (int i = 0; i < 1000; i++)
        hd_buf_str(&b, "f() + ");
    hd_buf_str(&b, "1; }\nint plain(void) { return f(); }");
    struct lowered l;
    lower(&l, "deep.c", "", b.data);
    assert_int_equal(l.ir.nfuncs, 3);
    assert_true(l.ir.funcs[0].flags & HD_FUNC_BROKEN);
    assert_false(l.ir.funcs[1].flags & HD_FUNC_BROKEN);
    assert_int_equal(l.ir.blocks[l.ir.funcs[1].block].ninsns, 1000);
    assert_false(l.ir.funcs[2].flags & HD_FUNC_BROKEN);
    hd_buf_free(&b);
    hd_unit_result_free(&l.result);
}

static void test_places(void **state)
{
    struct lowered l;
    lower(&l, "place.c", "",
          "void f(int);\n#define TWICE(a) do { f(a); f(a); } while (0)\n"
          "void t(void)\n{\n    TWICE(3);\n}\n");
    assert_int_equal(l.ir.ninsns, 2);
    for (uint32_t i = 0; i < 2; i++) {
        const struct hd_ir_loc *at = &l.ir.locs[l.ir.insns[i].loc];
        assert_int_equal(at->line, 5);
        assert_int_equal(at->column, 5);
        assert_string_equal(hd_ir_str(&l.ir, at->macro), "TWICE");
        assert_true(l.ir.insns[i].flags & HD_INSN_F_MACRO);
    }
    hd_unit_result_free(&l.result);
}

static int make_dir(void **state)
{
    dir = scratch_folder("lower");
    return 0;
}

static int remove_dir(void **state)
{
    return scratch_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_c),
        cmocka_unit_test(test_cxx),
        cmocka_unit_test(test_declarations),
        cmocka_unit_test(test_stable),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_lock_attributes),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
