/* Reading findings. A finding shows its static words when static evidence is in scope, else those
 * of run time, and the steps of every side in scope.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "store/store_internal.h"
#include "store/suppression.h"

/* One side's words. */
struct words {
    bool there;
    enum hd_severity severity;
    enum hd_confidence confidence;
    const char *message, *subject, *filtered;
    struct hd_site site;
};

struct load {
    struct hd_store *s;
    struct hd_arena *a;
    struct hd_err *err;
};

static int load_words(struct load *l, int64_t id, struct words side[2])
{
    sqlite3_stmt *q = hd_sql_bind(l->s, HD_SQL_SIDE_LOAD, l->err, "i", id);
    int rc = -1;
    while (q && (rc = hd_sql_step(l->s, q, l->err)) > 0) {
        int severity = hd_severity_parse((const char *)sqlite3_column_text(q, 1));
        int confidence = hd_confidence_parse((const char *)sqlite3_column_text(q, 2));
        side[sqlite3_column_int(q, 0) == HD_EV_RUNTIME] = (struct words){
            .there = true,
            .severity = severity < 0 ? HD_SEV_WARNING : (enum hd_severity)severity,
            .confidence = confidence < 0 ? HD_CONF_LOW : (enum hd_confidence)confidence,
            .message = hd_col_str(q, 3, l->a),
            .subject = hd_col_str(q, 4, l->a),
            .filtered = hd_col_text(q, 5, l->a),
            .site = hd_col_site(q, 6, l->a),
        };
    }
    return rc;
}

/* Steps of the sides in `sides`; a run-time thread without a name gets one when both have steps. */
static int load_steps(struct load *l, unsigned sides, struct hd_finding *f)
{
    HD_VEC(struct hd_step) steps = {0};
    sqlite3_stmt *q = hd_sql_bind(l->s, HD_SQL_STEP_LOAD, l->err, "i", f->id);
    bool has_static = false;
    int rc = -1;
    while (q && (rc = hd_sql_step(l->s, q, l->err)) > 0) {
        unsigned side = (unsigned)sqlite3_column_int(q, 0);
        if (!(side & sides))
            continue;
        has_static |= side == HD_EV_STATIC;
        struct hd_step step = {
            .thread = hd_col_str(q, 1, l->a),
            .note = hd_col_str(q, 2, l->a),
            .site = hd_col_site(q, 3, l->a),
        };
        if (has_static && side == HD_EV_RUNTIME)
            step.thread = *step.thread ? hd_arena_fmt(l->a, "seen at run time: %s", step.thread)
                                       : "seen at run time";
        hd_vec_push(&steps, step);
    }
    f->nsteps = steps.len;
    f->step = hd_arena_dup(l->a, steps.data, steps.len * sizeof *steps.data);
    hd_vec_free(&steps);
    return rc;
}

static int fill(struct load *l, struct hd_finding *f)
{
    struct words side[2] = {0};
    if (load_words(l, f->id, side) < 0)
        return -1;
    if (!side[0].there && !side[1].there)
        return hd_fail(l->err, "%s: finding %lld has no side", l->s->path, (long long)f->id);
    bool is_static = f->evidence & HD_EV_STATIC && side[0].there;
    bool is_runtime = f->evidence & HD_EV_RUNTIME && side[1].there;
    if (!is_static && !is_runtime) { /* put with both kinds of evidence at once: one set of words */
        is_static = side[0].there;
        is_runtime = !is_static;
    }
    const struct words *w = &side[!is_static];
    f->severity = w->severity;
    f->confidence = w->confidence;
    f->message = w->message;
    f->subject = w->subject;
    f->site = w->site;
    f->filtered = w->filtered;
    /* What was seen to happen is not excused by a static filter, nor the other way round; what a
     * person allowed is. */
    if (is_static && is_runtime && (!side[0].filtered || !side[1].filtered) &&
        hd_suppression(f->filtered) < HD_ALLOWED_IN_SOURCE)
        f->filtered = NULL;
    return load_steps(l, (is_static ? HD_EV_STATIC : 0u) | (is_runtime ? HD_EV_RUNTIME : 0u), f);
}

static int by_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

/* It came to that: nothing is worth more of a reader's time. */
static bool is_seen_deadlock(const struct hd_finding *f)
{
    bool circle = !strcmp(f->rule, "deadlock") || !strcmp(f->rule, "thread-join-deadlock");
    return circle && f->evidence & HD_EV_RUNTIME && !f->filtered;
}

static int compare(const void *pa, const void *pb)
{
    const struct hd_finding *a = pa, *b = pb;
    int d = is_seen_deadlock(b) - is_seen_deadlock(a);
    if (!d)
        d = by_text(a->site.file, b->site.file);
    if (!d && a->site.line != b->site.line)
        d = a->site.line < b->site.line ? -1 : 1;
    if (!d && a->site.column != b->site.column)
        d = a->site.column < b->site.column ? -1 : 1;
    if (!d)
        d = by_text(a->rule, b->rule);
    return d ? d : by_text(a->fingerprint, b->fingerprint);
}

int hd_load_findings(struct hd_store *s, const struct hd_finding_query *query, struct hd_arena *a,
                     hd_finding_vec *out, struct hd_err *err)
{
    struct load l = {s, a, err};
    int64_t check = hd_store_latest_check(s, err);
    sqlite3_stmt *q =
        check < 0 ? NULL
                  : hd_sql_bind(s, HD_SQL_FINDING_ALL, err, "iit", query->run, check, query->rule);
    size_t first = out->len;
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        struct hd_finding f = {
            .id = sqlite3_column_int64(q, 0),
            .rule = hd_col_str(q, 1, a),
            .fingerprint = hd_col_str(q, 2, a),
            .evidence = (enum hd_evidence)sqlite3_column_int(q, 3),
            .count = (uint64_t)sqlite3_column_int64(q, 4),
            .first_ms = hd_col_ms(q, 5),
            .last_ms = hd_col_ms(q, 6),
        };
        if (fill(&l, &f) < 0) {
            sqlite3_reset(q);
            return -1;
        }
        hd_vec_push(out, f);
    }
    if (rc == 0 && out->len > first)
        qsort(out->data + first, out->len - first, sizeof *out->data, compare);
    return rc;
}

int hd_store_load_findings(struct hd_store *s, const struct hd_finding_query *query,
                           struct hd_arena *a, hd_finding_vec *out, struct hd_err *err)
{
    size_t first = out->len;
    if (hd_load_findings(s, query, a, out, err) != 0)
        return -1;
    return out->len > first ? hd_join_circles(s, a, out->data + first, out->len - first, err) : 0;
}

int hd_store_load_fingerprints(struct hd_store *s, int64_t finding, struct hd_arena *a,
                               hd_fingerprint_vec *out, struct hd_err *err)
{
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_FP_OF, err, "i", finding);
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0)
        hd_vec_push(out, hd_col_str(q, 0, a));
    return rc;
}
