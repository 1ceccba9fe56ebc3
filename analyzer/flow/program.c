/* Building the program: one table of declarations for all units, calls, entries, and a bottom-up
 * order by Tarjan's strongly connected components (R. E. Tarjan, "Depth-first search and linear
 * graph algorithms", 1972), made iterative because call chains of real programs are deep.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/program.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/contract.h"
#include "core/file.h"
#include "core/hash.h"

const struct hd_ir_decl *pdecl_ir(const struct program *p, uint32_t d)
{
    const struct pdecl *pd = &p->decl.data[d];
    return &p->unit.data[pd->unit].ir->decls[pd->decl];
}

const char *pdecl_name(const struct program *p, uint32_t d)
{
    if (d == NO_DECL)
        return "?";
    return hd_ir_str(p->unit.data[p->decl.data[d].unit].ir, pdecl_ir(p, d)->name);
}

const char *func_name(const struct program *p, uint32_t f)
{
    return f == NO_FUNC ? "?" : pdecl_name(p, p->func.data[f].decl);
}

const char *func_shown(struct program *p, uint32_t f)
{
    if (f == NO_FUNC || !(func_of(p, f)->flags & HD_FUNC_LAMBDA))
        return func_name(p, f);
    const char *name = func_name(p, f), *end = strstr(name, "::lambda#");
    int n = end ? (int)(end - name) : 0;
    return n ? hd_arena_fmt(&p->arena, "the lambda in %.*s", n, name) : "a lambda";
}

struct hd_site site_of(const struct program *p, uint32_t unit, uint32_t loc, uint32_t f)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    const struct hd_ir_loc *l = &ir->locs[loc];
    struct hd_site s = {0};
    if (loc && l->file < ir->nfiles)
        s.file = hd_path_relative(p->root, hd_ir_str(ir, ir->files[l->file].name));
    s.line = l->line;
    s.column = l->column;
    s.function = f == NO_FUNC ? NULL : func_name(p, f);
    return s;
}

const char *pdecl_label(struct program *p, uint32_t d)
{
    if (d == NO_DECL)
        return "?";
    const struct hd_ir_decl *id = pdecl_ir(p, d);
    const struct hd_ir *ir = p->unit.data[p->decl.data[d].unit].ir;
    const char *name = hd_ir_str(ir, id->name);
    if (id->kind != HD_DECL_FIELD || id->owner >= ir->nrecords)
        return name;
    const char *rec = hd_ir_str(ir, ir->records[id->owner].name);
    return rec[0] ? hd_arena_fmt(&p->arena, "%s.%s", rec, name) : name;
}

/* Declarations ---------------------------------------------------------------------------------*/

static bool is_shared(unsigned kind)
{
    return kind == HD_DECL_FUNC || kind == HD_DECL_GLOBAL || kind == HD_DECL_FIELD ||
           kind == HD_DECL_STATIC_LOCAL;
}

/* Is a class, "std::thread", the first template argument in a USR: "…@S@vector>#$@N@std@S@thread…",
 * "…@F@make_unique<#$@N@std@S@thread…"? */
static bool is_template_of(const char *usr, const char *element)
{
    char text[128] = "#$";
    size_t n = 2, open = strcspn(usr, "<>");
    const char *last = strrchr(element, ':');
    for (const char *s = element; *s && n + 4 < sizeof text;) {
        size_t len = strcspn(s, ":");
        n += (size_t)snprintf(text + n, sizeof text - n, "@%c@%.*s", last && s < last ? 'N' : 'S',
                              (int)len, s);
        s += len + strspn(s + len, ":");
    }
    const char *at = usr + open + (usr[open] != '\0');
    return strncmp(at, text, n) == 0 && !isalnum((unsigned char)at[n]) && at[n] != '_';
}

