/* Renaming: a symbol that is about to name something new, and facts nobody names any more.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/state_internal.h"

struct retire {
    term sym, old;
};

static term retire_leaf(struct terms *t, term x, void *arg)
{
    const struct retire *r = arg;
    (void)t;
    return x == r->sym ? r->old : x;
}

/* The same term with `sym` old; elements indexed by it become any element. */
static term retire_term(struct terms *t, term x, const struct retire *r)
{
    if (!term_contains(t, x, r->sym))
        return x;
    struct term_node n = *term_at(t, x);
    if (n.kind == T_INDEXV && n.b && term_contains(t, (term)n.b, r->sym))
        return term_any(t, retire_term(t, n.a, r));
    switch (n.kind) {
    case T_DEREF:
        return term_deref(t, retire_term(t, n.a, r));
    case T_FIELD:
        return term_field(t, retire_term(t, n.a, r), (uint32_t)n.b);
    case T_INDEX:
        return term_index(t, retire_term(t, n.a, r), (int64_t)n.b);
    case T_ANY:
        return term_any(t, retire_term(t, n.a, r));
    case T_ADDR:
        return term_addr(t, retire_term(t, n.a, r));
    case T_INIT:
        return term_init(t, retire_term(t, n.a, r));
    default:
        return term_map(t, x, retire_leaf, (void *)r);
    }
}

/* Drops bindings of `loc` before entry `n`: the later binding of one location wins. */
static unsigned drop_earlier(struct state *s, unsigned n, term loc)
{
    for (unsigned k = 0; k < n; k++)
        if (s->env[k].loc == loc) {
            memmove(&s->env[k], &s->env[k + 1], (n - k - 1) * sizeof *s->env);
            return n - 1;
        }
    return n;
}

static void retire_env(struct terms *t, struct state *s, const struct retire *r)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++) {
        struct bind b = s->env[i];
        term loc = retire_term(t, b.loc, r);
        b.val = retire_term(t, b.val, r);
        if (loc != b.loc) {
            b.loc = loc;
            out = drop_earlier(s, out, loc);
            note_bound(s, loc);
        }
        if (b.loc)
            s->env[out++] = b;
    }
    s->nenv = (uint16_t)out;
}

static void retire_objs(struct terms *t, struct state *s, const struct retire *r)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nobj; i++) {
        struct obj o = s->obj[i];
        if (term_contains(t, o.key, r->sym)) {
            o.key = retire_term(t, o.key, r);
            o.flags |= OBJ_MULTI;
        }
        if (term_contains(t, o.data, r->sym))
            o.data = retire_term(t, o.data, r);
        if (!o.key)
            continue;
        unsigned k = 0;
        while (k < out && s->obj[k].key != o.key)
            k++;
        if (k < out) { /* two that became one: known only where they agree */
            if (s->obj[k].state != o.state)
                s->obj[k].state = HD_STATE_UNKNOWN;
            s->obj[k].flags |= OBJ_MULTI;
        } else {
            s->obj[out++] = o;
        }
    }
    s->nobj = (uint16_t)out;
}

/* The same statement of a loop made this of one element of an array and that of another. */
static bool is_of_another_round(struct terms *t, const struct obj *o, term any, const struct obj *p)
{
    return o->res == p->res && o->at.loc == p->at.loc && o->at.unit == p->at.unit && !o->tally &&
           !p->tally && o->res->identity == HD_ID_ADDRESS && term_any_element(t, p->key) == any;
}

/* A loop with a counter that is known names another element in every round. After a few rounds they
 * become any element, as if the counter were not known: else each round would be a disjunct. */
void state_fold_rounds(struct terms *t, struct state *s)
{
    enum { ROUNDS = 4 };
    for (unsigned i = 0; i + ROUNDS < s->nobj; i++) {
        term any = term_any_element(t, s->obj[i].key);
        unsigned same = 0, out = i + 1;
        for (unsigned k = i; any && k < s->nobj; k++)
            same += is_of_another_round(t, &s->obj[i], any, &s->obj[k]);
        if (same <= ROUNDS)
            continue;
        struct obj *o = &s->obj[i];
        for (unsigned k = i + 1; k < s->nobj; k++) {
            if (!is_of_another_round(t, o, any, &s->obj[k])) {
                s->obj[out++] = s->obj[k];
                continue;
            }
            if (s->obj[k].state != o->state)
                o->state = HD_STATE_UNKNOWN;
            o->flags |= s->obj[k].flags & OBJ_ESCAPED;
        }
        s->nobj = (uint16_t)out;
        o->key = any;
        o->flags |= OBJ_MULTI;
    }
}

