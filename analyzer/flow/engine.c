/* The worklist over one function's blocks: a small set of disjuncts per block, merged when their
 * objects agree, until nothing changes.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/live.h"
#include "core/log.h"

enum { MAX_VISITS = 64, WIDEN_AFTER = 3, MAX_STEPS = 20000 };
#define NO_BLOCK UINT32_MAX

/* A static initialiser's braces: what is in `loc` has its first state now. */
static void initialised(struct fctx *c, struct state *s, term loc)
{
    fresh_drop(c, s, loc);
    struct obj *o = loc ? state_obj(s, loc) : NULL;
    const struct hd_automaton *aut = o ? hd_model_automaton(c->p->model, o->res->kind) : NULL;
    if (aut && o->res->identity == HD_ID_ADDRESS && o->state == aut->start_decl &&
        aut->start_static >= 0)
        o->state = (uint8_t)aut->start_static;
}

/* A variable picks the element that is written: any element of the array may hold something else
 * now, so what was named by the old content of one says nothing of it. */
static void open_names(struct fctx *c, struct state *s, term loc)
{
    if (!loc || !term_has_index(c->t, loc))
        return;
    term any = term_any_element(c->t, loc);
    for (unsigned i = 0; any && i < s->nobj; i++) {
        const struct term_node *k = term_at(c->t, s->obj[i].key);
        if (k->kind == T_INIT && k->a != loc && term_any_element(c->t, k->a) == any)
            forget_obj(c, s, s->obj[i].key, s->obj[i].res);
    }
}

/* Where the IR leaves a value of unknown make, a name of its own keeps later tests of it together.
 */
static void do_assign(struct fctx *c, struct state *s, const struct hd_ir_insn *i)
{
    term loc = eval_path(c, s, i->dst);
    if (i->flags & HD_INSN_F_INIT_MACRO) {
        initialised(c, s, loc);
        note_remade(c, loc);
        return;
    }
    know_error_number(c, s, i->a);
    term val = eval(c, s, i->a);
    if (i->how)
        val = fold(c, i->how, state_get(c->t, s, loc), val);
    if (!val)
        val = fresh(c, s, 0);
    int64_t zero;
    if ((i->flags & HD_INSN_F_INIT) && term_int_value(c->t, val, &zero) && zero == 0 &&
        term_any_element(c->t, loc))
        return; /* one element spelt out in an array that is zeroed as a whole */
    keep_in_array(c, s, &loc, &val);
    note_write(c, s, loc);
    fresh_stored(c, s, loc, val);
    if (loc && !loc_is_local(c, loc))
        value_leaves(c, s, val);
    else if (!loc || term_has_index(c->t, loc))
        channel_leaves(c, s, val); /* whoever looks into that array finds it */
    open_names(c, s, loc);
    unset_forget(c, s, state_get(c->t, s, loc));
    uint32_t type = c->ir->paths[i->dst].type;
    bool closure = term_at(c->t, val)->kind == T_FUNC;
    if (loc && type && c->ir->types[type].kind == HD_TYPE_RECORD && !closure) {
        fresh_drop(c, s, loc);
        group_overwritten(c, s, loc, term_int_value(c->t, val, &zero) && zero == 0);
        state_unset(c->t, s, loc); /* what a record's parts hold is bound part by part */
    } else {
        state_set(&c->a, c->t, s, loc, val);
    }
}

/* The plain fields of a record of zeros: flags that say what the record holds, pointers. */
static void zero_fields(struct fctx *c, struct state *s, term loc, uint32_t type)
{
    enum { MAX_ZEROED = 16 };
    uint32_t record = c->ir->types[type].record;
    const struct hd_ir_record *r =
        c->ir->types[type].kind == HD_TYPE_RECORD && record ? &c->ir->records[record - 1] : NULL;
    if (!r || (r->flags & HD_RECORD_UNION) || r->nfields > MAX_ZEROED)
        return;
    for (uint32_t f = r->field; f < r->field + r->nfields; f++) {
        const struct hd_ir_decl *d = &c->ir->decls[f];
        unsigned kind = c->ir->types[d->type].kind;
        if ((kind == HD_TYPE_INT || kind == HD_TYPE_BOOL || kind == HD_TYPE_POINTER) &&
            !type_resource(c->p, c->ir, d->type))
            state_set(&c->a, c->t, s, term_field(c->t, loc, c->p->unit.data[c->unit].decl[f]),
                      term_int(c->t, 0));
    }
}

