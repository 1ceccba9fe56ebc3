/* The validator: a blob comes from the cache or from a worker that may have crashed half-way, so
 * nothing in it is believed. After hd_ir_open every index may be followed, every walk up a path or
 * down an expression ends within HD_IR_MAX_WEIGHT steps, and successors stay in their function.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/ir/build.h"
#include "analyzer/ir/layout.h"

/* Facts computed once per path and expression. */
struct extent {
    uint32_t temps;  /* one more than the highest result number inside */
    uint32_t weight; /* see build.h */
};

struct check {
    const struct hd_ir *ir;
    struct extent *path, *expr;
    uint32_t *expr_top; /* highest path inside an expression */
    struct hd_err *err;
};

static int bad(struct check *c, const char *table, uint32_t i, const char *what)
{
    return hd_fail(c->err, "malformed IR: %s %u: %s", table, i, what);
}

/* Is [first, first + n) inside a table of `len` items? */
static bool range_ok(uint32_t first, uint32_t n, uint32_t len)
{
    return n == 0 ? true : first < len && n <= len - first;
}

static bool str_ok(const struct check *c, uint32_t s)
{
    return s < c->ir->strings_size && (s == 0 || c->ir->strings[s - 1] == '\0');
}

static bool val_ok(const struct check *c, hd_val v)
{
    const struct hd_ir *ir = c->ir;
    uint32_t i = HD_VAL_INDEX(v);
    switch (HD_VAL_TAG(v)) {
    case HD_V_NONE:
    case HD_V_UNKNOWN:
        return i == 0;
    case HD_V_INT:
        return i < ir->nints;
    case HD_V_STR:
        return str_ok(c, i);
    case HD_V_PATH:
    case HD_V_ADDR:
        return i > 0 && i < ir->npaths;
    case HD_V_FUNC:
        return i < ir->ndecls && ir->decls[i].kind == HD_DECL_FUNC;
    case HD_V_EXPR:
        return i < ir->nexprs;
    }
    return false;
}

static int check_names(struct check *c)
{
    const struct hd_ir *ir = c->ir;
    if (ir->strings_size == 0 || ir->strings[0] || ir->strings[ir->strings_size - 1])
        return bad(c, "strings", 0, "no empty string at the start or no end");
    for (uint32_t i = 0; i < ir->nfiles; i++)
        if (!str_ok(c, ir->files[i].name))
            return bad(c, "file", i, "name out of range");
    if (ir->nfiles == 0 || ir->main_file >= ir->nfiles)
        return bad(c, "file", ir->main_file, "main file out of range");
    if (ir->nlocs == 0 || ir->ntypes == 0 || ir->npaths == 0 || ir->nints == 0)
        return bad(c, "tables", 0, "no empty item at the start");
    for (uint32_t i = 0; i < ir->nlocs; i++)
        if (ir->locs[i].file >= ir->nfiles || !str_ok(c, ir->locs[i].macro))
            return bad(c, "location", i, "file or macro out of range");
    for (uint32_t i = 0; i < ir->nattrs; i++)
        if (ir->attrs[i].decl >= ir->ndecls || !str_ok(c, ir->attrs[i].name) ||
            !str_ok(c, ir->attrs[i].arg) ||
            !range_ok(ir->attrs[i].lock, ir->attrs[i].nlocks, ir->nargs))
            return bad(c, "attribute", i, "index out of range");
    for (uint32_t i = 0; i < ir->nattrs; i++)
        for (uint32_t k = 0; k < ir->attrs[i].nlocks; k++)
            if (!val_ok(c, ir->args[ir->attrs[i].lock + k]))
                return bad(c, "attribute", i, "lock out of range");
    return 0;
}

