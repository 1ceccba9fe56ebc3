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

/* Two graphs by hand: one class named differently on the two sides but initialised at one place. */
static void side(struct sample *s, bool now)
{
    memset(s, 0, sizeof *s);
    sample_thread(s, 1, "main", true, false);
    int64_t a = sample_lock(s, "global:a@", "a", "a.c", now ? 9 : 1, false);
    int64_t b = sample_lock(s, now ? "field:b.lock" : "init:start@a.c", "b", NULL, 0, false);
    s->f.cls.data[1].init = (struct hd_site){"a.c", 40, 5, "start"};
    int64_t c = sample_lock(s, "global:c@", "c", "a.c", 3, false);
    int64_t d = sample_lock(s, "global:d@", "d", "a.c", 4, false);
    sample_edge(s, 1, a, b, "a.c", 10, 0);
    sample_edge(s, 1, a, c, "a.c", 20, now ? 3 : 40);
    if (now)
        sample_edge(s, 1, d, b, "a.c", 30, 7);
    else
        sample_edge(s, 1, c, d, "a.c", 30, 7)->from_stack = 77;
}

static struct hd_graph compare_sides(struct sample *old, struct sample *now,
                                     struct hd_graph_options o, struct hd_lock_facts *facts)
{
    struct hd_graph past, present, out;
    const struct hd_graph_options each = {.only = o.only};
    hd_graph_build(&old->f, &each, NULL, &old->a, &past);
    hd_graph_build(&now->f, &each, NULL, &now->a, &present);
    hd_graph_compare(&present, &past, &o, &now->a, facts, &out);
    return out;
}

static void expect_changes(struct hd_graph_options o, size_t new, size_t gone, size_t same)
{
    struct sample before, after;
    struct hd_lock_facts facts;
    size_t n[HD_CHANGES];
    side(&before, false);
    side(&after, true);
    struct hd_graph g = compare_sides(&before, &after, o, &facts);
    hd_graph_count_changes(&g, n);
    assert_int_equal(n[HD_CHANGE_NEW], new);
    assert_int_equal(n[HD_CHANGE_GONE], gone);
    assert_int_equal(n[HD_CHANGE_SAME], same);
    hd_graph_facts_free(&facts);
    sample_free(&before);
    sample_free(&after);
}

static void test_comparison(void **state)
{
    struct sample before, after;
    struct hd_lock_facts facts;
    side(&before, false);
    side(&after, true);
    struct hd_graph g = compare_sides(&before, &after, (struct hd_graph_options){0}, &facts);
    assert_int_equal(g.nnodes, 4); /* "init:start@a.c" is field:b.lock */
    for (size_t i = 0; i < g.nnodes; i++)
        assert_int_equal(g.node[i].change, HD_CHANGE_SAME);
    assert_int_equal(arc(&g, "global:a@", "field:b.lock")->change, HD_CHANGE_SAME);
    const struct hd_graph_arc *seen = arc(&g, "global:a@", "global:c@");
    assert_int_equal(seen->change, HD_CHANGE_SAME);
    assert_int_equal(seen->count, 3);
    assert_int_equal(seen->old_count, 40);
    assert_int_equal(arc(&g, "global:d@", "field:b.lock")->change, HD_CHANGE_NEW);
    const struct hd_graph_arc *gone = arc(&g, "global:c@", "global:d@");
    assert_int_equal(gone->change, HD_CHANGE_GONE);
    assert_int_equal(gone->sites[0].by_runtime->from_stack, 0); /* a number of the other database */
    hd_graph_facts_free(&facts);
    sample_free(&before);
    sample_free(&after);
    expect_changes((struct hd_graph_options){.changed_only = true}, 1, 1, 0);
    expect_changes((struct hd_graph_options){.only = HD_EV_STATIC}, 0, 0, 1);
    expect_changes((struct hd_graph_options){.only = HD_EV_RUNTIME}, 1, 1, 1);
    /* Seen 3 times of late and 40 times before: known well enough to either. */
    expect_changes((struct hd_graph_options){.min_count = 10}, 0, 0, 2);
    expect_changes((struct hd_graph_options){.focus = "d", .depth = 1}, 1, 1, 0);
    expect_changes((struct hd_graph_options){.cycles_only = true}, 0, 0, 0);
}

/* A cycle that lost an order, and a drawing that tells what went. */
static void test_a_cycle_that_is_gone(void **state)
{
    struct sample before, after;
    struct hd_lock_facts facts;
    struct hd_buf b = {0};
    struct hd_err err = {0};
    sample_make(&before);
    sample_make(&after);
    for (size_t i = 0; i < after.f.edge.len; i++) { /* log_lock -> pool.lock */
        const struct hd_edge *e = &after.f.edge.data[i];
        if (e->context->to_site.line == 61)
            after.f.edge.data[i--] = hd_vec_pop(&after.f.edge);
    }
    struct hd_graph g = compare_sides(&before, &after, (struct hd_graph_options){0}, &facts);
    g.against = "old.db";
    const struct hd_graph_arc *gone = arc(&g, "global:log_lock@src/log.c", "field:pool.lock");
    assert_int_equal(gone->change, HD_CHANGE_GONE);
    assert_int_equal(gone->mark, HD_MARK_REAL);
    const struct hd_graph_arc *stays = arc(&g, "field:pool.lock", "global:log_lock@src/log.c");
    assert_int_equal(stays->change, HD_CHANGE_SAME);
    assert_int_equal(stays->mark, HD_MARK_NONE);
    assert_int_not_equal(g.node[stays->from].mark, HD_MARK_REAL);
    bool told = false;
    for (size_t i = 0; i < g.ncycles; i++)
        told |= g.cycle[i].change == HD_CHANGE_GONE && !g.cycle[i].finding.filtered;
    assert_true(told);
    /* What is gone implies nothing, and is not left out. */
    const bool *left_out = hd_graph_reduce(&g, &after.a);
    assert_false(left_out[gone - g.arc]);
    if (hd_graph_svg(&g, NULL, &b, &err) != 0)
        fail_msg("%s", err.msg);
    assert_int_equal(occurrences(hd_buf_cstr(&b), "class=\"edge order real both gone\""), 1);
    assert_int_equal(occurrences(hd_buf_cstr(&b), "stroke-dasharray"), 2); /* both strands */
    hd_buf_free(&b);
    hd_graph_facts_free(&facts);
    sample_free(&before);
    sample_free(&after);
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
        cmocka_unit_test(test_golden_dot),
        cmocka_unit_test(test_both_sides_meet),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_svg),
        cmocka_unit_test(test_empty_graph),
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_a_cycle_that_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
