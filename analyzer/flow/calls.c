/* Calls: what the packs say of a function becomes events; functions of the program act through
 * their summaries (apply.c); of all others we only know that they may keep what they were given.
 * A call whose success can be told from its result splits the state: the event happens on one side
 * only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"

enum { MAX_ARGS = 32 };

struct call {
    const struct hd_ir_insn *i;
    term arg[MAX_ARGS];
    uint32_t nargs;
    term result;
    term partner;   /* condition waits: the lock */
    bool unchecked; /* nobody looks at the result */
    const char *name;
};

term fresh(struct fctx *c, struct state *s, unsigned k)
{
    term sym = term_sym(c->t, UINT64_C(1) << 63 | (uint64_t)c->insn << 4 | k, false);
    state_retire(&c->a, c->t, s, sym);
    return sym;
}

void note_write(struct fctx *c, term loc)
{
    if (!loc || loc_is_local(c, loc))
        return;
    uint32_t d = term_class_decl(c->t, loc);
    unsigned kind = d == UINT32_MAX ? HD_DECL_PARAM : pdecl_ir(c->p, d)->kind;
    if (kind != HD_DECL_PARAM && kind != HD_DECL_LOCAL)
        push_unique(&c->sum->mods, d);
    else if (term_is_public(c, loc) && c->sum->outs.len < 32)
        push_unique(&c->sum->outs, loc);
}

static void bind(struct fctx *c, struct state *s, const struct hd_ir_insn *i, term val)
{
    if (!i->dst)
        return;
    term loc = eval_path(c, s, i->dst);
    note_write(c, loc);
    state_set(&c->a, c->t, s, loc, val);
}

/* Another thread or a callee may have written `loc`. */
void havoc_loc(struct fctx *c, struct state *s, term loc)
{
    term sym = term_sym(c->t, UINT64_C(1) << 62 | (uint64_t)c->insn << 32 | loc, false);
    state_retire(&c->a, c->t, s, sym);
    state_set(&c->a, c->t, s, loc, sym);
}

static bool holds_object(const struct state *s, term val)
{
    return state_obj(s, val) != NULL;
}

/* Havocs all locations that `which` picks and whose values are plain: names of objects stay. */
static void havoc_where(struct fctx *c, struct state *s,
                        bool (*which)(struct fctx *c, term loc, uint32_t decl), uint32_t decl)
{
    HD_VEC(term) locs = {0};
    for (unsigned i = 0; i < s->nenv; i++)
        if ((decl != NO_DECL || !loc_is_local(c, s->env[i].loc)) &&
            !holds_object(s, s->env[i].val) && which(c, s->env[i].loc, decl))
            hd_vec_push(&locs, s->env[i].loc);
    for (size_t i = 0; i < locs.len; i++)
        havoc_loc(c, s, locs.data[i]);
    hd_vec_free(&locs);
    unsigned out = 0;
    for (unsigned i = 0; i < s->ncon; i++) {
        term x = s->con[i].val;
        while (term_at(c->t, x)->kind == T_EXPR)
            x = term_at(c->t, x)->a;
        term loc = term_at(c->t, x)->kind == T_INIT ? term_at(c->t, x)->a : 0;
        if (!loc || (decl == NO_DECL && loc_is_local(c, loc)) || !which(c, loc, decl))
            s->con[out++] = s->con[i];
    }
    s->ncon = (uint16_t)out;
}

static bool has_decl(struct fctx *c, term loc, uint32_t decl)
{
    return term_class_decl(c->t, loc) == decl;
}

/* A scalar that other threads may write: pointers keep naming the objects they name. */
static bool is_scalar(struct fctx *c, term loc, uint32_t decl)
{
    (void)decl;
    uint32_t d = term_class_decl(c->t, loc);
    if (d == UINT32_MAX)
        return true;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
    const struct hd_ir_type *t = &ir->types[pdecl_ir(c->p, d)->type];
    return t->kind != HD_TYPE_RECORD;
}

void havoc_decl(struct fctx *c, struct state *s, uint32_t decl)
{
    havoc_where(c, s, has_decl, decl);
    /* Objects named through it may be others now: a list's next element, a handle made anew. */
    for (unsigned i = 0; i < s->nobj;) {
        if (term_goes_through(c->t, s->obj[i].key, decl))
            state_drop_obj(s, &s->obj[i]);
        else
            i++;
    }
}

