/* One watched process: its wire file, what is known about it, and what of that is stored already.
 * While the process lives the caller calls hd_session_scan four times a second and
 * hd_session_store every second; at its death hd_session_finish. Everything works on a dead
 * process's file too, with hd_session_finish alone.
 *
 * A session is used by one thread. Nothing here writes to the wire file or to the process.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_SESSION_H
#define HEDDLE_COLLECTOR_SESSION_H

#include <stdbool.h>

#include "collector/snapshot.h"
#include "core/ignore.h"
#include "store/store.h"

struct hd_session;

struct hd_session_options {
    const char *command;     /* "run" or "collect", for the run's row */
    const char *root;        /* absolute project root */
    const char *coverage;    /* lines about what cannot be seen; "" */
    int64_t stuck_ms;        /* a wait is judged after so long without progress; 0: 1000 */
    int64_t hold_ms;         /* a lock held so long without progress is a long hold; 0: 1000 */
    int64_t growth_ms;       /* threads and timers are counted so often; 0: 1000 */
    struct hd_ignore ignore; /* borrowed */
    /* Judges lock-order cycles of a run from the stored edges, or NULL. Returns -1 on failure. */
    int (*judge_order)(struct hd_store *s, int64_t run, struct hd_err *err);
    /* Called at once for a deadlock or stall of a live process; may be NULL. */
    void (*alarm)(void *arg, const struct hd_finding *f, uint32_t pid);
    void *alarm_arg;
};

/* Opens a wire file. The options' strings must outlive the session. */
struct hd_session *hd_session_open(const char *path, const struct hd_session_options *o,
                                   struct hd_err *err);
void hd_session_close(struct hd_session *s); /* NULL is fine */

/* Identity of the process, from the file. */
uint32_t hd_session_pid(const struct hd_session *s);
const char *hd_session_path(const struct hd_session *s);
bool hd_session_is_fork(const struct hd_session *s); /* the same program as its parent, no exec */
uint64_t hd_session_started_ns(const struct hd_session *s); /* monotonic */

/* Whether the process still runs (and is the one that wrote the file, not a later one). An image
 * that exec replaced has ended: hd_session_superseded says so. */
bool hd_session_alive(struct hd_session *s);
/* Images of one process, which exec made one after the other. */
bool hd_session_same_process(const struct hd_session *a, const struct hd_session *b);
/* Sends a signal to the process if it is alive: by the number it has here, which is not always the
 * one in the file. */
void hd_session_signal(struct hd_session *s, int sig);
void hd_session_superseded(struct hd_session *s);
bool hd_session_is_superseded(const struct hd_session *s);

/* Lines about processes that this one started and that are not seen. */
void hd_session_unseen(struct hd_session *s, const char *lines);

/* Looks, when it is time to, at who holds and waits: the profile. Returns how many milliseconds
 * later the next look is due. */
int64_t hd_session_look(struct hd_session *s);

/* Looks for deadlocks, stalls and long holds. Returns how many were new, -1 when the file can no
 * longer be read. New ones are kept for hd_session_store; deadlocks and stalls go to `alarm`. */
int hd_session_scan(struct hd_session *s, struct hd_err *err);

/* Brings the store up to date in one transaction: run, threads, locks, held locks, order edges,
 * misuse, what scans found, growth. Says nothing twice; after a failure the next call tries
 * everything again. */
int hd_session_store(struct hd_session *s, struct hd_store *db, struct hd_err *err);

/* The same for the last time, with leaks and lock-order cycles, and ends the run. `exit_status`: of
 * the process, -1 unknown. */
int hd_session_finish(struct hd_session *s, struct hd_store *db, int exit_status,
                      struct hd_err *err);

/* The run's id in the store, 0 before the first successful hd_session_store. */
int64_t hd_session_run(const struct hd_session *s);

#endif
