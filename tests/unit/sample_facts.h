/* Lock-order facts of an imagined server for the tests of graph and report: a real cycle seen by
 * both sides, an excused one, plain edges, and names that try to break out of whatever quotes them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_SAMPLE_FACTS_H
#define HEDDLE_TESTS_SAMPLE_FACTS_H

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "store/facts.h"
#include "store/store.h"

#define HOSTILE                                                                                    \
    "<script>alert(1)</script>\"'`;\\\"]; x -> y; \033[31mred\033[0m &amp;&lt;\xff\xe2\x80\xae"

struct sample {
    struct hd_lock_facts f;
    struct hd_arena a;
};

static int64_t sample_lock(struct sample *s, const char *key, const char *name, const char *file,
                           uint32_t line, bool runtime)
{
    int64_t id = -1;
    for (size_t i = 0; i < s->f.cls.len; i++)
        if (!strcmp(s->f.cls.data[i].key, key))
            id = s->f.cls_id.data[i];
    if (id < 0) {
        id = (int64_t)s->f.cls.len + 1;
        hd_vec_push(&s->f.cls, (struct hd_lock_class){.key = key,
                                                      .name = name,
                                                      .resource = "mutex",
                                                      .decl = {file, line, 24, NULL}});
        hd_vec_push(&s->f.cls_id, id);
    }
    uint64_t address = runtime ? 0x5000 + 64 * s->f.lock.len : 0;
    hd_vec_push(&s->f.lock, (struct hd_lock){.class_id = id, .label = name, .address = address});
    hd_vec_push(&s->f.lock_id, (int64_t)s->f.lock.len);
    return (int64_t)s->f.lock.len - 1;
}

static void sample_thread(struct sample *s, uint64_t key, const char *name, bool root, bool many)
{
    hd_vec_push(&s->f.thread,
                (struct hd_thread){.key = key,
                                   .name = name,
                                   .entry = {"src/server.c", (uint32_t)(10 * key), 1, name},
                                   .state = root ? HD_THREAD_ROOT : HD_THREAD_ALIVE,
                                   .many = many,
                                   .parent = key % 10 == 1 ? 0 : key - key % 10 + 1,
                                   .parent_clock = 1});
}

static struct hd_edge_context *sample_edge(struct sample *s, uint64_t thread, int64_t from,
                                           int64_t to, const char *file, uint32_t line,
                                           uint64_t count)
{
    struct hd_edge_context *c = hd_arena_new(&s->a, struct hd_edge_context);
    *c = (struct hd_edge_context){.thread = thread,
                                  .clock = 1,
                                  .from_mode = HD_MODE_EXCLUSIVE,
                                  .to_mode = HD_MODE_EXCLUSIVE,
                                  .from_site = {file, line, 5, "handle"},
                                  .to_site = {file, line + 4, 9, "handle"}};
    hd_vec_push(&s->f.edge, (struct hd_edge){.from = from,
                                             .to = to,
                                             .evidence = count ? HD_EV_RUNTIME : HD_EV_STATIC,
                                             .count = count,
                                             .last_ms = count ? 1700000000000 + (int64_t)line : 0,
                                             .context = c,
                                             .ncontexts = 1});
    hd_vec_push(&s->f.edge_id, (int64_t)s->f.edge.len);
    return c;
}

static void sample_make(struct sample *s)
{
    memset(s, 0, sizeof *s);
    sample_thread(s, 1, "main", true, false);
    sample_thread(s, 2, "worker", true, true);
    sample_thread(s, 3, "log_writer", true, false);
    sample_thread(s, 11, "main", false, false);
    sample_thread(s, 12, "worker", false, false);
    sample_thread(s, 13, "log_writer", false, false);
    int64_t pool = sample_lock(s, "field:pool.lock", "pool.lock", "src/pool.h", 31, false);
    int64_t log = sample_lock(s, "global:log_lock@src/log.c", "log_lock", "src/log.c", 12, false);
    int64_t cfg = sample_lock(s, "global:config@", "config", "src/config.c", 7, false);
    int64_t stat = sample_lock(s, "field:stats.m", "stats.m", "src/stats.h", 19, false);
    int64_t evil = sample_lock(s, "field:" HOSTILE, HOSTILE, "src/" HOSTILE ".c", 3, false);
    int64_t rpool = sample_lock(s, "field:pool.lock", "pool.lock", NULL, 0, true);
    int64_t rlog = sample_lock(s, "global:log_lock@src/log.c", "log_lock", NULL, 0, true);
    int64_t rstat = sample_lock(s, "field:stats.m", "stats.m", NULL, 0, true);
    int64_t rstat2 = sample_lock(s, "field:stats.m", "stats.m#2", NULL, 0, true);
    sample_edge(s, 2, pool, log, "src/pool.c", 88, 0);
    sample_edge(s, 2, pool, log, "src/pool.c", 140, 0);
    sample_edge(s, 3, log, pool, "src/log.c", 57, 0);
    sample_edge(s, 12, rpool, rlog, "src/pool.c", 88, 1204);
    sample_edge(s, 13, rlog, rpool, "src/log.c", 57, 3);
    sample_edge(s, 2, cfg, pool, "src/config.c", 40, 0);
    sample_edge(s, 2, cfg, stat, "src/config.c", 44, 0);
    sample_edge(s, 3, stat, cfg, "src/stats.c", 20, 0)->is_try = true;
    sample_edge(s, 12, rpool, rstat, "src/pool.c", 95, 77000);
    sample_edge(s, 12, rpool, rstat2, "src/pool.c", 95, 500);
    sample_edge(s, 2, log, evil, "src/" HOSTILE ".c", 9, 0);
}

static void sample_free(struct sample *s)
{
    hd_vec_free(&s->f.cls);
    hd_vec_free(&s->f.cls_id);
    hd_vec_free(&s->f.lock);
    hd_vec_free(&s->f.lock_id);
    hd_vec_free(&s->f.thread);
    hd_vec_free(&s->f.edge);
    hd_vec_free(&s->f.edge_id);
    hd_arena_free(&s->a);
}

#endif