/* While this thread waited, others changed what is shared: no fact about it survives, but names of
 * objects do. */
static void havoc_shared(struct fctx *c, struct state *s)
{
    havoc_where(c, s, is_scalar, NO_DECL);
}

/* Objects of an operation ----------------------------------------------------------------------*/

/* A field of an object by its name, for `field: a.b` in a pack. */
static term field_by_name(struct fctx *c, term loc, const char *names)
{
    while (loc && *names) {
        size_t n = strcspn(names, ".");
        uint32_t found = NO_DECL;
        for (uint32_t d = 0; d < c->p->decl.len && found == NO_DECL; d++) {
            const char *s = pdecl_name(c->p, d);
            if (pdecl_ir(c->p, d)->kind == HD_DECL_FIELD && strncmp(s, names, n) == 0 && !s[n])
                found = d;
        }
        if (found == NO_DECL)
            return 0;
        loc = term_field(c->t, loc, found);
        names += n + (names[n] == '.');
    }
    return loc;
}

static term op_key(struct fctx *c, struct state *s, const struct hd_op_model *op,
                   const struct call *k, int argno)
{
    if (op->via == HD_VIA_RET)
        return k->result;
    if (op->via == HD_VIA_THIS && argno < 0)
        argno = 0;
    if (argno < 0 || (uint32_t)argno >= k->nargs)
        return 0;
    term v = k->arg[argno];
    if (op->via == HD_VIA_GUARD)
        v = state_get(c->t, s, term_deref(c->t, v));
    if (op->field)
        return field_by_name(c, term_deref(c->t, v), op->field);
    if (op->via == HD_VIA_VALUE && op->on->identity != HD_ID_ADDRESS)
        return v;
    return term_deref(c->t, v);
}

static bool int_arg(const struct fctx *c, const struct call *k, int n, int64_t *v)
{
    return n >= 0 && (uint32_t)n < k->nargs && term_int_value(c->t, k->arg[n], v);
}

/* Traits that the call gives: by the operation, by its flags, by a configuration object. */
static unsigned op_traits(struct fctx *c, struct state *s, const struct hd_op_model *op,
                          const struct call *k)
{
    unsigned t = op->traits;
    int64_t v;
    if (op->flag_arg >= 0 && int_arg(c, k, op->flag_arg, &v) &&
        (v & op->flag_mask) == op->flag_mask)
        t |= op->flag_gives;
    if (op->attr >= 0 && (uint32_t)op->attr < k->nargs) {
        term held = state_get(c->t, s, term_deref(c->t, k->arg[op->attr]));
        if (term_int_value(c->t, held, &v))
            t |= (unsigned)v & op->attr_gives;
    }
    return t;
}

/* Is the call configured by an object that was not followed? A local one that nobody set keeps the
 * defaults; what a helper without a body did to it, or what two paths set differently, is not
 * known. */
