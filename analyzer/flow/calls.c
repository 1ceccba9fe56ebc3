/* Calls: what the packs say of a function becomes events; functions of the program act through
 * their summaries (apply.c); of all others we only know that they may keep what they were given.
 * A call whose success can be told from its result splits the state: the event happens on one side
 * only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/checks.h"
#include "analyzer/flow/memo.h"

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

/* Does a name say that the function may run an event loop, or wait until another one has? */
static bool sounds_like_loop(const char *name)
{
    static const char *const word[] = {"run",    "loop",     "main", "service",
                                       "iterat", "dispatch", "poll", "process",
                                       "pump",   "wait",     "exec", "handle_events"};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strcasestr(name, word[i]))
            return true;
    return false;
}

/* How many arguments have a declared type: behind them, a function cannot know what it was given.
 * What logs print there stays what it was. */
static uint32_t typed_arguments(const struct fctx *c, uint32_t d)
{
    if (d == NO_DECL || !(pdecl_ir(c->p, d)->flags & HD_DECL_F_VARIADIC))
        return UINT32_MAX;
    const struct hd_ir *ir = c->p->unit.data[c->p->decl.data[d].unit].ir;
    const char *s = strchr(hd_ir_str(ir, ir->types[pdecl_ir(c->p, d)->type].canonical), '(');
    uint32_t n = 0;
    for (int depth = 0; s && *s; s++) {
        depth += (*s == '(') - (*s == ')');
        n += *s == ',' && depth == 1;
    }
    return n ? n : UINT32_MAX;
}

uint64_t parameter_bit(const struct fctx *c, term x)
{
    const struct term_node *n = term_at(c->t, term_root(c->t, x));
    const struct hd_ir_decl *d = n->kind == T_VAR ? pdecl_ir(c->p, n->a) : NULL;
    bool param = d && d->kind == HD_DECL_PARAM;
    return param && d->index < 64 ? UINT64_C(1) << d->index : 0;
}

/* A thread of our callers' is given away, by its place: `for (auto *t : {&a, &b})`, `reap(&a)`.
 * They must hear of it. */
static void thread_given(struct fctx *c, struct state *s, const struct call *k, uint32_t n)
{
    term loc = term_deref(c->t, k->arg[n]);
    const struct hd_resource *res = arg_resource(c, c->ir->args[k->i->arg + n]);
    if (res && res->kind == HD_KIND_THREAD && res->identity == HD_ID_ADDRESS && loc &&
        !loc_is_local(c, loc) && !state_obj(s, loc))
        forget_obj(c, s, loc, res);
}

/* The names in `kept` (a bit per argument) are not given away: attributes say what is done to them.
 */
void give_away(struct fctx *c, struct state *s, const struct call *k, uint32_t kept)
{
    fresh_passed(c, s, k->arg, k->nargs);
    uint32_t d = call_decl(c->p, c->unit, k->i);
    const uint32_t flags = d == NO_DECL ? 0 : pdecl_ir(c->p, d)->flags;
    bool system = flags & HD_DECL_F_SYSTEM;
    s->unseen |= !system;
    uint32_t typed = typed_arguments(c, d);
    for (uint32_t n = 0; n < k->nargs && n < typed; n++) {
        const struct term_node a = *term_at(c->t, k->arg[n]);
        if (kept >> n & 1)
            continue;
        guard_given(c, s, k->i, n, k->arg[n]);
        if (!system)
            c->sum->shown |= parameter_bit(c, k->arg[n]);
        if (!system)
            value_leaves(c, s, k->arg[n]), groups_leave(c, s, k->arg[n]);
        if (sounds_like_release(k->name) && !system)
            threads_took_data(s);
        if (!system && sounds_like_owner(k->name))
            note_remade(c, term_deref(c->t, k->arg[n]));
        if (!system || (a.kind == T_ADDR && !(flags & HD_DECL_F_METHOD)))
            thread_given(c, s, k, n);
        if (a.kind == T_ADDR || !system)
            escape_value(c, s, k->arg[n], !system && sounds_like_release(k->name),
                         sounds_like_owner(k->name));
        if (a.kind == T_ADDR && loc_is_local(c, a.a) && !state_obj(s, state_get(c->t, s, a.a)))
            havoc_loc(c, s, a.a);
    }
    if (system ? sounds_like_loop(k->name) : typed == UINT32_MAX)
        time_passes(c, s, false);
}

