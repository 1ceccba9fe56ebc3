/* Taking over what an earlier run found out, function by function. See memo.h.
 *
 * A record holds, for functions that are analysed together: who they are, what they depend on, the
 * summaries, and what they leave for the judgements at the end. What it depends on is checked
 * against this run; a summary that comes out as before leaves those who asked for it alone, so a
 * change ends where nobody sees it any more (the early cutoff of A. Mokhov, N. Mitchell,
 * S. Peyton Jones, "Build systems à la carte", 2018).
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/memo.h"

#include <string.h>

#include "analyzer/flow/memo_internal.h"
#include "core/hash.h"

#define MAGIC "heddleHM"
enum { LAYOUT = 2, WORTH = 16 /* a share of functions that is worth being written anew */ };

/* Instead of the hash of a summary. */
enum { NOT_ANALYSED, NOT_TOLD, FIRST_HASH };

/* A part of the past's records. */
struct kept {
    size_t at, size;
};

enum { COUNTS = 15 };
struct memo {
    struct analysis *an;
    struct hd_analyze_memory *memory;
    struct memo_keys keys;
    uint64_t program; /* all that a record needs the same whatever it is about */
    uint64_t *sum;    /* by function: hash of its summary, or what stands for one */
    uint64_t *unit;   /* by unit: memo_unit_key, 0 not known yet */
    /* what is being analysed */
    u32_vec asked;
    uint32_t *asked_at, round; /* by function: the last round that asked */
    struct memo_outputs outputs;
    size_t before[COUNTS], edges, held;
    /* the past */
    struct memo_past past;
    uint32_t *record; /* by function: where the record begins that it is the first of, + 1 */
    const uint8_t *records;
    struct hd_arena arena;
    /* what is left */
    struct memo_tables tables;
    HD_VEC(struct kept) kept; /* the past's records that were taken over, as they are … */
    struct hd_buf out;        /* … and new ones */
    struct memo_io io;        /* reads or writes */
    struct memo_io hash;
};

/* Whatever grows here is told to the end of the run in a way that no record holds. */
static void count_all(const struct analysis *an, size_t n[COUNTS])
{
    const size_t now[COUNTS] = {an->findings.len,   an->parked.len,    an->spawns.len,
                                an->creations.len,  an->joins.len,     an->pending.len,
                                an->conds.len,      an->signals.len,   an->held_waits.len,
                                an->needs_held.len, an->late_adds.len, an->group_adds.len,
                                an->entry_at.len,   an->own.len,       an->acquired_twice.len};
    memcpy(n, now, sizeof now);
}

static uint64_t unit_key(struct memo *m, uint32_t unit)
{
    if (!m->unit[unit])
        m->unit[unit] = memo_unit_key(&m->keys, unit) | 1;
    return m->unit[unit];
}

/* Beginning and end ----------------------------------------------------------------------------*/

static void index_records(struct memo *m, struct memo_io *o)
{
    m->records = o->at;
    while (o->at < o->end && !o->bad) {
        size_t at = (size_t)(o->at - m->records), size = (size_t)memo_io_number(o, 0);
        const uint8_t *begin = o->at;
        if (size > (size_t)(o->end - o->at) || at >= UINT32_MAX)
            return;
        (void)memo_io_number(o, 0);
        uint32_t f = memo_io_func(o, 0);
        if (f != NO_FUNC && !o->bad)
            m->record[f] = (uint32_t)at + 1;
        o->bad = false; /* somebody who is not there any more */
        o->at = begin + size;
    }
}

