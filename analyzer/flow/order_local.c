/* Locks that are locals of one function and that its threads share, by the lambdas that capture
 * them: `std::mutex a, b; std::thread t([&] { … }), u([&] { … });`. Every call of the function has
 * its own, so what counts is that two threads of one call run at the same time: that a thread is
 * created while another one certainly runs. Who runs beside nobody has no order with others.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/order_internal.h"
#include "core/hash.h"

/* While it is analysed
 * ---------------------------------------------------------------------------*/

static uint64_t pair_key(uint32_t owner, uint64_t one, uint64_t other)
{
    return hd_hash_mix(hd_hash_mix(owner, 7), hd_hash_mix(one, 3) + hd_hash_mix(other, 3));
}

/* What the function itself does at this place. */
static uint64_t own_step(struct place at)
{
    return 1ull << 63 | (uint64_t)at.unit << 32 | at.loc;
}

static void note_all_beside(struct fctx *c, const struct state *s, uint64_t one, bool own)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, HD_KIND_THREAD);
    for (unsigned i = 0; aut && i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        bool runs = o->res->kind == HD_KIND_THREAD && o->state != HD_STATE_UNKNOWN &&
                    !(o->flags & OBJ_ESCAPED) &&
                    (o->state == hd_automaton_state(aut, "running") ||
                     o->state == hd_automaton_state(aut, "detached"));
        uint32_t f =
            runs && o->entry_decl != NO_DECL ? c->p->decl.data[o->entry_decl].func : NO_FUNC;
        if (f == NO_FUNC)
            continue;
        c->an->opaque = true;
        hd_map_put(&c->an->beside, pair_key(c->f, one, f), NULL);
        if (own)
            hd_map_put(&c->an->beside, pair_key(c->f, c->f, f), NULL);
    }
}

/* `std::async(std::launch::deferred, f)` starts nothing. */
static bool is_excused(const struct fctx *c, const struct hd_op_model *op,
                       const struct hd_ir_insn *i)
{
    bool asked = op->unless_arg >= 0 && (uint32_t)op->unless_arg < i->nargs;
    hd_val v = asked ? c->ir->args[i->arg + (uint32_t)op->unless_arg] : 0;
    bool constant = HD_VAL_TAG(v) == HD_V_INT;
    return asked && hd_op_excused(op, constant, constant ? c->ir->ints[HD_VAL_INDEX(v)] : 0);
}

/* The entry of a thread that the call starts and keeps in a variable or a container, NO_FUNC. */
static uint32_t started_by(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t nops;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &nops);
    hd_val object = i->nargs ? c->ir->args[i->arg] : 0;
    uint32_t keeper = i->dst ? i->dst : HD_VAL_TAG(object) == HD_V_ADDR ? HD_VAL_INDEX(object) : 0;
    if (!keeper || c->ir->paths[keeper].kind != HD_PATH_VAR)
        return NO_FUNC;
    for (uint32_t k = 0; k < nops; k++) {
        bool spawn = ops[k].role == HD_ROLE_SPAWN && hd_op_applies(&ops[k], i->nargs) &&
                     !is_excused(c, &ops[k], i) && ops[k].entry >= 0 &&
                     (uint32_t)ops[k].entry < i->nargs;
        hd_val entry = spawn ? c->ir->args[i->arg + (uint32_t)ops[k].entry] : 0;
        if (HD_VAL_TAG(entry) == HD_V_FUNC)
            return c->p->decl.data[c->p->unit.data[c->unit].decl[HD_VAL_INDEX(entry)]].func;
    }
    return NO_FUNC;
}

/* Threads whose handles nobody follows run as well when nothing comes between their creations. */
static void note_just_started(struct fctx *c, uint32_t f)
{
    const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + c->block];
    if (c->insn < b->insn || started_by(c, &c->ir->insns[c->insn]) != f)
        return;
    for (uint32_t k = c->insn; k-- > b->insn;) {
        const struct hd_ir_insn *i = &c->ir->insns[k];
        if (i->op == HD_INSN_DECL || i->op == HD_INSN_ASSIGN)
            continue;
        uint32_t other = i->op == HD_INSN_CALL ? started_by(c, i) : NO_FUNC;
        if (other == NO_FUNC)
            return;
        hd_map_put(&c->an->beside, pair_key(c->f, f, other), NULL);
    }
}

void note_beside(struct fctx *c, const struct state *s, uint32_t entry)
{
    uint32_t f = c->p->decl.data[entry].func;
    if (f == NO_FUNC)
        return;
    note_all_beside(c, s, f, false);
    note_just_started(c, f);
}

static bool is_local(const struct program *p, uint32_t decl)
{
    return decl != NO_DECL && pdecl_ir(p, decl)->kind == HD_DECL_LOCAL;
}

void note_edge_beside(struct fctx *c, const struct state *s, const struct order_edge *e)
{
    if (is_local(c->p, order_decl(c->t, e->from)) || is_local(c->p, order_decl(c->t, e->to)))
        note_all_beside(c, s, own_step(e->to_at), true);
}

void note_round(struct fctx *c, uint32_t decl)
{
    hd_map_put(&c->an->of_rounds, decl, NULL);
}

/* In the end
 * -------------------------------------------------------------------------------------*/

