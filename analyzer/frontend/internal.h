/* What the files of the frontend share: the state of lowering one translation unit.
 *
 * A function is lowered in two steps. snapshot.c visits it once into a flat pre-order array of
 * nodes; the others descend over that array and emit blocks. Expressions have four entrances:
 *   hd_fe_value    its value             hd_fe_place   the object that an lvalue names
 *   hd_fe_branch   as a condition        hd_fe_effect  for its effects only
 * and hd_fe_value_to stores a value straight into a place.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FRONTEND_INTERNAL_H
#define HEDDLE_ANALYZER_FRONTEND_INTERNAL_H

#include <clang-c/Index.h>

#include "analyzer/frontend/frontend.h"
#include "analyzer/ir/build.h"

/* Deeper functions are given up: descending recurses, and what is nested deeper was generated. */
enum { HD_FE_MAX_NESTING = 3000 };
#define HD_FE_NONE UINT32_MAX

enum {
    HD_FE_N_EFFECT = 1,   /* lowering it may emit something: calls, assignments, branches */
    HD_FE_N_CONSTANT = 2, /* libclang may evaluate it: made of literals and operators only */
    HD_FE_N_ATTRS = 4,    /* declaration with attributes */
    HD_FE_N_CAST = 8,     /* implicit cast: what is around its operand says nothing */
    HD_FE_N_NO_CAST = 16, /* looks like one, but is none; neither: nobody asked */
    HD_FE_N_LOWERED = 32, /* a use of a variable that has come into an instruction */
};
struct hd_fe_node {
    CXCursor c;
    const void *type;     /* hd_fe_type_of, NULL: nobody asked */
    uint32_t parent, end; /* end: one behind the last node of the subtree */
    uint32_t ref;         /* hd_fe_ref: in fe->refs + 1, 0: nobody asked */
    uint16_t kind;        /* enum CXCursorKind */
    uint16_t type_kind;   /* enum CXTypeKind of `type` */
    uint8_t flags;        /* HD_FE_N_* */
};

/* A local that is alive where we are. */
struct hd_fe_live {
    uint32_t path;
    uint32_t node;    /* its declaration; a temporary: HD_FE_NONE */
    uint32_t scope;   /* node of the scope it belongs to */
    uint32_t cleanup; /* decl of the cleanup function or destructor, HD_FE_NONE */
    uint32_t flags;   /* HD_INSN_F_* of its end */
    CXType type;      /* C++: whose parts may have destructors */
};

/* Where break and continue go, and how many locals stay alive there. */
struct hd_fe_target {
    uint32_t block, mark;
};

struct hd_fe_switch {
    HD_VEC(struct hd_ir_case) cases;
    HD_VEC(uint32_t) blocks;
    uint32_t fallback; /* block of default, HD_FE_NONE */
};

/* What is known of a file's contents; known.c. */
struct hd_fe_known {
    uint64_t hash;
    size_t len;
    HD_VEC(uint32_t) lines; /* offsets where lines start, empty until needed */
    bool read;              /* hash and len are known */
    enum { HD_FE_NOT_ASKED, HD_FE_NO, HD_FE_YES } mentions;
};
struct hd_fe_memory {
    struct hd_map at;
    HD_VEC(struct hd_fe_known *) all;
};

struct hd_fe_file {
    CXFile handle;
    const char *text; /* contents, owned by the translation unit */
    size_t len;
    struct hd_fe_known *known;
    uint32_t index; /* in the IR */
    uint32_t line;  /* number of the last line that was looked for */
    uint16_t asked; /* how often libclang was asked for lines of it */
    bool system, main, project;
    bool loaded; /* text was asked for */
};

