/* What the parts of `heddle check` share.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_CHECK_H
#define HEDDLE_CLI_CHECK_H

#include "analyzer/flow/analyze.h"
#include "analyzer/units/units.h"
#include "cli/check_stats.h"
#include "cli/opt.h"
#include "cli/suppress.h"
#include "store/cache.h"

struct hd_check_options {
    struct hd_common common;
    const char *build;
    long jobs;
    hd_str_vec format, rules, packs, only, disable;
    size_t disabled_here; /* those of `disable` that the command line names come first */
    const char *fail_on, *stats, *profile, *baseline, *write_baseline;
    const char *diff; /* a revision, NULL */
    bool all, explain, library, use_cache, print_ninja;
    int fail_at;
    char **file;
    size_t nfiles;
    const char **arg;
    size_t nargs;
    hd_str_vec own_arg; /* of those, what is written as an option of heddle is */
};

/* Kinds of entries in the cache. */
enum { HD_CHECK_CACHE_UNIT = 1, HD_CHECK_CACHE_PROGRAM = 2, HD_CHECK_CACHE_MEMORY = 3 };

/* How a unit came to its IR. */
struct hd_check_unit {
    bool cached, failed;
    uint64_t key;                /* of the unit in the cache */
    struct hd_cache_entry entry; /* cached */
    uint64_t hash;               /* of its facts; 0: it failed */
    void *facts;                 /* malloc'ed bytes, once they are needed */
    size_t size;
};

struct hd_check {
    const struct hd_overlay *overlay; /* files as they were at the base of a change */
    size_t noverlay;
    bool told;   /* by the report: a text on standard output ends with the gaps */
    bool silent; /* what is said about units was said before, or is about the past */
    struct hd_check_options *o;
    struct hd_arena a;
    struct hd_config config;
    struct hd_suppress *suppress; /* NULL: of a base, and where nothing is reported */
    struct hd_model *model;       /* once it is needed */
    hd_unit_vec units;
    struct hd_check_unit *unit;             /* of each unit */
    struct hd_unit_result *result;          /* what workers said of those that they lowered */
    HD_VEC(struct hd_ir) ir;                /* of those that did not fail */
    HD_VEC(struct hd_unit_objects) objects; /* of each IR */
    HD_VEC(uint64_t) ir_hash;               /* the same: of its facts */
    uint32_t failed, hits;
    bool header_missing;       /* that is the first compile error of some unit */
    uint32_t partial;          /* have compile errors: judged as far as they parsed */
    HD_VEC(const char *) gaps; /* units that failed, a line each, as they came */
    char *root;
    struct hd_cache *cache; /* NULL: none */
    bool same_program;      /* phase two's result is that of an earlier run */
    struct hd_check_stats stats;
    struct hd_check *before; /* --diff: the program before the change, and phase two's result */
    struct hd_analyze_result *result_before;
};

/* check_units.c: fills c->unit, from the cache where nothing changed, else by workers; tells people
 * what failed. */
int hd_check_lower(struct hd_check *c, struct hd_err *err);
/* … from files of `heddle facts` instead; sets c->units and c->root, too. */
int hd_check_read_facts(struct hd_check *c, const char *const *file, size_t n, struct hd_err *err);
/* Looks for comments that allow findings in the sources of facts that were read. */
void hd_check_look_at_sources(struct hd_check *c);
/* Opens the IR of all units that did not fail. */
void hd_check_open_ir(struct hd_check *c);
/* The gaps in a fixed order, whichever worker was first. */
const char *hd_check_gaps(struct hd_check *c);
void hd_check_free_units(struct hd_check *c);

/* check_program.c */
/* The contents of a file; 0 when it cannot be read. A hd_cache_hash_fn; `arg` is a struct
 * hd_suppress that looks for comments in it, or NULL. */
uint64_t hd_check_content_hash(void *arg, const char *path);
int hd_check_load_model(struct hd_check *c, struct hd_err *err);
/* Phase two, or its result of an earlier run on the same facts. */
int hd_check_analyze(struct hd_check *c, struct hd_analyze_result *r, struct hd_err *err);

/* check_base.c: `b` is the program of `c` as it was before the change: its units, with the old
 * contents of files as overlay. Uses the cache of `c`. */
struct hd_git_change;
int hd_check_before(struct hd_check *b, const struct hd_check *c, struct hd_git_change *g,
                    struct hd_err *err);

/* check_diff.c: of the findings in `r` leaves those that the change brought. `now`: the result of
 * phase two on the files as they are. */
struct hd_report;
int hd_check_diff(struct hd_check *c, const struct hd_analyze_result *now, struct hd_report *r,
                  struct hd_err *err);

/* ninja.c: a build file for Ninja that lowers each unit with `heddle facts` and ends with `heddle
 * link`; to -o or standard output. */
int hd_check_print_ninja(const struct hd_check *c);

/* Does the user want to hear of this rule? */
bool hd_check_wanted(const struct hd_check_options *o, const char *rule);

#endif
