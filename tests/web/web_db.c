/* web_db WHAT N PATH ROOT: writes a database for the tests of the page. The same arguments make the
 * same database.
 *   graph N     N locks in about 3 N orders of a layered program, a few cycles, both sides of
 * evidence findings N  N findings of several rules over many files, each with a witness hostile N
 * markup, quotes, terminal codes and marks that turn text around in every column running N   N
 * samples of a run that has not ended
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/graph.h"
#include "store/store.h"

#define HOSTILE                                                                                    \
    "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>'\"`${1}"         \
    "\x1b]0;t\x07\x1b[31m\xe2\x80\xae<!-- javascript:window.hacked=1 \\u003c \xff"

static struct hd_store *store;
static struct hd_err err;
static const char *root;
static struct hd_arena arena;

static int64_t need(int64_t rc)
{
    if (rc < 0) {
        fprintf(stderr, "web_db: %s\n", err.msg);
        exit(1);
    }
    return rc;
}

static uint32_t seed = 1;
static uint32_t dice(uint32_t n) /* 0 … n - 1, the same in every run */
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

static int64_t add_run(const char *command, const char *text, bool ended)
{
    struct hd_run_info r = {.command = command,
                            .target = text,
                            .root = root,
                            .host = text,
                            .version = text,
                            .coverage = text,
                            .started_ms = 1700000000000,
                            .translation_units = 12,
                            .exit_status = -1};
    int64_t run = need(hd_store_run_begin(store, &r, &err));
    r.ended_ms = ended ? 1700000060000 : 0;
    if (ended)
        need(hd_store_run_end(store, run, &r, &err));
    return run;
}

static struct hd_site site(uint32_t file, uint32_t line)
{
    static const char *const area[] = {"net", "cache", "disk", "log", "pool", "timer"};
    return (struct hd_site){
        hd_arena_fmt(&arena, "src/%s/%s_%u.c", area[file % 6], area[file % 6], file), line, 5,
        hd_arena_fmt(&arena, "%s_step_%u", area[file % 6], line / 40)};
}

static int64_t add_class(uint32_t i)
{
    const struct hd_lock_class c = {.key = hd_arena_fmt(&arena, "field:part_%u.lock_%u", i / 5, i),
                                    .name = hd_arena_fmt(&arena, "part_%u.lock_%u", i / 5, i),
                                    .resource = i % 7 ? "mutex" : "rwlock",
                                    .decl = site(i / 5, 10 + i % 5)};
    return need(hd_store_put_lock_class(store, &c, &err));
}

static int64_t add_stack(uint32_t file, uint32_t line)
{
    static const struct hd_site lock = {"/usr/include/c++/12/bits/std_mutex.h", 100, 37,
                                        "std::mutex::lock"};
    struct hd_frame f[] = {
        {.site = lock, .module = "app", .offset = line, .inlined = true},
        {.site = site(file, line), .module = "app", .offset = line},
        {.site = site(file + 1, line + 40), .module = "app", .offset = line + 1},
        {.site = {NULL, 0, 0, "libstdc++.so.6+0xd44a3"}, .module = "libstdc++.so.6"},
        {.site = {NULL, 0, 0, "start_thread"}, .module = "libc.so.6"},
    };
    return need(hd_store_put_stack(store, &(struct hd_stack){f, sizeof f / sizeof *f}, &err));
}

struct sides {
    int64_t check, run;
    int64_t *in_check, *in_run; /* locks */
};

static void add_order(const struct sides *s, uint32_t a, uint32_t b, int evidence, uint64_t thread)
{
    struct hd_site from = site(a / 5, 100 + a % 400), to = site(b / 5, 120 + b % 400);
    struct hd_site call = site(a / 5, 60);
    struct hd_edge_context c = {.thread = thread,
                                .clock = 1,
                                .from_mode = HD_MODE_EXCLUSIVE,
                                .to_mode = HD_MODE_EXCLUSIVE,
                                .from_site = from,
                                .to_site = to};
    if (evidence & HD_EV_STATIC) {
        c.calls = &call;
        c.ncalls = 1;
        const struct hd_edge e = {s->in_check[a], s->in_check[b], HD_EV_STATIC, 1, 0, &c, 1};
        need(hd_store_put_edge(store, s->check, &e, &err));
    }
    if (evidence & HD_EV_RUNTIME) {
        c.ncalls = 0;
        c.from_stack = add_stack(a / 5, from.line);
        c.to_stack = add_stack(b / 5, to.line);
        const struct hd_edge e = {
            s->in_run[a], s->in_run[b], HD_EV_RUNTIME, 1 + dice(1000), 1700000001000, &c, 1};
        need(hd_store_put_edge(store, s->run, &e, &err));
    }
}