/* What libclang's numbers for locations say of the characters of a file; point.c. */
struct hd_fe_span {
    uint32_t begin, len; /* number of its first character, and how many follow */
    uint32_t first;      /* the number that was met first */
    uint32_t file;       /* in fe->files, HD_FE_NONE until somebody asks for it */
    CXFile handle;
    bool system;
    bool sure;    /* a second number agreed */
    bool strange; /* another one did not */
};
struct hd_fe_point {
    uint32_t file, offset;
};

struct hd_fe_error {
    uint32_t file, offset;
};

struct hd_fe {
    const struct hd_unit *unit;
    const struct hd_frontend_options *opt;
    CXTranslationUnit tu;
    CXPrintingPolicy terse; /* declarations without bodies */
    struct hd_irb ir;
    bool cxx;

    /* The unit. */
    HD_VEC(struct hd_fe_file) files;
    struct hd_map file_of, decl_of, type_of, record_of; /* pointer -> number + 1 */
    struct hd_map complete;                             /* records whose fields are known */
    struct hd_map complete_type; /* types for which hd_fe_complete_type was called */
    struct hd_map spelling_of;   /* type -> string */
    struct hd_map body_of;       /* canonical decl -> definition + 1 */
    HD_VEC(CXCursor) bodies;
    struct hd_map queued;     /* canonical decl of functions that were lowered or will be */
    HD_VEC(CXCursor) queue;   /* definitions to lower */
    HD_VEC(CXCursor) globals; /* variables with initialisers, for the pseudo function */
    HD_VEC(CXCursor) vars;    /* at file or class scope */
    struct hd_map var_named;  /* hash of a name -> the only variable of that name + 1, else 0 */
    struct hd_map dtor_of, closure_this;
    struct hd_map plain_parts; /* records whose parts have no destructors */
    struct hd_map by_name; /* hash of a function's name -> definition + 1 (cleanup attribute) */
    HD_VEC(struct hd_fe_error) errors;
    CXFile main;
    struct hd_fe_memory own;         /* what is known of files for this unit only */
    bool remembers;                  /* something is known of other files, too */
    HD_VEC(struct hd_fe_span) spans; /* by number */
    uint32_t span;                   /* the one that was needed last */
    enum {
        HD_FE_UNTRIED,
        HD_FE_ALIKE,
        HD_FE_UNLIKE
    } alike; /* do numbers and offsets grow alike? */
    struct {
        uint32_t number, loc;
    } recent[512]; /* locations met last */

    /* The function being lowered. */
    HD_VEC(struct hd_fe_node) nodes;
    HD_VEC(CXCursor) refs;      /* what nodes refer to */
    HD_VEC(uint32_t) var_nodes; /* nodes that declare variables */
    bool has_labels;
    CXCursor func;
    uint32_t func_decl, this_decl;
    uint32_t cur; /* block that grows */
    uint32_t ntemps;
    HD_VEC(struct hd_fe_live) live;
    uint32_t scope; /* node of the innermost scope */
    struct hd_fe_target brk, cont;
    struct hd_fe_switch *sw;
    struct hd_map label_node, label_block; /* Stmt pointer -> node + 1, block + 1 */
    HD_VEC(uint32_t) taken;                /* labels whose address is taken: nodes */
    HD_VEC(struct hd_fe_live) full;        /* temporaries of the full expression: lifetime.c */
    struct hd_fe_target handler;           /* of the innermost try */
    uint32_t nlambdas;
};

/* snapshot.c */
/* The nodes below `c` (not `c` itself, which is node 0). false when it is nested too deeply. */
bool hd_fe_snapshot(struct hd_fe *fe, CXCursor c);
static inline struct hd_fe_node *hd_fe_node(struct hd_fe *fe, uint32_t n)
{
    return &fe->nodes.data[n];
}
/* Children: for (k = first; k != end of n; k = end of k). */
uint32_t hd_fe_nkids(struct hd_fe *fe, uint32_t n);
uint32_t hd_fe_kid(struct hd_fe *fe, uint32_t n, uint32_t i); /* HD_FE_NONE when there are fewer */
uint32_t hd_fe_last(struct hd_fe *fe, uint32_t n);            /* HD_FE_NONE when there is none */
CXCursor hd_fe_ref(struct hd_fe *fe, uint32_t n);             /* clang_getCursorReferenced */
CXType hd_fe_type_of(struct hd_fe *fe, uint32_t n);           /* clang_getCursorType */
#define HD_FE_KIDS(fe, k, n)                                                                       \
    for (uint32_t k = (n) + 1; k < hd_fe_node(fe, n)->end; k = hd_fe_node(fe, k)->end)
