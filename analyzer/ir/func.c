/* Functions under construction: blocks in any order become a tidy graph; see build.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/ir/build.h"
#include "core/hash.h"

static struct hd_irb_block *at(struct hd_irb *b, uint32_t block)
{
    hd_assert_slow(block < b->nscratch);
    return &b->scratch.data[block];
}

void hd_irb_func_begin(struct hd_irb *b)
{
    b->nscratch = 0;
    b->unknowns = 0;
    hd_irb_block(b);
}

uint32_t hd_irb_block(struct hd_irb *b)
{
    if (b->nscratch == b->scratch.len)
        hd_vec_push(&b->scratch, (struct hd_irb_block){0});
    struct hd_irb_block *k = &b->scratch.data[b->nscratch];
    k->insns.len = k->succ.len = k->cases.len = 0;
    k->term = k->op = k->loc = 0;
    k->a = k->b = 0;
    k->done = false;
    return b->nscratch++;
}

void hd_irb_emit(struct hd_irb *b, uint32_t block, struct hd_ir_insn insn, const hd_val *args,
                 size_t nargs)
{
    struct hd_irb_block *k = at(b, block);
    if (k->done)
        return;
    insn.arg = nargs ? (uint32_t)b->args.len : 0;
    insn.nargs = (uint32_t)nargs;
    for (size_t i = 0; i < nargs; i++)
        hd_vec_push(&b->args, args[i]);
    hd_vec_push(&k->insns, insn);
}

void hd_irb_term(struct hd_irb *b, uint32_t block, enum hd_term term, hd_val x, uint32_t loc)
{
    struct hd_irb_block *k = at(b, block);
    if (k->done)
        return;
    k->done = true;
    k->term = term;
    k->a = x;
    k->loc = loc;
}

void hd_irb_goto(struct hd_irb *b, uint32_t block, uint32_t to)
{
    struct hd_irb_block *k = at(b, block);
    if (k->done)
        return;
    hd_irb_term(b, block, HD_TERM_GOTO, 0, 0);
    hd_vec_push(&k->succ, to);
}

void hd_irb_branch(struct hd_irb *b, uint32_t block, enum hd_op op, hd_val x, hd_val y,
                   uint32_t yes, uint32_t no, uint32_t loc)
{
    struct hd_irb_block *k = at(b, block);
    if (k->done)
        return;
    if (yes == no) {
        hd_irb_goto(b, block, yes);
        return;
    }
    hd_irb_term(b, block, HD_TERM_BRANCH, x, loc);
    k->op = op;
    k->b = y;
    hd_vec_push(&k->succ, yes);
    hd_vec_push(&k->succ, no);
}

/* Where a jump to `to` really goes: empty blocks that only jump on are skipped. A ring of empty
 * blocks (an empty endless loop) stops after as many steps as there are blocks. */
static uint32_t forward(struct hd_irb *b, uint32_t to)
{
    for (uint32_t steps = 0; steps < b->nscratch; steps++) {
        struct hd_irb_block *k = at(b, to);
        if (k->insns.len || k->term != HD_TERM_GOTO || k->succ.data[0] == to)
            break;
        to = k->succ.data[0];
    }
    return to;
}

static void forward_all(struct hd_irb *b)
{
    for (uint32_t i = 0; i < b->nscratch; i++) {
        struct hd_irb_block *k = at(b, i);
        if (!k->done)
            hd_irb_term(b, i, HD_TERM_UNREACHABLE, 0, 0);
        for (size_t s = 0; s < k->succ.len; s++)
            k->succ.data[s] = forward(b, k->succ.data[s]);
        if (k->term == HD_TERM_BRANCH && k->succ.data[0] == k->succ.data[1]) {
            /* The condition still was evaluated; nothing depends on it any more. */
            k->term = HD_TERM_GOTO;
            k->op = 0;
            k->a = k->b = 0;
            k->succ.len = 1;
        }
    }
}

struct walk {
    uint32_t block, next;
};
typedef HD_VEC(struct walk) walk_vec;
typedef HD_VEC(uint32_t) u32_vec;

