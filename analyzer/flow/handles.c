/* Handles at the end of a function: who still holds them, and which are lost. Handles parked in
 * fields and globals are left to the whole program (obligations.c).
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/handles.h"

static void park(struct fctx *c, const struct obj *o, term loc)
{
    uint32_t d = term_class_decl(c->t, loc);
    if (d == NO_DECL || (o->flags & OBJ_CALLEE))
        return;
    unsigned kind = pdecl_ir(c->p, d)->kind;
    if (kind == HD_DECL_PARAM || kind == HD_DECL_LOCAL) /* behind a pointer: the caller's */
        return;
    c->an->opaque = true;
    for (size_t i = 0; i < c->an->parked.len; i++) {
        const struct parked *q = &c->an->parked.data[i];
        if (q->decl == d && q->at.loc == o->at.loc && q->at.unit == o->at.unit)
            return;
    }
    hd_vec_push(&c->an->parked, (struct parked){d, o->res, o->state, o->at, c->f, o->entry_decl});
}

static bool was_discharged_here(const struct fctx *c, uint32_t d)
{
    for (size_t i = 0; i < c->discharged_here.len; i++)
        if (c->discharged_here.data[i] == d)
            return true;
    return false;
}

/* Who holds the handle at this exit: 0 nobody or only dying locals, else somebody outlives. Sets
 * *local to a local that holds it. */
static bool outlives(struct fctx *c, const struct exit_point *x, const struct obj *o, term *local)
{
    bool out = x->value == o->key;
    *local = o->res->identity == HD_ID_ADDRESS ? o->key : 0;
    for (unsigned i = 0; i < x->state->nenv; i++) {
        const struct bind *b = &x->state->env[i];
        if (b->val != o->key)
            continue;
        if (loc_is_local(c, b->loc)) {
            if (term_at(c->t, b->loc)->kind != T_TEMP)
                *local = b->loc;
        } else if (is_own_memory(c, b->loc, NULL)) {
            *local = b->loc;
        } else {
            park(c, o, b->loc);
            out = true;
        }
    }
    return out;
}

/* Leaving main ends the program: what still runs there is a leak only when nobody ever meant to
 * wait for it, or when its destructor does not bear that. */
static bool excused(const struct fctx *c, const struct obj *o, bool meant)
{
    bool destroyed =
        o->res->constructed && o->res->kind == HD_KIND_THREAD && loc_is_local(c, o->key);
    return c->p->func.data[c->f].is_main && meant && !destroyed;
}

/* Where the object was really created: in the innermost callee. */
static struct place created_at(const struct obj *o)
{
    struct place at = o->at;
    for (const struct chain *k = o->chain; k; k = k->next)
        at = k->at;
    return at;
}

/* A callee left it in a record of ours: the whole program is asked whether anybody discharges what
 * that field holds. */
static bool asked_elsewhere(const struct fctx *c, const struct obj *o, term local)
{
    struct place at = created_at(o);
    bool field = local && term_at(c->t, local)->kind == T_FIELD;
    c->an->opaque = true;
    for (size_t i = 0; field && (o->flags & OBJ_CALLEE) && i < c->an->parked.len; i++) {
        const struct parked *q = &c->an->parked.data[i];
        if (q->at.unit == at.unit && q->at.loc == at.loc &&
            (c->p->whole || is_private(c->p, q->decl)))
            return true;
    }
    return false;
}

/* Many from one loop
 * -----------------------------------------------------------------------------*/

enum { WAY_FROM = 1, WAY_TO = 2 };

static uint32_t block_of(const struct fctx *c, struct place at)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++)
            if (c->ir->insns[blk->insn + k].op == HD_INSN_CALL &&
                c->ir->insns[blk->insn + k].loc == at.loc)
                return b;
    }
    return UINT32_MAX;
}

static const struct hd_ir_block *block_at(const struct fctx *c, uint32_t b)
{
    return &c->ir->blocks[c->fn->block + b];
}