static bool attr_unknown(struct fctx *c, struct state *s, const struct hd_op_model *op,
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

/* Threads --------------------------------------------------------------------------------------*/

static uint32_t entry_of(struct fctx *c, const struct hd_op_model *op, const struct call *k)
{
    if (op->entry < 0 || (uint32_t)op->entry >= k->nargs)
        return NO_DECL;
    const struct term_node *n = term_at(c->t, k->arg[op->entry]);
    return n->kind == T_FUNC ? n->a : NO_DECL;
}

static bool entry_detaches_itself(const struct fctx *c, uint32_t entry)
{
    uint32_t f = entry == NO_DECL ? NO_FUNC : c->p->decl.data[entry].func;
    return f != NO_FUNC && c->an->sum[f].self_detaches;
}

static void spawned(struct fctx *c, struct state *s, uint32_t entry)
{
    s->spawned = true;
    c->sum->spawns = true;
    if (entry == NO_DECL)
        return;
    push_unique(&c->sum->spawned, entry);
    struct spawn n = {c->f, entry, c->loop[c->block], here(c, c->ir->insns[c->insn].loc)};
    for (size_t i = 0; i < c->an->spawns.len; i++) {
        const struct spawn *o = &c->an->spawns.data[i];
        if (o->func == n.func && o->entry == n.entry && o->at.loc == n.at.loc)
            return;
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
    struct report r = {.rule = t->report,
                       .at = at,
                       .name = term_text(c, loc),
                       .state = s,
                       .subject = term_text(c, loc),
                       .origin = o->at,
                       .origin_chain = o->chain,
                       .origin_note = "created here",
                       .note = "the handle is overwritten here",
                       .detail = "its handle is overwritten",
                       .confidence = -1,
                       .key = place_key(o->at)};
    report_finding(c->an, &r);
}

void place_handle(struct fctx *c, struct state *s, term loc, term val,
                  const struct hd_resource *res, struct place at)
{
    unset_forget(c, s, state_get(c->t, s, loc));
    state_set(&c->a, c->t, s, loc, val);
    note_write(c, loc);
    (void)res;
    (void)at;
}

/* The array element that a loop fills stands for all of them: one object for the whole array. */
static term element_base(struct fctx *c, term loc)
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

/* The same location with the element left open. */
static term any_element(struct fctx *c, term loc, term element)
{
    if (loc == element)
        return term_any(c->t, term_at(c->t, loc)->kind == T_ANY ? loc : term_at(c->t, loc)->a);
    const struct term_node n = *term_at(c->t, loc);
    return term_field(c->t, any_element(c, n.a, element), (uint32_t)n.b);
}

static void create(struct fctx *c, struct state *s, const struct hd_op_model *op,
                   const struct call *k, const struct event *e)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, op->on->kind);
    term loc = 0, val = k->result;
    if (!aut)
        return;
    if (op->via == HD_VIA_OUT) {
        loc = term_deref(c->t, k->arg[op->arg]);
        term element = loc ? element_base(c, loc) : 0;
        if (element) {
            loc = any_element(c, loc, element);
            val = term_sym(c->t, UINT64_C(1) << 63 | (uint64_t)c->insn << 4 | 1, true);
        } else {
            if (loc)
                check_overwritten(c, s, loc, e->event, op->on, e->at);
            val = fresh(c, s, 1);
        }
        place_handle(c, s, loc, val, op->on, e->at);
    }
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
    o->flags = OBJ_LOCAL | (k->unchecked ? OBJ_UNCHECKED : 0);
    if (attr_unknown(c, s, op, k))
        o->flags |= OBJ_ESCAPED;
    o->data = data;
    o->data_hash = state_content(c->t, s, term_deref(c->t, data));
    o->entry_decl = entry_of(c, op, k);
    if (op->via == HD_VIA_OUT && !loc) /* stored where we cannot follow */
        o->flags |= OBJ_ESCAPED;
    struct event first = *e;
    first.flags = 0;
    apply_event(c, s, val, &first);
    o = state_obj(s, val);
    o->flags |= OBJ_LOCAL | (many ? OBJ_MULTI : 0);
    if (entry_detaches_itself(c, o->entry_decl)) {
        first.event = hd_automaton_event(aut, "detach");
        if (first.event >= 0)
            apply_event(c, s, val, &first);
    }
}

/* Roles ----------------------------------------------------------------------------------------*/

void report_blocking(struct fctx *c, const struct state *s, struct place at, const char *what,
                     const struct chain *chain, const term *released, unsigned nreleased)
{
    for (unsigned i = 0; i < s->nobj && !c->broken; i++) {
        const struct obj *o = &s->obj[i];
        bool given = false;
        for (unsigned k = 0; k < nreleased; k++)
            given |= released[k] == o->key;
        if (given || !obj_is_held(c, o) || term_has_index(c->t, o->key) || o->entry == ENTRY_HELD ||
            o->entry == ENTRY_SHARED)
            continue;
        struct report r = {.rule = "lock-held-blocking",
                           .at = at,
                           .name = term_text(c, o->key),
                           .state = s,
                           .subject = what,
                           .origin = o->at,
                           .origin_chain = o->chain,
                           .origin_note = "acquired here",
                           .chain = chain,
                           .confidence = -1,
                           .detail = hd_arena_fmt(&c->p->arena, "%s may block", what)};
        report_finding(c->an, &r);
        return;
    }
}

