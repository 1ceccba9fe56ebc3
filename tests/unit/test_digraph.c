// links: hd_core
/* The digraph against brute force on small random graphs (fixed seed), and by hand where the
 * answer is known.
 * SPDX-License-Identifier: Apache-2.0 */
#include "core/digraph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/topo.h"

#define MAX 9

static uint64_t seed = 20240817;

static uint32_t rnd(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

/* A random graph without parallel arcs, and its adjacency matrix. */
static void random_graph(struct hd_digraph *g, bool m[MAX][MAX])
{
    uint32_t n = 1 + rnd(MAX - 1), arcs = rnd(2 * n + 1);
    memset(m, 0, sizeof(bool) * MAX * MAX);
    hd_digraph_init(g, n);
    for (uint32_t i = 0; i < arcs; i++) {
        uint32_t a = rnd(n), b = rnd(n);
        if (!m[a][b]) {
            m[a][b] = true;
            hd_digraph_add(g, a, b);
        }
    }
    hd_digraph_freeze(g);
}

static void closure(uint32_t n, bool m[MAX][MAX], bool r[MAX][MAX])
{
    memcpy(r, m, sizeof(bool) * MAX * MAX);
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++)
                r[i][j] |= r[i][k] && r[k][j];
}

static void test_scc_random(void **state)
{
    for (int round = 0; round < 3000; round++) {
        struct hd_digraph g;
        bool m[MAX][MAX], r[MAX][MAX];
        random_graph(&g, m);
        closure(g.nodes, m, r);
        uint32_t comp[MAX], n = hd_digraph_scc(&g, comp);
        for (uint32_t i = 0; i < g.nodes; i++) {
            assert_true(comp[i] < n);
            for (uint32_t j = 0; j < g.nodes; j++) {
                assert_int_equal(comp[i] == comp[j], i == j || (r[i][j] && r[j][i]));
                if (m[i][j])
                    assert_true(comp[i] >= comp[j]);
            }
        }
        hd_digraph_free(&g);
    }
}

/* Brute force: all simple paths from `root` over larger nodes; counts the closed ones by length. */
static void count_cycles(uint32_t n, bool m[MAX][MAX], uint32_t root, uint32_t v, unsigned used,
                         uint32_t depth, size_t by_length[MAX + 1])
{
    for (uint32_t w = root; w < n; w++) {
        if (!m[v][w])
            continue;
        if (w == root)
            by_length[depth]++;
        else if (!(used & 1u << w))
            count_cycles(n, m, root, w, used | 1u << w, depth + 1, by_length);
    }
}

static void check_cycle(const struct hd_digraph *g, const uint32_t *arc, size_t len)
{
    unsigned used = 0;
    for (size_t i = 0; i < len; i++) {
        struct hd_arc a = g->arc.data[arc[i]], b = g->arc.data[arc[(i + 1) % len]];
        assert_int_equal(a.to, b.from);
        assert_false(used & 1u << a.from);
        used |= 1u << a.from;
        assert_true(a.from >= g->arc.data[arc[0]].from);
    }
}

static void test_cycles_random(void **state)
{
    const struct hd_cycle_bounds all = {.length = MAX, .count = 100000, .steps = 10000000};
    for (int round = 0; round < 1500; round++) {
        struct hd_digraph g;
        bool m[MAX][MAX];
        random_graph(&g, m);
        size_t want[MAX + 1] = {0}, got[MAX + 1] = {0}, last = 0;
        for (uint32_t v = 0; v < g.nodes; v++)
            count_cycles(g.nodes, m, v, v, 1u << v, 1, want);
        struct hd_cycles c;
        hd_digraph_cycles(&g, &all, &c);
        assert_true(c.complete);
        for (size_t i = 0; i + 1 < c.start.len; i++) {
            size_t len = c.start.data[i + 1] - c.start.data[i];
            const uint32_t *arc = c.arc.data + c.start.data[i];
            assert_true(len >= last);
            last = len;
            check_cycle(&g, arc, len);
            got[len]++;
            for (size_t j = 0; j < i; j++) /* no cycle twice */
                assert_false(c.start.data[j + 1] - c.start.data[j] == len &&
                             !memcmp(c.arc.data + c.start.data[j], arc, len * sizeof *arc));
        }
        assert_memory_equal(want, got, sizeof want);
        hd_cycles_free(&c);
        hd_digraph_free(&g);
    }
}

/* Shortest distance by matrix, the brute-force way. */
static size_t distance(uint32_t n, bool m[MAX][MAX], uint32_t from, uint32_t to)
{
    unsigned at = 1u << from;
    for (size_t d = 0; d <= n; d++) {
        if (at & 1u << to)
            return d;
        unsigned next = at;
        for (uint32_t v = 0; v < n; v++)
            for (uint32_t w = 0; w < n; w++)
                if (at & 1u << v && m[v][w])
                    next |= 1u << w;
        at = next;
    }
    return SIZE_MAX;
}

