/* The store: one SQLite file that both producers write and all readers read.
 *
 * One struct hd_store is used by one thread. All functions return 0 (or an id > 0) on success and
 * -1 with a message in `err`. A run's rows appear in transactions: what was stored stays stored
 * whatever fails later. Reading another version's file: older ones are migrated in place (after a
 * check that the file is a heddle database at all), newer ones are refused.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_STORE_STORE_H
#define HEDDLE_STORE_STORE_H

#include "core/arena.h"
#include "core/err.h"
#include "store/facts.h"

struct hd_store;

enum hd_store_mode {
    HD_STORE_READ,  /* must exist; opened read-only */
    HD_STORE_WRITE, /* made with its folder (0700) and mode 0600 when absent */
};

int hd_store_open(struct hd_store **out, const char *path, enum hd_store_mode mode,
                  struct hd_err *err);
/* To write, but without waiting so long for another process that holds the database. On failure
 * err->passing says whether a later try may succeed. */
int hd_store_open_soon(struct hd_store **out, const char *path, int patience_ms,
                       struct hd_err *err);
void hd_store_close(struct hd_store *s); /* NULL is fine */

/* A number that changes when the database at `path` does, for who asks again and again. Taken
 * before reading, what is read is that state or a newer one. stamp.c */
uint64_t hd_store_stamp(const char *path);

/* How long a write waits for another process that holds the database: 10 s unless told; negative:
 * back to that. */
void hd_store_set_patience(struct hd_store *s, int ms);

/* Transactions nest by counting; the outermost commit writes. */
int hd_store_begin(struct hd_store *s, struct hd_err *err);
int hd_store_commit(struct hd_store *s, struct hd_err *err);
void hd_store_rollback(struct hd_store *s);

int64_t hd_store_run_begin(struct hd_store *s, const struct hd_run_info *run, struct hd_err *err);
/* The run that holds what was recorded of this process (host, pid, started_ms) before, by a
 * collector that was killed, say; 0: none. */
int64_t hd_store_run_of_process(struct hd_store *s, const struct hd_run_info *run,
                                struct hd_err *err);
int hd_store_run_end(struct hd_store *s, int64_t run, const struct hd_run_info *info,
                     struct hd_err *err);

/* Inserts return the row's id; putting an equal row again returns the same id. */
int64_t hd_store_put_stack(struct hd_store *s, const struct hd_stack *stack, struct hd_err *err);
int64_t hd_store_put_lock_class(struct hd_store *s, const struct hd_lock_class *c,
                                struct hd_err *err);
int64_t hd_store_put_lock(struct hd_store *s, int64_t run, const struct hd_lock *l,
                          struct hd_err *err);
int64_t hd_store_put_thread(struct hd_store *s, int64_t run, const struct hd_thread *t,
                            struct hd_err *err);
/* Edges of one run with the same ends are one row: contexts that it has not got yet are added and
 * `count` is the larger one, so that a later snapshot may put all edges again. */
int64_t hd_store_put_edge(struct hd_store *s, int64_t run, const struct hd_edge *e,
                          struct hd_err *err);
/* A lock that was held when the run ended (or at its latest snapshot). */
int hd_store_put_held(struct hd_store *s, int64_t run, uint64_t thread, int64_t lock,
                      enum hd_mode mode, int64_t stack, const struct hd_site *site,
                      struct hd_err *err);

/* Before a later snapshot: what was held at the one before no longer counts. */
int hd_store_clear_held(struct hd_store *s, int64_t run, struct hd_err *err);

/* One moment of a run. Put again with the same ordinal it is replaced. */
struct hd_sample_place {
    bool timer;
    int64_t stack; /* stack id of the creation */
    uint32_t live;
};
struct hd_sample_lock {
    int64_t lock;          /* lock id */
    uint64_t held, waited; /* looks, from the start of the run on */
};
struct hd_sample {
    uint32_t ordinal;
    int64_t at_ms;
    uint32_t threads, timers, holding, waiting;
    uint64_t looks;
    struct hd_sample_place *place;
    size_t nplaces;
    struct hd_sample_lock *lock;
    size_t nlocks;
};
int64_t hd_store_put_sample(struct hd_store *s, int64_t run, const struct hd_sample *m,
                            struct hd_err *err);
