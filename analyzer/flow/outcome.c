/* How a function tells its callers whether it succeeded: by what it returns.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/exits.h"

static const struct hd_ir_type *return_type(const struct fctx *c)
{
    const struct hd_ir_decl *d = &c->ir->decls[c->fn->decl];
    const struct hd_ir_type *t = &c->ir->types[d->type];
    return t->kind == HD_TYPE_FUNCTION && t->target ? &c->ir->types[t->target] : NULL;
}

static bool returns_text(const struct fctx *c, const char *start)
{
    const struct hd_ir_type *r = return_type(c);
    const struct hd_ir_type *f = &c->ir->types[c->ir->decls[c->fn->decl].type];
    const char *s = hd_ir_str(c->ir, r ? r->canonical : f->canonical);
    return strncmp(s, start, strlen(start)) == 0;
}

bool returns_pointer(const struct fctx *c)
{
    const struct hd_ir_type *r = return_type(c);
    if (r)
        return r->kind == HD_TYPE_POINTER;
    const char *s = hd_ir_str(c->ir, c->ir->types[c->ir->decls[c->fn->decl].type].canonical);
    const char *paren = strchr(s, '(');
    return paren && memchr(s, '*', (size_t)(paren - s));
}

bool returns_bool(const struct fctx *c)
{
    return returns_text(c, "_Bool") || returns_text(c, "bool");
}

enum outcome outcome_of(const struct fctx *c, const struct exit_point *x)
{
    if (returns_text(c, "void") && !returns_pointer(c))
        return OUT_VOID;
    if (!x->value)
        return returns_pointer(c) ? OUT_NONZERO : OUT_UNKNOWN;
    struct con k = state_known(c->t, x->state, x->value);
    if (k.lo == 0 && k.hi == 0)
        return OUT_ZERO;
    if (k.hi < 0)
        return OUT_NEG;
    if (k.lo > 0)
        return OUT_POS;
    if (k.has_ne && k.ne == 0)
        return OUT_NONZERO;
    return returns_pointer(c) ? OUT_NONZERO : OUT_UNKNOWN;
}

bool outcomes_overlap(enum outcome a, enum outcome b)
{
    if (a == OUT_VOID || b == OUT_VOID || a == OUT_UNKNOWN || b == OUT_UNKNOWN || a == b)
        return true;
    return (a == OUT_NONZERO && b != OUT_ZERO) || (b == OUT_NONZERO && a != OUT_ZERO);
}

bool is_failure(const struct fctx *c, enum outcome out)
{
    return out == OUT_NEG || (out == OUT_ZERO && returns_pointer(c));
}
