/* The intermediate representation: what phase two knows of a program, free of libclang.
 *
 * One relocatable blob per translation unit: a header and flat tables that refer to each other by
 * index (index 0 of strings, types, locations and paths is the empty one). The blob is written to
 * the cache as it is; hd_ir_open checks every index before anybody follows one.
 *
 * Values are tagged words. Access paths are hash-consed: equal paths of one TU have equal numbers.
 *   path(p)   what is stored in the variable or memory that path p names
 *   addr(p)   its address; an array decays to addr(p[0]), *addr(p) is p, &*p is p
 *   expr(e)   a pure expression without calls, hash-consed, e.g. `flags & 4`
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_IR_IR_H
#define HEDDLE_ANALYZER_IR_IR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"

enum { HD_IR_VERSION = 2 };

typedef uint32_t hd_val; /* tag in the upper 4 bits, index in the lower 28 */
enum hd_val_tag {
    HD_V_NONE,    /* no value */
    HD_V_UNKNOWN, /* anything */
    HD_V_INT,     /* ints[i]; NULL is 0 */
    HD_V_STR,     /* string literal, strings[i] */
    HD_V_PATH,    /* value stored at paths[i] */
    HD_V_ADDR,    /* address of paths[i] */
    HD_V_FUNC,    /* function decls[i] */
    HD_V_EXPR,    /* exprs[i] */
};
#define HD_VAL(tag, index) ((hd_val)((uint32_t)(tag) << 28 | (uint32_t)(index)))
#define HD_VAL_TAG(v) ((enum hd_val_tag)((v) >> 28))
#define HD_VAL_INDEX(v) ((uint32_t)((v) & 0x0fffffffu))

/* A place, where the code expands to (macros count at their use). */
struct hd_ir_loc {
    uint32_t file, line, column;
    uint32_t macro; /* string: outermost macro whose expansion this is from, or 0 */
};

/* Every file that the unit includes, used or not: whoever caches the blob compares the hashes. */
struct hd_ir_file {
    uint32_t name;  /* string: absolute real path */
    uint32_t flags; /* HD_FILE_* */
    uint64_t hash;  /* of the contents */
};
enum { HD_FILE_SYSTEM = 1, HD_FILE_MAIN = 2 };

enum hd_type_kind {
    HD_TYPE_NONE,
    HD_TYPE_VOID,
    HD_TYPE_BOOL,
    HD_TYPE_INT, /* and enums, characters */
    HD_TYPE_FLOAT,
    HD_TYPE_POINTER, /* and references */
    HD_TYPE_ARRAY,
    HD_TYPE_RECORD,
    HD_TYPE_FUNCTION,
    HD_TYPE_OTHER,
};
struct hd_ir_type {
    uint32_t spelling;  /* string: as written, qualifiers removed: "pthread_mutex_t", "conn *" */
    uint32_t canonical; /* string: typedefs resolved */
    uint32_t kind;      /* enum hd_type_kind, of the canonical type */
    uint32_t target;    /* pointee or element type, 0 */
    uint32_t record;    /* index + 1 into records, 0 */
    uint32_t flags;     /* HD_TYPE_UNSIGNED | HD_TYPE_REFERENCE | HD_TYPE_ENUM | HD_TYPE_CONST */
};
enum { HD_TYPE_UNSIGNED = 1, HD_TYPE_REFERENCE = 2, HD_TYPE_ENUM = 4, HD_TYPE_CONST = 8 };

struct hd_ir_record {
    uint32_t name; /* string: "conn", typedef name of an anonymous record, "" when nameless */
    uint32_t usr;  /* string */
    uint64_t key;
    uint32_t field, nfields; /* decls: contiguous */
    uint32_t loc;
    uint32_t flags; /* HD_RECORD_* */
};
enum { HD_RECORD_UNION = 1, HD_RECORD_CXX = 2 };

