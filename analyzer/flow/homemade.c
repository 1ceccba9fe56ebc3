/* Home-made wait groups: a lock, a condition and a counter, with one function that counts up, one
 * that counts down and wakes, and one that waits until the counter is zero. Only functions that do
 * this and nothing else count: a counter of readers or of free places is something else. What is
 * found through them is a note.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"

enum { MAX_HOME_BLOCKS = 16 };

static const char *const no_names[] = {NULL};
static const struct hd_resource home_group = {
    .id = "wait group",
    .pack = "",
    .kind = HD_KIND_WAITGROUP,
    .types = (const char **)no_names,
    .identity = HD_ID_ADDRESS,
    .static_init = (const char **)no_names,
    .traits = HD_TRAIT_REUSABLE,
};

bool is_homemade(const struct hd_resource *r)
{
    return r == &home_group || is_home_channel(r);
}

/* What a function was seen to do. */
struct look {
    unsigned acquires, waits, signals, writes;
    uint32_t path; /* counter */
    int step;      /* 1, -1 */
    hd_val amount;
};

static bool is_zero(const struct hd_ir *ir, hd_val v)
{
    return HD_VAL_TAG(v) == HD_V_INT && ir->ints[HD_VAL_INDEX(v)] == 0;
}

static bool is_plain_counter(const struct fctx *c, uint32_t path)
{
    const struct hd_ir_path *q = &c->ir->paths[path];
    if (q->kind != HD_PATH_FIELD && q->kind != HD_PATH_VAR)
        return false;
    uint32_t d = q->arg;
    unsigned kind = c->ir->decls[d].kind;
    return c->ir->types[c->ir->decls[d].type].kind == HD_TYPE_INT &&
           (kind == HD_DECL_FIELD || kind == HD_DECL_GLOBAL);
}

static bool look_at_write(const struct fctx *c, const struct hd_ir_insn *i, struct look *l)
{
    const struct hd_ir_path *q = &c->ir->paths[i->dst];
    if (q->kind == HD_PATH_TEMP)
        return true;
    if (q->kind == HD_PATH_VAR && c->ir->decls[q->arg].kind == HD_DECL_LOCAL)
        return true;
    hd_val amount = i->a;
    unsigned how = i->how;
    if (!how && HD_VAL_TAG(i->a) == HD_V_EXPR) {
        const struct hd_ir_expr *e = &c->ir->exprs[HD_VAL_INDEX(i->a)];
        if (e->a != HD_VAL(HD_V_PATH, i->dst))
            return false;
        how = e->op;
        amount = e->b;
    }
    if (!is_plain_counter(c, i->dst) || (how != HD_OP_ADD && how != HD_OP_SUB) || l->writes++)
        return false;
    l->path = i->dst;
    l->step = how == HD_OP_ADD ? 1 : -1;
    l->amount = amount;
    int64_t n = HD_VAL_TAG(amount) == HD_V_INT ? c->ir->ints[HD_VAL_INDEX(amount)] : 1;
    if (n < 0) {
        l->step = -l->step;
        l->amount = HD_VAL(HD_V_NONE, 0);
        return n == -1;
    }
    return true;
}

/* A call that is a part of it; false: the function does something else as well. */
static bool look_at_call(const struct fctx *c, const struct hd_ir_insn *i, struct look *l)
{
    uint32_t n;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    bool known = false;
    for (uint32_t k = 0; k < n; k++) {
        if (ops[k].role == HD_ROLE_PURE || ops[k].role == HD_ROLE_ERRNO ||
            ops[k].role == HD_ROLE_NORETURN)
            known = true;
        if (!ops[k].on)
            continue;
        if (ops[k].on->kind == HD_KIND_LOCK) {
            l->acquires += ops[k].event == c->an->lw.acquire;
            l->waits += ops[k].event == c->an->lw.wait_on && !ops[k].timed;
            known |= ops[k].event == c->an->lw.acquire || ops[k].event == c->an->lw.release ||
                     ops[k].event == c->an->lw.wait_on;
        } else if (ops[k].on->kind == HD_KIND_COND) {
            l->signals += ops[k].role == HD_ROLE_COND_SIGNAL;
            known = true;
        }
    }
    return known;
}

/* The counter that the loop around the wait tests against zero; 0 when there is none. */
static uint32_t tested_counter(const struct fctx *c)
{
    uint32_t path = 0;
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        if (blk->term != HD_TERM_BRANCH)
            continue;
        bool ahead = (blk->op == HD_OP_GT || blk->op == HD_OP_NE) && is_zero(c->ir, blk->b);
        if (!ahead || HD_VAL_TAG(blk->a) != HD_V_PATH || path ||
            !is_plain_counter(c, HD_VAL_INDEX(blk->a)))
            return 0;
        path = HD_VAL_INDEX(blk->a);
    }
    return path;
}

