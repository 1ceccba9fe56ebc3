/* C++ handles that act by being alive: scope guards, which hold a lock from their constructor to
 * the end of their scope, and thread handles, whose state moves with them. Which types are guards
 * and what their tags mean stands in the packs.
 *
 * A guard's storage holds the addresses of its locks: the first one in the guard itself, further
 * ones in elements of it, so that copies, moves and waits through the guard find them by reading.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"
#include "analyzer/flow/state_internal.h"

enum { MAX_LOCKS = 8, MAX_NAME = 256 };

uint32_t arg_type(const struct fctx *c, hd_val v)
{
    if (HD_VAL_TAG(v) == HD_V_ADDR)
        return c->ir->paths[HD_VAL_INDEX(v)].type;
    if (HD_VAL_TAG(v) != HD_V_PATH)
        return 0;
    uint32_t type = c->ir->paths[HD_VAL_INDEX(v)].type;
    bool pointer = type && c->ir->types[type].kind == HD_TYPE_POINTER;
    return pointer ? c->ir->types[type].target : type;
}

const struct hd_resource *arg_resource(const struct fctx *c, hd_val v)
{
    return type_resource(c->p, c->ir, arg_type(c, v));
}

static const struct hd_guard_model *type_guard(const struct program *p, const struct hd_ir *ir,
                                               uint32_t type)
{
    if (!type)
        return NULL;
    const struct hd_ir_type *t = &ir->types[type];
    const struct hd_guard_model *g = hd_model_guard(p->model, hd_ir_str(ir, t->spelling));
    return g ? g : hd_model_guard(p->model, hd_ir_str(ir, t->canonical));
}

static const struct hd_guard_model *guard_of(const struct fctx *c, uint32_t type)
{
    return type_guard(c->p, c->ir, type);
}

/* The guard whose constructor or assignment this is: "std::lock_guard::lock_guard". */
static const struct hd_guard_model *constructed(const struct program *p, uint32_t unit,
                                                const struct hd_ir_insn *i, bool *assigned)
{
    uint32_t d = call_decl(p, unit, i);
    if (d == NO_DECL)
        return NULL;
    const char *name = pdecl_name(p, d), *last = NULL;
    for (const char *at = strstr(name, "::"); at; at = strstr(at + 2, "::"))
        last = at;
    *assigned = last && strcmp(last, "::operator=") == 0;
    if (!*assigned && !(pdecl_ir(p, d)->flags & HD_DECL_F_CTOR))
        return NULL;
    char type[MAX_NAME];
    size_t len = last ? (size_t)(last - name) : 0;
    if (len == 0 || len >= sizeof type)
        return NULL;
    memcpy(type, name, len);
    type[len] = '\0';
    return hd_model_guard(p->model, type);
}

bool is_guard(const struct program *p, uint32_t unit, const struct hd_ir_insn *i)
{
    bool assigned;
    return constructed(p, unit, i, &assigned) != NULL;
}

static const char *last_part(const char *name)
{
    for (const char *at = strstr(name, "::"); at; at = strstr(name, "::"))
        name = at + 2;
    return name;
}

/* Spellings may lack the namespace: "defer_lock_t". */
static bool is_tag(const struct fctx *c, uint32_t type, const char *tag)
{
    return type && tag &&
           strcmp(last_part(hd_ir_str(c->ir, c->ir->types[type].spelling)), last_part(tag)) == 0;
}

/* What a constructor call says. */
struct construction {
    const struct hd_guard_model *g;
    term storage;
    term lock[MAX_LOCKS]; /* addresses */
    const struct hd_resource *res[MAX_LOCKS];
    unsigned nlocks;
    bool acquires, tries, moves, deferred;
};

