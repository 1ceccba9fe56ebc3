/* cond-wait-no-loop: a wait must stand in a loop that tests its predicate again while the lock
 * stays held. The loop may be the caller's when the lock is; then callers are asked about their
 * call.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/memo.h"
#include "core/buf.h"

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
    return f != NO_FUNC && summary_of(c, f)->hands_over.len > 0;
}

/* What a branch tests: a place in memory, or what a function says. */
struct test {
    uint32_t path, callee; /* callee + 1 */
};

static struct test test_of(const struct fctx *c, const struct hd_ir_block *b, hd_val v)
{
    struct test t = {0, 0};
    while (HD_VAL_TAG(v) == HD_V_EXPR)
        v = c->ir->exprs[HD_VAL_INDEX(v)].a;
    if (HD_VAL_TAG(v) != HD_V_PATH)
        return t;
    t.path = HD_VAL_INDEX(v);
    if (c->ir->paths[t.path].kind != HD_PATH_TEMP)
        return t;
    for (uint32_t k = b->ninsns; k-- > 0;) { /* a result is tested where the call stands */
        const struct hd_ir_insn *i = &c->ir->insns[b->insn + k];
        if (i->op != HD_INSN_CALL || i->dst != t.path)
            continue;
        uint32_t d = call_decl(c->p, c->unit, i);
        return (struct test){0, d == NO_DECL ? 0 : d + 1};
    }
    return (struct test){0, 0};
}

static bool same_test(struct test a, struct test b)
{
    return (a.path && a.path == b.path) || (a.callee && a.callee == b.callee);
}

/* Walks over the blocks of a function, each at most twice: before and after the first test. */
struct walk {
    struct fctx *c;
    uint32_t *queue, head, tail;
    uint8_t *seen;
};

static struct walk walk_start(struct fctx *c)
{
    uint32_t n = c->fn->nblocks * 2 + 2;
    return (struct walk){.c = c,
                         .queue = hd_arena_array(&c->a, uint32_t, n),
                         .seen = hd_arena_array(&c->a, uint8_t, n)};
}

static void walk_to(struct walk *w, const struct hd_ir_block *from, uint32_t mark)
{
    for (uint32_t k = 0; k < from->nsucc; k++) {
        uint32_t slot = w->c->ir->succs[from->succ + k] * 2 + mark;
        if (!w->seen[slot]) {
            w->seen[slot] = 1;
            w->queue[w->tail++] = slot;
        }
    }
}

/* Is there a way from behind the wait back to it that keeps the lock and passes a test? */
static bool loops_back(struct fctx *c, uint32_t block, uint32_t insn)
{
    struct walk w = walk_start(c);
    uint32_t from = insn + 1;
    for (uint32_t b = block, tested = 0;; from = 0) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        bool stop = false;
        for (uint32_t k = from; k < blk->ninsns && !stop; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            if (i->op == HD_INSN_CALL && b == block && k == insn && tested)
                return true;
            stop = i->op == HD_INSN_CALL && lets_go(c, i);
        }
        if (!stop)
            walk_to(&w, blk, tested || blk->term == HD_TERM_BRANCH || blk->term == HD_TERM_SWITCH);
        if (w.head == w.tail)
            return false;
        b = w.queue[w.head] / 2;
        tested = w.queue[w.head++] & 1;
    }
}

/* Does some branch from which the wait can be reached test the same? */
static bool tested_before(struct fctx *c, uint32_t block, struct test t)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        if (blk->term != HD_TERM_BRANCH || !same_test(test_of(c, blk, blk->a), t))
            continue;
        struct walk w = walk_start(c);
        walk_to(&w, blk, 0);
        while (w.head < w.tail) {
            uint32_t at = w.queue[w.head++] / 2;
            if (at == block)
                return true;
            walk_to(&w, &c->ir->blocks[c->fn->block + at], 0);
        }
    }
    return false;
}

