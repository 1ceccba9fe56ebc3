// links: hd_graph hd_store hd_core
/* Positions for drawings of somebody else's, and which orders may be left out of them.
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

/* Six hundred locks of thirty files in one chain, beside fifty pairs that nothing connects; a cycle
 * over three files. */
enum { CHAIN = 600, PAIRS = 50, MANY_NODES = CHAIN + 2 * PAIRS };

static void make_large(struct hd_graph *g, struct hd_lock_facts *f, struct hd_arena *a)
{
    static const uint32_t cycle[] = {3, 300, 599};
    *f = (struct hd_lock_facts){0};
    g->node = hd_arena_array(a, struct hd_graph_node, MANY_NODES);
    g->arc = hd_arena_array(a, struct hd_graph_arc, MANY_NODES + 3);
    g->facts = f;
    for (uint32_t i = 0; i < MANY_NODES; i++) {
        const char *name = hd_arena_fmt(a, "lock_%03u", i);
        const char *file = hd_arena_fmt(a, "src/part_%02u.c", i / 20);
        hd_vec_push(&f->cls,
                    (struct hd_lock_class){.key = name, .name = name, .decl = {file, 9, 1, NULL}});
        g->node[g->nnodes++] = (struct hd_graph_node){.cls = i};
    }
    for (uint32_t i = 0; i + 1 < MANY_NODES; i++) {
        if (i < CHAIN - 1 || (i >= CHAIN && i % 2 == 0))
            g->arc[g->narcs++] = (struct hd_graph_arc){.from = i, .to = i + 1};
        for (size_t k = 0; k < 3; k++)
            if (i == cycle[k]) {
                g->node[i].mark = HD_MARK_REAL;
                g->arc[g->narcs++] = (struct hd_graph_arc){
                    .from = i, .to = cycle[(k + 1) % 3], .mark = HD_MARK_REAL};
            }
    }
}

static bool overlap(const struct hd_graph_box *b, const struct hd_graph_box *c)
{
    return !(
        c->x - c->width / 2 > b->x + b->width / 2 || b->x - b->width / 2 > c->x + c->width / 2 ||
        c->y - c->height / 2 > b->y + b->height / 2 || b->y - b->height / 2 > c->y + c->height / 2);
}

/* A map that fits a screen, not a pole; nothing lies on anything else; every arc is drawn, from box
 * to box; what makes a cycle stands together. */
static void test_large(void **state)
{
    struct hd_arena a = {0};
    struct hd_lock_facts f;
    struct hd_graph g = {0};
    struct hd_graph_layout l;
    struct hd_err err = {0};
    make_large(&g, &f, &a);
    if (hd_graph_layout(&g, &a, &l, &err) != 0)
        fail_msg("%s", err.msg);
    assert_true(l.width < 3 * l.height && l.height < 3 * l.width);
    for (size_t i = 0; i < g.nnodes; i++) {
        const struct hd_graph_box *b = &l.node[i];
        assert_true(b->width > 10 && b->x - b->width / 2 > -8 && b->x + b->width / 2 < l.width + 8);
        assert_true(b->y - b->height / 2 > -8 && b->y + b->height / 2 < l.height + 8);
        for (size_t k = 0; k < i; k++)
            assert_false(overlap(b, &l.node[k]));
    }
    for (size_t i = 0; i < g.narcs; i++) {
        const struct hd_graph_curve *c = &l.arc[i];
        const struct hd_graph_box *to = &l.node[g.arc[i].to], *from = &l.node[g.arc[i].from];
        assert_true(c->npoints >= 5);
        struct hd_point tip = c->point[c->npoints - 1], start = c->point[0];
        assert_true(tip.x > to->x - to->width / 2 - 8 && tip.x < to->x + to->width / 2 + 8);
        assert_true(tip.y > to->y - to->height / 2 - 8 && tip.y < to->y + to->height / 2 + 8);
        assert_true(start.x > from->x - from->width / 2 - 8 &&
                    start.x < from->x + from->width / 2 + 8);
    }
    const struct hd_graph_box *one = &l.node[3], *two = &l.node[300];
    assert_true(one->x - two->x < 500 && two->x - one->x < 500);
    assert_true(one->y - two->y < 500 && two->y - one->y < 500);
    hd_vec_free(&f.cls);
    hd_arena_free(&a);
}

/* Frames around files, twice, so that what the first drawing left behind shows: Graphviz has
 * nothing to say on the terminal, and frees what it took. */
static void test_framed(void **state)
{
    struct hd_arena a = {0};
    struct hd_lock_facts f;
    struct hd_graph g = {0};
    struct hd_err err = {0};
    struct stat said;
    FILE *lines = tmpfile();
    int file = lines ? fileno(lines) : -1, terminal = dup(STDERR_FILENO);
    assert_true(file >= 0 && terminal >= 0);
    make_large(&g, &f, &a);
    for (int i = 0; i < 2; i++) {
        struct hd_buf b = {0};
        const struct hd_draw d = {.cluster = i ? HD_CLUSTER_MODULE : HD_CLUSTER_FILE};
        fflush(stderr);
        dup2(file, STDERR_FILENO);
        int rc = hd_graph_svg(&g, &d, &b, &err);
        fflush(stderr);
        dup2(terminal, STDERR_FILENO);
        assert_int_equal(rc, 0);
        assert_non_null(strstr(hd_buf_cstr(&b), "class=\"cluster\""));
        hd_buf_free(&b);
    }
    assert_int_equal(fstat(file, &said), 0);
    assert_int_equal(said.st_size, 0);
    fclose(lines);
    close(terminal);
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
        cmocka_unit_test(test_reduction), cmocka_unit_test(test_layout),
        cmocka_unit_test(test_large),     cmocka_unit_test(test_framed),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
