// links: hd_ir hd_core
/* The IR's builder, printer and validator. The validator is the only thing between a blob that
 * somebody damaged and code that follows its indexes, so it meets every cut and many mutations.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/ir/build.h"
#include "core/buf.h"

/* int f(conn *c) { if (c->lock != 0) { $0 = g(&c->lock, "x"); switch ($0) … } c[i].lock … } */
static void *sample(size_t *size)
{
    struct hd_irb b;
    hd_irb_init(&b);
    hd_irb_file(&b, "/p/a.c", HD_FILE_MAIN, 1);
    uint32_t loc = hd_irb_loc(&b, (struct hd_ir_loc){.line = 3, .column = 4});
    uint32_t rec =
        hd_irb_record(&b, (struct hd_ir_record){.name = hd_irb_str(&b, "conn"), .nfields = 1});
    uint32_t rt = hd_irb_type(&b, (struct hd_ir_type){.kind = HD_TYPE_RECORD, .record = rec + 1});
    uint32_t pt = hd_irb_type(&b, (struct hd_ir_type){.kind = HD_TYPE_POINTER, .target = rt});
    uint32_t it = hd_irb_type(&b, (struct hd_ir_type){.kind = HD_TYPE_INT});
    uint32_t d = hd_irb_decls(&b, 4);
    const struct hd_ir_decl decl[] = {
        {.kind = HD_DECL_FUNC, .name = hd_irb_str(&b, "f")},
        {.kind = HD_DECL_PARAM, .name = hd_irb_str(&b, "c"), .type = pt, .owner = d},
        {.kind = HD_DECL_FIELD, .name = hd_irb_str(&b, "lock"), .type = it, .owner = rec},
        {.kind = HD_DECL_FUNC, .name = hd_irb_str(&b, "g")},
    };
    memcpy(b.decls.data + d, decl, sizeof decl);
    b.records.data[rec].field = d + 2;
    hd_irb_attr(&b, d, "annotate", "heddle:x", NULL, 0);
    uint32_t c = hd_irb_path(&b, 0, HD_PATH_VAR, d + 1, pt);
    uint32_t star = hd_irb_path(&b, c, HD_PATH_DEREF, 0, rt);
    uint32_t lock = hd_irb_path(&b, star, HD_PATH_FIELD, d + 2, it);
    uint32_t temp = hd_irb_path(&b, 0, HD_PATH_TEMP, 0, it);
    hd_val e = hd_irb_expr(&b, HD_OP_AND, HD_VAL(HD_V_PATH, lock), hd_irb_int(&b, 4));
    uint32_t any = hd_irb_index(&b, star, e, rt);
    uint32_t lock2 = hd_irb_path(&b, any, HD_PATH_FIELD, d + 2, it);
    hd_irb_func_begin(&b);
    uint32_t yes = hd_irb_block(&b), no = hd_irb_block(&b);
    hd_irb_branch(&b, 0, HD_OP_NE, e, hd_irb_int(&b, 0), yes, no, loc);
    const hd_val args[] = {HD_VAL(HD_V_ADDR, lock), HD_VAL(HD_V_STR, hd_irb_str(&b, "x"))};
    hd_irb_emit(&b, yes,
                (struct hd_ir_insn){
                    .op = HD_INSN_CALL, .dst = temp, .a = HD_VAL(HD_V_FUNC, d + 3), .loc = loc},
                args, 2);
    hd_irb_term(&b, yes, HD_TERM_SWITCH, HD_VAL(HD_V_PATH, temp), loc);
    hd_vec_push(&b.scratch.data[yes].cases, (struct hd_ir_case){1, 3});
    hd_vec_push(&b.scratch.data[yes].succ, 0);
    hd_vec_push(&b.scratch.data[yes].succ, no);
    hd_irb_emit(&b, no,
                (struct hd_ir_insn){.op = HD_INSN_ASSIGN, .dst = lock2, .a = hd_irb_int(&b, -7)},
                NULL, 0);
    hd_irb_term(&b, no, HD_TERM_RETURN, HD_VAL(HD_V_PATH, temp), loc);
    hd_irb_func_end(
        &b, (struct hd_ir_func){.decl = d, .param = d + 1, .nparams = 1, .ntemps = 1, .loc = loc});
    void *blob = hd_irb_finish(&b, size);
    hd_irb_free(&b);
    return blob;
}

static void test_round_trip(void **state)
{
    size_t size;
    void *blob = sample(&size);
    struct hd_ir ir;
    struct hd_err err = {0};
    if (hd_ir_open(&ir, blob, size, &err) < 0)
        fail_msg("%s", err.msg);
    struct hd_buf out = {0};
    hd_ir_print(&ir, &out);
    assert_string_equal(out.data, "unit /p/a.c\n"
                                  "attribute f: annotate(heddle:x)\n"
                                  "\n"
                                  "function f(c: )  ; 3:4\n"
                                  "  b0:\n"
                                  "    if (c->lock & 4) != 0 b1 else b2  ; 3:4\n"
                                  "  b1:\n"
                                  "    $0 = call g(&c->lock, \"x\")  ; 3:4\n"
                                  "    switch $0 1..3:b0 default:b2  ; 3:4\n"
                                  "  b2:\n"
                                  "    c[(c->lock & 4)].lock = -7\n"
                                  "    return $0  ; 3:4\n");
    hd_buf_free(&out);
    free(blob);
}

/* Does nothing but follow every index there is. */
static void walk(const struct hd_ir *ir)
{
    struct hd_buf out = {0};
    hd_ir_print(ir, &out);
    for (uint32_t i = 1; i < ir->npaths; i++)
        hd_ir_path_text(ir, i, &out);
    for (uint32_t i = 0; i < ir->nexprs; i++)
        hd_ir_val_text(ir, HD_VAL(HD_V_EXPR, i), &out);
    assert_true(out.len > 0);
    hd_buf_free(&out);
}