/* Below parentheses, implicit casts and casts written; through `__extension__`. */
uint32_t hd_fe_strip(struct hd_fe *fe, uint32_t n);
/* The same, but stops at casts written. */
uint32_t hd_fe_strip_implicit(struct hd_fe *fe, uint32_t n);
/* The node of cursor `c` below n, HD_FE_NONE. */
uint32_t hd_fe_find(struct hd_fe *fe, uint32_t n, CXCursor c);

/* place.c: source locations, files, macros */
/* Number in fe->files of file f, which location l is in. */
uint32_t hd_fe_file(struct hd_fe *fe, CXSourceLocation l, CXFile f);
uint32_t hd_fe_file_in(struct hd_fe *fe, CXFile f, bool system);
/* The file a declaration or statement counts for, without its text, NULL for builtins. Like
 * hd_fe_file_at valid until the next file is met. */
const struct hd_fe_file *hd_fe_file_of(struct hd_fe *fe, CXCursor c);
/* The file that location l is in, with its text. */
const struct hd_fe_file *hd_fe_file_at(struct hd_fe *fe, CXSourceLocation l, CXFile f);
uint32_t hd_fe_loc(struct hd_fe *fe, CXSourceLocation l);
static inline uint32_t hd_fe_node_loc(struct hd_fe *fe, uint32_t n)
{
    return hd_fe_loc(fe, clang_getCursorLocation(hd_fe_node(fe, n)->c));
}
uint32_t hd_fe_end_loc(struct hd_fe *fe, CXCursor c);
/* Does the location come from the body of a macro (an argument of one does not)? */
bool hd_fe_in_macro(struct hd_fe *fe, CXSourceLocation l);
/* Name of the innermost macro whose definition holds the spelling of `l`; "" in *name when it is
 * none. *where tells definitions apart. */
void hd_fe_defining_macro(struct hd_fe *fe, CXSourceLocation l, char *name, size_t size,
                          uint64_t *where);
/* The identifier spelled at `l`. */
void hd_fe_identifier(struct hd_fe *fe, CXSourceLocation l, char *name, size_t size);
/* The text of the file that `c` is spelled in and the offset where it starts. */
const char *hd_fe_text_before(struct hd_fe *fe, CXCursor c, size_t *offset);
bool hd_fe_is_broken(struct hd_fe *fe, CXCursor c);

/* known.c: contents of files */
struct hd_fe_known *hd_fe_known(struct hd_fe *fe, CXFile f);
bool hd_fe_remembers(const struct hd_fe *fe); /* has a unit before this one left something? */
void hd_fe_forget(struct hd_fe *fe);
void hd_fe_load_text(struct hd_fe *fe, struct hd_fe_file *file);
void hd_fe_read_file(struct hd_fe *fe, struct hd_fe_file *file);  /* known->hash and len */
void hd_fe_find_lines(struct hd_fe *fe, struct hd_fe_file *file); /* known->lines */
/* Does one of the words, always the same ones, stand in the file? */
bool hd_fe_mentions(struct hd_fe *fe, struct hd_fe_file *file, const char *const *words);

