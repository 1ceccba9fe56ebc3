/* Pointers to locks that a condition chose: `first = a < b ? &a->lock : &b->lock`. Joined, they
 * would lead to one lock that is neither, and what is held could not be told any more. So states in
 * which such a pointer leads to different locks stay apart while it is alive. Only plain names
 * count: parts of variables, and of what parameters point to.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"

enum { UNKNOWN, NO, YES };

static bool has_lock(const struct program *p, const struct hd_ir *ir, uint32_t type, unsigned depth)
{
    const struct hd_resource *res = type_resource(p, ir, type);
    const struct hd_ir_type *t = &ir->types[type];
    if (res)
        return res->kind == HD_KIND_LOCK && res->identity == HD_ID_ADDRESS;
    if (t->kind != HD_TYPE_RECORD || !t->record)
        return false;
    const struct hd_ir_record *r = &ir->records[t->record - 1];
    for (uint32_t f = 0; f < r->nfields && depth > 0; f++)
        if (has_lock(p, ir, ir->decls[r->field + f].type, depth - 1))
            return true;
    return false;
}

bool leads_to_lock(struct program *p, uint32_t decl)
{
    struct pdecl *d = &p->decl.data[decl];
    const struct hd_ir *ir = p->unit.data[d->unit].ir;
    uint32_t type = ir->decls[d->decl].type;
    if (d->locks == UNKNOWN && ir->types[type].kind == HD_TYPE_POINTER)
        type = ir->types[type].target;
    if (d->locks == UNKNOWN)
        d->locks = has_lock(p, ir, type, 2) ? YES : NO;
    return d->locks == YES;
}

/* The declaration that says what a pointer leads to; NO_DECL when it is no plain name. */
static uint32_t names_lock(const struct terms *t, term val)
{
    const struct term_node *n = term_at(t, val);
    if (n->kind == T_INIT)
        return term_at(t, n->a)->kind == T_VAR ? term_at(t, n->a)->a : NO_DECL;
    if (n->kind != T_ADDR)
        return NO_DECL;
    term loc = n->a;
    while (term_at(t, loc)->kind == T_FIELD)
        loc = term_at(t, loc)->a;
    n = term_at(t, loc);
    bool plain = n->kind == T_VAR || (n->kind == T_DEREF && term_at(t, n->a)->kind == T_INIT &&
                                      term_at(t, term_at(t, n->a)->a)->kind == T_VAR);
    return plain ? term_class_decl(t, term_at(t, val)->a) : NO_DECL;
}

/* A variable, or an element or field of one. */
static bool is_variable(const struct terms *t, term loc)
{
    unsigned kind = term_at(t, loc)->kind;
    if (kind == T_FIELD || kind == T_INDEX)
        kind = term_at(t, term_at(t, loc)->a)->kind;
    return kind == T_VAR || kind == T_TEMP;
}

bool chose_otherwise(struct program *p, const struct state *x, const struct state *y)
{
    for (unsigned i = 0; i < x->nenv; i++) {
        const struct bind *mine = &x->env[i];
        uint32_t d = is_variable(&p->terms, mine->loc) ? names_lock(&p->terms, mine->val) : NO_DECL;
        term theirs = d == NO_DECL ? mine->val : state_get(&p->terms, y, mine->loc);
        if (theirs != mine->val && leads_to_lock(p, d) && names_lock(&p->terms, theirs) != NO_DECL)
            return true;
    }
    return false;
}
