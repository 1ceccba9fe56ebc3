/* Terms: hash-consed names of memory locations and of symbolic values, shared by the whole program,
 * so that equality is equality of numbers and facts can be carried from a callee to its caller by
 * substitution.
 *
 * Locations             Values
 *   VAR decl              INT n
 *   TEMP n                ADDR location         the location's address
 *   DEREF value           INIT location         what the location held when the function began
 *   FIELD location decl   SYM id                some unknown value, named by where it came from
 *   INDEX location n      FUNC decl
 *   INDEXV location value EXPR op a b
 *   ANY location          STR, SELF             (SELF: the calling thread's own handle)
 *   RET                   the returned object or value of a summary
 *
 * DEREF(ADDR l) is l and ADDR(DEREF v) is v. Depth is bounded (TERM_DEPTH): what is deeper becomes
 * UNKNOWN, about which the analysis stays silent; this is what ends walks along lists.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_TERM_H
#define HEDDLE_ANALYZER_FLOW_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/map.h"
#include "core/vec.h"

enum term_kind {
    T_UNKNOWN, /* term 0 */
    T_VAR,
    T_TEMP,
    T_DEREF,
    T_FIELD,
    T_INDEX,
    T_INDEXV,
    T_ANY,
    T_RET,
    T_INT,
    T_ADDR,
    T_INIT,
    T_SYM,
    T_FUNC,
    T_EXPR,
    T_STR,
    T_SELF,
};

enum { TERM_DEPTH = 9 };

typedef uint32_t term;

struct term_node {
    uint8_t kind, depth;
    uint8_t op;         /* EXPR: enum hd_op; SYM: 1 when it names an earlier round of a loop */
    bool has_parts : 1; /* location: some term names a field or an element of it */
    bool own : 1;       /* made of SYMs or TEMPs of the function under analysis */
    term a;             /* operand term, or program decl for VAR, FUNC */
    uint64_t b;         /* INT value, SYM id, FIELD decl, INDEX number; EXPR, INDEXV: second term */
    term made;          /* location: its INIT; SYM: its "old" form; 0 when nobody made it yet */
    uint32_t name;      /* hash of what it is made of, by names: the same in every run */
    uint64_t inside;    /* a bit for every SYM and every INIT inside, by name: says quickly what is
                           not inside */
};
/* The bits of term_node.inside that stand for SYMs; the others stand for INITs. */
#define TERM_SYM_BITS ((UINT64_C(1) << 44) - 1)

struct term_table {
    uint64_t *slot; /* half of the hash, and the term */
    size_t slots, used;
};

struct terms {
    HD_VEC(struct term_node) node;
    /* To find terms by what they are made of. Most name something of one function only (SYMs and
     * TEMPs): those are found while it is analysed, and stay what they are afterwards. */
    struct term_table shared, own;
    const uint32_t *decl_name;   /* of declarations, for the names of terms; NULL: their numbers */
    const uint32_t *decl_record; /* of fields, the record whose members lie beside each other; 0:
                                    other declarations, and members of a union */
    HD_VEC(uint32_t) mark;       /* per term: round << 4 | sets it is in */
    uint32_t round;
};

void terms_init(struct terms *t);
void terms_free(struct terms *t);
/* Another function begins. */
void terms_forget_own(struct terms *t);

static inline const struct term_node *term_at(const struct terms *t, term x)
{
    return &t->node.data[x];
}

term term_var(struct terms *t, uint32_t decl);
term term_temp(struct terms *t, uint32_t n);
term term_deref(struct terms *t, term value);
term term_field(struct terms *t, term loc, uint32_t decl);
term term_index(struct terms *t, term loc, int64_t n);
/* Element n of an array that a variable index picked: also element 0 of a pointer keeps its index.
 */
term term_element(struct terms *t, term loc, int64_t n);
/* `loc` with the array element in it left open (ANY); 0 when it has none. */
term term_any_element(struct terms *t, term loc);
term term_indexv(struct terms *t, term loc, term value);
term term_any(struct terms *t, term loc);
term term_ret(struct terms *t);
term term_int(struct terms *t, int64_t n);
term term_addr(struct terms *t, term loc);
term term_init(struct terms *t, term loc);
term term_sym(struct terms *t, uint64_t id, bool old);
/* One for what `loc` holds after something that has the number `id`. */
term term_sym_at(struct terms *t, uint32_t id, term loc, bool old);
/* The "old" form of a SYM when somebody made it already, else 0. */
term term_old_sym(const struct terms *t, term sym);
term term_func(struct terms *t, uint32_t decl);
term term_expr(struct terms *t, unsigned op, term a, term b);
term term_str(struct terms *t);
term term_self(struct terms *t);

/* The term that was this one in another run: `n` has its kind, op and depth, and what it is made of
 * as terms and declarations of this run. */
term term_again(struct terms *t, const struct term_node *n);

bool term_is_loc(const struct terms *t, term x);
/* Are these the addresses of two functions or variables, or of two parts of one object that lie
 * beside each other? */
bool term_never_equal(const struct terms *t, term x, term y);
bool term_int_value(const struct terms *t, term x, int64_t *n);

/* Does `x` contain `part`? */
/* Is `x` the location `whole`, or a field or element in it? */
bool term_is_part_of(const struct terms *t, term x, term whole);
bool term_contains(const struct terms *t, term x, term part);

/* Four sets of terms for a while, numbered 0 to 3: terms_mark_begin empties them. A term that is
 * marked is in the set with all that it contains. */
void terms_mark_begin(struct terms *t);
void term_mark(struct terms *t, term x, unsigned set);
bool term_marked(const struct terms *t, term x, unsigned set);

/* Calls `f` for `x` and all that it contains. */
void term_each(struct terms *t, term x, void (*f)(struct terms *t, term part, void *arg),
               void *arg);

/* Replaces leaves: `f` is asked for every VAR, TEMP, INIT(VAR), SYM, FUNC, RET and SELF and returns
 * the replacement or the same term; UNKNOWN anywhere makes the result UNKNOWN. */
typedef term (*term_leaf_fn)(struct terms *t, term leaf, void *arg);
term term_map(struct terms *t, term x, term_leaf_fn f, void *arg);

/* `x` with every occurrence of the term `from` replaced by `to`. */
term term_replace(struct terms *t, term x, term from, term to);

/* Is it (part of) an array element that an index other than a constant picks, or an element
 * reached by pointer arithmetic? */
bool term_has_index(const struct terms *t, term loc);
/* The location with this class declaration through whose first content `x` goes, 0 when none. */
term term_goes_through(const struct terms *t, term x, uint32_t decl);
/* Does `x` go through what a part of `whole` held first? */
bool term_leads_out_of(const struct terms *t, term x, term whole);

/* The root of a location or value: the VAR, SYM … that it is built on. */
term term_root(const struct terms *t, term x);

/* The declaration that classes a location: its last field, else its variable; UINT32_MAX if none.
 */
uint32_t term_class_decl(const struct terms *t, term loc);

#endif