static int check_types(struct check *c)
{
    const struct hd_ir *ir = c->ir;
    for (uint32_t i = 0; i < ir->ntypes; i++) {
        const struct hd_ir_type *t = &ir->types[i];
        if (!str_ok(c, t->spelling) || !str_ok(c, t->canonical) || t->kind > HD_TYPE_OTHER ||
            t->target >= ir->ntypes || t->record > ir->nrecords)
            return bad(c, "type", i, "index or kind out of range");
        if ((t->kind == HD_TYPE_RECORD) != (t->record != 0))
            return bad(c, "type", i, "record index without record kind, or the reverse");
        /* A pointer can be part of what it points to only through a record. */
        if (t->target == i && i != 0)
            return bad(c, "type", i, "points to itself");
    }
    for (uint32_t i = 0; i < ir->nrecords; i++) {
        const struct hd_ir_record *r = &ir->records[i];
        if (!str_ok(c, r->name) || !str_ok(c, r->usr) || r->loc >= ir->nlocs ||
            !range_ok(r->field, r->nfields, ir->ndecls))
            return bad(c, "record", i, "index out of range");
        for (uint32_t f = 0; f < r->nfields; f++)
            if (ir->decls[r->field + f].kind != HD_DECL_FIELD || ir->decls[r->field + f].owner != i)
                return bad(c, "record", i, "holds a declaration that is no field of it");
    }
    return 0;
}

static int check_decls(struct check *c)
{
    const struct hd_ir *ir = c->ir;
    for (uint32_t i = 0; i < ir->ndecls; i++) {
        const struct hd_ir_decl *d = &ir->decls[i];
        if (!str_ok(c, d->name) || !str_ok(c, d->usr) || !str_ok(c, d->init_macro) ||
            d->kind > HD_DECL_FIELD || d->type >= ir->ntypes || d->loc >= ir->nlocs ||
            !val_ok(c, d->init))
            return bad(c, "declaration", i, "index or kind out of range");
        uint32_t owners = d->kind == HD_DECL_FIELD ? ir->nrecords : ir->ndecls;
        if (d->owner >= owners)
            return bad(c, "declaration", i, "owner out of range");
        if ((d->kind == HD_DECL_LOCAL || d->kind == HD_DECL_PARAM) &&
            ir->decls[d->owner].kind != HD_DECL_FUNC)
            return bad(c, "declaration", i, "owner is no function");
    }
    return 0;
}

static struct extent val_extent(struct check *c, hd_val v);

static struct extent both(struct extent a, struct extent b)
{
    return (struct extent){.temps = a.temps > b.temps ? a.temps : b.temps,
                           .weight = a.weight + b.weight};
}

/* Only called for expressions that passed check_exprs and whose paths are done; check_exprs bounds
 * the recursion, and weights above the limit cannot grow out of 32 bits: each is refused once. */
static struct extent expr_extent(struct check *c, uint32_t e)
{
    struct extent *x = &c->expr[e];
    if (x->temps == UINT32_MAX) {
        *x = both(val_extent(c, c->ir->exprs[e].a), val_extent(c, c->ir->exprs[e].b));
        x->weight++;
        if (x->weight > HD_IR_MAX_WEIGHT)
            x->weight = HD_IR_MAX_WEIGHT + 1;
    }
    return *x;
}

static struct extent val_extent(struct check *c, hd_val v)
{
    switch (HD_VAL_TAG(v)) {
    case HD_V_PATH:
    case HD_V_ADDR:
        return c->path[HD_VAL_INDEX(v)];
    case HD_V_EXPR:
        return expr_extent(c, HD_VAL_INDEX(v));
    default:
        return (struct extent){0};
    }
}

static uint32_t val_top(const struct check *c, hd_val v)
{
    switch (HD_VAL_TAG(v)) {
    case HD_V_PATH:
    case HD_V_ADDR:
        return HD_VAL_INDEX(v);
    case HD_V_EXPR:
        return c->expr_top[HD_VAL_INDEX(v)];
    default:
        return 0;
    }
}