/* point.c */
/* The place of l when it is known without libclang: of a token that is written where it counts. */
bool hd_fe_point(struct hd_fe *fe, CXSourceLocation l, struct hd_fe_point *out);
/* Notes that l, written where it counts, is at this offset of f. */
void hd_fe_learn(struct hd_fe *fe, CXSourceLocation l, CXFile f, unsigned offset, bool system);
/* Line and column, for files whose lines are known. */
void hd_fe_line(struct hd_fe_file *f, uint32_t offset, unsigned *line, unsigned *column);
bool hd_fe_is_system(struct hd_fe *fe, CXSourceLocation l); /* in a system header? */
bool hd_fe_is_system_file(struct hd_fe *fe, CXFile f);

/* type.c */
uint32_t hd_fe_type(struct hd_fe *fe, CXType t);
uint32_t hd_fe_record(struct hd_fe *fe, CXCursor record);
/* Makes the fields of a record or of the record pointed to known (also those inside). */
void hd_fe_complete_type(struct hd_fe *fe, CXType t);
enum CXTypeKind hd_fe_kind(CXType t); /* of the canonical type */
bool hd_fe_is_number(CXType t);       /* integer, enum, bool, character */
bool hd_fe_is_pointer(CXType t);
bool hd_fe_is_record(CXType t);
bool hd_fe_is_array(CXType t);
bool hd_fe_is_function(CXType t);

/* decl.c */
uint32_t hd_fe_decl(struct hd_fe *fe, CXCursor c);
uint32_t hd_fe_field(struct hd_fe *fe, CXCursor c);
/* Parameters and locals of the function in the snapshot. */
void hd_fe_own_decls(struct hd_fe *fe, struct hd_ir_func *f);
/* Asks for the body of a function that is only lowered when somebody uses it. */
void hd_fe_want(struct hd_fe *fe, CXCursor func);
/* A function that has no declaration: builtins, operators. */
uint32_t hd_fe_pseudo(struct hd_fe *fe, const char *name);
/* Keeps the attributes of c that matter for `decl` (HD_FE_NONE: interned if there are any). */
void hd_fe_attrs(struct hd_fe *fe, CXCursor c, uint32_t decl);
/* One behind the parenthesis that closes the one at `p`; strings are skipped. attr.c */
const char *hd_fe_closing(const char *p);
/* "ns::outer::name", without inline namespaces and template arguments; a plain name in C. */
void hd_fe_qualified(struct hd_fe *fe, CXCursor c, char *out, size_t size);
char *hd_fe_pretty(struct hd_fe *fe, CXCursor c, bool terse); /* malloc'ed */

/* attr_source.c: the arguments of the nth attribute `name` of c as they are written, those of
 * macros put in. */
bool hd_fe_attr_words(struct hd_fe *fe, CXCursor c, const char *name, unsigned nth, char *out,
                      size_t size);

/* contract.c: attributes of functions that name locks. `locks` is the list among the arguments. */
void hd_fe_contract(struct hd_fe *fe, CXCursor c, uint32_t decl, const char *name, const char *arg,
                    const char *locks);
void hd_fe_sparse(struct hd_fe *fe, CXCursor c);

/* const.c */
bool hd_fe_constant(struct hd_fe *fe, uint32_t n, int64_t *v);

/* emit.c */
uint32_t hd_fe_temp(struct hd_fe *fe, uint32_t type);
void hd_fe_emit(struct hd_fe *fe, struct hd_ir_insn in, const hd_val *args, size_t nargs);
void hd_fe_assign(struct hd_fe *fe, uint32_t dst, hd_val v, uint32_t flags, uint32_t loc);
void hd_fe_use(struct hd_fe *fe, hd_val v, uint32_t loc); /* LOAD when v reads memory */
void hd_fe_start(struct hd_fe *fe, uint32_t block);       /* goes on in another block */
void hd_fe_goto(struct hd_fe *fe, uint32_t block);
hd_val hd_fe_int(struct hd_fe *fe, int64_t v);
uint32_t hd_fe_var_path(struct hd_fe *fe, uint32_t decl);
uint32_t hd_fe_deref(struct hd_fe *fe, hd_val v, uint32_t type, uint32_t loc);
uint32_t hd_fe_field_path(struct hd_fe *fe, uint32_t base, uint32_t field);
hd_val hd_fe_addr(struct hd_fe *fe, uint32_t path); /* address; &*p is p */
hd_val hd_fe_read(struct hd_fe *fe, uint32_t path); /* value of an object; an array decays */
#define HD_FE_UNKNOWN HD_VAL(HD_V_UNKNOWN, 0)
#define HD_FE_PATH(p) HD_VAL(HD_V_PATH, (p))

