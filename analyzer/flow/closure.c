/* Which units make a program, as a linker would find them, and which may belong to it. See link.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/link_internal.h"

/* Closures -------------------------------------------------------------------------------------*/

/* Built for a program of its own: a target with this main and no other. */
static bool built_for(const struct link *l, uint32_t node, uint32_t main)
{
    const struct node *n = &l->node.data[node];
    for (size_t k = 0; k < n->target.len; k++) {
        const struct target *t = &l->target.data[n->target.data[k]];
        if (t->nmains == 1 && t->main == main)
            return true;
    }
    return false;
}

/* Steps from one folder to another. */
unsigned folder_distance(const char *a, const char *b)
{
    size_t i = 0, same = 0;
    for (; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            same = i;
    unsigned n = 0;
    for (i = same + 1; a[same] && a[i]; i++)
        n += a[i] == '/';
    for (i = same + 1; b[same] && b[i]; i++)
        n += b[i] == '/';
    return n;
}

struct wanted {
    uint32_t name, node;
};

struct closure {
    struct link *l;
    uint32_t prog;
    uint16_t *owner;
    HD_VEC(uint32_t) queue;
    HD_VEC(struct wanted) open;
};

static void join_program(struct closure *c, uint32_t node)
{
    struct link *l = c->l;
    uint64_t *member = &l->member[node * l->words];
    if (bit(member, c->prog))
        return;
    set_bit(member, c->prog);
    hd_vec_push(&c->queue, node);
    const struct node *n = &l->node.data[node];
    for (size_t i = 0; i < n->provides.len; i++) {
        const struct name *name = &l->name.data[n->provides.data[i]];
        if (!name->several)
            continue;
        for (size_t k = 0; k < name->by.len; k++)
            if (name->by.data[k].node == node) {
                uint16_t *own = &c->owner[name->several - 1];
                *own = *own == OWNER_NONE || *own == name->by.data[k].def ? name->by.data[k].def
                                                                          : OWNER_TWICE;
            }
    }
}

/* Can the node be linked with what the program has? */
static bool fits(const struct closure *c, uint32_t node)
{
    const struct link *l = c->l;
    const struct node *n = &l->node.data[node];
    if (bit(&l->member[node * l->words], c->prog))
        return true;
    if (n->main)
        return node == l->program.data[c->prog].node;
    for (size_t i = 0; i < n->provides.len; i++) {
        const struct name *name = &l->name.data[n->provides.data[i]];
        uint16_t own = name->several ? c->owner[name->several - 1] : OWNER_NONE;
        for (size_t k = 0; own != OWNER_NONE && k < name->by.len; k++)
            if (name->by.data[k].node == node && name->by.data[k].def != own && !name->global)
                return false;
    }
    return true;
}

/* A file that some program has already: alternatives mostly serve one program each. */
static bool is_taken(const struct link *l, uint32_t node)
{
    for (size_t w = 0; w < l->words; w++)
        if (l->member[node * l->words + w])
            return true;
    return false;
}

/* The unit that provides the name in this program; NO_NODE when none or several could. With `near`
 * targets and folders may decide. */
static uint32_t choose(const struct closure *c, const struct wanted *w, bool near)
{
    const struct link *l = c->l;
    const struct name *n = &l->name.data[w->name];
    uint32_t main = l->program.data[c->prog].node, best = NO_NODE;
    unsigned best_cost = 0;
    uint16_t def = 0;
    bool tie = false;
    for (size_t i = 0; i < n->by.len; i++) {
        uint32_t node = n->by.data[i].node;
        const char *path = l->node.data[node].path;
        if (!fits(c, node))
            continue;
        unsigned cost = bit(&l->may[node * l->words], c->prog) ? 0 : 1u << 28;
        if (near)
            cost += (built_for(l, node, main) ? 0u : 1u << 24) +
                    (folder_distance(path, l->node.data[main].path) << 16) +
                    (folder_distance(path, l->node.data[w->node].path) << 8) + is_taken(l, node);
        if (best != NO_NODE && cost > best_cost)
            continue;
        tie = best != NO_NODE && cost == best_cost && n->by.data[i].def != def;
        if (best == NO_NODE || cost < best_cost) {
            best = node;
            best_cost = cost;
            def = n->by.data[i].def;
        }
    }
    return tie ? NO_NODE : best;
}

static bool settled(const struct closure *c, const struct wanted *w)
{
    const struct name *n = &c->l->name.data[w->name];
    return n->several && c->owner[n->several - 1] != OWNER_NONE;
}

static void follow(struct closure *c)
{
    while (c->queue.len) {
        uint32_t node = hd_vec_pop(&c->queue);
        const struct node *n = &c->l->node.data[node];
        for (size_t i = 0; i < n->wants.len; i++) {
            struct wanted w = {n->wants.data[i].name, node};
            const struct name *name = &c->l->name.data[w.name];
            uint32_t to = name->several ? NO_NODE : choose(c, &w, true);
            if (to != NO_NODE)
                join_program(c, to);
            else if (name->several && !settled(c, &w))
                hd_vec_push(&c->open, w);
        }
    }
}

/* One of the names that several files define: what is certain first. */
static bool settle_one(struct closure *c, bool near)
{
    for (size_t i = 0; i < c->open.len; i++) {
        struct wanted w = c->open.data[i];
        uint32_t to = settled(c, &w) ? NO_NODE : choose(c, &w, near);
        if (to == NO_NODE)
            continue;
        join_program(c, to);
        return true;
    }
    return false;
}

static void close_all(struct link *l, struct closure *all, bool near)
{
    for (uint32_t k = 0; k < l->program.len; k++)
        do
            follow(&all[k]);
        while (settle_one(&all[k], false) || (near && settle_one(&all[k], true)));
}

/* Who may be linked with whom ------------------------------------------------------------------*/

/* A target that nobody else's program takes anything from is its program's own. */
static void find_exclusive(struct link *l)
{
    for (uint32_t t = 0; t < l->target.len; t++)
        l->target.data[t].exclusive = l->target.data[t].nmains == 1;
    for (uint32_t i = 0; i < l->node.len; i++) {
        const struct node *n = &l->node.data[i];
        if (n->target.len != 1)
            continue; /* compiled for others as well */
        struct target *t = &l->target.data[n->target.data[0]];
        for (uint32_t k = 0; k < l->program.len; k++)
            if (bit(&l->member[i * l->words], k) && l->program.data[k].node != t->main)
                t->exclusive = false;
    }
}

static bool is_others_own(const struct link *l, const struct node *n, uint32_t main)
{
    for (size_t k = 0; k < n->target.len; k++) {
        const struct target *t = &l->target.data[n->target.data[k]];
        if (!t->exclusive || t->main == main)
            return false;
    }
    return n->target.len > 0;
}

/* Wants something that only units have which cannot be in this program. */
static bool lacks_something(const struct link *l, const struct node *n, uint32_t prog)
{
    for (size_t i = 0; i < n->wants.len; i++) {
        const struct name *w = &l->name.data[n->wants.data[i].name];
        bool any = n->wants.data[i].units < n->units; /* only when compiled another way */
        for (size_t k = 0; k < w->by.len && !any; k++)
            any = bit(&l->may[w->by.data[k].node * l->words], prog);
        if (!any)
            return true;
    }
    return false;
}

static void find_possible(struct link *l, uint32_t prog)
{
    struct closure c = {.l = l, .prog = prog, .owner = l->program.data[prog].owner};
    uint32_t main = l->program.data[prog].node;
    for (uint32_t i = 0; i < l->node.len; i++) {
        l->may[i * l->words + prog / 64] &= ~(UINT64_C(1) << prog % 64);
        if (fits(&c, i) && (i == main || bit(&l->member[i * l->words], prog) ||
                            !is_others_own(l, &l->node.data[i], main)))
            set_bit(&l->may[i * l->words], prog);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < l->node.len; i++) {
            uint64_t *may = &l->may[i * l->words];
            if (!bit(may, prog) || i == main || bit(&l->member[i * l->words], prog) ||
                !lacks_something(l, &l->node.data[i], prog))
                continue;
            may[prog / 64] &= ~(UINT64_C(1) << prog % 64);
            changed = true;
        }
    }
}

/* From end to end ------------------------------------------------------------------------------*/

void close_programs(struct link *l, struct hd_arena *a)
{
    struct closure *all = hd_arena_array(a, struct closure, l->program.len + 1);
    for (uint32_t k = 0; k < l->program.len; k++) {
        uint16_t *owner = hd_arena_array(a, uint16_t, l->nseveral + 1);
        l->program.data[k].owner = owner;
        all[k] = (struct closure){.l = l, .prog = k, .owner = owner};
        find_possible(l, k); /* by what they want alone: decides what is chosen */
        join_program(&all[k], l->program.data[k].node);
    }
    close_all(l, all, false);
    close_all(l, all, true);
    find_exclusive(l);
    for (uint32_t k = 0; k < l->program.len; k++) {
        find_possible(l, k);
        hd_vec_free(&all[k].queue);
        hd_vec_free(&all[k].open);
    }
}
