/* From the IR's paths and values to terms, in the light of one state.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"
#include "core/buf.h"

static uint32_t pd(const struct fctx *c, uint32_t decl)
{
    return c->p->unit.data[c->unit].decl[decl];
}

/* Pointer arithmetic steps of one pointer: index of DEREF(v). */
static term element(struct fctx *c, const struct state *s, const struct hd_ir_path *q, term loc)
{
    switch (q->kind) {
    case HD_PATH_INDEX:
        return term_index(c->t, loc, c->ir->ints[q->arg]);
    case HD_PATH_INDEX_VAL:
        return term_indexv(c->t, loc, eval(c, s, q->arg));
    default:
        return term_any(c->t, loc);
    }
}

/* Whoever goes through a pointer has it not null: on paths where it is, the program is gone. */
static void go_through(struct fctx *c, struct state *s, term v)
{
    unsigned k = term_at(c->t, v)->kind;
    if ((k == T_INIT || k == T_SYM || k == T_INT) && !state_assume(&c->a, c->t, s, v, HD_OP_NE, 0))
        s->dead = true;
}

term eval_path(struct fctx *c, const struct state *s, uint32_t path)
{
    if (!path)
        return 0;
    const struct hd_ir_path *q = &c->ir->paths[path];
    switch (q->kind) {
    case HD_PATH_VAR:
        return term_var(c->t, pd(c, q->arg));
    case HD_PATH_TEMP:
        return term_temp(c->t, q->arg);
    case HD_PATH_DEREF: {
        term v = state_get(c->t, s, eval_path(c, s, q->parent));
        go_through(c, (struct state *)s, v);
        return term_deref(c->t, v);
    }
    case HD_PATH_FIELD:
        return term_field(c->t, eval_path(c, s, q->parent), pd(c, q->arg));
    case HD_PATH_INDEX:
    case HD_PATH_INDEX_VAL:
    case HD_PATH_INDEX_ANY: {
        term loc = eval_path(c, s, q->parent);
        return loc ? element(c, s, q, loc) : 0;
    }
    default:
        return 0;
    }
}

/* The variable that an address lies in; 0: not known. */
static term variable_at(const struct terms *t, term addr)
{
    term x = term_at(t, addr)->kind == T_ADDR ? term_at(t, addr)->a : 0;
    while (x && (term_at(t, x)->kind == T_FIELD || term_at(t, x)->kind == T_INDEX))
        x = term_at(t, x)->a;
    return x && term_at(t, x)->kind == T_VAR ? x : 0;
}

/* Addresses in two variables differ. */
static bool are_apart(const struct terms *t, term a, term b)
{
    term x = variable_at(t, a), y = variable_at(t, b);
    return x && y && x != y;
}

term fold(struct fctx *c, unsigned op, term a, term b)
{
    if (b && (op == HD_OP_EQ || op == HD_OP_NE) && are_apart(c->t, a, b))
        return term_int(c->t, op == HD_OP_NE);
    int64_t x, y, r;
    bool ia = term_int_value(c->t, a, &x), ib = term_int_value(c->t, b, &y);
    if (ia && ib && op_on_numbers(op, x, y, &r))
        return term_int(c->t, r);
    if (ia && op == HD_OP_NOT)
        return term_int(c->t, ~x);
    if (ia && op == HD_OP_NEG && x != INT64_MIN)
        return term_int(c->t, -x);
    if (op == HD_OP_ADD && ((ia && x == 0) || (ib && y == 0)))
        return ia ? b : a;
    const struct term_node n = *term_at(c->t, a); /* by value: the table may move */
    if (ib && (op == HD_OP_ADD || op == HD_OP_SUB) && n.kind == T_EXPR && n.op == HD_OP_ADD &&
        term_int_value(c->t, (term)n.b, &x) &&
        op_on_numbers(op, x, y, &r)) /* (v + x) ± y: keep sums flat */
        return term_expr(c->t, HD_OP_ADD, n.a, term_int(c->t, r));
    return term_expr(c->t, op, a, b);
}

static term eval_expr(struct fctx *c, const struct state *s, const struct hd_ir_expr *e)
{
    return fold(c, e->op, eval(c, s, e->a), e->b ? eval(c, s, e->b) : 0);
}

term eval(struct fctx *c, const struct state *s, hd_val v)
{
    uint32_t i = HD_VAL_INDEX(v);
    switch (HD_VAL_TAG(v)) {
    case HD_V_INT:
        return term_int(c->t, c->ir->ints[i]);
    case HD_V_STR:
        return term_str(c->t);
    case HD_V_PATH:
        return state_get(c->t, s, eval_path(c, s, i));
    case HD_V_ADDR:
        return term_addr(c->t, eval_path(c, s, i));
    case HD_V_FUNC:
        return term_func(c->t, pd(c, i));
    case HD_V_EXPR:
        return eval_expr(c, s, &c->ir->exprs[i]);
    default:
        return 0;
    }
}

static unsigned var_kind(const struct fctx *c, term root)
{
    return pdecl_ir(c->p, term_at(c->t, root)->a)->kind;
}

