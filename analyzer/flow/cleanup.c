/* Handlers that a thread registers for its end: they run when it ends in their scope, last one
 * first, and where they are taken off again when the call says so.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/memo.h"

/* What the innermost local of this name holds: macros keep handler and argument in variables. */
static term local_named(struct fctx *c, const struct state *s, const char *name)
{
    for (uint32_t n = c->fn->nlocals; n-- > 0;) {
        uint32_t d = c->p->unit.data[c->unit].decl[c->fn->local + n];
        term loc = term_var(c->t, d);
        if (strcmp(pdecl_name(c->p, d), name) == 0 &&
            state_get(c->t, s, loc) != term_init(c->t, loc))
            return state_get(c->t, s, loc);
    }
    return 0;
}

static term argument(const struct call *k, int n)
{
    return n >= 0 && (uint32_t)n < k->nargs ? k->arg[n] : 0;
}

void push_cleanup(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k)
{
    term entry = op->entry_local ? local_named(c, s, op->entry_local) : argument(k, op->entry);
    term data = op->data_local ? local_named(c, s, op->data_local) : argument(k, op->data);
    const struct term_node *n = term_at(c->t, entry);
    if (s->ncleanups < MAX_CLEANUPS)
        s->cleanup[s->ncleanups] = (struct cleanup){n->kind == T_FUNC ? n->a : UINT32_MAX, data};
    if (s->ncleanups < UINT8_MAX)
        s->ncleanups++;
}

/* Locks that a handler may release, and of which we do not see that it did, are no longer ours. */
static void forget_held(struct fctx *c, struct state *s, const struct summary *of)
{
    for (unsigned i = 0; i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        bool may = !of;
        for (size_t k = 0; of && k < of->hands_over.len; k++)
            may |= lock_class(c, o->key) == of->hands_over.data[k];
        if (may && obj_is_held(c, o))
            forget_obj(c, s, o->key, o->res);
    }
}

static void run(struct fctx *c, struct state *s, const struct hd_ir_insn *i,
                const struct cleanup *h, state_vec *out)
{
    struct hd_ir_insn call = *i;
    call.dst = 0; /* the result is nobody's */
    call.flags |= HD_INSN_F_UNUSED;
    struct call k = {.i = &call, .arg = {h->data}, .nargs = 1};
    const struct pdecl *d = h->entry == UINT32_MAX ? NULL : &c->p->decl.data[h->entry];
    if (d && d->nops) {
        k.name = d->ops[0].shown;
        do_ops(c, s, d->ops, d->nops, &k, out);
    } else if (d && d->func != NO_FUNC) {
        size_t first = out->len;
        apply_summary(c, state_copy(&c->a, s), &call, d->func, k.arg, 1, false, out);
        for (size_t n = first; n < out->len; n++)
            forget_held(c, out->data[n], summary_of(c, d->func));
    } else {
        forget_held(c, s, NULL);
        hd_vec_push(out, s);
    }
}

void pop_cleanup(struct fctx *c, struct state *s, const struct hd_op_model *op, struct call *k)
{
    int64_t execute = 0;
    if (s->ncleanups == 0)
        return;
    s->ncleanups--;
    if (op->execute < 0 || s->ncleanups >= MAX_CLEANUPS)
        return;
    bool known = term_int_value(c->t, argument(k, op->execute), &execute);
    if (known && !execute)
        return;
    struct state *skip = known ? NULL : state_copy(&c->a, s);
    if (skip && state_assume(&c->a, c->t, skip, argument(k, op->execute), HD_OP_EQ, 0))
        hd_vec_push(&k->more, skip);
    state_vec ran = {0};
    run(c, state_copy(&c->a, s), k->i, &s->cleanup[s->ncleanups], &ran);
    for (size_t n = 1; n < ran.len; n++)
        hd_vec_push(&k->more, ran.data[n]);
    if (ran.len)
        *s = *ran.data[0];
    else
        s->dead = true;
    hd_vec_free(&ran);
}

void thread_ends(struct fctx *c, struct state *s, const struct call *k)
{
    state_vec now = {0}, next = {0};
    hd_vec_push(&now, s);
    while (now.len && now.data[0]->ncleanups > 0) {
        hd_vec_clear(&next);
        for (size_t n = 0; n < now.len; n++) {
            struct state *x = now.data[n];
            struct cleanup unknown = {UINT32_MAX, 0};
            x->ncleanups--;
            run(c, x, k->i, x->ncleanups < MAX_CLEANUPS ? &x->cleanup[x->ncleanups] : &unknown,
                &next);
        }
        state_vec swap = now;
        now = next;
        next = swap;
    }
    c->ends_in[c->block] = true;
    for (size_t n = 0; n < now.len; n++)
        hd_vec_push(&c->exits,
                    (struct exit_point){now.data[n], 0, here(c, k->i->loc), true, c->block});
    hd_vec_free(&now);
    hd_vec_free(&next);
}
