/* thread-join-unstarted for arrays of handles: a loop makes one handle after the other and is left,
 * or goes on, when a creation fails; a later loop with the same bound joins them all, also those
 * that were never made. Elements of an array are one object to the automata, so this looks at the
 * two loops instead: what bounds them, and whether the join happens in every round.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/call_internal.h"

/* The index by which an argument picks its element: `i` of &t[i], t[i].thread. */
static hd_val index_of(const struct fctx *c, hd_val v)
{
    if (HD_VAL_TAG(v) != HD_V_ADDR && HD_VAL_TAG(v) != HD_V_PATH)
        return 0;
    uint32_t path = HD_VAL_INDEX(v);
    while (c->ir->paths[path].kind == HD_PATH_FIELD)
        path = c->ir->paths[path].parent;
    return c->ir->paths[path].kind == HD_PATH_INDEX_VAL ? c->ir->paths[path].arg : 0;
}

/* Does control get from `from` to `to` without passing through `avoid`? At least one step. */
static bool reaches(struct fctx *c, uint32_t from, uint32_t to, uint32_t avoid)
{
    uint32_t *queue = hd_arena_array(&c->a, uint32_t, c->fn->nblocks + 2), head = 0, tail = 0;
    uint8_t *seen = hd_arena_array(&c->a, uint8_t, c->fn->nblocks + 1);
    queue[tail++] = from;
    while (head < tail) {
        const struct hd_ir_block *b = &c->ir->blocks[c->fn->block + queue[head++]];
        for (uint32_t k = 0; k < b->nsucc; k++) {
            uint32_t s = c->ir->succs[b->succ + k];
            if (s == to)
                return true;
            if (s != avoid && !seen[s]) {
                seen[s] = 1;
                queue[tail++] = s;
            }
        }
    }
    return false;
}

/* The test that bounds a loop over `index`. */
struct bound {
    uint32_t block;
    unsigned op; /* index op value */
    term value;
};

static bool find_bound(struct fctx *c, const struct state *s, hd_val index, struct bound *out)
{
    for (uint32_t b = 0; index && b < c->fn->nblocks; b++) {
        const struct hd_ir_block *k = &c->ir->blocks[c->fn->block + b];
        bool order = k->op == HD_OP_LT || k->op == HD_OP_LE || k->op == HD_OP_GT ||
                     k->op == HD_OP_GE || k->op == HD_OP_NE;
        if (k->term != HD_TERM_BRANCH || !order || (k->a != index && k->b != index) || k->a == k->b)
            continue;
        if (b != c->block &&
            (!reaches(c, b, c->block, UINT32_MAX) || !reaches(c, c->block, b, UINT32_MAX)))
            continue;
        out->block = b;
        out->op = k->a == index ? k->op : op_mirror(k->op);
        out->value = eval(c, s, k->a == index ? k->b : k->a);
        return out->value != 0;
    }
    return false;
}

void note_unstarted(struct fctx *c, struct state *s, const struct hd_ir_insn *i, int arg,
                    term element)
{
    struct bound b;
    if (arg < 0 || (uint32_t)arg >= i->nargs ||
        !find_bound(c, s, index_of(c, c->ir->args[i->arg + (uint32_t)arg]), &b) ||
        b.block == c->block || reaches(c, c->block, c->block, b.block)) /* tries again */
        return;
    s->unstarted =
        (struct unstarted){term_any_element(c->t, element), b.value, b.op, here(c, i->loc)};
}

void check_unstarted(struct fctx *c, struct state *s, const struct hd_ir_insn *i, int arg)
{
    hd_val v = arg >= 0 && (uint32_t)arg < i->nargs ? c->ir->args[i->arg + (uint32_t)arg] : 0;
    struct bound b;
    if (!s->unstarted.array || HD_VAL_TAG(v) != HD_V_PATH || c->broken)
        return;
    term loc = eval_path(c, s, HD_VAL_INDEX(v));
    if (!loc || term_any_element(c->t, loc) != s->unstarted.array ||
        !find_bound(c, s, index_of(c, v), &b) || b.value != s->unstarted.bound ||
        b.op != s->unstarted.op || state_con(s, state_get(c->t, s, loc)) ||
        (b.block != c->block && reaches(c, b.block, b.block, c->block)))
        return;
    struct place at = here(c, i->loc);
    const char *name = term_text(c, s->unstarted.array);
    struct report r = {.rule = "thread-join-unstarted",
                       .at = at,
                       .name = name,
                       .state = s,
                       .origin = s->unstarted.at,
                       .origin_note = "a creation may fail here, and its handle is never set",
                       .note = "this loop goes on to the same bound, made or not",
                       .confidence = -1,
                       .key = place_key(s->unstarted.at)};
    report_finding(c->an, &r);
}
