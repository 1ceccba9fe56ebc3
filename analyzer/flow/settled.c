/* Numbers in memory that decide whether a lock is acquired (`if (s->threaded) lock`), and that no
 * thread changes while others wait: each write of them, anywhere in the program, comes before the
 * writing thread has used a lock, woken anybody or started a thread. (`s->threaded = true` in the
 * function that makes *s, in main, or in a setter that does nothing else.) Read off the
 * instructions alone, once per program, when a function waits for the first time.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "analyzer/flow/flow.h"

enum { MAX_CALLERS_UP = 3 }; /* how far the ways to a write are followed */

/* A write of a number; those of one declaration make a list. */
struct number_write {
    uint32_t func, insn;
    uint32_t next; /* index + 1, 0: the last */
};

struct settled {
    bool *acts;            /* by function: uses locks, wakes or starts somebody, in a callee, too */
    struct hd_map writes;  /* pdecl -> index of a write + 1, ADDRESSED; 0: initialised only */
    struct hd_map decides; /* pdecl -> 1: whether a lock is acquired */
    struct hd_map answers; /* pdecl -> 1: is settled, 0: is not */
    HD_VEC(struct number_write) write;
};
enum { ADDRESSED = UINT32_MAX }; /* its address is taken: anybody may write it */

static bool op_acts(const struct analysis *an, const struct hd_op_model *op)
{
    if (op->role == HD_ROLE_SPAWN || op->role == HD_ROLE_COND_SIGNAL || op->blocking)
        return true;
    return op->on && op->on->kind == HD_KIND_LOCK && op->event != an->lw.init &&
           op->event != an->lw.destroy;
}

static bool call_acts(const struct analysis *an, uint32_t unit, const struct hd_ir_insn *i)
{
    uint32_t n = 0;
    const struct hd_op_model *ops = i->op == HD_INSN_CALL ? call_ops(an->p, unit, i, &n) : NULL;
    for (uint32_t k = 0; k < n; k++)
        if (op_acts(an, &ops[k]))
            return true;
    return false;
}

static bool insn_acts(const struct analysis *an, uint32_t f, uint32_t insn)
{
    const struct pfunc *fn = &an->p->func.data[f];
    if (call_acts(an, fn->unit, &an->p->unit.data[fn->unit].ir->insns[insn]))
        return true;
    for (size_t k = 0; k < fn->calls.len; k++)
        if (fn->calls.data[k].insn == insn && an->settled->acts[fn->calls.data[k].to])
            return true;
    return false;
}

static bool block_acts(const struct analysis *an, uint32_t f, const struct hd_ir_block *b,
                       uint32_t before)
{
    for (uint32_t k = b->insn; k < b->insn + b->ninsns && k < before; k++)
        if (insn_acts(an, f, k))
            return true;
    return false;
}

/* Has the function done something of that kind on some way to this instruction? */
static bool is_after_act(const struct analysis *an, uint32_t f, uint32_t insn)
{
    const struct hd_ir *ir = func_ir(an->p, f);
    const struct hd_ir_func *fn = func_of(an->p, f);
    HD_VEC(uint32_t) todo = {0};
    bool *after = calloc(fn->nblocks + 1u, sizeof *after), found = !after;
    for (uint32_t b = 0; b < fn->nblocks && !found; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        bool here = insn >= blk->insn && insn < blk->insn + blk->ninsns;
        found = here && block_acts(an, f, blk, insn);
        if (block_acts(an, f, blk, UINT32_MAX))
            hd_vec_push(&todo, b);
    }
    while (todo.len && !found) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + todo.data[--todo.len]];
        for (uint32_t k = 0; k < blk->nsucc && !found; k++) {
            uint32_t to = ir->succs[blk->succ + k];
            const struct hd_ir_block *next = &ir->blocks[fn->block + to];
            found = insn >= next->insn && insn < next->insn + next->ninsns;
            if (!after[to])
                hd_vec_push(&todo, to);
            after[to] = true;
        }
    }
    hd_vec_free(&todo);
    free(after);
    return found;
}

