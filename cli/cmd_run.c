/* heddle run: starts a program under the probe, follows it and all it starts, and exits with its
 * status. The program is never slowed down by the database: it writes tables in memory that this
 * process reads.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/run_config.h"
#include "cli/watch_print.h"
#include "collector/coverage.h"
#include "collector/target.h"
#include "collector/watch.h"
#include "core/buf.h"
#include "core/log.h"
#include "graph/graph.h"

enum { TICK_MS = 250, ORPHAN_MS = 1000, OPEN_MS = 1000 };

struct run {
    struct hd_common common;
    bool keep_wire, follow, hold_times;
    long grace, stuck, hold, growth; /* seconds; milliseconds */
    char *probe, *wire_dir, *root, *program;
    struct hd_buf coverage;
    struct hd_arena arena;
    struct hd_ignore ignore;
    struct hd_store *store;
    struct hd_watch *watch;
    struct hd_target target;
};

/* A database that is full or locked at the moment is no reason not to start the program; a path
 * that cannot be one is. */
static int open_store(struct run *r, struct hd_err *err)
{
    struct hd_err why = {0};
    if (hd_store_open_soon(&r->store, r->common.db, OPEN_MS, &why) == 0)
        return 0;
    if (!why.passing)
        return hd_fail(err, "%s", why.msg);
    hd_warn(
        "%s; the program runs all the same, and what it does is kept in %s until heddle can store "
        "it",
        why.msg, r->wire_dir);
    return 0;
}

/* What must be there before the program may start. */
static int prepare(struct run *r, const char *cmd, struct hd_err *err)
{
    r->probe = hd_probe_path(err);
    if (!r->probe)
        return -1;
    r->root = hd_project_root();
    if (hd_run_config_read(r->root, &r->arena, &r->ignore, err) < 0)
        return -1;
    r->wire_dir = hd_wire_run_dir(err);
    if (!r->wire_dir || open_store(r, err) < 0)
        return -1;
    hd_coverage_of_command(cmd, &r->coverage);
    r->program = r->coverage.len ? hd_command_path(cmd) : NULL;
    if (!r->common.quiet)
        hd_print_coverage(hd_buf_cstr(&r->coverage), "");
    struct hd_watch_options o = {
        .dir = r->wire_dir,
        .db = r->common.db,
        .store = r->store,
        .keep_wire = r->keep_wire,
        .root_pid = (uint32_t)getpid(),
        .told = r->program,
        .session = {.command = "run",
                    .root = r->root,
                    .coverage = hd_buf_cstr(&r->coverage),
                    .stuck_ms = r->stuck,
                    .hold_ms = r->hold,
                    .growth_ms = r->growth,
                    .ignore = r->ignore,
                    .judge_order = hd_graph_judge,
                    .alarm = r->common.quiet ? NULL : hd_print_alarm},
    };
    r->watch = hd_watch_new(&o);
    return 0;
}

/* One round for what the program left behind: how many processes are to be followed. A daemon forks
 * itself; other programs left in the background (an agent, a build server) are followed only when
 * asked for. */
static size_t round_after(struct run *r)
{
    size_t alive = hd_watch_tick(r->watch, (uint32_t)r->target.pid);
    return r->follow ? alive : hd_watch_daemons(r->watch);
}

/* A daemon's child makes its wire file when it first calls something that the probe watches: an
 * orphan gets a moment for that. */
static size_t await_orphans(struct run *r)
{
    int64_t until = hd_monotonic_ms() + ORPHAN_MS;
    size_t alive = round_after(r);
    while (!alive && r->target.orphans && !r->target.stop_signal && hd_monotonic_ms() < until) {
        hd_target_wait(&r->target, ORPHAN_MS / 20);
        alive = round_after(r);
    }
    return alive;
}

/* Until they end, or we are told to stop: then the signal is passed on. */
static void follow_rest(struct run *r)
{
    size_t alive = await_orphans(r);
    if (alive)
        hd_info("the program has ended; following %zu process%s that it left behind (Ctrl-C ends "
                "them)",
                alive, alive == 1 ? "" : "es");
    int64_t give_up = 0;
    while (alive && (!give_up || hd_monotonic_ms() < give_up)) {
        hd_target_wait(&r->target, TICK_MS);
        if (r->target.stop_signal && !give_up) {
            hd_watch_signal(r->watch, r->target.stop_signal);
            give_up = hd_monotonic_ms() + r->target.grace_ms;
        }
        alive = round_after(r);
    }
}

