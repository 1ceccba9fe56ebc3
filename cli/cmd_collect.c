/* heddle collect: brings wire files into the database. Files of processes that have ended are read
 * once; --attach follows the process of one file until it ends, which is how a program started with
 * nothing but LD_PRELOAD gets its collector.
 * SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/run_config.h"
#include "cli/watch_print.h"
#include "collector/target.h"
#include "collector/watch.h"
#include "core/log.h"
#include "graph/graph.h"

static volatile sig_atomic_t stop;

static void on_stop(int sig)
{
    (void)sig;
    stop = 1;
}

static void catch_stop(void)
{
    struct sigaction sa = {.sa_handler = on_stop};
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGINT, &sa, NULL);
    signal(SIGHUP, SIG_IGN); /* the terminal may close before the program ends */
}

static void follow(struct hd_watch *w)
{
    catch_stop();
    hd_stand_back();
    while (!stop && (!hd_watch_due(w) || hd_watch_tick(w, 0))) {
        struct timespec pause = {.tv_nsec = hd_watch_look(w) * 1000000L};
        nanosleep(&pause, NULL);
    }
}

/* Who follows a program can wait for a database that is full or locked now. */
static int open_store(struct hd_store **store, const char *db, bool attach, struct hd_err *err)
{
    if (hd_store_open(store, db, HD_STORE_WRITE, err) == 0)
        return 0;
    if (!attach || !err->passing)
        return -1;
    hd_warn("%s; heddle tries again", err->msg);
    hd_err_clear(err);
    return 0;
}

static int collect(const struct hd_common *common, bool attach, bool keep, char **file, int n,
                   struct hd_err *err)
{
    struct hd_store *store = NULL;
    if (open_store(&store, common->db, attach, err) < 0)
        return -1;
    char *root = hd_project_root();
    struct hd_arena arena = {0};
    struct hd_ignore ignore;
    if (hd_run_config_read(root, &arena, &ignore, err) < 0) {
        hd_store_close(store);
        free(root);
        return -1;
    }
    struct hd_watch_options o = {
        .db = common->db,
        .store = store,
        .keep_wire = keep,
        .session = {.command = attach ? "run" : "collect",
                    .root = root,
                    .coverage = "",
                    .ignore = ignore,
                    .judge_order = hd_graph_judge,
                    .alarm = common->quiet ? NULL : hd_print_alarm},
    };
    struct hd_watch *w = hd_watch_new(&o);
    int bad = 0;
    for (int i = 0; i < n; i++) {
        struct hd_err why = {{0}};
        if (hd_watch_add(w, file[i], &why) < 0) {
            hd_error("%s", why.msg);
            bad = 1;
        }
    }
    if (attach && !bad)
        follow(w);
    size_t failed = hd_watch_end(w, 0, -1), runs;
    const int64_t *run = hd_watch_runs(w, &runs);
    int rc = 0;
    if (!common->quiet && runs)
        rc = hd_print_summary(hd_watch_store(w), run, runs, common->db, "", err);
    hd_watch_free(w);
    hd_store_close(store);
    hd_arena_free(&arena);
    free(root);
    return rc < 0 ? -1 : failed || bad;
}

int hd_cmd_collect(int argc, char **argv)
{
    struct hd_common common;
    bool attach = false, keep = false;
    const struct hd_opt own[] = {
        {"attach", 0, HD_OPT_FLAG, &attach, NULL,
         "follow the living process of the one file until it ends"},
        {"keep-wire", 0, HD_OPT_FLAG, &keep, NULL, "do not remove files that are stored"},
        {0},
    };
    int npos, rest;
    int rc = hd_opt_parse(NULL, own, &common, argc, argv, &npos, &rest);
    if (rc)
        return rc < 0;
    int n = npos + (argc - rest);
    char **file = npos ? argv + 1 : argv + rest;
    if (n == 0 || (npos && rest < argc) || (attach && n != 1)) {
        hd_error(attach ? "--attach wants one wire file"
                        : "which wire files? heddle collect FILE…");
        return 1;
    }
    struct hd_err err = {{0}};
    rc = collect(&common, attach, keep, file, n, &err);
    if (rc < 0)
        hd_error("%s", err.msg);
    return rc != 0;
}