/* Does the function make the objects that it writes to? */
static bool makes_objects(const struct analysis *an, uint32_t f)
{
    const struct program *p = an->p;
    const struct hd_ir *ir = func_ir(p, f);
    const struct hd_ir_func *fn = func_of(p, f);
    if (pdecl_ir(p, p->func.data[f].decl)->flags & HD_DECL_F_CTOR)
        return true;
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        for (uint32_t k = blk->insn; k < blk->insn + blk->ninsns; k++) {
            uint32_t n = 0;
            const struct hd_op_model *ops =
                ir->insns[k].op == HD_INSN_CALL
                    ? call_ops(p, p->func.data[f].unit, &ir->insns[k], &n)
                    : NULL;
            for (uint32_t o = 0; o < n; o++)
                if (ops[o].role == HD_ROLE_ALLOCATES ||
                    (ops[o].on && ops[o].on->kind == HD_KIND_LOCK && ops[o].event == an->lw.init))
                    return true;
        }
    }
    return false;
}

static bool is_early(const struct analysis *an, uint32_t f, uint32_t insn, unsigned up);

static bool calls_are_early(const struct analysis *an, uint32_t f, unsigned up)
{
    const struct program *p = an->p;
    const struct pfunc *fn = &p->func.data[f];
    for (size_t i = 0; i < fn->callers.len; i++) {
        const struct pfunc *g = &p->func.data[fn->callers.data[i]];
        for (size_t k = 0; k < g->calls.len; k++)
            if (g->calls.data[k].to == f &&
                !is_early(an, fn->callers.data[i], g->calls.data[k].insn, up))
                return false;
    }
    /* a setter for callers elsewhere */
    return fn->callers.len > 0 || !an->settled->acts[f];
}

/* Is this instruction only reached before its thread has done anything that threads share? */
static bool is_early(const struct analysis *an, uint32_t f, uint32_t insn, unsigned up)
{
    const struct pfunc *fn = &an->p->func.data[f];
    if (fn->spawned || fn->signal_handler || is_after_act(an, f, insn))
        return false;
    if (fn->is_main || makes_objects(an, f))
        return true;
    return !fn->address_taken && up > 0 && calls_are_early(an, f, up - 1);
}

/* The program's writes ------------------------------------------------------------------------ */

static void note_address(struct settled *s, const struct program *p, uint32_t unit, hd_val v)
{
    uint32_t d =
        HD_VAL_TAG(v) == HD_V_ADDR ? path_decl(p, unit, HD_VAL_INDEX(v)) : (uint32_t)NO_DECL;
    if (d != NO_DECL)
        *hd_map_put(&s->writes, d, NULL) = ADDRESSED;
}

static void note_number(struct settled *s, const struct program *p, uint32_t f, uint32_t insn)
{
    uint32_t unit = p->func.data[f].unit;
    const struct hd_ir_insn *i = &p->unit.data[unit].ir->insns[insn];
    uint32_t d = i->dst ? path_decl(p, unit, i->dst) : (uint32_t)NO_DECL;
    enum hd_decl_kind kind = d == NO_DECL ? HD_DECL_LOCAL : pdecl_ir(p, d)->kind;
    if (kind != HD_DECL_FIELD && kind != HD_DECL_GLOBAL)
        return;
    uint64_t *at = hd_map_put(&s->writes, d, NULL);
    if (*at == ADDRESSED || i->flags & HD_INSN_F_INIT) /* it comes into being with that */
        return;
    hd_vec_push(&s->write, ((struct number_write){f, insn, (uint32_t)*at}));
    *at = s->write.len;
}

static void scan_insn(struct analysis *an, uint32_t f, uint32_t insn)
{
    const struct program *p = an->p;
    uint32_t unit = p->func.data[f].unit;
    const struct hd_ir *ir = p->unit.data[unit].ir;
    const struct hd_ir_insn *i = &ir->insns[insn];
    if (i->op == HD_INSN_ASSIGN || i->op == HD_INSN_CALL)
        note_number(an->settled, p, f, insn);
    if (i->op == HD_INSN_ASSIGN)
        note_address(an->settled, p, unit, i->a);
    for (uint32_t k = 0; i->op == HD_INSN_CALL && k < i->nargs; k++)
        note_address(an->settled, p, unit, ir->args[i->arg + k]);
    an->settled->acts[f] |= call_acts(an, unit, i);
}

