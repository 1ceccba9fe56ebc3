/* What session.c (life cycle, waits) and ingest.c (rows) share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_COLLECTOR_SESSION_INTERNAL_H
#define HEDDLE_COLLECTOR_SESSION_INTERNAL_H

#include "collector/describe.h"
#include "collector/gaps.h"
#include "collector/judge.h"
#include "collector/profile.h"
#include "collector/session.h"
#include "collector/trend.h"
#include "collector/wait_for.h"
#include "core/map.h"

/* How it goes over time. */
struct hd_history {
    struct hd_profile profile;
    struct hd_slots slots;
    int64_t look_ms;  /* monotonic: when the next look is due */
    int64_t first_ms; /* of the first sample */
    int64_t uses_ms;  /* when the use of locks was stored last */
    uint32_t stride;  /* of the samples that the store has */
    /* What an earlier collector of this process counted: looks, and those of locks by their rows. */
    uint64_t past_looks;
    hd_lock_profile_vec past;
    struct hd_map past_of; /* lock id -> index into `past` + 1 */
};

struct hd_session {
    struct hd_wire_file wire;
    struct hd_session_options o;
    struct hd_describe *d;
    struct hd_snapshot snap;  /* the latest whole one */
    struct hd_snapshot waits; /* the latest for waits */
    struct hd_wait_watch watch;
    struct hd_map reported; /* hashes of chains already judged */
    struct hd_trend trend;
    struct hd_history history;
    struct hd_gaps gaps;
    hd_finding_vec live_found; /* deadlocks, stalls, long holds and growth so far */
    size_t live_stored;        /* how many of them the store has */
    uint32_t outer_pid; /* seen from here, of a process in a PID namespace; 0: as in the file */
    char *unseen;              /* lines for the coverage report, or NULL */
    bool superseded;
    bool whole;   /* `snap` was taken whole at least once */
    bool damaged; /* the file could not be read at the end */

    int64_t run;
    int64_t judged_ms;    /* monotonic, when lock order was last judged */
    uint64_t judged_hash; /* contexts then */
    /* What the store has: record -> row id, and record -> hash of what was put. */
    struct hd_map stack_id;  /* struct hd_stack * -> id */
    struct hd_map lock_id;   /* id and generation -> id */
    struct hd_map put;       /* hash of kind and record -> hash of its content */
    uint64_t unjudged_gates; /* contexts left out because gates were lost */
};

/* Puts threads, locks, held locks and order edges of s->snap into the store, within the caller's
 * transaction. */
int hd_ingest(struct hd_session *s, struct hd_store *db, struct hd_err *err);

/* Row ids of a stack (0: empty) and of a lock (0: takes no part in lock order, or unknown); -1 on
 * failure. */
int64_t hd_ingest_stack(struct hd_session *s, struct hd_store *db, const struct hd_stack *stack,
                        struct hd_err *err);
int64_t hd_ingest_lock(struct hd_session *s, struct hd_store *db, uint32_t id, uint32_t gen,
                       struct hd_err *err);

/* Puts a sample of s->snap and, now and then and when it is `over`, the use of locks. */
enum { HD_SAMPLES_MOST = 256 };
uint32_t hd_history_stride(uint32_t ordinal); /* of the samples that are kept, at that one */
int hd_history_put(struct hd_session *s, struct hd_store *db, bool over, struct hd_err *err);
void hd_history_free(struct hd_history *h);
/* The run has samples and a profile already: goes on counting from there. */
int hd_history_resume(struct hd_session *s, struct hd_store *db, struct hd_err *err);

/* Forgets what the store has (a transaction was rolled back). */
void hd_ingest_forget(struct hd_session *s);

/* A hash of all order contexts, to see whether a new judgement can differ. */
uint64_t hd_ingest_order_hash(const struct hd_snapshot *s);

#endif