static void add_threads(int64_t run, uint64_t n)
{
    for (uint64_t key = 1; key <= n; key++) {
        const struct hd_thread t = {.key = key,
                                    .name = hd_arena_fmt(&arena, "worker %u", (unsigned)key),
                                    .entry = site((uint32_t)key, 40),
                                    .tid = (uint32_t)(4000 + key),
                                    .many = true};
        need(hd_store_put_thread(store, run, &t, &err));
    }
}

static void add_profile(int64_t run, int64_t lock, uint32_t i)
{
    struct hd_lock_use_row u = {lock, dice(900), dice(300), dice(100), dice(8), dice(40), dice(20)};
    if (i % 10 == 1) /* no look met it */
        u.held = 0, u.longest_hold_ms = 0;
    need(hd_store_put_lock_use(store, run, &u, &err));
    if (i % 3 == 0)
        need(hd_store_put_hold_time(store, run, lock, 1 + dice(1000), 5000 + dice(900000),
                                    1 + dice(50000), &err));
}

static uint32_t level(uint32_t lock)
{
    return lock * 7 % 20 / 3;
}

static void graph(uint32_t n)
{
    struct sides s = {.check = add_run("check", "build", true),
                      .run = add_run("run", "./app -d", true)};
    s.in_check = hd_arena_array(&arena, int64_t, n);
    s.in_run = hd_arena_array(&arena, int64_t, n);
    add_threads(s.check, 4);
    add_threads(s.run, 4);
    const struct hd_sample m = {.at_ms = 1700000050000, .threads = 4, .looks = 1000};
    need(hd_store_put_sample(store, s.run, &m, &err));
    for (uint32_t i = 0; i < n; i++) {
        struct hd_lock l = {.class_id = add_class(i),
                            .label = hd_arena_fmt(&arena, "part_%u.lock_%u", i / 5, i)};
        s.in_check[i] = need(hd_store_put_lock(store, s.check, &l, &err));
        l.address = 0x5000 + i * 64;
        l.acquisitions = dice(100000);
        l.contended = l.acquisitions / (2 + dice(200));
        s.in_run[i] = need(hd_store_put_lock(store, s.run, &l, &err));
        add_profile(s.run, s.in_run[i], i);
    }
    /* As programs nest: a few levels, mostly inside one module of twenty locks. */
    for (uint32_t i = 0; i < n * 3; i++) {
        uint32_t a = dice(n), near = a - a % 20 + dice(20);
        uint32_t b = dice(12) && near < n ? near : dice(n);
        if (level(a) != level(b))
            add_order(&s, level(a) < level(b) ? a : b, level(a) < level(b) ? b : a,
                      1 + (int)dice(3), 1 + dice(4));
    }
    for (uint32_t i = 0; i < (n >= 100 ? n / 100 : 1); i++) {
        uint32_t a = dice(n - 3);
        add_order(&s, a, a + 1, HD_EV_BOTH, 1);
        add_order(&s, a + 1, a + 2, HD_EV_BOTH, 3);
        add_order(&s, a + 2, a, HD_EV_BOTH, 2);
    }
    need(hd_graph_judge(store, s.check, &err));
    need(hd_graph_judge(store, s.run, &err));
}

static void findings(uint32_t n)
{
    static const char *const rule[] = {"thread-leak", "lock-held-at-return", "timer-leak",
                                       "lock-double-acquire", "lock-held-blocking"};
    int64_t run = add_run("check", "build", true), live = add_run("run", "./app -d", true);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t file = i % 400, line = 10 + i / 400 * 7;
        struct hd_step step[4];
        for (uint32_t k = 0; k < 4; k++)
            step[k] = (struct hd_step){
                k < 2 ? "thread 1 (main)" : "thread 2 (worker)", site(file + k, line + k),
                k % 2 ? "calls pool_put while the lock is held" : "acquires pool.lock"};
        const struct hd_finding f = {
            .rule = rule[i % 5],
            .severity = i % 3 == 0   ? HD_SEV_ERROR
                        : i % 3 == 1 ? HD_SEV_WARNING
                                     : HD_SEV_NOTE,
            .confidence = HD_CONF_HIGH,
            .evidence = i % 4 ? HD_EV_STATIC : HD_EV_RUNTIME,
            .message = hd_arena_fmt(
                &arena, "'part_%u->lock': what was taken in step %u is not given back", i % 97, i),
            .site = site(file, line),
            .subject = hd_arena_fmt(&arena, "subject %u", i),
            .step = step,
            .nsteps = 4,
            .filtered = i % 50 == 7 ? "gate" : NULL};
        need(hd_store_put_finding(store, i % 4 ? run : live, &f, &err));
    }
}