static void read_past(struct memo *m)
{
    struct memo_io *o = &m->io;
    const uint8_t *data = m->memory->past;
    size_t size = m->memory->past_size, head = sizeof MAGIC - 1;
    if (size < head || memcmp(data, MAGIC, head) != 0)
        return;
    *o = (struct memo_io){.to = MEMO_READ,
                          .an = m->an,
                          .keys = &m->keys,
                          .at = data + head,
                          .end = data + size,
                          .past = &m->past};
    if (memo_io_number(o, 0) != LAYOUT || memo_io_raw(o, 0) != m->program || o->bad)
        return;
    memo_past_read(o, &m->past, &m->arena);
    if (o->bad || !memo_tables_continue(&m->tables, &m->past))
        return;
    index_records(m, o);
}

struct memo *memo_new(struct analysis *an, struct hd_analyze_memory *memory)
{
    struct program *p = an->p;
    struct memo *m = hd_arena_new(&p->arena, struct memo);
    m->an = an;
    m->memory = memory;
    memo_keys_init(&m->keys, p, memory->unit);
    m->program = hd_hash_mix(memory->key, memo_program_key(&m->keys, an));
    m->sum = hd_arena_array(&p->arena, uint64_t, p->func.len + 1);
    m->unit = hd_arena_array(&p->arena, uint64_t, p->unit.len + 1);
    m->asked_at = hd_arena_array(&p->arena, uint32_t, p->func.len + 1);
    m->record = hd_arena_array(&p->arena, uint32_t, p->func.len + 1);
    memo_tables_init(&m->tables, p);
    m->hash = (struct memo_io){.to = MEMO_HASH, .an = an, .keys = &m->keys};
    memory->recalled = memory->anew = 0;
    read_past(m);
    return m;
}

void memo_free(struct memo *m)
{
    if (!m)
        return;
    memo_tables_free(&m->tables);
    hd_buf_free(&m->out);
    hd_vec_free(&m->kept);
    hd_vec_free(&m->asked);
    hd_vec_free(&m->outputs.edges);
    hd_vec_free(&m->outputs.held);
    hd_vec_free(&m->outputs.noted);
    hd_vec_free(&m->io.terms);
    hd_vec_free(&m->io.term_at);
    hd_vec_free(&m->hash.terms);
    hd_vec_free(&m->hash.term_at);
    hd_vec_free(&m->hash.hash);
    hd_arena_free(&m->arena);
}

void memo_finish(struct memo *m)
{
    struct hd_analyze_memory *to = m->memory;
    if (!to->left || to->anew * WORTH < to->recalled + to->anew)
        return;
    struct memo_io o = {.to = MEMO_WRITE, .an = m->an, .keys = &m->keys, .out = to->left};
    o.tables = &m->tables;
    hd_buf_put(to->left, MAGIC, sizeof MAGIC - 1);
    memo_io_number(&o, LAYOUT);
    memo_io_raw(&o, m->program);
    memo_tables_write(&o);
    hd_vec_foreach(k, &m->kept) hd_buf_put(to->left, m->records + k->at, k->size);
    hd_buf_put(to->left, m->out.data, m->out.len);
}

/* What an analysis asks and tells --------------------------------------------------------------*/

void memo_asked(struct memo *m, uint32_t f)
{
    if (m->asked_at[f] == m->round)
        return;
    m->asked_at[f] = m->round;
    hd_vec_push(&m->asked, f);
}

static void note(struct analysis *an, uint32_t f, enum memo_note what, uint64_t key)
{
    if (what == MEMO_FREED)
        *hd_map_put(&an->freed_records, key, NULL) = 1;
    else
        link_note(an->p, what == MEMO_ACQUIRED ? &an->acquired : &an->discharged, key, f);
}

void note_for_all(struct fctx *c, enum memo_note what, uint64_t key)
{
    note(c->an, c->f, what, key);
    if (!c->an->memo)
        return;
    struct memo_outputs *out = &c->an->memo->outputs;
    hd_vec_foreach(n, &out->noted) if (n->what == what && n->key == key && n->func == c->f) return;
    hd_vec_push(&out->noted, (struct memo_noted){what, key, c->f});
}

