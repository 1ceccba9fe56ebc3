/* Threads that a local container or smart pointer keeps. Where the function does no more to it than
 * to put threads in, nobody joins them, and its end is theirs. Asked of the text, not of one path:
 * any other use of the container may join what is in it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "analyzer/flow/handles.h"

/* Does the value name the variable in any way? */
static bool names(const struct fctx *c, hd_val v, uint32_t decl);

static bool path_names(const struct fctx *c, uint32_t path, uint32_t decl)
{
    for (; path; path = c->ir->paths[path].parent) {
        const struct hd_ir_path *q = &c->ir->paths[path];
        if ((q->kind == HD_PATH_VAR && q->arg == decl) ||
            (q->kind == HD_PATH_INDEX_VAL && names(c, q->arg, decl)))
            return true;
    }
    return false;
}

static bool names(const struct fctx *c, hd_val v, uint32_t decl)
{
    unsigned tag = HD_VAL_TAG(v);
    if (tag == HD_V_PATH || tag == HD_V_ADDR)
        return path_names(c, HD_VAL_INDEX(v), decl);
    return tag == HD_V_EXPR && (names(c, c->ir->exprs[HD_VAL_INDEX(v)].a, decl) ||
                                names(c, c->ir->exprs[HD_VAL_INDEX(v)].b, decl));
}

static bool is_variable(const struct fctx *c, uint32_t path, uint32_t decl)
{
    return path && c->ir->paths[path].kind == HD_PATH_VAR && c->ir->paths[path].arg == decl;
}

/* A call with the container as its object that puts something in, asks for its size, or makes it:
 * and nobody gets what the call returns. */
static bool only_fills(const struct fctx *c, const struct hd_ir_insn *i)
{
    uint32_t nops, d = call_decl(c->p, c->unit, i);
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &nops);
    if (d != NO_DECL && (pdecl_ir(c->p, d)->flags & HD_DECL_F_CTOR))
        return i->nargs == 1;
    for (uint32_t k = 0; k < nops; k++)
        if ((ops[k].into == 0 && !i->dst) || (ops[k].role == HD_ROLE_PURE && ops[k].into < 0))
            return true;
    return false;
}

static bool call_only_fills(const struct fctx *c, const struct hd_ir_insn *i, uint32_t decl)
{
    uint32_t nops;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &nops);
    if (path_names(c, i->dst, decl) &&
        (!is_variable(c, i->dst, decl) || !nops || ops->into != HD_INTO_RESULT))
        return false;
    for (uint32_t k = 0; k < i->nargs; k++) {
        hd_val v = c->ir->args[i->arg + k];
        bool object = k == 0 && HD_VAL_TAG(v) == HD_V_ADDR && is_variable(c, HD_VAL_INDEX(v), decl);
        if (names(c, v, decl) && (!object || !only_fills(c, i)))
            return false;
    }
    return !names(c, i->a, decl);
}

static bool insn_only_fills(const struct fctx *c, const struct hd_ir_insn *i, uint32_t decl)
{
    if (i->op == HD_INSN_CALL)
        return call_only_fills(c, i, decl);
    bool begins_or_ends = i->op == HD_INSN_DECL || i->op == HD_INSN_SCOPE_END;
    return !names(c, i->a, decl) &&
           (!path_names(c, i->dst, decl) || (begins_or_ends && is_variable(c, i->dst, decl)));
}

static bool is_only_filled(const struct fctx *c, uint32_t decl)
{
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++)
            if (!insn_only_fills(c, &c->ir->insns[blk->insn + k], decl))
                return false;
        if (names(c, blk->a, decl) || names(c, blk->b, decl))
            return false;
    }
    return true;
}

/* "std::vector<std::thread>" or "std::vector<std::thread, …>": the container itself, not a class of
 * the program's made from it, which may have a destructor that joins. `member`: its method;
 * otherwise what `result` names as the type of a function's result. */