static int check_exprs(struct check *c)
{
    const struct hd_ir *ir = c->ir;
    for (uint32_t i = 0; i < ir->nexprs; i++) {
        const struct hd_ir_expr *e = &ir->exprs[i];
        if (e->op == HD_OP_NONE || e->op > HD_OP_NEG || !val_ok(c, e->a) || !val_ok(c, e->b) ||
            e->a == 0)
            return bad(c, "expression", i, "operator or operand out of range");
        const hd_val v[2] = {e->a, e->b};
        c->expr[i] = (struct extent){.temps = UINT32_MAX, .weight = 1};
        for (int k = 0; k < 2; k++) {
            if (HD_VAL_TAG(v[k]) == HD_V_EXPR) {
                if (HD_VAL_INDEX(v[k]) >= i)
                    return bad(c, "expression", i, "operand comes later");
                /* Until the paths are known: the weight of the expressions alone. */
                c->expr[i].weight += c->expr[HD_VAL_INDEX(v[k])].weight;
                if (c->expr[i].weight > HD_IR_MAX_WEIGHT)
                    return bad(c, "expression", i, "too large");
            }
            uint32_t top = val_top(c, v[k]);
            if (top > c->expr_top[i])
                c->expr_top[i] = top;
        }
    }
    return 0;
}

static bool path_arg_ok(const struct check *c, const struct hd_ir_path *p)
{
    const struct hd_ir *ir = c->ir;
    bool root = p->kind == HD_PATH_VAR || p->kind == HD_PATH_TEMP || p->kind == HD_PATH_UNKNOWN;
    if (root != (p->parent == 0))
        return false;
    switch (p->kind) {
    case HD_PATH_VAR:
        return p->arg < ir->ndecls && ir->decls[p->arg].kind != HD_DECL_FUNC &&
               ir->decls[p->arg].kind != HD_DECL_FIELD;
    case HD_PATH_TEMP:
    case HD_PATH_UNKNOWN:
        return p->arg < 0x10000000u;
    case HD_PATH_DEREF:
    case HD_PATH_INDEX_ANY:
        return p->arg == 0;
    case HD_PATH_FIELD:
        return p->arg < ir->ndecls && ir->decls[p->arg].kind == HD_DECL_FIELD;
    case HD_PATH_INDEX:
        return p->arg < ir->nints;
    case HD_PATH_INDEX_VAL:
        return val_ok(c, p->arg);
    default:
        return false;
    }
}

static int check_paths(struct check *c)
{
    const struct hd_ir *ir = c->ir;
    for (uint32_t i = 1; i < ir->npaths; i++) {
        const struct hd_ir_path *p = &ir->paths[i];
        if (p->parent >= i)
            return bad(c, "path", i, "parent does not come earlier");
        if (p->type >= ir->ntypes || !path_arg_ok(c, p))
            return bad(c, "path", i, "kind, argument or type out of range");
        struct extent x = c->path[p->parent];
        if (p->kind == HD_PATH_INDEX_VAL) {
            if (val_top(c, p->arg) >= i)
                return bad(c, "path", i, "index does not come earlier");
            x = both(x, val_extent(c, p->arg));
        }
        if (p->kind == HD_PATH_TEMP)
            x.temps = p->arg + 1;
        if (++x.weight > HD_IR_MAX_WEIGHT)
            return bad(c, "path", i, "too large");
        c->path[i] = x;
    }
    for (uint32_t i = 0; i < ir->nexprs; i++)
        if (expr_extent(c, i).weight > HD_IR_MAX_WEIGHT)
            return bad(c, "expression", i, "too large");
    return 0;
}

/* Does `v` stay within the results of a function that has `temps` of them? */
static bool val_in(struct check *c, hd_val v, uint32_t temps)
{
    return val_ok(c, v) && val_extent(c, v).temps <= temps;
}