/* The function that a lock is a local of, NO_FUNC. */
static uint32_t owner_of(const struct order *o, uint32_t cls)
{
    const struct program *p = o->p;
    uint32_t d = order_decl(&p->terms, cls);
    if (!is_local(p, d))
        return NO_FUNC;
    const struct pdecl *owner = &p->decl.data[d];
    uint32_t of = p->unit.data[owner->unit].decl[pdecl_ir(p, d)->owner];
    return of == NO_DECL ? NO_FUNC : p->decl.data[of].func;
}

static bool is_beside(const struct order *o, uint32_t owner, uint64_t one, uint64_t other)
{
    return hd_map_get(&o->an->beside, pair_key(owner, one, other));
}

static bool starts(const struct order *o, uint32_t owner, uint32_t thread)
{
    for (size_t i = 0; i < o->an->spawns.len; i++) {
        const struct spawn *s = &o->an->spawns.data[i];
        if (s->func == owner && o->p->decl.data[s->entry].func == thread)
            return true;
    }
    return false;
}

/* Which thread of a call of `owner` makes the edge when `root` leads to it; NO_FUNC: perhaps none.
 */
static uint32_t thread_of(const struct order *o, const struct order_edge *e, uint32_t owner,
                          uint32_t root)
{
    if (e->func == owner)
        return owner;
    return starts(o, owner, root) ? root : NO_FUNC;
}

static struct local_owner *owner_at(struct order *o, uint32_t func)
{
    for (size_t i = 0; i < o->owners.len; i++)
        if (o->owners.data[i].func == func)
            return &o->owners.data[i];
    const struct entry_facts *e = &o->entry[func];
    struct local_owner n = {.func = func};
    n.single = func == o->main || (e->known && e->only_main && !e->multi);
    hd_vec_push(&o->owners, n);
    return &hd_vec_last(&o->owners);
}

static void add_threads(struct order *o, const struct order_edge *e, uint32_t owner)
{
    const struct ways *ways = &o->ways[o->near.number[e->func] - 1];
    for (unsigned i = 0; owner != NO_FUNC && i < ways->n; i++) {
        uint32_t t = thread_of(o, e, owner, o->roots.data[ways->way[i].root].func);
        struct local_owner *own = owner_at(o, owner);
        bool known = t == NO_FUNC;
        for (unsigned k = 0; k < own->nthreads && !known; k++)
            known = own->thread[k] == t;
        if (!known && own->nthreads < MAX_SHARERS)
            own->thread[own->nthreads++] = t;
    }
}

void find_owners(struct order *o)
{
    hd_vec_clear(&o->owners);
    for (size_t i = 0; i < o->an->edges.len; i++) {
        const struct order_edge *e = &o->an->edges.data[i];
        if (!edge_runs(o, e))
            continue;
        add_threads(o, e, owner_of(o, e->from));
        add_threads(o, e, owner_of(o, e->to));
    }
}

/* The thread as one call of the owner has it, whatever other calls do. */
static uint64_t key_in_call(struct order *o, uint32_t owner, uint32_t thread, bool many)
{
    uint64_t *at = hd_map_put(&o->in_call, pair_key(owner, thread, many), NULL);
    if (*at)
        return *at;
    *at = o->next_key++;
    struct hd_thread t = describe_root(o, thread, *at);
    t.parent = t.joiner = o->p->whole ? o->main_key : 0;
    t.parent_clock = PHASE_DURING;
    t.join_clock = PHASE_AFTER;
    t.many = many;
    hd_vec_push(&o->out->thread, t);
    return *at;
}

/* Does the edge belong to such a thread, and under which key? */
static bool shares(struct order *o, const struct order_edge *e, uint32_t owner,
                   const struct root *root, uint64_t *key)
{
    const struct local_owner *own = owner_at(o, owner);
    uint32_t thread = thread_of(o, e, owner, root->func), from = owner_of(o, e->from);
    uint64_t one = thread == owner ? own_step(e->to_at) : thread;
    bool round = hd_map_get(&o->an->of_rounds, order_decl(&o->p->terms, e->from)) ||
                 hd_map_get(&o->an->of_rounds, order_decl(&o->p->terms, e->to));
    bool many = !round && is_beside(o, owner, one, thread);
    unsigned others = many, apart = 0;
    for (unsigned k = 0; k < own->nthreads && thread != NO_FUNC; k++) {
        uint32_t other = own->thread[k];
        if (other == thread)
            continue;
        bool beside = is_beside(o, owner, one, other);
        others += beside;
        apart += !beside && other != owner;
    }
    if (thread == NO_FUNC || !others)
        return false;
    if (own->single && !round)
        return true;
    /* Each call has locks of its own: no other lock may come in between. */
    if (apart || from != owner_of(o, e->to) || own->nthreads == MAX_SHARERS)
        return false;
    *key = key_in_call(o, owner, thread, many);
    return true;
}

bool context_of(struct order *o, const struct order_edge *e, const struct root *root, uint64_t *key)
{
    uint32_t from = owner_of(o, e->from), to = owner_of(o, e->to);
    *key = root->key;
    if (e->instances)
        return true;
    return (from == NO_FUNC || shares(o, e, from, root, key)) &&
           (to == NO_FUNC || to == from || shares(o, e, to, root, key));
}
