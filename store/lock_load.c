/* Reading lock-order facts back.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/hash.h"
#include "store/store_internal.h"

/* One loading: maps from row ids to indexes, and thread keys made unique across runs. */
struct load {
    struct hd_store *s;
    struct hd_arena *a;
    struct hd_err *err;
    int64_t run, check; /* parameters ?1 and ?2 of the …_ALL statements */
    struct hd_lock_facts *out;
    struct hd_map lock_index; /* lock id -> index */
    struct hd_map key;        /* hash(run, key) -> number from 1 */
    struct hd_map site;       /* site id -> index into sites */
    HD_VEC(struct hd_site) sites;
};

static enum hd_mode mode_of(const unsigned char *name)
{
    int m = name ? hd_mode_parse((const char *)name) : -1;
    return m < 0 ? HD_MODE_NONE : (enum hd_mode)m;
}

static enum hd_thread_state state_of(const unsigned char *name)
{
    static const char *const names[] = {"alive", "exited", "joined", "detached", "root"};
    for (unsigned i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcmp((const char *)name, names[i]) == 0)
            return (enum hd_thread_state)i;
    return HD_THREAD_ALIVE;
}

/* With one run keys stay as they are; with several each (run, key) gets a number of its own. */
static uint64_t key_of(struct load *l, int64_t run, int64_t key)
{
    if (l->run || !key)
        return (uint64_t)key;
    bool added;
    uint64_t *n = hd_map_put(&l->key, hd_hash_mix((uint64_t)run, (uint64_t)key), &added);
    if (added)
        *n = l->key.len;
    return *n;
}

/* Sites repeat: each is read once. */
static int site_of(struct load *l, int64_t id, struct hd_site *out)
{
    *out = (struct hd_site){0};
    if (!id)
        return 0;
    bool added;
    uint64_t *index = hd_map_put(&l->site, (uint64_t)id, &added);
    if (added) {
        struct hd_site site;
        *index = l->sites.len;
        if (hd_load_site(l->s, id, l->a, &site, l->err) < 0)
            return -1;
        hd_vec_push(&l->sites, site);
    }
    *out = l->sites.data[*hd_map_get(&l->site, (uint64_t)id)];
    return 0;
}

static sqlite3_stmt *query(struct load *l, enum hd_sql id)
{
    return hd_sql_bind(l->s, id, l->err, "ii", l->run, l->check);
}

/* Steps a query over all rows; `row` returns -1 to stop. */
static int each(struct load *l, sqlite3_stmt *q, int (*row)(struct load *, sqlite3_stmt *))
{
    int rc = -1;
    while (q && (rc = hd_sql_step(l->s, q, l->err)) > 0) {
        if (row(l, q) < 0) {
            sqlite3_reset(q);
            return -1;
        }
    }
    return rc;
}

static int load_class(struct load *l, sqlite3_stmt *q)
{
    struct hd_lock_class c = {
        .key = hd_col_str(q, 1, l->a),
        .name = hd_col_str(q, 2, l->a),
        .resource = hd_col_str(q, 3, l->a),
        .symbol = hd_col_text(q, 4, l->a),
        .recursive = sqlite3_column_int(q, 5),
    };
    if (site_of(l, sqlite3_column_int64(q, 6), &c.decl) < 0 ||
        site_of(l, sqlite3_column_int64(q, 7), &c.init) < 0)
        return -1;
    hd_vec_push(&l->out->cls, c);
    hd_vec_push(&l->out->cls_id, sqlite3_column_int64(q, 0));
    return 0;
}

static int load_lock(struct load *l, sqlite3_stmt *q)
{
    struct hd_lock k = {
        .class_id = sqlite3_column_int64(q, 1),
        .label = hd_col_str(q, 2, l->a),
        .address = (uint64_t)sqlite3_column_int64(q, 3),
        .generation = (uint64_t)sqlite3_column_int64(q, 4),
        .weak = sqlite3_column_int(q, 5),
        .acquisitions = (uint64_t)sqlite3_column_int64(q, 6),
        .contended = (uint64_t)sqlite3_column_int64(q, 7),
    };
    int64_t id = sqlite3_column_int64(q, 0);
    *hd_map_put(&l->lock_index, (uint64_t)id, NULL) = l->out->lock.len;
    hd_vec_push(&l->out->lock, k);
    hd_vec_push(&l->out->lock_id, id);
    return 0;
}