static bool acquires(const struct analysis *an, uint32_t unit, const struct hd_ir_block *b)
{
    for (uint32_t k = b->insn; k < b->insn + b->ninsns; k++) {
        const struct hd_ir_insn *i = &an->p->unit.data[unit].ir->insns[k];
        uint32_t n = 0;
        const struct hd_op_model *ops = i->op == HD_INSN_CALL ? call_ops(an->p, unit, i, &n) : NULL;
        for (uint32_t o = 0; o < n; o++)
            if (ops[o].on && ops[o].on->kind == HD_KIND_LOCK &&
                (ops[o].event == an->lw.acquire || ops[o].event == an->lw.acquire_shared))
                return true;
    }
    return false;
}

static void scan_branch(struct analysis *an, uint32_t f, const struct hd_ir_block *b)
{
    uint32_t unit = an->p->func.data[f].unit;
    uint32_t d = b->term == HD_TERM_BRANCH && HD_VAL_TAG(b->a) == HD_V_PATH
                     ? path_decl(an->p, unit, HD_VAL_INDEX(b->a))
                     : (uint32_t)NO_DECL;
    const struct hd_ir *ir = an->p->unit.data[unit].ir;
    const struct hd_ir_block *block = &ir->blocks[func_of(an->p, f)->block];
    for (uint32_t k = 0; d != NO_DECL && k < b->nsucc; k++)
        if (acquires(an, unit, &block[ir->succs[b->succ + k]]))
            *hd_map_put(&an->settled->decides, d, NULL) = 1;
}

static void scan_program(struct analysis *an)
{
    struct program *p = an->p;
    an->settled = hd_arena_array(&p->arena, struct settled, 1);
    an->settled->acts = hd_arena_array(&p->arena, bool, p->func.len + 1);
    for (size_t n = 0; n < p->order.len; n++) { /* callees first */
        uint32_t f = p->order.data[n];
        const struct hd_ir *ir = func_ir(p, f);
        const struct hd_ir_func *fn = func_of(p, f);
        for (uint32_t b = 0; b < fn->nblocks; b++) {
            const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
            for (uint32_t k = blk->insn; k < blk->insn + blk->ninsns; k++)
                scan_insn(an, f, k);
            scan_branch(an, f, blk);
        }
        for (size_t k = 0; k < p->func.data[f].calls.len; k++)
            an->settled->acts[f] |= an->settled->acts[p->func.data[f].calls.data[k].to];
    }
}

static bool writes_are_early(const struct analysis *an, uint32_t decl)
{
    const struct settled *s = an->settled;
    const uint64_t *at = hd_map_get(&s->writes, decl);
    if (!at || *at == ADDRESSED || !hd_map_get(&s->decides, decl))
        return false;
    for (uint32_t w = (uint32_t)*at; w; w = s->write.data[w - 1].next)
        if (!is_early(an, s->write.data[w - 1].func, s->write.data[w - 1].insn, MAX_CALLERS_UP))
            return false;
    return true;
}

bool is_settled(struct analysis *an, uint32_t decl)
{
    an->opaque = true; /* who writes it, and when, is a fact of the whole program */
    if (!an->settled)
        scan_program(an);
    bool added;
    uint64_t *answer = hd_map_put(&an->settled->answers, decl, &added);
    if (added)
        *answer = writes_are_early(an, decl);
    return *answer;
}

void settled_free(struct analysis *an)
{
    if (!an->settled)
        return;
    hd_map_free(&an->settled->writes);
    hd_map_free(&an->settled->decides);
    hd_map_free(&an->settled->answers);
    hd_vec_free(&an->settled->write);
}