/* Post-order of the blocks reached from the entry, without recursion. */
static void post_order(struct hd_irb *b, u32_vec *order, uint32_t *preds)
{
    walk_vec stack = {0};
    preds[0] = 1;
    hd_vec_push(&stack, (struct walk){0, 0});
    while (stack.len) {
        struct walk *w = &hd_vec_last(&stack);
        struct hd_irb_block *k = at(b, w->block);
        if (w->next == k->succ.len) {
            hd_vec_push(order, w->block);
            (void)hd_vec_pop(&stack);
            continue;
        }
        /* Visiting the last successor first puts the first one earlier in reverse post-order. */
        uint32_t s = k->succ.data[k->succ.len - 1 - w->next++];
        if (preds[s]++ == 0)
            hd_vec_push(&stack, (struct walk){s, 0});
    }
    hd_vec_free(&stack);
}

/* Appends to every block that ends in a jump the one block that nobody else jumps to. */
static void join_lines(struct hd_irb *b, const u32_vec *order, uint32_t *preds)
{
    for (size_t i = order->len; i-- > 0;) {
        uint32_t n = order->data[i];
        if (preds[n] == 0)
            continue; /* was joined to its predecessor */
        for (;;) {
            struct hd_irb_block *k = at(b, n);
            if (k->term != HD_TERM_GOTO)
                break;
            uint32_t to = k->succ.data[0];
            if (to == n || to == 0 || preds[to] != 1)
                break;
            struct hd_irb_block *t = at(b, to);
            for (size_t j = 0; j < t->insns.len; j++)
                hd_vec_push(&k->insns, t->insns.data[j]);
            k->term = t->term;
            k->op = t->op;
            k->a = t->a;
            k->b = t->b;
            k->loc = t->loc;
            k->succ.len = k->cases.len = 0;
            for (size_t j = 0; j < t->succ.len; j++)
                hd_vec_push(&k->succ, t->succ.data[j]);
            for (size_t j = 0; j < t->cases.len; j++)
                hd_vec_push(&k->cases, t->cases.data[j]);
            preds[to] = 0;
        }
    }
}

/* Hashes. They must not depend on indexes, which differ between translation units. */

static uint64_t hash_val(const struct hd_irb *b, hd_val v, uint32_t decl0);

static uint64_t hash_decl(const struct hd_irb *b, uint32_t d, uint32_t decl0)
{
    const struct hd_ir_decl *decl = &b->decls.data[d];
    uint64_t h = hd_hash_str(hd_irb_text(b, decl->name));
    if (decl->kind == HD_DECL_LOCAL || decl->kind == HD_DECL_PARAM)
        return hd_hash_mix(h, d - decl0 + decl->kind);
    return hd_hash_mix(h, decl->key);
}

static uint64_t hash_path(const struct hd_irb *b, uint32_t p, uint32_t decl0)
{
    if (p == 0)
        return 0;
    const struct hd_ir_path *path = &b->paths.data[p];
    uint64_t arg = path->arg;
    if (path->kind == HD_PATH_VAR || path->kind == HD_PATH_FIELD)
        arg = hash_decl(b, path->arg, decl0);
    else if (path->kind == HD_PATH_INDEX)
        arg = (uint64_t)b->ints.data[path->arg];
    else if (path->kind == HD_PATH_INDEX_VAL)
        arg = hash_val(b, path->arg, decl0);
    return hd_hash_mix(hash_path(b, path->parent, decl0), hd_hash_mix(path->kind, arg));
}

static uint64_t hash_val(const struct hd_irb *b, hd_val v, uint32_t decl0)
{
    uint32_t i = HD_VAL_INDEX(v);
    uint64_t h = 0;
    switch (HD_VAL_TAG(v)) {
    case HD_V_INT:
        h = (uint64_t)b->ints.data[i];
        break;
    case HD_V_STR:
        h = hd_hash_str(hd_irb_text(b, i));
        break;
    case HD_V_PATH:
    case HD_V_ADDR:
        h = hash_path(b, i, decl0);
        break;
    case HD_V_FUNC:
        h = hash_decl(b, i, decl0);
        break;
    case HD_V_EXPR: {
        const struct hd_ir_expr *e = &b->exprs.data[i];
        h = hd_hash_mix(hd_hash_mix(e->op, hash_val(b, e->a, decl0)), hash_val(b, e->b, decl0));
        break;
    }
    default:
        break;
    }
    return hd_hash_mix(HD_VAL_TAG(v), h);
}