/* Marks with `bit` what control reaches from `start` without passing through `avoid`. */
static void mark_forward(struct fctx *c, uint32_t start, uint32_t avoid, uint8_t *mark, uint8_t bit)
{
    uint32_t *queue = hd_arena_array(&c->a, uint32_t, c->fn->nblocks + 1), head = 0, tail = 0;
    for (uint32_t b = start;; b = queue[head++]) {
        const struct hd_ir_block *blk = block_at(c, b);
        for (uint32_t k = 0; k < blk->nsucc; k++) {
            uint32_t to = c->ir->succs[blk->succ + k];
            if (to == avoid || (mark[to] & bit))
                continue;
            mark[to] |= bit;
            queue[tail++] = to;
        }
        if (head == tail)
            return;
    }
}

/* Marks with `bit` what reaches `end` without passing through `avoid`. */
static void mark_backward(struct fctx *c, uint32_t end, uint32_t avoid, uint8_t *mark, uint8_t bit)
{
    bool changed = true;
    mark[end] |= bit;
    while (changed) {
        changed = false;
        for (uint32_t b = 0; b < c->fn->nblocks; b++) {
            const struct hd_ir_block *blk = block_at(c, b);
            bool to = false;
            for (uint32_t k = 0; k < blk->nsucc; k++)
                to |= mark[c->ir->succs[blk->succ + k]] & bit;
            if (to && b != avoid && !(mark[b] & bit)) {
                mark[b] |= bit;
                changed = true;
            }
        }
    }
}

/* A loop made handles, and some loop ends what lies at their place: is there a way from the
 * creation to block `to` that does not even come to such a loop? Going through it without a round
 * is no sign of a leak, for the analysis cannot count them. */
bool goes_around(struct fctx *c, const struct obj *o, uint32_t to, uint32_t d)
{
    uint32_t from = block_of(c, o->at), n = c->fn->nblocks;
    if (from == UINT32_MAX)
        return false;
    uint8_t *ends = hd_arena_array(&c->a, uint8_t, n + 1); /* blocks of loops that end them */
    for (size_t i = 0; i < c->discharges.len; i++) {
        const struct discharge *q = &c->discharges.data[i];
        uint8_t *mark = hd_arena_array(&c->a, uint8_t, n + 1);
        if (q->decl != d)
            continue;
        if (q->block == from)
            return false;
        mark_forward(c, q->block, from, mark, WAY_FROM);
        mark_backward(c, q->block, from, mark, WAY_TO);
        for (uint32_t b = 0; b < n; b++)
            ends[b] |= (uint8_t)(mark[b] == (WAY_FROM | WAY_TO) || b == q->block);
    }
    if (ends[from] || ends[to])
        return false;
    uint8_t *seen = hd_arena_array(&c->a, uint8_t, n + 1);
    memcpy(seen, ends, n);
    mark_forward(c, from, UINT32_MAX, seen, 1);
    return seen[to] & 1;
}

/* Marks the blocks from which every way comes to block `end`. */
static void mark_certain(struct fctx *c, uint32_t end, uint8_t *certain)
{
    certain[end] = 1;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t b = 0; b < c->fn->nblocks; b++) {
            const struct hd_ir_block *blk = block_at(c, b);
            bool all = blk->nsucc > 0;
            for (uint32_t k = 0; k < blk->nsucc; k++)
                all &= certain[c->ir->succs[blk->succ + k]];
            changed |= all && !certain[b];
            certain[b] |= (uint8_t)all;
        }
    }
}

/* Does block `b` decide whether control certainly comes to the marked ones? */
static bool decides(const struct fctx *c, uint32_t b, const uint8_t *certain)
{
    const struct hd_ir_block *blk = block_at(c, b);
    bool some = false;
    for (uint32_t k = 0; k < blk->nsucc; k++)
        some |= certain[c->ir->succs[blk->succ + k]];
    return some && !certain[b];
}

bool may_be_meant(struct fctx *c, const struct obj *o, uint32_t to, uint32_t d)
{
    uint32_t from = block_of(c, o->at), n = c->fn->nblocks;
    if (from == UINT32_MAX)
        return was_discharged_here(c, d);
    for (size_t i = 0; i < c->discharges.len; i++) {
        const struct discharge *q = &c->discharges.data[i];
        if (q->decl != d)
            continue;
        uint8_t *certain = hd_arena_array(&c->a, uint8_t, n + 1);
        uint8_t *mark = hd_arena_array(&c->a, uint8_t, n + 1);
        uint32_t avoid = q->in_callee ? UINT32_MAX : q->block;
        mark_certain(c, q->block, certain);
        mark_forward(c, from, avoid, mark, WAY_FROM);
        mark_backward(c, to, avoid, mark, WAY_TO);
        for (uint32_t b = 0; b < n; b++)
            if (mark[b] == (WAY_FROM | WAY_TO) &&
                (decides(c, b, certain) || (q->in_callee && b == q->block)))
                return true;
    }
    return false;
}