bool is_captured(const struct fctx *c, uint32_t decl)
{
    const struct hd_ir_decl *d = pdecl_ir(c->p, decl);
    return (c->fn->flags & HD_FUNC_LAMBDA) && d->kind == HD_DECL_LOCAL &&
           c->p->decl.data[decl].unit == c->unit && d->owner != c->fn->decl;
}

bool loc_is_local(const struct fctx *c, term loc)
{
    /* Memory behind a pointer is not local, whatever variable holds the pointer. */
    for (term x = loc;; x = term_at(c->t, x)->a) {
        switch (term_at(c->t, x)->kind) {
        case T_FIELD:
        case T_INDEX:
        case T_INDEXV:
        case T_ANY:
            continue;
        case T_TEMP:
            return true;
        case T_VAR: {
            unsigned k = var_kind(c, x);
            return (k == HD_DECL_LOCAL && !is_captured(c, term_at(c->t, x)->a)) ||
                   k == HD_DECL_PARAM;
        }
        default:
            return false;
        }
    }
}

bool term_is_public(const struct fctx *c, term x)
{
    for (;;) {
        const struct term_node *n = term_at(c->t, x);
        switch (n->kind) {
        case T_VAR: {
            unsigned k = var_kind(c, x);
            return k == HD_DECL_GLOBAL || k == HD_DECL_STATIC_LOCAL || is_captured(c, n->a);
        }
        case T_INIT:
            if (term_at(c->t, n->a)->kind == T_VAR && var_kind(c, n->a) == HD_DECL_PARAM)
                return true;
            x = n->a;
            break;
        case T_RET:
        case T_INT:
        case T_FUNC:
        case T_STR:
        case T_SELF:
            return true;
        case T_EXPR:
        case T_INDEXV:
            if (n->b && !term_is_public(c, (term)n->b))
                return false;
            x = n->a;
            break;
        case T_DEREF:
        case T_FIELD:
        case T_INDEX:
        case T_ANY:
        case T_ADDR:
            x = n->a;
            break;
        default:
            return false;
        }
    }
}

uint32_t lock_class(const struct fctx *c, term loc)
{
    uint32_t d = term_class_decl(c->t, loc);
    if (d == UINT32_MAX)
        return NO_DECL;
    unsigned k = pdecl_ir(c->p, d)->kind;
    if (k == HD_DECL_PARAM || k == HD_DECL_FUNC)
        return NO_DECL;
    /* *p through a local pointer says nothing of what it points to */
    if (k == HD_DECL_LOCAL && !loc_is_local(c, loc))
        return NO_DECL;
    return d;
}

/* The element of an array in whatever record it lies: the class is named by the array's
 * declaration and the constant index. */
static term element_class(struct terms *t, uint32_t array, term loc)
{
    return term_index(t, term_var(t, array), (int64_t)term_at(t, loc)->b);
}

static bool is_part(const struct terms *t, term loc)
{
    unsigned kind = term_at(t, loc)->kind;
    return kind == T_FIELD || kind == T_INDEX || kind == T_INDEXV || kind == T_ANY;
}

/* A record that wraps a lock is embedded in others: `group.lock.m` is another class than
 * `manager.lock.m`. The path begins with the outermost field, in whatever object that lies, and
 * indices that are no constants are left open. 0: there is only one field. */
term embedded_class(struct terms *t, term loc)
{
    enum { MAX_EMBEDDED = 8 };
    term part[MAX_EMBEDDED];
    unsigned n = 0, outer = 0;
    for (; is_part(t, loc) && n < MAX_EMBEDDED; loc = term_at(t, loc)->a) {
        part[n++] = loc;
        outer = term_at(t, loc)->kind == T_FIELD ? n : outer;
    }
    if (outer < 2 || n == MAX_EMBEDDED)
        return 0;
    term x = term_var(t, (uint32_t)term_at(t, part[outer - 1])->b);
    for (unsigned i = outer - 1; i-- > 0;) {
        const struct term_node k = *term_at(t, part[i]);
        x = k.kind == T_FIELD   ? term_field(t, x, (uint32_t)k.b)
            : k.kind == T_INDEX ? term_index(t, x, (int64_t)k.b)
                                : term_any(t, x);
    }
    return x;
}

/* What a lambda locks is the variable of the function around it, as for that function. */
static uint32_t captured_class(const struct fctx *c, term loc)
{
    term x = loc;
    while (is_part(c->t, x))
        x = term_at(c->t, x)->a;
    bool captured = term_at(c->t, x)->kind == T_VAR && is_captured(c, term_at(c->t, x)->a);
    return captured ? term_class_decl(c->t, loc) : NO_DECL;
}

uint32_t order_decl(const struct terms *t, uint32_t cls)
{
    bool is_term = cls != NO_DECL && (cls & CLASS_TERM);
    return is_term ? term_class_decl(t, cls & ~CLASS_TERM) : cls;
}

