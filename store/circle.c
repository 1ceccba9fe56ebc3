/* A deadlock that a run came to and the lock-order cycle that foretells it are two findings: one is
 * of a moment, the other of the code, and the next check judges that one anew. When they run over
 * the same lock classes in the same order they are one defect, and each has the other's evidence.
 * A run may know the classes by other names than the check does; where a cycle was found by both,
 * it is met under either's names. This is told when findings are loaded and stored nowhere, so that
 * it holds whichever of the two came first, and no longer than both do.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/buf.h"
#include "store/store_internal.h"
#include "store/suppression.h"

static const char cycle_rule[] = "lock-order-cycle", deadlock_rule[] = "deadlock";
static const char arrow[] = " -> ";

/* Keys of lock classes, each acquired while the one before is held; the last one before the first.
 */
struct circle {
    const char **key;
    size_t len;
};

struct join {
    struct hd_store *s;
    struct hd_arena *a;
    struct hd_err *err;
};

/* A class that a run knows by the place of its initialisation only may be declared under a name
 * that the database has. */
static const char *class_key(struct join *j, const char *key)
{
    if (strncmp(key, "init:", 5) != 0)
        return key;
    sqlite3_stmt *q = hd_sql_bind(j->s, HD_SQL_CLASS_OF_INIT, j->err, "s", key);
    const char *declared = NULL;
    if (q && hd_sql_step(j->s, q, j->err) > 0) {
        declared = hd_col_text(q, 0, j->a);
        sqlite3_reset(q);
    }
    return declared ? declared : key;
}

/* Turns the circle so that its sequence of keys is the least of all. */
static void turn(struct join *j, struct circle *c)
{
    size_t best = 0;
    for (size_t r = 1; r < c->len; r++)
        for (size_t i = 0; i < c->len; i++) {
            int d = strcmp(c->key[(r + i) % c->len], c->key[(best + i) % c->len]);
            if (d < 0)
                best = r;
            if (d != 0)
                break;
        }
    const char **turned = hd_arena_array(j->a, const char *, c->len);
    for (size_t i = 0; i < c->len; i++)
        turned[i] = c->key[(best + i) % c->len];
    c->key = turned;
}

/* Several objects of one class and nothing else are that class, as lock-order-cycle tells them. */
static void fold(struct circle *c)
{
    bool one = true;
    for (size_t i = 1; i < c->len; i++)
        one &= strcmp(c->key[i], c->key[0]) == 0;
    if (one)
        c->len = 1;
}

static const char *circle_of(struct join *j, const char *subject)
{
    struct circle c = {0};
    for (const char *p = subject; p; p = strstr(p, arrow), p = p ? p + sizeof arrow - 1 : NULL)
        c.len++;
    c.key = hd_arena_array(j->a, const char *, c.len);
    c.len = 0;
    for (const char *p = subject, *end; p; p = end ? end + sizeof arrow - 1 : NULL) {
        end = strstr(p, arrow);
        size_t n = end ? (size_t)(end - p) : strlen(p);
        c.key[c.len++] = class_key(j, hd_arena_strn(j->a, p, n));
    }
    fold(&c);
    turn(j, &c);
    struct hd_buf b = {0};
    for (size_t i = 0; i < c.len; i++)
        hd_buf_fmt(&b, "%s%s", i ? arrow : "", c.key[i]);
    const char *text = hd_arena_str(j->a, hd_buf_cstr(&b));
    hd_buf_free(&b);
    return text;
}

/* An excuse of ours says that the circle cannot close: then it does not foretell anything. What a
 * person allows is evidence all the same. */
static bool counts(const struct hd_finding *f)
{
    return hd_suppression(f->filtered) != HD_EXCUSED;
}

static void add_step(struct join *j, struct hd_finding *f, const char *thread,
                     const struct hd_finding *from)
{
    struct hd_step *step = hd_arena_array(j->a, struct hd_step, f->nsteps + 1);
    memcpy(step, f->step, f->nsteps * sizeof *step);
    step[f->nsteps++] = (struct hd_step){thread, from->site, from->message};
    f->step = step;
}

static void meet(struct join *j, struct hd_finding *f, const struct hd_finding *other)
{
    bool happened = strcmp(other->rule, deadlock_rule) == 0;
    enum hd_evidence adds = happened ? HD_EV_RUNTIME : other->evidence & HD_EV_STATIC;
    f->counterpart = other->fingerprint;
    if (happened && !(f->evidence & HD_EV_RUNTIME)) {
        f->count = other->count;
        f->first_ms = other->first_ms;
        f->last_ms = other->last_ms;
    }
    f->evidence |= adds;
    if (happened) {
        f->confidence = HD_CONF_HIGH;
        add_step(j, f, "seen at run time", other);
    } else if (adds) {
        add_step(j, f, "found by analysis", other);
    }
}