static void look_at(struct analysis *an, struct fctx *c)
{
    struct look l = {0};
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            bool part = i->op == HD_INSN_CALL     ? look_at_call(c, i, &l)
                        : i->op == HD_INSN_ASSIGN ? look_at_write(c, i, &l)
                        : i->op == HD_INSN_COPY   ? false
                                                  : true;
            if (!part)
                return;
        }
    }
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_WAITGROUP);
    const char *event = NULL;
    if (l.acquires == 1 && !l.waits && l.writes == 1)
        event = l.step > 0 && !l.signals ? "add" : l.step < 0 && l.signals ? "done" : NULL;
    else if (l.acquires == 1 && l.waits == 1 && !l.signals && !l.writes &&
             (l.path = tested_counter(c)))
        event = "wait";
    if (!event || !aut)
        return;
    const struct state *s = state_new(&c->a);
    struct home h = {.func = c->f, .event = hd_automaton_event(aut, event)};
    h.counter = eval_path(c, s, l.path);
    h.cls = lock_class(c, h.counter);
    h.amount = HD_VAL_TAG(l.amount) == HD_V_NONE ? term_int(c->t, 1) : eval(c, s, l.amount);
    if (term_is_public(c, h.counter) && h.cls != NO_DECL)
        hd_vec_push(&an->homes, h);
}

/* Is the counter set to a number of its own anywhere? Then it does not start at zero. */
static bool is_set(const struct analysis *an, uint32_t cls)
{
    const struct program *p = an->p;
    for (uint32_t f = 0; f < p->func.len; f++) {
        uint32_t u = p->func.data[f].unit;
        const struct hd_ir *ir = p->unit.data[u].ir;
        const struct hd_ir_func *fn = func_of(p, f);
        bool ours = false;
        for (size_t i = 0; i < an->homes.len; i++)
            ours |= an->homes.data[i].func == f;
        for (uint32_t b = 0; b < fn->nblocks && !ours; b++) {
            const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
            for (uint32_t k = 0; k < blk->ninsns; k++) {
                const struct hd_ir_insn *i = &ir->insns[blk->insn + k];
                const struct hd_ir_path *q = &ir->paths[i->dst];
                bool here = i->op == HD_INSN_ASSIGN &&
                            (q->kind == HD_PATH_FIELD || q->kind == HD_PATH_VAR) &&
                            p->unit.data[u].decl[q->arg] == cls;
                if (here && (i->how || !is_zero(ir, i->a)))
                    return true;
            }
        }
    }
    return false;
}

static bool does(const struct analysis *an, uint32_t cls, int event)
{
    for (size_t i = 0; i < an->homes.len; i++)
        if (an->homes.data[i].cls == cls && an->homes.data[i].event == event)
            return true;
    return false;
}

void find_homemade(struct analysis *an)
{
    const struct hd_automaton *aut = hd_model_automaton(an->p->model, HD_KIND_WAITGROUP);
    for (uint32_t f = 0; aut && f < an->p->func.len; f++) {
        struct fctx c = {.an = an, .p = an->p, .t = &an->p->terms, .f = f};
        c.unit = an->p->func.data[f].unit;
        c.ir = an->p->unit.data[c.unit].ir;
        c.fn = func_of(an->p, f);
        if (c.fn->nblocks && c.fn->nblocks <= MAX_HOME_BLOCKS && !(c.fn->flags & HD_FUNC_INIT))
            look_at(an, &c);
        hd_arena_free(&c.a);
    }
    size_t out = 0;
    for (size_t i = 0; i < an->homes.len; i++) {
        struct home h = an->homes.data[i];
        h.whole = does(an, h.cls, hd_automaton_event(aut, "add")) &&
                  does(an, h.cls, hd_automaton_event(aut, "done")) &&
                  does(an, h.cls, hd_automaton_event(aut, "wait")) && !is_set(an, h.cls);
        an->homes.data[i].whole = h.whole;
    }
    for (size_t i = 0; i < an->homes.len; i++)
        if (an->homes.data[i].whole)
            an->homes.data[out++] = an->homes.data[i];
    an->homes.len = out;
    find_home_channels(an);
}

void homemade_call(struct fctx *c, struct state *s, const struct state *before, uint32_t callee,
                   const term *arg, uint32_t nargs, struct place at)
{
    for (size_t i = 0; i < c->an->homes.len; i++) {
        const struct home *h = &c->an->homes.data[i];
        if (h->func != callee)
            continue;
        term key = in_callers_terms(c, before, h->counter, arg, nargs, 0);
        struct event e = {
            .res = h->channel ? h->channel : &home_group,
            .event = h->event,
            .at = at,
            .via = func_name(c->p, callee),
            .amount = h->channel ? 0 : in_callers_terms(c, before, h->amount, arg, nargs, 0)};
        apply_event(c, s, key, &e);
    }
}