static void blocking(struct fctx *c, struct state *s, const struct call *k)
{
    struct place at = here(c, k->i->loc);
    report_blocking(c, s, at, k->name, NULL, NULL, 0);
    for (size_t i = 0; i < c->sum->blocks.len; i++)
        if (strcmp(c->sum->blocks.data[i].what, k->name) == 0)
            return;
    struct blocks b = {.what = k->name, .chain = chain_cons(c, at, NULL)};
    b.released = hd_arena_array(&c->p->arena, term, s->nobj ? s->nobj : 1);
    for (unsigned i = 0; i < s->nobj; i++)
        if (s->obj[i].entry == ENTRY_HELD && !obj_is_held(c, &s->obj[i]))
            b.released[b.nreleased++] = s->obj[i].key;
    hd_vec_push(&c->sum->blocks, b);
}

/* Memory goes: held locks in it are destroyed while held, everything else in it is no more. */
static void frees(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k)
{
    if (op->arg < 0 || (uint32_t)op->arg >= k->nargs)
        return;
    term loc = term_deref(c->t, k->arg[op->arg]);
    for (unsigned i = 0; loc && i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        term x = o->key;
        while (x != loc && term_at(c->t, x)->kind >= T_FIELD && term_at(c->t, x)->kind <= T_ANY)
            x = term_at(c->t, x)->a;
        if (x != loc)
            continue;
        if (obj_is_held(c, o) && !(o->flags & (OBJ_MULTI | OBJ_ESCAPED)) && !c->broken) {
            struct report r = {.rule = "lock-destroyed-held",
                               .at = here(c, k->i->loc),
                               .name = term_text(c, o->key),
                               .subject = term_text(c, o->key),
                               .state = s,
                               .origin = o->at,
                               .origin_chain = o->chain,
                               .origin_note = "acquired here",
                               .confidence = -1,
                               .detail = "its memory is freed"};
            report_finding(c->an, &r);
        }
        o->state = HD_STATE_UNKNOWN;
        o->flags = (uint8_t)((o->flags & ~OBJ_NEUTRAL) | OBJ_ESCAPED);
    }
}

static void set_attr(struct fctx *c, struct state *s, const struct call *k)
{
    uint32_t d = call_decl(c->p, c->unit, k->i);
    if (d == NO_DECL) /* called through a pointer */
        return;
    const struct pdecl *pdl = &c->p->decl.data[d];
    for (uint32_t n = 0; n < pdl->nattrs && k->nargs; n++) {
        const struct hd_attr_model *a = &pdl->attrs[n];
        term loc = term_deref(c->t, k->arg[0]);
        int64_t v, have = 0;
        if (!int_arg(c, k, a->arg, &v) || !loc)
            continue;
        (void)term_int_value(c->t, state_get(c->t, s, loc), &have);
        if (v == a->value)
            state_set(&c->a, c->t, s, loc, term_int(c->t, have | (int64_t)a->gives));
    }
}

/* A descriptor is closed: that discharges whatever it is known to be, or may be. */
static void closes(struct fctx *c, struct state *s, const struct hd_op_model *op,
                   const struct call *k)
{
    if (op->arg < 0 || (uint32_t)op->arg >= k->nargs)
        return;
    term key = k->arg[op->arg];
    const struct obj *o = state_obj(s, key);
    size_t n;
    const struct hd_resource *r = hd_model_resources(c->p->model, &n);
    for (size_t i = 0; i < n; i++) {
        const struct hd_automaton *aut = hd_model_automaton(c->p->model, r[i].kind);
        if (r[i].identity != HD_ID_ID || (o && o->res != &r[i]) || !aut)
            continue;
        int event = 0;
        while (event < (int)aut->nevents && !is_discharge(aut, event, r[i].traits))
            event++;
        if (event == (int)aut->nevents)
            continue;
        struct event e = {.res = &r[i], .event = event, .at = here(c, k->i->loc), .via = k->name};
        apply_event(c, s, key, &e);
        return;
    }
}

static void call_entry(struct fctx *c, struct state *s, const struct hd_op_model *op,
                       const struct call *k)
{
    uint32_t d = entry_of(c, op, k);
    uint32_t f = d == NO_DECL ? NO_FUNC : c->p->decl.data[d].func;
    if (f == NO_FUNC || f == c->f)
        return;
    state_vec out = {0};
    term arg[1] = {op->data >= 0 && (uint32_t)op->data < k->nargs ? k->arg[op->data] : 0};
    apply_summary(c, s, k->i, f, arg, 1, true, &out);
    hd_vec_free(&out);
}