static void look_up_ops(struct program *p, struct pdecl *d, const char *name, const char *usr)
{
    size_t n = 0;
    d->ops = hd_model_ops(p->model, name, &n);
    while (n && d->ops->element && !is_template_of(usr, d->ops->element)) {
        d->ops++;
        n--;
    }
    for (size_t k = 1; k < n; k++)
        if (d->ops[k].element) /* the others are for other classes */
            n = k;
    d->nops = (uint32_t)n;
    d->attrs = hd_model_attrs(p->model, name, &n);
    d->nattrs = (uint32_t)n;
}

static uint32_t add_decl(struct program *p, uint32_t unit, uint32_t decl)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    const struct hd_ir_decl *d = &ir->decls[decl];
    uint64_t *have = NULL, key = 0;
    if (is_shared(d->kind)) {
        key = link_key(p, unit, d);
        have = hd_map_put(&p->by_key, key, NULL);
        if (*have) {
            struct pdecl *old = &p->decl.data[*have - 1];
            if ((d->flags & HD_DECL_F_DEFINED) &&
                !(pdecl_ir(p, (uint32_t)*have - 1)->flags & HD_DECL_F_DEFINED)) {
                old->unit = unit;
                old->decl = decl;
            }
            return (uint32_t)*have - 1;
        }
    }
    struct pdecl n = {.key = key, .unit = unit, .decl = decl, .func = NO_FUNC};
    if (d->kind == HD_DECL_FUNC)
        look_up_ops(p, &n, hd_ir_str(ir, d->name), hd_ir_str(ir, d->usr));
    hd_vec_push(&p->decl, n);
    if (have)
        *have = p->decl.len;
    return (uint32_t)p->decl.len - 1;
}

static void add_unit(struct program *p, const struct hd_ir *ir)
{
    uint32_t u = (uint32_t)p->unit.len;
    hd_vec_push(&p->unit, (struct punit){ir, hd_arena_array(&p->arena, uint32_t, ir->ndecls + 1)});
    for (uint32_t d = 0; d < ir->ndecls; d++)
        p->unit.data[u].decl[d] = add_decl(p, u, d);
    for (uint32_t f = 0; f < ir->nfuncs; f++) {
        uint32_t d = p->unit.data[u].decl[ir->funcs[f].decl];
        bool pseudo = ir->funcs[f].flags & HD_FUNC_INIT;
        if (p->decl.data[d].func != NO_FUNC && !pseudo)
            continue; /* an inline function of a header that another unit brought already */
        hd_vec_push(&p->func, (struct pfunc){.unit = u, .func = f, .decl = d});
        if (pseudo)
            continue;
        p->decl.data[d].func = (uint32_t)p->func.len - 1;
        p->decl.data[d].unit = u;
        p->decl.data[d].decl = ir->funcs[f].decl;
    }
}

static bool is_built_in(const struct program *p, const char *pack)
{
    size_t n;
    const struct hd_pack_info *info = hd_model_packs(p->model, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(info[i].name, pack) == 0)
            return info[i].built_in;
    return false;
}

/* A function that a source file of the program defines is not the library's of the same name
 * (`event_free`): its body counts. What the user models himself he means. */
static void drop_namesakes(struct program *p)
{
    for (uint32_t d = 0; d < p->decl.len; d++) {
        struct pdecl *q = &p->decl.data[d];
        if (q->nops == 0 || q->func == NO_FUNC)
            continue;
        const struct hd_ir_func *fn = func_of(p, q->func);
        const char *pack = q->ops[0].pack;
        bool own = !(fn->flags & (HD_FUNC_HEADER | HD_FUNC_SYSTEM)) && pack && is_built_in(p, pack);
        if (own || q->ops[0].bodyless)
            q->nops = q->nattrs = 0;
    }
}

/* Function pointers ----------------------------------------------------------------------------*/

void program_add_target(struct pdecl *d, uint32_t func_decl)
{
    for (size_t i = 0; i < d->targets.len; i++)
        if (d->targets.data[i] == func_decl)
            return;
    if (d->targets.len < 64)
        hd_vec_push(&d->targets, func_decl);
}

