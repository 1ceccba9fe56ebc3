/* See watch.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/watch.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/children.h"
#include "collector/target.h"
#include "core/buf.h"
#include "core/log.h"
#include "core/map.h"

enum {
    ROUND_EVERY_MS = 250,
    STORE_EVERY_MS = 1000,
    PATIENCE_MS = 50, /* while the program runs nobody waits for a locked database */
    OPEN_MS = 10000,  /* once it has ended */
};

struct hd_watch {
    struct hd_watch_options o;
    HD_VEC(struct hd_session *) live; /* not yet ended */
    HD_VEC(int64_t) runs;
    struct hd_strpool seen; /* files already added or refused */
    int64_t stored_ms, round_ms;
    struct hd_children children;
    struct hd_store *store;
    size_t finished; /* sessions */
    bool complained; /* about the database, while the program runs */
    size_t failed;
};

struct hd_watch *hd_watch_new(const struct hd_watch_options *o)
{
    struct hd_watch *w = calloc(1, sizeof *w);
    if (!w)
        hd_oom();
    w->o = *o;
    hd_watch_use(w, o->store);
    hd_children_known(&w->children, o->told);
    return w;
}

void hd_watch_use(struct hd_watch *w, struct hd_store *store)
{
    w->o.store = w->store = store;
    w->complained = !store; /* by the caller */
}

void hd_watch_free(struct hd_watch *w)
{
    if (!w)
        return;
    hd_vec_foreach(s, &w->live) hd_session_close(*s);
    hd_vec_free(&w->live);
    hd_vec_free(&w->runs);
    hd_strpool_free(&w->seen);
    hd_children_free(&w->children);
    if (!w->o.store)
        hd_store_close(w->store);
    free(w);
}

/* exec keeps the process and starts a new file: of two images the older one is over. */
static void supersede(struct hd_watch *w, struct hd_session *found)
{
    hd_vec_foreach(s, &w->live)
    {
        if (!hd_session_same_process(*s, found))
            continue;
        hd_session_superseded(hd_session_started_ns(*s) <= hd_session_started_ns(found) ? *s
                                                                                        : found);
    }
}

int hd_watch_add(struct hd_watch *w, const char *path, struct hd_err *err)
{
    struct hd_session *s = hd_session_open(path, &w->o.session, err);
    if (!s)
        return -1;
    supersede(w, s);
    hd_vec_push(&w->live, s);
    return 0;
}

static bool is_wire_name(const char *name)
{
    size_t n = strlen(name), k = strlen(HD_WIRE_SUFFIX);
    return n > k && name[0] != '.' && !strcmp(name + n - k, HD_WIRE_SUFFIX);
}

/* A file whose header is not there yet is looked at again the next time, except when `last`. */
static void look_for_files(struct hd_watch *w, bool last)
{
    DIR *dir = w->o.dir ? opendir(w->o.dir) : NULL;
    struct dirent *e;
    while (dir && (e = readdir(dir))) {
        if (!is_wire_name(e->d_name) || hd_strpool_find(&w->seen, e->d_name) != UINT32_MAX)
            continue;
        struct hd_buf path = {0};
        struct hd_err err = {{0}};
        hd_buf_fmt(&path, "%s/%s", w->o.dir, e->d_name);
        if (hd_watch_add(w, hd_buf_cstr(&path), &err) == 0)
            hd_strpool_put(&w->seen, e->d_name);
        else if (last)
            hd_warn("%s", err.msg);
        hd_buf_free(&path);
    }
    if (dir)
        closedir(dir);
}

static void note_run(struct hd_watch *w, int64_t run)
{
    hd_vec_foreach(r, &w->runs)
    {
        if (*r == run)
            return;
    }
    if (run > 0)
        hd_vec_push(&w->runs, run);
}

struct hd_store *hd_watch_store(const struct hd_watch *w)
{
    return w->store;
}

/* Waits so long for others at the most; negative: as long as it takes. */
static struct hd_store *store_for(struct hd_watch *w, int patience_ms, struct hd_err *err)
{
    if (!w->store &&
        hd_store_open_soon(&w->store, w->o.db, patience_ms < 0 ? OPEN_MS : patience_ms, err) < 0)
        return NULL;
    hd_store_set_patience(w->store, patience_ms);
    return w->store;
}

/* The last store of a session: its end, or what there is of a process that goes on. */
static int store_last(struct hd_watch *w, struct hd_session *s, int exit_status, struct hd_err *err)
{
    bool alive = hd_session_alive(s);
    struct hd_store *db = store_for(w, w->failed ? PATIENCE_MS : -1, err);
    if (!db)
        return -1;
    if (alive)
        hd_info("process %u still runs: what it did so far is stored and %s stays",
                hd_session_pid(s), hd_session_path(s));
    int rc = alive ? hd_session_store(s, db, err) : hd_session_finish(s, db, exit_status, err);
    if (rc == 0 && !alive && !w->o.keep_wire)
        unlink(hd_session_path(s));
    return rc;
}

