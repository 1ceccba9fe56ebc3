/* Home-made channels: a lock, a condition and a flag that says "closed". One function sets the flag
 * and wakes, and one waits in a loop that the flag ends; others may put something in and wake. What
 * is found through them is a note.
 *
 * Most close without looking, and most that put something in look whether it is closed: closing
 * twice does no harm then, and sending is refused. So these are reported only where a function that
 * finds the flag set ends the program, or does not look although what it puts in is never taken
 * out.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/flow.h"

enum { MAX_HOME_BLOCKS = 24 };

static const char *const no_names[] = {NULL};
static const struct hd_resource home_channel = {
    .id = "channel",
    .pack = "",
    .kind = HD_KIND_CHANNEL,
    .types = (const char **)no_names,
    .identity = HD_ID_ADDRESS,
    .static_init = (const char **)no_names,
    .traits = HD_TRAIT_CLOSE_IDEMPOTENT,
};
static const struct hd_resource home_channel_strict = {
    .id = "channel",
    .pack = "",
    .kind = HD_KIND_CHANNEL,
    .types = (const char **)no_names,
    .identity = HD_ID_ADDRESS,
    .static_init = (const char **)no_names,
};

bool is_home_channel(const struct hd_resource *r)
{
    return r == &home_channel || r == &home_channel_strict;
}

/* What a function was seen to do. */
struct seen {
    unsigned acquires, waits, signals, writes;
    bool other_calls, stores_argument;
    uint32_t set; /* path of the flag that is set to a constant; 0: none */
    struct place wait;
};

static bool is_flag(const struct fctx *c, uint32_t path)
{
    const struct hd_ir_path *q = &c->ir->paths[path];
    if (q->kind != HD_PATH_FIELD && q->kind != HD_PATH_VAR)
        return false;
    const struct hd_ir_decl *d = &c->ir->decls[q->arg];
    unsigned type = c->ir->types[d->type].kind;
    return (d->kind == HD_DECL_FIELD || d->kind == HD_DECL_GLOBAL) &&
           (type == HD_TYPE_INT || type == HD_TYPE_BOOL);
}

static bool is_local_path(const struct fctx *c, uint32_t path)
{
    const struct hd_ir_path *q = &c->ir->paths[path];
    return q->kind == HD_PATH_TEMP ||
           (q->kind == HD_PATH_VAR && c->ir->decls[q->arg].kind == HD_DECL_LOCAL);
}

static void see_write(const struct fctx *c, const struct hd_ir_insn *i, struct seen *l)
{
    if (is_local_path(c, i->dst))
        return;
    l->writes++;
    bool set = !i->how && HD_VAL_TAG(i->a) == HD_V_INT && c->ir->ints[HD_VAL_INDEX(i->a)] != 0 &&
               is_flag(c, i->dst);
    l->set = set ? i->dst : l->set;
    if (HD_VAL_TAG(i->a) != HD_V_PATH)
        return;
    const struct hd_ir_path *q = &c->ir->paths[HD_VAL_INDEX(i->a)];
    l->stores_argument |= q->kind == HD_PATH_VAR && c->ir->decls[q->arg].kind == HD_DECL_PARAM;
}

static void see_call(const struct fctx *c, const struct hd_ir_insn *i, struct seen *l)
{
    uint32_t n;
    const struct hd_op_model *ops = call_ops(c->p, c->unit, i, &n);
    bool known = false;
    for (uint32_t k = 0; k < n; k++) {
        known |= ops[k].role == HD_ROLE_PURE || ops[k].role == HD_ROLE_ERRNO ||
                 ops[k].role == HD_ROLE_NORETURN;
        if (ops[k].on && ops[k].on->kind == HD_KIND_LOCK) {
            known = true;
            l->acquires += ops[k].event == c->an->lw.acquire;
            if (ops[k].event == c->an->lw.wait_on && !ops[k].timed) {
                l->waits++;
                l->wait = here(c, i->loc);
            }
        } else if (ops[k].on && ops[k].on->kind == HD_KIND_COND) {
            l->signals += ops[k].role == HD_ROLE_COND_SIGNAL;
            known = true;
        }
    }
    l->other_calls |= !known;
}

static struct seen see(const struct fctx *c)
{
    struct seen l = {0};
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        for (uint32_t k = 0; k < blk->ninsns; k++) {
            const struct hd_ir_insn *i = &c->ir->insns[blk->insn + k];
            if (i->op == HD_INSN_CALL)
                see_call(c, i, &l);
            else if (i->op == HD_INSN_ASSIGN)
                see_write(c, i, &l);
        }
    }
    return l;
}

static bool names(const struct fctx *c, hd_val v, uint32_t decl)
{
    const struct hd_ir_path *q = HD_VAL_TAG(v) == HD_V_PATH ? &c->ir->paths[HD_VAL_INDEX(v)] : NULL;
    return q && (q->kind == HD_PATH_FIELD || q->kind == HD_PATH_VAR) &&
           c->p->unit.data[c->unit].decl[q->arg] == decl;
}