/* Does the function end handles that lie in memory without a name? */
static bool ends_in_memory(const struct fctx *c)
{
    bool ends = false;
    for (size_t i = 0; i < c->discharges.len; i++)
        ends |= c->discharges.data[i].decl == NO_DECL;
    return ends;
}

/* "*t": memory of the function's own is named by a variable that led to it. */
static const char *own_name(struct fctx *c, term local)
{
    uint32_t name;
    if (loc_is_local(c, local) || !is_own_memory(c, local, &name) || name == NO_DECL)
        return term_text(c, local);
    return hd_arena_fmt(&c->p->arena, "*%s", pdecl_name(c->p, name));
}

/* An element of an array, and the function ends handles that a pointer leads it to. */
static bool may_be_walked(const struct fctx *c, term place)
{
    return ends_in_memory(c) && place && term_has_index(c->t, place);
}

/* Is it known that there is no memory at `loc`? Who created something there did not get so far. */
static bool is_nowhere(const struct fctx *c, const struct state *s, term loc)
{
    const struct term_node *n = term_at(c->t, loc);
    return n->kind == T_DEREF && state_decide(c->t, s, n->a, HD_OP_EQ, 0) == 1;
}

static void judge_handle(struct fctx *c, struct exit_point *x, struct obj *o, const char *rule)
{
    term local;
    if ((o->flags & (OBJ_ESCAPED | OBJ_PARKED)) || outlives(c, x, o, &local) || c->broken ||
        (local && is_nowhere(c, x->state, local)))
        return;
    uint32_t d = local ? term_class_decl(c->t, local) : NO_DECL;
    bool own = local && !loc_is_local(c, local);
    if ((own && c->gave_up) || (local && is_captured_for_others(c, local)))
        return;
    bool meant = own ? ends_in_memory(c) : d != NO_DECL && was_discharged_here(c, d);
    bool failed = o->flags & OBJ_FAILED; /* who starts it should have ended it, main or not */
    if ((excused(c, o, meant) && !failed) ||
        ((o->flags & OBJ_MULTI) && meant && !goes_around(c, o, x->block, d)) ||
        (!meant && (asked_elsewhere(c, o, local) || may_be_walked(c, local))))
        return;
    if (o->chain && already_reported(c->an, rule, place_key(created_at(o))))
        return; /* the callee that creates it loses it on another path already */
    const char *name = local ? own_name(c, local) : NULL;
    struct end_words end = end_words_of(o->res);
    struct report r = {
        .rule = rule,
        .name = name,
        .confidence = -1,
        .state = x->state,
        .subject = name                       ? name
                   : o->entry_decl != NO_DECL ? pdecl_name(c->p, o->entry_decl)
                                              : "",
        .at = meant ? x->at : o->at,
        .note = meant ? hd_arena_fmt(&c->p->arena, "leaves without %s %s", end.doing,
                                     o->flags & OBJ_MULTI ? "those made so far" : "it")
                      : hd_arena_fmt(&c->p->arena, "created here, and never %s", end.done),
        .key = place_key(o->at),
    };
    if (meant) {
        r.origin = o->at;
        r.origin_chain = o->chain;
        r.origin_note = "created here";
    } else {
        r.chain = o->chain;
        r.state = NULL;
    }
    report_finding(c->an, &r);
}

void judge_handles_of(struct fctx *c, struct exit_point *x)
{
    for (unsigned i = 0; i < x->state->nobj; i++) {
        struct obj *o = &x->state->obj[i];
        const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
        if (!aut || o->res->kind == HD_KIND_LOCK || !(o->flags & OBJ_LOCAL) ||
            o->state == HD_STATE_UNKNOWN)
            continue;
        if (o->res->identity == HD_ID_ADDRESS && !loc_is_local(c, o->key) &&
            !is_own_memory(c, o->key, NULL)) {
            park(c, o, o->key);
            continue;
        }
        const char *rule = hd_automaton_end(aut, o->state, obj_traits(c, o));
        if (rule)
            judge_handle(c, x, o, rule);
    }
}
