/* Results as bytes, for the cache. One description of each structure serves both directions.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/analyze.h"
#include "core/hash.h"
#include "core/map.h"

#define MAGIC "heddleHR"
enum { LAYOUT = 1 };

struct io {
    struct hd_buf *out; /* writing */
    struct hd_strpool pool;
    const char *at, *end; /* reading */
    HD_VEC(const char *) text;
    struct hd_arena *a;
    bool reading, bad;
};

static void raw(struct io *o, void *p, size_t n)
{
    if (!o->reading) {
        hd_buf_put(o->out, p, n);
    } else if (o->bad || (size_t)(o->end - o->at) < n) {
        o->bad = true;
        memset(p, 0, n);
    } else {
        memcpy(p, o->at, n);
        o->at += n;
    }
}

#define NUMBER(o, x) raw((o), &(x), sizeof(x))

static void flag(struct io *o, bool *b)
{
    uint8_t byte = *b;
    NUMBER(o, byte);
    *b = byte != 0;
}

#define CHOICE(o, x, n)                                                                            \
    do {                                                                                           \
        uint8_t byte_ = (uint8_t)(x);                                                              \
        NUMBER(o, byte_);                                                                          \
        (o)->bad |= byte_ >= (n);                                                                  \
        (x) = byte_ < (n) ? byte_ : 0;                                                             \
    } while (0)

/* Text is written once; whoever has it, too, refers to it. 0 is NULL. */
static void string(struct io *o, const char **s)
{
    uint32_t number = 0;
    if (!o->reading) {
        size_t known = o->pool.len;
        number = *s ? hd_strpool_put(&o->pool, *s) + 1 : 0;
        NUMBER(o, number);
        if (number > known) {
            uint32_t n = (uint32_t)strlen(*s);
            NUMBER(o, n);
            raw(o, (void *)(uintptr_t)*s, n);
        }
        return;
    }
    NUMBER(o, number);
    *s = NULL;
    if (number == 0)
        return;
    if (number == o->text.len + 1) {
        uint32_t n = 0;
        NUMBER(o, n);
        if (o->bad || (size_t)(o->end - o->at) < n) {
            o->bad = true;
            return;
        }
        hd_vec_push(&o->text, hd_arena_strn(o->a, o->at, n));
        o->at += n;
    }
    if (number > o->text.len)
        o->bad = true;
    else
        *s = o->text.data[number - 1];
}

/* How many of something follow, each at least one byte. */
static size_t count(struct io *o, size_t n)
{
    uint32_t number = (uint32_t)n;
    NUMBER(o, number);
    if (o->reading && number > (size_t)(o->end - o->at))
        o->bad = true;
    return o->bad ? 0 : number;
}

/* An array of `n` that is made when reading. */
#define ARRAY(o, array, n)                                                                         \
    ((n) = count((o), (n)),                                                                        \
     (o)->reading ? (void)((array) = hd_arena_alloc((o)->a, sizeof *(array) * ((n) + 1)))          \
                  : (void)0)
#define VECTOR(o, v, function)                                                                     \
    do {                                                                                           \
        size_t n_ = count((o), (v)->len);                                                          \
        if ((o)->reading) {                                                                        \
            hd_vec_reserve((v), n_ + 1);                                                           \
            memset((v)->data, 0, sizeof *(v)->data *(n_ + 1));                                     \
            (v)->len = n_;                                                                         \
        }                                                                                          \
        for (size_t i_ = 0; i_ < n_; i_++)                                                         \
            function((o), &(v)->data[i_]);                                                         \
    } while (0)

static void site(struct io *o, struct hd_site *s)
{
    string(o, &s->file);
    NUMBER(o, s->line);
    NUMBER(o, s->column);
    string(o, &s->function);
}

static void step(struct io *o, struct hd_step *s)
{
    string(o, &s->thread);
    site(o, &s->site);
    string(o, &s->note);
}

static void finding(struct io *o, struct hd_finding *f)
{
    string(o, &f->rule);
    CHOICE(o, f->severity, HD_SEV_COUNT);
    CHOICE(o, f->confidence, HD_CONF_COUNT);
    CHOICE(o, f->evidence, HD_EV_COUNT);
    string(o, &f->message);
    site(o, &f->site);
    string(o, &f->subject);
    string(o, &f->fingerprint);
    ARRAY(o, f->step, f->nsteps);
    for (size_t i = 0; i < f->nsteps; i++)
        step(o, &f->step[i]);
    string(o, &f->filtered);
    NUMBER(o, f->count);
}

