/* lock-copied: a lock, or a record that holds one, is copied bitwise. The copy is no lock: its
 * state is that of some moment, and nobody else uses it. Who copies a record and makes its lock
 * anew has done nothing wrong, so the verdict waits for the end of the function.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/checks.h"

static bool is_uncopyable(const struct fctx *c, uint32_t type, unsigned depth)
{
    if (!type || depth > 4)
        return false;
    const struct hd_ir_type *t = &c->ir->types[type];
    const struct hd_resource *r = hd_model_type(c->p->model, hd_ir_str(c->ir, t->spelling));
    if (!r)
        r = hd_model_type(c->p->model, hd_ir_str(c->ir, t->canonical));
    if (r)
        return r->identity == HD_ID_ADDRESS && !(r->traits & HD_TRAIT_COPYABLE) &&
               (r->kind == HD_KIND_LOCK || r->kind == HD_KIND_COND || r->kind == HD_KIND_SEM ||
                r->kind == HD_KIND_BARRIER || r->kind == HD_KIND_WAITGROUP);
    if (t->kind == HD_TYPE_ARRAY)
        return is_uncopyable(c, t->target, depth + 1);
    if (t->kind != HD_TYPE_RECORD || !t->record)
        return false;
    const struct hd_ir_record *rec = &c->ir->records[t->record - 1];
    for (uint32_t f = 0; f < rec->nfields; f++)
        if (is_uncopyable(c, c->ir->decls[rec->field + f].type, depth + 1))
            return true;
    return false;
}

/* What the parts of the source hold, the parts of the copy hold now: handles among them. */
static void copy_parts(struct fctx *c, struct state *s, term to, term from)
{
    HD_VEC(struct bind) part = {0};
    for (unsigned k = 0; k < s->nenv; k++) {
        term loc = s->env[k].loc;
        if (loc != from && term_contains(c->t, loc, from) && term_is_loc(c->t, loc))
            hd_vec_push(&part, (struct bind){term_replace(c->t, loc, from, to), s->env[k].val});
    }
    for (size_t k = 0; k < part.len; k++) {
        note_write(c, s, part.data[k].loc);
        state_set(&c->a, c->t, s, part.data[k].loc, part.data[k].val);
    }
    hd_vec_free(&part);
}

static void note_copy(struct fctx *c, term to, term from, struct place at)
{
    for (size_t k = 0; k < c->copies.len; k++)
        if (c->copies.data[k].at.loc == at.loc && c->copies.data[k].to == to)
            return;
    hd_vec_push(&c->copies, (struct copied){to, from, at, term_text(c, from)});
}

void note_remade(struct fctx *c, term loc)
{
    if (loc)
        push_unique(&c->remade, loc);
}

/* Whether before or after the copy: which comes first is not always the order of the blocks. */
static bool is_remade(const struct fctx *c, const struct copied *x)
{
    for (size_t k = 0; x->to && k < c->remade.len; k++)
        if (term_contains(c->t, c->remade.data[k], x->to))
            return true;
    return false;
}

/* What is handed on or returned was made by a copy itself: that one is the defect. */
static bool is_copy_of_copy(const struct fctx *c, const struct copied *x)
{
    if (x->to && term_at(c->t, x->to)->kind != T_TEMP)
        return false;
    for (size_t m = 0; x->from && m < c->copies.len; m++)
        if (c->copies.data[m].to == x->from && !is_remade(c, &c->copies.data[m]))
            return true;
    return false;
}

void report_copies(struct fctx *c)
{
    for (size_t k = 0; k < c->copies.len; k++) {
        const struct copied *x = &c->copies.data[k];
        bool remade = false; /* on another path to the same place */
        for (size_t m = 0; m < c->copies.len; m++)
            remade |= c->copies.data[m].at.loc == x->at.loc && is_remade(c, &c->copies.data[m]);
        struct report r = {.rule = "lock-copied",
                           .at = x->at,
                           .name = x->name,
                           .confidence = -1};
        if (!remade && !c->broken && !is_copy_of_copy(c, x))
            report_finding(c->an, &r);
    }
}

static bool is_object(const struct fctx *c, hd_val v)
{
    return HD_VAL_TAG(v) == HD_V_PATH && c->ir->paths[HD_VAL_INDEX(v)].kind != HD_PATH_TEMP;
}

void check_passed(struct fctx *c, const struct state *s, const struct hd_ir_insn *i)
{
    for (uint32_t n = 0; n < i->nargs; n++) {
        hd_val v = c->ir->args[i->arg + n];
        uint32_t type = is_object(c, v) ? c->ir->paths[HD_VAL_INDEX(v)].type : 0;
        if (type && c->ir->types[type].kind == HD_TYPE_RECORD && is_uncopyable(c, type, 0))
            note_copy(c, 0, eval_path(c, s, HD_VAL_INDEX(v)), here(c, i->loc));
    }
}

void check_copy(struct fctx *c, struct state *s, const struct hd_ir_insn *i)
{
    term to = eval_path(c, s, i->dst);
    uint32_t type = c->ir->paths[i->dst].type;
    if (HD_VAL_TAG(i->a) == HD_V_PATH && !type)
        type = c->ir->paths[HD_VAL_INDEX(i->a)].type;
    if (!is_object(c, i->a))
        note_remade(c, to);
    else if (is_uncopyable(c, type, 0))
        note_copy(c, to, eval_path(c, s, HD_VAL_INDEX(i->a)), here(c, i->loc));
    if (to) {
        struct obj *o = state_obj(s, to);
        if (o && o->res->kind == HD_KIND_LOCK)
            state_drop_obj(s, o);
        term from = HD_VAL_TAG(i->a) == HD_V_PATH ? eval_path(c, s, HD_VAL_INDEX(i->a)) : 0;
        group_overwritten(c, s, to, false);
        state_set(&c->a, c->t, s, to, fresh(c, s, 0));
        if (from)
            copy_parts(c, s, to, from);
    }
}