enum hd_decl_kind {
    HD_DECL_FUNC,
    HD_DECL_GLOBAL, /* file scope, also static members */
    HD_DECL_STATIC_LOCAL,
    HD_DECL_LOCAL,
    HD_DECL_PARAM, /* C++: parameter 0 of a method is `this` */
    HD_DECL_FIELD,
};
struct hd_ir_decl {
    uint64_t key;  /* program-wide identity: hash(USR [+ real path for internal linkage]); locals,
                      parameters: unique in the TU only */
    uint32_t name; /* string; functions of C++: qualified without parameters, "std::mutex::lock" */
    uint32_t usr;  /* string; "" for locals and parameters */
    uint32_t kind; /* enum hd_decl_kind */
    uint32_t type;
    uint32_t loc;
    uint32_t flags;      /* HD_DECL_F_* */
    uint32_t owner;      /* locals, params: function decl; fields: record index; else 0 */
    uint32_t index;      /* params: number; fields: position */
    uint32_t init;       /* hd_val: constant static initialiser, HD_V_NONE when there is none; for
                            aggregates see init_macro */
    uint32_t init_macro; /* string: macro that the initialiser consists of, e.g.
                            "PTHREAD_MUTEX_INITIALIZER"; 0 */
};
enum {
    HD_DECL_F_INTERNAL = 1, /* internal linkage */
    HD_DECL_F_DEFINED = 2,  /* has a body or is a definition in this TU */
    HD_DECL_F_NORETURN = 4,
    HD_DECL_F_INLINE = 8,
    HD_DECL_F_VARIADIC = 16,
    HD_DECL_F_SYSTEM = 32,   /* declared in a system header */
    HD_DECL_F_HAS_INIT = 64, /* has any initialiser */
    HD_DECL_F_CLEANUP = 128, /* has __attribute__((cleanup)) */
    HD_DECL_F_METHOD = 256,  /* C++ non-static member function */
    HD_DECL_F_CTOR = 512,
    HD_DECL_F_DTOR = 1024,
    HD_DECL_F_NOEXCEPT = 2048,
    HD_DECL_F_THREAD_LOCAL = 4096,
    HD_DECL_F_PARM_UNEVAL = 8192,  /* reserved */
    HD_DECL_F_USED_UNSEEN = 16384, /* local: some use of it is in no instruction (a lambda has it, a
                                      range-for runs over it) */
    HD_DECL_F_RENAMED_UNSEEN = 32768, /* local: a closure has it by a name of its own (`[&r = x]`,
                                         `[x = std::move(x)]`), or one whose body is not lowered */
};

/* Attributes that carry a meaning for locks: clang thread-safety, sparse, annotate("heddle:…"). */
struct hd_ir_attr {
    uint32_t decl;
    uint32_t name;         /* string: "acquire_capability", "release_capability", "annotate" … */
    uint32_t arg;          /* string: text of the argument, "" */
    uint32_t lock, nlocks; /* functions: into args, the objects it names: paths, or UNKNOWN. Their
                              roots are globals and parameters of the function (made for this
                              purpose, told by `index`; HD_DECL_RESULT: what it returns) */
};
enum { HD_DECL_RESULT = 0xffff };

enum hd_path_kind {
    HD_PATH_NONE,
    HD_PATH_VAR,       /* root: decls[arg] */
    HD_PATH_TEMP,      /* root: result number arg of the function; also unnamed objects (compound
                          literals, temporaries of C++) */
    HD_PATH_UNKNOWN,   /* root: some unknown object, number arg */
    HD_PATH_DEREF,     /* *parent; a step through memory is always a DEREF */
    HD_PATH_FIELD,     /* parent.decls[arg] */
    HD_PATH_INDEX,     /* element ints[arg]. Of an array object A: A[i] is INDEX(A, i). Through a
                          pointer p: p[i] and *(p + i) are INDEX(DEREF(p), i); p[0] is DEREF(p).
                          p + i as a value is addr(INDEX(DEREF(p), i)) */
    HD_PATH_INDEX_VAL, /* the same for element (hd_val) arg, a path or expr */
    HD_PATH_INDEX_ANY, /* some element */
};
struct hd_ir_path {
    uint32_t parent; /* paths; 0 for roots. Always smaller than the path's own index */
    uint32_t kind;   /* enum hd_path_kind */
    uint32_t arg;
    uint32_t type; /* of the object named, 0 unknown */
};

enum hd_op {
    HD_OP_NONE,
    HD_OP_EQ,
    HD_OP_NE,
    HD_OP_LT,
    HD_OP_LE,
    HD_OP_GT,
    HD_OP_GE,
    HD_OP_AND,
    HD_OP_OR,
    HD_OP_XOR,
    HD_OP_ADD,
    HD_OP_SUB,
    HD_OP_MUL,
    HD_OP_DIV,
    HD_OP_REM,
    HD_OP_SHL,
    HD_OP_SHR,
    HD_OP_NOT /* ~a */,
    HD_OP_NEG,
};
struct hd_ir_expr {
    uint32_t op; /* enum hd_op; for comparisons used as values the frontend branches instead */
    hd_val a, b; /* b HD_V_NONE for unary */
};

enum hd_insn_op {
    HD_INSN_CALL,      /* dst = callee(args) */
    HD_INSN_ASSIGN,    /* dst = a; with `how` ADD/SUB/…: dst = dst how a. INT 0 assigned to a record
                          zeroes all of it */
    HD_INSN_COPY,      /* dst = a for a record (a is path) : a bitwise copy */
    HD_INSN_DECL,      /* local dst comes into being, uninitialised (an ASSIGN follows if it has
                          an initialiser; `a` is INT 0 when it is zero-initialised ({0})) */
    HD_INSN_SCOPE_END, /* local dst dies here (also temporaries of C++); a cleanup function is a
                          CALL with HD_INSN_F_IMPLICIT before it */
    HD_INSN_LOAD,      /* the value a is read through memory; only where nothing else shows it */
};
struct hd_ir_insn {
    uint32_t op;    /* enum hd_insn_op */
    uint32_t flags; /* HD_INSN_F_* */
    uint32_t loc;
    uint32_t dst;        /* path or 0 */
    hd_val a;            /* CALL: callee, FUNC or the value of the pointer called through */
    uint32_t how;        /* ASSIGN: enum hd_op of a compound assignment, 0 */
    uint32_t arg, nargs; /* CALL: into args (hd_val) */
};
enum {
    HD_INSN_F_IMPLICIT = 1,   /* made by the compiler: cleanup, destructor, constructor */
    HD_INSN_F_UNUSED = 2,     /* CALL: result ignored ((void) casts too: see VOIDED) */
    HD_INSN_F_VOIDED = 4,     /* result cast to void */
    HD_INSN_F_MACRO = 8,      /* comes from a macro's body */
    HD_INSN_F_TEMPORARY = 16, /* C++: object is an unnamed temporary */
    HD_INSN_F_VIRTUAL = 32,
    HD_INSN_F_INIT = 64,        /* ASSIGN: initialiser of a declaration */
    HD_INSN_F_INIT_MACRO = 128, /* ASSIGN: `a` is a STR that names the macro whose braces the
                                  object (a record) is initialised with, "PTHREAD_…_INITIALIZER" */
    HD_INSN_F_CAUGHT = 256, /* CALL: stands in a try block, whose handlers are taken to catch all
                               that it throws */
};