static bool insn_ok(struct check *c, const struct hd_ir_insn *in, uint32_t temps)
{
    const struct hd_ir *ir = c->ir;
    if (in->op > HD_INSN_LOAD || in->loc >= ir->nlocs || in->dst >= ir->npaths ||
        in->how > HD_OP_NEG || c->path[in->dst].temps > temps || !val_in(c, in->a, temps) ||
        !range_ok(in->arg, in->nargs, ir->nargs))
        return false;
    if (in->op != HD_INSN_CALL && in->nargs)
        return false;
    if (in->dst == 0 && in->op != HD_INSN_CALL && in->op != HD_INSN_LOAD)
        return false;
    if (in->op == HD_INSN_COPY && HD_VAL_TAG(in->a) != HD_V_PATH)
        return false;
    for (uint32_t i = 0; i < in->nargs; i++)
        if (!val_in(c, ir->args[in->arg + i], temps))
            return false;
    return true;
}

static const char *term_fault(struct check *c, const struct hd_ir_block *k,
                              const struct hd_ir_func *f)
{
    static const int fixed[] = {
        [HD_TERM_GOTO] = 1,   [HD_TERM_BRANCH] = 2,      [HD_TERM_SWITCH] = -1,
        [HD_TERM_RETURN] = 0, [HD_TERM_UNREACHABLE] = 0, [HD_TERM_INDIRECT] = -1,
        [HD_TERM_THROW] = 0,
    };
    const struct hd_ir *ir = c->ir;
    if (k->term > HD_TERM_THROW || k->op > HD_OP_GE || k->loc >= ir->nlocs)
        return "terminator out of range";
    if (k->term != HD_TERM_BRANCH && k->op)
        return "comparison without a branch";
    if (!val_in(c, k->a, f->ntemps) || !val_in(c, k->b, f->ntemps))
        return "value out of range";
    if (!range_ok(k->succ, k->nsucc, ir->nsuccs))
        return "successors out of range";
    if (fixed[k->term] >= 0 && k->nsucc != (uint32_t)fixed[k->term])
        return "wrong number of successors";
    if (k->term == HD_TERM_SWITCH &&
        (k->nsucc == 0 || !range_ok(k->kase, k->nsucc - 1, ir->ncases)))
        return "cases out of range";
    for (uint32_t i = 0; i < k->nsucc; i++)
        if (ir->succs[k->succ + i] >= f->nblocks)
            return "successor outside of the function";
    return NULL;
}

static int check_block(struct check *c, uint32_t i, const struct hd_ir_func *f)
{
    const struct hd_ir_block *k = &c->ir->blocks[i];
    if (!range_ok(k->insn, k->ninsns, c->ir->ninsns))
        return bad(c, "block", i, "instructions out of range");
    for (uint32_t j = 0; j < k->ninsns; j++)
        if (!insn_ok(c, &c->ir->insns[k->insn + j], f->ntemps))
            return bad(c, "instruction", k->insn + j, "operation or operand out of range");
    const char *fault = term_fault(c, k, f);
    return fault ? bad(c, "block", i, fault) : 0;
}

static bool all_kind(const struct hd_ir *ir, uint32_t first, uint32_t n, uint32_t kind)
{
    for (uint32_t i = 0; i < n; i++)
        if (ir->decls[first + i].kind != kind)
            return false;
    return true;
}

static int check_funcs(struct check *c)
{
    const struct hd_ir *ir = c->ir;
    uint32_t next = 0, insn = 0;
    for (uint32_t i = 0; i < ir->nfuncs; i++) {
        const struct hd_ir_func *f = &ir->funcs[i];
        if (f->decl >= ir->ndecls || ir->decls[f->decl].kind != HD_DECL_FUNC)
            return bad(c, "function", i, "is no declared function");
        if (f->loc >= ir->nlocs || f->end_loc >= ir->nlocs || f->ntemps > 0x10000000u)
            return bad(c, "function", i, "location or number of results out of range");
        if (!range_ok(f->param, f->nparams, ir->ndecls) ||
            !range_ok(f->local, f->nlocals, ir->ndecls) ||
            !all_kind(ir, f->param, f->nparams, HD_DECL_PARAM) ||
            !all_kind(ir, f->local, f->nlocals, HD_DECL_LOCAL))
            return bad(c, "function", i, "parameters or locals out of range");
        /* Functions own consecutive blocks, blocks consecutive instructions: no two share any. */
        if (f->block != next || f->nblocks == 0 || !range_ok(f->block, f->nblocks, ir->nblocks))
            return bad(c, "function", i, "blocks out of range");
        next += f->nblocks;
        for (uint32_t k = f->block; k < next; k++) {
            if (ir->blocks[k].insn != insn)
                return bad(c, "block", k, "instructions out of order");
            if (check_block(c, k, f) < 0)
                return -1;
            insn += ir->blocks[k].ninsns;
        }
    }
    if (next != ir->nblocks || insn != ir->ninsns)
        return bad(c, "function", ir->nfuncs, "blocks or instructions without a function");
    return 0;
}