/* Drops all samples of a run but those whose ordinal is a multiple of `stride`. */
int hd_store_thin_samples(struct hd_store *s, int64_t run, uint32_t stride, struct hd_err *err);

/* What a profile saw of one lock over the whole run. */
struct hd_lock_use_row {
    int64_t lock; /* lock id */
    uint64_t held, waited, contended;
    uint32_t most_waiting;
    int64_t longest_hold_ms, longest_wait_ms;
};
int hd_store_put_hold_time(struct hd_store *s, int64_t run, int64_t lock, uint64_t holds,
                           uint64_t total_us, uint64_t longest_us, struct hd_err *err);
int hd_store_put_lock_use(struct hd_store *s, int64_t run, const struct hd_lock_use_row *u,
                          struct hd_err *err);

/* What is known of the use of the locks seen at run time: most waited for first. Adds to *out. */
struct hd_lock_stats {
    int64_t run;
    const char *label, *key, *resource;
    uint64_t acquisitions, contended;     /* counted by the program's calls; 0 when not counted */
    struct hd_lock_use_row use;           /* of the profile; zeroes when there is none */
    int64_t look_us;                      /* from one look of the profile to the next; 0 unknown */
    uint64_t holds, total_us, longest_us; /* exact, of runs that asked for it */
};
typedef HD_VEC(struct hd_lock_stats) hd_lock_stats_vec;
int hd_store_load_lock_stats(struct hd_store *s, int64_t run, struct hd_arena *a,
                             hd_lock_stats_vec *out, struct hd_err *err);

/* Stores a finding for a run. One row per fingerprint: seen again it counts up, takes the newer
 * message, site and witness, and unites evidence. A static and a run-time finding of one rule that
 * name the same place (file, function, line), or the same subject in one function, become one row,
 * evidence both. Subjects that are lock class keys ("global:…", "field:…", "local:…") tell more
 * than places: equal ones unite wherever they are, different ones do not even at one place. The row
 * keeps the static message, site and fingerprint and the witness steps of both sides.
 * f->count == 0 says "seen once more"; otherwise it is how often this run has seen it so far, so
 * that a later snapshot may put it again. f->evidence must not be none. Without f->fingerprint it
 * is taken as the only one of its rule, function and subject (ordinal 0): where there may be more,
 * call hd_fingerprint_all first. */
int64_t hd_store_put_finding(struct hd_store *s, int64_t run, const struct hd_finding *f,
                             struct hd_err *err);

/* Calls `edit` with every finding of a run, in order; where it returns true, severity, message and
 * `filtered` are stored as it left them (a reason that is there is never taken away). */
typedef bool hd_finding_edit(void *arg, struct hd_finding *f);
int hd_store_edit_findings(struct hd_store *s, int64_t run, hd_finding_edit *edit, void *arg,
                           struct hd_err *err);

/* hash(rule, file, function, subject, ordinal) as 16 hex digits; `ordinal` tells apart several
 * findings that agree in all else, counted in source order. Never depends on lines or addresses. */
void hd_fingerprint(const struct hd_finding *f, unsigned ordinal, char out[17]);
/* Gives every finding without a fingerprint one, ordinals in order of file, line, column. */
void hd_fingerprint_all(struct hd_finding *f, size_t n, struct hd_arena *a);

/* Which findings to load. Zero-initialised: what holds now, i.e. static findings of the latest
 * check run and run-time findings of every run; filtered ones too (callers hide them). */
struct hd_finding_query {
    int64_t run; /* only this run; 0: see above */
    const char *rule;
};
/* Deadlocks that a run came to first, unless they are filtered; then by file, line, column, rule,
 * fingerprint. A deadlock and the lock-order cycle over the same classes, when neither is excused,
 * have each other's evidence and a step that tells of it. */