enum hd_term {
    HD_TERM_GOTO,        /* succ[0] */
    HD_TERM_BRANCH,      /* if (a op b) succ[0] else succ[1]; op NONE: opaque, decided by value a */
    HD_TERM_SWITCH,      /* on a; succ[i] for cases[i], the last succ is the default */
    HD_TERM_RETURN,      /* returns a (HD_V_NONE for void or falling off the end); SCOPE_END of all
                            locals stands before it, so `a` is a result when it would read one */
    HD_TERM_UNREACHABLE, /* after a noreturn call, or a handler throws again what it caught */
    HD_TERM_INDIRECT,    /* computed goto: any of succ */
    HD_TERM_THROW,       /* an exception leaves the function */
};
struct hd_ir_block {
    uint32_t insn, ninsns;
    uint32_t term, op; /* enum hd_term, enum hd_op */
    hd_val a, b;
    uint32_t succ, nsucc; /* into succs: block numbers of the function */
    uint32_t kase;        /* SWITCH: into cases, nsucc - 1 of them */
    uint32_t loc;         /* of the terminator */
};
struct hd_ir_case {
    int64_t lo, hi;
};

struct hd_ir_func {
    uint32_t decl;
    uint32_t loc, end_loc;
    uint32_t block, nblocks; /* block 0 is the entry */
    uint32_t param, nparams; /* decls: contiguous */
    uint32_t local, nlocals; /* decls: contiguous */
    uint32_t ntemps;
    uint32_t flags; /* HD_FUNC_* */
    uint64_t hash;  /* of the lowered body, free of locations */
};
enum {
    HD_FUNC_BROKEN = 1, /* an error diagnostic lies inside: path findings are not reliable */
    HD_FUNC_INIT = 2,   /* pseudo function: the TU's initialisers of globals, as assignments; those
                           of plain numbers are in hd_ir_decl.init only */
    HD_FUNC_HEADER = 4, /* body stands in a header (may exist in many TUs) */
    HD_FUNC_LAMBDA = 8,
    HD_FUNC_SYSTEM = 16,
};

/* A view of one blob; all pointers point into it. */
struct hd_ir {
    const void *blob;
    size_t size;
    const char *strings; /* string id = offset */
    const struct hd_ir_file *files;
    const struct hd_ir_loc *locs;
    const struct hd_ir_type *types;
    const struct hd_ir_record *records;
    const struct hd_ir_decl *decls;
    const struct hd_ir_attr *attrs;
    const int64_t *ints;
    const struct hd_ir_path *paths;
    const struct hd_ir_expr *exprs;
    const hd_val *args;
    const struct hd_ir_insn *insns;
    const struct hd_ir_block *blocks;
    const uint32_t *succs;
    const struct hd_ir_case *cases;
    const struct hd_ir_func *funcs;
    uint32_t strings_size, nfiles, nlocs, ntypes, nrecords, ndecls, nattrs, nints, npaths, nexprs,
        nargs, ninsns, nblocks, nsuccs, ncases, nfuncs;
    uint32_t main_file; /* files */
    uint32_t errors;    /* diagnostics of level error or fatal that the frontend saw */
};

/* Reads and fully validates a blob (bounds, kinds, parents before children, one terminator per
 * block …). The view borrows the blob. -1 with what and where on a malformed one. */
int hd_ir_open(struct hd_ir *ir, const void *blob, size_t size, struct hd_err *err);

static inline const char *hd_ir_str(const struct hd_ir *ir, uint32_t s)
{
    return ir->strings + s;
}

/* Text for people. print.c */
struct hd_buf;
void hd_ir_print(const struct hd_ir *ir, struct hd_buf *out);
void hd_ir_print_func(const struct hd_ir *ir, uint32_t func, struct hd_buf *out);
void hd_ir_path_text(const struct hd_ir *ir, uint32_t path,
                     struct hd_buf *out); /* "s->m" as in C */
void hd_ir_val_text(const struct hd_ir *ir, hd_val v, struct hd_buf *out);

#endif
