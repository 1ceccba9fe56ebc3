/* The parts of the memory to each other: names that mean the same in the next run (memo_key.c),
 * reading and writing (memo_io.c), what is kept and taken over (memo.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_MEMO_INTERNAL_H
#define HEDDLE_ANALYZER_FLOW_MEMO_INTERNAL_H

#include "analyzer/flow/memo.h"
#include "core/buf.h"

/* memo_key.c: numbers that depend on contents and names, not on the order of things ------------*/

struct memo_unit {
    uint64_t *path, *type;
};
struct memo_keys {
    struct program *p;
    const uint64_t *unit;     /* by unit: of its facts */
    struct memo_unit *memory; /* by unit: scratch of memo_body_key */
    uint64_t *decl; /* by pdecl: of all that an analysis may ask about it; 0: not known yet */
};

void memo_keys_init(struct memo_keys *k, struct program *p, const uint64_t *unit);
/* Who it is, whatever is known of it. */
uint64_t memo_func_name(const struct memo_keys *k, uint32_t f);
/* Who it is and what is known of it. */
uint64_t memo_decl_key(struct memo_keys *k, uint32_t d);
/* What the program knows of all declarations of a unit. */
uint64_t memo_unit_key(struct memo_keys *k, uint32_t unit);
/* memo_body.c: the text of a function and what the program knows of all that it names. */
uint64_t memo_body_key(struct memo_keys *k, uint32_t f);
/* How the rest of the program runs the function. */
uint64_t memo_role_key(const struct memo_keys *k, uint32_t f);
/* Home-made objects, the programs of the build, the packs in use. */
uint64_t memo_program_key(struct memo_keys *k, const struct analysis *an);

/* How a declaration is found again. */
enum memo_ref {
    REF_SHARED, /* by its key */
    REF_PARAM,  /* number `n` of a function */
    REF_LOCAL,  /* the same */
    REF_UNIT,   /* number `n` in its unit, as long as that is the same */
};
struct memo_name {
    enum memo_ref ref;
    uint64_t key; /* of the declaration, the function; REF_UNIT: of the unit's facts */
    uint32_t n;
};
struct memo_name memo_name_of(const struct memo_keys *k, uint32_t d);
/* REF_UNIT is not for here; NO_DECL when there is none of that name. */
uint32_t memo_find(const struct memo_keys *k, const struct memo_name *name);

/* A place by what people see of it. */
struct memo_spot {
    uint64_t unit, file; /* names */
    int64_t line;        /* from the beginning of its function when both lie in one file */
    uint32_t column;
    uint64_t macro;
    bool within;
};
struct memo_spot memo_spot_of(const struct memo_keys *k, struct place at);
uint64_t memo_unit_name(const struct program *p, uint32_t unit);

/* memo_io.c ------------------------------------------------------------------------------------*/

/* What a record refers to, each written once for all records. */
struct memo_tables {
    HD_VEC(uint32_t)
    unit, func, decl; /* numbers in the program by numbers in the record; NO_DECL
                         and the like: one that is not there any more */
    HD_VEC(struct place) place;
    struct hd_strpool text;
    uint32_t *unit_at, *func_at, *decl_at; /* and back, + 1 */
    struct hd_map place_at;
};

struct memo_noted {
    enum memo_note what;
    uint64_t key;
    uint32_t func;
};
/* What an analysis leaves for the judgements at the end. */
struct memo_outputs {
    HD_VEC(struct order_edge) edges;
    HD_VEC(struct held_call) held;
    HD_VEC(struct memo_noted) noted;
};

enum memo_direction { MEMO_HASH, MEMO_WRITE, MEMO_READ };

/* Tables as they were read, with what they mean in this program. */
struct memo_past {
    uint32_t *unit, *func, *decl; /* NO_… when there is none, or it is another one now */
    bool *same_unit;              /* by unit of the past: its facts are the same */
    struct place *place;
    bool *place_known;
    const char **text;
    size_t nunits, nfuncs, ndecls, nplaces, ntexts;
};

struct memo_io {
    enum memo_direction to;
    struct analysis *an;
    struct memo_keys *keys;
    bool bad;              /* read: damaged, or means nothing here; write: cannot be told */
    HD_VEC(uint64_t) hash; /* MEMO_HASH */
    struct hd_buf *out;    /* MEMO_WRITE */
    struct memo_tables *tables;
    const uint8_t *at, *end; /* MEMO_READ */
    const struct memo_past *past;
    /* Terms of the record by their number in it, and back (write, hash): + 1 when the round is
     * right. */
    HD_VEC(term) terms;
    HD_VEC(uint64_t) term_at;
    uint32_t round, syms;
};

void memo_io_start(struct memo_io *o); /* another record */
void memo_io_summary(struct memo_io *o, struct summary *s);
void memo_io_outputs(struct memo_io *o, struct memo_outputs *out);
uint64_t memo_io_number(struct memo_io *o, uint64_t x);
uint64_t memo_io_raw(struct memo_io *o, uint64_t x); /* eight bytes */
uint32_t memo_io_func(struct memo_io *o, uint32_t f);
uint32_t memo_io_unit(struct memo_io *o, uint32_t unit);
/* memo_tables.c */
void memo_tables_init(struct memo_tables *t, struct program *p);
/* Begins with the tables of the past, so that what was taken over may be written as it was. False:
 * most of them are names of what is not there any more. */
bool memo_tables_continue(struct memo_tables *t, const struct memo_past *past);
void memo_tables_free(struct memo_tables *t);
uint64_t memo_place_key(struct place at);
void memo_tables_write(struct memo_io *o);
/* Reads the tables and finds what they name. */
void memo_past_read(struct memo_io *o, struct memo_past *past, struct hd_arena *a);

#endif