/* What was known of the memory of one round says nothing of that of the next. */
static void retire_fresh(struct terms *t, struct state *s, term sym)
{
    for (unsigned i = 0; i < s->nfresh; i++)
        if (term_contains(t, s->fresh[i].base, sym))
            s->fresh[i--] = s->fresh[--s->nfresh];
}

static uint64_t syms_in_use(const struct terms *t, const struct state *s)
{
    uint64_t m = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        m |= term_at(t, s->env[i].loc)->inside | term_at(t, s->env[i].val)->inside;
    for (unsigned i = 0; i < s->nobj; i++)
        m |= term_at(t, s->obj[i].key)->inside | term_at(t, s->obj[i].data)->inside;
    return m;
}

/* Nothing is known of it, callers have no name for it, and if it were forgotten the next event
 * would find as much: that is so for all that has an address but locks. */
static bool is_as_good_as_absent(const struct terms *t, const struct state *s, const struct obj *o)
{
    return o->state == HD_STATE_UNKNOWN && o->res->identity == HD_ID_ADDRESS &&
           o->res->kind != HD_KIND_LOCK && o->res->kind != HD_KIND_THREAD && !o->tally &&
           !o->marks && (term_at(t, o->key)->inside & TERM_SYM_BITS) &&
           !lies_in_fresh(t, s, o->key);
}

/* Objects about which nothing is known, and whose names contain something that no variable holds
 * any more: no event can mean them. Threads count as long as they may run. */
static void forget_unnamed(const struct terms *t, struct state *s)
{
    uint64_t bound = ~TERM_SYM_BITS;
    for (unsigned i = 0; i < s->nenv; i++)
        bound |= term_at(t, s->env[i].loc)->inside | term_at(t, s->env[i].val)->inside;
    unsigned out = 0;
    for (unsigned i = 0; i < s->nobj; i++) {
        const struct obj *o = &s->obj[i];
        bool unnamed = (o->flags & OBJ_MULTI) || (term_at(t, o->key)->inside & ~bound);
        if (is_as_good_as_absent(t, s, o))
            continue;
        if (o->state != HD_STATE_UNKNOWN || o->res->kind == HD_KIND_THREAD || o->tally || !unnamed)
            s->obj[out++] = *o;
    }
    s->nobj = (uint16_t)out;
}

static bool has_other_syms(struct terms *t, term val, void *used)
{
    return term_at(t, val)->inside & ~*(uint64_t *)used;
}

static bool mentions(struct terms *t, term val, void *sym)
{
    return term_contains(t, val, *(term *)sym);
}

void state_forget_temps(struct hd_arena *a, struct terms *t, struct state *s, const uint8_t *keep)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++) {
        const struct term_node *n = term_at(t, s->env[i].loc);
        if (n->kind != T_TEMP || keep[n->a])
            s->env[out++] = s->env[i];
    }
    s->nenv = (uint16_t)out;
    forget_unnamed(t, s);
    uint64_t used = syms_in_use(t, s) | ~TERM_SYM_BITS;
    out = 0;
    s->told = 0;
    for (unsigned i = 0; i < s->ncon; i++)
        if ((term_at(t, s->con[i].val)->inside & ~used) == 0) {
            note_told(s, s->con[i].val);
            s->con[out++] = s->con[i];
        }
    s->ncon = (uint16_t)out;
    memset(s->bound, 0, sizeof s->bound);
    for (unsigned i = 0; i < s->nenv; i++)
        note_bound(s, s->env[i].loc);
    if (s->nimp)
        state_filter_imps(a, t, s, has_other_syms, &used);
}

