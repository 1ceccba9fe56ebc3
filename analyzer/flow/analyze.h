/* Phase two: from the units' IR to findings and lock-order facts. Needs no libclang.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_ANALYZE_H
#define HEDDLE_ANALYZER_FLOW_ANALYZE_H

#include "analyzer/ir/ir.h"
#include "analyzer/model/model.h"
#include "core/arena.h"
#include "core/buf.h"
#include "store/store.h"

/* The files that a unit is compiled to, as far as anybody knows: objects of one target lie in one
 * folder or have names alike, which tells which program the unit is part of. */
struct hd_unit_objects {
    const char *const *file;
    size_t n;
};

/* The functions that phase two took longest for, the slowest first. */
enum { HD_SLOWEST = 20 };
struct hd_slow_function {
    uint32_t function; /* its number in the program */
    char name[96], file[160];
    uint64_t us; /* wall clock, all rounds */
};
struct hd_slowest {
    struct hd_slow_function fn[HD_SLOWEST];
    size_t n;
};

/* What one run leaves for the next of the same program. Only runs with equal keys share it. */
struct hd_analyze_memory {
    const uint64_t *unit;  /* by unit: hash of its facts */
    uint64_t key;          /* of the program that analyses, the rules, the options */
    const void *past;      /* what the run before left; hostile or foreign bytes are noticed */
    size_t past_size;      /* 0: nothing */
    struct hd_buf *left;   /* gets what this run leaves; stays empty when `past` will do */
    size_t recalled, anew; /* out: functions */
};

struct hd_analyze_options {
    const struct hd_unit_objects *objects; /* by unit; may be NULL */
    const char *root; /* absolute project root; names of files in results are relative to it */
    bool library;     /* others call what is exported, even when there is a main among the units */
    bool suggest;     /* look for wrappers worth a model */
    struct hd_analyze_memory *memory; /* may be NULL */
    struct hd_slowest *slowest;       /* is told which functions took longest; may be NULL */
};

/* A function that does one thing to one object: a row for a pack. */
struct hd_suggestion {
    const char *row;
    struct hd_site site;
    size_t callers;
};
typedef HD_VEC(struct hd_suggestion) hd_suggestion_vec;

struct hd_analyze_result {
    struct hd_arena arena;      /* owns all strings below */
    hd_finding_vec findings;    /* sorted by file, line, column, rule; with fingerprints. Cycles
                                   in the lock order are not among them: judge the facts */
    struct hd_lock_facts facts; /* class_id of a lock is an index into cls; thread keys count from
                                   1; the id vectors are empty */
    hd_suggestion_vec suggestions;   /* in the order of the units */
    HD_VEC(uint64_t) function_names; /* hd_hash_str of the names of all functions, ascending */
    size_t functions, blocks;        /* analysed */
};

/* Analyses a whole program. The units must stay alive until the result is freed. Deterministic:
 * the result depends on the units in order, the model and the options only. */
void hd_analyze(const struct hd_ir *units, size_t n, const struct hd_model *m,
                const struct hd_analyze_options *opt, struct hd_analyze_result *out);
void hd_analyze_result_free(struct hd_analyze_result *r);

/* A result as bytes and back, without suggestions. Reading: -1 when these are none; names of rules
 * and the like live in r->arena. */
void hd_analyze_result_write(const struct hd_analyze_result *r, struct hd_buf *out);
int hd_analyze_result_read(struct hd_analyze_result *r, const void *data, size_t size);

#endif