/* A local comes into being (again, in a loop): what an earlier one knew is gone. */
static void do_decl(struct fctx *c, struct state *s, const struct hd_ir_insn *i)
{
    term loc = eval_path(c, s, i->dst);
    const struct hd_ir_path *q = &c->ir->paths[i->dst];
    if (q->kind != HD_PATH_VAR || !loc)
        return;
    const struct hd_ir_decl *d = &c->ir->decls[q->arg];
    struct obj *o = state_obj(s, loc);
    if (o)
        state_drop_obj(s, o);
    term val = fresh(c, s, 0);
    state_set(&c->a, c->t, s, loc, val);
    if (HD_VAL_TAG(i->a) == HD_V_INT)
        zero_fields(c, s, loc, d->type);
    const struct hd_resource *res = type_resource(c->p, c->ir, d->type);
    if (c->ir->types[d->type].kind == HD_TYPE_RECORD && HD_VAL_TAG(i->a) == HD_V_NONE &&
        !(d->flags & HD_DECL_F_HAS_INIT))
        fresh_add(s, loc, true, here(c, i->loc));
    if (res && HD_VAL_TAG(i->a) == HD_V_NONE && !(d->flags & HD_DECL_F_HAS_INIT))
        unset_declare(c, s, val, res, here(c, i->loc));
    const struct hd_automaton *aut =
        res && res->identity == HD_ID_ADDRESS ? hd_model_automaton(c->p->model, res->kind) : NULL;
    if (!res)
        group_declare(c, s, loc, d->type,
                      HD_VAL_TAG(i->a) == HD_V_INT || (d->flags & HD_DECL_F_HAS_INIT),
                      here(c, i->loc));
    if (!aut)
        return;
    bool zeroed = HD_VAL_TAG(i->a) == HD_V_INT;
    int start = res->constructed ? aut->start_zeroed : aut->start_decl;
    if (zeroed)
        start = res->zero_init || res->kind != HD_KIND_LOCK ? aut->start_zeroed : aut->start_static;
    else if (d->init_macro || (d->flags & HD_DECL_F_HAS_INIT))
        start = aut->start_static >= 0 ? aut->start_static : aut->start_zeroed;
    if (start < 0)
        return;
    o = state_add_obj(&c->a, s, loc, res);
    o->state = (uint8_t)start;
    o->flags = OBJ_LOCAL;
    o->at = here(c, i->loc);
}

/* Locks named by what the variable held: the next variable in its place leads elsewhere. */
static void forget_ways(struct fctx *c, struct state *s, term storage)
{
    for (unsigned i = s->nobj; i-- > 0;)
        if (s->obj[i].res->kind == HD_KIND_LOCK && !obj_is_held(c, &s->obj[i]) &&
            term_leads_out_of(c->t, s->obj[i].key, storage))
            state_drop_obj(s, &s->obj[i]);
}