static bool is_container(const char *type, const char *member, const char *result,
                         const char *element)
{
    const char *open = strchr(type, '<'), *last = member;
    if (!open || strncmp(open + 1, element, strlen(element)) != 0 ||
        !strchr(",>", open[1 + strlen(element)]))
        return false;
    if (!member) /* the same type */
        return strncmp(result, type, strlen(type)) == 0;
    for (const char *at = strstr(member, "::"); at; at = strstr(at + 2, "::"))
        last = at;
    size_t n = (size_t)(open - type);
    return last == member + n && strncmp(type, member, n) == 0;
}

/* The local container that the call fills, NO_DECL. */
static uint32_t container_of(const struct fctx *c, const struct hd_op_model *op,
                             const struct hd_ir_insn *i)
{
    uint32_t path = i->dst, d = call_decl(c->p, c->unit, i);
    bool result = op->into == HD_INTO_RESULT;
    if (!result) {
        hd_val v = (uint32_t)op->into < i->nargs ? c->ir->args[i->arg + (uint32_t)op->into] : 0;
        path = HD_VAL_TAG(v) == HD_V_ADDR ? HD_VAL_INDEX(v) : 0;
    }
    if (!path || c->ir->paths[path].kind != HD_PATH_VAR || d == NO_DECL || !op->element)
        return NO_DECL;
    uint32_t decl = c->ir->paths[path].arg;
    const struct hd_ir_decl *v = &c->ir->decls[decl], *fn = pdecl_ir(c->p, d);
    const struct hd_ir *home = c->p->unit.data[c->p->decl.data[d].unit].ir;
    const char *type = hd_ir_str(c->ir, c->ir->types[v->type].canonical);
    const char *made = hd_ir_str(home, home->types[fn->type].canonical);
    bool local = v->kind == HD_DECL_LOCAL && decl - c->fn->local < c->fn->nlocals &&
                 !(v->flags & (HD_DECL_F_USED_UNSEEN | HD_DECL_F_THREAD_LOCAL));
    return local && is_container(type, result ? NULL : pdecl_name(c->p, d), made, op->element)
               ? decl
               : NO_DECL;
}

/* The thread that argument `n` is leaves it for the container. Did it certainly run? */
static bool takes_thread(struct fctx *c, struct state *s, const struct call *k, uint32_t n,
                         const struct hd_resource *res)
{
    const struct hd_automaton *aut = hd_model_automaton(c->p->model, res->kind);
    term from = term_deref(c->t, k->arg[n]);
    const struct obj *o = state_obj(s, from);
    bool runs = o && o->state != HD_STATE_UNKNOWN && (o->flags & OBJ_LOCAL) &&
                !(o->flags & (OBJ_ESCAPED | OBJ_MULTI | OBJ_PARKED)) &&
                (owing_states(aut) >> o->state & 1);
    forget_obj(c, s, from, res);
    return runs;
}

void put_into(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k)
{
    const struct hd_resource *res = op->element ? hd_model_type(c->p->model, op->element) : NULL;
    const struct hd_automaton *aut = res ? hd_model_automaton(c->p->model, res->kind) : NULL;
    uint32_t first = op->into == HD_INTO_RESULT ? 0 : (uint32_t)op->into + 1;
    if (!aut || first >= k->nargs)
        return;
    bool runs = true;
    if (arg_resource(c, c->ir->args[k->i->arg + first]) == res)
        runs = takes_thread(c, s, k, first, res);
    uint32_t decl = container_of(c, op, k->i);
    term at = decl == NO_DECL ? 0 : term_var(c->t, c->p->unit.data[c->unit].decl[decl]);
    c->an->opaque = true; /* lambdas elsewhere have their say */
    if (!runs || !at || state_obj(s, at) || !is_only_filled(c, decl))
        return;
    struct event e = {.res = res,
                      .event = hd_automaton_event(aut, "create"),
                      .at = here(c, k->i->loc),
                      .checked = true,
                      .via = k->name};
    struct obj *o = state_add_obj(&c->a, s, at, res);
    o->state = (uint8_t)(aut->start_zeroed >= 0 ? aut->start_zeroed : 0);
    o->flags = OBJ_LOCAL;
    o->entry_decl = entry_of(c, op, k);
    o->at = e.at;
    apply_event(c, s, at, &e);
}
