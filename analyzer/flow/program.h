/* The whole program as phase two sees it: the units' IR, declarations unified across units, the
 * call graph with function pointers resolved, and the order in which to analyse functions
 * (callees before callers; a thread's entry before its creator).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_PROGRAM_H
#define HEDDLE_ANALYZER_FLOW_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/flow/link.h"
#include "analyzer/flow/term.h"
#include "analyzer/ir/ir.h"
#include "analyzer/model/model.h"
#include "core/arena.h"
#include "core/map.h"
#include "core/vec.h"
#include "store/facts.h"

struct hd_unit_objects;

enum { NO_DECL = UINT32_MAX, NO_FUNC = UINT32_MAX };

/* A declaration of the program. Functions, globals and fields with one key are one pdecl. */
struct pdecl {
    uint64_t key;                  /* in program.by_key; 0: of its unit only */
    uint32_t unit, decl;           /* a representative: the definition when there is one */
    uint32_t func;                 /* functions: index into program.func, NO_FUNC without a body */
    const struct hd_op_model *ops; /* functions: what the packs say; NULL */
    uint32_t nops;
    const struct hd_attr_model *attrs;
    uint32_t nattrs;
    unsigned traits;     /* lock classes: traits that some initialisation gives (recursive …) */
    bool traits_unknown; /* initialised in a way that was not understood */
    const struct hd_resource *made_by; /* places of handles: what is made into it … */
    bool made_otherwise;               /* … and something else elsewhere */
    bool address_taken;                /* functions: used as a value other than as a known entry */
    uint8_t locks;         /* is or points to a lock, or a record with one: chosen.c */
    HD_VEC(uint32_t) leads; /* pointers to locks: variables and fields (pdecl) that they are made to
                               point to … */
    bool leads_anywhere;    /* … and what nobody knows: kept.c */
    bool assigned;         /* fields: some function sets it to something that is no number */
    HD_VEC(uint32_t) from; /* pointers, fields: parameters (pdecl) assigned to them anywhere */
    HD_VEC(uint32_t)
    targets;                   /* pointers, fields: functions (pdecl) assigned to them anywhere;
                                  functions without a body: those that the name may mean */
    struct contract *contract; /* functions: what their attributes promise; NULL */
};

/* How one function reaches another. */
enum call_kind {
    CALL_DIRECT,
    CALL_POINTER,
    CALL_SPAWN,
    CALL_SYNC,
    CALL_SIGNAL,
    CALL_THREAD, /* only while calls are noted: a CALL_SPAWN that makes a thread */
};
struct pcall {
    uint32_t to;   /* program.func */
    uint32_t insn; /* unit-wide number of the instruction */
    uint8_t kind;  /* enum call_kind */
};

struct pfunc {
    uint32_t unit, func; /* in the unit's IR */
    uint32_t decl;       /* pdecl */
    HD_VEC(struct pcall) calls;
    HD_VEC(uint32_t) callers; /* program.func, each once, by direct or pointer calls */
    bool spawned;             /* entry of a thread, or of a task of a pool */
    bool own_thread;          /* … for which a thread is made, which ends when it returns */
    bool spawned_many;        /* by several sites or in a loop */
    bool signal_handler;
    bool address_taken;
    bool is_main;
    uint32_t scc; /* number in bottom-up order */
};

struct punit {
    const struct hd_ir *ir;
    uint32_t *decl; /* unit decl -> pdecl */
};

struct program {
    struct hd_arena arena;
    const struct hd_model *model;
    struct terms terms;
    HD_VEC(struct punit) unit;
    HD_VEC(struct pdecl) decl;
    HD_VEC(struct pfunc) func;
    HD_VEC(uint32_t) order; /* functions, bottom-up */
    struct hd_map by_key;   /* decl key -> pdecl + 1 */
    struct link *link;      /* the programs among the units */
    const char *root;       /* absolute project root */
    bool whole;             /* programs, no library: what nobody calls is dead, not an API */
};

/* `objects` may be NULL. */
void program_init(struct program *p, const struct hd_model *m, const struct hd_ir *units, size_t n,
                  const struct hd_unit_objects *objects, const char *root);
void program_free(struct program *p);

static inline const struct hd_ir *func_ir(const struct program *p, uint32_t f)
{
    return p->unit.data[p->func.data[f].unit].ir;
}
static inline const struct hd_ir_func *func_of(const struct program *p, uint32_t f)
{
    return &func_ir(p, f)->funcs[p->func.data[f].func];
}
const struct hd_ir_decl *pdecl_ir(const struct program *p, uint32_t decl);
const char *pdecl_name(const struct program *p, uint32_t decl);
/* A pointer (pdecl) gets this value: kept.c */
void note_lock_pointer(struct program *p, uint32_t unit, uint32_t to, hd_val value);
/* What the packs know an object of this type as; NULL. `type` is of that unit. */
const struct hd_resource *type_resource(const struct program *p, const struct hd_ir *ir,
                                        uint32_t type);
const char *func_name(const struct program *p, uint32_t f);
/* … as the witness calls it: lambdas have no name that anybody wrote. */
const char *func_shown(struct program *p, uint32_t f);
/* Place of a location of a unit; file relative to the project root. `f` names the function. */
struct hd_site site_of(const struct program *p, uint32_t unit, uint32_t loc, uint32_t f);
/* "conn.lock", "log_lock": a lock or handle for people, from its declaration. */
const char *pdecl_label(struct program *p, uint32_t decl);

/* One more function (pdecl) that may be behind a pointer, or behind a name. */
void program_add_target(struct pdecl *d, uint32_t func_decl);
/* Does whoever registers a function give it as an argument that is kept here? Those that are stored
 * by name are then a few of many, and rarely the ones that a call means: it is not followed. */
bool is_registry(const struct program *p, uint32_t decl);
/* The declaration that a unit's path ends in: the field, or the variable; NO_DECL. */
uint32_t path_decl(const struct program *p, uint32_t unit, uint32_t path);
/* handlers.c: marks the functions that are installed as signal handlers through a field. */
void note_handlers(struct program *p);
/* Does the function pointer at this place come from outside: handed to a function that callers
 * elsewhere may call, with no function of the program known to be behind it? */
bool comes_from_outside(const struct program *p, uint32_t decl);

/* The operations of a call's callee when it is known by name; *n is 0 for others. */
const struct hd_op_model *call_ops(const struct program *p, uint32_t unit,
                                   const struct hd_ir_insn *i, uint32_t *n);
/* The callee's pdecl of a direct call, NO_DECL for calls through pointers. */
uint32_t call_decl(const struct program *p, uint32_t unit, const struct hd_ir_insn *i);

typedef HD_VEC(uint32_t) u32_vec;
/* Functions that call `f` through a pointer that some function of the program was told to keep.
 * Such calls are no calls of the graph: a pointer of this kind may mean any of many. */
void program_registered_callers(const struct program *p, uint32_t f, u32_vec *out);

#endif