static struct construction read_call(const struct fctx *c, const struct hd_guard_model *g,
                                     const struct hd_ir_insn *i, const term *arg, uint32_t nargs)
{
    struct construction k = {.g = g, .storage = term_deref(c->t, arg[0]), .acquires = true};
    for (uint32_t n = 1; n < nargs; n++) {
        uint32_t type = arg_type(c, c->ir->args[i->arg + n]);
        if (guard_of(c, type) && g->movable && n == 1) {
            k.moves = true;
        } else if (is_tag(c, type, g->none_tag) || is_tag(c, type, g->held_tag)) {
            k.acquires = false;
            k.deferred = is_tag(c, type, g->none_tag);
        } else if (is_tag(c, type, g->try_tag)) {
            k.tries = true;
        } else if (((int)n == g->arg || ((int)n > g->arg && g->all_args)) && k.nlocks < MAX_LOCKS) {
            k.res[k.nlocks] = type_resource(c->p, c->ir, type);
            k.lock[k.nlocks++] = arg[n];
        } else {
            k.tries = true; /* a time limit */
        }
    }
    return k;
}

/* An element of an array has room for one lock: what follows it is the next element. */
static term slot(const struct fctx *c, term storage, unsigned n)
{
    if (n && term_at(c->t, storage)->kind == T_INDEX)
        return 0;
    return n == 0 ? storage : term_index(c->t, storage, (int64_t)n);
}

static void hold(struct fctx *c, struct state *s, const struct construction *k,
                 const struct hd_ir_insn *i)
{
    uint32_t older = k->nlocks > 1 ? s->seq + 1 : 0; /* several at once: in no order */
    for (unsigned n = 0; n < k->nlocks; n++) {
        state_set(&c->a, c->t, s, slot(c, k->storage, n), k->lock[n]);
        if (!k->res[n] || k->res[n]->kind != HD_KIND_LOCK)
            continue;
        if (k->deferred)
            not_acquired(c, s, term_deref(c->t, k->lock[n]), k->res[n], here(c, i->loc), !k->tries);
        if (!k->acquires)
            continue;
        struct event e = {.res = k->res[n],
                          .event = k->g->acquire_event,
                          .at = here(c, i->loc),
                          .is_try = k->tries,
                          .older = older,
                          .via = k->g->type};
        apply_event(c, s, term_deref(c->t, k->lock[n]), &e);
    }
}

/* Lock number n of the guard in `storage`; NULL. */
static struct obj *guarded(const struct fctx *c, const struct state *s, term storage, unsigned n)
{
    term lock = state_get(c->t, s, slot(c, storage, n));
    return lock ? state_obj(s, term_deref(c->t, lock)) : NULL;
}

/* The locks of the guard in `storage` go where nobody sees them. */
static void forget_locks(struct fctx *c, struct state *s, term storage)
{
    const struct obj *o;
    for (unsigned n = 0; n < MAX_LOCKS && (o = guarded(c, s, storage, n)); n++)
        forget_obj(c, s, o->key, o->res);
}

/* Nobody can tell what lies there: some element of an array, memory that a function returned. */
static bool is_anywhere(const struct fctx *c, term storage)
{
    if (!storage || is_multi(c, storage))
        return true;
    while (term_at(c->t, storage)->kind == T_FIELD || term_at(c->t, storage)->kind == T_INDEX)
        storage = term_at(c->t, storage)->a;
    return term_at(c->t, storage)->kind == T_DEREF &&
           term_at(c->t, term_at(c->t, storage)->a)->kind == T_SYM;
}

static void move_guard(struct fctx *c, struct state *s, term to, term from)
{
    if (is_anywhere(c, to))
        forget_locks(c, s, from);
    for (unsigned n = 0; n < MAX_LOCKS; n++) {
        term lock = state_get(c->t, s, slot(c, from, n));
        if (!lock || term_at(c->t, lock)->kind != T_ADDR)
            break;
        state_set(&c->a, c->t, s, slot(c, to, n), lock);
        state_set(&c->a, c->t, s, slot(c, from, n), term_int(c->t, 0));
    }
}

/* A guard that always holds what it was made with releases that at its end, also when somebody else
 * released it already. */
static bool releases_again(const struct hd_guard_model *g, const struct obj *o)
{
    return !g->optional && !g->movable && o->entry == ENTRY_FREE && o->state != HD_STATE_UNKNOWN &&
           !(o->flags & (OBJ_MULTI | OBJ_ESCAPED));
}