static void do_scope_end(struct fctx *c, struct state *s, const struct hd_ir_insn *i)
{
    term loc = eval_path(c, s, i->dst);
    if (loc)
        guard_end(c, s, i, loc);
    scope_gone(c, s, loc, here(c, i->loc));
    if (loc)
        check_scope_end(c, s, loc);
    if (loc && s->spawned && c->loop[c->block] && term_at(c->t, loc)->kind == T_VAR)
        note_round(c, term_at(c->t, loc)->a);
    struct obj *o = loc ? state_obj(s, loc) : NULL;
    if (o && o->res->kind == HD_KIND_LOCK && !obj_is_held(c, o))
        state_drop_obj(s, o);
    if (loc)
        forget_ways(c, s, loc);
    for (unsigned n = 0; loc && n < s->nobj; n++)
        if (!c->p->func.data[c->f].is_main && s->obj[n].tally &&
            term_contains(c->t, s->obj[n].key, loc) && term_is_loc(c->t, s->obj[n].key) &&
            loc_is_local(c, s->obj[n].key))
            group_dies(c, s, &s->obj[n], here(c, i->loc));
    if (loc)
        state_unset(c->t, s, loc);
}

/* One instruction on one state; what comes out goes to `out`. */
static void run_insn(struct fctx *c, struct state *s, const struct hd_ir_insn *i, state_vec *out)
{
    c->now = s;
    switch (i->op) {
    case HD_INSN_ASSIGN:
        do_assign(c, s, i);
        break;
    case HD_INSN_COPY:
        fresh_drop(c, s, eval_path(c, s, i->dst));
        check_copy(c, s, i);
        break;
    case HD_INSN_DECL:
        do_decl(c, s, i);
        break;
    case HD_INSN_SCOPE_END:
        do_scope_end(c, s, i);
        break;
    case HD_INSN_CALL:
        check_passed(c, s, i);
        do_call(c, s, i, out);
        return;
    default:
        break;
    }
    if (!s->dead)
        hd_vec_push(out, s);
}

/* May the end of the block test what the call returned? */
static bool may_be_asked_for(const struct hd_ir_insn *i, const struct hd_ir_block *b)
{
    return i->dst && (HD_VAL_TAG(b->a) == HD_V_PATH || HD_VAL_TAG(b->a) == HD_V_EXPR);
}

/* Calls in a row with several outcomes each would multiply: beyond a few states, those whose
 * objects agree become one, at once when nothing in this block asks which outcome it was. */
enum { FEW = 6 };

static void thin_out(struct fctx *c, state_vec *v, size_t few)
{
    uint64_t sig[MAX_DISJUNCTS];
    size_t n = 0;
    if (v->len <= few)
        return;
    for (size_t i = 0; i < v->len; i++) {
        uint64_t h = state_signature(c->t, v->data[i], c->an->kind);
        size_t k = 0;
        while (k < n && (sig[k] != h || chose_otherwise(c->p, v->data[k], v->data[i])))
            k++;
        if (k < n) {
            state_merge(&c->a, c->t, v->data[k], v->data[i], 1u << 24 | (insn_number(c) & 0xffffff),
                        MERGE_FIRST, c->an->kind);
            state_drop(&c->a, v->data[i]);
        } else if (n < MAX_DISJUNCTS) {
            sig[n] = h;
            v->data[n++] = v->data[i];
        } else {
            c->gave_up = true;
        }
    }
    v->len = n;
}

static void run_insns(struct fctx *c, struct state *s, const struct hd_ir_block *b, state_vec *out)
{
    state_vec next = {0};
    hd_vec_push(out, s);
    for (uint32_t k = 0; k < b->ninsns && out->len; k++) {
        const struct hd_ir_insn *i = &c->ir->insns[b->insn + k];
        c->insn = b->insn + k;
        hd_vec_clear(&next);
        for (size_t n = 0; n < out->len; n++)
            run_insn(c, out->data[n], i, &next);
        if (i->op == HD_INSN_CALL)
            thin_out(c, &next, may_be_asked_for(i, b) ? FEW : 1);
        state_vec old = *out;
        *out = next;
        next = old;
    }
    hd_vec_free(&next);
}

/* Blocks ---------------------------------------------------------------------------------------*/

static bool replaces(const struct fctx *c, const struct block_in *in)
{
    return in->from_block == c->block && in->from_index == c->index && c->block != NO_BLOCK &&
           in->from_visit != c->in[c->block].data[c->index].visits;
}