/* expr.c, operator.c, branch.c, call.c, special.c */
hd_val hd_fe_value(struct hd_fe *fe, uint32_t n);
uint32_t hd_fe_place(struct hd_fe *fe, uint32_t n);
void hd_fe_effect(struct hd_fe *fe, uint32_t n);
void hd_fe_value_to(struct hd_fe *fe, uint32_t n, uint32_t dst, uint32_t flags, uint32_t loc);
void hd_fe_branch(struct hd_fe *fe, uint32_t n, uint32_t yes, uint32_t no);
bool hd_fe_is_logical(struct hd_fe *fe, uint32_t n); /* a comparison or logical operator */
hd_val hd_fe_unary(struct hd_fe *fe, uint32_t n, bool used);
hd_val hd_fe_binary(struct hd_fe *fe, uint32_t n, bool used);
hd_val hd_fe_arith(struct hd_fe *fe, enum hd_op op, hd_val x, hd_val y, CXType tx, CXType ty,
                   uint32_t loc);
enum hd_op hd_fe_operator(enum CXBinaryOperatorKind k, bool *compound);
/* Into dst when it is not 0; else a result of its own when `used`. */
hd_val hd_fe_call(struct hd_fe *fe, uint32_t n, uint32_t dst, bool used, uint32_t flags);
uint32_t hd_fe_generic_arm(struct hd_fe *fe, uint32_t n); /* chosen arm, HD_FE_NONE */
bool hd_fe_is_gnu_conditional(struct hd_fe *fe, uint32_t n);
hd_val hd_fe_gnu_conditional(struct hd_fe *fe, uint32_t n);
/* Emits a call: result to dst, to a new result when `used`, or nowhere. call.c */
hd_val hd_fe_emit_call(struct hd_fe *fe, uint32_t n, hd_val callee, const hd_val *args,
                       size_t nargs, uint32_t dst, bool used, uint32_t flags);
hd_val hd_fe_special(struct hd_fe *fe, uint32_t n, bool used); /* what libclang does not expose */
hd_val hd_fe_stmt_expr(struct hd_fe *fe, uint32_t n, uint32_t dst, bool used);
void hd_fe_asm(struct hd_fe *fe, uint32_t n);
bool hd_fe_asm_jumps(struct hd_fe *fe, CXSourceLocation l); /* asm goto; place.c */

/* cxx.c */
bool hd_fe_is_reference(CXType t);
/* Value of a reference bound to n. `opaque`: to a parameter of a function without a known body;
 * what has no place is handed on as it is then. */
hd_val hd_fe_reference(struct hd_fe *fe, uint32_t n, bool opaque);
hd_val hd_fe_construct(struct hd_fe *fe, uint32_t n, uint32_t dst, uint32_t flags);
hd_val hd_fe_cxx_call(struct hd_fe *fe, uint32_t n, CXCursor callee, uint32_t dst, bool used,
                      uint32_t flags);
hd_val hd_fe_new(struct hd_fe *fe, uint32_t n);
void hd_fe_delete(struct hd_fe *fe, uint32_t n);
void hd_fe_ctor_inits(struct hd_fe *fe, CXCursor ctor);
/* member_defaults.c: constants that the class gives to the fields of the object at this path. */
void hd_fe_default_inits(struct hd_fe *fe, CXCursor ctor, uint32_t object, uint32_t loc);
/* cxx.c: a call through a pointer or a member that holds one, to a function of this type. */
hd_val hd_fe_pointer_call(struct hd_fe *fe, uint32_t n, hd_val callee, CXType function,
                          uint32_t dst, bool used, uint32_t flags);