/* One operation on the side where the call succeeded. False: control does not come back. */
static bool do_op(struct fctx *c, struct state *s, const struct hd_op_model *op, struct call *k)
{
    if (!hd_op_applies(op, k->nargs))
        return true;
    int64_t excuse = 0;
    bool constant = int_arg(c, k, op->unless_arg, &excuse);
    if (op->unless_arg >= 0 && hd_op_excused(op, constant, excuse))
        return true;
    if (moves_handle(c, s, op, k->i, k->arg, k->nargs))
        return true;
    if (op->on) {
        struct event e = {.res = op->on,
                          .event = op->event,
                          .is_try = op->is_try,
                          .delta = op->delta,
                          .at = here(c, k->i->loc),
                          .via = k->name};
        e.traits = op_traits(c, s, op, k);
        if (op->attr_event >= 0 && (e.traits & op->attr_gives))
            e.event = op->attr_event;
        if (op->is_try && k->unchecked)
            e.flags = OBJ_UNCHECKED;
        int64_t delta;
        if (int_arg(c, k, op->delta_arg, &delta))
            e.delta = (int)delta;
        const struct hd_automaton *aut = hd_model_automaton(c->p->model, op->on->kind);
        bool by_value = op->on->identity != HD_ID_ADDRESS;
        if (op->role == HD_ROLE_SPAWN)
            spawned(c, s, entry_of(c, op, k));
        if (aut && by_value && (op->via == HD_VIA_OUT || op->via == HD_VIA_RET) &&
            is_creation(aut, op->event, op->on->traits)) {
            create(c, s, op, k, &e);
        } else {
            uint32_t last = op->all_args ? k->nargs : (uint32_t)(op->arg < 0 ? 1 : op->arg + 1);
            for (uint32_t a = op->arg < 0 ? 0 : (uint32_t)op->arg; a < last; a++) {
                term key = op_key(c, s, op, k, (int)a);
                if (!op->known_only || state_obj(s, key))
                    apply_event(c, s, key, &e);
                if (op->on->kind == HD_KIND_COND)
                    check_condition(c, s, op, key, k->partner, e.at);
            }
        }
        bool waits = op->blocking || (op->on->kind != HD_KIND_LOCK && aut &&
                                      e.event == hd_automaton_event(aut, "wait"));
        if (e.event == c->an->lw.wait_on && op->on->kind == HD_KIND_LOCK)
            havoc_shared(c, s);
        if (waits && op->on->kind != HD_KIND_LOCK && op->on->kind != HD_KIND_THREAD)
            threads_took_data(s);
        /* waits for locks are the lock-order graph's business, joins and conditions have rules */
        if (op->blocking && (op->on->kind == HD_KIND_SEM || op->on->kind == HD_KIND_BARRIER ||
                             op->on->kind == HD_KIND_CHANNEL || op->on->kind == HD_KIND_WAITGROUP))
            blocking(c, s, k);
    }
    switch (op->role) {
    case HD_ROLE_SPAWN:
        if (!op->on)
            spawned(c, s, entry_of(c, op, k));
        return true;
    case HD_ROLE_NORETURN:
        return false;
    case HD_ROLE_THREAD_EXIT:
        hd_vec_push(&c->exits, (struct exit_point){s, 0, here(c, k->i->loc), true});
        return false;
    case HD_ROLE_BLOCKING:
        if (c->loop[c->block])
            threads_took_data(s);
        blocking(c, s, k);
        return true;
    case HD_ROLE_FREES:
        frees(c, s, op, k);
        return true;
    case HD_ROLE_CLOSE:
        closes(c, s, op, k);
        return true;
    case HD_ROLE_ATTR_SET:
        return true;
    case HD_ROLE_SELF:
        bind(c, s, k->i, term_self(c->t));
        return true;
    case HD_ROLE_ONCE:
    case HD_ROLE_CALLS:
        call_entry(c, s, op, k);
        return true;
    default:
        return true;
    }
}