static const struct hd_ir_block *block_at(const struct fctx *c, uint32_t b)
{
    return &c->ir->blocks[c->fn->block + b];
}

/* What the wait stands under directly: `if (a && b) wait`. */
enum { MAX_WAIT_GUARDS = 4 };
struct wait_guard {
    uint32_t block;
    uint32_t side; /* the successor that leads to the wait */
};

/* The only block that branches to `to`; UINT32_MAX. */
static uint32_t only_branch_to(const struct fctx *c, uint32_t to, uint32_t *side)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t b = 0; b < c->fn->nblocks; b++)
        for (uint32_t k = 0; k < block_at(c, b)->nsucc; k++) {
            if (c->ir->succs[block_at(c, b)->succ + k] != to)
                continue;
            if (found != UINT32_MAX || block_at(c, b)->term != HD_TERM_BRANCH)
                return UINT32_MAX;
            found = b;
            *side = k;
        }
    return found;
}

/* Does control get from block to block without going through `avoid`? */
static bool gets_to(struct fctx *c, uint32_t from, uint32_t to, uint32_t avoid)
{
    struct walk w = walk_start(c);
    walk_to(&w, block_at(c, from), 0);
    while (w.head < w.tail) {
        uint32_t at = w.queue[w.head++] / 2;
        if (at == to)
            return true;
        if (at != avoid)
            walk_to(&w, block_at(c, at), 0);
    }
    return false;
}

/* All of a conjunction lead to one place when they do not hold: behind the wait, as it is no loop.
 */
static unsigned guards_of(struct fctx *c, uint32_t block, uint32_t insn,
                          struct wait_guard guard[MAX_WAIT_GUARDS])
{
    unsigned n = 0;
    uint32_t join = UINT32_MAX;
    for (uint32_t k = 0; k < insn; k++)
        if (c->ir->insns[block_at(c, block)->insn + k].op == HD_INSN_CALL)
            return 0;
    for (uint32_t to = block, side; n < MAX_WAIT_GUARDS; to = guard[n++].block) {
        uint32_t b = only_branch_to(c, to, &side);
        uint32_t other = b == UINT32_MAX ? 0 : c->ir->succs[block_at(c, b)->succ + 1 - side];
        if (b == UINT32_MAX || (n ? other != join : !gets_to(c, block, other, b)))
            break;
        join = other;
        guard[n] = (struct wait_guard){b, side};
    }
    return n;
}

/* Does the code that begins with this block do something, call or write to memory, before the lock
 * is released or the function ends? */
static bool acts(const struct fctx *c, uint32_t b, unsigned depth)
{
    const struct hd_ir_block *blk = block_at(c, b);
    for (uint32_t k = 0; k < blk->ninsns; k++) {
        const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
        unsigned to = i->op == HD_INSN_ASSIGN && i->dst ? c->ir->paths[i->dst].kind : HD_PATH_VAR;
        if (i->op == HD_INSN_CALL)
            return !lets_go(c, i);
        if (to != HD_PATH_VAR && to != HD_PATH_TEMP)
            return true;
    }
    bool all = blk->nsucc > 0 && depth > 0;
    for (uint32_t k = 0; k < blk->nsucc && all; k++)
        all = acts(c, c->ir->succs[blk->succ + k], depth - 1);
    return all;
}

/* A test behind the wait of what it stood under. Whoever goes on to act although that may still
 * hold has not looked at all of it. */
static bool tests_guard(const struct fctx *c, uint32_t b, const struct wait_guard *g)
{
    const struct hd_ir_block *now = block_at(c, b), *then = block_at(c, g->block);
    if (!same_test(test_of(c, now, now->a), test_of(c, then, then->a)))
        return false;
    bool same = now->op == then->op && now->b == then->b;
    bool negated = now->op == op_negate(then->op) && now->b == then->b;
    uint32_t still = same ? g->side : 1 - g->side; /* the side on which it still holds */
    return (!same && !negated) || !acts(c, c->ir->succs[now->succ + still], 6);
}

