/* Writing findings. A finding has up to two sides, static and run time, each with its own message,
 * place and witness; they meet in one row when they share a fingerprint, a place or a subject (see
 * find_other: two lock-order cycles may well close at one place). A
 * row has at most one static side that matters (of the latest check) and any number of run-time
 * fingerprints. Whichever side comes second, the run-time part moves to the static row.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "store/store_internal.h"
#include "store/suppression.h"

enum { STATIC = HD_EV_STATIC, RUNTIME = HD_EV_RUNTIME };

/* What is being put. */
struct put {
    struct hd_store *s;
    struct hd_err *err;
    const struct hd_finding *f;
    int64_t run, id;
    int64_t file, function, site;
    int side;                  /* where its words go: static when there is static evidence */
    char fingerprint[17 + 47]; /* 16 digits by ours; callers may have longer ones */
};

/* A run that sees what a check found, too, takes over what the check alone could know: it holds
 * until a check judges anew. */
static int why_hidden(struct put *p, struct hd_arena *a, const char **why)
{
    *why = p->f->filtered;
    if (p->side != STATIC || !(p->f->evidence & RUNTIME))
        return 0;
    sqlite3_stmt *q = hd_sql_bind(p->s, HD_SQL_SIDE_WHY, p->err, "idi", p->id, p->side, p->run);
    int rc = q ? hd_sql_step(p->s, q, p->err) : -1;
    const char *said = rc > 0 ? hd_col_text(q, 0, a) : NULL;
    if (rc > 0)
        sqlite3_reset(q);
    if (hd_only_checks_know(said))
        *why = said;
    return rc < 0 ? -1 : 0;
}

static int put_side(struct put *p)
{
    const struct hd_finding *f = p->f;
    struct hd_arena a = {0};
    const char *why;
    int rc = why_hidden(p, &a, &why);
    if (rc == 0)
        rc = hd_sql_run(p->s, HD_SQL_SIDE_PUT, p->err, "idssssrt", p->id, p->side,
                        hd_severity_name(f->severity), hd_confidence_name(f->confidence),
                        f->message, f->subject, p->site, why);
    hd_arena_free(&a);
    return rc;
}

static int put_words(struct put *p)
{
    const struct hd_finding *f = p->f;
    if (put_side(p) < 0 || hd_sql_run(p->s, HD_SQL_STEP_CLEAR, p->err, "id", p->id, p->side) < 0)
        return -1;
    for (size_t i = 0; i < f->nsteps; i++) {
        int64_t site = hd_put_site(p->s, &f->step[i].site, p->err);
        if (site < 0 || hd_sql_run(p->s, HD_SQL_STEP_ADD, p->err, "idisrs", p->id, p->side,
                                   (int64_t)i, f->step[i].thread, site, f->step[i].note) < 0)
            return -1;
    }
    return 0;
}

static int put_seen(struct put *p)
{
    int64_t first = p->f->first_ms, last = p->f->last_ms;
    if (!last)
        last = first ? first : hd_now_ms();
    if (!first)
        first = last;
    return hd_sql_run(p->s, HD_SQL_SEEN_PUT, p->err, "iiduii", p->id, p->run, (int)p->f->evidence,
                      p->f->count, first, last);
}

/* The row known by the fingerprint, or a new one. */
static int find_or_add(struct put *p)
{
    p->id = hd_sql_id(p->s, HD_SQL_FP_FIND, p->err, "s", p->fingerprint);
    if (p->id == 0)
        p->id = hd_sql_id(p->s, HD_SQL_FINDING_ADD, p->err, "ss", p->f->rule, p->fingerprint);
    if (p->id < 0 ||
        hd_sql_run(p->s, HD_SQL_FP_PUT, p->err, "sid", p->fingerprint, p->id, p->side) < 0)
        return -1;
    if (p->side == STATIC) /* baselines and diffs compare the static one */
        return hd_sql_run(p->s, HD_SQL_FINDING_NAME, p->err, "is", p->id, p->fingerprint);
    return 0;
}

/* Takes all run-time knowledge of finding `from` over to `to`; `from` goes when nothing is left. */
static int move_runtime(struct put *p, int64_t from, int64_t to)
{
    static const enum hd_sql one[] = {HD_SQL_MOVE_FP_SHARED, HD_SQL_MOVE_SEEN_DROP,
                                      HD_SQL_MOVE_SEEN_KEEP, HD_SQL_FINDING_DROP};
    static const enum hd_sql two[] = {HD_SQL_MOVE_STEP, HD_SQL_MOVE_SIDE, HD_SQL_MOVE_FP,
                                      HD_SQL_MOVE_SEEN};
    if (hd_sql_run(p->s, HD_SQL_MOVE_STEP_CLEAR, p->err, "i", to) < 0)
        return -1;
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (hd_sql_run(p->s, two[i], p->err, "ii", from, to) < 0)
            return -1;
    for (size_t i = 0; i < sizeof one / sizeof *one; i++)
        if (hd_sql_run(p->s, one[i], p->err, "i", from) < 0)
            return -1;
    return 0;
}

