/* Calls that can block for long: reported where a lock of ours is held, and left to callers, whose
 * locks we do not know.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/call_internal.h"
#include "core/hash.h"

/* The more calls lie between, the more conditions that nobody followed stand between, too: what
 * lies deeper than this is true more often in theory than in practice. */
enum { MAX_BLOCK_DEPTH = 4, MAX_BLOCKS = 24 };

static struct place innermost(const struct chain *k)
{
    while (k->next)
        k = k->next;
    return k->at;
}

/* Whoever starts threads with a lock held keeps them waiting on purpose; before that nobody waits.
 */
static bool is_gate(const struct obj *o)
{
    return o->marks & MARK_ALONE;
}

void report_blocking(struct fctx *c, const struct state *s, struct place at, const struct blocks *b)
{
    for (unsigned i = 0; i < s->nobj && !c->broken; i++) {
        const struct obj *o = &s->obj[i];
        bool given = false;
        for (unsigned k = 0; k < b->nreleased; k++)
            given |= b->released[k] == o->key;
        if (given || !obj_is_held(c, o) || (o->res->traits & HD_TRAIT_NEVER_WAITS) ||
            term_has_index(c->t, o->key) || is_gate(o) || o->entry == ENTRY_HELD ||
            o->entry == ENTRY_SHARED)
            continue;
        /* whoever calls others with a recursive lock held has thought of them */
        if (b->callback && (lock_traits_unknown(c, o) || (obj_traits(c, o) & HD_TRAIT_RECURSIVE)))
            continue;
        struct report r =
            report_of_lock(c, s, o, b->callback ? "lock-held-callback" : "lock-held-blocking", at);
        r.subject = b->what;
        r.chain = b->chain;
        r.note = hd_arena_fmt(&c->p->arena, "calls %s", b->what);
        r.key = hd_hash_mix(place_key(o->at), hd_hash_str(b->what));
        r.detail = hd_arena_fmt(&c->p->arena,
                                b->callback ? "%s comes from outside" : "%s may block", b->what);
        /* One finding for one hold and one blocking function, for one call under it, and for one
         * class of locks and one blocking call that lies deeper than in the callee. */
        uint32_t cls = lock_class(c, o->key);
        bool deep = b->chain && b->chain->next && cls != NO_DECL;
        uint64_t call = hd_hash_mix(place_key(o->at), place_key(at));
        uint64_t far = deep ? hd_hash_mix(place_key(innermost(b->chain)), cls) : call;
        if (!already_reported(c->an, r.rule, call) && !already_reported(c->an, r.rule, far) &&
            report_finding(c->an, &r)) {
            note_reported(c->an, r.rule, call);
            note_reported(c->an, r.rule, far);
        }
        return;
    }
}

/* Of the locks that were released the first time, those that are now, too. */
static void keep_released(struct blocks *b, const term *released, unsigned n)
{
    unsigned out = 0;
    for (unsigned i = 0; i < b->nreleased; i++)
        for (unsigned j = 0; j < n; j++)
            if (b->released[i] == released[j]) {
                b->released[out++] = released[j];
                break;
            }
    b->nreleased = out;
}

void leave_blocking(struct fctx *c, struct blocks b)
{
    if (b.depth > MAX_BLOCK_DEPTH)
        return;
    struct place at = innermost(b.chain);
    for (size_t i = 0; i < c->sum->blocks.len; i++) {
        struct blocks *q = &c->sum->blocks.data[i];
        struct place p = innermost(q->chain);
        if (p.unit != at.unit || p.loc != at.loc || strcmp(q->what, b.what) != 0)
            continue;
        widen_conds(q->cond, &q->ncond, b.cond, b.ncond);
        keep_released(q, b.released, b.nreleased);
        if (b.depth < q->depth) {
            q->depth = b.depth;
            q->chain = b.chain;
        }
        return;
    }
    if (c->sum->blocks.len >= MAX_BLOCKS)
        return;
    b.cond = keep_cons(c, b.cond, b.ncond);
    hd_vec_push(&c->sum->blocks, b);
}

void note_blocking(struct fctx *c, struct state *s, struct place at, const struct blocks *b)
{
    struct blocks mine = *b;
    struct con k[MAX_CONDS];
    report_blocking(c, s, at, b);
    mine.chain = chain_cons(c, at, NULL);
    mine.cond = k;
    mine.ncond = public_cons(c, s, k);
    mine.nreleased = released_now(c, s, &mine.released);
    leave_blocking(c, mine);
}

void call_blocks(struct fctx *c, struct state *s, const struct call *k)
{
    note_blocking(c, s, here(c, k->i->loc), &(struct blocks){.what = k->name});
}
