/* heddle collect: brings wire files into the database. Files of processes that have ended are read
 * once, of a folder all of them; --attach follows the process of one file until it ends, which is
 * how a program started with nothing but LD_PRELOAD gets its collector.
 *
 * SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/run_config.h"
#include "cli/watch_print.h"
#include "collector/target.h"
#include "collector/watch.h"
#include "core/buf.h"
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

typedef HD_VEC(char *) path_vec;

static int is_wire_file(const struct dirent *e)
{
    size_t n = strlen(e->d_name), k = strlen(HD_WIRE_SUFFIX);
    return e->d_name[0] != '.' && n > k && strcmp(e->d_name + n - k, HD_WIRE_SUFFIX) == 0;
}

/* Where the whole environment has LD_PRELOAD, as that of a service, this program has a wire file,
 * too, of which nobody wants to know. Its name is of this process alone. */
static bool is_own(const char *name)
{
    FILE *f = fopen("/proc/self/maps", "re");
    char *line = NULL;
    size_t room = 0;
    bool own = false;
    while (f && !own && getline(&line, &room, f) > 0)
        own = strstr(line, name) != NULL;
    free(line);
    if (f)
        fclose(f);
    return own;
}

/* Of a folder without wire files: one below it that has some, as heddle run makes them; malloc'ed,
 * or NULL. */
static char *run_folder_below(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    char *found = NULL;
    while (d && !found && (e = readdir(d))) {
        struct dirent **in = NULL;
        struct hd_buf path = {0};
        if (strncmp(e->d_name, "run-", 4) != 0)
            continue;
        hd_buf_fmt(&path, "%s/%s", dir, e->d_name);
        int n = scandir(hd_buf_cstr(&path), &in, is_wire_file, NULL);
        for (int i = 0; i < n; i++)
            free(in[i]);
        if (n >= 0)
            free(in);
        if (n > 0)
            found = hd_buf_take(&path);
        else
            hd_buf_free(&path);
    }
    if (d)
        closedir(d);
    return found;
}

static void tell_none(const char *dir)
{
    char *below = run_folder_below(dir);
    if (below)
        hd_info("no wire files in %s; there are some in %s: name that folder", dir, below);
    else
        hd_info("no wire files in %s", dir);
    free(below);
}

/* The files that the words of the command line name: of a folder those in it, which may be none. */
static int expand(path_vec *out, char **word, int n, struct hd_err *err)
{
    for (int i = 0; i < n; i++) {
        struct stat st;
        struct dirent **in = NULL;
        if (stat(word[i], &st) < 0 || !S_ISDIR(st.st_mode)) {
            hd_vec_push(out, strdup(word[i]));
            continue;
        }
        int found = scandir(word[i], &in, is_wire_file, alphasort);
        if (found < 0)
            return hd_fail_errno(err, "cannot read the folder %s", word[i]);
        size_t before = out->len;
        for (int k = 0; k < found; k++) {
            struct hd_buf path = {0};
            hd_buf_fmt(&path, "%s/%s", word[i], in[k]->d_name);
            if (is_own(in[k]->d_name)) {
                unlink(hd_buf_cstr(&path));
                hd_buf_free(&path);
            } else {
                hd_vec_push(out, hd_buf_take(&path));
            }
            free(in[k]);
        }
        if (out->len == before)
            tell_none(word[i]);
        free(in);
    }
    return 0;
}

/* What `heddle run` would have done at its end, had it not been killed: its folder goes with the
 * last file. */
static void remove_run_folder(char *file)
{
    char *slash = strrchr(file, '/');
    if (!slash || slash == file)
        return;
    *slash = 0;
    const char *name = strrchr(file, '/');
    name = name ? name + 1 : file;
    if (fnmatch("run-??????", name, 0) == 0)
        rmdir(file); /* fails, as it should, when there are others */
}

/* How many of the files are none of ours; each is told. */
static size_t add_files(struct hd_watch *w, const path_vec *file)
{
    size_t bad = 0;
    hd_vec_foreach(path, file)
    {
        struct hd_err why = {{0}};
        if (hd_watch_add(w, *path, &why) < 0) {
            hd_error("%s", why.msg);
            bad++;
        }
    }
    return bad;
}

/* Into the database, which is not made for nothing. */
static int store_files(struct hd_watch *w, const struct hd_common *common, bool attach,
                       struct hd_store **store, struct hd_err *err)
{
    if (open_store(store, common->db, attach, err) < 0)
        return -1;
    hd_watch_use(w, *store);
    if (attach)
        follow(w);
    size_t failed = hd_watch_end(w, 0, -1), runs;
    const int64_t *run = hd_watch_runs(w, &runs);
    if (!common->quiet && runs &&
        hd_print_summary(hd_watch_store(w), run, runs, common->db, "", err) < 0)
        return -1;
    return failed != 0;
}

static int collect(const struct hd_common *common, bool attach, bool keep, path_vec *file,
                   struct hd_err *err)
{
    struct hd_store *store = NULL;
    char *root = hd_project_root();
    struct hd_arena arena = {0};
    struct hd_ignore ignore;
    if (hd_run_config_read(root, &arena, &ignore, err) < 0) {
        free(root);
        return -1;
    }
    struct hd_watch_options o = {
        .db = common->db,
        .keep_wire = keep,
        .session = {.command = attach ? "run" : "collect",
                    .root = root,
                    .coverage = "",
                    .ignore = ignore,
                    .judge_order = hd_graph_judge,
                    .alarm = common->quiet ? NULL : hd_print_alarm},
    };
    struct hd_watch *w = hd_watch_new(&o);
    size_t bad = add_files(w, file);
    int rc = bad == file->len ? 0 : store_files(w, common, attach, &store, err);
    hd_watch_free(w);
    if (rc >= 0)
        hd_vec_foreach(path, file) remove_run_folder(*path);
    hd_store_close(store);
    hd_arena_free(&arena);
    free(root);
    return rc < 0 ? -1 : rc || bad;
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
                        : "which wire files? heddle collect FILE… or DIR");
        return 1;
    }
    struct hd_err err = {{0}};
    path_vec files = {0};
    rc = expand(&files, file, n, &err);
    if (rc == 0 && attach && files.len != 1)
        rc = hd_fail(&err, "--attach wants one wire file");
    if (rc == 0 && files.len)
        rc = collect(&common, attach, keep, &files, &err);
    if (rc < 0)
        hd_error("%s", err.msg);
    hd_vec_foreach(path, &files) free(*path);
    hd_vec_free(&files);
    return rc != 0;
}
