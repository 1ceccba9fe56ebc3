/* Follows all processes of one run (the program, its children, the images that exec makes of them)
 * and brings what they did into one database. What the database does not take stays in the wire
 * files, which are kept then.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_WATCH_H
#define HEDDLE_COLLECTOR_WATCH_H

#include "collector/session.h"
#include "core/buf.h"

struct hd_watch;

struct hd_watch_options {
    const char *dir;        /* folder where wire files appear; NULL: only what hd_watch_add names */
    const char *db;         /* its path */
    struct hd_store *store; /* borrowed; NULL: cannot be opened now, the watch tries again */
    bool keep_wire;         /* do not remove wire files that were stored */
    uint32_t root_pid;      /* look for descendants of this process without the probe; 0: do not */
    const char *told;       /* program of which has been told that it is not seen, or NULL */
    struct hd_session_options session;
};

struct hd_watch *hd_watch_new(const struct hd_watch_options *o);
/* Frees everything; hd_watch_end comes before it. */
void hd_watch_free(struct hd_watch *w);

/* Puts everything there from now on; it stays the caller's. NULL: the watch opens one itself. */
void hd_watch_use(struct hd_watch *w, struct hd_store *store);

/* Adds one wire file. Returns 0, or -1 when it is none. */
int hd_watch_add(struct hd_watch *w, const char *path, struct hd_err *err);

/* Between two rounds: looks at who holds and waits, where it is time to. Returns for how many
 * milliseconds the caller may sleep: until the next look or the next round. */
int hd_watch_look(struct hd_watch *w);
/* Whether the next round is due. */
bool hd_watch_due(const struct hd_watch *w);

/* One round: looks for new files, scans for deadlocks, stores what changed (once a second) and ends
 * the sessions of processes that died, but for `except_pid`, whose exit status the caller will
 * tell. Call it when hd_watch_due says so. Returns how many processes are still alive. */
size_t hd_watch_tick(struct hd_watch *w, uint32_t except_pid);

/* How many processes live that were forked without exec, as a daemon forks itself. */
size_t hd_watch_daemons(const struct hd_watch *w);

/* Ends the sessions: of process `pid` with its exit status, of all others as dead. Of a process
 * that still lives, what it did so far is stored and the file stays. Returns the number of files
 * that could not be stored; each was named in one message and is kept. */
size_t hd_watch_end(struct hd_watch *w, uint32_t pid, int exit_status);

/* Sends a signal to every process that is still alive. */
void hd_watch_signal(struct hd_watch *w, int sig);

/* The database, NULL when it could not be opened so far. It lives as long as the watch or longer.
 */
struct hd_store *hd_watch_store(const struct hd_watch *w);

/* Adds a line per program among the descendants that had not got the probe. */
void hd_watch_unseen(const struct hd_watch *w, struct hd_buf *out);

/* Ids of the runs stored so far, in order of appearance. */
const int64_t *hd_watch_runs(const struct hd_watch *w, size_t *n);

#endif