int hd_store_load_findings(struct hd_store *s, const struct hd_finding_query *q, struct hd_arena *a,
                           hd_finding_vec *out, struct hd_err *err);

/* All fingerprints by which a finding is recognised, its own among them. Adds to *out. */
typedef HD_VEC(const char *) hd_fingerprint_vec;
int hd_store_load_fingerprints(struct hd_store *s, int64_t finding, struct hd_arena *a,
                               hd_fingerprint_vec *out, struct hd_err *err);

struct hd_run_row {
    int64_t id;
    struct hd_run_info info;
};
typedef HD_VEC(struct hd_run_row) hd_run_vec;
int hd_store_load_runs(struct hd_store *s, struct hd_arena *a, hd_run_vec *out, struct hd_err *err);

/* The lock-order facts of one run, or of the latest check plus all run-time runs (run == 0). Ids
 * index nothing: they are database ids; lock_index/class_index map them. Facts that were never
 * stored have no cls_id; class_id is an index into cls then. */
struct hd_lock_facts {
    HD_VEC(struct hd_lock_class) cls;
    HD_VEC(int64_t) cls_id;
    HD_VEC(struct hd_lock) lock;
    HD_VEC(int64_t) lock_id;
    HD_VEC(struct hd_thread) thread; /* keys are made unique across runs on loading */
    HD_VEC(struct hd_edge) edge;     /* from, to and gates: INDEXES into lock, not ids */
    HD_VEC(int64_t) edge_id;
    /* Circles that the threads of a run stood in: class keys as in the subject of a cycle. */
    HD_VEC(const char *) met;
};
int hd_store_load_lock_facts(struct hd_store *s, int64_t run, struct hd_arena *a,
                             struct hd_lock_facts *out, struct hd_err *err);
void hd_lock_facts_free(struct hd_lock_facts *f);

/* What put_held stored, for one run or for all that hd_store_load_lock_facts would load. */
struct hd_held {
    int64_t run;
    uint64_t thread; /* key inside its run */
    int64_t lock;    /* lock id */
    enum hd_mode mode;
    int64_t stack; /* stack id or 0 */
    struct hd_site site;
};
typedef HD_VEC(struct hd_held) hd_held_vec;
int hd_store_load_held(struct hd_store *s, int64_t run, struct hd_arena *a, hd_held_vec *out,
                       struct hd_err *err);

/* Adds all that the database at `path` holds, in one transaction. Runs get new ids behind those
 * that are there; where both know a finding, the words of `path` win. Not inside a transaction. */
int hd_store_merge(struct hd_store *s, const char *path, struct hd_err *err);

/* Id of the latest finished check run (of the latest when none has finished); 0: there is none. */
int64_t hd_store_latest_check(struct hd_store *s, struct hd_err *err);

/* Checks what must hold in every database: references, SQLite's own structure, our invariants.
 * 0, or -1 with what is wrong. Reads everything. Debug builds do this for small files on closing.
 */
int hd_store_valid(struct hd_store *s, struct hd_err *err);

/* The samples of one run, oldest first, with what they hold. */
typedef HD_VEC(struct hd_sample) hd_sample_vec;
int hd_store_load_samples(struct hd_store *s, int64_t run, struct hd_arena *a, hd_sample_vec *out,
                          struct hd_err *err);

/* What a run saw of its locks: by profile, and exactly when it kept hold times (`holds` > 0). */
struct hd_lock_profile {
    struct hd_lock_use_row use;
    uint64_t holds, total_us, longest_us;
};
typedef HD_VEC(struct hd_lock_profile) hd_lock_profile_vec;
int hd_store_load_lock_profile(struct hd_store *s, int64_t run, hd_lock_profile_vec *out,
                               struct hd_err *err);

int hd_store_load_stack(struct hd_store *s, int64_t id, struct hd_arena *a, struct hd_stack *out,
                        struct hd_err *err);

#endif
