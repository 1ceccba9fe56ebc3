/* What the programs of a build run, and claims about all that may be in one of them. See link.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/link_internal.h"
#include "core/file.h"

/* What programs run ----------------------------------------------------------------------------*/

struct mention {
    uint32_t from, to;
};
typedef HD_VEC(struct mention) mention_vec;

static void mention(const struct program *p, uint32_t f, hd_val v, mention_vec *out)
{
    if (HD_VAL_TAG(v) != HD_V_FUNC)
        return;
    const struct pdecl *d = &p->decl.data[p->unit.data[p->func.data[f].unit].decl[HD_VAL_INDEX(v)]];
    if (d->func != NO_FUNC)
        hd_vec_push(out, (struct mention){f, d->func});
    for (size_t k = 0; d->func == NO_FUNC && k < d->targets.len; k++)
        if (p->decl.data[d->targets.data[k]].func != NO_FUNC)
            hd_vec_push(out, (struct mention){f, p->decl.data[d->targets.data[k]].func});
}

/* Functions whose names stand in a function: who knows them may have them run. */
static void find_mentions(const struct program *p, uint32_t f, mention_vec *out)
{
    const struct hd_ir *ir = func_ir(p, f);
    const struct hd_ir_func *fn = func_of(p, f);
    for (uint32_t b = 0; b < fn->nblocks; b++) {
        const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
        mention(p, f, blk->a, out);
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &ir->insns[blk->insn + k];
            mention(p, f, i->a, out);
            for (uint32_t a = 0; i->op == HD_INSN_CALL && a < i->nargs; a++)
                mention(p, f, ir->args[i->arg + a], out);
        }
    }
}

static const uint64_t *member_of(const struct program *p, uint32_t f)
{
    const struct link *l = p->link;
    return &l->member[l->node_at[p->func.data[f].unit] * l->words];
}

/* A function of a header stands for those of all units that include it, not for the first one's. */
static const uint64_t *may_of(const struct program *p, uint32_t f)
{
    const struct link *l = p->link;
    if (func_of(p, f)->flags & (HD_FUNC_HEADER | HD_FUNC_SYSTEM))
        return l->all;
    return &l->may[l->node_at[p->func.data[f].unit] * l->words];
}

/* Who calls something from a program that the callee is no part of means another one there. */
static bool spread(const struct program *p, uint32_t from, uint32_t to)
{
    struct link *l = p->link;
    const uint64_t *may = may_of(p, to);
    bool changed = false;
    for (size_t w = 0; w < l->words; w++) {
        uint64_t *t = &l->runs[to * l->words + w], was = *t;
        *t |= l->runs[from * l->words + w] & may[w];
        changed |= *t != was;
    }
    return changed;
}

static void begin_runs(struct program *p)
{
    struct link *l = p->link;
    for (uint32_t f = 0; f < p->func.len; f++)
        if (func_of(p, f)->flags & HD_FUNC_INIT)
            memcpy(&l->runs[f * l->words], member_of(p, f), l->words * sizeof *l->runs);
    for (uint32_t k = 0; k < l->program.len; k++)
        if (l->program.data[k].main != NO_FUNC)
            set_bit(&l->runs[l->program.data[k].main * l->words], k);
}

static void find_mains(struct program *p)
{
    struct link *l = p->link;
    for (uint32_t f = 0; f < p->func.len; f++) {
        const struct hd_ir_decl *d = pdecl_ir(p, p->func.data[f].decl);
        if (d->kind != HD_DECL_FUNC || (d->flags & HD_DECL_F_INTERNAL) ||
            strcmp(func_name(p, f), "main") != 0)
            continue;
        p->func.data[f].is_main = true;
        for (uint32_t k = 0; k < l->program.len; k++)
            if (l->program.data[k].node == l->node_at[p->func.data[f].unit])
                l->program.data[k].main = f;
    }
}

