/* Operations of the packs: which object, which event, which traits; a call whose success can be
 * told from its result splits the state, and the event happens on one side only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/handles.h"
#include "analyzer/flow/memo.h"
#include "core/hash.h"

/* A field of an object by its name, for `field: a.b` in a pack. */
static term field_by_name(struct fctx *c, term loc, const char *names)
{
    c->an->opaque = true;
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

/* The one object that a library has of a resource, as a term: what the first function that acts on
 * it stands for. */
static term own_object(struct fctx *c, const struct hd_resource *res)
{
    bool added;
    c->an->opaque = true;
    uint64_t *known = hd_map_put(&c->an->own, res->index, &added);
    for (uint32_t d = 0; added && !*known && d < c->p->decl.len; d++)
        for (uint32_t o = 0; o < c->p->decl.data[d].nops; o++) {
            const struct hd_op_model *op = &c->p->decl.data[d].ops[o];
            if (op->via == HD_VIA_OWN && op->on == res)
                *known = term_deref(c->t, term_func(c->t, d));
        }
    return (term)*known;
}

term op_key(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k,
            int argno)
{
    bool pointee = op->on && hd_resource_pointee(op->on);
    bool at_address = pointee || (op->on && op->on->identity == HD_ID_ADDRESS);
    if (op->via == HD_VIA_OWN)
        return own_object(c, op->on);
    if (op->via == HD_VIA_RET)
        return at_address ? term_deref(c->t, k->result) : k->result;
    if (op->via == HD_VIA_THIS && argno < 0)
        argno = 0;
    if (argno < 0 || (uint32_t)argno >= k->nargs)
        return 0;
    term v = k->arg[argno];
    if (op->via == HD_VIA_GUARD && !is_lock_argument(c, k->i, (uint32_t)argno))
        v = state_get(c->t, s, term_deref(c->t, v));
    if (op->field)
        return field_by_name(c, term_deref(c->t, v), op->field);
    if (pointee && op->via == HD_VIA_OUT)
        return term_deref(c->t, state_get(c->t, s, term_deref(c->t, v)));
    if (op->via == HD_VIA_VALUE && !at_address)
        return v;
    term loc = term_deref(c->t, v);
    return op->via == HD_VIA_REF && op->on && !at_address ? state_get(c->t, s, loc) : loc;
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

/* Roles ----------------------------------------------------------------------------------------*/

/* The memory that goes holds the only handle of something that still owes an end, at `place`. */
static void report_freed_handle(struct fctx *c, struct state *s, struct obj *o, term place,
                                term loc, struct place at, const struct chain *chain)
{
    const struct hd_automaton *aut = o ? hd_model_automaton(c->p->model, o->res->kind) : NULL;
    bool own = aut && is_own_memory(c, place, NULL);
    unsigned silent = OBJ_ESCAPED | OBJ_LENT | (own ? OBJ_MULTI : OBJ_UNCHECKED);
    if (!aut || o->res->kind == HD_KIND_LOCK || o->state == HD_STATE_UNKNOWN ||
        !(o->flags & OBJ_LOCAL) || (o->flags & silent) || c->broken)
        return;
    o->flags |= own ? OBJ_PARKED : 0; /* judged here, not at the end */
    if (may_be_meant(c, o, c->block, term_class_decl(c->t, place)))
        return;
    for (unsigned i = 0; i < s->nenv; i++)
        if (s->env[i].val == o->key && !term_is_part_of(c->t, s->env[i].loc, loc))
            return;
    const char *rule = hd_automaton_end(aut, o->state, obj_traits(c, o));
    const char *name = term_text(c, place);
    struct report r = report_of(s, o, name, rule, at, "created here");
    r.chain = chain;
    r.key = place_key(o->at);
    r.detail = "the memory that holds its handle is freed";
    if (rule)
        report_finding(c->an, &r);
}

void report_freed_handles(struct fctx *c, struct state *s, term loc, struct place at,
                          const struct chain *chain, bool (*ended)(uint32_t decl, const void *arg),
                          const void *arg)
{
    for (unsigned i = 0; loc && i < s->nenv; i++)
        /* what a callee's loop does to elements its summary does not tell */
        if (term_is_part_of(c->t, s->env[i].loc, loc) &&
            !(ended && (term_has_index(c->t, s->env[i].loc) ||
                        ended(term_class_decl(c->t, s->env[i].loc), arg))))
            report_freed_handle(c, s, state_obj(s, s->env[i].val), s->env[i].loc, loc, at, chain);
    for (unsigned i = 0; loc && i < s->nobj; i++) /* the handle is the object itself */
        if (s->obj[i].key == loc && s->obj[i].res->identity == HD_ID_ADDRESS)
            report_freed_handle(c, s, &s->obj[i], loc, loc, at, chain);
}

void report_freed_held(struct fctx *c, const struct state *s, const struct obj *o, struct place at,
                       const struct chain *chain)
{
    if (!obj_is_held(c, o) || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)) || c->broken)
        return;
    struct report r = report_of_lock(c, s, o, "lock-destroyed-held", at);
    r.chain = chain;
    r.detail = "its memory is freed";
    report_finding(c->an, &r);
}

