/* Writing lock-order facts: classes, locks, threads, edges with their contexts, held locks.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/buf.h"
#include "core/hash.h"
#include "store/store_internal.h"

static const char *const state_name[] = {"alive", "exited", "joined", "detached", "root"};

static int64_t put_class(struct hd_store *s, const struct hd_lock_class *c, struct hd_err *err)
{
    if (!c->key || !*c->key)
        return hd_fail(err, "a lock class without a key");
    int64_t decl = hd_put_site(s, &c->decl, err);
    int64_t init = decl < 0 ? -1 : hd_put_site(s, &c->init, err);
    if (init < 0)
        return -1;
    return hd_sql_id(s, HD_SQL_CLASS_PUT, err, "sssrrtd", c->key, c->name, c->resource, decl, init,
                     c->symbol, (int)c->recursive);
}

int64_t hd_store_put_lock_class(struct hd_store *s, const struct hd_lock_class *c,
                                struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return hd_write_end(s, put_class(s, c, err), err);
}

int64_t hd_store_put_lock(struct hd_store *s, int64_t run, const struct hd_lock *l,
                          struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    int64_t rc =
        hd_sql_id(s, HD_SQL_LOCK_PUT, err, "iisuiduu", run, l->class_id, l->label, l->address,
                  (int64_t)l->generation, (int)l->weak, l->acquisitions, l->contended);
    return hd_write_end(s, rc, err);
}

static int64_t put_thread(struct hd_store *s, int64_t run, const struct hd_thread *t,
                          struct hd_err *err)
{
    if (!t->key || (unsigned)t->state > HD_THREAD_ROOT)
        return hd_fail(err, "a thread without %s", t->key ? "a known state" : "a key");
    int64_t entry = hd_put_site(s, &t->entry, err);
    int64_t created = entry < 0 ? -1 : hd_put_site(s, &t->created, err);
    if (created < 0)
        return -1;
    return hd_sql_id(s, HD_SQL_THREAD_PUT, err, "iusrrrisdduiuiii", run, t->key, t->name, entry,
                     created, t->create_stack, (int64_t)t->tid, state_name[t->state], (int)t->many,
                     (int)t->detached, t->parent, (int64_t)t->parent_clock, t->joiner,
                     (int64_t)t->join_clock, t->started_ms, t->ended_ms);
}

int64_t hd_store_put_thread(struct hd_store *s, int64_t run, const struct hd_thread *t,
                            struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return hd_write_end(s, put_thread(s, run, t, err), err);
}

/* What an edge context refers to, as row ids. */
struct context_ids {
    int64_t from_site, to_site;
    int64_t *call; /* to_site's calls, then from_site's */
};

/* Equal contexts of an edge are stored once; this tells them apart. */
static uint64_t hash_context(const struct hd_edge_context *c, const struct context_ids *id)
{
    const int64_t fixed[] = {(int64_t)c->thread, c->clock,    c->from_mode,      c->to_mode,
                             c->is_try,          c->ordered,  id->from_site,     id->to_site,
                             c->from_stack,      c->to_stack, (int64_t)c->ncalls};
    uint64_t h = hd_hash(fixed, sizeof fixed);
    h = hd_hash_mix(h, hd_hash(id->call, (c->ncalls + c->nfrom_calls) * sizeof *id->call));
    /* Gates are a set: their order says nothing. */
    uint64_t gates = 0;
    for (size_t i = 0; i < c->ngates; i++)
        gates += hd_hash_mix((uint64_t)c->gate[i].lock_id, (uint64_t)c->gate[i].mode);
    return hd_hash_mix(h, gates);
}

static int context_ids(struct hd_store *s, const struct hd_edge_context *c, struct context_ids *id,
                       struct hd_err *err)
{
    id->from_site = hd_put_site(s, &c->from_site, err);
    id->to_site = id->from_site < 0 ? -1 : hd_put_site(s, &c->to_site, err);
    if (id->to_site < 0)
        return -1;
    for (size_t i = 0; i < c->ncalls + c->nfrom_calls; i++) {
        const struct hd_site *site = i < c->ncalls ? &c->calls[i] : &c->from_calls[i - c->ncalls];
        id->call[i] = hd_put_site(s, site, err);
        if (id->call[i] < 0)
            return -1;
    }
    return 0;
}

static int add_calls(struct hd_store *s, int64_t context, const char *toward, const int64_t *site,
                     size_t n, struct hd_err *err)
{
    for (size_t i = 0; i < n; i++)
        if (hd_sql_run(s, HD_SQL_CALL_ADD, err, "isir", context, toward, (int64_t)i, site[i]) < 0)
            return -1;
    return 0;
}

static int add_context(struct hd_store *s, int64_t edge, const struct hd_edge_context *c,
                       struct context_ids *id, struct hd_err *err)
{
    if (context_ids(s, c, id, err) < 0)
        return -1;
    int64_t row = hd_sql_id(s, HD_SQL_CONTEXT_ADD, err, "iuuissddrrrr", edge, hash_context(c, id),
                            c->thread, (int64_t)c->clock, hd_mode_name(c->from_mode),
                            hd_mode_name(c->to_mode), (int)c->is_try, (int)c->ordered,
                            id->from_site, id->to_site, c->from_stack, c->to_stack);
    if (row <= 0)
        return (int)row; /* 0: it is there already */
    if (add_calls(s, row, "to", id->call, c->ncalls, err) < 0 ||
        add_calls(s, row, "from", id->call + c->ncalls, c->nfrom_calls, err) < 0)
        return -1;
    for (size_t i = 0; i < c->ngates; i++)
        if (hd_sql_run(s, HD_SQL_GATE_ADD, err, "iis", row, c->gate[i].lock_id,
                       hd_mode_name(c->gate[i].mode)) < 0)
            return -1;
    return 0;
}

static int64_t put_edge(struct hd_store *s, int64_t run, const struct hd_edge *e,
                        struct hd_err *err)
{
    int64_t row = hd_sql_id(s, HD_SQL_EDGE_PUT, err, "iiidui", run, e->from, e->to,
                            (int)e->evidence, e->count, e->last_ms);
    struct hd_arena a = {0};
    for (size_t i = 0; row > 0 && i < e->ncontexts; i++) {
        const struct hd_edge_context *c = &e->context[i];
        struct context_ids id = {.call = hd_arena_array(&a, int64_t, c->ncalls + c->nfrom_calls)};
        if (add_context(s, row, c, &id, err) < 0)
            row = -1;
    }
    hd_arena_free(&a);
    return row;
}

int64_t hd_store_put_edge(struct hd_store *s, int64_t run, const struct hd_edge *e,
                          struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return hd_write_end(s, put_edge(s, run, e, err), err);
}

int hd_store_put_held(struct hd_store *s, int64_t run, uint64_t thread, int64_t lock,
                      enum hd_mode mode, int64_t stack, const struct hd_site *site,
                      struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    int64_t at = site ? hd_put_site(s, site, err) : 0;
    int64_t rc = at < 0 ? -1
                        : hd_sql_run(s, HD_SQL_HELD_PUT, err, "iuisrr", run, thread, lock,
                                     hd_mode_name(mode), stack, at);
    return (int)hd_write_end(s, rc, err);
}

int hd_store_clear_held(struct hd_store *s, int64_t run, struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    return (int)hd_write_end(s, hd_sql_run(s, HD_SQL_HELD_CLEAR, err, "i", run), err);
}