/* Lets go what the guard holds. `end`: because its scope ends. */
static void let_go(struct fctx *c, struct state *s, const struct hd_guard_model *g, term storage,
                   const struct hd_ir_insn *i, bool end)
{
    for (unsigned n = 0; n < MAX_LOCKS; n++) {
        term lock = state_get(c->t, s, slot(c, storage, n));
        if (!lock || (term_at(c->t, lock)->kind == T_INIT && n > 0))
            break;
        term key = term_deref(c->t, lock);
        const struct obj *o = key ? state_obj(s, key) : NULL;
        if (!o || o->res->kind != HD_KIND_LOCK ||
            (!obj_is_held(c, o) && !(end && releases_again(g, o))))
            continue;
        if (end)
            check_guard_temporary(c, s, i, key);
        bool again = !obj_is_held(c, o);
        struct event e = {
            .res = o->res,
            .event = g->release_event,
            .at = here(c, i->loc),
            .via = again ? hd_arena_fmt(&c->p->arena, "%s::~%s", g->type, last_part(g->type))
                         : g->type};
        apply_event(c, s, key, &e);
    }
}

/* The attempt came to nothing: the guard holds no lock, but may be told to acquire the same. One
 * that this thread holds otherwise is not the guard's to release. */
static void fail_to_hold(struct fctx *c, struct state *s, struct construction k,
                         const struct hd_ir_insn *i)
{
    const struct obj *o = k.nlocks ? state_obj(s, term_deref(c->t, k.lock[0])) : NULL;
    k.acquires = false;
    k.deferred = true;
    if (k.nlocks != 1 || (o && obj_is_held(c, o)))
        state_set(&c->a, c->t, s, k.storage, term_int(c->t, 0));
    else
        hold(c, s, &k, i);
}

void guard_note(struct fctx *c, struct state *s, term storage, term lock)
{
    unsigned n = 0;
    while (n < MAX_LOCKS && state_get(c->t, s, slot(c, storage, n)) &&
           term_at(c->t, state_get(c->t, s, slot(c, storage, n)))->kind != T_SYM)
        n++;
    if (storage && n < MAX_LOCKS)
        state_set(&c->a, c->t, s, slot(c, storage, n), term_addr(c->t, lock));
}

static bool by_constructor(const struct fctx *c, const struct obj *o)
{
    uint32_t f = o->chain ? o->chain->at.func : NO_FUNC;
    return f != NO_FUNC && (pdecl_ir(c->p, c->p->func.data[f].decl)->flags & HD_DECL_F_CTOR);
}

static void forget_released(struct fctx *c, struct state *s, const struct obj *o)
{
    if (o && o->res->kind == HD_KIND_LOCK && !obj_is_held(c, o))
        forget_obj(c, s, o->key, o->res);
}

/* Locks that the object in `storage` refers to, or guards that it refers to, and that are released:
 * the object's end may acquire them again, as that of a guard does that unlocks. */
static void forget_released_in(struct fctx *c, struct state *s, term storage)
{
    for (unsigned b = 0; b < s->nenv; b++) {
        term to = term_contains(c->t, s->env[b].loc, storage) ? term_deref(c->t, s->env[b].val) : 0;
        for (unsigned n = 0; to && n < MAX_LOCKS; n++)
            forget_released(c, s, guarded(c, s, to, n));
        forget_released(c, s, to ? state_obj(s, to) : NULL);
    }
}

/* The end of an object whose destructor nobody shows us (that of a template's instance, or one that
 * is only declared): it releases what its constructor acquired, if that can be told. */