static int destroyed_state(const struct fctx *c, const struct obj *o)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, o->res->kind);
    return aut ? hd_automaton_state(aut, "destroyed") : -1;
}

/* A lock that nobody holds, or that was destroyed: what is done to it after its memory went is done
 * to no lock any more. Memory that came into being here is no more than a name that goes. */
static bool is_at_rest(const struct fctx *c, const struct obj *o)
{
    return term_is_public(c, o->key) && !(o->flags & (OBJ_MULTI | OBJ_ESCAPED)) &&
           destroyed_state(c, o) >= 0 &&
           (o->state == c->an->lw.free || o->state == destroyed_state(c, o));
}

/* Memory goes: held locks in it are destroyed while held, everything else in it is no more. */
static void frees(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k)
{
    if (op->arg < 0 || (uint32_t)op->arg >= k->nargs)
        return;
    term loc = term_deref(c->t, k->arg[op->arg]);
    report_freed_handles(c, s, loc, here(c, k->i->loc), NULL, NULL, NULL);
    uint32_t type = arg_type(c, c->ir->args[k->i->arg + (uint32_t)op->arg]);
    uint32_t record = type ? c->ir->types[type].record : 0;
    if (record)
        note_for_all(c, MEMO_FREED, c->ir->records[record - 1].key);
    struct ending gone = {.at = here(c, k->i->loc), .how = "is freed", .freed = true};
    memory_gone(c, s, loc, &gone);
    fresh_drop(c, s, loc);
    freed_add(c, s, loc, gone.at, NULL);
    for (unsigned i = 0; loc && i < s->nobj; i++) {
        struct obj *o = &s->obj[i];
        if (!term_is_part_of(c->t, o->key, loc))
            continue;
        if (o->tally)
            group_dies(c, s, o, here(c, k->i->loc));
        report_freed_held(c, s, o, gone.at, NULL);
        o->flags = (uint16_t)(o->flags & ~OBJ_NEUTRAL);
        if (o->res->kind == HD_KIND_LOCK && is_at_rest(c, o)) {
            o->state = (uint8_t)destroyed_state(c, o);
            o->at = gone.at;
            o->chain = NULL;
            continue;
        }
        o->state = HD_STATE_UNKNOWN;
        o->flags |= OBJ_ESCAPED;
    }
}