void memo_begin(struct memo *m, const uint32_t *f, size_t n)
{
    m->round++;
    for (size_t i = 0; i < n; i++) /* each other they need not be asked about */
        m->asked_at[f[i]] = m->round;
    hd_vec_clear(&m->asked);
    hd_vec_clear(&m->outputs.noted);
    count_all(m->an, m->before);
    m->edges = m->an->edges.len;
    m->held = m->an->held_calls.len;
    m->an->opaque = false;
}

/* Writing --------------------------------------------------------------------------------------*/

static void hash_summary(struct memo *m, uint32_t f)
{
    struct summary *s = &m->an->sum[f];
    memo_io_start(&m->hash);
    memo_io_summary(&m->hash, s);
    uint64_t h = hd_hash(m->hash.hash.data, m->hash.hash.len * sizeof *m->hash.hash.data);
    m->sum[f] = !s->done ? NOT_ANALYSED : m->hash.bad ? NOT_TOLD : h < FIRST_HASH ? h + 2 : h;
}

static void write_members(struct memo *m, struct memo_io *o, const uint32_t *f, size_t n)
{
    memo_io_number(o, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t unit = m->an->p->func.data[f[i]].unit;
        memo_io_func(o, f[i]);
        memo_io_unit(o, unit);
        memo_io_raw(o, unit_key(m, unit));
        memo_io_raw(o, memo_body_key(&m->keys, f[i]));
        memo_io_raw(o, memo_role_key(&m->keys, f[i]));
    }
}

static void write_record(struct memo *m, const uint32_t *f, size_t n)
{
    struct hd_buf one = {0};
    struct memo_io *o = &m->io;
    m->io.to = MEMO_WRITE;
    m->io.an = m->an;
    m->io.keys = &m->keys;
    m->io.tables = &m->tables;
    m->io.out = &one;
    memo_io_start(o);
    write_members(m, o, f, n);
    memo_io_number(o, m->asked.len);
    for (size_t i = 0; i < m->asked.len; i++) {
        memo_io_func(o, m->asked.data[i]);
        memo_io_raw(o, m->sum[m->asked.data[i]]);
    }
    for (size_t i = 0; i < n; i++) {
        memo_io_raw(o, m->sum[f[i]]);
        memo_io_summary(o, &m->an->sum[f[i]]);
    }
    memo_io_outputs(o, &m->outputs);
    struct memo_io length = {.to = MEMO_WRITE, .out = &m->out};
    if (!o->bad) {
        memo_io_number(&length, one.len);
        hd_buf_put(&m->out, one.data, one.len);
    }
    hd_buf_free(&one);
}

/* Is there anything in this analysis that a record cannot hold? */
static bool is_opaque(const struct memo *m, const uint32_t *f, size_t n)
{
    size_t now[COUNTS];
    count_all(m->an, now);
    bool opaque = m->an->opaque || memcmp(now, m->before, sizeof now) != 0;
    for (size_t i = 0; i < n; i++)
        opaque |= m->sum[f[i]] < FIRST_HASH;
    for (size_t i = 0; i < m->asked.len; i++)
        opaque |= m->sum[m->asked.data[i]] == NOT_TOLD;
    return opaque;
}

void memo_end(struct memo *m, const uint32_t *f, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash_summary(m, f[i]);
    if (is_opaque(m, f, n))
        return;
    m->memory->anew += n;
    struct memo_outputs *out = &m->outputs;
    hd_vec_clear(&out->edges);
    for (size_t i = m->edges; i < m->an->edges.len; i++)
        hd_vec_push(&out->edges, m->an->edges.data[i]);
    hd_vec_clear(&out->held);
    for (size_t i = m->held; i < m->an->held_calls.len; i++)
        hd_vec_push(&out->held, m->an->held_calls.data[i]);
    write_record(m, f, n);
}

/* Reading --------------------------------------------------------------------------------------*/