static void unknown_call(struct fctx *c, struct state *s, const struct call *k, state_vec *out)
{
    if ((k->i->flags & HD_INSN_F_IMPLICIT) && strstr(k->name, "::~") && k->nargs)
        guard_vanish(c, s, term_deref(c->t, k->arg[0]), k->i, k->name);
    give_away(c, s, k, 0);
    bind_value(c, s, k->i, fresh(c, s, 0));
    hd_vec_push(out, s);
}

/* Where a call through a pointer goes, as far as assignments in the program tell. */
static uint32_t pointer_targets(struct fctx *c, struct state *s, const struct hd_ir_insn *i,
                                const uint32_t **list, bool *followed)
{
    *followed = true;
    term v = eval(c, s, i->a);
    const struct term_node *n = term_at(c->t, v);
    if (n->kind == T_FUNC) {
        const struct pdecl *named = &c->p->decl.data[n->a];
        c->one = n->a; /* known from this path itself */
        bool open = named->func == NO_FUNC && named->targets.len;
        *list = open ? named->targets.data : &c->one;
        return open ? (uint32_t)named->targets.len : 1;
    }
    uint32_t d = n->kind == T_INIT ? term_class_decl(c->t, n->a) : NO_DECL;
    if (d == NO_DECL)
        return 0;
    *followed = !is_registry(c->p, d);
    *list = c->p->decl.data[d].targets.data;
    return (uint32_t)c->p->decl.data[d].targets.len;
}

static bool may_be_held(const struct fctx *c, const struct obj *o)
{
    return obj_is_held(c, o) || (o->marks & MARK_PUT_OFF);
}

/* As its own class, or as the field that it is wherever it lies. */
static bool is_of_class(const struct fctx *c, term key, uint32_t cls)
{
    return lock_class(c, key) == cls || term_class_decl(c->t, key) == cls;
}

/* Locks that some function behind the pointer may release are unknown after the call; when nobody
 * knows what is behind it, all locks inside its arguments are. */
static void forget_released(struct fctx *c, struct state *s, const struct call *k,
                            const uint32_t *list, uint32_t n)
{
    for (uint32_t t = 0; t < n; t++) {
        uint32_t f = c->p->decl.data[list[t]].func;
        const struct summary *sum = f == NO_FUNC ? NULL : summary_of(c, f);
        for (unsigned i = 0; sum && i < s->nobj; i++)
            for (size_t r = 0; r < sum->hands_over.len && may_be_held(c, &s->obj[i]); r++)
                if (is_of_class(c, s->obj[i].key, sum->hands_over.data[r]))
                    forget_obj(c, s, s->obj[i].key, s->obj[i].res);
    }
    for (uint32_t a = 0; n == 0 && a < k->nargs; a++)
        escape_value(c, s, k->arg[a], true, true);
}

/* The locks that a call in a function of this unit acquires or releases, by its own name or by a
 * guard's. Only lambdas acquire what they leave to whoever gave them away. */
static void forget_named(struct fctx *c, struct state *s, const struct hd_ir_insn *i, bool lambda)
{
    uint32_t n;
    const struct hd_op_model *op = call_ops(c->p, c->unit, i, &n);
    hd_val v = n && i->nargs ? c->ir->args[i->arg] : 0;
    const struct lock_words *w = &c->an->lw;
    bool acquires = lambda && n && (op->event == w->acquire || op->event == w->acquire_shared);
    bool releases = n && (op->event == w->release || op->event == w->release_shared);
    if (!n || !op->on || op->on->kind != HD_KIND_LOCK || !i->nargs || (!releases && !acquires) ||
        (HD_VAL_TAG(v) != HD_V_ADDR && HD_VAL_TAG(v) != HD_V_PATH))
        return;
    uint32_t d = path_decl(c->p, c->unit, HD_VAL_INDEX(v));
    for (unsigned o = 0; d != NO_DECL && o < s->nobj; o++)
        if (s->obj[o].res->kind == HD_KIND_LOCK && (may_be_held(c, &s->obj[o]) || acquires) &&
            (is_of_class(c, s->obj[o].key, d) ||
             reaches_lock(c, state_get(c->t, s, term_var(c->t, d)), s->obj[o].key))) {
            uint32_t cls = lock_class(c, s->obj[o].key);
            if (acquires && cls != NO_DECL) /* what it leaves held is for us to release */
                push_unique(&c->sum->hands_over, cls);
            forget_obj(c, s, s->obj[o].key, s->obj[o].res);
        }
}

/* Whoever gets a function may call it, now or in a destructor: `Defer d([&] { mu.unlock(); });`. A
 * lambda is analysed after the function that it stands in, and knows what it captures by the names
 * of that: what its own calls acquire and release. */
