/* A small database with a row in every table, for the fuzz targets that read databases, and a
 * folder in memory for their files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_TESTS_FUZZ_SAMPLE_DB_H
#define HEDDLE_TESTS_FUZZ_SAMPLE_DB_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/err.h"
#include "store/store.h"
#include "tests/scratch.h"

static char *scratch;

static void remove_scratch(void)
{
    if (scratch_remove(scratch) != 0)
        perror("the scratch folder stays");
}

static inline void scratch_make(void)
{
    if (access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);
    scratch = scratch_folder("fuzz");
    atexit(remove_scratch);
}

static int64_t must(int64_t rc, const struct hd_err *err)
{
    if (rc < 0) {
        fprintf(stderr, "sample database: %s\n", err->msg);
        abort();
    }
    return rc;
}

static void sample_cycle(struct hd_store *s, int64_t run, enum hd_evidence evidence, int64_t stack)
{
    struct hd_err err = {0};
    struct hd_site at = {"src/a.c", 10, 5, "f"};
    struct hd_thread t = {.key = 1,
                          .name = "main",
                          .entry = at,
                          .state = HD_THREAD_ROOT,
                          .create_stack = stack,
                          .tid = 7};
    must(hd_store_put_thread(s, run, &t, &err), &err);
    t.key = 2;
    t.name = "worker";
    t.parent = 1;
    t.state = HD_THREAD_ALIVE;
    must(hd_store_put_thread(s, run, &t, &err), &err);
    int64_t lock[3];
    static const char *const key[] = {"global:a@", "field:pool.lock", "local:gate"};
    for (int i = 0; i < 3; i++) {
        struct hd_lock_class c = {
            .key = key[i], .name = key[i], .resource = "mutex", .decl = at, .init = at};
        int64_t id = must(hd_store_put_lock_class(s, &c, &err), &err);
        struct hd_lock l = {.class_id = id,
                            .label = key[i],
                            .address = evidence == HD_EV_RUNTIME ? 0x1000u * (i + 1u) : 0,
                            .acquisitions = 9,
                            .contended = 2};
        lock[i] = must(hd_store_put_lock(s, run, &l, &err), &err);
    }
    struct hd_gate gate = {.lock_id = lock[2], .mode = HD_MODE_EXCLUSIVE};
    for (int i = 0; i < 2; i++) {
        struct hd_edge_context c = {.thread = i + 1u,
                                    .from_site = at,
                                    .to_site = {"src/b.c", 20u + i, 3, "g"},
                                    .calls = &at,
                                    .ncalls = evidence == HD_EV_STATIC,
                                    .from_stack = stack,
                                    .to_stack = stack,
                                    .gate = &gate,
                                    .ngates = i == 1};
        struct hd_edge e = {.from = lock[i],
                            .to = lock[!i],
                            .evidence = evidence,
                            .count = evidence == HD_EV_RUNTIME ? 5 : 0,
                            .context = &c,
                            .ncontexts = 1};
        must(hd_store_put_edge(s, run, &e, &err), &err);
    }
    if (evidence == HD_EV_STATIC)
        return;
    must(hd_store_put_held(s, run, 2, lock[0], HD_MODE_SHARED, stack, &at, &err), &err);
    for (uint32_t i = 0; i < 3; i++) {
        struct hd_sample_place place = {.stack = stack, .live = i};
        struct hd_sample_lock use = {lock[0], i, 2 * i};
        struct hd_sample m = {.ordinal = i,
                              .at_ms = 100 * i,
                              .threads = 2 + i,
                              .timers = 1,
                              .looks = 10,
                              .place = &place,
                              .nplaces = 1,
                              .lock = &use,
                              .nlocks = 1};
        must(hd_store_put_sample(s, run, &m, &err), &err);
    }
    struct hd_lock_use_row use = {.lock = lock[1], .held = 3, .waited = 4, .contended = 2};
    must(hd_store_put_lock_use(s, run, &use, &err), &err);
    must(hd_store_put_hold_time(s, run, lock[1], 4, 100, 50, &err), &err);
}

static void sample_run(struct hd_store *s, const char *command, enum hd_evidence evidence)
{
    struct hd_err err = {0};
    struct hd_run_info r = {.command = command,
                            .target = "t",
                            .root = "/nowhere",
                            .host = "loom",
                            .version = "0",
                            .started_ms = 1000,
                            .exit_status = -1,
                            .translation_units = 2,
                            .coverage = "not all was seen"};
    int64_t run = must(hd_store_run_begin(s, &r, &err), &err);
    struct hd_frame frame[] = {{.site = {"src/a.c", 3, 1, "f"}, .module = "t", .offset = 16},
                               {.module = "libc.so.6", .offset = 99}};
    struct hd_stack stack = {frame, 2};
    int64_t id = must(hd_store_put_stack(s, &stack, &err), &err);
    sample_cycle(s, run, evidence, id);
    struct hd_step step[] = {{"thread 1 (main)", {"src/a.c", 3, 1, "f"}, "acquires a"},
                             {"thread 2 (worker)", {"src/b.c", 4, 1, "g"}, "acquires b"}};
    static const char *const rule[] = {"thread-leak", "lock-order-cycle", "lock-held-blocking"};
    for (int i = 0; i < 3; i++) {
        struct hd_finding f = {.rule = rule[i],
                               .severity = (enum hd_severity)i,
                               .confidence = HD_CONF_HIGH,
                               .evidence = evidence,
                               .message = "what is wrong",
                               .site = {"src/a.c", 3u + i, 1, "f"},
                               .subject = "global:a@",
                               .step = step,
                               .nsteps = 2,
                               .filtered = i == 2 ? "gate lock" : NULL,
                               .count = 1};
        must(hd_store_put_finding(s, run, &f, &err), &err);
    }
    r.ended_ms = 5000;
    must(hd_store_run_end(s, run, &r, &err), &err);
}

static inline void sample_db_make(const char *path)
{
    struct hd_store *s;
    struct hd_err err = {0};
    must(hd_store_open(&s, path, HD_STORE_WRITE, &err), &err);
    sample_run(s, "check", HD_EV_STATIC);
    sample_run(s, "run", HD_EV_RUNTIME);
    hd_store_close(s);
}

#endif