static void enter(struct fctx *c, uint32_t block, struct state *s)
{
    if (c->block != NO_BLOCK && block <= c->block)
        round_ends(c, s, block);
    forget_dead(c, s, block);
    state_forget_temps(&c->a, c->t, s, c->temp_crosses);
    if (c->loop[block]) {
        forget_unreachable(c, s);
        state_fold_rounds(c->t, s);
    }
    uint64_t sig = state_signature(c->t, s, c->an->kind);
    uint32_t visit = c->block == NO_BLOCK ? 0 : c->in[c->block].data[c->index].visits;
    for (size_t i = 0; i < c->in[block].len; i++) {
        struct block_in *in = &c->in[block].data[i];
        if (in->sig != sig || chose_otherwise(c->p, in->state, s))
            continue;
        if (in->visits > MAX_VISITS) {
            state_drop(&c->a, s);
            return;
        }
        if (replaces(c, in)) {
            in->pending |= !state_equal(in->state, s);
            state_drop(&c->a, in->state);
            in->state = s;
            in->from_visit = visit;
            return;
        }
        if (in->from_block != c->block || in->from_index != c->index)
            in->from_block = NO_BLOCK;
        enum merging how = !in->visits                ? MERGE_FIRST
                           : in->visits > WIDEN_AFTER ? MERGE_WIDEN
                                                      : MERGE_AGAIN;
        if (state_merge(&c->a, c->t, in->state, s, block + 1, how, c->an->kind)) {
            in->pending = true;
            in->sig = state_signature(c->t, in->state, c->an->kind);
        }
        state_drop(&c->a, s);
        return;
    }
    if (c->in[block].len >= MAX_DISJUNCTS) {
        c->gave_up = true;
        state_drop(&c->a, s);
        return;
    }
    hd_vec_push(&c->in[block], (struct block_in){.state = s,
                                                 .sig = sig,
                                                 .pending = true,
                                                 .from_block = c->block,
                                                 .from_index = c->index,
                                                 .from_visit = visit});
}

/* A handle that equals a number from elsewhere is somebody else's as well. */
static void equals(struct fctx *c, struct state *s, term x, term y)
{
    struct obj *o = state_obj(s, x);
    if (o && o->res->kind != HD_KIND_LOCK && y && term_at(c->t, y)->kind != T_INT)
        o->flags |= OBJ_ESCAPED;
}

static void branch(struct fctx *c, struct state *s, const struct hd_ir_block *b)
{
    const uint32_t *succ = &c->ir->succs[b->succ];
    bool asked = note_asked(c, s, b);
    struct state *no = state_copy(&c->a, s);
    bool can_yes = true, can_no = true;
    if (b->op) {
        term x = eval(c, s, b->a), y = eval(c, s, b->b);
        can_yes = state_assume2(&c->a, c->t, s, x, b->op, y);
        can_no = state_assume2(&c->a, c->t, no, x, op_negate(b->op), y);
        if (b->op == HD_OP_EQ || b->op == HD_OP_NE) {
            equals(c, b->op == HD_OP_EQ ? s : no, x, y);
            equals(c, b->op == HD_OP_EQ ? s : no, y, x);
            if (asks_which(c, b, x, y))
                *(b->op == HD_OP_EQ ? &can_yes : &can_no) = false;
        }
    }
    bool both = can_yes && can_no;
    if ((both || asked) && succ[0] != succ[1]) {
        uint32_t k = (uint32_t)(b - c->ir->blocks);
        state_branch(&c->a, s, here(c, b->loc), k, true);
        state_branch(&c->a, no, here(c, b->loc), k, false);
    }
    if (can_yes)
        enter(c, succ[0], s);
    else
        state_drop(&c->a, s);
    if (can_no)
        enter(c, succ[1], no);
    else
        state_drop(&c->a, no);
}

