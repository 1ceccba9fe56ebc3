/* What attributes promise of a function: clang's thread-safety attributes, sparse's words, and
 * annotate("heddle:…"). docs/annotations.md is the list. One clause names one object.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_CONTRACT_H
#define HEDDLE_ANALYZER_FLOW_CONTRACT_H

#include "analyzer/flow/program.h"

enum clause_kind {
    CLAUSE_ACQUIRE, /* returns with it held, always or `when` the result says so */
    CLAUSE_RELEASE, /* is called with it held, returns without */
    CLAUSE_REQUIRE, /* is called with it held, and keeps it */
    CLAUSE_EXCLUDE, /* is called without it */
    CLAUSE_ASSERT,  /* it is held when this returns: checked there */
    CLAUSE_EVENT,   /* `event` happens to a handle */
};

struct clause {
    enum clause_kind kind;
    bool shared;
    term obj; /* lock: location, handle: value, in terms of the function's arguments; 0 unknown */
    const struct hd_resource *res;
    int event; /* of the resource's automaton, for CLAUSE_EVENT */
    struct hd_predicate when;
    bool of_result; /* the object is reached from what the function returns */
};

struct contract {
    HD_VEC(struct clause) clause;
    HD_VEC(const char *)
    ignore; /* ids of rules; "lock-" stands for all that begin so, "" for all */
    bool ends_guard, renews_guard; /* a method of a scope guard: lets go of, acquires again what the
                                      constructor acquired */
    bool vague;                    /* names locks that are not understood */
    uint32_t unit;                 /* the first that declares it with attributes: theirs count */
};

/* Reads the attributes of all functions; pdecl.contract is set afterwards. */
void read_contracts(struct program *p);
void free_contracts(struct program *p);
/* Is the function (program.func) excused from this rule? */
bool contract_ignores(const struct program *p, uint32_t func, const char *rule);
/* Does the function promise to release, or need held, locks of this class? */
bool contract_hands_over(const struct program *p, uint32_t func, uint32_t cls);

#endif