typedef HD_VEC(const char *) circle_vec;

/* The circles of a finding: the one of its words, and one of each side that has evidence. */
static int circles_of(struct join *j, const struct hd_finding *f, circle_vec *out)
{
    sqlite3_stmt *q = hd_sql_bind(j->s, HD_SQL_SIDE_SUBJECTS, j->err, "id", f->id, f->evidence);
    circle_vec subject = {0};
    int rc = -1;
    hd_vec_push(&subject, f->subject);
    while (q && (rc = hd_sql_step(j->s, q, j->err)) > 0)
        hd_vec_push(&subject, hd_col_str(q, 0, j->a));
    hd_vec_foreach(s, &subject) hd_vec_push(out, circle_of(j, *s));
    hd_vec_free(&subject);
    return rc;
}

/* Findings by circle; of those that have the same one the first counts. */
struct by_circle {
    struct hd_strpool circle;
    HD_VEC(const struct hd_finding *) finding; /* of each circle, by number */
};

static int index_circles(struct join *j, const hd_finding_vec *v, struct by_circle *out)
{
    circle_vec circle = {0};
    int rc = 0;
    for (size_t i = 0; i < v->len && rc == 0; i++) {
        circle.len = 0;
        if (counts(&v->data[i]))
            rc = circles_of(j, &v->data[i], &circle);
        hd_vec_foreach(c, &circle)
        {
            size_t known = out->circle.len;
            if (hd_strpool_put(&out->circle, *c) == known)
                hd_vec_push(&out->finding, &v->data[i]);
        }
    }
    hd_vec_free(&circle);
    return rc;
}

/* The finding that has a circle of `f`, or NULL. */
static int find_by_circle(struct join *j, const struct hd_finding *f, const struct by_circle *in,
                          const struct hd_finding **out)
{
    circle_vec circle = {0};
    int rc = circles_of(j, f, &circle);
    *out = NULL;
    for (size_t i = 0; i < circle.len && !*out; i++) {
        uint32_t at = hd_strpool_find(&in->circle, circle.data[i]);
        if (at != UINT32_MAX)
            *out = in->finding.data[at];
    }
    hd_vec_free(&circle);
    return rc;
}

/* Every finding of `rule` in `v` meets the one of the other rule that has its circle. */
static int meet_all(struct join *j, struct hd_finding *v, size_t n, const char *rule,
                    const char *other_rule)
{
    struct hd_finding_query q = {.rule = other_rule};
    hd_finding_vec other = {0};
    struct by_circle known = {0};
    bool any = false;
    int rc = 0;
    for (size_t i = 0; i < n; i++)
        any |= strcmp(v[i].rule, rule) == 0 && counts(&v[i]);
    if (any && hd_load_findings(j->s, &q, j->a, &other, j->err) < 0)
        rc = -1;
    if (rc == 0)
        rc = index_circles(j, &other, &known);
    for (size_t i = 0; i < n && known.finding.len && rc == 0; i++) {
        const struct hd_finding *its = NULL;
        if (strcmp(v[i].rule, rule) == 0 && counts(&v[i]))
            rc = find_by_circle(j, &v[i], &known, &its);
        if (its)
            meet(j, &v[i], its);
    }
    hd_strpool_free(&known.circle);
    hd_vec_free(&known.finding);
    hd_vec_free(&other);
    return rc;
}

int hd_load_met(struct hd_store *s, int64_t run, struct hd_arena *a, struct hd_lock_facts *out,
                struct hd_err *err)
{
    struct join j = {s, a, err};
    struct hd_finding_query q = {run, deadlock_rule};
    hd_finding_vec met = {0};
    int rc = hd_load_findings(s, &q, a, &met, err);
    hd_vec_foreach(f, &met) if (rc == 0 && counts(f))
        hd_vec_push(&out->met, circle_of(&j, f->subject));
    hd_vec_free(&met);
    return rc;
}

int hd_join_circles(struct hd_store *s, struct hd_arena *a, struct hd_finding *v, size_t n,
                    struct hd_err *err)
{
    struct join j = {s, a, err};
    if (meet_all(&j, v, n, deadlock_rule, cycle_rule) < 0)
        return -1;
    return meet_all(&j, v, n, cycle_rule, deadlock_rule);
}