static int load_thread(struct load *l, sqlite3_stmt *q)
{
    int64_t run = sqlite3_column_int64(q, 0);
    struct hd_thread t = {
        .key = key_of(l, run, sqlite3_column_int64(q, 1)),
        .name = hd_col_str(q, 2, l->a),
        .create_stack = sqlite3_column_int64(q, 5),
        .tid = (uint32_t)sqlite3_column_int64(q, 6),
        .state = state_of(sqlite3_column_text(q, 7)),
        .many = sqlite3_column_int(q, 8),
        .detached = sqlite3_column_int(q, 9),
        .parent = key_of(l, run, sqlite3_column_int64(q, 10)),
        .parent_clock = (uint32_t)sqlite3_column_int64(q, 11),
        .joiner = key_of(l, run, sqlite3_column_int64(q, 12)),
        .join_clock = (uint32_t)sqlite3_column_int64(q, 13),
        .started_ms = hd_col_ms(q, 14),
        .ended_ms = hd_col_ms(q, 15),
    };
    uint32_t record = (uint32_t)sqlite3_column_int64(q, 1); /* see hd_thread_key */
    if (t.state != HD_THREAD_ROOT && record)
        t.number = record - 1;
    if (site_of(l, sqlite3_column_int64(q, 3), &t.entry) < 0 ||
        site_of(l, sqlite3_column_int64(q, 4), &t.created) < 0)
        return -1;
    hd_vec_push(&l->out->thread, t);
    return 0;
}

static int load_calls(struct load *l, int64_t context, struct hd_edge_context *c)
{
    HD_VEC(struct hd_site) part[2] = {{0}, {0}}; /* from, to */
    sqlite3_stmt *q = hd_sql_bind(l->s, HD_SQL_CALL_LOAD, l->err, "i", context);
    int rc = -1;
    while (q && (rc = hd_sql_step(l->s, q, l->err)) > 0) {
        struct hd_site site;
        if (site_of(l, sqlite3_column_int64(q, 1), &site) < 0) {
            sqlite3_reset(q);
            rc = -1;
            break;
        }
        hd_vec_push(&part[sqlite3_column_int(q, 0) == 1], site);
    }
    c->ncalls = part[1].len;
    c->nfrom_calls = part[0].len;
    c->calls = hd_arena_dup(l->a, part[1].data, part[1].len * sizeof *part[1].data);
    c->from_calls = hd_arena_dup(l->a, part[0].data, part[0].len * sizeof *part[0].data);
    hd_vec_free(&part[0]);
    hd_vec_free(&part[1]);
    return rc;
}

static int load_gates(struct load *l, int64_t context, struct hd_edge_context *c)
{
    HD_VEC(struct hd_gate) gates = {0};
    sqlite3_stmt *q = hd_sql_bind(l->s, HD_SQL_GATE_LOAD, l->err, "i", context);
    int rc = -1;
    while (q && (rc = hd_sql_step(l->s, q, l->err)) > 0) {
        const uint64_t *index = hd_map_get(&l->lock_index, (uint64_t)sqlite3_column_int64(q, 0));
        if (index)
            hd_vec_push(&gates,
                        (struct hd_gate){(int64_t)*index, mode_of(sqlite3_column_text(q, 1))});
    }
    c->ngates = gates.len;
    c->gate = hd_arena_dup(l->a, gates.data, gates.len * sizeof *gates.data);
    hd_vec_free(&gates);
    return rc;
}

static int load_context(struct load *l, sqlite3_stmt *q, int64_t run, struct hd_edge_context *c)
{
    *c = (struct hd_edge_context){
        .thread = key_of(l, run, sqlite3_column_int64(q, 1)),
        .clock = (uint32_t)sqlite3_column_int64(q, 2),
        .from_mode = mode_of(sqlite3_column_text(q, 3)),
        .to_mode = mode_of(sqlite3_column_text(q, 4)),
        .is_try = sqlite3_column_int(q, 5),
        .ordered = sqlite3_column_int(q, 6),
        .from_stack = sqlite3_column_int64(q, 9),
        .to_stack = sqlite3_column_int64(q, 10),
    };
    int64_t id = sqlite3_column_int64(q, 0);
    if (site_of(l, sqlite3_column_int64(q, 7), &c->from_site) < 0 ||
        site_of(l, sqlite3_column_int64(q, 8), &c->to_site) < 0 || load_calls(l, id, c) < 0)
        return -1;
    return load_gates(l, id, c);
}

