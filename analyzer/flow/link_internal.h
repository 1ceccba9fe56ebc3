/* The parts of the linkage to each other: names and closures (link.c), what programs run
 * (programs.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_LINK_INTERNAL_H
#define HEDDLE_ANALYZER_FLOW_LINK_INTERNAL_H

#include "analyzer/flow/link.h"
#include "analyzer/flow/program.h"

enum { NO_NODE = UINT32_MAX, OWNER_NONE = 0, OWNER_TWICE = UINT16_MAX, MAX_OPEN = 8 };

struct provider {
    uint32_t node;
    uint16_t def; /* number among the definitions of the name, from 1 */
};

/* An external name that some unit defines. */
struct name {
    uint64_t key;
    HD_VEC(struct provider) by;
    HD_VEC(uint64_t) file; /* of each definition: hash of the file that it stands in */
    uint32_t several;      /* defined in several files: number among those + 1 */
    bool global, one;      /* a variable; … that is taken for one after all */
};

struct want {
    uint32_t name, units; /* units: how many of the node's want it */
};

/* A source file; files that are compiled several times are one. */
struct node {
    const char *path;
    bool main;
    uint32_t units;
    HD_VEC(struct want) wants; /* names that it does not define */
    HD_VEC(uint32_t) provides; /* names */
    HD_VEC(uint32_t) target;   /* what it is built for: numbers of link.target_main */
};

struct target {
    uint32_t main, nmains; /* a node that has one, and how many have */
    bool exclusive;        /* nothing of it is part of another program */
};

struct linked_program {
    uint32_t node, main; /* main: program.func */
    uint16_t *owner;     /* by number of a name with several definitions: which one it is */
};

/* A name that stays open in some unit: the key of its declaration there, those it may be. */
struct open_name {
    uint64_t key, def[MAX_OPEN];
    unsigned ndefs;
};

struct link {
    HD_VEC(struct name) name;
    HD_VEC(struct node) node;
    HD_VEC(struct target) target;
    HD_VEC(struct linked_program) program;
    HD_VEC(struct open_name) open;
    struct hd_map name_of, node_of, target_of, key_of;
    uint32_t *node_at; /* by unit */
    uint32_t nseveral;
    size_t words;     /* of a set of programs */
    uint64_t *member; /* by node: programs that certainly link it */
    uint64_t *may;    /* by node: programs that may */
    uint64_t *all;    /* every program */
    uint64_t *runs;   /* by function: programs that run it */
    bool *certain;    /* by function: some program certainly runs it */
};

/* closure.c: members of all programs, and who may be one. */
void close_programs(struct link *l, struct hd_arena *a);
/* Steps from one file's folder to another's. */
unsigned folder_distance(const char *a, const char *b);

static inline bool bit(const uint64_t *set, uint32_t i)
{
    return set[i / 64] >> i % 64 & 1;
}
static inline void set_bit(uint64_t *set, uint32_t i)
{
    set[i / 64] |= UINT64_C(1) << i % 64;
}

#endif
