/* Which classes of locks a function may release, read off the instructions alone: asked before the
 * callers of a function have been analysed, to tell a function that hands a lock out from one that
 * forgets to release it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/flow.h"

enum { MAX_REACHED = 4000 };

/* The lock that an argument names: adds its class. True when that is new. */
static bool add_argument(const struct program *p, uint32_t unit, hd_val v, struct touched *r)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    unsigned tag = HD_VAL_TAG(v);
    size_t had = r->cls.len;
    bool unknown = r->unknown;
    uint64_t params = r->params;
    uint32_t path = tag == HD_V_PATH || tag == HD_V_ADDR ? HD_VAL_INDEX(v) : 0;
    while (path && ir->paths[path].kind != HD_PATH_FIELD && ir->paths[path].kind != HD_PATH_VAR)
        path = ir->paths[path].parent;
    if (!path) {
        r->unknown = true;
        return !unknown;
    }
    const struct hd_ir_path *q = &ir->paths[path];
    const struct hd_ir_decl *d = &ir->decls[q->arg];
    if (q->kind == HD_PATH_FIELD || d->kind == HD_DECL_GLOBAL || d->kind == HD_DECL_STATIC_LOCAL)
        push_unique(&r->cls, p->unit.data[unit].decl[q->arg]);
    else if (d->kind == HD_DECL_PARAM && d->index < 64)
        r->params |= UINT64_C(1) << d->index;
    else
        r->unknown = true;
    return r->cls.len != had || r->params != params || r->unknown != unknown;
}

static bool scan_call(struct analysis *an, struct touched *of, const int event[2], uint32_t f,
                      const struct hd_ir_insn *i)
{
    struct program *p = an->p;
    uint32_t unit = p->func.data[f].unit, n, d = call_decl(p, unit, i);
    const struct hd_ir *ir = p->unit.data[unit].ir;
    const struct hd_op_model *ops = call_ops(p, unit, i, &n);
    struct touched *r = &of[f];
    bool changed = false;
    for (uint32_t k = 0; k < n; k++)
        if (ops[k].on && ops[k].on->kind == HD_KIND_LOCK &&
            (ops[k].event == event[0] || ops[k].event == event[1])) {
            bool named = ops[k].arg >= 0 && (uint32_t)ops[k].arg < i->nargs && !ops[k].field;
            changed |=
                add_argument(p, unit, named ? ir->args[i->arg + (uint32_t)ops[k].arg] : 0, r);
        }
    uint32_t to = d == NO_DECL || n ? NO_FUNC : p->decl.data[d].func;
    for (uint32_t k = 0; to != NO_FUNC && k < i->nargs && k < 64; k++)
        if (of[to].params >> k & 1)
            changed |= add_argument(p, unit, ir->args[i->arg + k], r);
    return changed;
}

static bool scan_function(struct analysis *an, struct touched *of, const int event[2], uint32_t f)
{
    const struct hd_ir *ir = func_ir(an->p, f);
    const struct hd_ir_func *fn = func_of(an->p, f);
    bool changed = false;
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++)
            if (ir->insns[blk->insn + k].op == HD_INSN_CALL)
                changed |= scan_call(an, of, event, f, &ir->insns[blk->insn + k]);
    }
    return changed;
}

static struct touched *scan(struct analysis *an, int event, int shared)
{
    struct program *p = an->p;
    struct touched *of = hd_arena_array(&p->arena, struct touched, p->func.len + 1);
    const int both[] = {event, shared};
    bool changed = true;
    for (int round = 0; round < 4 && changed; round++) { /* bottom-up; again for recursion */
        changed = false;
        for (size_t i = 0; i < p->order.len; i++)
            changed |= scan_function(an, of, both, p->order.data[i]);
    }
    return of;
}

void scan_releases(struct analysis *an)
{
    an->releases = scan(an, an->lw.release, an->lw.release_shared);
    an->acquires = scan(an, an->lw.acquire, an->lw.acquire_shared);
}

static bool touches(const struct touched *r, uint32_t cls)
{
    for (size_t k = 0; k < r->cls.len; k++)
        if (r->cls.data[k] == cls)
            return true;
    return r->unknown;
}

/* Does `f`, or what it calls, perhaps release such a lock for somebody else? A function that
 * acquires one as well releases its own, unless it is the `direct` caller that we ask about. */
static bool reaches_release(const struct analysis *an, uint32_t f, uint32_t cls, bool direct)
{
    HD_VEC(uint32_t) queue = {0};
    struct hd_map seen = {0};
    bool found = false;
    hd_vec_push(&queue, f);
    for (size_t i = 0; i < queue.len && !found; i++) {
        uint32_t g = queue.data[i];
        const struct pfunc *fn = &an->p->func.data[g];
        found =
            queue.len > MAX_REACHED || (touches(&an->releases[g], cls) &&
                                        ((direct && i == 0) || !touches(&an->acquires[g], cls)));
        for (size_t k = 0; k < fn->calls.len; k++)
            if (!hd_map_get(&seen, fn->calls.data[k].to)) {
                *hd_map_put(&seen, fn->calls.data[k].to, NULL) = 1;
                hd_vec_push(&queue, fn->calls.data[k].to);
            }
    }
    hd_map_free(&seen);
    hd_vec_free(&queue);
    return found;
}

bool callers_may_release(struct analysis *an, uint32_t f, uint32_t cls)
{
    enum { MAX_CALLERS = 64, LEVELS = 8 };
    HD_VEC(uint32_t) queue = {0};
    struct hd_map level = {0}; /* callers that are in the queue -> their distance from f */
    bool found = false;
    an->opaque = true;
    hd_vec_push(&queue, f);
    for (size_t i = 0; i < queue.len && i < MAX_CALLERS && !found; i++) {
        const struct pfunc *fn = &an->p->func.data[queue.data[i]];
        uint64_t at = i ? *hd_map_get(&level, queue.data[i]) : 0;
        for (size_t k = 0; k < fn->callers.len && at < LEVELS && !found; k++) {
            bool added;
            uint64_t *up = hd_map_put(&level, fn->callers.data[k], &added);
            if (!added)
                continue;
            *up = at + 1;
            hd_vec_push(&queue, fn->callers.data[k]);
            found = reaches_release(an, fn->callers.data[k], cls, i == 0);
        }
    }
    hd_map_free(&level);
    hd_vec_free(&queue);
    return found;
}

void free_releases(struct analysis *an)
{
    for (size_t f = 0; f < an->p->func.len; f++) {
        hd_vec_free(&an->releases[f].cls);
        hd_vec_free(&an->acquires[f].cls);
    }
}