/* Bindings that name objects stay. */
void state_unset(struct terms *t, struct state *s, term loc)
{
    unsigned out = 0;
    for (unsigned i = 0; i < s->nenv; i++)
        if (!term_is_part_of(t, s->env[i].loc, loc) || state_obj(s, s->env[i].val))
            s->env[out++] = s->env[i];
    s->nenv = (uint16_t)out;
}

/* As term_contains; most terms are ruled out by what is inside of them. */
static inline bool mentions_part(const struct terms *t, term x, term part, uint64_t need)
{
    return (term_at(t, x)->inside & need) == need && term_contains(t, x, part);
}

static bool state_mentions(struct terms *t, const struct state *s, term x)
{
    const uint64_t need = term_at(t, x)->inside;
    for (unsigned i = 0; i < s->nenv; i++)
        if (mentions_part(t, s->env[i].loc, x, need) || mentions_part(t, s->env[i].val, x, need))
            return true;
    for (unsigned i = 0; i < s->nobj; i++)
        if (mentions_part(t, s->obj[i].key, x, need) || mentions_part(t, s->obj[i].data, x, need))
            return true;
    for (unsigned i = 0; i < s->ncon; i++)
        if (mentions_part(t, s->con[i].val, x, need))
            return true;
    for (unsigned i = 0; i < s->nfresh; i++)
        if (mentions_part(t, s->fresh[i].base, x, need))
            return true;
    for (unsigned i = 0; i < s->nimp; i++)
        for (unsigned g = 0; g <= s->imp[i].nguards; g++)
            if (mentions_part(t, g ? s->imp[i].guard[g - 1].val : s->imp[i].then.val, x, need))
                return true;
    return false;
}

void state_retire(struct hd_arena *a, struct terms *t, struct state *s, term sym)
{
    struct retire r = {sym, term_old_sym(t, sym)};
    if (r.old)
        state_drop_con(a, t, s, r.old);
    if (!state_mentions(t, s, sym)) /* the name is new here, as most are */
        return;
    bool one = !r.old || !state_mentions(t, s, r.old);
    r.old = term_sym(t, term_at(t, sym)->b, true);
    bool *bound = hd_arena_array(a, bool, s->nobj + 1);
    for (unsigned i = 0; i < s->nobj; i++)
        bound[i] = is_bound(s, s->obj[i].key);
    retire_env(t, s, &r);
    for (unsigned i = 0; i < s->nobj; i++)
        if (bound[i] && !is_bound(s, retire_term(t, s->obj[i].key, &r)))
            s->obj[i].flags |=
                OBJ_ESCAPED; /* some element of an array that a loop fills holds it */
    hd_arena_give_back(a, bound, (s->nobj + 1) * sizeof *bound);
    retire_objs(t, s, &r);
    retire_fresh(t, s, sym);
    unsigned out = 0;
    for (unsigned i = 0; i < s->ncon; i++) {
        struct con c = s->con[i];
        if (c.val == sym && one) {
            c.val = r.old;
            note_told(s, c.val);
        } else if (term_contains(t, c.val, sym)) {
            continue; /* what was known of one round says nothing of all earlier ones */
        }
        s->con[out++] = c;
    }
    s->ncon = (uint16_t)out;
    state_filter_imps(a, t, s, mentions, &sym);
    if (s->unstarted.array &&
        (term_contains(t, s->unstarted.array, sym) || term_contains(t, s->unstarted.bound, sym)))
        s->unstarted.array = 0;
}

static struct trail *add_trail(struct hd_arena *a, struct state *s, struct place at)
{
    struct trail *n = hd_arena_new(a, struct trail);
    *n = (struct trail){.prev = s->trail, .at = at};
    s->trail = n;
    return n;
}

void state_note(struct hd_arena *a, struct state *s, struct place at, const char *note, bool branch)
{
    struct trail *n = add_trail(a, s, at);
    n->note = note;
    n->branch = branch;
}

void state_branch(struct hd_arena *a, struct state *s, struct place at, uint32_t block, bool taken)
{
    struct trail *n = add_trail(a, s, at);
    n->branch = true;
    n->block = block;
    n->taken = taken;
}