/* A name that may mean several functions stands for all of them. */
static void add_named(struct program *p, uint32_t to, uint32_t named)
{
    const struct pdecl *n = &p->decl.data[named];
    if (n->func != NO_FUNC || n->targets.len == 0)
        program_add_target(&p->decl.data[to], named);
    for (size_t k = 0; n->func == NO_FUNC && k < n->targets.len; k++)
        program_add_target(&p->decl.data[to], n->targets.data[k]);
}

static void take_address(struct program *p, uint32_t named)
{
    struct pdecl *n = &p->decl.data[named];
    n->address_taken = true;
    for (size_t k = 0; n->func == NO_FUNC && k < n->targets.len; k++)
        p->decl.data[n->targets.data[k]].address_taken = true;
}

uint32_t path_decl(const struct program *p, uint32_t unit, uint32_t path)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    while (path) {
        const struct hd_ir_path *q = &ir->paths[path];
        if (q->kind == HD_PATH_FIELD || q->kind == HD_PATH_VAR)
            return p->unit.data[unit].decl[q->arg];
        if (q->kind == HD_PATH_TEMP || q->kind == HD_PATH_UNKNOWN)
            return NO_DECL;
        path = q->parent;
    }
    return NO_DECL;
}

/* A parameter that points to a function is kept at, or handed on to, what `to` declares. */
static void note_from(struct program *p, uint32_t u, hd_val v, uint32_t to)
{
    const struct hd_ir *ir = p->unit.data[u].ir;
    const struct hd_ir_path *q = HD_VAL_TAG(v) == HD_V_PATH ? &ir->paths[HD_VAL_INDEX(v)] : NULL;
    if (!q || q->kind != HD_PATH_VAR || ir->decls[q->arg].kind != HD_DECL_PARAM)
        return;
    uint32_t type = ir->decls[q->arg].type;
    bool function = type && ir->types[type].kind == HD_TYPE_POINTER && ir->types[type].target &&
                    ir->types[ir->types[type].target].kind == HD_TYPE_FUNCTION;
    if (function && to != NO_DECL && p->decl.data[to].from.len < 16)
        hd_vec_push(&p->decl.data[to].from, p->unit.data[u].decl[q->arg]);
}

static void note_assign(struct program *p, uint32_t u, const struct hd_ir_insn *i)
{
    note_from(p, u, i->a, path_decl(p, u, i->dst)); /* a registration */
    uint32_t place = HD_VAL_TAG(i->a) == HD_V_INT ? NO_DECL : path_decl(p, u, i->dst);
    if (place != NO_DECL) {
        p->decl.data[place].assigned = true;
        note_lock_pointer(p, u, place, i->a);
    }
    if (HD_VAL_TAG(i->a) != HD_V_FUNC)
        return;
    uint32_t fd = p->unit.data[u].decl[HD_VAL_INDEX(i->a)];
    uint32_t to = path_decl(p, u, i->dst);
    take_address(p, fd);
    if (to != NO_DECL)
        add_named(p, to, fd);
}

static bool is_entry_arg(const struct pdecl *callee, uint32_t arg)
{
    for (uint32_t k = 0; k < callee->nops; k++)
        if (callee->ops[k].entry == (int)arg)
            return true;
    return false;
}

static void add_argument(struct program *p, uint32_t f, uint32_t k, uint32_t named)
{
    const struct hd_ir_func *fn = f == NO_FUNC ? NULL : func_of(p, f);
    if (fn && k < fn->nparams)
        add_named(p, p->unit.data[p->func.data[f].unit].decl[fn->param + k], named);
}

/* A function pointer goes on to a function of the program. */
static void note_handed_on(struct program *p, uint32_t u, hd_val v, uint32_t callee, uint32_t k)
{
    uint32_t f = callee == NO_DECL ? NO_FUNC : p->decl.data[callee].func;
    const struct hd_ir_func *fn = f == NO_FUNC ? NULL : func_of(p, f);
    if (fn && k < fn->nparams)
        note_from(p, u, v, p->unit.data[p->func.data[f].unit].decl[fn->param + k]);
}

/* Functions handed to calls: a modelled entry argument is a call of its own kind; a parameter of a
 * project function becomes a possible target of that parameter. */