/* Does the function test the flag? *ends: and ends the program on one side. */
static bool tests(const struct fctx *c, uint32_t decl, bool *ends)
{
    bool some = false;
    *ends = false;
    for (uint32_t b = 0; b < c->fn->nblocks; b++) {
        const struct hd_ir_block *blk = &c->ir->blocks[c->fn->block + b];
        if (blk->term != HD_TERM_BRANCH || !names(c, blk->a, decl))
            continue;
        some = true;
        for (uint32_t k = 0; k < blk->nsucc; k++) {
            const struct hd_ir_block *to =
                &c->ir->blocks[c->fn->block + c->ir->succs[blk->succ + k]];
            *ends |= to->nsucc == 0 && to->term != HD_TERM_RETURN;
        }
    }
    return some;
}

/* The record that the flag is a field of; the flag itself when it is a variable. */
static term channel_of(const struct fctx *c, term flag)
{
    return term_at(c->t, flag)->kind == T_FIELD ? term_at(c->t, flag)->a : flag;
}

static void begin(struct fctx *c, struct analysis *an, uint32_t f)
{
    *c = (struct fctx){.an = an, .p = an->p, .t = &an->p->terms, .f = f};
    c->unit = an->p->func.data[f].unit;
    c->ir = an->p->unit.data[c->unit].ir;
    c->fn = func_of(an->p, f);
}

static bool is_small(const struct fctx *c)
{
    return c->fn->nblocks && c->fn->nblocks <= MAX_HOME_BLOCKS && !(c->fn->flags & HD_FUNC_INIT);
}

static void note_part(struct analysis *an, struct fctx *c, uint32_t cls, term flag, int event,
                      bool strict)
{
    struct home h = {.func = c->f,
                     .cls = cls,
                     .event = event,
                     .counter = channel_of(c, flag),
                     .channel = strict ? &home_channel_strict : &home_channel};
    if (term_is_public(c, h.counter))
        hd_vec_push(&an->homes, h);
}

/* The flag's location by the name that the function has for it: the channel is a parameter of it,
 * or there is one only. */
static term flag_in(struct fctx *c, uint32_t decl)
{
    const struct state *s = state_new(&c->a);
    for (uint32_t p = 1; p < c->ir->npaths; p++) {
        const struct hd_ir_path *q = &c->ir->paths[p];
        if ((q->kind != HD_PATH_FIELD && q->kind != HD_PATH_VAR) ||
            c->p->unit.data[c->unit].decl[q->arg] != decl)
            continue;
        term loc = eval_path(c, s, p);
        const struct term_node *root = term_at(c->t, term_root(c->t, loc));
        bool mine = root->kind == T_VAR && (pdecl_ir(c->p, root->a)->kind != HD_DECL_PARAM ||
                                            pdecl_ir(c->p, root->a)->owner == c->fn->decl);
        if (mine && term_is_public(c, loc))
            return loc;
    }
    return 0;
}

/* The functions that put something into the channel. A queue that its senders close over has one.
 */
static void find_senders(struct analysis *an, uint32_t closer, uint32_t cls, int send)
{
    const struct hd_ir_decl *flag = pdecl_ir(an->p, cls);
    for (uint32_t f = 0; f < an->p->func.len; f++) {
        struct fctx c;
        bool ends;
        begin(&c, an, f);
        if (f != closer && is_small(&c) && c.unit == an->p->func.data[closer].unit) {
            struct seen l = see(&c);
            bool sends = l.acquires == 1 && l.signals && l.stores_argument;
            bool looks = tests(&c, cls, &ends);
            if (sends && looks && ends && flag->kind == HD_DECL_FIELD)
                note_part(an, &c, cls, flag_in(&c, cls), send, true);
        }
        hd_arena_free(&c.a);
    }
}

/* Who waits until the flag is set? NO_FUNC: nobody. */
static uint32_t find_receiver(struct analysis *an, uint32_t cls, struct place *wait)
{
    uint32_t found = NO_FUNC;
    for (uint32_t f = 0; f < an->p->func.len && found == NO_FUNC; f++) {
        struct fctx c;
        bool ends;
        begin(&c, an, f);
        struct seen l = is_small(&c) ? see(&c) : (struct seen){0};
        if (l.acquires == 1 && l.waits && tests(&c, cls, &ends) && !ends) {
            found = f;
            *wait = l.wait;
        }
        hd_arena_free(&c.a);
    }
    return found;
}

void find_home_channels(struct analysis *an)
{
    const struct hd_automaton *aut = hd_model_automaton(an->p->model, HD_KIND_CHANNEL);
    for (uint32_t f = 0; aut && f < an->p->func.len; f++) {
        struct fctx c;
        struct place wait;
        bool ends;
        begin(&c, an, f);
        struct seen l = is_small(&c) ? see(&c) : (struct seen){0};
        bool closes =
            l.acquires == 1 && !l.waits && l.signals && l.writes == 1 && l.set && !l.other_calls;
        if (closes) {
            uint32_t cls = c.p->unit.data[c.unit].decl[c.ir->paths[l.set].arg];
            const struct state *s = state_new(&c.a);
            term flag = eval_path(&c, s, l.set);
            (void)tests(&c, cls, &ends);
            if (find_receiver(an, cls, &wait) != NO_FUNC) {
                note_part(an, &c, cls, flag, hd_automaton_event(aut, "close"), ends);
                find_senders(an, f, cls, hd_automaton_event(aut, "send"));
            }
        }
        hd_arena_free(&c.a);
    }
}