/* Before the lock is released: does the code behind the wait look again at what was tested before
 * it, whatever it then does? */
static bool looks_again(struct fctx *c, uint32_t block, uint32_t insn)
{
    struct walk w = walk_start(c);
    const struct hd_ir_insn *wait = &c->ir->insns[c->ir->blocks[c->fn->block + block].insn + insn];
    uint32_t from = insn + 1;
    struct wait_guard guard[MAX_WAIT_GUARDS];
    unsigned n = guards_of(c, block, insn, guard);
    for (uint32_t b = block;; from = 0) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        bool stop = false;
        for (uint32_t k = from; k < blk->ninsns && !stop; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            stop = i->op == HD_INSN_CALL && (i == wait || lets_go(c, i));
        }
        for (unsigned g = 0; g < n && !stop && blk->term == HD_TERM_BRANCH; g++)
            if (tests_guard(c, b, &guard[g]))
                return true;
        if (!stop && n == 0 && blk->term == HD_TERM_BRANCH) {
            struct test t = test_of(c, blk, blk->a);
            bool result = t.path && t.path == wait->dst;
            if (!result && (t.path || t.callee) && tested_before(c, block, t))
                return true;
        }
        if (!stop)
            walk_to(&w, blk, 0);
        if (w.head == w.tail)
            return false;
        b = w.queue[w.head++] / 2;
    }
}

/* Is the lock released right behind the wait, with nothing done in between? */
static bool released_at_once(const struct fctx *c, uint32_t block, uint32_t insn)
{
    uint32_t from = insn + 1;
    for (uint32_t b = block, n = 0; n < 8; n++, from = 0) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = from; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            if (i->op == HD_INSN_CALL)
                return lets_go(c, i);
            if (i->op != HD_INSN_SCOPE_END && i->op != HD_INSN_DECL)
                return false;
        }
        if (blk->term != HD_TERM_GOTO)
            return false;
        b = c->ir->succs[blk->succ];
    }
    return false;
}

/* Does the call come back with a lock that it acquired? */
static bool acquires(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t n, d = call_decl(c->p, c->unit, i);
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    if (guard_acquires(c, i))
        return true;
    for (uint32_t q = 0; q < n; q++)
        if (ops[q].on && ops[q].on->kind == HD_KIND_LOCK && ops[q].event == c->an->lw.acquire)
            return true;
    uint32_t f = d == NO_DECL ? NO_FUNC : c->p->decl.data[d].func;
    for (unsigned x = 0; f != NO_FUNC && x < summary_of(c, f)->nexits; x++)
        for (unsigned e = 0; e < summary_of(c, f)->exit[x].neffects; e++) {
            const struct obj *o = &summary_of(c, f)->exit[x].effect[e].obj;
            if (o->entry == ENTRY_FREE && obj_is_held(c, o))
                return true;
        }
    return false;
}

/* Whoever does nothing after the wake-up but release the lock needs no loop around the wait itself:
 * it naps for a time, or starts over, acquires and tests. */
static bool is_idle(const struct fctx *c, uint32_t block, uint32_t insn)
{
    const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + block];
    const struct hd_ir_insn *i = &c->ir->insns[blk->insn + insn];
    uint32_t n;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    bool timed = false, acquired = false;
    for (uint32_t o = 0; o < n; o++)
        timed |= ops[o].timed;
    for (uint32_t k = 0; k < insn; k++)
        acquired |= c->ir->insns[blk->insn + k].op == HD_INSN_CALL &&
                    acquires(c, &c->ir->insns[blk->insn + k]);
    bool unasked = timed && (i->flags & (HD_INSN_F_UNUSED | HD_INSN_F_VOIDED));
    return (unasked || (c->loop[block] && !acquired)) && released_at_once(c, block, insn);
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
    for (uint32_t k = 0; k < insn; k++)
        if (c->ir->insns[blk->insn + k].op == HD_INSN_CALL &&
            acquires(c, &c->ir->insns[blk->insn + k]))
            return true;
    return false;
}

