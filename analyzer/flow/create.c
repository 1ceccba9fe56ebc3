/* Handles come into being: threads, timers, descriptors; overwritten ones are lost.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/memo.h"

/* Is the call configured by an object that was not followed? A local one that nobody set keeps the
 * defaults; what a helper without a body did to it, or what two paths set differently, is not
 * known. */
bool attr_unknown(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k)
{
    if (op->attr < 0 || (uint32_t)op->attr >= k->nargs || !op->attr_gives)
        return false;
    const struct term_node *v = term_at(c->t, k->arg[op->attr]);
    if (v->kind == T_INT)
        return false;
    v = term_at(c->t, state_get(c->t, s, term_deref(c->t, k->arg[op->attr])));
    return v->kind != T_INT && !(v->kind == T_SYM && (v->b >> 63));
}

uint32_t entry_of(struct fctx *c, const struct hd_op_model *op, const struct call *k)
{
    if (op->entry < 0 || (uint32_t)op->entry >= k->nargs)
        return NO_DECL;
    const struct term_node *n = term_at(c->t, k->arg[op->entry]);
    return n->kind == T_FUNC ? n->a : NO_DECL;
}

/* The new thread runs an entry that detaches itself: from then on nobody owes it a join. Where only
 * some ways do, its creator knows which. */
static void detach_by_entry(struct fctx *c, struct state *s, term key, const struct event *e)
{
    const struct obj *o = state_obj(s, key);
    uint32_t f = !o || o->entry_decl == NO_DECL ? NO_FUNC : c->p->decl.data[o->entry_decl].func;
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, e->res->kind);
    struct event detach = *e;
    detach.event = aut ? hd_automaton_event(aut, "detach") : -1;
    if (f == NO_FUNC || !summary_of(c, f)->self_detaches || detach.event < 0)
        return;
    if (summary_of(c, f)->always_detaches)
        apply_event(c, s, key, &detach);
    else
        forget_obj(c, s, key, e->res);
}

void spawned(struct fctx *c, struct state *s, uint32_t entry, bool catches)
{
    s->spawned = true;
    s->waited = false;
    c->sum->spawns = true;
    if (entry == NO_DECL)
        return;
    push_unique(&c->sum->spawned, entry);
    c->an->opaque = true;
    note_beside(c, s, entry);
    struct spawn n = {.func = c->f,
                      .entry = entry,
                      .in_loop = c->loop[c->block],
                      .catches = catches,
                      .at = here(c, c->ir->insns[c->insn].loc),
                      .joined = s->joined};
    for (size_t i = 0; i < c->an->spawns.len; i++) {
        struct spawn *o = &c->an->spawns.data[i];
        if (o->func == n.func && o->entry == n.entry && o->at.loc == n.at.loc) {
            joined_meet(&o->joined, &n.joined);
            return;
        }
    }
    hd_vec_push(&c->an->spawns, n);
}

/* Who else has the handle `val`? */
static bool held_elsewhere(const struct state *s, term val, term loc)
{
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == val && s->env[i].loc != loc)
            return true;
    return false;
}

static void check_overwritten(struct fctx *c, struct state *s, term loc, int event,
                              const struct hd_resource *res, struct place at)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, res->kind);
    term old = state_get(c->t, s, loc);
    struct obj *o = state_obj(s, old);
    if (!o || o->state == HD_STATE_UNKNOWN || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)) || c->broken)
        return;
    const struct hd_transition *t =
        hd_automaton_step(aut, o->state, event, res->traits | o->traits, o->count, 0);
    unsigned k = term_at(c->t, loc)->kind;
    if (!t || !t->report || held_elsewhere(s, old, loc) || k == T_ANY || k == T_INDEXV)
        return;
    struct report r = report_of(s, o, term_text(c, loc), t->report, at, "created here");
    r.note = "the handle is overwritten here";
    r.detail = "its handle is overwritten";
    r.key = place_key(o->at);
    report_finding(c->an, &r);
}

