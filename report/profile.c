/* See profile.h. Field numbers are those of profile.proto.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/profile.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/hash.h"
#include "core/map.h"
#include "core/utf8.h"
#include "report/protobuf.h"
#include "report/runs.h"

static const char *const names[] = {"threads", "timers", "contention"};

int hd_profile_parse(const char *name)
{
    for (int i = 0; i < HD_PROFILE_NPROFILES; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

const char *hd_profile_name(enum hd_profile p)
{
    return names[p];
}

/* The message Profile under construction. Locations and functions are numbered from 1. */
struct profile {
    struct hd_buf b;
    struct hd_strpool text; /* 0 is "" */
    struct hd_map function; /* hash of name and file -> id */
    struct hd_map location; /* hash of its lines -> id */
    struct hd_arena *a;
    struct hd_store *s;
    struct hd_err *err;
};

enum { /* Profile */
       SAMPLE_TYPE = 1,
       SAMPLE = 2,
       LOCATION = 4,
       FUNCTION = 5,
       STRING_TABLE = 6,
       TIME_NANOS = 9,
       DURATION_NANOS = 10,
       PERIOD_TYPE = 11,
       PERIOD = 12,
};

/* Text is UTF-8 there; names in ELF files are anything. */
static uint64_t text(struct profile *p, const char *s)
{
    struct hd_buf b = {0};
    for (const char *at = s ? s : ""; *at;) {
        size_t n = hd_utf8_len(at);
        if (n)
            hd_buf_put(&b, at, n);
        else
            hd_buf_str(&b, HD_UTF8_REPLACEMENT);
        at += n ? n : 1;
    }
    uint64_t id = hd_strpool_put(&p->text, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return id;
}

static void put_value_type(struct profile *p, unsigned field, const char *type, const char *unit)
{
    struct hd_buf v = {0};
    hd_pb_number(&v, 1, text(p, type));
    hd_pb_number(&v, 2, text(p, unit));
    hd_pb_message(&p->b, field, &v);
    hd_buf_free(&v);
}

static uint64_t function_id(struct profile *p, const char *name, const char *file)
{
    bool added;
    uint64_t key = hd_hash_mix(hd_hash_str(name), hd_hash_str(file));
    uint64_t *id = hd_map_put(&p->function, key, &added);
    if (added) {
        struct hd_buf f = {0};
        *id = p->function.len;
        hd_pb_number(&f, 1, *id);
        hd_pb_number(&f, 2, text(p, name));
        hd_pb_number(&f, 3, text(p, name));
        hd_pb_number(&f, 4, text(p, file));
        hd_pb_message(&p->b, FUNCTION, &f);
        hd_buf_free(&f);
    }
    return *id;
}

/* One place of the machine code: `n` frames, those that are inlined into the last one first. */
static uint64_t location_id(struct profile *p, const struct hd_frame *frame, size_t n)
{
    struct hd_buf lines = {0}, line = {0};
    uint64_t address = n ? frame[n - 1].offset : 0;
    for (size_t i = 0; i < n; i++) {
        const struct hd_site *at = &frame[i].site;
        const char *name = at->function ? at->function : frame[i].module ? frame[i].module : "?";
        hd_pb_number(&line, 1, function_id(p, name, at->file ? at->file : ""));
        hd_pb_number(&line, 2, at->line);
        hd_pb_message(&lines, 4, &line);
    }
    bool added;
    uint64_t key = hd_hash_mix(hd_hash(hd_buf_cstr(&lines), lines.len), address);
    uint64_t *id = hd_map_put(&p->location, key, &added);
    if (added) {
        struct hd_buf l = {0};
        *id = p->location.len;
        hd_pb_number(&l, 1, *id);
        hd_pb_number(&l, 3, address);
        hd_buf_put(&l, hd_buf_cstr(&lines), lines.len);
        hd_pb_message(&p->b, LOCATION, &l);
        hd_buf_free(&l);
    }
    hd_buf_free(&lines);
    hd_buf_free(&line);
    return *id;
}

/* A sample: where (innermost first), how much of each of the profile's types, and a label. */
static void put_sample(struct profile *p, const struct hd_stack *stack, const uint64_t *value,
                       size_t nvalues, const char *key, const char *label)
{
    struct hd_buf sample = {0}, part = {0};
    for (size_t i = 0; i < stack->len;) {
        size_t n = 1;
        while (i + n < stack->len && stack->frame[i + n - 1].inlined)
            n++;
        hd_pb_varint(&part, location_id(p, &stack->frame[i], n));
        i += n;
    }
    hd_pb_message(&sample, 1, &part);
    for (size_t i = 0; i < nvalues; i++)
        hd_pb_varint(&part, value[i]);
    hd_pb_message(&sample, 2, &part);
    if (key) {
        hd_pb_number(&part, 1, text(p, key));
        hd_pb_number(&part, 2, text(p, label));
        hd_pb_message(&sample, 3, &part);
    }
    hd_pb_message(&p->b, SAMPLE, &sample);
    hd_buf_free(&sample);
    hd_buf_free(&part);
}

/* What is live ---------------------------------------------------------------------------------*/

static int put_live(struct profile *p, const struct hd_sample *last, bool timers)
{
    put_value_type(p, SAMPLE_TYPE, timers ? "timers" : "threads", "count");
    put_value_type(p, PERIOD_TYPE, timers ? "timers" : "threads", "count");
    hd_pb_number(&p->b, PERIOD, 1);
    for (size_t i = 0; last && i < last->nplaces; i++) {
        struct hd_stack stack = {0};
        uint64_t live = last->place[i].live;
        if (last->place[i].timer != timers)
            continue;
        if (hd_store_load_stack(p->s, last->place[i].stack, p->a, &stack, p->err) < 0)
            return -1;
        put_sample(p, &stack, &live, 1, NULL, NULL);
    }
    return 0;
}

/* Contention -----------------------------------------------------------------------------------*/

/* How a lock appears: as a function by its name, at its declaration or where it was made. */
static struct hd_frame lock_frame(const struct hd_lock_facts *f, int64_t id, const char **label)
{
    struct hd_frame frame = {.site = {.function = "?"}};
    *label = "?";
    for (size_t i = 0; i < f->lock.len; i++) {
        if (f->lock_id.data[i] != id)
            continue;
        *label = f->lock.data[i].label;
        frame.site.function = *label;
        for (size_t c = 0; c < f->cls.len; c++) {
            const struct hd_lock_class *cls = &f->cls.data[c];
            if (f->cls_id.data[c] != f->lock.data[i].class_id)
                continue;
            const struct hd_site *at = cls->decl.file ? &cls->decl : &cls->init;
            frame.site.file = at->file;
            frame.site.line = at->line;
            frame.site.function = cls->name;
        }
    }
    return frame;
}

/* Looks are made at even distances, so a wait that was seen stands for one such distance. */
static int put_contention(struct profile *p, int64_t run, const struct hd_sample *last,
                          int64_t started_ms)
{
    struct hd_lock_facts facts;
    hd_lock_profile_vec locks = {0};
    uint64_t apart_ns = 0;
    put_value_type(p, SAMPLE_TYPE, "contentions", "count");
    put_value_type(p, SAMPLE_TYPE, "delay", "nanoseconds");
    if (last && last->looks && last->at_ms > started_ms)
        apart_ns = (uint64_t)(last->at_ms - started_ms) * 1000000 / last->looks;
    put_value_type(p, PERIOD_TYPE, "looks", "nanoseconds");
    hd_pb_number(&p->b, PERIOD, apart_ns);
    if (hd_store_load_lock_facts(p->s, run, p->a, &facts, p->err) < 0)
        return -1;
    int rc = hd_store_load_lock_profile(p->s, run, &locks, p->err);
    hd_vec_foreach(l, &locks)
    {
        if (!l->use.waited)
            continue;
        const char *label;
        struct hd_frame frame = lock_frame(&facts, l->use.lock, &label);
        struct hd_stack stack = {&frame, 1};
        uint64_t value[] = {l->use.waited, l->use.waited * apart_ns};
        put_sample(p, &stack, value, 2, "lock", label);
    }
    hd_vec_free(&locks);
    hd_lock_facts_free(&facts);
    return rc;
}

/* All of it ------------------------------------------------------------------------------------*/

static int compress_into(const struct hd_buf *b, struct hd_buf *out, struct hd_err *err)
{
    enum { GZIP = 16 };
    z_stream z = {0};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return hd_fail(err, "cannot compress the profile");
    uLong bound = deflateBound(&z, b->len);
    char *room = malloc(bound);
    if (!room)
        hd_oom();
    z.next_in = (Bytef *)b->data;
    z.avail_in = (uInt)b->len;
    z.next_out = (Bytef *)room;
    z.avail_out = (uInt)bound;
    int rc =
        deflate(&z, Z_FINISH) == Z_STREAM_END ? 0 : hd_fail(err, "cannot compress the profile");
    if (rc == 0)
        hd_buf_put(out, room, z.total_out);
    deflateEnd(&z);
    free(room);
    return rc;
}

static int write_profile(struct profile *p, int64_t run, enum hd_profile kind, struct hd_buf *out)
{
    struct hd_run_info info;
    hd_sample_vec samples = {0};
    hd_strpool_put(&p->text, "");
    int rc = hd_find_run(p->s, &run, p->a, &info, p->err);
    if (rc == 0)
        rc = hd_store_load_samples(p->s, run, p->a, &samples, p->err);
    const struct hd_sample *last = samples.len ? &hd_vec_last(&samples) : NULL;
    if (rc == 0)
        rc = kind == HD_PROFILE_CONTENTION ? put_contention(p, run, last, info.started_ms)
                                           : put_live(p, last, kind == HD_PROFILE_TIMERS);
    if (rc == 0) {
        int64_t end = last ? last->at_ms : info.ended_ms;
        hd_pb_number(&p->b, TIME_NANOS, (uint64_t)info.started_ms * 1000000);
        if (end > info.started_ms)
            hd_pb_number(&p->b, DURATION_NANOS, (uint64_t)(end - info.started_ms) * 1000000);
        for (size_t i = 0; i < p->text.len; i++)
            hd_pb_bytes(&p->b, STRING_TABLE, p->text.str[i], strlen(p->text.str[i]));
        rc = compress_into(&p->b, out, p->err);
    }
    hd_vec_free(&samples);
    return rc;
}

int hd_profile_write(struct hd_store *s, int64_t run, enum hd_profile kind, struct hd_buf *out,
                     struct hd_err *err)
{
    struct hd_arena a = {0};
    struct profile p = {.a = &a, .s = s, .err = err};
    int rc = write_profile(&p, run, kind, out);
    hd_buf_free(&p.b);
    hd_strpool_free(&p.text);
    hd_map_free(&p.function);
    hd_map_free(&p.location);
    hd_arena_free(&a);
    return rc;
}