/* The lock is the caller's: so is the loop. */
static void leave_to_callers(struct fctx *c, struct place at)
{
    for (size_t i = 0; i < c->sum->waits.len; i++) {
        struct wait *w = &c->sum->waits.data[i];
        if (w->needs && w->chain->at.loc == at.loc && w->chain->at.unit == at.unit)
            w->once = true;
    }
}

/* The condition that the call names, as it is written: "q->filled"; NULL when it has no name. */
static const char *condition_written(const struct fctx *c, const struct hd_ir_insn *i, int arg)
{
    hd_val v = arg >= 0 && (uint32_t)arg < i->nargs ? c->ir->args[i->arg + (uint32_t)arg] : 0;
    unsigned tag = HD_VAL_TAG(v);
    if (tag != HD_V_ADDR && tag != HD_V_PATH)
        return NULL;
    struct hd_buf b = {0};
    hd_ir_val_text(c->ir, v, &b);
    const char *text = hd_buf_cstr(&b);
    const char *named = NULL;
    if (!strpbrk(text, "$?"))
        named = tag == HD_V_ADDR ? hd_arena_str(&c->p->arena, text + 1)
                                 : hd_arena_fmt(&c->p->arena, "*%s", text);
    hd_buf_free(&b);
    return named;
}

/* The condition that a callee waits on: callers may have another name for it. */
static const char *condition_label(const struct fctx *c, const struct wait *w)
{
    uint32_t d = w->cond ? term_class_decl(c->t, w->cond) : UINT32_MAX;
    unsigned kind = d == UINT32_MAX ? HD_DECL_PARAM : pdecl_ir(c->p, d)->kind;
    return kind == HD_DECL_PARAM || kind == HD_DECL_LOCAL ? NULL : pdecl_label(c->p, d);
}

/* `fn`: the function that waits, `cond`: on what, for people; NULL. */
static void check_once(struct fctx *c, uint32_t block, uint32_t insn, const char *fn,
                       const char *cond, const struct chain *chain)
{
    const struct hd_ir_insn *i = &c->ir->insns[c->ir->blocks[c->fn->block + block].insn + insn];
    if (c->broken || c->in[block].len == 0 || loops_back(c, block, insn) ||
        looks_again(c, block, insn) || is_idle(c, block, insn))
        return;
    if (!acquired_here(c, block, insn)) {
        leave_to_callers(c, here(c, i->loc));
        return;
    }
    struct report r = {.rule = "cond-wait-no-loop",
                       .at = here(c, i->loc),
                       .subject = fn,
                       .name = cond,
                       .chain = chain,
                       .note = "waits; nothing tests again what it waited for",
                       .confidence = -1};
    report_finding(c->an, &r);
}

static void check_wait_loops(struct fctx *c, uint32_t block, uint32_t insn)
{
    const struct hd_ir_insn *i = &c->ir->insns[c->ir->blocks[c->fn->block + block].insn + insn];
    uint32_t n, d = call_decl(c->p, c->unit, i);
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    for (uint32_t o = 0; o < n; o++)
        if (ops[o].must_loop && hd_op_applies(&ops[o], i->nargs)) {
            const char *cond = condition_written(c, i, ops[o].cond);
            check_once(c, block, insn, ops[o].shown, cond, NULL);
            return;
        }
    uint32_t f = d == NO_DECL || n ? NO_FUNC : c->p->decl.data[d].func;
    for (size_t k = 0; f != NO_FUNC && f != c->f && k < summary_of(c, f)->waits.len; k++)
        if (summary_of(c, f)->waits.data[k].once) {
            const struct wait *w = &summary_of(c, f)->waits.data[k];
            check_once(c, block, insn, pdecl_name(c->p, d), condition_label(c, w), w->chain);
            return;
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
            check_wait_loops(c, b, k);
        }
    }
}