static void note_args(struct program *p, uint32_t u, const struct hd_ir_insn *i)
{
    const struct hd_ir *ir = p->unit.data[u].ir;
    uint32_t callee = call_decl(p, u, i);
    for (uint32_t k = 0; k < i->nargs; k++) {
        hd_val v = ir->args[i->arg + k];
        note_handed_on(p, u, v, callee, k);
        if (HD_VAL_TAG(v) != HD_V_FUNC)
            continue;
        uint32_t fd = p->unit.data[u].decl[HD_VAL_INDEX(v)];
        if (callee == NO_DECL || !is_entry_arg(&p->decl.data[callee], k))
            take_address(p, fd);
        if (callee == NO_DECL)
            continue;
        const struct pdecl *cd = &p->decl.data[callee];
        add_argument(p, cd->func, k, fd);
        for (size_t t = 0; cd->func == NO_FUNC && t < cd->targets.len; t++)
            add_argument(p, p->decl.data[cd->targets.data[t]].func, k, fd);
    }
}

static void note_pointers(struct program *p)
{
    for (uint32_t f = 0; f < p->func.len; f++) {
        uint32_t u = p->func.data[f].unit;
        const struct hd_ir *ir = p->unit.data[u].ir;
        const struct hd_ir_func *fn = func_of(p, f);
        for (uint32_t b = 0; b < fn->nblocks; b++) {
            const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
            for (uint32_t k = 0; k < blk->ninsns; k++) {
                const struct hd_ir_insn *i = &ir->insns[blk->insn + k];
                if (i->op == HD_INSN_ASSIGN)
                    note_assign(p, u, i);
                else if (i->op == HD_INSN_CALL)
                    note_args(p, u, i);
            }
        }
    }
}

static bool param_from_outside(const struct program *p, uint32_t d)
{
    const struct hd_ir_decl *id = pdecl_ir(p, d);
    const struct hd_ir *ir = p->unit.data[p->decl.data[d].unit].ir;
    bool known = p->decl.data[d].targets.len > 0;
    uint32_t owner = p->unit.data[p->decl.data[d].unit].decl[id->owner];
    uint32_t f = p->decl.data[owner].func;
    /* what the program itself calls gets what the program has, known or not */
    if (p->whole && (f == NO_FUNC || p->func.data[f].callers.len > 0))
        return false;
    return !known || !(p->whole || (ir->decls[id->owner].flags & HD_DECL_F_INTERNAL));
}

bool comes_from_outside(const struct program *p, uint32_t d)
{
    const struct hd_ir_decl *id = pdecl_ir(p, d);
    const struct hd_ir *ir = p->unit.data[p->decl.data[d].unit].ir;
    if (id->kind == HD_DECL_PARAM)
        return !(ir->decls[id->owner].flags & HD_DECL_F_INTERNAL) && param_from_outside(p, d);
    if (id->kind == HD_DECL_FIELD && !p->whole && !p->decl.data[d].assigned)
        return p->decl.data[d].targets.len == 0; /* for the library's users to fill in */
    for (size_t i = 0; p->decl.data[d].targets.len == 0 && i < p->decl.data[d].from.len; i++)
        if (param_from_outside(p, p->decl.data[d].from.data[i]))
            return true;
    return false;
}

bool is_registry(const struct program *p, uint32_t d)
{
    const unsigned kind = pdecl_ir(p, d)->kind;
    return (kind == HD_DECL_FIELD || kind == HD_DECL_GLOBAL) && p->decl.data[d].from.len > 0;
}

/* Calls ----------------------------------------------------------------------------------------*/

uint32_t call_decl(const struct program *p, uint32_t u, const struct hd_ir_insn *i)
{
    return HD_VAL_TAG(i->a) == HD_V_FUNC ? p->unit.data[u].decl[HD_VAL_INDEX(i->a)] : NO_DECL;
}

