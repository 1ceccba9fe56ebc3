// links: hd_graph hd_store hd_core
/* Positions for drawings of somebody else's, and which orders may be left out of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "graph/graph.h"

enum { NODES = 5 };

/* a → b → c → d, a → c, a → d; d → e → d is a cycle, c → e. */
static struct hd_graph_arc arcs[] = {
    {.from = 0, .to = 1},
    {.from = 0, .to = 2},
    {.from = 0, .to = 3},
    {.from = 1, .to = 2},
    {.from = 2, .to = 3},
    {.from = 2, .to = 4},
    {.from = 3, .to = 4, .mark = HD_MARK_REAL},
    {.from = 4, .to = 3, .mark = HD_MARK_REAL},
};
enum { ARCS = sizeof arcs / sizeof *arcs };

static void make(struct hd_graph *g, struct hd_lock_facts *f, struct hd_graph_node *node)
{
    static const char *const name[] = {"a", "b", "c", "d", "e"};
    *f = (struct hd_lock_facts){0};
    for (uint32_t i = 0; i < NODES; i++) {
        hd_vec_push(&f->cls,
                    (struct hd_lock_class){.key = name[i], .name = name[i], .resource = "mutex"});
        node[i] = (struct hd_graph_node){.cls = i};
    }
    *g = (struct hd_graph){.facts = f, .node = node, .nnodes = NODES, .arc = arcs, .narcs = ARCS};
}

static void test_reduction(void **state)
{
    struct hd_arena a = {0};
    struct hd_lock_facts f;
    struct hd_graph_node node[NODES];
    struct hd_graph g;
    make(&g, &f, node);
    const bool *gone = hd_graph_reduce(&g, &a);
    /* c → d is implied by c → e → d or c → e by c → d → e: one of them goes, never both. */
    static const bool sure[] = {false, true, true, false};
    for (size_t i = 0; i < sizeof sure / sizeof *sure; i++)
        assert_int_equal(gone[i], sure[i]);
    assert_int_equal(gone[4] + gone[5], 1);
    assert_false(gone[6] || gone[7]); /* cycles stay */
    hd_vec_free(&f.cls);
    hd_arena_free(&a);
}

static void test_layout(void **state)
{
    struct hd_arena a = {0};
    struct hd_lock_facts f;
    struct hd_graph_node node[NODES];
    struct hd_graph g;
    struct hd_graph_layout l, again;
    struct hd_err err = {0};
    make(&g, &f, node);
    assert_int_equal(hd_graph_layout(&g, &a, &l, &err), 0);
    assert_int_equal(hd_graph_layout(&g, &a, &again, &err), 0);
    assert_memory_equal(l.node, again.node, NODES * sizeof *l.node);
    for (size_t i = 0; i < NODES; i++) {
        const struct hd_graph_box *b = &l.node[i];
        assert_true(b->width > 10 && b->height > 10);
        assert_true(b->x - b->width / 2 > -8 && b->x + b->width / 2 < l.width + 8);
        assert_true(b->y - b->height / 2 > -8 && b->y + b->height / 2 < l.height + 8);
        for (size_t k = 0; k < i; k++) {
            const struct hd_graph_box *c = &l.node[k];
            assert_true(c->x - c->width / 2 > b->x + b->width / 2 ||
                        b->x - b->width / 2 > c->x + c->width / 2 ||
                        c->y - c->height / 2 > b->y + b->height / 2 ||
                        b->y - b->height / 2 > c->y + c->height / 2);
        }
    }
    for (size_t i = 0; i < ARCS; i++) {
        const struct hd_graph_curve *c = &l.arc[i];
        const struct hd_graph_box *to = &l.node[arcs[i].to];
        assert_true(c->npoints >= 5);
        struct hd_point tip = c->point[c->npoints - 1];
        assert_true(tip.x > to->x - to->width / 2 - 8 && tip.x < to->x + to->width / 2 + 8);
        assert_true(tip.y > to->y - to->height / 2 - 8 && tip.y < to->y + to->height / 2 + 8);
    }
    arcs[0].mark = HD_MARK_EXCUSED; /* looks otherwise: laid out anew, in the same arena */
    assert_int_equal(hd_graph_layout(&g, &a, &again, &err), 0);
    arcs[0].mark = HD_MARK_NONE;
    hd_vec_free(&f.cls);
    hd_arena_free(&a);
}

static void test_nothing(void **state)
{
    struct hd_arena a = {0};
    struct hd_graph g = {0};
    struct hd_graph_layout l;
    struct hd_err err = {0};
    assert_int_equal(hd_graph_layout(&g, &a, &l, &err), 0);
    hd_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reduction),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