static void finish(struct hd_watch *w, size_t i, int exit_status)
{
    struct hd_session *s = w->live.data[i];
    struct hd_err err = {{0}};
    if (store_last(w, s, exit_status, &err) == 0) {
        note_run(w, hd_session_run(s));
    } else {
        if (w->failed++ == 0) /* the next ones fail alike: hd_watch_end counts them */
            hd_error("cannot store what process %u did: %s; it stays in %s (heddle collect stores "
                     "it later)",
                     hd_session_pid(s), err.msg, hd_session_path(s));
    }
    w->finished++;
    hd_session_close(s);
    memmove(&w->live.data[i], &w->live.data[i + 1], (w->live.len - i - 1) * sizeof *w->live.data);
    w->live.len--;
}

void hd_watch_unseen(const struct hd_watch *w, struct hd_buf *out)
{
    hd_children_report(&w->children, out);
}

/* Who the program started and is not seen belongs to the run of the program itself. */
static void look_at_children(struct hd_watch *w, int64_t now)
{
    if (!w->o.root_pid)
        return;
    struct hd_buf b = {0};
    hd_children_look(&w->children, w->o.root_pid, now);
    hd_watch_unseen(w, &b);
    if (w->live.len && !w->finished)
        hd_session_unseen(w->live.data[0], hd_buf_cstr(&b));
    hd_buf_free(&b);
}

/* A database that cannot be written now may be writable later: said once, tried again. */
static void store_one(struct hd_watch *w, struct hd_session *s)
{
    struct hd_err err = {{0}};
    struct hd_store *db = store_for(w, PATIENCE_MS, &err);
    if (db && hd_session_store(s, db, &err) == 0) {
        note_run(w, hd_session_run(s));
        return;
    }
    if (!w->complained)
        hd_warn("cannot store now: %s; the program goes on and heddle tries again", err.msg);
    w->complained = true;
}

bool hd_watch_due(const struct hd_watch *w)
{
    return hd_monotonic_ms() - w->round_ms >= ROUND_EVERY_MS;
}

int hd_watch_look(struct hd_watch *w)
{
    int64_t pause = w->round_ms + ROUND_EVERY_MS - hd_monotonic_ms();
    hd_vec_foreach(s, &w->live)
    {
        int64_t next = hd_session_look(*s);
        pause = next < pause ? next : pause;
    }
    return pause < 1 ? 1 : (int)pause;
}

size_t hd_watch_tick(struct hd_watch *w, uint32_t except_pid)
{
    w->round_ms = hd_monotonic_ms();
    look_for_files(w, false);
    int64_t now = hd_monotonic_ms();
    bool due = now - w->stored_ms >= STORE_EVERY_MS;
    if (due)
        look_at_children(w, now);
    size_t alive = 0;
    for (size_t i = 0; i < w->live.len;) {
        struct hd_session *s = w->live.data[i];
        struct hd_err err = {{0}};
        bool dead = !hd_session_alive(s);
        int news = dead ? 0 : hd_session_scan(s, &err);
        if (!dead && (due || news > 0))
            store_one(w, s);
        alive += !dead;
        if (dead && (hd_session_pid(s) != except_pid || hd_session_is_superseded(s)))
            finish(w, i, -1);
        else
            i++;
    }
    if (due)
        w->stored_ms = now;
    return alive;
}

size_t hd_watch_daemons(const struct hd_watch *w)
{
    size_t n = 0;
    hd_vec_foreach(s, &w->live) n += hd_session_is_fork(*s) && hd_session_alive(*s);
    return n;
}

size_t hd_watch_end(struct hd_watch *w, uint32_t pid, int exit_status)
{
    look_for_files(w, true);
    while (w->live.len) {
        bool mine =
            hd_session_pid(w->live.data[0]) == pid && !hd_session_is_superseded(w->live.data[0]);
        finish(w, 0, mine ? exit_status : -1);
    }
    if (w->failed > 1)
        hd_error("%zu more wire files could not be stored and stay in %s", w->failed - 1,
                 w->o.dir ? w->o.dir : "their places");
    return w->failed;
}

void hd_watch_signal(struct hd_watch *w, int sig)
{
    hd_vec_foreach(s, &w->live)
    {
        hd_session_signal(*s, sig);
    }
}

const int64_t *hd_watch_runs(const struct hd_watch *w, size_t *n)
{
    *n = w->runs.len;
    return w->runs.data;
}
