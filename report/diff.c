/* Comparing two databases; see diff.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/diff.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/map.h"
#include "report/json_parts.h"
#include "report/text.h"

/* One of the two, with the fingerprints of what it shows. */
struct side {
    struct hd_report all;
    struct hd_strpool known; /* fingerprints of findings that are not hidden */
    unsigned evidence;       /* HD_EV_* bits of the runs it holds */
};

static int load_known(struct side *s, struct hd_arena *a, struct hd_err *err)
{
    hd_fingerprint_vec v = {0};
    int rc = 0;
    for (size_t i = 0; i < s->all.nfindings && rc == 0; i++) {
        const struct hd_finding *f = &s->all.finding[i];
        hd_vec_clear(&v);
        if (!f->filtered)
            rc = hd_store_load_fingerprints(s->all.store, f->id, a, &v, err);
        hd_vec_foreach(fp, &v) hd_strpool_put(&s->known, *fp);
    }
    hd_vec_free(&v);
    return rc;
}

static int load_side(struct side *s, struct hd_store *store, struct hd_arena *a, struct hd_err *err)
{
    if (hd_report_load(&s->all, store, 0, a, err) < 0)
        return -1;
    for (size_t i = 0; i < s->all.nruns; i++)
        s->evidence |=
            strcmp(s->all.run[i].info.command, "check") == 0 ? HD_EV_STATIC : HD_EV_RUNTIME;
    return load_known(s, a, err);
}

/* 1 when `other` knows the finding by any fingerprint, else 0; -1 on failure. */
static int is_known(const struct side *s, const struct hd_finding *f, const struct side *other,
                    struct hd_arena *a, struct hd_err *err)
{
    hd_fingerprint_vec v = {0};
    int rc = hd_store_load_fingerprints(s->all.store, f->id, a, &v, err);
    hd_vec_foreach(fp, &v) if (rc == 0 && hd_strpool_find(&other->known, *fp) != UINT32_MAX) rc = 1;
    hd_vec_free(&v);
    return rc;
}

/* Puts into *out what only `s` has. */
static int only_in(const struct side *s, const struct side *other, struct hd_report *out,
                   struct hd_diff *d, size_t *shared, struct hd_arena *a, struct hd_err *err)
{
    hd_finding_vec v = {0};
    int known = 0;
    for (size_t i = 0; i < s->all.nfindings && known >= 0; i++) {
        const struct hd_finding *f = &s->all.finding[i];
        if (f->filtered)
            continue;
        known = is_known(s, f, other, a, err);
        if (known > 0)
            ++*shared;
        else if (known == 0 && !(f->evidence & other->evidence))
            d->incomparable++;
        else if (known == 0)
            hd_vec_push(&v, *f);
    }
    *out = s->all;
    out->nfindings = v.len;
    out->finding = hd_arena_dup(a, v.data, v.len * sizeof *v.data);
    hd_vec_free(&v);
    return known < 0 ? -1 : 0;
}

int hd_diff_load(struct hd_diff *d, struct hd_store *old, struct hd_store *fresh,
                 struct hd_arena *a, struct hd_err *err)
{
    struct side before = {0}, after = {0};
    size_t ignored = 0;
    int rc = load_side(&before, old, a, err);
    if (rc == 0)
        rc = load_side(&after, fresh, a, err);
    if (rc == 0)
        rc = only_in(&after, &before, &d->introduced, d, &d->unchanged, a, err);
    if (rc == 0)
        rc = only_in(&before, &after, &d->fixed, d, &ignored, a, err);
    hd_strpool_free(&before.known);
    hd_strpool_free(&after.known);
    return rc;
}

static int write_text(const struct hd_diff *d, FILE *out, struct hd_err *err)
{
    if (hd_text_findings(&d->introduced, false, out, err) < 0)
        return -1;
    if (d->fixed.nfindings)
        fputs("fixed:\n", out);
    if (hd_text_findings(&d->fixed, true, out, err) < 0)
        return -1;
    if (d->introduced.brief)
        return 0;
    fprintf(out, "%s%zu introduced, %zu fixed, %zu unchanged", d->fixed.nfindings ? "\n" : "",
            d->introduced.nfindings, d->fixed.nfindings, d->unchanged);
    if (d->incomparable)
        fprintf(out, ", %zu not compared (the other database holds no %s)", d->incomparable,
                "evidence of that kind");
    fputc('\n', out);
    return 0;
}

static json_t *findings(const struct hd_report *r)
{
    json_t *a = json_array();
    for (size_t i = 0; i < r->nfindings; i++)
        if (json_array_append_new(a, hd_json_finding(r, &r->finding[i])) < 0)
            hd_oom();
    return a;
}

static int write_json(const struct hd_diff *d, FILE *out, struct hd_err *err)
{
    json_t *o = json_pack("{s:{s:s, s:i}, s:o, s:o, s:I, s:I}", "heddle", "version", HEDDLE_VERSION,
                          "schema", 1, "introduced", findings(&d->introduced), "fixed",
                          findings(&d->fixed), "unchanged", (json_int_t)d->unchanged,
                          "incomparable", (json_int_t)d->incomparable);
    if (!o)
        hd_oom();
    char *text = hd_json_dump(o);
    json_decref(o);
    int rc = fputs(text, out) < 0 ? hd_fail_errno(err, "cannot write the report") : 0;
    free(text);
    return rc;
}

int hd_diff_write(const struct hd_diff *d, const char *format, FILE *out, struct hd_err *err)
{
    int rc = strcmp(format, "json") == 0 ? write_json(d, out, err) : write_text(d, out, err);
    if (rc == 0 && (fflush(out) != 0 || ferror(out)))
        rc = hd_fail_errno(err, "cannot write the report");
    return rc;
}