/* Programs that were started and not seen: told once, whatever run they are stored with. */
static void tell_unseen(struct run *r)
{
    struct hd_buf b = {0};
    hd_watch_unseen(r->watch, &b);
    if (!r->common.quiet)
        hd_print_coverage(hd_buf_cstr(&b), "");
    hd_buf_str(&r->coverage, hd_buf_cstr(&b));
    hd_buf_free(&b);
}

static int watch(struct run *r, char **cmd)
{
    struct hd_err err = {{0}};
    int status = 1;
    if (prepare(r, cmd[0], &err) < 0 ||
        hd_target_start(&r->target, cmd, r->probe, r->wire_dir, &status, &err) < 0) {
        hd_error("%s", err.msg);
        return status;
    }
    r->target.grace_ms = r->grace * 1000;
    while (hd_target_wait(&r->target, hd_watch_look(r->watch))) {
        if (hd_watch_due(r->watch))
            hd_watch_tick(r->watch, (uint32_t)r->target.pid);
    }
    follow_rest(r);
    size_t failed = hd_watch_end(r->watch, (uint32_t)r->target.pid, r->target.status);
    size_t n;
    const int64_t *runs = hd_watch_runs(r->watch, &n);
    tell_unseen(r);
    if (!r->common.quiet && !failed && hd_watch_store(r->watch) &&
        hd_print_summary(hd_watch_store(r->watch), runs, n, r->common.db, hd_buf_cstr(&r->coverage),
                         &err) < 0)
        hd_error("%s", err.msg);
    if (r->keep_wire)
        hd_info("wire files are in %s", r->wire_dir);
    return r->target.status;
}

static void clean_up(struct run *r)
{
    hd_target_close(&r->target);
    hd_watch_free(r->watch);
    hd_store_close(r->store);
    if (r->wire_dir)
        rmdir(r->wire_dir); /* fails, as it should, when files are kept */
    hd_buf_free(&r->coverage);
    hd_arena_free(&r->arena);
    free(r->probe);
    free(r->program);
    free(r->wire_dir);
    free(r->root);
}

int hd_cmd_run(int argc, char **argv)
{
    struct run r = {.grace = 2,
                    .stuck = 1000,
                    .hold = 1000,
                    .growth = 1000,
                    .target = {.pidfd = -1, .signalfd = -1}};
    const struct hd_opt own[] = {
        {"keep-wire", 0, HD_OPT_FLAG, &r.keep_wire, NULL,
         "keep the files that the program wrote its state to"},
        {"follow", 0, HD_OPT_FLAG, &r.follow, NULL,
         "when the program has ended, follow all it left running, not only its own forks"},
        {"hold-times", 0, HD_OPT_FLAG, &r.hold_times, NULL,
         "time every hold of every lock exactly; 140 to 245 ns more per lock and unlock, by the "
         "clock"},
        {"grace", 0, HD_OPT_INT, &r.grace, "SECONDS",
         "after a signal to stop, kill the program when it has not ended by then (2)"},
        {"stuck-after", 0, HD_OPT_INT, &r.stuck, "MS",
         "judge a wait that has lasted so long without progress (1000)"},
        {"long-hold", 0, HD_OPT_INT, &r.hold, "MS",
         "report a lock held so long by a thread that waits for no other (1000)"},
        {"growth-every", 0, HD_OPT_INT, &r.growth, "MS",
         "count live threads and timers so often, to see them grow (1000)"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &r.common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    /* "heddle run CMD" works as well when CMD has no options of its own. */
    char **cmd = npos ? argv + 1 : argv + rest;
    if (npos && rest < argc) {
        hd_error("put the program behind '--': heddle run [OPTION…] -- CMD ARGS…");
        return 1;
    }
    if (!npos && rest >= argc) {
        hd_error("which program? heddle run [OPTION…] -- CMD ARGS…");
        return 1;
    }
    if (r.grace < 0 || r.stuck < 100 || r.hold < 100 || r.growth < 100) {
        hd_error(
            "--grace wants seconds, --stuck-after, --long-hold and --growth-every at least 100 "
            "milliseconds");
        return 1;
    }
    if (npos)
        cmd[npos] = NULL;
    if (r.hold_times)
        setenv("HEDDLE_HOLD_TIMES", "1", 1);
    int status = watch(&r, cmd);
    clean_up(&r);
    return status;
}