static void hostile(void)
{
    int64_t check = add_run("check", HOSTILE, true), run = add_run("run", HOSTILE, true);
    const struct hd_site bad = {HOSTILE, 3, 4, HOSTILE};
    int64_t id[2][2];
    for (int i = 0; i < 2; i++) {
        const struct hd_lock_class c = {.key = hd_arena_fmt(&arena, "%d" HOSTILE, i),
                                        .name = hd_arena_fmt(&arena, "%d" HOSTILE, i),
                                        .resource = HOSTILE,
                                        .decl = bad,
                                        .init = bad,
                                        .symbol = HOSTILE};
        struct hd_lock l = {.class_id = need(hd_store_put_lock_class(store, &c, &err)),
                            .label = HOSTILE};
        id[0][i] = need(hd_store_put_lock(store, check, &l, &err));
        l.address = 0x1000 + (uint64_t)i;
        l.acquisitions = 5;
        id[1][i] = need(hd_store_put_lock(store, run, &l, &err));
    }
    struct hd_frame frame[] = {{.site = bad, .module = HOSTILE},
                               {.site = {NULL, 0, 0, HOSTILE}, .module = HOSTILE}};
    int64_t stack = need(hd_store_put_stack(store, &(struct hd_stack){frame, 2}, &err));
    for (int side = 0; side < 2; side++)
        for (uint64_t key = 1; key <= 2; key++) {
            int64_t in = side ? run : check;
            const struct hd_thread t = {.key = key,
                                        .name = HOSTILE,
                                        .entry = bad,
                                        .created = bad,
                                        .create_stack = stack,
                                        .tid = 9};
            need(hd_store_put_thread(store, in, &t, &err));
            struct hd_edge_context c = {.thread = key,
                                        .clock = 1,
                                        .from_mode = HD_MODE_EXCLUSIVE,
                                        .to_mode = HD_MODE_EXCLUSIVE,
                                        .from_site = bad,
                                        .to_site = bad,
                                        .from_stack = side ? stack : 0,
                                        .to_stack = side ? stack : 0};
            const struct hd_edge e = {id[side][key - 1],
                                      id[side][2 - key],
                                      side ? HD_EV_RUNTIME : HD_EV_STATIC,
                                      3,
                                      1700000000000,
                                      &c,
                                      1};
            need(hd_store_put_edge(store, in, &e, &err));
        }
    for (int i = 0; i < 4; i++) {
        struct hd_step step[] = {{HOSTILE, bad, HOSTILE},
                                 {"other " HOSTILE, {NULL, 0, 0, HOSTILE}, HOSTILE}};
        const struct hd_finding f = {.rule = i == 3 ? HOSTILE : "thread-leak",
                                     .severity = HD_SEV_ERROR,
                                     .confidence = HD_CONF_HIGH,
                                     .evidence = i ? HD_EV_RUNTIME : HD_EV_STATIC,
                                     .message = HOSTILE,
                                     .site = bad,
                                     .subject = hd_arena_fmt(&arena, "%d" HOSTILE, i),
                                     .step = step,
                                     .nsteps = 2,
                                     .filtered = i == 2 ? HOSTILE : NULL};
        need(hd_store_put_finding(store, i ? run : check, &f, &err));
    }
    struct hd_sample_place place = {false, stack, 3};
    const struct hd_sample m = {
        .at_ms = 1, .threads = 1, .place = &place, .nplaces = 1, .looks = 1};
    need(hd_store_put_sample(store, run, &m, &err));
}

static void running(uint32_t n)
{
    int64_t run = add_run("run", "./app -d", false);
    for (uint32_t i = 0; i < n; i++) {
        struct hd_sample_place place[] = {{false, add_stack(3, 70), 4 + i / 3},
                                          {true, add_stack(5, 90), 2 + i % 4}};
        const struct hd_sample m = {.ordinal = i,
                                    .at_ms = 1700000000000 + i * 1000,
                                    .threads = 6 + i / 3,
                                    .timers = 2 + i % 4,
                                    .holding = dice(4),
                                    .waiting = dice(3),
                                    .looks = i * 100,
                                    .place = place,
                                    .nplaces = 2};
        need(hd_store_put_sample(store, run, &m, &err));
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("usage: web_db graph|findings|hostile|running N PATH ROOT\n", stderr);
        return 1;
    }
    uint32_t n = (uint32_t)strtoul(argv[2], NULL, 10);
    root = argv[4];
    need(hd_store_open(&store, argv[3], HD_STORE_WRITE, &err));
    need(hd_store_begin(store, &err));
    if (strcmp(argv[1], "graph") == 0 && n >= 4)
        graph(n);
    else if (strcmp(argv[1], "findings") == 0)
        findings(n);
    else if (strcmp(argv[1], "hostile") == 0)
        hostile();
    else if (strcmp(argv[1], "running") == 0)
        running(n);
    need(hd_store_commit(store, &err));
    hd_store_close(store);
    hd_arena_free(&arena);
    return 0;
}
