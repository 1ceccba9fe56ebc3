/* How runs went over time, and the use of their locks, for the page's document.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "report/page_parts.h"

enum { MAX_LOCKS = 1000, MAX_PLACES = 8 };

static void put_lock(struct hd_json_out *j, const struct hd_lock_stats *s)
{
    hd_jo_open(j, '{');
    hd_jo_mint(j, "run", s->run);
    hd_jo_mstr(j, "label", s->label);
    hd_jo_mstr(j, "key", s->key);
    hd_jo_mstr(j, "kind", s->resource);
    hd_jo_muint(j, "acquisitions", s->acquisitions);
    hd_jo_muint(j, "contended", s->contended);
    if (s->look_us > 0) {
        hd_jo_mint(j, "look_us", s->look_us);
        hd_jo_muint(j, "held", s->use.held);
        hd_jo_muint(j, "waited", s->use.waited);
        hd_jo_muint(j, "most_waiting", s->use.most_waiting);
        hd_jo_mint(j, "longest_hold_ms", s->use.longest_hold_ms);
        hd_jo_mint(j, "longest_wait_ms", s->use.longest_wait_ms);
    }
    if (s->holds) {
        hd_jo_muint(j, "holds", s->holds);
        hd_jo_muint(j, "total_us", s->total_us);
        hd_jo_muint(j, "longest_us", s->longest_us);
    }
    hd_jo_close(j, '}');
}

int hd_page_locks(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_html_options *o,
                  struct hd_err *err)
{
    struct hd_arena a = {0};
    hd_lock_stats_vec v = {0};
    int rc = t->r->store ? hd_store_load_lock_stats(t->r->store, o->run, &a, &v, err) : 0;
    hd_jo_key(j, "locks");
    hd_jo_open(j, '[');
    for (size_t i = 0; i < v.len && i < MAX_LOCKS; i++)
        put_lock(j, &v.data[i]);
    hd_jo_close(j, ']');
    if (v.len > MAX_LOCKS)
        hd_jo_muint(j, "more_locks", v.len - MAX_LOCKS);
    hd_vec_free(&v);
    hd_arena_free(&a);
    return rc;
}

/* A place of creation, and how many of it lived at most at one moment. */
struct spot {
    bool timer;
    int64_t stack;
    uint32_t most;
};
typedef HD_VEC(struct spot) spot_vec;

static uint32_t live_at(const struct hd_sample *m, const struct spot *p)
{
    for (size_t i = 0; i < m->nplaces; i++)
        if (m->place[i].timer == p->timer && m->place[i].stack == p->stack)
            return m->place[i].live;
    return 0;
}

static int by_most(const void *pa, const void *pb)
{
    const struct spot *a = pa, *b = pb;
    if (a->most != b->most)
        return a->most > b->most ? -1 : 1;
    return (a->stack > b->stack) - (a->stack < b->stack);
}

static void collect(const struct hd_sample *row, size_t n, spot_vec *out)
{
    struct hd_map at = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < row[i].nplaces; k++) {
            const struct hd_sample_place *p = &row[i].place[k];
            bool added;
            uint64_t *index = hd_map_put(&at, (uint64_t)p->stack << 1 | p->timer, &added);
            if (added) {
                *index = out->len;
                hd_vec_push(out, (struct spot){p->timer, p->stack, 0});
            }
            if (p->live > out->data[*index].most)
                out->data[*index].most = p->live;
        }
    hd_map_free(&at);
    if (out->len)
        qsort(out->data, out->len, sizeof *out->data, by_most);
}

static void put_series(struct hd_json_out *j, const char *key, const struct hd_sample *row,
                       size_t n, size_t offset)
{
    hd_jo_key(j, key);
    hd_jo_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        uint32_t v;
        memcpy(&v, (const char *)&row[i] + offset, sizeof v);
        hd_jo_uint(j, v);
    }
    hd_jo_close(j, ']');
}

static void put_places(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_sample *row,
                       size_t n)
{
    spot_vec spots = {0};
    collect(row, n, &spots);
    hd_jo_key(j, "places");
    hd_jo_open(j, '[');
    for (size_t i = 0; i < spots.len && i < MAX_PLACES; i++) {
        hd_jo_open(j, '{');
        hd_jo_mstr(j, "kind", spots.data[i].timer ? "timer" : "thread");
        hd_jo_mint(j, "stack", hd_page_stack(t, spots.data[i].stack));
        hd_jo_key(j, "live");
        hd_jo_open(j, '[');
        for (size_t k = 0; k < n; k++)
            hd_jo_uint(j, live_at(&row[k], &spots.data[i]));
        hd_jo_close(j, ']');
        hd_jo_close(j, '}');
    }
    hd_jo_close(j, ']');
    if (spots.len > MAX_PLACES)
        hd_jo_muint(j, "more_places", spots.len - MAX_PLACES);
    hd_vec_free(&spots);
}

static void put_run(struct hd_page_tables *t, struct hd_json_out *j, int64_t run,
                    const struct hd_sample *row, size_t n)
{
    hd_jo_open(j, '{');
    hd_jo_mint(j, "run", run);
    hd_jo_key(j, "at_ms");
    hd_jo_open(j, '[');
    for (size_t i = 0; i < n; i++)
        hd_jo_int(j, row[i].at_ms);
    hd_jo_close(j, ']');
    put_series(j, "threads", row, n, offsetof(struct hd_sample, threads));
    put_series(j, "timers", row, n, offsetof(struct hd_sample, timers));
    put_series(j, "holding", row, n, offsetof(struct hd_sample, holding));
    put_series(j, "waiting", row, n, offsetof(struct hd_sample, waiting));
    put_places(t, j, row, n);
    hd_jo_close(j, '}');
}

int hd_page_samples(struct hd_page_tables *t, struct hd_json_out *j, struct hd_err *err)
{
    int rc = 0;
    hd_jo_key(j, "samples");
    hd_jo_open(j, '[');
    for (size_t i = 0; rc == 0 && t->r->store && i < t->r->nruns; i++) {
        struct hd_arena a = {0};
        hd_sample_vec v = {0};
        rc = hd_store_load_samples(t->r->store, t->r->run[i].id, &a, &v, err);
        if (rc == 0 && v.len)
            put_run(t, j, t->r->run[i].id, v.data, v.len);
        hd_vec_free(&v);
        hd_arena_free(&a);
    }
    hd_jo_close(j, ']');
    return rc;
}