const struct hd_op_model *call_ops(const struct program *p, uint32_t u, const struct hd_ir_insn *i,
                                   uint32_t *n)
{
    uint32_t d = call_decl(p, u, i);
    *n = d == NO_DECL ? 0 : p->decl.data[d].nops;
    return d == NO_DECL ? NULL : p->decl.data[d].ops;
}

static void add_call(struct program *p, uint32_t from, uint32_t to_decl, uint32_t insn,
                     enum call_kind kind)
{
    uint32_t to = p->decl.data[to_decl].func;
    if (to == NO_FUNC)
        return;
    enum call_kind stored = kind == CALL_THREAD ? CALL_SPAWN : kind;
    hd_vec_push(&p->func.data[from].calls, (struct pcall){to, insn, (uint8_t)stored});
    struct pfunc *t = &p->func.data[to];
    if (kind == CALL_SPAWN || kind == CALL_THREAD) {
        t->spawned_many |= t->spawned;
        t->spawned = true;
        t->own_thread |= kind == CALL_THREAD;
    } else if (kind == CALL_SIGNAL) {
        t->signal_handler = true;
    } else if (t->callers.len == 0 || hd_vec_last(&t->callers) != from) {
        hd_vec_push(&t->callers, from);
    }
}

static enum call_kind kind_of(const struct hd_op_model *op)
{
    if (op->role == HD_ROLE_CALLS || op->role == HD_ROLE_ONCE || op->role == HD_ROLE_CLEANUP_PUSH)
        return CALL_SYNC;
    if (op->role == HD_ROLE_SIGNAL_HANDLER)
        return CALL_SIGNAL;
    return op->on && op->on->kind == HD_KIND_THREAD ? CALL_THREAD : CALL_SPAWN;
}

/* Calls of `v` (a function or something that points to one). */
static void add_value_calls(struct program *p, uint32_t f, hd_val v, uint32_t insn,
                            enum call_kind kind)
{
    uint32_t u = p->func.data[f].unit;
    bool named = HD_VAL_TAG(v) == HD_V_FUNC;
    uint32_t d = named ? p->unit.data[u].decl[HD_VAL_INDEX(v)] : NO_DECL;
    if (named && (p->decl.data[d].func != NO_FUNC || p->decl.data[d].targets.len == 0)) {
        add_call(p, f, d, insn, kind);
    } else if (named || HD_VAL_TAG(v) == HD_V_PATH) {
        d = named ? d : path_decl(p, u, HD_VAL_INDEX(v));
        const uint32_t n = d == NO_DECL ? 0 : (uint32_t)p->decl.data[d].targets.len;
        if (n && !(kind == CALL_DIRECT && is_registry(p, d)))
            for (uint32_t k = 0; k < n; k++)
                add_call(p, f, p->decl.data[d].targets.data[k], insn,
                         kind == CALL_DIRECT ? CALL_POINTER : kind);
    }
}

static void note_calls(struct program *p, uint32_t f)
{
    uint32_t u = p->func.data[f].unit;
    const struct hd_ir *ir = p->unit.data[u].ir;
    const struct hd_ir_func *fn = func_of(p, f);
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        for (uint32_t k = blk->insn; k < blk->insn + blk->ninsns; k++) {
            const struct hd_ir_insn *i = &ir->insns[k];
            if (i->op != HD_INSN_CALL)
                continue;
            uint32_t n;
            const struct hd_op_model *ops = call_ops(p, u, i, &n);
            for (uint32_t o = 0; o < n; o++)
                if (ops[o].entry >= 0 && (uint32_t)ops[o].entry < i->nargs)
                    add_value_calls(p, f, ir->args[i->arg + (uint32_t)ops[o].entry], k,
                                    kind_of(&ops[o]));
            if (n == 0)
                add_value_calls(p, f, i->a, k, CALL_DIRECT);
        }
    }
}

/* Bottom-up order ------------------------------------------------------------------------------*/

struct scc_frame {
    uint32_t f, next;
};