void place_handle(struct fctx *c, struct state *s, term loc, term val)
{
    unset_forget(c, s, state_get(c->t, s, loc));
    state_open_element(c->t, s, loc);
    state_set(&c->a, c->t, s, loc, val);
    note_write(c, s, loc);
}

/* The array element that a loop fills stands for all of them: one object for the whole array. */
term element_base(struct fctx *c, term loc)
{
    if (!c->loop[c->block])
        return 0;
    for (term x = loc; x; x = term_at(c->t, x)->a) {
        unsigned k = term_at(c->t, x)->kind;
        if (k == T_INDEX || k == T_INDEXV || k == T_ANY)
            return x;
        if (k != T_FIELD)
            return 0;
    }
    return 0;
}

/* A name for the handle that comes to lie at `loc`, or for all those that a loop puts into an
 * array: `loc` is any element of it then. */
term name_handle(struct fctx *c, struct state *s, term *loc, unsigned k)
{
    if (!*loc || !element_base(c, *loc))
        return fresh(c, s, k);
    *loc = term_any_element(c->t, *loc);
    return term_sym(c->t, result_name(c, k), true);
}

/* A loop that makes handles one by one and keeps them in an array: one object stands for all that
 * lie there, as when the array's elements were created in place. */
void keep_in_array(struct fctx *c, struct state *s, term *loc, term *val)
{
    const struct obj *o = *val ? state_obj(s, *val) : NULL;
    term any = *loc && o && o->res->identity != HD_ID_ADDRESS && element_base(c, *loc)
                   ? term_any_element(c->t, *loc)
                   : 0;
    if (!any || term_at(c->t, *val)->kind != T_SYM)
        return;
    if (!term_at(c->t, *val)->op) {
        term many = term_sym(c->t, term_at(c->t, *val)->b, true);
        state_retire(&c->a, c->t, s, *val);
        *val = many;
    }
    state_open_element(c->t, s, any);
    *loc = any;
}

/* Remembers which thread's handle lies where, while there is only one. */
static void note_entry_at(struct fctx *c, struct state *s, term loc, uint32_t entry)
{
    uint32_t d = loc ? term_class_decl(c->t, loc) : UINT32_MAX;
    bool added;
    if (d == UINT32_MAX)
        return;
    joined_drop(&s->joined, d);
    c->an->opaque = true;
    uint64_t *at = hd_map_put(&c->an->entry_at, d, &added);
    uint64_t mine = entry == NO_DECL ? 0 : (uint64_t)entry + 1;
    *at = added || *at == mine ? mine : 0;
}

/* Is the entry's first parameter a pointer (no reference)? Of a function without a body its type
 * tells: "void (job *, int)". */
static bool wants_pointer(const struct program *p, uint32_t entry, uint32_t f)
{
    if (f != NO_FUNC) {
        const struct hd_ir *ir = func_ir(p, f);
        if (func_of(p, f)->nparams == 0)
            return false;
        const struct hd_ir_type *want = &ir->types[ir->decls[func_of(p, f)->param].type];
        return want->kind == HD_TYPE_POINTER && !(want->flags & HD_TYPE_REFERENCE);
    }
    const struct hd_ir_decl *d = pdecl_ir(p, entry);
    const struct hd_ir *ir = p->unit.data[p->decl.data[entry].unit].ir;
    const char *text = hd_ir_str(ir, ir->types[d->type].canonical), *open = strchr(text, '(');
    size_t len = open ? strcspn(open + 1, ",)&(") : 0;
    return (d->flags & HD_DECL_F_METHOD) || (open && memchr(open + 1, '*', len));
}

/* What the entry gets as its first argument. A call that copies its arguments for the thread takes
 * them by reference: the address of a variable of the type that the entry wants means what is in
 * it.
 */
