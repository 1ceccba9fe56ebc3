/* Wrappers worth a model: exported functions that do one thing to one object among their arguments.
 * This program needs no row for them, it has their bodies; programs that use them as a library do.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"
#include "core/buf.h"

/* Where the object is: argument number, and the field inside ("a.b"). */
struct spot {
    uint32_t arg;
    struct hd_buf field;
};

static bool is_argument(const struct program *p, term x, uint32_t *arg)
{
    const struct term_node *n = term_at(&p->terms, x);
    if (n->kind != T_INIT || term_at(&p->terms, n->a)->kind != T_VAR)
        return false;
    const struct hd_ir_decl *d = pdecl_ir(p, term_at(&p->terms, n->a)->a);
    *arg = d->index;
    return d->kind == HD_DECL_PARAM;
}

/* `*arg` or `arg->a.b`; deeper ones a row cannot say. */
static bool find_spot(const struct program *p, term loc, struct spot *at)
{
    const struct term_node *n = term_at(&p->terms, loc);
    if (n->kind == T_DEREF)
        return is_argument(p, n->a, &at->arg);
    if (n->kind != T_FIELD || !find_spot(p, n->a, at))
        return false;
    hd_buf_fmt(&at->field, "%s%s", at->field.len ? "." : "", pdecl_name(p, (uint32_t)n->b));
    return true;
}

static const char *event_of(const struct analysis *an, const struct effect *f)
{
    const struct lock_words *w = &an->lw;
    const struct obj *o = &f->obj;
    const struct hd_automaton *aut = hd_model_automaton(an->p->model, o->res->kind);
    int e = -1;
    if (o->res->kind != HD_KIND_LOCK)
        e = o->nlog == 1 ? o->log[0] : -1;
    else if (o->entry == ENTRY_FREE && o->state == w->held)
        e = w->acquire;
    else if (o->entry == ENTRY_FREE && o->state == w->shared)
        e = w->acquire_shared;
    else if (o->entry == ENTRY_HELD && o->state == w->free)
        e = w->release;
    else if (o->entry == ENTRY_SHARED && o->state == w->free)
        e = w->release_shared;
    return e >= 0 && aut ? aut->events[e] : NULL;
}

/* Do the bounds `k` satisfy `op n`: 1 always, 0 never, -1 sometimes. */
static int satisfies(const struct con *k, unsigned op, int64_t n)
{
    switch (op) {
    case HD_OP_EQ:
        return k->lo == n && k->hi == n                                ? 1
               : (n < k->lo || n > k->hi || (k->has_ne && k->ne == n)) ? 0
                                                                       : -1;
    case HD_OP_NE: {
        int eq = satisfies(k, HD_OP_EQ, n);
        return eq < 0 ? -1 : !eq;
    }
    case HD_OP_LT:
        return k->hi < n ? 1 : k->lo >= n ? 0 : -1;
    default: /* GE */
        return k->lo >= n ? 1 : k->hi < n ? 0 : -1;
    }
}

/* The test of the result that tells exits with the effect from those without. */
static const char *separate(const struct summary *sum, const bool *has)
{
    static const struct {
        unsigned op;
        const char *text;
    } tests[] = {{HD_OP_EQ, "ret == 0"},
                 {HD_OP_NE, "ret != 0"},
                 {HD_OP_GE, "ret >= 0"},
                 {HD_OP_LT, "ret < 0"}};
    for (size_t t = 0; t < sizeof tests / sizeof *tests; t++) {
        bool good = true;
        for (unsigned x = 0; x < sum->nexits && good; x++)
            good = satisfies(&sum->exit[x].ret, tests[t].op, 0) == has[x];
        if (good)
            return tests[t].text;
    }
    return NULL;
}

/* The row of a function with one effect, in the arena; NULL when there is nothing to say. */
static const char *row_of(struct analysis *an, uint32_t f)
{
    struct program *p = an->p;
    const struct summary *sum = &an->sum[f];
    const struct effect *one = NULL;
    bool has[MAX_EXITS] = {false}, all = true;
    for (unsigned x = 0; x < sum->nexits; x++) {
        if (sum->exit[x].neffects > 1)
            return NULL;
        has[x] = sum->exit[x].neffects == 1 && !(sum->exit[x].effect[0].obj.flags & OBJ_NEUTRAL);
        all &= has[x];
        const struct effect *e = has[x] ? &sum->exit[x].effect[0] : NULL;
        if (e && one && (e->key != one->key || event_of(an, e) != event_of(an, one)))
            return NULL;
        one = e ? e : one;
    }

    const char *event = one && !one->in_loc ? event_of(an, one) : NULL;
    const char *when = event && !all ? separate(sum, has) : NULL;
    bool is_try = one && (one->obj.flags & OBJ_TRY);
    if (!event || (!all && !when) || (is_try && !when))
        return NULL;
    struct spot at = {0};
    const char *row = NULL;
    bool by_value = one->obj.res->identity != HD_ID_ADDRESS;
    if (by_value ? is_argument(p, one->key, &at.arg) : find_spot(p, one->key, &at))
        row = hd_arena_fmt(&p->arena, "{fn: %s, on: %s.%s, event: %s, arg: %u%s%s%s%s%s%s}",
                           func_name(p, f), one->obj.res->pack, one->obj.res->id, event, at.arg,
                           at.field.len ? ", field: " : "", hd_buf_cstr(&at.field),
                           when ? ", success: \"" : "", when ? when : "", when ? "\"" : "",
                           is_try ? ", try: true" : "");
    hd_buf_free(&at.field);
    return row;
}

static const char *suggestion(struct analysis *an, uint32_t f)
{
    const struct summary *sum = &an->sum[f];
    if (sum->done && sum->nexits == 0)
        return hd_arena_fmt(&an->p->arena, "{fn: %s, role: noreturn}", func_name(an->p, f));
    return sum->done ? row_of(an, f) : NULL;
}

void suggest_models(struct analysis *an, struct hd_arena *a, hd_suggestion_vec *out)
{
    struct program *p = an->p;
    for (uint32_t f = 0; f < p->func.len; f++) {
        const struct pfunc *fn = &p->func.data[f];
        const struct hd_ir_decl *d = pdecl_ir(p, fn->decl);
        const struct hd_ir_func *body = func_of(p, f);
        unsigned not_for_others = HD_FUNC_INIT | HD_FUNC_BROKEN | HD_FUNC_SYSTEM | HD_FUNC_LAMBDA;
        if ((body->flags & not_for_others) || (d->flags & HD_DECL_F_INTERNAL) ||
            p->func.data[f].is_main || fn->spawned || p->decl.data[fn->decl].nops ||
            strstr(func_name(p, f), "::"))
            continue;
        const char *row = suggestion(an, f);
        if (row)
            hd_vec_push(out, (struct hd_suggestion){hd_arena_str(a, row),
                                                    site_of(p, fn->unit, body->loc, f),
                                                    fn->callers.len});
    }
}