static void switch_on(struct fctx *c, struct state *s, const struct hd_ir_block *b)
{
    const uint32_t *succ = &c->ir->succs[b->succ];
    note_asked(c, s, b);
    term v = eval(c, s, b->a);
    struct state *rest = s;
    bool open = true;
    for (uint32_t k = 0; k + 1 < b->nsucc; k++) {
        const struct hd_ir_case *q = &c->ir->cases[b->kase + k];
        struct state *n = state_copy(&c->a, s);
        if (state_assume(&c->a, c->t, n, v, HD_OP_GE, q->lo) &&
            state_assume(&c->a, c->t, n, v, HD_OP_LE, q->hi)) {
            state_note(&c->a, n, here(c, b->loc), "takes this case", true);
            enter(c, succ[k], n);
        } else {
            state_drop(&c->a, n);
        }
        if (open && q->lo == q->hi)
            open = state_assume(&c->a, c->t, rest, v, HD_OP_NE, q->lo);
    }
    if (open && b->nsucc)
        enter(c, succ[b->nsucc - 1], rest);
    else
        state_drop(&c->a, rest);
}

/* `return -err;`: what is negated in a result is an error number, and those are positive. */
static term returned(struct fctx *c, struct state *s, hd_val v)
{
    know_error_number(c, s, v);
    term x = eval(c, s, v);
    const struct term_node *n = term_at(c->t, x);
    if (n->kind == T_EXPR && n->op == HD_OP_NEG && state_decide(c->t, s, n->a, HD_OP_LT, 0) < 0)
        (void)state_assume(&c->a, c->t, s, n->a, HD_OP_GE, 0);
    return x;
}

static void terminate(struct fctx *c, struct state *s, const struct hd_ir_block *b)
{
    if (b->term != HD_TERM_GOTO)
        (void)eval(c, s, b->a);
    if (s->dead)
        return;
    switch (b->term) {
    case HD_TERM_GOTO:
        enter(c, c->ir->succs[b->succ], s);
        break;
    case HD_TERM_BRANCH:
        branch(c, s, b);
        break;
    case HD_TERM_SWITCH:
        switch_on(c, s, b);
        break;
    case HD_TERM_INDIRECT:
        for (uint32_t k = 0; k < b->nsucc; k++)
            enter(c, c->ir->succs[b->succ + k], state_copy(&c->a, s));
        break;
    case HD_TERM_RETURN:
        guard_return(c, s, b->a);
        if (c->exits.len < 256)
            hd_vec_push(&c->exits, (struct exit_point){.state = s,
                                                       .value = returned(c, s, b->a),
                                                       .at = here(c, b->loc),
                                                       .block = c->block});
        break;
    case HD_TERM_THROW:
        note_throw(c, s, b->loc);
        throw_leaves(c, s, b->loc);
        break;
    default:
        break;
    }
}

static void run_block(struct fctx *c, uint32_t block, size_t n)
{
    const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + block];
    struct block_in *in = &c->in[block].data[n];
    c->block = block;
    c->index = (uint32_t)n;
    in->pending = false;
    in->visits++;
    struct state *s = state_copy(&c->a, in->state);
    state_vec out = {0};
    run_insns(c, s, b, &out);
    for (size_t k = 0; k < out.len; k++) {
        struct state *o = out.data[k];
        terminate(c, o, b);
    }
    hd_vec_free(&out);
}

/* Blocks come in the order of the source, so a loop is a stretch of them: from a block to the last
 * that jumps back to it. Per block: the innermost such stretch that ends there, as its first block,
 * or NO_BLOCK; `outer` of a first block is the next one that ends at the same place. */
struct stretches {
    uint32_t *end, *outer;
};

static struct stretches find_stretches(struct fctx *c)
{
    uint32_t n = c->fn->nblocks, *last = hd_arena_array(&c->a, uint32_t, n);
    struct stretches z = {hd_arena_array(&c->a, uint32_t, n), hd_arena_array(&c->a, uint32_t, n)};
    for (uint32_t b = 0; b < n; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        z.end[b] = NO_BLOCK;
        for (uint32_t k = 0; k < blk->nsucc; k++)
            if (c->ir->succs[blk->succ + k] <= b)
                last[c->ir->succs[blk->succ + k]] = b + 1;
    }
    for (uint32_t b = 0; b < n; b++)
        if (last[b]) { /* later ones are further in */
            z.outer[b] = z.end[last[b] - 1];
            z.end[last[b] - 1] = b;
        }
    return z;
}