static int load_edge(struct load *l, sqlite3_stmt *q)
{
    const uint64_t *from = hd_map_get(&l->lock_index, (uint64_t)sqlite3_column_int64(q, 2));
    const uint64_t *to = hd_map_get(&l->lock_index, (uint64_t)sqlite3_column_int64(q, 3));
    if (!from || !to)
        return hd_fail(l->err, "%s: an edge of run %lld joins locks of another run", l->s->path,
                       (long long)sqlite3_column_int64(q, 1));
    struct hd_edge e = {
        .from = (int64_t)*from,
        .to = (int64_t)*to,
        .evidence = (enum hd_evidence)sqlite3_column_int(q, 4),
        .count = (uint64_t)sqlite3_column_int64(q, 5),
        .last_ms = hd_col_ms(q, 6),
    };
    HD_VEC(struct hd_edge_context) contexts = {0};
    int64_t id = sqlite3_column_int64(q, 0), run = sqlite3_column_int64(q, 1);
    sqlite3_stmt *c = hd_sql_bind(l->s, HD_SQL_CONTEXT_LOAD, l->err, "i", id);
    int rc = -1;
    while (c && (rc = hd_sql_step(l->s, c, l->err)) > 0) {
        struct hd_edge_context x;
        if (load_context(l, c, run, &x) < 0) {
            sqlite3_reset(c);
            rc = -1;
            break;
        }
        hd_vec_push(&contexts, x);
    }
    e.ncontexts = contexts.len;
    e.context = hd_arena_dup(l->a, contexts.data, contexts.len * sizeof *contexts.data);
    hd_vec_free(&contexts);
    hd_vec_push(&l->out->edge, e);
    hd_vec_push(&l->out->edge_id, id);
    return rc;
}

int hd_store_load_lock_facts(struct hd_store *s, int64_t run, struct hd_arena *a,
                             struct hd_lock_facts *out, struct hd_err *err)
{
    *out = (struct hd_lock_facts){0};
    struct load l = {.s = s, .a = a, .err = err, .run = run, .out = out};
    l.check = hd_store_latest_check(s, err);
    int rc = l.check < 0 ? -1 : each(&l, query(&l, HD_SQL_CLASS_ALL), load_class);
    if (rc == 0)
        rc = each(&l, query(&l, HD_SQL_LOCK_ALL), load_lock);
    if (rc == 0)
        rc = each(&l, query(&l, HD_SQL_THREAD_ALL), load_thread);
    if (rc == 0)
        rc = each(&l, query(&l, HD_SQL_EDGE_ALL), load_edge);
    if (rc == 0)
        rc = hd_load_met(s, run, a, out, err);
    hd_map_free(&l.lock_index);
    hd_map_free(&l.key);
    hd_map_free(&l.site);
    hd_vec_free(&l.sites);
    if (rc < 0)
        hd_lock_facts_free(out);
    return rc;
}

void hd_lock_facts_free(struct hd_lock_facts *f)
{
    hd_vec_free(&f->cls);
    hd_vec_free(&f->cls_id);
    hd_vec_free(&f->lock);
    hd_vec_free(&f->lock_id);
    hd_vec_free(&f->thread);
    hd_vec_free(&f->edge);
    hd_vec_free(&f->edge_id);
    hd_vec_free(&f->met);
}

int hd_store_load_held(struct hd_store *s, int64_t run, struct hd_arena *a, hd_held_vec *out,
                       struct hd_err *err)
{
    int64_t check = hd_store_latest_check(s, err);
    sqlite3_stmt *q = check < 0 ? NULL : hd_sql_bind(s, HD_SQL_HELD_ALL, err, "ii", run, check);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        struct hd_held h = {
            .run = sqlite3_column_int64(q, 0),
            .thread = (uint64_t)sqlite3_column_int64(q, 1),
            .lock = sqlite3_column_int64(q, 2),
            .mode = mode_of(sqlite3_column_text(q, 3)),
            .stack = sqlite3_column_int64(q, 4),
        };
        if (hd_load_site(s, sqlite3_column_int64(q, 5), a, &h.site, err) < 0) {
            sqlite3_reset(q);
            return -1;
        }
        hd_vec_push(out, h);
    }
    return rc;
}
