/* Lock-order facts built in memory, and what is expected of them, for the tests of which cycles are
 * real.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_UNIT_LOCK_ORDER_FIXTURE_H
#define HEDDLE_TESTS_UNIT_LOCK_ORDER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "graph/graph.h"

/* ---- building facts ---- */

static struct hd_lock_facts F;
static struct hd_arena A;

static inline int setup(void **state)
{
    memset(&F, 0, sizeof F);
    return 0;
}

static inline int teardown(void **state)
{
    hd_vec_free(&F.cls);
    hd_vec_free(&F.cls_id);
    hd_vec_free(&F.lock);
    hd_vec_free(&F.lock_id);
    hd_vec_free(&F.thread);
    hd_vec_free(&F.edge);
    hd_vec_free(&F.edge_id);
    hd_arena_free(&A);
    return 0;
}

/* Class ids are unlike indexes on purpose, as in a database. */
static inline int64_t cls(const char *key, const char *name)
{
    hd_vec_foreach(c, &F.cls) if (!strcmp(c->key, key)) return F.cls_id.data[c - F.cls.data];
    hd_vec_push(&F.cls, (struct hd_lock_class){.key = key, .name = name, .resource = "mutex"});
    hd_vec_push(&F.cls_id, 1000 - (int64_t)F.cls.len);
    return hd_vec_last(&F.cls_id);
}

static inline int64_t lock_of(int64_t class_id, const char *label)
{
    hd_vec_push(&F.lock, (struct hd_lock){.class_id = class_id, .label = label});
    hd_vec_push(&F.lock_id, 70 + (int64_t)F.lock.len);
    return (int64_t)F.lock.len - 1;
}

/* A global lock with a class of its own. */
static inline int64_t global(const char *name)
{
    return lock_of(cls(hd_arena_fmt(&A, "global:%s@a.c", name), name), name);
}

static inline struct hd_thread *add_thread(uint64_t key, const char *name,
                                           enum hd_thread_state state, uint64_t parent,
                                           uint32_t parent_clock)
{
    hd_vec_push(&F.thread, (struct hd_thread){.key = key,
                                              .name = name,
                                              .entry = {"a.c", 1, 1, name},
                                              .state = state,
                                              .parent = parent,
                                              .parent_clock = parent_clock});
    return &hd_vec_last(&F.thread);
}

enum { MAIN = 1, T1, T2, T3 };

/* main creates T1, T2 and T3 one after the other and joins none of them yet. */
static inline void three_threads(void)
{
    add_thread(MAIN, "main", HD_THREAD_ALIVE, 0, 0);
    add_thread(T1, "one", HD_THREAD_ALIVE, MAIN, 1);
    add_thread(T2, "two", HD_THREAD_ALIVE, MAIN, 2);
    add_thread(T3, "three", HD_THREAD_ALIVE, MAIN, 3);
}

static inline struct hd_thread *thread(uint64_t key)
{
    hd_vec_foreach(t, &F.thread) if (t->key == key) return t;
    return NULL;
}

static uint32_t next_line;

/* An edge with one context. The pointer holds until the next call of this function. */
static inline struct hd_edge_context *edge_of(enum hd_evidence side, uint64_t t, int64_t from,
                                              int64_t to)
{
    struct hd_edge_context *c = hd_arena_new(&A, struct hd_edge_context);
    c->thread = t;
    c->from_mode = c->to_mode = HD_MODE_EXCLUSIVE;
    c->from_site = (struct hd_site){"a.c", ++next_line, 5, "f"};
    c->to_site = (struct hd_site){"a.c", ++next_line, 5, "f"};
    hd_vec_push(&F.edge, (struct hd_edge){from, to, side, 1, 1700000000000, c, 1});
    hd_vec_push(&F.edge_id, (int64_t)F.edge.len);
    return c;
}

static inline struct hd_edge_context *edge(uint64_t t, int64_t from, int64_t to)
{
    return edge_of(HD_EV_RUNTIME, t, from, to);
}

static inline void gate(struct hd_edge_context *c, int64_t lock, enum hd_mode mode)
{
    struct hd_gate *g = hd_arena_array(&A, struct hd_gate, c->ngates + 1);
    if (c->ngates)
        memcpy(g, c->gate, c->ngates * sizeof *g);
    g[c->ngates++] = (struct hd_gate){lock, mode};
    c->gate = g;
}

/* ---- expecting ---- */

static hd_lock_cycle_vec Y;

static inline void judge(void)
{
    hd_lock_order_cycles(&F, NULL, &A, &Y);
}

/* Exactly one cycle with this excuse (NULL: it is real). */
static inline void expect(const char *excuse)
{
    judge();
    assert_int_equal(Y.len, 1);
    if (excuse)
        assert_string_equal(Y.data[0].finding.filtered ? Y.data[0].finding.filtered : "(none)",
                            excuse);
    else
        assert_null(Y.data[0].finding.filtered);
    hd_vec_free(&Y);
}

static inline void expect_nothing(void)
{
    judge();
    assert_int_equal(Y.len, 0);
    hd_vec_free(&Y);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