void guard_vanish(struct fctx *c, struct state *s, term storage, const struct hd_ir_insn *i,
                  const char *via)
{
    term key[MAX_LOCKS];
    unsigned n = 0;
    forget_released_in(c, s, storage);
    for (unsigned b = 0; b < s->nenv; b++) {
        term lock =
            term_contains(c->t, s->env[b].loc, storage) ? term_deref(c->t, s->env[b].val) : 0;
        for (unsigned k = 0; lock && k < s->nobj && n < MAX_LOCKS; k++)
            if (obj_is_held(c, &s->obj[k]) && by_constructor(c, &s->obj[k]) &&
                term_contains(c->t, s->obj[k].key, lock))
                key[n++] = s->obj[k].key;
    }
    for (unsigned k = 0; k < n; k++) {
        const struct obj *o = state_obj(s, key[k]);
        if (!o || !obj_is_held(c, o))
            continue;
        struct event e = {.res = o->res,
                          .event = o->state == c->an->lw.shared ? c->an->lw.release_shared
                                                                : c->an->lw.release,
                          .at = here(c, i->loc),
                          .via = via};
        if (o->entry == ENTRY_FREE)
            apply_event(c, s, key[k], &e);
        else
            forget_obj(c, s, key[k], o->res);
    }
}

void guard_again(struct fctx *c, struct state *s, term storage, const struct hd_ir_insn *i,
                 const char *via)
{
    for (unsigned n = 0; storage && n < MAX_LOCKS; n++) {
        const struct obj *o = guarded(c, s, storage, n);
        if (!o || o->res->kind != HD_KIND_LOCK)
            continue;
        struct event e = {
            .res = o->res, .event = c->an->lw.acquire, .at = here(c, i->loc), .via = via};
        apply_event(c, s, o->key, &e);
    }
}

void guard_release(struct fctx *c, struct state *s, term storage, const struct hd_ir_insn *i,
                   const char *via)
{
    const struct lock_words *w = &c->an->lw;
    for (unsigned n = 0; storage && n < MAX_LOCKS; n++) {
        const struct obj *o = guarded(c, s, storage, n);
        if (!o || o->res->kind != HD_KIND_LOCK || !obj_is_held(c, o))
            continue;
        struct event e = {.res = o->res,
                          .event = o->state == w->shared ? w->release_shared : w->release,
                          .at = here(c, i->loc),
                          .via = via};
        apply_event(c, s, o->key, &e);
    }
}

bool is_lock_argument(const struct fctx *c, const struct hd_ir_insn *i, uint32_t n)
{
    const struct hd_resource *r = type_resource(c->p, c->ir, arg_type(c, c->ir->args[i->arg + n]));
    return r && r->kind == HD_KIND_LOCK;
}

bool guard_acquires(const struct fctx *c, const struct hd_ir_insn *i)
{
    bool assigned = false;
    const struct hd_guard_model *g = i->nargs > 1 ? constructed(c->p, c->unit, i, &assigned) : NULL;
    for (uint32_t n = 1; g && n < i->nargs; n++) {
        uint32_t type = arg_type(c, c->ir->args[i->arg + n]);
        if (is_tag(c, type, g->none_tag) || is_tag(c, type, g->held_tag) || guard_of(c, type))
            return false;
    }
    return g && !assigned;
}

/* The guard that a field is, or an element of a field; NULL. */
static const struct hd_guard_model *guard_field(const struct fctx *c, term loc)
{
    const struct term_node *n = term_at(c->t, loc);
    while (n->kind == T_INDEX || n->kind == T_INDEXV || n->kind == T_ANY)
        n = term_at(c->t, n->a);
    if (n->kind != T_FIELD)
        return NULL;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[n->b].unit].ir;
    uint32_t type = pdecl_ir(c->p, (uint32_t)n->b)->type;
    while (ir->types[type].kind == HD_TYPE_ARRAY)
        type = ir->types[type].target;
    return type_guard(c->p, ir, type);
}

/* Was the lock acquired by the constructor of a guard? */
static bool is_guards(const struct fctx *c, const struct obj *o)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            if (i->op == HD_INSN_CALL && i->loc == o->at.loc && is_guard(c->p, c->unit, i))
                return true;
        }
    }
    return false;
}

/* The guards in an array end with it. What an element holds is not always known: a lock that a
 * guard acquired and that no guard is known to hold may be in one of them. */