static bool is_pending(const struct fctx *c, uint32_t block)
{
    for (size_t n = 0; n < c->in[block].len; n++)
        if (c->in[block].data[n].pending)
            return true;
    return false;
}

static uint32_t first_pending(const struct fctx *c, uint32_t from, uint32_t to)
{
    while (from <= to && !is_pending(c, from))
        from++;
    return from <= to ? from : NO_BLOCK;
}

/* Where to go on after `b`: back into the innermost loop that ends here and has not come to rest,
 * for what is behind it should see its final states only. */
static uint32_t next_block(const struct fctx *c, const struct stretches *z, uint32_t b)
{
    for (uint32_t h = z->end[b]; h != NO_BLOCK; h = z->outer[h]) {
        uint32_t at = first_pending(c, h, b);
        if (at != NO_BLOCK)
            return at;
    }
    return b + 1;
}

/* Exits found on an early round describe paths too, but a later round of the same disjunct knows
 * better: only the exits of final states count, so the last round collects them anew. */
static void solve(struct fctx *c)
{
    c->block = NO_BLOCK;
    struct state *begin = state_new(&c->a);
    promise_begin(c, begin);
    fresh_params(c, begin);
    enter(c, 0, begin);
    unsigned steps = 0;
    struct stretches z = find_stretches(c);
    for (uint32_t b = 0; b < c->fn->nblocks && steps < MAX_STEPS; b = next_block(c, &z, b))
        for (size_t n = 0; n < c->in[b].len && steps < MAX_STEPS; n++)
            if (c->in[b].data[n].pending) {
                run_block(c, b, n);
                steps++;
            }
    c->gave_up |= steps >= MAX_STEPS;
    hd_vec_foreach(x, &c->exits) state_drop(&c->a, x->state);
    hd_vec_clear(&c->exits);
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        size_t seen = c->in[b].len;
        if (c->ends_in[b] || c->ir->blocks[c->fn->block + b].term == HD_TERM_RETURN)
            for (size_t n = 0; n < seen; n++)
                run_block(c, b, n);
    }
}

static void find_loops(struct fctx *c)
{
    uint32_t n = c->fn->nblocks;
    c->loop = hd_arena_array(&c->a, uint32_t, n);
    uint32_t *queue = hd_arena_array(&c->a, uint32_t, n);
    uint8_t *seen = hd_arena_array(&c->a, uint8_t, n);
    for (uint32_t b = 0; b < n && n <= 4000; b++) {
        uint32_t head = 0, tail = 0;
        memset(seen, 0, n);
        queue[tail++] = b;
        while (head < tail && !c->loop[b]) {
            const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + queue[head++]];
            for (uint32_t k = 0; k < blk->nsucc; k++) {
                uint32_t to = c->ir->succs[blk->succ + k];
                if (to == b)
                    c->loop[b] = 1;
                if (!seen[to]) {
                    seen[to] = 1;
                    queue[tail++] = to;
                }
            }
        }
        c->has_loop |= c->loop[b];
    }
}

/* Marks the results that a path or value mentions in `block`. */
struct temp_use {
    uint32_t *home; /* per temp: block + 1 of its first mention */
    struct fctx *c;
    uint32_t block;
};

static void use_value(struct temp_use *u, hd_val v);

static void use_path(struct temp_use *u, uint32_t path)
{
    for (; path; path = u->c->ir->paths[path].parent) {
        const struct hd_ir_path *q = &u->c->ir->paths[path];
        if (q->kind == HD_PATH_INDEX_VAL)
            use_value(u, q->arg);
        if (q->kind != HD_PATH_TEMP || q->arg >= u->c->fn->ntemps)
            continue;
        if (!u->home[q->arg])
            u->home[q->arg] = u->block + 1;
        else if (u->home[q->arg] != u->block + 1)
            u->c->temp_crosses[q->arg] = 1;
    }
}