/* A lock that could not be acquired is not held by this function: giving it back is wrong. */
static void not_acquired(struct fctx *c, struct state *s, term key, const struct hd_resource *res,
                         struct place at)
{
    if (!key || state_obj(s, key))
        return;
    struct obj *o = state_add_obj(&c->a, s, key, res);
    o->state = (uint8_t)c->an->lw.free;
    o->entry = ENTRY_FREE;
    o->flags = OBJ_NEUTRAL;
    o->at = at;
}

static void fail_ops(struct fctx *c, struct state *s, const struct hd_op_model *ops, uint32_t n,
                     struct call *k)
{
    for (uint32_t o = 0; o < n; o++) {
        if (!ops[o].on || !hd_op_applies(&ops[o], k->nargs))
            continue;
        term key = op_key(c, s, &ops[o], k, ops[o].arg);
        if (ops[o].is_try && ops[o].on->kind == HD_KIND_LOCK && ops[o].failure_event == -1)
            not_acquired(c, s, key, ops[o].on, here(c, k->i->loc));
        if (ops[o].failure_event == -1)
            continue;
        if (ops[o].via == HD_VIA_OUT && ops[o].on->identity != HD_ID_ADDRESS && key) {
            if (element_base(c, key))
                continue;
            term val = fresh(c, s, 1); /* whatever the handle is now, it names nothing */
            place_handle(c, s, key, val, ops[o].on, here(c, k->i->loc));
            key = val;
        }
        struct event e = {.res = ops[o].on,
                          .event = ops[o].failure_event,
                          .at = here(c, k->i->loc),
                          .via = k->name};
        if (e.event == HD_EVENT_FORGET)
            forget_obj(c, s, key, ops[o].on);
        else
            apply_event(c, s, key, &e);
    }
}

static void do_ops(struct fctx *c, struct state *s, const struct hd_op_model *ops, uint32_t n,
                   struct call *k, state_vec *out)
{
    const struct hd_op_model *judge = NULL; /* the operation whose success the result tells */
    for (uint32_t o = 0; o < n && !judge; o++)
        if (ops[o].success.op && hd_op_applies(&ops[o], k->nargs))
            judge = &ops[o];
    k->unchecked = k->i->flags & (HD_INSN_F_UNUSED | HD_INSN_F_VOIDED);
    k->result = fresh(c, s, 0);
    bind(c, s, k->i, k->result);
    for (uint32_t o = 0; o < n; o++)
        if (ops[o].returns.op)
            state_assume(&c->a, c->t, s, k->result, ops[o].returns.op, ops[o].returns.value);
    if (judge && !k->unchecked) {
        struct state *fail = state_copy(&c->a, s);
        if (state_assume(&c->a, c->t, fail, k->result, op_negate(judge->success.op),
                         judge->success.value)) {
            fail_ops(c, fail, ops, n, k);
            hd_vec_push(out, fail);
        }
        if (!state_assume(&c->a, c->t, s, k->result, judge->success.op, judge->success.value))
            return;
    }
    set_attr(c, s, k);
    for (uint32_t o = 0; o < n; o++)
        if (ops[o].on && ops[o].on->kind == HD_KIND_LOCK && ops[o].event == c->an->lw.wait_on)
            k->partner = op_key(c, s, &ops[o], k, ops[o].arg);
    for (uint32_t o = 0; o < n; o++)
        if (!do_op(c, s, &ops[o], k))
            return;
    hd_vec_push(out, s);
}

/* Calls of functions we know nothing of --------------------------------------------------------*/

/* Does a name say that the function gives something back? Of a function without a body its name is
 * all there is; a lock inside an object handed to `foo_put` may have been released there, a lock
 * inside an object handed to `foo_send` was hardly. */
static bool sounds_like_release(const char *name)
{
    static const char *const word[] = {"unlock", "release", "leave", "exit", "put",   "drop",
                                       "free",   "done",    "end",   "fini", "close", "destroy",
                                       "clean",  "yield",   "wait",  "give", "unref", "return"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
        const char *at = strcasestr(name, word[i]);
        /* as a word of its own: "send" is no "end", "append" neither */
        if (at &&
            (at == name || at[-1] == '_' || (at[0] >= 'A' && at[0] <= 'Z') || strlen(word[i]) > 4))
            return true;
    }
    return false;
}