/* Whether a subject is made of lock class keys that identify their locks on both sides. A class
 * known only by where it was initialised may be any. */
static bool is_keyed(const char *subject)
{
    static const char *const prefix[] = {"global:", "field:", "local:"};
    for (size_t i = 0; i < sizeof prefix / sizeof *prefix; i++)
        if (strncmp(subject, prefix[i], strlen(prefix[i])) == 0)
            return !strstr(subject, "init:");
    return false;
}

/* A finding of the other side at the same place, else of the same subject; 0: none. */
static int64_t find_other(struct put *p, enum hd_sql at, enum hd_sql of)
{
    const char *subject = p->f->subject ? p->f->subject : "";
    bool keyed = is_keyed(subject);
    int64_t id = 0;
    if (p->file && p->f->site.line)
        id = hd_sql_id(p->s, at, p->err, "siiit", p->f->rule, p->file, (int64_t)p->f->site.line,
                       p->function, keyed ? subject : NULL);
    if (id == 0 && *subject)
        id = hd_sql_id(p->s, of, p->err, "ssiid", p->f->rule, subject, p->file, p->function,
                       (int)keyed);
    return id;
}

/* A static finding draws in the run-time ones that name its place or subject. */
static int unite_static(struct put *p)
{
    int64_t other;
    while ((other = find_other(p, HD_SQL_RUNTIME_AT, HD_SQL_RUNTIME_OF)) > 0)
        if (move_runtime(p, other, p->id) < 0)
            return -1;
    return (int)other;
}

/* A run-time finding goes to the newest static one that names its place or subject, unless its own
 * row has a static side as new as that. */
static int unite_runtime(struct put *p)
{
    int64_t other = find_other(p, HD_SQL_STATIC_AT, HD_SQL_STATIC_OF);
    if (other <= 0 || other == p->id)
        return (int)other < 0 ? -1 : 0;
    int64_t own = hd_sql_id(p->s, HD_SQL_STATIC_LATEST, p->err, "i", p->id);
    int64_t theirs = hd_sql_id(p->s, HD_SQL_STATIC_LATEST, p->err, "i", other);
    if (own < 0 || theirs < 0)
        return -1;
    if (own >= theirs)
        return 0;
    int rc = move_runtime(p, p->id, other);
    p->id = other;
    return rc;
}

static int64_t put_finding(struct put *p)
{
    const struct hd_finding *f = p->f;
    if (!f->rule || !*f->rule)
        return hd_fail(p->err, "a finding without a rule");
    if ((f->evidence & HD_EV_BOTH) == 0)
        return hd_fail(p->err, "a finding of %s without evidence", f->rule);
    p->side = f->evidence & STATIC ? STATIC : RUNTIME;
    if (!f->fingerprint)
        hd_fingerprint(f, 0, p->fingerprint);
    else if (strlen(f->fingerprint) < sizeof p->fingerprint)
        strcpy(p->fingerprint, f->fingerprint);
    else
        return hd_fail(p->err, "a fingerprint of more than %zu characters",
                       sizeof p->fingerprint - 1);
    if (hd_put_names(p->s, &f->site, &p->file, &p->function, p->err) < 0 ||
        (p->site = hd_put_site(p->s, &f->site, p->err)) < 0 || find_or_add(p) < 0 ||
        put_words(p) < 0 || put_seen(p) < 0)
        return -1;
    int rc = p->side == STATIC ? unite_static(p) : unite_runtime(p);
    return rc < 0 ? -1 : p->id;
}

int64_t hd_store_put_finding(struct hd_store *s, int64_t run, const struct hd_finding *f,
                             struct hd_err *err)
{
    if (hd_write_begin(s, err) < 0)
        return -1;
    struct put p = {.s = s, .err = err, .f = f, .run = run};
    return hd_write_end(s, put_finding(&p), err);
}

int hd_unite_all(struct hd_store *s, struct hd_err *err)
{
    struct lone {
        struct hd_finding f;
        int64_t file, function;
    };
    HD_VEC(struct lone) v = {0};
    struct hd_arena a = {0};
    sqlite3_stmt *q = hd_sql_bind(s, HD_SQL_RUNTIME_ONLY, err, "");
    int rc = -1;
    while (q && (rc = hd_sql_step(s, q, err)) > 0) {
        struct hd_finding f = {.id = sqlite3_column_int64(q, 0),
                               .rule = hd_col_str(q, 1, &a),
                               .subject = hd_col_str(q, 2, &a),
                               .site.line = (uint32_t)sqlite3_column_int64(q, 4)};
        hd_vec_push(&v, (struct lone){f, sqlite3_column_int64(q, 3), sqlite3_column_int64(q, 5)});
    }
    for (size_t i = 0; i < v.len && rc == 0; i++) {
        struct lone *l = &v.data[i];
        struct put p = {.s = s,
                        .err = err,
                        .f = &l->f,
                        .id = l->f.id,
                        .file = l->file,
                        .function = l->function,
                        .side = RUNTIME};
        rc = unite_runtime(&p);
    }
    hd_vec_free(&v);
    hd_arena_free(&a);
    return rc;
}