static term spawn_data(struct fctx *c, struct state *s, const struct hd_op_model *op,
                       const struct call *k, uint32_t entry)
{
    if (op->data < 0 || (uint32_t)op->data >= k->nargs)
        return 0;
    term data = k->arg[op->data];
    if (op->on->identity != HD_ID_ADDRESS)
        return data;
    uint32_t f = entry == NO_DECL ? NO_FUNC : c->p->decl.data[entry].func;
    hd_val v = c->ir->args[k->i->arg + (uint32_t)op->data];
    if (entry == NO_DECL || !wants_pointer(c->p, entry, f))
        return 0;
    if (HD_VAL_TAG(v) != HD_V_ADDR)
        return data;
    uint32_t have = c->ir->paths[HD_VAL_INDEX(v)].type;
    bool copied = c->ir->types[have].kind == HD_TYPE_POINTER;
    return copied ? state_get(c->t, s, term_deref(c->t, data)) : data;
}

/* The object whose address was given runs a thread now: which one, and with what. */
void created_at(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k,
                term key, struct place at)
{
    struct obj *o = state_obj(s, key);
    if (!o || op->on->kind != HD_KIND_THREAD)
        return;
    o->entry_decl = entry_of(c, op, k);
    o->data = spawn_data(c, s, op, k, o->entry_decl);
    o->data_hash = state_content(c->t, s, term_deref(c->t, o->data));
    note_creation(c, key, o->entry_decl, o->data, at);
    note_entry_at(c, s, key, o->entry_decl);
}

/* A loop stores the handles that it gets as results in an array: one value stands for all. */
term fill_array(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k)
{
    if (op->via != HD_VIA_RET || !k->i->dst || !op->on || op->on->kind != HD_KIND_CHANNEL)
        return 0;
    term at = eval_path(c, s, k->i->dst);
    if (!at || !element_base(c, at))
        return 0;
    term val = term_sym(c->t, result_name(c, 1), true);
    place_handle(c, s, term_any_element(c->t, at), val);
    return val;
}

void create(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k,
            const struct event *e)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, op->on->kind);
    term loc = 0, val = k->result;
    if (!aut)
        return;
    if (op->via == HD_VIA_OUT) {
        loc = term_deref(c->t, k->arg[op->arg]);
        if (loc && !element_base(c, loc))
            check_overwritten(c, s, loc, e->event, op->on, e->at);
        val = name_handle(c, s, &loc, 1);
        place_handle(c, s, loc, val);
        note_entry_at(c, s, loc, entry_of(c, op, k));
    }
    term all = fill_array(c, s, op, k);
    if (all)
        val = all;
    struct obj *o = state_obj(s, val);
    bool many = term_at(c->t, val)->op; /* an "old" symbol: several objects */
    term data = op->data >= 0 && (uint32_t)op->data < k->nargs ? k->arg[op->data] : 0;
    for (unsigned i = 0; i < s->nobj; i++)
        if (s->obj[i].res == op->on && s->obj[i].data == data)
            check_thread_data(c, s, &s->obj[i], data, e->at);
    if (o && many)
        return;
    if (!o)
        o = state_add_obj(&c->a, s, val, op->on);
    o->state = (uint8_t)(aut->start_decl >= 0 ? aut->start_decl : 0);
    o->flags = OBJ_LOCAL;
    if (attr_unknown(c, s, op, k))
        o->flags |= OBJ_ESCAPED;
    o->data = data;
    o->data_hash = state_content(c->t, s, term_deref(c->t, data));
    o->entry_decl = entry_of(c, op, k);
    o->runs = op->entry >= 0 && (uint32_t)op->entry < k->nargs ? k->arg[op->entry] : 0;
    o->given = data;
    if (op->on->kind == HD_KIND_THREAD)
        note_creation(c, loc, o->entry_decl, data, e->at);
    if (op->via == HD_VIA_OUT && !loc) /* stored where we cannot follow */
        o->flags |= OBJ_ESCAPED;
    struct event first = *e;
    first.flags = 0;
    apply_event(c, s, val, &first);
    o = state_obj(s, val);
    o->flags |= OBJ_LOCAL | (many ? OBJ_MULTI : 0);
    detach_by_entry(c, s, val, &first);
    o = state_obj(s, val);
    if (o && k->unchecked) /* only what comes later is wrong when it failed */
        o->flags |= OBJ_UNCHECKED;
}