static void elements_end(struct fctx *c, struct state *s, const struct hd_ir_insn *i, term array,
                         const struct hd_guard_model *g)
{
    HD_VEC(term) element = {0};
    for (unsigned b = 0; b < s->nenv; b++)
        if (s->env[b].loc != array && term_is_part_of(c->t, s->env[b].loc, array))
            hd_vec_push(&element, s->env[b].loc);
    for (size_t k = 0; k < element.len; k++)
        if (is_anywhere(c, element.data[k]))
            forget_locks(c, s, element.data[k]);
        else
            let_go(c, s, g, element.data[k], i, true);
    hd_vec_free(&element);
    for (unsigned n = 0; n < s->nobj; n++) {
        const struct obj *o = &s->obj[n];
        if (obj_is_held(c, o) && o->entry != ENTRY_HELD && !is_bound(s, term_addr(c->t, o->key)) &&
            is_guards(c, o))
            forget_obj(c, s, o->key, o->res);
    }
}

/* The members of an object are destroyed after its own destructor has run. */
static void members_end(struct fctx *c, struct state *s, const struct hd_ir_insn *i, term storage)
{
    for (unsigned b = 0; b < s->nenv; b++) {
        term loc = s->env[b].loc;
        const struct hd_guard_model *g =
            loc != storage && term_is_part_of(c->t, loc, storage) ? guard_field(c, loc) : NULL;
        if (g && is_anywhere(c, loc))
            forget_locks(c, s, loc);
        else if (g)
            let_go(c, s, g, loc, i, true);
    }
}

/* What an instance of a template holds: the destructor of such a class is not shown to us, and may
 * join, delete or detach. The object itself is a container, whose end is known. */
static void members_vanish(struct fctx *c, struct state *s, term storage)
{
    for (unsigned n = 0; n < s->nobj; n++) {
        const struct obj *o = &s->obj[n];
        if (o->res->identity == HD_ID_ADDRESS && o->res->kind != HD_KIND_LOCK &&
            o->key != storage && term_is_part_of(c->t, o->key, storage))
            forget_obj(c, s, o->key, o->res);
    }
}

void guard_end(struct fctx *c, struct state *s, const struct hd_ir_insn *i, term loc)
{
    uint32_t type = c->ir->paths[i->dst].type;
    bool array = c->ir->types[type].kind == HD_TYPE_ARRAY;
    while (c->ir->types[type].kind == HD_TYPE_ARRAY)
        type = c->ir->types[type].target;
    const struct hd_guard_model *g = guard_of(c, type);
    const struct hd_ir_type *t = &c->ir->types[type];
    if (g && array)
        elements_end(c, s, i, loc, g);
    else if (g)
        let_go(c, s, g, loc, i, true);
    if (g || t->kind != HD_TYPE_RECORD)
        return;
    members_end(c, s, i, loc);
    functions_end(c, s, loc);
    if (array || !strchr(hd_ir_str(c->ir, t->canonical), '<'))
        return;
    guard_vanish(c, s, loc, i, hd_ir_str(c->ir, t->spelling));
    members_vanish(c, s, loc);
}

/* The destructor of a guard, "QMutexLocker::~QMutexLocker". */
static const struct hd_guard_model *destroyed(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t d = call_decl(c->p, c->unit, i);
    if (d == NO_DECL || !(pdecl_ir(c->p, d)->flags & HD_DECL_F_DTOR))
        return NULL;
    const char *name = pdecl_name(c->p, d), *last = strstr(name, "::~");
    char type[MAX_NAME];
    if (!last || (size_t)(last - name) >= sizeof type)
        return NULL;
    memcpy(type, name, (size_t)(last - name));
    type[last - name] = '\0';
    return hd_model_guard(c->p->model, type);
}