static int read_header(struct hd_ir *ir, const char *blob, size_t size, struct hd_err *err)
{
    const struct hd_ir_header *h = (const void *)blob;
    if (!blob || (uintptr_t)blob % 8 || size < sizeof *h)
        return hd_fail(err, "malformed IR: too short or not aligned to 8 bytes");
    if (memcmp(h->magic, HD_IR_MAGIC, sizeof h->magic) != 0)
        return hd_fail(err, "malformed IR: wrong signature");
    if (h->version != HD_IR_VERSION || h->ntables != HD_IR_NTABLES)
        return hd_fail(err, "IR of version %u, this heddle reads %d", h->version, HD_IR_VERSION);
    if (h->size != size)
        return hd_fail(err, "malformed IR: %zu bytes instead of %llu", size,
                       (unsigned long long)h->size);
    for (int t = 0; t < HD_IR_NTABLES; t++)
        if (h->table[t].offset % 8 || h->table[t].offset > size || h->table[t].offset < sizeof *h ||
            h->table[t].count > 0x0fffffffu)
            return hd_fail(err, "malformed IR: table %d lies outside", t);
#define X(name, type)                                                                              \
    if (h->table[HD_IR_T_##name].count * sizeof(type) > size - h->table[HD_IR_T_##name].offset)    \
        return hd_fail(err, "malformed IR: table %s lies outside", #name);                         \
    ir->name = (const void *)(blob + h->table[HD_IR_T_##name].offset);
    HD_IR_TABLES(X)
#undef X
#define COUNT(name) ir->n##name = (uint32_t)h->table[HD_IR_T_##name].count
    ir->strings_size = (uint32_t)h->table[HD_IR_T_strings].count;
    COUNT(files), COUNT(locs), COUNT(types), COUNT(records), COUNT(decls), COUNT(attrs);
    COUNT(ints), COUNT(paths), COUNT(exprs), COUNT(args), COUNT(insns), COUNT(blocks);
    COUNT(succs), COUNT(cases), COUNT(funcs);
#undef COUNT
    ir->main_file = h->main_file;
    ir->errors = h->errors;
    ir->blob = blob;
    ir->size = size;
    return 0;
}

int hd_ir_open(struct hd_ir *ir, const void *blob, size_t size, struct hd_err *err)
{
    *ir = (struct hd_ir){0};
    if (read_header(ir, blob, size, err) < 0)
        return -1;
    struct check c = {.ir = ir, .err = err};
    c.path = calloc(ir->npaths + 1, sizeof *c.path);
    c.expr = calloc(ir->nexprs + 1, sizeof *c.expr);
    c.expr_top = calloc(ir->nexprs + 1, sizeof *c.expr_top);
    if (!c.path || !c.expr || !c.expr_top)
        hd_oom();
    int rc = check_names(&c) < 0 || check_types(&c) < 0 || check_decls(&c) < 0 ||
                     check_exprs(&c) < 0 || check_paths(&c) < 0 || check_funcs(&c) < 0
                 ? -1
                 : 0;
    free(c.path);
    free(c.expr);
    free(c.expr_top);
    if (rc < 0)
        *ir = (struct hd_ir){0};
    return rc;
}
