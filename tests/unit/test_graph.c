// links: hd_graph hd_store hd_core
/* The drawing: the DOT text against a golden file, options, and names that try to escape.
 * Run with HEDDLE_UPDATE=1 in the environment to write the golden file anew.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/file.h"
#include "core/utf8.h"
#include "graph/graph.h"
#include "tests/unit/sample_facts.h"

#define GOLDEN HEDDLE_SOURCE_DIR "/tests/golden/graph.dot"

static void test_golden_dot(void **state)
{
    struct sample s;
    struct hd_graph g;
    struct hd_buf b = {0};
    struct hd_err err = {0};
    sample_make(&s);
    hd_graph_build(&s.f, NULL, NULL, &s.a, &g);
    hd_graph_dot(&g, &(struct hd_draw){.title = "lock order of server"}, &b);
    if (getenv("HEDDLE_UPDATE"))
        assert_int_equal(hd_file_write(GOLDEN, b.data, b.len, &err), 0);
    char *want;
    size_t len;
    if (hd_file_read(GOLDEN, 1 << 20, &want, &len, &err) != 0)
        fail_msg("%s", err.msg);
    assert_string_equal(hd_buf_cstr(&b), want);
    free(want);
    hd_buf_free(&b);
    sample_free(&s);
}

static const struct hd_graph_arc *arc(const struct hd_graph *g, const char *from, const char *to)
{
    for (size_t i = 0; i < g->narcs; i++)
        if (!strcmp(g->facts->cls.data[g->node[g->arc[i].from].cls].key, from) &&
            !strcmp(g->facts->cls.data[g->node[g->arc[i].to].cls].key, to))
            return &g->arc[i];
    return NULL;
}

static void test_both_sides_meet(void **state)
{
    struct sample s;
    struct hd_graph g;
    sample_make(&s);
    hd_graph_build(&s.f, NULL, NULL, &s.a, &g);
    assert_int_equal(g.nnodes, 5);
    const struct hd_graph_arc *x = arc(&g, "field:pool.lock", "global:log_lock@src/log.c");
    assert_non_null(x);
    assert_int_equal(x->evidence, HD_EV_BOTH);
    assert_int_equal(x->count, 1204);
    assert_int_equal(x->nsites, 2); /* line 88 is one pair on both sides */
    assert_int_equal(x->sites[0].evidence, HD_EV_BOTH);
    assert_int_equal(x->sites[1].evidence, HD_EV_STATIC);
    assert_int_equal(x->mark, HD_MARK_REAL);
    x = arc(&g, "field:stats.m", "global:config@");
    assert_int_equal(x->mark, HD_MARK_EXCUSED);
    assert_string_equal(x->reason, "trylock");
    x = arc(&g, "field:pool.lock", "field:stats.m");
    assert_int_equal(x->count, 77500);
    assert_int_equal(x->evidence, HD_EV_RUNTIME);
    assert_int_equal(g.node[x->to].instances, 2);
    sample_free(&s);
}

static size_t arcs_with(struct sample *s, struct hd_graph_options o)
{
    struct hd_graph g;
    hd_graph_build(&s->f, &o, NULL, &s->a, &g);
    return g.narcs;
}

static void test_options(void **state)
{
    struct sample s;
    sample_make(&s);
    assert_int_equal(arcs_with(&s, (struct hd_graph_options){0}), 7);
    assert_int_equal(arcs_with(&s, (struct hd_graph_options){.only = HD_EV_STATIC}), 6);
    assert_int_equal(arcs_with(&s, (struct hd_graph_options){.only = HD_EV_RUNTIME}), 3);
    assert_int_equal(arcs_with(&s, (struct hd_graph_options){.only = HD_EV_BOTH}), 2);
    assert_int_equal(arcs_with(&s, (struct hd_graph_options){.cycles_only = true}), 6);
    sample_free(&s);
}

static size_t occurrences(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, what)); p++)
        n++;
    return n;
}

static void test_svg(void **state)
{
    struct sample s;
    struct hd_graph g;
    struct hd_buf b = {0};
    struct hd_err err = {0};
    sample_make(&s);
    hd_graph_build(&s.f, NULL, NULL, &s.a, &g);
    if (hd_graph_svg(&g, NULL, &b, &err) != 0)
        fail_msg("%s", err.msg);
    const char *svg = hd_buf_cstr(&b);
    assert_ptr_equal(strstr(svg, "<svg"), svg);
    assert_int_equal(occurrences(svg, "class=\"node lock"), 5);
    assert_int_equal(occurrences(svg, "class=\"edge order"), 7);
    assert_int_equal(occurrences(svg, "class=\"edge order real both"), 2);
    /* The name is shown, and nothing of it became an element, an escape or a second graph. */
    assert_non_null(strstr(svg, "&lt;script&gt;"));
    assert_null(strstr(svg, "<script"));
    assert_null(strchr(svg, '\033'));
    for (const char *p = svg; *p; p += hd_utf8_visible(p))
        assert_true(hd_utf8_visible(p) > 0);
    hd_buf_free(&b);
    sample_free(&s);
}

static void test_empty_graph(void **state)
{
    struct hd_lock_facts f = {0};
    struct hd_arena a = {0};
    struct hd_graph g;
    struct hd_buf b = {0};
    struct hd_err err = {0};
    hd_graph_build(&f, NULL, NULL, &a, &g);
    assert_int_equal(g.nnodes, 0);
    assert_int_equal(hd_graph_svg(&g, NULL, &b, &err), 0);
    assert_non_null(strstr(hd_buf_cstr(&b), "No lock was acquired while another was held"));
    hd_buf_free(&b);
    hd_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_dot),  cmocka_unit_test(test_both_sides_meet),
        cmocka_unit_test(test_options),     cmocka_unit_test(test_svg),
        cmocka_unit_test(test_empty_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