static void lock_class(struct io *o, struct hd_lock_class *c)
{
    string(o, &c->key);
    string(o, &c->name);
    string(o, &c->resource);
    site(o, &c->decl);
    site(o, &c->init);
    string(o, &c->symbol);
    flag(o, &c->recursive);
}

static void lock(struct io *o, struct hd_lock *l)
{
    NUMBER(o, l->class_id);
    string(o, &l->label);
    NUMBER(o, l->address);
    NUMBER(o, l->generation);
    flag(o, &l->weak);
}

static void thread(struct io *o, struct hd_thread *t)
{
    NUMBER(o, t->key);
    string(o, &t->name);
    site(o, &t->entry);
    site(o, &t->created);
    CHOICE(o, t->state, HD_THREAD_ROOT + 1);
    flag(o, &t->many);
    flag(o, &t->detached);
    NUMBER(o, t->parent);
    NUMBER(o, t->parent_clock);
    NUMBER(o, t->joiner);
    NUMBER(o, t->join_clock);
}

static void context(struct io *o, struct hd_edge_context *c)
{
    NUMBER(o, c->thread);
    NUMBER(o, c->clock);
    CHOICE(o, c->from_mode, HD_MODE_COUNT);
    CHOICE(o, c->to_mode, HD_MODE_COUNT);
    flag(o, &c->is_try);
    flag(o, &c->ordered);
    site(o, &c->from_site);
    site(o, &c->to_site);
    ARRAY(o, c->calls, c->ncalls);
    for (size_t i = 0; i < c->ncalls; i++)
        site(o, &c->calls[i]);
    ARRAY(o, c->from_calls, c->nfrom_calls);
    for (size_t i = 0; i < c->nfrom_calls; i++)
        site(o, &c->from_calls[i]);
    ARRAY(o, c->gate, c->ngates);
    for (size_t i = 0; i < c->ngates; i++) {
        NUMBER(o, c->gate[i].lock_id);
        CHOICE(o, c->gate[i].mode, HD_MODE_COUNT);
    }
}

static void edge(struct io *o, struct hd_edge *e)
{
    NUMBER(o, e->from);
    NUMBER(o, e->to);
    CHOICE(o, e->evidence, HD_EV_COUNT);
    NUMBER(o, e->count);
    ARRAY(o, e->context, e->ncontexts);
    for (size_t i = 0; i < e->ncontexts; i++)
        context(o, &e->context[i]);
}

static void number(struct io *o, uint64_t *n)
{
    NUMBER(o, *n);
}

static void all(struct io *o, struct hd_analyze_result *r)
{
    VECTOR(o, &r->findings, finding);
    VECTOR(o, &r->facts.cls, lock_class);
    VECTOR(o, &r->facts.lock, lock);
    VECTOR(o, &r->facts.thread, thread);
    VECTOR(o, &r->facts.edge, edge);
    VECTOR(o, &r->function_names, number);
    NUMBER(o, r->functions);
    NUMBER(o, r->blocks);
}

/* Numbers index each other: locks their classes, edges and gates locks. */
static bool consistent(const struct hd_lock_facts *f)
{
    bool ok = true;
    hd_vec_foreach(l, &f->lock) ok &= (uint64_t)l->class_id < f->cls.len;
    hd_vec_foreach(e, &f->edge)
    {
        ok &= (uint64_t)e->from < f->lock.len && (uint64_t)e->to < f->lock.len;
        for (size_t i = 0; i < e->ncontexts; i++)
            for (size_t k = 0; k < e->context[i].ngates; k++)
                ok &= (uint64_t)e->context[i].gate[k].lock_id < f->lock.len;
    }
    return ok;
}

void hd_analyze_result_write(const struct hd_analyze_result *r, struct hd_buf *out)
{
    struct io o = {.out = out};
    uint32_t layout = LAYOUT;
    hd_buf_put(out, MAGIC, 8);
    NUMBER(&o, layout);
    all(&o, (struct hd_analyze_result *)(uintptr_t)r);
    hd_strpool_free(&o.pool);
}

int hd_analyze_result_read(struct hd_analyze_result *r, const void *data, size_t size)
{
    char magic[8];
    uint32_t layout = 0;
    *r = (struct hd_analyze_result){0};
    struct io o = {.at = data, .end = (const char *)data + size, .a = &r->arena, .reading = true};
    raw(&o, magic, sizeof magic);
    NUMBER(&o, layout);
    o.bad |= memcmp(magic, MAGIC, sizeof magic) != 0 || layout != LAYOUT;
    if (!o.bad)
        all(&o, r);
    hd_vec_free(&o.text);
    if (!o.bad && o.at == o.end && consistent(&r->facts))
        return 0;
    hd_analyze_result_free(r);
    *r = (struct hd_analyze_result){0};
    return -1;
}