static uint64_t hash_insn(const struct hd_irb *b, const struct hd_ir_insn *in, uint32_t decl0)
{
    uint64_t h = hd_hash_mix(in->op, in->flags);
    h = hd_hash_mix(h, hash_path(b, in->dst, decl0));
    h = hd_hash_mix(h, hash_val(b, in->a, decl0));
    h = hd_hash_mix(h, in->how);
    for (uint32_t i = 0; i < in->nargs; i++)
        h = hd_hash_mix(h, hash_val(b, b->args.data[in->arg + i], decl0));
    return h;
}

static uint64_t hash_func(const struct hd_irb *b, const struct hd_ir_func *f)
{
    uint32_t d0 = f->nparams ? f->param : f->local;
    uint64_t h = hd_hash_mix(f->nparams, f->nlocals);
    for (uint32_t i = 0; i < f->nlocals + f->nparams; i++) {
        uint32_t d = i < f->nparams ? f->param + i : f->local + i - f->nparams;
        uint32_t type = b->decls.data[d].type;
        h = hd_hash_mix(h, hd_hash_str(hd_irb_text(b, b->types.data[type].canonical)));
    }
    for (uint32_t i = f->block; i < f->block + f->nblocks; i++) {
        const struct hd_ir_block *k = &b->blocks.data[i];
        for (uint32_t j = k->insn; j < k->insn + k->ninsns; j++)
            h = hd_hash_mix(h, hash_insn(b, &b->insns.data[j], d0));
        h = hd_hash_mix(h, hd_hash_mix(k->term, k->op));
        h = hd_hash_mix(h, hash_val(b, k->a, d0));
        h = hd_hash_mix(h, hash_val(b, k->b, d0));
        for (uint32_t j = 0; j < k->nsucc; j++)
            h = hd_hash_mix(h, b->succs.data[k->succ + j]);
        for (uint32_t j = 0; k->term == HD_TERM_SWITCH && j + 1 < k->nsucc; j++)
            h = hd_hash_mix(h, hd_hash(&b->cases.data[k->kase + j], sizeof *b->cases.data));
    }
    return h;
}

static void store_block(struct hd_irb *b, const struct hd_irb_block *k, const uint32_t *number)
{
    struct hd_ir_block out = {.insn = (uint32_t)b->insns.len,
                              .ninsns = (uint32_t)k->insns.len,
                              .term = k->term,
                              .op = k->op,
                              .a = k->a,
                              .b = k->b,
                              .succ = (uint32_t)b->succs.len,
                              .nsucc = (uint32_t)k->succ.len,
                              .kase = (uint32_t)b->cases.len,
                              .loc = k->loc};
    for (size_t i = 0; i < k->insns.len; i++)
        hd_vec_push(&b->insns, k->insns.data[i]);
    for (size_t i = 0; i < k->succ.len; i++)
        hd_vec_push(&b->succs, number[k->succ.data[i]]);
    for (size_t i = 0; i < k->cases.len; i++)
        hd_vec_push(&b->cases, k->cases.data[i]);
    hd_vec_push(&b->blocks, out);
}

void hd_irb_func_end(struct hd_irb *b, struct hd_ir_func f)
{
    forward_all(b);
    uint32_t *preds = calloc(b->nscratch, sizeof *preds);
    uint32_t *number = calloc(b->nscratch, sizeof *number);
    if (!preds || !number)
        hd_oom();
    u32_vec order = {0};
    post_order(b, &order, preds);
    join_lines(b, &order, preds);
    uint32_t n = 0;
    for (size_t i = order.len; i-- > 0;)
        if (preds[order.data[i]])
            number[order.data[i]] = n++;
    f.block = (uint32_t)b->blocks.len;
    f.nblocks = n;
    for (size_t i = order.len; i-- > 0;)
        if (preds[order.data[i]])
            store_block(b, at(b, order.data[i]), number);
    hd_vec_free(&order);
    free(preds);
    free(number);
    f.hash = hash_func(b, &f);
    hd_vec_push(&b->funcs, f);
}
