/* Checks on condition waits that are no typestate: the wait must stand in a loop that tests its
 * predicate again while the lock stays held, and no other lock may be held meanwhile.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"

/* Does the call let go of some lock, itself or in a function that releases what it did not acquire?
 */
static bool lets_go(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t n, d = call_decl(c->p, c->unit, i);
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    for (uint32_t k = 0; k < n; k++)
        if (ops[k].on && ops[k].on->kind == HD_KIND_LOCK &&
            (ops[k].event == c->an->lw.release || ops[k].event == c->an->lw.release_shared))
            return true;
    uint32_t f = d == NO_DECL ? NO_FUNC : c->p->decl.data[d].func;
    return f != NO_FUNC && c->an->sum[f].hands_over.len > 0;
}

/* Is there a way from behind the wait back to it that keeps the lock and passes a test? */
static bool retested(struct fctx *c, uint32_t block, uint32_t insn)
{
    uint32_t n = c->fn->nblocks, head = 0, tail = 0;
    uint32_t *queue = hd_arena_array(&c->a, uint32_t, n * 2 + 2);
    uint8_t *tested = hd_arena_array(&c->a, uint8_t, n * 2 + 2);
    uint8_t *seen = hd_arena_array(&c->a, uint8_t, n * 2 + 2);
    uint32_t from = insn + 1;
    for (uint32_t b = block, t = 0;; from = 0) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        bool stop = false;
        for (uint32_t k = from; k < blk->ninsns && !stop; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            if (i->op == HD_INSN_CALL && b == block && k == insn && t)
                return true;
            stop = i->op == HD_INSN_CALL && lets_go(c, i);
        }
        uint32_t t2 = t || blk->term == HD_TERM_BRANCH || blk->term == HD_TERM_SWITCH;
        for (uint32_t k = 0; k < blk->nsucc && !stop; k++) {
            uint32_t to = c->ir->succs[blk->succ + k], slot = to * 2 + t2;
            if (!seen[slot]) {
                seen[slot] = 1;
                tested[tail] = (uint8_t)t2;
                queue[tail++] = to;
            }
        }
        if (head == tail)
            return false;
        t = tested[head];
        b = queue[head++];
    }
}

/* States in which the wait was reached: was the lock acquired in this function? When a caller holds
 * it, the loop may be the caller's as well. */
static bool acquired_here(struct fctx *c, uint32_t block, uint32_t insn)
{
    for (size_t k = 0; k < c->in[block].len; k++) {
        const struct state *s = c->in[block].data[k].state;
        for (unsigned o = 0; o < s->nobj; o++)
            if (obj_is_held(c, &s->obj[o]) && s->obj[o].entry == ENTRY_FREE)
                return true;
    }
    const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + block];
    for (uint32_t k = 0; k < insn; k++) {
        uint32_t n;
        const struct hd_op_model *ops = call_ops(c->p, c->unit, &c->ir->insns[blk->insn + k], &n);
        if (c->ir->insns[blk->insn + k].op != HD_INSN_CALL)
            continue;
        if (guard_acquires(c, &c->ir->insns[blk->insn + k]))
            return true;
        for (uint32_t q = 0; q < n; q++)
            if (ops[q].on && ops[q].on->kind == HD_KIND_LOCK && ops[q].event == c->an->lw.acquire)
                return true;
    }
    return false;
}

static void check_wait(struct fctx *c, const struct hd_op_model *op, uint32_t block, uint32_t insn)
{
    const struct hd_ir_insn *i = &c->ir->insns[c->ir->blocks[c->fn->block + block].insn + insn];
    if (!op->must_loop || c->broken || c->in[block].len == 0 || retested(c, block, insn) ||
        !acquired_here(c, block, insn))
        return;
    struct report r = {
        .rule = "cond-wait-no-loop", .at = here(c, i->loc), .subject = op->shown, .confidence = -1};
    report_finding(c->an, &r);
}

/* Is there a native check of this name for the event? Its rule, or NULL. */
static const char *rule_of(const struct fctx *c, const char *check, int event)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_COND);
    for (size_t i = 0; aut && i < aut->nchecks; i++)
        if (strcmp(aut->check[i].check, check) == 0 && aut->check[i].event == event)
            return aut->check[i].report;
    return NULL;
}