static void test_cut(void **state)
{
    size_t size;
    char *blob = sample(&size);
    struct hd_ir ir;
    for (size_t n = 0; n < size; n++) {
        struct hd_err err = {0};
        char *cut = malloc(n ? n : 1);
        memcpy(cut, blob, n);
        assert_int_equal(hd_ir_open(&ir, cut, n, &err), -1);
        assert_true(err.msg[0] != '\0');
        free(cut);
    }
    free(blob);
}

static void test_mutations(void **state)
{
    size_t size;
    char *blob = sample(&size);
    char *copy = malloc(size);
    unsigned seed = 20240501;
    int accepted = 0, rejected = 0;
    for (int round = 0; round < 60000; round++) {
        memcpy(copy, blob, size);
        int changes = 1 + rand_r(&seed) % 3;
        for (int k = 0; k < changes; k++) {
            size_t word = (size_t)rand_r(&seed) % (size / 4);
            static const uint32_t odd[] = {0,           1,           2,           7,
                                           0xffffffffu, 0x10000000u, 0x40000001u, 0x7fffffffu,
                                           0x70000000u, 0x30000002u, 0x80000000u};
            uint32_t v = (uint32_t)rand_r(&seed);
            v = v % 2 ? odd[(v >> 1) % (sizeof odd / sizeof *odd)] : (v >> 1) % 64;
            memcpy(copy + word * 4, &v, 4);
        }
        struct hd_ir ir;
        struct hd_err err = {0};
        if (hd_ir_open(&ir, copy, size, &err) < 0) {
            assert_true(err.msg[0] != '\0');
            rejected++;
        } else {
            walk(&ir);
            accepted++;
        }
    }
    /* Both happen: names and numbers may change, indexes may not. */
    assert_true(accepted > 1000 && rejected > 1000);
    free(copy);
    free(blob);
}

static void test_hash_consing(void **state)
{
    struct hd_irb b;
    hd_irb_init(&b);
    uint32_t d = hd_irb_decls(&b, 1);
    b.decls.data[d].kind = HD_DECL_GLOBAL;
    uint32_t p = hd_irb_path(&b, 0, HD_PATH_VAR, d, 0);
    assert_int_equal(p, hd_irb_path(&b, 0, HD_PATH_VAR, d, 0));
    assert_int_equal(hd_irb_int(&b, 5), hd_irb_int(&b, 5));
    assert_int_equal(hd_irb_int(&b, 0), HD_VAL(HD_V_INT, 0));
    assert_int_equal(hd_irb_str(&b, "a"), hd_irb_strn(&b, "abc", 1));
    assert_int_equal(hd_irb_str(&b, ""), 0);
    /* p[1][1] of a pointer's target is p[2]; p[0] is *p. */
    uint32_t star = hd_irb_path(&b, p, HD_PATH_DEREF, 0, 0);
    uint32_t one = hd_irb_index(&b, star, hd_irb_int(&b, 1), 0);
    assert_int_equal(hd_irb_index(&b, one, hd_irb_int(&b, 1), 0),
                     hd_irb_index(&b, star, hd_irb_int(&b, 2), 0));
    assert_int_equal(hd_irb_index(&b, star, hd_irb_int(&b, 0), 0), star);
    /* What grows too deep ends in an unknown object. */
    for (int i = 0; i < 2 * HD_IR_MAX_WEIGHT; i++)
        p = hd_irb_path(&b, p, HD_PATH_DEREF, 0, 0);
    while (b.paths.data[p].parent)
        p = b.paths.data[p].parent;
    assert_int_equal(b.paths.data[p].kind, HD_PATH_UNKNOWN);
    hd_irb_free(&b);
}

/* Jumps to jumps, an endless empty loop, and what nobody reaches. */
static void test_tidy_graph(void **state)
{
    struct hd_irb b;
    size_t size;
    hd_irb_init(&b);
    hd_irb_file(&b, "/p/a.c", HD_FILE_MAIN, 1);
    uint32_t d = hd_irb_decls(&b, 1);
    b.decls.data[d].kind = HD_DECL_FUNC;
    hd_irb_func_begin(&b);
    uint32_t one = hd_irb_block(&b), two = hd_irb_block(&b), ring = hd_irb_block(&b);
    uint32_t other = hd_irb_block(&b), dead = hd_irb_block(&b);
    hd_irb_branch(&b, 0, HD_OP_NONE, HD_VAL(HD_V_UNKNOWN, 0), 0, one, ring, 0);
    hd_irb_goto(&b, one, two);
    hd_irb_goto(&b, ring, other);
    hd_irb_goto(&b, other, ring);
    hd_irb_goto(&b, dead, two);
    hd_irb_term(&b, two, HD_TERM_RETURN, 0, 0);
    hd_irb_func_end(&b, (struct hd_ir_func){.decl = d});
    void *blob = hd_irb_finish(&b, &size);
    struct hd_ir ir;
    struct hd_err err = {0};
    if (hd_ir_open(&ir, blob, size, &err) < 0)
        fail_msg("%s", err.msg);
    struct hd_buf out = {0};
    hd_ir_print_func(&ir, 0, &out);
    assert_string_equal(out.data, "function ()\n"
                                  "  b0:\n    if ? b1 else b2\n"
                                  "  b1:\n    return\n"
                                  "  b2:\n    goto b2\n");
    hd_buf_free(&out);
    free(blob);
    hd_irb_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_mutations),  cmocka_unit_test(test_hash_consing),
        cmocka_unit_test(test_tidy_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
