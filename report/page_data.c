/* The document that the page shows: summary, runs, rules, findings; the rest is in page_graph.c,
 * page_time.c and page_tables.c. Described in docs/page-data.md.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/catalog.h"
#include "report/page_parts.h"

enum { SCHEMA = 1, AROUND = 2 };

bool hd_page_wants(const struct hd_finding *f, const struct hd_html_options *o)
{
    return !o->graph_only || strcmp(f->rule, "lock-order-cycle") == 0 ||
           strcmp(f->rule, "deadlock") == 0;
}

size_t hd_page_others(const struct hd_report *r, const struct hd_html_options *o)
{
    size_t n = 0;
    for (size_t i = 0; i < r->nfindings; i++)
        n += !r->finding[i].filtered && !hd_page_wants(&r->finding[i], o);
    return n;
}

static void put_summary(struct hd_json_out *j, const struct hd_report *r,
                        const struct hd_html_options *o)
{
    uint64_t count[HD_SEV_COUNT] = {0}, excused = 0;
    for (size_t i = 0; i < r->nfindings; i++) {
        const struct hd_finding *f = &r->finding[i];
        if (!hd_page_wants(f, o))
            continue;
        if (f->filtered)
            excused++;
        else
            count[f->severity]++;
    }
    hd_jo_key(j, "summary");
    hd_jo_open(j, '{');
    for (int s = HD_SEV_COUNT - 1; s >= 0; s--)
        hd_jo_muint(j, hd_severity_name((enum hd_severity)s), count[s]);
    hd_jo_muint(j, "excused", excused);
    if (o->graph_only)
        hd_jo_muint(j, "others", hd_page_others(r, o));
    hd_jo_muint(j, "translation_units", r->translation_units);
    hd_jo_muint(j, "failed_units", r->failed_units);
    hd_jo_close(j, '}');
}

static void put_run(struct hd_json_out *j, const struct hd_run_row *row)
{
    const struct hd_run_info *i = &row->info;
    hd_jo_open(j, '{');
    hd_jo_mint(j, "id", row->id);
    hd_jo_mstr(j, "command", i->command);
    hd_jo_mstr(j, "target", i->target);
    hd_jo_mstr(j, "host", i->host);
    hd_jo_mint(j, "started_ms", i->started_ms);
    hd_jo_mint(j, "ended_ms", i->ended_ms);
    hd_jo_mint(j, "exit_status", i->exit_status);
    hd_jo_muint(j, "pid", i->pid);
    hd_jo_muint(j, "translation_units", i->translation_units);
    hd_jo_muint(j, "failed_units", i->failed_units);
    hd_jo_muint(j, "dropped", i->dropped);
    hd_jo_mstr(j, "coverage", i->coverage);
    hd_jo_close(j, '}');
}

static void put_runs(struct hd_json_out *j, const struct hd_report *r)
{
    bool running = false;
    hd_jo_key(j, "runs");
    hd_jo_open(j, '[');
    for (size_t i = 0; i < r->nruns; i++) {
        put_run(j, &r->run[i]);
        running = running || !r->run[i].info.ended_ms;
    }
    hd_jo_close(j, ']');
    hd_jo_mbool(j, "running", running);
}

static void put_step(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_step *s)
{
    hd_jo_open(j, '[');
    hd_jo_str(j, s->thread ? s->thread : "");
    hd_page_site(t, j, &s->site, 0);
    hd_jo_str(j, s->note ? s->note : "");
    hd_jo_close(j, ']');
}

static void put_finding(struct hd_page_tables *t, struct hd_json_out *j, const struct hd_finding *f)
{
    hd_jo_open(j, '{');
    hd_jo_mstr(j, "rule", f->rule);
    hd_jo_mstr(j, "severity", hd_severity_name(f->severity));
    hd_jo_mstr(j, "confidence", hd_confidence_name(f->confidence));
    hd_jo_mstr(j, "evidence", hd_evidence_name(f->evidence));
    hd_jo_mstr(j, "message", f->message);
    hd_jo_key(j, "at");
    hd_page_site(t, j, &f->site, AROUND);
    hd_jo_mstr(j, "fingerprint", f->fingerprint);
    if (f->filtered)
        hd_jo_mstr(j, "filtered", f->filtered);
    if (f->counterpart)
        hd_jo_mstr(j, "counterpart", f->counterpart);
    if (f->evidence & HD_EV_RUNTIME) {
        hd_jo_muint(j, "count", f->count);
        hd_jo_mint(j, "first_ms", f->first_ms);
        hd_jo_mint(j, "last_ms", f->last_ms);
    }
    hd_jo_key(j, "steps");
    hd_jo_open(j, '[');
    for (size_t i = 0; i < f->nsteps; i++)
        put_step(t, j, &f->step[i]);
    hd_jo_close(j, ']');
    hd_jo_close(j, '}');
}

static void put_rule(struct hd_json_out *j, const char *id)
{
    const struct hd_rule *rule = hd_catalog_find(id);
    hd_jo_open(j, '{');
    hd_jo_mstr(j, "id", id);
    hd_jo_mstr(j, "title", rule ? rule->title : "");
    hd_jo_mstr(j, "text", rule ? rule->text : "");
    hd_jo_mstr(j, "cwe", rule ? rule->cwe : "");
    hd_jo_close(j, '}');
}

static void put_findings(struct hd_page_tables *t, struct hd_json_out *j,
                         const struct hd_html_options *o)
{
    struct hd_strpool rules = {0};
    hd_jo_key(j, "findings");
    hd_jo_open(j, '[');
    for (size_t i = 0; i < t->r->nfindings; i++) {
        const struct hd_finding *f = &t->r->finding[i];
        if (!hd_page_wants(f, o))
            continue;
        put_finding(t, j, f);
        hd_strpool_put(&rules, f->rule);
    }
    hd_jo_close(j, ']');
    hd_jo_key(j, "rules");
    hd_jo_open(j, '[');
    for (size_t i = 0; i < rules.len; i++)
        put_rule(j, rules.str[i]);
    hd_jo_close(j, ']');
    hd_strpool_free(&rules);
}

int hd_page_data(const struct hd_report *r, const struct hd_html_options *o, FILE *out,
                 struct hd_err *err)
{
    struct hd_json_out j = {.f = out};
    struct hd_page_tables t = {.r = r};
    hd_jo_open(&j, '{');
    hd_jo_key(&j, "heddle");
    hd_jo_open(&j, '{');
    hd_jo_mstr(&j, "version", HEDDLE_VERSION);
    hd_jo_mint(&j, "schema", SCHEMA);
    hd_jo_close(&j, '}');
    hd_jo_mstr(&j, "view", o->graph_only ? "graph" : "findings");
    hd_jo_mstr(&j, "target", r->nruns ? r->run[r->nruns - 1].info.target : "");
    put_summary(&j, r, o);
    put_runs(&j, r);
    put_findings(&t, &j, o);
    int rc = hd_page_graph(&t, &j, o, err);
    if (rc == 0)
        rc = hd_page_locks(&t, &j, o, err);
    if (rc == 0)
        rc = hd_page_samples(&t, &j, err);
    hd_page_tables_put(&t, &j);
    hd_jo_close(&j, '}');
    hd_page_tables_free(&t);
    return rc == 0 && ferror(out) ? hd_fail_errno(err, "cannot write the page") : rc;
}