static void strong_connect(struct program *p, uint32_t start, uint32_t *index, uint32_t *low,
                           bool *on, uint32_t *counter, uint32_t *nscc)
{
    HD_VEC(struct scc_frame) work = {0};
    HD_VEC(uint32_t) stack = {0};
    hd_vec_push(&work, (struct scc_frame){start, 0});
    while (work.len) {
        struct scc_frame *fr = &hd_vec_last(&work);
        uint32_t f = fr->f;
        struct pfunc *fn = &p->func.data[f];
        if (fr->next == 0) {
            index[f] = low[f] = ++*counter;
            hd_vec_push(&stack, f);
            on[f] = true;
        } else {
            uint32_t done = fn->calls.data[fr->next - 1].to;
            if (on[done] && low[done] < low[f])
                low[f] = low[done];
        }
        uint32_t go = NO_FUNC;
        while (fr->next < fn->calls.len && go == NO_FUNC) {
            uint32_t to = fn->calls.data[fr->next++].to;
            if (!index[to])
                go = to;
            else if (on[to] && index[to] < low[f])
                low[f] = index[to];
        }
        if (go != NO_FUNC) {
            hd_vec_push(&work, (struct scc_frame){go, 0});
            continue;
        }
        if (low[f] == index[f]) {
            uint32_t w;
            do {
                w = hd_vec_pop(&stack);
                on[w] = false;
                p->func.data[w].scc = *nscc;
                hd_vec_push(&p->order, w);
            } while (w != f);
            ++*nscc;
        }
        (void)hd_vec_pop(&work);
    }
    hd_vec_free(&work);
    hd_vec_free(&stack);
}

static void make_order(struct program *p)
{
    size_t n = p->func.len;
    uint32_t *index = hd_arena_array(&p->arena, uint32_t, n + 1);
    uint32_t *low = hd_arena_array(&p->arena, uint32_t, n + 1);
    bool *on = hd_arena_array(&p->arena, bool, n + 1);
    uint32_t counter = 0, nscc = 0;
    for (uint32_t f = 0; f < n; f++)
        if (!index[f])
            strong_connect(p, f, index, low, on, &counter, &nscc);
}

/* A function that a system header declares is the library's, also when some file of the project has
 * one of the same name: that belongs to another program (a library to be preloaded, a replacement
 * for systems that lack it). */
static void drop_impostors(struct program *p)
{
    for (uint32_t u = 0; u < p->unit.len; u++) {
        const struct hd_ir *ir = p->unit.data[u].ir;
        for (uint32_t k = 0; k < ir->ndecls; k++) {
            struct pdecl *d = &p->decl.data[p->unit.data[u].decl[k]];
            if (ir->decls[k].kind == HD_DECL_FUNC && (ir->decls[k].flags & HD_DECL_F_SYSTEM) &&
                !(ir->decls[k].flags & HD_DECL_F_INTERNAL) && d->func != NO_FUNC &&
                !(func_of(p, d->func)->flags & (HD_FUNC_SYSTEM | HD_FUNC_HEADER)))
                d->func = NO_FUNC;
        }
    }
}

const struct hd_resource *type_resource(const struct program *p, const struct hd_ir *ir,
                                        uint32_t type)
{
    if (!type)
        return NULL;
    const struct hd_ir_type *t = &ir->types[type];
    const struct hd_resource *r = hd_model_type(p->model, hd_ir_str(ir, t->spelling));
    return r ? r : hd_model_type(p->model, hd_ir_str(ir, t->canonical));
}

static uint32_t record_of(const struct hd_ir *ir, const struct hd_ir_decl *field)
{
    const struct hd_ir_record *r = &ir->records[field->owner];
    return r->flags & HD_RECORD_UNION ? 0 : (uint32_t)(r->key >> 32 ^ r->key);
}

