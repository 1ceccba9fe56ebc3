/* golden_db SCENARIO PATH ROOT: writes the database that a golden test reports on. Everything in it
 * is fixed, so that reports are byte-identical wherever they are made.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

static struct hd_store *store;
static const char *root;

static int64_t need(int64_t rc, const struct hd_err *err)
{
    if (rc < 0) {
        fprintf(stderr, "golden_db: %s\n", err->msg);
        exit(1);
    }
    return rc;
}

static int64_t add_run(struct hd_run_info r)
{
    struct hd_err err = {0};
    r.root = root;
    r.host = "loom";
    r.version = "0";
    r.started_ms = 1700000000000;
    int64_t run = need(hd_store_run_begin(store, &r, &err), &err);
    r.ended_ms = 1700000004500;
    need(hd_store_run_end(store, run, &r, &err), &err);
    return run;
}

static int64_t add_check(uint32_t units, uint32_t failed)
{
    return add_run((struct hd_run_info){.command = "check",
                                        .target = "build",
                                        .exit_status = -1,
                                        .translation_units = units,
                                        .failed_units = failed});
}

static void add(int64_t run, struct hd_finding f)
{
    struct hd_err err = {0};
    f.first_ms = f.last_ms = 1700000001000;
    need(hd_store_put_finding(store, run, &f, &err), &err);
}

#define STEPS(array) .step = array, .nsteps = sizeof array / sizeof *array
#define AT(line, column, function)                                                                 \
    {                                                                                              \
        "pool.cc", line, column, function                                                           \
    }

/* A leak on one path, in one thread. */
static struct hd_finding leak(void)
{
    static struct hd_step step[] = {
        {"", AT(6, 11, "pool_start"), "creates t"},
        {"", AT(10, 9, "pool_start"), "returns without joining t"},
    };
    return (struct hd_finding){
        .rule = "thread-leak",
        .severity = HD_SEV_ERROR,
        .confidence = HD_CONF_HIGH,
        .evidence = HD_EV_STATIC,
        .message = "thread t is neither joined nor detached when pool_start returns",
        .site = AT(6, 11, "pool_start"),
        .subject = "t",
        STEPS(step),
    };
}

/* A cycle of two threads. */
static struct hd_finding cycle(void)
{
    static struct hd_step step[] = {
        {"thread 1 (main)", AT(16, 5, "log_line"), "acquires log_lock"},
        {"thread 1 (main)", AT(17, 5, "log_line"), "acquires pool.lock while holding log_lock"},
        {"thread 2 (worker)", AT(26, 5, "worker"), "acquires pool.lock"},
        {"thread 2 (worker)", AT(27, 5, "worker"), "acquires log_lock while holding pool.lock"},
    };
    return (struct hd_finding){
        .rule = "lock-order-cycle",
        .severity = HD_SEV_ERROR,
        .confidence = HD_CONF_MEDIUM,
        .evidence = HD_EV_STATIC,
        .message = "log_lock and pool.lock are acquired in both orders",
        .site = AT(17, 5, "log_line"),
        .subject = "field:pool.lock>global:log_lock@",
        STEPS(step),
    };
}

static void make_clean(void)
{
    add_check(12, 0);
}

static void make_findings(void)
{
    int64_t check = add_check(12, 1);
    add(check, leak());
    add(check, cycle());
    struct hd_finding hidden = cycle();
    hidden.site.line = 27;
    hidden.site.function = "worker";
    hidden.subject = "other";
    hidden.message = "pool.lock and queue.lock are acquired in both orders";
    hidden.filtered = "gate lock big_lock is held on both sides";
    add(check, hidden);
    struct hd_finding note = {.rule = "lock-held-callback",
                              .severity = HD_SEV_NOTE,
                              .confidence = HD_CONF_LOW,
                              .evidence = HD_EV_STATIC,
                              .message = "on_line is called while pool.lock is held",
                              .site = {"lost.c", 3, 1, NULL},
                              .subject = "on_line"};
    add(check, note);
}

/* Found by analysis and seen in two runs, one of which was killed. */
static void make_both(void)
{
    int64_t check = add_check(12, 0);
    add(check, leak());
    for (int i = 0; i < 2; i++) {
        int64_t run = add_run(
            (struct hd_run_info){.command = "run",
                                 .target = "./server -d",
                                 .exit_status = i ? 137 : 0,
                                 .pid = 100,
                                 .dropped = i ? 3 : 0,
                                 .coverage = i ? "probe.so was not loaded\nno symbols" : ""});
        struct hd_finding seen = leak();
        seen.evidence = HD_EV_RUNTIME;
        seen.subject = "worker";
        seen.count = 20;
        seen.message = "a thread created here ended and was never joined";
        struct hd_step step[] = {
            {"", {"pool.cc", 6, 0, "pool_start"}, "creates thread 4711 (worker)"},
            {"", {NULL, 0, 0, "libc.so.6+0x89044"}, "ends"}};
        seen.step = step;
        seen.nsteps = 2;
        add(run, seen);
        struct hd_finding only = {.rule = "deadlock",
                                  .severity = HD_SEV_ERROR,
                                  .confidence = HD_CONF_HIGH,
                                  .evidence = HD_EV_RUNTIME,
                                  .message = "thread 4711 (worker) waits for a lock that it holds",
                                  .site = {NULL, 0, 0, "server+0x1234"},
                                  .subject = "global:log_lock@"};
        add(run, only);
    }
}

/* Names that try to write to the terminal. */
static void make_hostile(void)
{
    int64_t check = add_check(1, 0);
    struct hd_finding f = leak();
    f.site.file = "a\033[2J\r.c";
    f.site.function = "f\a\xff";
    f.message = "m\n\xe2\x80\xaeltr\xc2\x9b";
    struct hd_step step[] = {{"t\033]0;x\a", f.site, "tab\there"}};
    f.step = step;
    f.nsteps = 1;
    add(check, f);
}

static const struct {
    const char *name;
    void (*make)(void);
} scenario[] = {
    {"clean", make_clean},
    {"findings", make_findings},
    {"both", make_both},
    {"hostile", make_hostile},
};

int main(int argc, char **argv)
{
    struct hd_err err = {0};
    if (argc != 4) {
        fputs("usage: golden_db SCENARIO PATH ROOT\n", stderr);
        return 1;
    }
    root = argv[3];
    for (size_t i = 0; i < sizeof scenario / sizeof *scenario; i++) {
        if (strcmp(scenario[i].name, argv[1]) != 0)
            continue;
        need(hd_store_open(&store, argv[2], HD_STORE_WRITE, &err), &err);
        scenario[i].make();
        hd_store_close(store);
        return 0;
    }
    fprintf(stderr, "golden_db: there is no scenario %s\n", argv[1]);
    return 1;
}
