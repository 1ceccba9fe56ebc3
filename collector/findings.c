/* See findings.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/findings.h"

#include <string.h>
#include <time.h>

#include "core/catalog.h"
#include "core/date.h"
#include "store/store.h"
#include "store/suppression.h"

int64_t hd_wall_ms(const struct hd_snapshot *s, uint64_t mono_ns)
{
    if (!mono_ns)
        return 0;
    int64_t delta = (int64_t)(mono_ns - s->header.start_mono_ns);
    return (int64_t)(s->header.start_real_ns / 1000000) + delta / 1000000;
}

const char *hd_lossy(struct hd_judging *j, uint64_t dropped, const char *what)
{
    if (!dropped)
        return "";
    return hd_arena_fmt(hd_describe_arena(j->d), " (%llu more %s found no room in the record)",
                        (unsigned long long)dropped, what);
}

void hd_made_by(struct hd_judging *j, const struct hd_stack *create)
{
    hd_vec_push(&j->made, create);
}

static bool frame_matches(const char *glob, const struct hd_frame *f)
{
    return hd_ignore_frame(glob, f->site.function, f->site.file, f->module);
}

/* Whether a stack has a frame that matches; of the first `most` frames. */
static bool any_frame(const char *glob, const hd_stack_vec *v, size_t most)
{
    hd_vec_foreach(s, v)
    {
        for (size_t i = 0; i < (*s)->len && i < most; i++) {
            if (frame_matches(glob, &(*s)->frame[i]))
                return true;
        }
    }
    return false;
}

static bool applies(const struct hd_ignore_rule *r, const char *rule, const hd_stack_vec *seen,
                    const hd_stack_vec *made)
{
    return hd_ignore_rule_id(r, rule) && (!r->top || any_frame(r->top, seen, 1)) &&
           (!r->any || any_frame(r->any, seen, SIZE_MAX)) &&
           (!r->created_by || any_frame(r->created_by, made, SIZE_MAX));
}

const char *hd_ignored(const struct hd_ignore *ig, const char *rule, const hd_stack_vec *seen,
                       const hd_stack_vec *made, struct hd_arena *a)
{
    for (size_t i = 0; ig && i < ig->rules; i++) {
        if (applies(&ig->rule[i], rule, seen, made))
            return hd_arena_fmt(a, HD_WORDS_IGNORED ".heddle.yml:%u: %s", ig->rule[i].line,
                                ig->rule[i].reason);
    }
    return NULL;
}

const char *hd_allowed(const struct hd_ignore *ig, const struct hd_finding *f, struct hd_arena *a)
{
    for (size_t i = 0; ig && i < ig->allow.rules; i++) {
        const struct hd_allow_rule *r = &ig->allow.rule[i];
        if (hd_allow_covers(r, f) && !(r->until && hd_date_passed(r->until, time(NULL))))
            return hd_arena_fmt(a, HD_WORDS_CONFIG ".heddle.yml:%u: %s", r->line, r->reason);
    }
    return NULL;
}

static const char *why_hidden(struct hd_judging *j, const struct hd_finding *f)
{
    char hex[17];
    if (!j->ignore)
        return NULL;
    hd_fingerprint(f, 0, hex);
    if (hd_ignore_known(j->ignore, hex))
        return HD_WORDS_BASELINE " of .heddle.yml";
    const char *why = hd_ignored(j->ignore, f->rule, &j->seen, &j->made, hd_describe_arena(j->d));
    return why ? why : hd_allowed(j->ignore, f, hd_describe_arena(j->d));
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static bool same_fingerprint(const struct hd_finding *a, const struct hd_finding *b)
{
    return !strcmp(a->rule, b->rule) && same_text(a->subject, b->subject) &&
           same_text(a->site.function, b->site.function) && same_text(a->site.file, b->site.file);
}

/* `f` goes into `before`: the words of the earlier moment stay. */
static struct hd_finding *merge(struct hd_judging *j, struct hd_finding *before,
                                const struct hd_finding *f)
{
    uint64_t count = before->count + f->count;
    int64_t last = before->last_ms > f->last_ms ? before->last_ms : f->last_ms;
    if (f->first_ms < before->first_ms) {
        const char *fingerprint = before->fingerprint;
        *before = *f;
        before->fingerprint = fingerprint;
    }
    before->count = count;
    before->last_ms = last;
    j->found.len--;
    return before;
}

struct hd_finding *hd_found_once(struct hd_judging *j, struct hd_finding *f)
{
    for (struct hd_finding *k = j->found.data; k < f; k++) {
        if (same_fingerprint(k, f))
            return merge(j, k, f);
    }
    return f;
}

struct hd_finding *hd_found_per_line(struct hd_judging *j, struct hd_finding *f)
{
    unsigned ordinal = 0;
    for (struct hd_finding *k = j->found.data; k < f; k++) {
        if (!same_fingerprint(k, f))
            continue;
        if (k->site.line == f->site.line)
            return merge(j, k, f);
        ordinal++;
    }
    char *hex = hd_arena_alloc(hd_describe_arena(j->d), 17);
    hd_fingerprint(f, ordinal, hex);
    f->fingerprint = hex;
    return f;
}

struct hd_finding *hd_found(struct hd_judging *j, const char *rule, struct hd_site site,
                            const char *subject, const char *message, hd_step_vec *steps,
                            uint64_t count, uint64_t first_ns, uint64_t last_ns)
{
    const struct hd_rule *r = hd_catalog_find(rule);
    struct hd_finding f = {
        .rule = rule,
        .severity = r ? r->severity : HD_SEV_ERROR,
        .confidence = HD_CONF_HIGH,
        .evidence = HD_EV_RUNTIME,
        .message = message,
        .site = site,
        .subject = subject,
        .count = count ? count : 1,
        .first_ms = hd_wall_ms(j->s, first_ns),
        .last_ms = hd_wall_ms(j->s, last_ns),
    };
    if (steps) {
        f.step =
            hd_arena_dup(hd_describe_arena(j->d), steps->data, steps->len * sizeof *steps->data);
        f.nsteps = steps->len;
        hd_vec_free(steps);
    }
    f.filtered = why_hidden(j, &f); /* looks at the steps */
    hd_vec_free(&j->seen);
    hd_vec_free(&j->made);
    hd_vec_push(&j->found, f);
    return &hd_vec_last(&j->found);
}