bool guard_call(struct fctx *c, struct state *s, const struct hd_ir_insn *i, const term *arg,
                uint32_t nargs, state_vec *out)
{
    bool assigned = false;
    const struct hd_guard_model *g = nargs ? destroyed(c, i) : NULL;
    if (g) {
        if (!(i->flags & HD_INSN_F_IMPLICIT)) /* else the end of its scope follows: guard_end */
            let_go(c, s, g, term_deref(c->t, arg[0]), i, false);
        hd_vec_push(out, s);
        return true;
    }
    g = nargs ? constructed(c->p, c->unit, i, &assigned) : NULL;
    if (!g)
        return false;
    if (assigned)
        let_go(c, s, g, term_deref(c->t, arg[0]), i, false);
    struct construction k = read_call(c, g, i, arg, nargs);
    if (k.moves) {
        move_guard(c, s, k.storage, term_deref(c->t, arg[1]));
    } else {
        if (k.tries && k.acquires) { /* the other way it may come out: nothing is held */
            struct state *fail = state_copy(&c->a, s);
            fail_to_hold(c, fail, k, i);
            hd_vec_push(out, fail);
        }
        hold(c, s, &k, i);
    }
    hd_vec_push(out, s);
    return true;
}

bool guard_holds(const struct fctx *c, const struct state *s, term lock)
{
    term value = term_addr(c->t, lock);
    for (unsigned i = 0; i < s->nenv; i++) {
        const struct term_node *root = term_at(c->t, term_root(c->t, s->env[i].loc));
        if (s->env[i].val == value && root->kind == T_VAR && loc_is_local(c, s->env[i].loc) &&
            guard_of(c, pdecl_ir(c->p, root->a)->type))
            return true;
    }
    return false;
}

/* Nobody looked at what the attempt said, but now at whether it came to anything: on the way where
 * it did not, the lock is free. */
static struct state *attempt_failed(struct fctx *c, const struct state *s, term lock, term answer)
{
    struct state *no = state_copy(&c->a, s);
    struct obj *o = state_obj(no, lock);
    o->state = (uint8_t)c->an->lw.free;
    o->flags = (uint16_t)((o->flags & ~(OBJ_UNCHECKED | OBJ_TRY)) | OBJ_NEUTRAL);
    o->count = 0;
    o->seq = 0;
    return state_assume(&c->a, c->t, no, answer, HD_OP_EQ, 0) ? no : NULL;
}

struct state *guard_asked(struct fctx *c, struct state *s, term storage, term answer)
{
    term lock = storage ? term_deref(c->t, state_get(c->t, s, storage)) : 0;
    struct obj *o = lock ? state_obj(s, lock) : NULL;
    struct state *no = NULL;
    if (!o || o->state == HD_STATE_UNKNOWN || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)))
        return NULL;
    if (o->flags & OBJ_UNCHECKED) {
        if (!obj_is_held(c, o) || o->entry != ENTRY_FREE)
            return NULL;
        no = attempt_failed(c, s, lock, answer);
        o->flags &= (uint16_t)~OBJ_UNCHECKED;
    }
    (void)state_assume(&c->a, c->t, s, answer, obj_is_held(c, o) ? HD_OP_NE : HD_OP_EQ, 0);
    return no;
}

/* Objects that live inside `loc`, not locks: from now on they are somebody else's. */
static void hand_over(struct fctx *c, struct state *s, term loc)
{
    for (unsigned n = 0; n < s->nobj; n++) {
        const struct obj *o = &s->obj[n];
        if (o->res->identity == HD_ID_ADDRESS && o->res->kind != HD_KIND_LOCK &&
            term_is_loc(c->t, o->key) && term_contains(c->t, o->key, loc))
            forget_obj(c, s, o->key, o->res);
    }
}

/* A record that is returned takes along the locks whose addresses are in it, and those that its
 * constructor acquired: what becomes of them is the caller's. */
static void locks_return(struct fctx *c, struct state *s, term loc)
{
    for (unsigned n = 0; n < s->nobj; n++) {
        const struct obj *o = &s->obj[n];
        if (!obj_is_held(c, o) || o->entry != ENTRY_FREE)
            continue;
        bool taken = by_constructor(c, o);
        for (unsigned i = 0; i < s->nenv && !taken; i++)
            taken =
                term_is_part_of(c->t, s->env[i].loc, loc) && reaches_lock(c, s->env[i].val, o->key);
        if (taken)
            forget_obj(c, s, o->key, o->res);
    }
}