/* Locals and parameters by their text and the function that they are of. */
static void name_decls(struct program *p)
{
    uint32_t *name = hd_arena_array(&p->arena, uint32_t, p->decl.len + 1);
    uint32_t *record = hd_arena_array(&p->arena, uint32_t, p->decl.len + 1);
    for (uint32_t d = 0; d < p->decl.len; d++) {
        const struct pdecl *q = &p->decl.data[d];
        const struct hd_ir_decl *id = pdecl_ir(p, d);
        uint64_t h = q->key;
        if (!h) {
            uint32_t owner = p->unit.data[q->unit].decl[id->owner];
            h = hd_hash_mix(p->decl.data[owner].key, (uint64_t)id->kind << 32 | id->index);
            h = hd_hash_mix(h, hd_hash_str(pdecl_name(p, d)));
        }
        name[d] = (uint32_t)(h >> 32 ^ h);
        record[d] = id->kind == HD_DECL_FIELD ? record_of(p->unit.data[q->unit].ir, id) : 0;
    }
    p->terms.decl_name = name;
    p->terms.decl_record = record;
}

void program_init(struct program *p, const struct hd_model *m, const struct hd_ir *units, size_t n,
                  const struct hd_unit_objects *objects, const char *root)
{
    *p = (struct program){.model = m, .root = root};
    terms_init(&p->terms);
    link_units(p, units, n, objects);
    for (size_t i = 0; i < n; i++)
        add_unit(p, &units[i]);
    link_open_names(p);
    drop_namesakes(p);
    drop_impostors(p);
    note_pointers(p);
    note_handlers(p);
    for (uint32_t f = 0; f < p->func.len; f++)
        note_calls(p, f);
    for (uint32_t f = 0; f < p->func.len; f++)
        p->func.data[f].address_taken = p->decl.data[p->func.data[f].decl].address_taken;
    link_functions(p);
    for (uint32_t f = 0; f < p->func.len; f++)
        p->whole |= p->func.data[f].is_main;
    name_decls(p);
    read_contracts(p);
    make_order(p);
}

void program_free(struct program *p)
{
    free_contracts(p);
    link_free(p);
    for (size_t i = 0; i < p->decl.len; i++) {
        hd_vec_free(&p->decl.data[i].targets);
        hd_vec_free(&p->decl.data[i].from);
        hd_vec_free(&p->decl.data[i].leads);
    }
    for (size_t i = 0; i < p->func.len; i++) {
        hd_vec_free(&p->func.data[i].calls);
        hd_vec_free(&p->func.data[i].callers);
    }
    hd_vec_free(&p->unit);
    hd_vec_free(&p->decl);
    hd_vec_free(&p->func);
    hd_vec_free(&p->order);
    hd_map_free(&p->by_key);
    terms_free(&p->terms);
    hd_arena_free(&p->arena);
}

/* Registrations --------------------------------------------------------------------------------*/

/* Does what is declared here get the function by way of parameters? */
static bool is_registered(const struct program *p, uint32_t d, uint32_t func_decl, unsigned depth)
{
    const struct pdecl *at = &p->decl.data[d];
    for (size_t i = 0; i < at->from.len; i++) {
        const struct pdecl *q = &p->decl.data[at->from.data[i]];
        for (size_t k = 0; k < q->targets.len; k++)
            if (q->targets.data[k] == func_decl)
                return true;
        if (depth && is_registered(p, at->from.data[i], func_decl, depth - 1))
            return true;
    }
    return false;
}

void program_registered_callers(const struct program *p, uint32_t f, u32_vec *out)
{
    enum { DEPTH = 3 };
    for (uint32_t g = 0; g < p->func.len; g++) {
        uint32_t u = p->func.data[g].unit;
        const struct hd_ir *ir = p->unit.data[u].ir;
        const struct hd_ir_func *fn = func_of(p, g);
        for (uint32_t b = 0; b < fn->nblocks; b++) {
            const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
            for (uint32_t k = 0; k < blk->ninsns; k++) {
                const struct hd_ir_insn *i = &ir->insns[blk->insn + k];
                uint32_t d = i->op == HD_INSN_CALL && HD_VAL_TAG(i->a) == HD_V_PATH
                                 ? path_decl(p, u, HD_VAL_INDEX(i->a))
                                 : NO_DECL;
                if (d != NO_DECL && is_registered(p, d, p->func.data[f].decl, DEPTH))
                    hd_vec_push(out, g);
            }
        }
    }
}
