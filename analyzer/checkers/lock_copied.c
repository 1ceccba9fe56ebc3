/* lock-copied: a lock, or a record that holds one, is copied bitwise. The copy is no lock: its
 * state is that of some moment, and nobody else uses it.
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

void check_copy(struct fctx *c, struct state *s, const struct hd_ir_insn *i)
{
    term to = eval_path(c, s, i->dst);
    uint32_t type = c->ir->paths[i->dst].type;
    if (HD_VAL_TAG(i->a) == HD_V_PATH && !type)
        type = c->ir->paths[HD_VAL_INDEX(i->a)].type;
    bool from_object =
        HD_VAL_TAG(i->a) == HD_V_PATH && c->ir->paths[HD_VAL_INDEX(i->a)].kind != HD_PATH_TEMP;
    if (from_object && !c->broken && is_uncopyable(c, type, 0)) {
        const char *name = term_text(c, eval_path(c, s, HD_VAL_INDEX(i->a)));
        struct report r = {.rule = "lock-copied",
                           .at = here(c, i->loc),
                           .name = name,
                           .subject = name,
                           .confidence = -1};
        report_finding(c->an, &r);
    }
    if (to) {
        struct obj *o = state_obj(s, to);
        if (o && o->res->kind == HD_KIND_LOCK)
            state_drop_obj(s, o);
        term from = HD_VAL_TAG(i->a) == HD_V_PATH ? eval_path(c, s, HD_VAL_INDEX(i->a)) : 0;
        state_set(&c->a, c->t, s, to, fresh(c, s, 0));
        if (from)
            copy_parts(c, s, to, from);
    }
}