/* A configuration object is set: to a constant, or to something that decides later. */
static void set_attr(struct fctx *c, struct state *s, const struct call *k)
{
    uint32_t d = call_decl(c->p, c->unit, k->i);
    term loc = k->nargs ? term_deref(c->t, k->arg[0]) : 0;
    if (d == NO_DECL || !loc || c->p->decl.data[d].nattrs == 0) /* called through a pointer */
        return;
    const struct pdecl *pdl = &c->p->decl.data[d];
    int64_t have = 0, v;
    bool known = true;
    (void)term_int_value(c->t, state_get(c->t, s, loc), &have);
    for (uint32_t n = 0; n < pdl->nattrs; n++)
        have &= ~(int64_t)pdl->attrs[n].gives;
    for (uint32_t n = 0; n < pdl->nattrs; n++) {
        const struct hd_attr_model *a = &pdl->attrs[n];
        if (!int_arg(c, k, a->arg, &v))
            known = false;
        else if (v == a->value)
            have |= (int64_t)a->gives;
    }
    note_write(c, s, loc);
    if (known)
        state_set(&c->a, c->t, s, loc, term_int(c->t, have));
    else
        havoc_loc(c, s, loc);
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

/* Is argument `n` the address of something that was declared as this resource? */
static bool is_typed(const struct fctx *c, const struct hd_op_model *op, const struct call *k,
                     int n)
{
    return op->on->identity == HD_ID_ADDRESS && n >= 0 && (uint32_t)n < k->i->nargs &&
           arg_resource(c, c->ir->args[k->i->arg + (uint32_t)n]) == op->on;
}

/* Is the object behind this handle made as this resource, wherever that is? */
static bool is_made(const struct fctx *c, const struct hd_op_model *op, term key)
{
    uint32_t d = hd_resource_pointee(op->on) ? term_class_decl(c->t, key) : UINT32_MAX;
    return d != UINT32_MAX && c->p->decl.data[d].made_by == op->on &&
           !c->p->decl.data[d].made_otherwise;
}

/* Does the row count for this object? A general function acts on many kinds of things. */
static bool counts_for(const struct fctx *c, const struct state *s, const struct hd_op_model *op,
                       const struct call *k, int n, term key)
{
    if (!op->known_only)
        return true;
    const struct obj *o = key ? state_obj(s, key) : NULL;
    return (o && o->res == op->on) || is_typed(c, op, k, n) || (key && is_made(c, op, key));
}

/* What the callback of a timer will be handed. */
static void keep_data(struct state *s, const struct hd_op_model *op, const struct call *k, term key)
{
    struct obj *o = op->on->kind == HD_KIND_THREAD ? NULL : state_obj(s, key);
    if (o && op->data >= 0 && (uint32_t)op->data < k->nargs)
        o->data = k->arg[op->data];
}

/* A lock that this thread holds already refuses: an error-checking one always, one that does not
 * nest when it is only tried. Who looks at the result knows: the call does not succeed. */
static bool refuses(const struct fctx *c, const struct state *s, const struct hd_op_model *op,
                    const struct call *k, term key)
{
    const struct obj *o = key ? state_obj(s, key) : NULL;
    if (!o || k->unchecked || op->event != c->an->lw.acquire || !obj_is_held(c, o))
        return false;
    unsigned traits = obj_traits(c, o);
    if (!op->is_try)
        return traits & HD_TRAIT_ERRORCHECK;
    return !op->timed && !(traits & HD_TRAIT_RECURSIVE) && !lock_traits_unknown(c, o) &&
           !(o->flags & (OBJ_MULTI | OBJ_ESCAPED | OBJ_UNCHECKED)) && o->entry != ENTRY_HELD;
}

/* `owner = self();`: who writes down who holds the lock asks nothing. */
static bool is_only_stored(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t at = i->dst;
    while (at && c->ir->paths[at].kind == HD_PATH_FIELD)
        at = c->ir->paths[at].parent;
    return i->dst && at != i->dst;
}

/* The location that argument `n` reads the handle from, 0 when it is none with a name. */
static term read_from(struct fctx *c, struct state *s, const struct hd_op_model *op,
                      const struct call *k, uint32_t n)
{
    if (n >= k->nargs || op->on->identity == HD_ID_ADDRESS || op->field)
        return 0;
    hd_val v = c->ir->args[k->i->arg + n];
    term loc = op->via == HD_VIA_REF ? term_deref(c->t, k->arg[n])
               : op->via == HD_VIA_VALUE && HD_VAL_TAG(v) == HD_V_PATH
                   ? eval_path(c, s, HD_VAL_INDEX(v))
                   : 0;
    return loc && term_at(c->t, loc)->kind != T_TEMP ? loc : 0;
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
                          .is_try = op->is_try || op->unordered,
                          .checked = !k->unchecked,
                          .delta = op->delta,
                          .at = here(c, k->i->loc),
                          .via = k->name,
                          .older = op->unordered ? s->seq + 1 : 0,
                          .op = op};
        e.traits = op_traits(c, s, op, k);
        if (op->attr_event >= 0 && (e.traits & op->attr_gives))
            e.event = op->attr_event;
        if (op->is_try && k->unchecked)
            e.flags = OBJ_UNCHECKED;
        if (op->delta_arg >= 0 && (uint32_t)op->delta_arg < k->nargs)
            e.amount = k->arg[op->delta_arg];
        else
            e.amount = term_int(c->t, op->delta < 0 ? -op->delta : op->delta ? op->delta : 1);
        if (op->capacity >= 0 && (uint32_t)op->capacity < k->nargs)
            e.amount = k->arg[op->capacity];
        else if (op->unbuffered)
            e.amount = term_int(c->t, 0);
        if (k->unchecked && op->timed)
            e.flags |= OBJ_UNCHECKED;
        const struct hd_automaton *aut = hd_model_automaton(c->p->model, op->on->kind);
        bool by_value = op->on->identity != HD_ID_ADDRESS;
        if (op->role == HD_ROLE_SPAWN)
            fresh_passed(c, s, k->arg, k->nargs);
        if (op->role == HD_ROLE_SPAWN)
            spawned(c, s, entry_of(c, op, k), op->catches);
        if (aut && by_value && (op->via == HD_VIA_OUT || op->via == HD_VIA_RET) &&
            is_creation(aut, op->event, op->on->traits)) {
            create(c, s, op, k, &e);
        } else {
            if (op->via == HD_VIA_OUT && hd_resource_pointee(op->on))
                place_handle(c, s, term_deref(c->t, k->arg[op->arg]), fresh(c, s, 1));
            uint32_t last = op->all_args ? k->nargs : (uint32_t)(op->arg < 0 ? 1 : op->arg + 1);
            for (uint32_t a = op->arg < 0 ? 0 : (uint32_t)op->arg; a < last; a++) {
                term key = op_key(c, s, op, k, (int)a);
                if (!counts_for(c, s, op, k, (int)a, key))
                    continue;
                if (op->on->kind == HD_KIND_LOCK && refuses(c, s, op, k, key))
                    return false;
                e.place = read_from(c, s, op, k, a);
                apply_event(c, s, key, &e);
                if (op->on->kind == HD_KIND_THREAD && aut &&
                    is_discharge(aut, e.event, op->on->traits))
                    check_unstarted(c, s, k->i, (int)a);
                if (op->role == HD_ROLE_SPAWN)
                    created_at(c, s, op, k, key, e.at);
                else
                    keep_data(s, op, k, key);
                if (op->on->kind == HD_KIND_COND && !key)
                    note_lost_condition(c, s, op, c->ir->args[k->i->arg + a], e.at);
                else if (op->on->kind == HD_KIND_COND)
                    check_condition(c, s, op, key, k->partner, e.at);
            }
        }
        channel_received(c, s, op, k);
        bool waits = op->blocking || (op->on->kind != HD_KIND_LOCK && aut &&
                                      e.event == hd_automaton_event(aut, "wait"));
        if (e.event == c->an->lw.wait_on && op->on->kind == HD_KIND_LOCK)
            havoc_shared(c, s);
        if (waits && op->on->kind != HD_KIND_LOCK && op->on->kind != HD_KIND_CHANNEL)
            s->waited = c->sum->lets_wait = true;
        if (waits && op->on->kind != HD_KIND_LOCK && op->on->kind != HD_KIND_THREAD)
            threads_took_data(s);
        if (waits)
            time_passes(c, s, false);
        /* waits for locks are the lock-order graph's business, joins and conditions have rules */
        if (op->blocking && (op->on->kind == HD_KIND_SEM || op->on->kind == HD_KIND_BARRIER ||
                             op->on->kind == HD_KIND_CHANNEL || op->on->kind == HD_KIND_WAITGROUP))
            call_blocks(c, s, k);
    }
    if (op->yields)
        s->yielded = c->sum->yields = true;
    if (op->role == HD_ROLE_SPAWN)
        start_called(c, s, op, k);
    if (op->into >= 0)
        put_into(c, s, op, k);
    switch (op->role) {
    case HD_ROLE_SPAWN:
        if (!op->on) {
            spawned(c, s, entry_of(c, op, k), op->catches);
            s->untracked = true;
        }
        return true;
    case HD_ROLE_NORETURN:
        return false;
    case HD_ROLE_THREAD_EXIT:
        thread_ends(c, s, k);
        return false;
    case HD_ROLE_CLEANUP_PUSH:
        push_cleanup(c, s, op, k);
        return true;
    case HD_ROLE_CLEANUP_POP:
        pop_cleanup(c, s, op, k);
        return true;
    case HD_ROLE_BLOCKING:
        if (c->loop[c->block] && op->timed) /* sleeps until the thread says so */
            threads_took_data(s);
        time_passes(c, s, false);
        call_blocks(c, s, k);
        return true;
    case HD_ROLE_RUNS_LOOP:
        time_passes(c, s, true);
        havoc_shared(c, s);
        return true;
    case HD_ROLE_FREES:
        frees(c, s, op, k);
        return true;
    case HD_ROLE_ALLOCATES:
        if (!op->zeroed && !op->copies)
            fresh_add(s, term_deref(c->t, k->result), true, here(c, k->i->loc));
        return true;
    case HD_ROLE_ZEROES:
        fresh_passed(c, s, k->arg, k->nargs);
        if (op->arg >= 0 && (uint32_t)op->arg < k->nargs)
            group_overwritten(c, s, term_deref(c->t, k->arg[op->arg]), true);
        return true;
    case HD_ROLE_CLOSE:
        closes(c, s, op, k);
        return true;
    case HD_ROLE_ATTR_SET:
        return true;
    case HD_ROLE_SELF:
        if (!is_only_stored(c, k->i))
            s->asked_self = c->sum->asked_self = true;
        bind_value(c, s, k->i, term_self(c->t));
        return true;
    case HD_ROLE_DISOWN: {
        term guard = k->nargs ? term_deref(c->t, k->arg[0]) : 0;
        bind_value(c, s, k->i, state_get(c->t, s, guard));
        state_set(&c->a, c->t, s, guard, term_int(c->t, 0));
        return true;
    }
    case HD_ROLE_HOLDS: {
        term guard = k->nargs ? term_deref(c->t, k->arg[0]) : 0;
        struct state *no = guard_asked(c, s, guard, k->result);
        if (no)
            hd_vec_push(&k->more, no);
        return true;
    }
    case HD_ROLE_PURE: /* a select: looks at channels that it finds in memory */
        for (uint32_t a = 0; a < k->nargs; a++)
            if (term_at(c->t, k->arg[a])->kind == T_ADDR)
                channel_leaves(c, s, k->arg[a]);
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
void not_acquired(struct fctx *c, struct state *s, term key, const struct hd_resource *res,
                  struct place at, bool deferred)
{
    if (!key || state_obj(s, key))
        return;
    struct obj *o = state_add_obj(&c->a, s, key, res);
    o->state = (uint8_t)c->an->lw.free;
    o->entry = ENTRY_FREE;
    o->flags = OBJ_NEUTRAL;
    o->marks = deferred ? MARK_DEFERRED : 0;
    o->at = at;
}

/* A lock that was free and cannot be had without an error that nobody expects: who goes on all the
 * same, perhaps because a function that we cannot see ends the program, is not told. */
static void failed_to_acquire(struct fctx *c, struct state *s, const struct hd_op_model *op,
                              term key)
{
    bool acquires = op->event == c->an->lw.acquire || op->event == c->an->lw.acquire_shared;
    if (!key || op->on->kind != HD_KIND_LOCK || !acquires || op->is_try || op->timed)
        return;
    struct obj *o = state_obj(s, key);
    if (!o) {
        o = state_add_obj(&c->a, s, key, op->on);
        o->state = HD_STATE_UNKNOWN;
        return;
    }
    bool nests = obj_traits(c, o) & HD_TRAIT_RECURSIVE;
    if (o->state == c->an->lw.free || (nests && obj_is_held(c, o)))
        o->state = HD_STATE_UNKNOWN;
    if (nests)
        o->marks |= MARK_DEEP;
}

static void fail_ops(struct fctx *c, struct state *s, const struct hd_op_model *ops, uint32_t n,
                     struct call *k)
{
    for (uint32_t o = 0; o < n; o++) {
        if (!ops[o].on || !hd_op_applies(&ops[o], k->nargs))
            continue;
        s->failing |= !ops[o].is_try;
        s->not_locked |=
            ops[o].on->kind == HD_KIND_LOCK && !ops[o].is_try && !ops[o].timed &&
            (ops[o].event == c->an->lw.acquire || ops[o].event == c->an->lw.acquire_shared);
        (void)fill_array(c, s, &ops[o], k);
        term key = op_key(c, s, &ops[o], k, ops[o].arg);
        uint32_t last = ops[o].all_args ? k->nargs : (uint32_t)(ops[o].arg + 1);
        for (int a = ops[o].arg; ops[o].is_try && (uint32_t)a < last; a++)
            if (ops[o].on->kind == HD_KIND_LOCK && ops[o].failure_event == -1 &&
                counts_for(c, s, &ops[o], k, a, op_key(c, s, &ops[o], k, a)))
                not_acquired(c, s, op_key(c, s, &ops[o], k, a), ops[o].on, here(c, k->i->loc),
                             false);
        failed_to_acquire(c, s, &ops[o], key);
        if (ops[o].failure_event == -1)
            continue;
        if (ops[o].via == HD_VIA_OUT && ops[o].on->identity != HD_ID_ADDRESS &&
            !hd_resource_pointee(ops[o].on) && key) {
            if (element_base(c, key)) {
                if (ops[o].on->kind == HD_KIND_THREAD)
                    note_unstarted(c, s, k->i, ops[o].arg, key);
                continue;
            }
            term val = fresh(c, s, 1); /* whatever the handle is now, it names nothing */
            place_handle(c, s, key, val);
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

/* An error-checking lock says no to the thread that holds it: so that is who we are. False: we do
 * not hold it, so it does not say no. */
static bool was_refused(struct fctx *c, struct state *s, const struct hd_op_model *op,
                        const struct call *k)
{
    term key = op->refuses.op ? op_key(c, s, op, k, op->arg) : 0;
    struct obj *o = key ? state_obj(s, key) : NULL;
    uint32_t cls = key ? term_class_decl(c->t, key) : UINT32_MAX;
    unsigned traits = o ? obj_traits(c, o) : cls != UINT32_MAX ? c->p->decl.data[cls].traits : 0;
    if (!(traits & HD_TRAIT_ERRORCHECK) || (o && o->state == HD_STATE_UNKNOWN))
        return true;
    if (!o) {
        o = state_add_obj(&c->a, s, key, op->on);
        o->state = (uint8_t)c->an->lw.held;
        o->entry = ENTRY_HELD;
        o->flags = OBJ_NEUTRAL;
        o->count = 1;
        o->at = o->needed = here(c, k->i->loc);
    }
    return obj_is_held(c, o) &&
           state_assume(&c->a, c->t, s, k->result, op->refuses.op, op->refuses.value);
}

/* Whether, and how, the lock is acquired is decided by an argument that only the run knows: nobody
 * knows the lock afterwards. */
static void forget_undecided(struct fctx *c, struct state *s, const struct hd_op_model *ops,
                             uint32_t n, const struct call *k)
{
    int64_t v;
    for (uint32_t o = 0; o < n; o++)
        if (!ops[o].on || ops[o].on->kind != HD_KIND_LOCK || ops[o].unless_arg < 0 ||
            !ops[o].unless_other || int_arg(c, k, ops[o].unless_arg, &v))
            return;
    for (uint32_t o = 0; o < n; o++)
        if (hd_op_applies(&ops[o], k->nargs))
            forget_obj(c, s, op_key(c, s, &ops[o], k, ops[o].arg), ops[o].on);
}

/* The call failed and says why: where it leaves that holds something now. */
static void leave_error(struct fctx *c, struct state *s, const struct hd_op_model *op,
                        const struct call *k)
{
    term loc =
        op->error >= 0 && (uint32_t)op->error < k->nargs ? term_deref(c->t, k->arg[op->error]) : 0;
    if (!loc)
        return;
    havoc_loc(c, s, loc);
    (void)state_assume(&c->a, c->t, s, state_get(c->t, s, loc), HD_OP_NE, 0);
}

void do_ops(struct fctx *c, struct state *s, const struct hd_op_model *ops, uint32_t n,
            struct call *k, state_vec *out)
{
    const struct hd_op_model *judge = NULL; /* the operation whose success the result tells */
    for (uint32_t o = 0; o < n && !judge; o++)
        if (ops[o].success.op && hd_op_applies(&ops[o], k->nargs))
            judge = &ops[o];
    k->unchecked = k->i->flags & (HD_INSN_F_UNUSED | HD_INSN_F_VOIDED);
    k->result = fresh(c, s, 0);
    bind_value(c, s, k->i, k->result);
    for (uint32_t o = 0; o < n; o++)
        if (ops[o].returns.op)
            state_assume(&c->a, c->t, s, k->result, ops[o].returns.op, ops[o].returns.value);
    if (judge && !k->unchecked) {
        struct state *fail = state_copy(&c->a, s);
        if (state_assume(&c->a, c->t, fail, k->result, op_negate(judge->success.op),
                         judge->success.value) &&
            (!judge->fails.op ||
             state_assume(&c->a, c->t, fail, k->result, judge->fails.op, judge->fails.value)) &&
            was_refused(c, fail, judge, k)) {
            leave_error(c, fail, judge, k);
            fail_ops(c, fail, ops, n, k);
            if (judge->on && judge->on->identity != HD_ID_ADDRESS)
                fail->guess = k->result;
            hd_vec_push(out, fail);
        }
        if (!state_assume(&c->a, c->t, s, k->result, judge->success.op, judge->success.value))
            return;
    }
    set_attr(c, s, k);
    for (uint32_t o = 0; o < n; o++)
        if (ops[o].on && ops[o].on->kind == HD_KIND_LOCK && ops[o].event == c->an->lw.wait_on)
            k->partner = op_key(c, s, &ops[o], k, ops[o].arg);
    forget_undecided(c, s, ops, n, k);
    for (uint32_t o = 0; o < n; o++)
        if (!do_op(c, s, &ops[o], k))
            return;
    hd_vec_push(out, s);
    for (size_t i = 0; i < k->more.len; i++)
        hd_vec_push(out, k->more.data[i]);
    hd_vec_free(&k->more);
}