static void use_value(struct temp_use *u, hd_val v)
{
    unsigned tag = HD_VAL_TAG(v);
    if (tag == HD_V_PATH || tag == HD_V_ADDR) {
        use_path(u, HD_VAL_INDEX(v));
    } else if (tag == HD_V_EXPR) {
        use_value(u, u->c->ir->exprs[HD_VAL_INDEX(v)].a);
        use_value(u, u->c->ir->exprs[HD_VAL_INDEX(v)].b);
    }
}

static void find_crossing_temps(struct fctx *c)
{
    struct temp_use u = {.home = hd_arena_array(&c->a, uint32_t, c->fn->ntemps + 1), .c = c};
    c->temp_crosses = hd_arena_array(&c->a, uint8_t, c->fn->ntemps + 1);
    for (u.block = 0; u.block < c->fn->nblocks; u.block++) {
        const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + u.block];
        for (uint32_t k = 0; k < b->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[b->insn + k];
            use_path(&u, i->dst);
            use_value(&u, i->a);
            for (uint32_t n = 0; i->op == HD_INSN_CALL && n < i->nargs; n++)
                use_value(&u, c->ir->args[i->arg + n]);
        }
        use_value(&u, b->a);
        use_value(&u, b->b);
    }
}

static void report_slow(const struct fctx *c, clock_t begun)
{
    long ms = (long)((clock() - begun) * 1000 / CLOCKS_PER_SEC);
    if (ms < 200 && !c->gave_up)
        return;
    size_t disjuncts = 0;
    for (uint32_t b = 0; b < c->fn->nblocks; b++)
        disjuncts += c->in[b].len;
    hd_debug("%s: %ld ms, %u blocks, %zu disjuncts%s", func_name(c->p, c->f), ms, c->fn->nblocks,
             disjuncts, c->gave_up ? ", not followed to the end" : "");
}

void analyze_function(struct analysis *an, uint32_t f)
{
    struct program *p = an->p;
    struct fctx c = {.an = an, .p = p, .t = &p->terms, .f = f, .unit = p->func.data[f].unit};
    c.ir = p->unit.data[c.unit].ir;
    c.fn = func_of(p, f);
    if ((c.fn->flags & HD_FUNC_INIT) || c.fn->nblocks == 0)
        return;
    c.broken = c.fn->flags & HD_FUNC_BROKEN;
    c.sum = &an->sum[f];
    an->mod_round++;
    for (size_t m = 0; m < c.sum->mods.len; m++) /* known from an earlier round of a recursion */
        *mod_number(an, c.sum->mods.data[m]) = (uint32_t)m + 1;
    terms_forget_own(c.t);
    c.in = hd_arena_alloc(&c.a, c.fn->nblocks * sizeof *c.in);
    c.ends_in = hd_arena_array(&c.a, bool, c.fn->nblocks);
    clock_t begun = clock();
    find_loops(&c);
    find_crossing_temps(&c);
    find_live(&c);
    solve(&c);
    finish_function(&c);
    check_function(&c);
    report_copies(&c);
    c.sum->done = true;
    report_slow(&c, begun);
    for (uint32_t b = 0; b < c.fn->nblocks; b++)
        hd_vec_free(&c.in[b]);
    hd_vec_free(&c.exits);
    hd_vec_free(&c.merged);
    hd_vec_free(&c.discharged_here);
    hd_vec_free(&c.copies);
    hd_vec_free(&c.decided);
    hd_vec_free(&c.remade);
    hd_vec_free(&c.discharges);
    hd_vec_free(&c.released_at);
    hd_vec_free(&c.left_locked);
    hd_vec_free(&c.loose);
    hd_arena_free(&c.a);
}
