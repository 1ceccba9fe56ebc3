/* A loop locks one object after the other, and some way through a round goes on to the next one
 * without the release: `continue`. Once the loop's variable has moved on nobody knows the object
 * any more, so nobody releases it. A loop that locks them all for a later one to release does the
 * same on purpose: only a loop that does all releases of the class itself is reported.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"
#include "analyzer/flow/memo.h"

/* The pointer that leads to the object which the lock is a part of; 0: none. */
static term pointer_to(const struct terms *t, term key)
{
    while (term_at(t, key)->kind == T_FIELD || term_at(t, key)->kind == T_INDEX)
        key = term_at(t, key)->a;
    return term_at(t, key)->kind == T_DEREF ? term_at(t, key)->a : 0;
}

/* Does some variable, or memory, still know the object? */
static bool is_known(const struct terms *t, const struct state *s, term pointer)
{
    for (unsigned i = 0; i < s->nenv; i++) {
        term v = s->env[i].val;
        if (term_at(t, s->env[i].loc)->kind == T_TEMP)
            continue;
        if (v == pointer || (term_at(t, v)->kind == T_ADDR && term_contains(t, v, pointer)))
            return true;
    }
    return false;
}

static bool is_in_rounds(const struct fctx *c, struct place at, uint32_t from, uint32_t to)
{
    for (uint32_t b = from; b <= to; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++)
            if (c->ir->insns[blk->insn + k].loc == at.loc)
                return at.func == c->f;
    }
    return false;
}

void round_ends(struct fctx *c, struct state *s, uint32_t head)
{
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        term pointer = o->res->kind == HD_KIND_LOCK && obj_is_held(c, o) && o->entry == ENTRY_FREE
                           ? pointer_to(c->t, o->key)
                           : 0;
        if (!pointer || term_at(c->t, pointer)->kind != T_SYM || term_at(c->t, pointer)->op ||
            o->told || (o->flags & (OBJ_MULTI | OBJ_ESCAPED | OBJ_UNCHECKED | OBJ_TRY)) ||
            is_known(c->t, s, pointer) || !is_in_rounds(c, o->at, head, c->block))
            continue;
        bool known = false;
        for (size_t k = 0; k < c->left_locked.len; k++)
            known |= !c->left_locked.data[k].thrown && c->left_locked.data[k].at.loc == o->at.loc;
        if (known)
            continue;
        struct left_locked l = {.head = head,
                                .at = o->at,
                                .chain = o->chain,
                                .cls = lock_class(c, o->key),
                                .name = obj_text(c, o),
                                .state = state_copy(&c->a, s)};
        if (l.cls != NO_DECL)
            hd_vec_push(&c->left_locked, l);
    }
}

void throw_leaves(struct fctx *c, struct state *s, uint32_t loc)
{
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        if (o->res->kind != HD_KIND_LOCK || !obj_is_held(c, o) || o->entry != ENTRY_FREE ||
            o->told || (o->flags & (OBJ_MULTI | OBJ_ESCAPED | OBJ_UNCHECKED)) ||
            guard_holds(c, s, o->key))
            continue;
        bool known = false;
        for (size_t k = 0; k < c->left_locked.len; k++)
            known |= c->left_locked.data[k].thrown == loc && c->left_locked.data[k].key == o->key;
        struct left_locked l = {.thrown = loc,
                                .key = o->key,
                                .at = o->at,
                                .chain = o->chain,
                                .cls = lock_class(c, o->key),
                                .name = obj_text(c, o)};
        if (known || l.cls == NO_DECL)
            continue;
        l.state = state_copy(&c->a, s);
        hd_vec_push(&c->left_locked, l);
    }
}

/* An exception leaves with a lock held that the function gives back where it returns. */
static void judge_throw(struct fctx *c, const struct left_locked *l)
{
    bool released = false;
    for (size_t i = 0; i < c->exits.len; i++) {
        const struct obj *o = state_obj(c->exits.data[i].state, l->key);
        released |= o && o->state == c->an->lw.free && o->entry == ENTRY_FREE;
    }
    c->now = l->state;
    struct report r = {.rule = "lock-held-at-return",
                       .at = here(c, l->thrown),
                       .name = l->name,
                       .state = l->state,
                       .origin = l->at,
                       .origin_chain = l->chain,
                       .origin_note = "acquired here",
                       .detail = "an exception leaves without releasing it",
                       .note = "thrown with the lock held",
                       .confidence = -1};
    if (released)
        report_finding(c->an, &r);
}

void note_release(struct fctx *c, uint32_t cls)
{
    for (size_t i = 0; i < c->released_at.len; i++)
        if (c->released_at.data[i].decl == cls && c->released_at.data[i].block == c->block)
            return;
    hd_vec_push(&c->released_at, (struct discharge){.decl = cls, .block = c->block});
}

/* The last block that jumps back to `head`. */
static uint32_t end_of_loop(const struct fctx *c, uint32_t head)
{
    uint32_t last = head;
    for (uint32_t b = head; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->nsucc; k++)
            if (c->ir->succs[blk->succ + k] == head)
                last = b;
    }
    return last;
}