/* lifetime.c */
uint32_t hd_fe_destructor(struct hd_fe *fe, CXType t); /* HD_FE_NONE when nothing is called */
/* member_ends.c: calls the destructors of members and bases of the object at this path, as its own
 * destructor does behind its body, written or not. */
void hd_fe_end_parts(struct hd_fe *fe, CXType t, uint32_t object, uint32_t loc);
void hd_fe_temporary(struct hd_fe *fe, uint32_t path, CXType t);
/* Ends the temporaries above `mark`, a former length of fe->full. */
void hd_fe_full_end(struct hd_fe *fe, uint32_t mark, uint32_t loc);
bool hd_fe_is_closure(CXCursor method);
CXCursor hd_fe_closure_body(CXCursor closure);      /* null: a generic lambda's */
hd_val hd_fe_closure(struct hd_fe *fe, uint32_t n); /* block or lambda: a function of its own */
void hd_fe_throw(struct hd_fe *fe, uint32_t n);
void hd_fe_try(struct hd_fe *fe, uint32_t n);

/* init.c */
void hd_fe_init(struct hd_fe *fe, uint32_t n, uint32_t dst, CXType type, uint32_t flags,
                uint32_t loc);
void hd_fe_local_var(struct hd_fe *fe, uint32_t n);
void hd_fe_range_var(struct hd_fe *fe, uint32_t n, uint32_t range); /* range: array or 0 */
void hd_fe_global_inits(struct hd_fe *fe);

/* scope.c */
void hd_fe_scope_end(struct hd_fe *fe, uint32_t mark, uint32_t loc); /* emits, keeps the list */
void hd_fe_end_one(struct hd_fe *fe, const struct hd_fe_live *l, uint32_t loc);
void hd_fe_scope_pop(struct hd_fe *fe, uint32_t mark, uint32_t loc); /* emits and shortens it */
void hd_fe_jump(struct hd_fe *fe, uint32_t label, uint32_t loc);     /* goto: label's node */
uint32_t hd_fe_label_block(struct hd_fe *fe, uint32_t label);
hd_val hd_fe_outlive(struct hd_fe *fe, hd_val v, uint32_t mark, uint32_t type, uint32_t loc);
void hd_fe_return(struct hd_fe *fe, uint32_t n);

/* stmt.c, loop.c, forloop.c, switch.c */
void hd_fe_stmt(struct hd_fe *fe, uint32_t n);
void hd_fe_full_expr(struct hd_fe *fe, uint32_t n);
/* A condition, which may be a declaration in C++; returns the node behind it. */
uint32_t hd_fe_condition(struct hd_fe *fe, uint32_t k, uint32_t yes, uint32_t no);
void hd_fe_loop(struct hd_fe *fe, uint32_t n);
void hd_fe_switch(struct hd_fe *fe, uint32_t n);
void hd_fe_case(struct hd_fe *fe, uint32_t n);
/* Which clauses a `for` has: bit 0 init, bit 1 condition, bit 2 increment. */
unsigned hd_fe_for_clauses(struct hd_fe *fe, uint32_t n);

/* unit.c */
/* The function of this name, by its definition if the unit has one. */
uint32_t hd_fe_function_named(struct hd_fe *fe, const char *name);

/* func.c */
void hd_fe_func_reset(struct hd_fe *fe);
void hd_fe_lower_func(struct hd_fe *fe, CXCursor def);
/* unseen.c: marks the locals that have uses which are not in the function's instructions. */
void hd_fe_find_unseen(struct hd_fe *fe);
void hd_fe_lower_queue(struct hd_fe *fe);

#endif