void link_functions(struct program *p)
{
    struct link *l = p->link;
    find_mains(p);
    if (l->program.len < 2)
        return;
    l->runs = hd_arena_array(&p->arena, uint64_t, (p->func.len + 1) * l->words);
    l->certain = hd_arena_array(&p->arena, bool, p->func.len + 1);
    begin_runs(p);
    mention_vec m = {0};
    for (uint32_t f = 0; f < p->func.len; f++) {
        for (size_t k = 0; k < p->func.data[f].calls.len; k++)
            hd_vec_push(&m, (struct mention){f, p->func.data[f].calls.data[k].to});
        find_mentions(p, f, &m);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = m.len; i-- > 0;)
            changed |= spread(p, m.data[i].from, m.data[i].to);
    }
    hd_vec_free(&m);
    for (uint32_t f = 0; f < p->func.len; f++)
        for (size_t w = 0; w < l->words; w++)
            l->certain[f] |= l->runs[f * l->words + w] != 0;
}

uint32_t link_programs(const struct program *p)
{
    return p->link->program.len < 2 ? 1 : (uint32_t)p->link->program.len;
}

uint32_t link_main(const struct program *p, uint32_t prog)
{
    return prog < p->link->program.len ? p->link->program.data[prog].main : NO_FUNC;
}

const char *link_program_text(struct program *p, uint32_t prog)
{
    if (p->link->program.len < 2)
        return "the program";
    const char *path = p->link->node.data[p->link->program.data[prog].node].path;
    return hd_arena_fmt(&p->arena, "the program of %s", hd_path_relative(p->root, path));
}

bool link_may(const struct program *p, uint32_t f, uint32_t prog)
{
    return p->link->program.len < 2 || bit(may_of(p, f), prog);
}

bool link_runs(const struct program *p, uint32_t f, uint32_t prog)
{
    const struct link *l = p->link;
    if (l->program.len < 2)
        return true;
    return l->certain[f] ? bit(&l->runs[f * l->words], prog) : link_may(p, f, prog);
}

bool link_together(const struct program *p, uint32_t f, uint32_t g)
{
    for (uint32_t k = 0; k < link_programs(p); k++)
        if (link_runs(p, f, k) && link_runs(p, g, k))
            return true;
    return false;
}

/* Claims ---------------------------------------------------------------------------------------*/

void link_add(struct program *p, program_set *set, uint32_t f)
{
    const struct link *l = p->link;
    if (!*set)
        *set = hd_arena_array(&p->arena, uint64_t, l->words);
    const uint64_t *may = l->program.len < 2 ? l->all : may_of(p, f);
    for (size_t w = 0; w < l->words; w++)
        (*set)[w] |= may[w];
}

void link_note(struct program *p, struct hd_map *m, uint64_t key, uint32_t f)
{
    uint64_t *at = hd_map_put(m, key, NULL);
    program_set set = (program_set)(uintptr_t)*at;
    link_add(p, &set, f);
    *at = (uint64_t)(uintptr_t)set;
}

void link_note_all(struct program *p, struct hd_map *m, uint64_t key)
{
    *hd_map_put(m, key, NULL) = (uint64_t)(uintptr_t)p->link->all;
}

const uint64_t *link_noted(const struct hd_map *m, uint64_t key)
{
    const uint64_t *at = hd_map_get(m, key);
    return at ? (const uint64_t *)(uintptr_t)*at : NULL;
}

uint32_t link_without(const struct program *p, uint32_t f, const uint64_t *one,
                      const uint64_t *other)
{
    const struct link *l = p->link;
    if (l->program.len < 2)
        return one || other ? NO_PROGRAM : 0;
    uint32_t found = NO_PROGRAM;
    for (uint32_t k = 0; k < l->program.len; k++) {
        bool somebody = (one && bit(one, k)) || (other && bit(other, k));
        if (somebody && !l->certain[f])
            return NO_PROGRAM; /* nobody knows whose it is: only what holds for all */
        if (!somebody && found == NO_PROGRAM && link_runs(p, f, k))
            found = k;
    }
    return found;
}