void guard_return(struct fctx *c, struct state *s, hd_val value)
{
    if (HD_VAL_TAG(value) != HD_V_PATH)
        return;
    uint32_t path = HD_VAL_INDEX(value);
    term loc = eval_path(c, s, path);
    if (!loc)
        return;
    hand_over(c, s, loc);
    for (unsigned i = 0; i < s->nenv; i++) { /* a record takes the handles in it along */
        struct obj *o = state_obj(s, s->env[i].val);
        if (o && o->res->kind != HD_KIND_LOCK && s->env[i].loc != loc &&
            term_contains(c->t, s->env[i].loc, loc))
            o->flags |= OBJ_PARKED | OBJ_LENT;
    }
    if (c->ir->types[c->ir->paths[path].type].kind == HD_TYPE_RECORD)
        locks_return(c, s, loc);
    if (guard_of(c, c->ir->paths[path].type))
        forget_locks(c, s, loc);
}

void values_given(struct fctx *c, struct state *s, const struct hd_ir_insn *call)
{
    for (uint32_t n = 0; n < call->nargs; n++) {
        hd_val v = c->ir->args[call->arg + n];
        uint32_t path = HD_VAL_TAG(v) == HD_V_PATH ? HD_VAL_INDEX(v) : 0;
        if (path && c->ir->types[c->ir->paths[path].type].kind == HD_TYPE_RECORD && s->nobj)
            hand_over(c, s, eval_path(c, s, path));
    }
}

void guard_given(struct fctx *c, struct state *s, const struct hd_ir_insn *call, uint32_t n,
                 term arg)
{
    const struct hd_guard_model *g = guard_of(c, arg_type(c, c->ir->args[call->arg + n]));
    if (g && g->movable)
        forget_locks(c, s, term_deref(c->t, arg));
}

void guard_result(struct fctx *c, struct state *s, const struct hd_ir_insn *i)
{
    term loc = i->dst && c->ir->paths[i->dst].type ? eval_path(c, s, i->dst) : 0;
    uint32_t type = i->dst ? c->ir->paths[i->dst].type : 0;
    if (loc && c->ir->types[type].kind == HD_TYPE_RECORD)
        hand_over(c, s, loc);
}

bool moves_handle(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct hd_ir_insn *i, const term *arg, uint32_t nargs)
{
    if (op->moves < 0 || (uint32_t)op->moves >= nargs || op->arg < 0 ||
        (uint32_t)op->arg >= nargs ||
        arg_resource(c, c->ir->args[i->arg + (uint32_t)op->moves]) != op->on)
        return false;
    term to = term_deref(c->t, arg[op->arg]), from = term_deref(c->t, arg[op->moves]);
    struct obj *old = state_obj(s, to), *source = state_obj(s, from);
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, op->on->kind);
    if (is_multi(c, to)) { /* some element of an array: which one it overwrites nobody knows */
        if (source)
            forget_obj(c, s, from, op->on);
        return true;
    }
    bool owes =
        old && aut && old->state != HD_STATE_UNKNOWN && (owing_states(aut) >> old->state & 1);
    if (owes) { /* it is overwritten */
        struct event e = {
            .res = op->on, .event = op->event, .at = here(c, i->loc), .via = op->shown};
        apply_event(c, s, to, &e);
        old = state_obj(s, to), source = state_obj(s, from);
    }
    if (!source) {
        forget_obj(c, s, to, op->on);
        return true;
    }
    struct obj moved = *source;
    moved.key = to;
    if (aut && aut->start_zeroed >= 0)
        source->state = (uint8_t)aut->start_zeroed;
    if (!old)
        old = state_add_obj(&c->a, s, to, op->on);
    *old = moved;
    if (op->on->kind == HD_KIND_THREAD)
        note_creation(c, to, moved.entry_decl, moved.data, here(c, i->loc));
    return true;
}