/* Does a name say that the function makes or ends the thread or timer inside its argument? */
static bool sounds_like_owner(const char *name)
{
    static const char *const word[] = {"start",  "create", "spawn", "init",     "open",
                                       "launch", "join",   "stop",  "reap",     "cancel",
                                       "kill",   "free",   "close", "shutdown", "destroy"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strcasestr(name, word[i]))
            return true;
    return false;
}

static void unknown_call(struct fctx *c, struct state *s, const struct call *k, state_vec *out)
{
    uint32_t d = call_decl(c->p, c->unit, k->i);
    bool system = d != NO_DECL && (pdecl_ir(c->p, d)->flags & HD_DECL_F_SYSTEM);
    for (uint32_t n = 0; n < k->nargs; n++) {
        const struct term_node a = *term_at(c->t, k->arg[n]);
        if (sounds_like_release(k->name) && !system)
            threads_took_data(s);
        if (a.kind == T_ADDR || !system)
            escape_value(c, s, k->arg[n], !system && sounds_like_release(k->name),
                         sounds_like_owner(k->name));
        if (a.kind == T_ADDR && loc_is_local(c, a.a) && !state_obj(s, state_get(c->t, s, a.a)))
            havoc_loc(c, s, a.a);
    }
    bind(c, s, k->i, fresh(c, s, 0));
    hd_vec_push(out, s);
}

/* Where a call through a pointer goes, as far as assignments in the program tell. */
static uint32_t pointer_targets(struct fctx *c, struct state *s, const struct hd_ir_insn *i,
                                const uint32_t **list)
{
    term v = eval(c, s, i->a);
    const struct term_node *n = term_at(c->t, v);
    if (n->kind == T_FUNC) {
        c->one = n->a; /* known from this path itself */
        *list = &c->one;
        return 1;
    }
    uint32_t d = n->kind == T_INIT ? term_class_decl(c->t, n->a) : NO_DECL;
    if (d == NO_DECL)
        return 0;
    *list = c->p->decl.data[d].targets.data;
    return (uint32_t)c->p->decl.data[d].targets.len;
}

static void pointer_call(struct fctx *c, struct state *s, struct call *k, state_vec *out)
{
    const uint32_t *list = NULL;
    uint32_t n = pointer_targets(c, s, k->i, &list);
    if (n == 1 && c->p->decl.data[list[0]].nops) {
        do_ops(c, s, c->p->decl.data[list[0]].ops, c->p->decl.data[list[0]].nops, k, out);
        return;
    }
    if (n == 1 && c->p->decl.data[list[0]].func != NO_FUNC) {
        apply_summary(c, s, k->i, c->p->decl.data[list[0]].func, k->arg, k->nargs, false, out);
        return;
    }
    for (uint32_t t = 0; t < n; t++)
        if (c->p->decl.data[list[t]].func != NO_FUNC)
            apply_summary(c, s, k->i, c->p->decl.data[list[t]].func, k->arg, k->nargs, true, out);
    unknown_call(c, s, k, out);
}

void do_call(struct fctx *c, struct state *s, const struct hd_ir_insn *i, state_vec *out)
{
    struct call k = {.i = i, .nargs = i->nargs < MAX_ARGS ? i->nargs : MAX_ARGS};
    for (uint32_t n = 0; n < k.nargs; n++)
        k.arg[n] = eval(c, s, c->ir->args[i->arg + n]);
    if (guard_call(c, s, i, k.arg, k.nargs, out))
        return;
    guard_result(c, s, i);
    uint32_t d = call_decl(c->p, c->unit, i), nops;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &nops);
    k.name = d == NO_DECL ? "function pointer" : nops ? ops[0].shown : pdecl_name(c->p, d);
    unset_passed(c, s, ops, nops, k.arg, k.nargs);
    if (nops || (d != NO_DECL && c->p->decl.data[d].nattrs)) {
        do_ops(c, s, ops, nops, &k, out);
        return;
    }
    if (d == NO_DECL) {
        pointer_call(c, s, &k, out);
        return;
    }
    uint32_t f = c->p->decl.data[d].func;
    if (f != NO_FUNC)
        apply_summary(c, s, i, f, k.arg, k.nargs, false, out);
    else
        unknown_call(c, s, &k, out);
}
