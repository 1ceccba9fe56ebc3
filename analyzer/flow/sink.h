/* Reporting a finding of one function's analysis: sink.c.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_SINK_H
#define HEDDLE_ANALYZER_FLOW_SINK_H

#include "analyzer/flow/state.h"
#include "store/store.h"

struct analysis;
struct fctx;

struct report {
    const char *rule;
    const char *title;         /* instead of the rule's; NULL */
    struct place at;           /* primary place */
    const char *subject;       /* free of lines; NULL: the name */
    const char *name;          /* the resource for people, NULL */
    const char *detail;        /* rest of the message, NULL */
    const struct state *state; /* its trail is the witness; may be NULL */
    struct place origin;       /* where the object was created or acquired; loc 0: none */
    const char *origin_note;
    const struct chain *origin_chain, *chain; /* calls down to origin, to `at` */
    const char *chain_note;                   /* what happens at the end of `chain`, NULL */
    const char *note;                         /* what happens at `at` */
    bool is_note;                             /* of something inferred */
    uint64_t key;                             /* same key, same defect; 0: from rule and place */
    int confidence;                           /* enum hd_confidence, -1: the rule's own */
};
/* The beginning of a report about an object, and how it came to be as it is (`origin_note`). */
struct report report_of(const struct state *s, const struct obj *o, const char *name,
                        const char *rule, struct place at, const char *origin_note);
/* … about a lock that was acquired where `o` says. */
struct report report_of_lock(struct fctx *c, const struct state *s, const struct obj *o,
                             const char *rule, struct place at);
/* Returns the finding (valid until the next), NULL when it was there already. */
struct hd_finding *report_finding(struct analysis *an, const struct report *r);
bool already_reported(struct analysis *an, const char *rule, uint64_t key);
void note_reported(struct analysis *an, const char *rule, uint64_t key); /* counts as that, too */
/* The end of a path, for as long as the program is analysed. */
const struct trail *keep_trail(struct hd_arena *a, const struct trail *t);
void add_step(struct analysis *an, struct hd_finding *f, const char *thread, struct place at,
              const char *note);

#endif