static void function_given(struct fctx *c, struct state *s, const struct call *k, uint32_t d,
                           bool handles, unsigned depth)
{
    const uint32_t f = c->p->decl.data[d].func;
    if (f == NO_FUNC || depth == 0)
        return;
    if (summary_of(c, f)->done || c->p->func.data[f].unit != c->unit)
        forget_released(c, s, k, &d, 1);
    if (c->p->func.data[f].unit != c->unit)
        return;
    const struct hd_ir_func *fn = func_of(c->p, f);
    c->an->opaque = true; /* looks into another function */
    for (uint32_t b = fn->block; b < fn->block + fn->nblocks; b++)
        for (uint32_t n = 0; n < c->ir->blocks[b].ninsns; n++) {
            const struct hd_ir_insn *i = &c->ir->insns[c->ir->blocks[b].insn + n];
            const uint32_t to = i->op == HD_INSN_CALL ? call_decl(c->p, c->unit, i) : NO_DECL;
            if (to == NO_DECL)
                continue;
            forget_named(c, s, i, fn->flags & HD_FUNC_LAMBDA);
            if (handles)
                captured_given(c, s, i);
            function_given(c, s, k, to, handles, depth - 1);
        }
}

enum { WRAPPERS = 3 };

static void functions_given(struct fctx *c, struct state *s, const struct call *k)
{
    for (uint32_t a = 0; a < k->nargs; a++)
        if (term_at(c->t, k->arg[a])->kind == T_FUNC)
            function_given(c, s, k, term_at(c->t, k->arg[a])->a, true, WRAPPERS);
}

/* A variable that is a lambda itself does not call it by ending. */
void functions_end(struct fctx *c, struct state *s, term storage)
{
    const struct call none = {0};
    for (unsigned i = 0; i < s->nenv; i++)
        if (term_at(c->t, s->env[i].val)->kind == T_FUNC &&
            term_is_part_of(c->t, s->env[i].loc, storage))
            function_given(c, s, &none, term_at(c->t, s->env[i].val)->a, s->env[i].loc != storage,
                           WRAPPERS);
}

bool in_one_program(const struct fctx *c, const struct chain *k)
{
    if (link_programs(c->p) == 1)
        return true;
    for (; k; k = k->next)
        if (k->at.func != NO_FUNC && !link_together(c->p, c->f, k->at.func))
            return false;
    return true;
}

static void pointer_call(struct fctx *c, struct state *s, struct call *k, state_vec *out)
{
    const uint32_t *list = NULL;
    bool followed;
    uint32_t n = pointer_targets(c, s, k->i, &list, &followed);
    if (followed && n == 1 && c->p->decl.data[list[0]].nops) {
        do_ops(c, s, c->p->decl.data[list[0]].ops, c->p->decl.data[list[0]].nops, k, out);
        return;
    }
    if (followed && n == 1 && c->p->decl.data[list[0]].func != NO_FUNC) {
        apply_summary(c, s, k->i, c->p->decl.data[list[0]].func, k->arg, k->nargs, false, out);
        return;
    }
    for (uint32_t t = 0; followed && t < n; t++)
        if (c->p->decl.data[list[t]].func != NO_FUNC)
            apply_summary(c, s, k->i, c->p->decl.data[list[t]].func, k->arg, k->nargs, true, out);
    if (n == 0)
        check_callback(c, s, k->i, k->arg, k->nargs);
    forget_released(c, s, k, list, n);
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
    if (!nops) {
        functions_given(c, s, &k);
        values_given(c, s, i);
    }
    if (nops || (d != NO_DECL && c->p->decl.data[d].nattrs)) {
        do_ops(c, s, ops, nops, &k, out);
        return;
    }
    uint32_t f = d == NO_DECL ? NO_FUNC : c->p->decl.data[d].func;
    if (d == NO_DECL || (f == NO_FUNC && c->p->decl.data[d].targets.len)) {
        pointer_call(c, s, &k, out);
        return;
    }
    const struct contract *con = c->p->decl.data[d].contract;
    if (con)
        check_call_contract(c, s, &k, con);
    if (f != NO_FUNC)
        apply_summary(c, s, i, f, k.arg, k.nargs, false, out);
    else if (con && (con->clause.len || con->ends_guard || con->renews_guard))
        contract_call(c, s, &k, con, out);
    else
        unknown_call(c, s, &k, out);
    if (con && f != NO_FUNC)
        contract_result(c, &k, con, out);
}