static void test_shortest_random(void **state)
{
    for (int round = 0; round < 1500; round++) {
        struct hd_digraph g;
        bool m[MAX][MAX];
        uint32_t comp[MAX];
        random_graph(&g, m);
        hd_digraph_scc(&g, comp);
        hd_u32_vec out = {0};
        for (uint32_t a = 0; a < g.arc.len; a++) {
            size_t back = distance(g.nodes, m, g.arc.data[a].to, g.arc.data[a].from);
            size_t len = hd_digraph_shortest_cycle(&g, comp, a, &out);
            assert_int_equal(len, back == SIZE_MAX ? 0 : back + 1);
            assert_int_equal(len, out.len);
            if (!len)
                continue;
            assert_int_equal(out.data[0], a);
            for (size_t i = 0; i < len; i++)
                assert_int_equal(g.arc.data[out.data[i]].to,
                                 g.arc.data[out.data[(i + 1) % len]].from);
        }
        hd_vec_free(&out);
        hd_digraph_free(&g);
    }
}

/* With bounds too small for the graph every arc on a cycle is still covered by one. */
static void test_bounds_cover_every_arc(void **state)
{
    const struct hd_cycle_bounds few = {.length = 3, .count = 5, .steps = 1000};
    enum { N = 40 };
    struct hd_digraph g;
    hd_digraph_init(&g, N + 1);
    for (uint32_t i = 0; i < N; i++) {
        hd_digraph_add(&g, i, (i + 1) % N);
        hd_digraph_add(&g, i, (i + 7) % N);
    }
    uint32_t tail = hd_digraph_add(&g, 0, N); /* on no cycle */
    hd_digraph_freeze(&g);
    struct hd_cycles c;
    hd_digraph_cycles(&g, &few, &c);
    assert_false(c.complete);
    bool seen[2 * N + 1] = {false};
    hd_vec_foreach(a, &c.arc) seen[*a] = true;
    for (uint32_t a = 0; a < g.arc.len; a++)
        assert_int_equal(seen[a], a != tail);
    hd_cycles_free(&c);
    hd_digraph_free(&g);
}

static void test_loop_and_empty(void **state)
{
    const struct hd_cycle_bounds b = {.length = 4, .count = 10, .steps = 100};
    struct hd_digraph g;
    struct hd_cycles c;
    hd_digraph_init(&g, 0);
    hd_digraph_freeze(&g);
    hd_digraph_cycles(&g, &b, &c);
    assert_int_equal(c.start.len, 1);
    hd_cycles_free(&c);
    hd_digraph_free(&g);

    hd_digraph_init(&g, 2);
    hd_digraph_add(&g, 0, 1);
    uint32_t loop = hd_digraph_add(&g, 1, 1);
    hd_digraph_freeze(&g);
    hd_digraph_cycles(&g, &b, &c);
    assert_int_equal(c.start.len, 2);
    assert_int_equal(c.arc.data[0], loop);
    hd_cycles_free(&c);
    hd_digraph_free(&g);
}

static void test_deep_chain_needs_no_stack(void **state)
{
    enum { N = 300000 };
    struct hd_digraph g;
    hd_digraph_init(&g, N);
    for (uint32_t i = 0; i < N; i++)
        hd_digraph_add(&g, i, (i + 1) % N);
    hd_digraph_freeze(&g);
    uint32_t *comp = malloc(N * sizeof *comp);
    assert_int_equal(hd_digraph_scc(&g, comp), 1);
    hd_u32_vec out = {0};
    assert_int_equal(hd_digraph_shortest_cycle(&g, comp, 17, &out), N);
    hd_vec_free(&out);
    free(comp);
    hd_digraph_free(&g);
}

static void check_order(const struct hd_topo *t)
{
    unsigned used = 0;
    hd_vec_foreach(n, &t->node)
    {
        assert_true(n->rank < t->node.len && !(used & 1u << n->rank) && !n->seen);
        used |= 1u << n->rank;
        hd_vec_foreach(w, &n->out) assert_true(n->rank < t->node.data[*w].rank);
    }
}

static void test_topo_random(void **state)
{
    for (int round = 0; round < 2000; round++) {
        struct hd_topo t = {0};
        bool m[MAX][MAX] = {{false}}, r[MAX][MAX];
        uint32_t n = 2 + rnd(MAX - 2);
        for (uint32_t i = 0; i < n; i++)
            assert_int_equal(hd_topo_node_add(&t), i);
        for (uint32_t i = 0; i < 3 * n; i++) {
            uint32_t a = rnd(n), b = rnd(n);
            closure(n, m, r);
            bool fits = a != b && !r[b][a];
            assert_int_equal(hd_topo_arc_add(&t, a, b), fits);
            m[a][b] |= fits;
            check_order(&t);
        }
        hd_topo_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scc_random),      cmocka_unit_test(test_cycles_random),
        cmocka_unit_test(test_shortest_random), cmocka_unit_test(test_bounds_cover_every_arc),
        cmocka_unit_test(test_loop_and_empty),  cmocka_unit_test(test_deep_chain_needs_no_stack),
        cmocka_unit_test(test_topo_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