/* Are these the functions, in the same text, and does the program see them as before? */
static bool same_members(struct memo *m, struct memo_io *o, const uint32_t *f, size_t n)
{
    if (memo_io_number(o, 0) != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        uint32_t unit = m->an->p->func.data[f[i]].unit;
        uint32_t was = memo_io_func(o, 0), in = memo_io_unit(o, 0);
        uint64_t all = memo_io_raw(o, 0), body = memo_io_raw(o, 0), role = memo_io_raw(o, 0);
        if (o->bad || was != f[i] || in != unit || role != memo_role_key(&m->keys, f[i]))
            return false;
        if (all != unit_key(m, unit) && body != memo_body_key(&m->keys, f[i]))
            return false;
    }
    return true;
}

static bool same_answers(struct memo *m, struct memo_io *o)
{
    hd_vec_clear(&m->asked);
    for (uint64_t n = memo_io_number(o, 0); n > 0 && !o->bad; n--) {
        uint32_t f = memo_io_func(o, 0);
        uint64_t sum = memo_io_raw(o, 0);
        if (o->bad || f == NO_FUNC || m->sum[f] != sum)
            return false;
        hd_vec_push(&m->asked, f);
    }
    return !o->bad;
}

static void free_summary(struct summary *s)
{
    hd_vec_free(&s->acqs);
    hd_vec_free(&s->pairs);
    hd_vec_free(&s->inner);
    hd_vec_free(&s->blocks);
    hd_vec_free(&s->waits);
    hd_vec_free(&s->thrown);
    hd_vec_free(&s->mods);
    hd_vec_free(&s->outs);
    hd_vec_free(&s->releases);
    hd_vec_free(&s->hands_over);
    hd_vec_free(&s->spawned);
    hd_vec_free(&s->kept);
    *s = (struct summary){0};
}

/* False: something in it means nothing here, and nothing has happened. */
static bool take_over(struct memo *m, struct memo_io *o, const uint32_t *f, size_t n)
{
    struct analysis *an = m->an;
    terms_forget_own(&an->p->terms);
    for (size_t i = 0; i < n; i++) {
        m->sum[f[i]] = memo_io_raw(o, 0);
        memo_io_summary(o, &an->sum[f[i]]);
        o->bad |= m->sum[f[i]] < FIRST_HASH || !an->sum[f[i]].done;
    }
    memo_io_outputs(o, &m->outputs);
    if (!o->bad)
        return true;
    for (size_t i = 0; i < n; i++)
        free_summary(&an->sum[f[i]]);
    for (size_t i = 0; i < n; i++)
        m->sum[f[i]] = NOT_ANALYSED;
    return false;
}

bool memo_recall(struct memo *m, const uint32_t *f, size_t n)
{
    if (!m->record[f[0]])
        return false;
    struct memo_io *o = &m->io;
    const uint8_t *end = (const uint8_t *)m->memory->past + m->memory->past_size;
    o->to = MEMO_READ;
    o->at = m->records + m->record[f[0]] - 1;
    o->end = end;
    memo_io_start(o);
    const uint8_t *begin = o->at;
    uint64_t size = memo_io_number(o, 0);
    if (o->bad || size > (uint64_t)(end - o->at))
        return false;
    o->end = o->at + size;
    if (!same_members(m, o, f, n) || !same_answers(m, o) || !take_over(m, o, f, n))
        return false;
    hd_vec_foreach(e, &m->outputs.edges) add_edge(m->an, e);
    hd_vec_foreach(h, &m->outputs.held) keep_held_call(m->an, h);
    hd_vec_foreach(t, &m->outputs.noted) note(m->an, t->func, t->what, t->key);
    for (size_t i = 0; i < n; i++)
        if (m->an->sum[f[i]].acquires_some)
            link_add(m->an->p, &m->an->acquires_some, f[i]);
    m->memory->recalled += n;
    hd_vec_push(&m->kept, (struct kept){(size_t)(begin - m->records), (size_t)(o->end - begin)});
    return true;
}