/* Does a function that is called behind or before the loop release such locks? */
static bool others_release(const struct fctx *c, const struct left_locked *l, uint32_t end)
{
    const struct pfunc *f = &c->p->func.data[c->f];
    for (size_t i = 0; i < f->calls.len; i++) {
        const struct summary *s = summary_of(c, f->calls.data[i].to);
        struct place at = {c->unit, c->ir->insns[f->calls.data[i].insn].loc, c->f};
        if (is_listed(s->releases.data, s->releases.len, l->cls) &&
            !is_in_rounds(c, at, l->head, end))
            return true;
    }
    return false;
}

/* Is every release of the class in the loop, and is there one? */
static bool releases_itself(const struct fctx *c, const struct left_locked *l)
{
    bool some = false;
    uint32_t end = end_of_loop(c, l->head);
    for (size_t i = 0; i < c->released_at.len; i++) {
        const struct discharge *r = &c->released_at.data[i];
        if (r->decl != l->cls)
            continue;
        if (r->block < l->head || r->block > end)
            return false;
        some = true;
    }
    return some && !others_release(c, l, end);
}

/* The variable that a value is, or leads into the object of; NO_DECL: none. */
static uint32_t variable_in(const struct fctx *c, hd_val v)
{
    unsigned tag = HD_VAL_TAG(v);
    if (tag != HD_V_PATH && tag != HD_V_ADDR)
        return NO_DECL;
    const struct hd_ir_path *q = &c->ir->paths[HD_VAL_INDEX(v)];
    while (q->kind != HD_PATH_VAR && q->parent)
        q = &c->ir->paths[q->parent];
    return q->kind == HD_PATH_VAR ? q->arg : NO_DECL;
}

/* Through which variable was the lock acquired at this place? */
static uint32_t variable_of(const struct fctx *c, struct place at)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            uint32_t v = NO_DECL;
            for (uint32_t a = 0; i->loc == at.loc && i->op == HD_INSN_CALL && a < i->nargs; a++)
                if (v == NO_DECL)
                    v = variable_in(c, c->ir->args[i->arg + a]);
            if (v != NO_DECL)
                return v;
        }
    }
    return NO_DECL;
}

/* Only what holds an address can lead to the object later. */
static bool writes_pointers(const struct fctx *c, const struct summary *s)
{
    for (size_t i = 0; i < s->mods.len; i++) {
        const struct pdecl *d = &c->p->decl.data[s->mods.data[i]];
        const struct hd_ir *ir = c->p->unit.data[d->unit].ir;
        unsigned kind = ir->types[pdecl_ir(c->p, s->mods.data[i])->type].kind;
        if (kind != HD_TYPE_INT && kind != HD_TYPE_BOOL && kind != HD_TYPE_FLOAT)
            return true;
    }
    return false;
}

/* May a call keep the object that the variable leads to? Not when the packs know it. */
static bool call_keeps(const struct fctx *c, const struct hd_ir_insn *i, uint32_t variable)
{
    uint32_t nops, d = call_decl(c->p, c->unit, i);
    bool given = false;
    for (uint32_t n = 0; n < i->nargs; n++)
        given |= variable_in(c, c->ir->args[i->arg + n]) == variable;
    if (!given || (call_ops(c->p, c->unit, i, &nops), nops))
        return false;
    uint32_t f = d == NO_DECL ? NO_FUNC : c->p->decl.data[d].func;
    return f == NO_FUNC || summary_of(c, f)->kept.len > 0 || writes_pointers(c, summary_of(c, f));
}

/* Does the loop store the object somewhere, so that it can be found again later? */
static bool is_kept(const struct fctx *c, const struct left_locked *l)
{
    uint32_t variable = variable_of(c, l->at), end = end_of_loop(c, l->head);
    for (uint32_t b = l->head; b <= end; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            bool whole = i->op == HD_INSN_ASSIGN && HD_VAL_TAG(i->a) == HD_V_PATH &&
                         c->ir->paths[HD_VAL_INDEX(i->a)].kind == HD_PATH_VAR;
            bool part = i->op == HD_INSN_ASSIGN && HD_VAL_TAG(i->a) == HD_V_ADDR;
            if (((whole || part) && variable_in(c, i->a) == variable) ||
                (i->op == HD_INSN_CALL && call_keeps(c, i, variable)))
                return true;
        }
    }
    return variable == NO_DECL;
}

void judge_rounds(struct fctx *c)
{
    for (size_t i = 0; i < c->left_locked.len && !c->broken; i++) {
        const struct left_locked *l = &c->left_locked.data[i];
        if (l->thrown) {
            judge_throw(c, l);
            continue;
        }
        const struct trail *branch = l->state->trail;
        while (branch && !branch->branch)
            branch = branch->prev;
        if (!releases_itself(c, l) || is_kept(c, l) || callers_may_release(c->an, c->f, l->cls))
            continue;
        c->now = l->state;
        struct report r = {.rule = "lock-held-at-return",
                           .at = branch ? branch->at : l->at,
                           .name = l->name,
                           .state = l->state,
                           .origin = l->at,
                           .origin_chain = l->chain,
                           .origin_note = "acquired here",
                           .detail = "the loop goes on to the next one without releasing it",
                           .note = "from here the round ends with the lock held",
                           .confidence = -1};
        report_finding(c->an, &r);
    }
}