static void check_holding(struct fctx *c, struct state *s, const char *rule, term partner,
                          struct place at)
{
    for (unsigned i = 0; i < s->nobj && !c->broken; i++) {
        const struct obj *o = &s->obj[i];
        if (o->key == partner || !obj_is_held(c, o) || o->entry == ENTRY_HELD ||
            o->entry == ENTRY_SHARED || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
            continue;
        struct report r = {.rule = rule,
                           .at = at,
                           .name = term_text(c, o->key),
                           .state = s,
                           .subject = term_text(c, o->key),
                           .origin = o->at,
                           .origin_chain = o->chain,
                           .origin_note = "acquired here",
                           .note = "waits; whoever signals may need that lock",
                           .confidence = -1};
        report_finding(c->an, &r);
        return;
    }
}

static void check_partner(struct fctx *c, struct state *s, const char *rule, uint32_t cond,
                          term partner, struct place at, bool untimed)
{
    uint32_t lock = lock_class(c, partner);
    uint64_t *known = hd_map_put(&c->an->cond_of, cond, NULL);
    if (!*known) {
        hd_vec_push(&c->an->conds, (struct cond_use){cond, lock, at, untimed});
        *known = c->an->conds.len;
        return;
    }
    struct cond_use *u = &c->an->conds.data[*known - 1];
    u->untimed |= untimed;
    if (!rule || lock == NO_DECL || u->lock == NO_DECL || u->lock == lock || c->broken)
        return;
    const char *name = pdecl_label(c->p, cond);
    struct report r = {
        .rule = rule,
        .at = at,
        .name = name,
        .subject = name,
        .state = s,
        .origin = u->at,
        .origin_note =
            hd_arena_fmt(&c->p->arena, "waited on with '%s' here", pdecl_label(c->p, u->lock)),
        .note = hd_arena_fmt(&c->p->arena, "waited on with '%s' here", pdecl_label(c->p, lock)),
        .confidence = -1};
    report_finding(c->an, &r);
}

void check_condition(struct fctx *c, struct state *s, const struct hd_op_model *op, term cond,
                     term partner, struct place at)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_COND);
    uint32_t cls = lock_class(c, cond);
    if (!aut || !cond)
        return;
    if (op->event == hd_automaton_event(aut, "signal") && cls != NO_DECL)
        *hd_map_put(&c->an->signaled, cls, NULL) = 1;
    if (!partner)
        return;
    int wait = hd_automaton_event(aut, "wait");
    const char *holding = rule_of(c, "event-holding-other-lock", wait);
    if (holding)
        check_holding(c, s, holding, partner, at);
    if (cls != NO_DECL)
        check_partner(c, s, rule_of(c, "one-partner", wait), cls, partner, at, op->event == wait);
}

/* Waits that only the whole program can judge: nobody ever signals the condition, or nobody ever
 * acquires the lock that the wait passes. */
static void check_never_signaled(struct analysis *an)
{
    const struct hd_automaton *aut = hd_model_automaton(an->p->model, HD_KIND_COND);
    const char *rule = NULL;
    for (size_t i = 0; aut && i < aut->nchecks; i++)
        if (strcmp(aut->check[i].check, "event-without") == 0)
            rule = aut->check[i].report;
    for (size_t i = 0; rule && i < an->conds.len; i++) {
        const struct cond_use *u = &an->conds.data[i];
        if (!u->untimed || hd_map_get(&an->signaled, u->cond) || !an->p->whole ||
            place_is_used(an->p, u->cond))
            continue;
        const char *name = pdecl_label(an->p, u->cond);
        struct report r = {.rule = rule,
                           .at = u->at,
                           .name = name,
                           .subject = name,
                           .note = "waited on here; nothing in the program signals it",
                           .confidence = HD_CONF_MEDIUM};
        report_finding(an, &r);
    }
}

void check_conditions(struct analysis *an)
{
    check_never_signaled(an);
    for (size_t i = 0; i < an->needs_held.len; i++) {
        const struct needs_held *n = &an->needs_held.data[i];
        const struct pfunc *f = &an->p->func.data[n->func];
        bool root = (f->spawned || n->func == an->p->main) && f->callers.len == 0;
        bool never = (an->p->whole || is_private(an->p, n->cls)) &&
                     !hd_map_get(&an->acquired, n->cls) && !place_is_used(an->p, n->cls);
        if ((!root && !never) || (func_of(an->p, n->func)->flags & HD_FUNC_BROKEN))
            continue;
        const char *name = pdecl_label(an->p, n->cls);
        struct report r = {.rule = "cond-wait-unlocked",
                           .at = n->at,
                           .name = name,
                           .subject = name,
                           .confidence = HD_CONF_MEDIUM,
                           .note = "waits without holding it"};
        report_finding(an, &r);
    }
}

void check_function(struct fctx *c)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            uint32_t n;
            if (i->op != HD_INSN_CALL)
                continue;
            const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
            for (uint32_t o = 0; o < n; o++)
                check_result_ignored(c, &ops[o], i, b);
            for (uint32_t o = 0; o < n; o++)
                if (ops[o].must_loop && hd_op_applies(&ops[o], i->nargs)) {
                    check_wait(c, &ops[o], b, k);
                    break;
                }
        }
    }
}