uint32_t order_class(const struct fctx *c, term loc)
{
    uint32_t d = lock_class(c, loc);
    if (d == NO_DECL)
        d = captured_class(c, loc);
    unsigned kind = term_at(c->t, loc)->kind;
    if (d == NO_DECL || (kind != T_FIELD && kind != T_INDEX))
        return d;
    term x = loc;
    while (term_at(c->t, x)->kind == T_FIELD || term_at(c->t, x)->kind == T_INDEX)
        x = term_at(c->t, x)->a;
    if (term_at(c->t, x)->kind == T_VAR && !loc_is_local(c, x))
        return CLASS_TERM | loc;
    if (kind == T_INDEX)
        return CLASS_TERM | element_class(c->t, d, loc);
    term embedded = embedded_class(c->t, loc);
    return embedded ? CLASS_TERM | embedded : d;
}

enum phase phase_of(const struct fctx *c, const struct state *s)
{
    if (!s->spawned)
        return PHASE_BEFORE;
    if (s->untracked)
        return PHASE_DURING;
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if (o->res->kind != HD_KIND_THREAD)
            continue;
        const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_THREAD);
        if ((o->flags & (OBJ_MULTI | OBJ_ESCAPED)) || o->state == HD_STATE_UNKNOWN ||
            (strcmp(aut->states[o->state], "finished") != 0 &&
             strcmp(aut->states[o->state], "none") != 0))
            return PHASE_DURING;
    }
    return PHASE_AFTER;
}

struct place here(const struct fctx *c, uint32_t loc)
{
    return (struct place){c->unit, loc, c->f};
}

/* Text -----------------------------------------------------------------------------------------*/

static void text(struct fctx *c, term x, struct hd_buf *b, bool arrow);

/* The variable that holds the value where we are, 0. */
static term holder(const struct fctx *c, term v)
{
    for (unsigned i = 0; c->now && i < c->now->nenv; i++)
        if (c->now->env[i].val == v && term_at(c->t, c->now->env[i].loc)->kind == T_VAR)
            return c->now->env[i].loc;
    return 0;
}

static void value_text(struct fctx *c, term v, struct hd_buf *b)
{
    term var = term_at(c->t, v)->kind == T_SYM ? holder(c, v) : 0;
    if (var) {
        text(c, var, b, false);
        return;
    }
    const struct term_node *n = term_at(c->t, v);
    if (n->kind == T_INIT)
        text(c, n->a, b, false);
    else if (n->kind == T_INT)
        hd_buf_fmt(b, "%lld", (long long)n->b);
    else
        hd_buf_str(b, "…");
}

/* The library's own object that a function acts on, by the name of its resource. */
static const char *own_name(const struct fctx *c, term v)
{
    const struct term_node *n = term_at(c->t, v);
    if (n->kind != T_FUNC)
        return NULL;
    const struct pdecl *d = &c->p->decl.data[n->a];
    for (uint32_t o = 0; o < d->nops; o++)
        if (d->ops[o].via == HD_VIA_OWN)
            return d->ops[o].on->id;
    return NULL;
}

static void text(struct fctx *c, term x, struct hd_buf *b, bool arrow)
{
    const struct term_node n = *term_at(c->t, x);
    switch (n.kind) {
    case T_VAR:
        hd_buf_str(b, pdecl_name(c->p, n.a));
        break;
    case T_DEREF:
        if (own_name(c, n.a)) {
            hd_buf_str(b, own_name(c, n.a));
            break;
        }
        if (!arrow)
            hd_buf_char(b, '*');
        value_text(c, n.a, b);
        break;
    case T_FIELD:
        text(c, n.a, b, true);
        hd_buf_str(b, term_at(c->t, n.a)->kind == T_DEREF ? "->" : ".");
        hd_buf_str(b, pdecl_name(c->p, (uint32_t)n.b));
        break;
    case T_INDEX:
        text(c, n.a, b, true);
        hd_buf_fmt(b, "[%lld]", (long long)n.b);
        break;
    case T_INDEXV:
        text(c, n.a, b, true);
        hd_buf_char(b, '[');
        value_text(c, (term)n.b, b);
        hd_buf_char(b, ']');
        break;
    case T_ANY:
        text(c, n.a, b, true);
        hd_buf_str(b, "[…]");
        break;
    case T_INIT:
        text(c, n.a, b, false);
        break;
    default:
        hd_buf_str(b, "…");
    }
}

const char *term_text(struct fctx *c, term x)
{
    struct hd_buf b = {0};
    text(c, x, &b, false);
    const char *s = hd_buf_cstr(&b);
    uint32_t d = term_is_loc(c->t, x) ? term_class_decl(c->t, x) : UINT32_MAX;
    /* of an object without a name its kind is better than nothing: "conn.lock" */
    bool nameless = (strncmp(s, "…", 3) == 0 || strncmp(s, "*…", 4) == 0) && d != UINT32_MAX;
    s = nameless ? pdecl_label(c->p, d) : hd_arena_str(&c->p->arena, s);
    hd_buf_free(&b);
    return s;
}

const char *obj_text(struct fctx *c, const struct obj *o)
{
    const char *now = term_text(c, o->key);
    return o->name && strstr(now, "…") ? o->name : now;
}
