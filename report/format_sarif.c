/* SARIF 2.1.0 as GitHub's code scanning takes it: every result has a place in a file, paths are
 * relative to the repository, a thread flow per thread, fingerprints as GitHub computes them.
 *
 * Limits of GitHub: 25,000 results of a run, 10,000 locations of a thread flow, 100 related ones
 * shown. What is cut or has no place in source is told in the notifications of the invocation.
 * Results are written one by one, so that a large database needs no large tree.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/sarif.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog.h"
#include "core/file.h"
#include "core/map.h"
#include "report/ci.h"
#include "report/column.h"
#include "report/escape.h"
#include "report/json_parts.h"
#include "report/line_hash.h"
#include "report/source.h"
#include "store/suppression.h"

enum { MAX_RESULTS = 25000, MAX_STEPS = 10000, MAX_RELATED = 100 };

struct sarif {
    const struct hd_report *r;
    struct hd_ci ci;
    FILE *out;
    struct hd_strpool artifact; /* paths as written */
    struct hd_source source;    /* for columns */
    struct hd_source hashed;    /* for fingerprints: `hash` are its lines */
    hd_line_hash_vec hash;
    size_t results, cut, placeless;
};

/* Places --------------------------------------------------------------------------------------*/

/* A path as a URI reference; all but a few characters are written as %XX. */
static char *uri_of(const char *path)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/+";
    struct hd_buf b = {0};
    hd_buf_str(&b, path[0] == '/' ? "file://" : "");
    for (const char *p = path; *p; p++) {
        if (strchr(plain, *p))
            hd_buf_char(&b, *p);
        else
            hd_buf_fmt(&b, "%%%02X", (unsigned char)*p);
    }
    return hd_buf_take(&b);
}

static json_t *artifact_location(struct sarif *s, const char *file)
{
    char *path = hd_ci_path(&s->ci, file), *uri = uri_of(path);
    json_t *o = json_object();
    hd_json_put(o, "uri", hd_json_str(uri));
    if (path[0] != '/')
        hd_json_put(o, "uriBaseId", json_string("SRCROOT"));
    hd_json_put(o, "index", hd_json_number(hd_strpool_put(&s->artifact, path)));
    free(uri);
    free(path);
    return o;
}

static uint32_t column_of(struct sarif *s, const struct hd_site *site)
{
    size_t len;
    const char *line =
        s->r->root ? hd_source_line(&s->source, s->r->root, site->file, site->line, &len) : NULL;
    return line ? hd_column_utf16(line, len, site->column) : site->column;
}

static json_t *physical(struct sarif *s, const struct hd_site *site)
{
    json_t *o = json_object(), *region = json_object();
    hd_json_put(o, "artifactLocation", artifact_location(s, site->file));
    hd_json_put(region, "startLine", hd_json_number(site->line ? site->line : 1));
    if (site->line && site->column)
        hd_json_put(region, "startColumn", hd_json_number(column_of(s, site)));
    hd_json_put(o, "region", region);
    return o;
}

/* `message` and `function` may be NULL. */
static json_t *location(struct sarif *s, const struct hd_site *site, const char *message)
{
    json_t *o = json_object();
    hd_json_put(o, "physicalLocation", physical(s, site));
    if (site->function) {
        json_t *logical = json_object(), *list = json_array();
        hd_json_put(logical, "fullyQualifiedName", hd_json_str(site->function));
        hd_json_put(logical, "kind", json_string("function"));
        hd_json_add(list, logical);
        hd_json_put(o, "logicalLocations", list);
    }
    if (message)
        hd_json_put(o, "message", hd_sarif_message(message));
    return o;
}

/* How it comes about --------------------------------------------------------------------------*/

/* The note of a step and of those behind it that no file belongs to. */
static char *note_of(const struct hd_finding *f, size_t i)
{
    struct hd_buf b = {0};
    hd_buf_str(&b, f->step[i].note);
    for (size_t k = i + 1; k < f->nsteps && !f->step[k].site.file &&
                           strcmp(f->step[k].thread, f->step[i].thread) == 0;
         k++)
        hd_buf_fmt(&b, "; then%s%s: %s", f->step[k].site.function ? " in " : "",
                   f->step[k].site.function ? f->step[k].site.function : "", f->step[k].note);
    return hd_buf_take(&b);
}

/* The steps of one thread, from *i on; *i moves behind them. NULL when none has a place. */
static json_t *thread_flow(struct sarif *s, const struct hd_finding *f, size_t *i)
{
    const char *thread = f->step[*i].thread;
    json_t *o = json_object(), *steps = json_array();
    for (; *i < f->nsteps && strcmp(f->step[*i].thread, thread) == 0; ++*i) {
        if (!f->step[*i].site.file || json_array_size(steps) == MAX_STEPS)
            continue;
        char *note = note_of(f, *i);
        json_t *at = json_object();
        hd_json_put(at, "location", location(s, &f->step[*i].site, note));
        hd_json_add(steps, at);
        free(note);
    }
    if (json_array_size(steps) == 0) {
        json_decref(o);
        json_decref(steps);
        return NULL;
    }
    if (*thread)
        hd_json_put(o, "message", hd_sarif_message(thread));
    hd_json_put(o, "locations", steps);
    return o;
}

static void put_code_flow(struct sarif *s, const struct hd_finding *f, json_t *result)
{
    json_t *threads = json_array();
    for (size_t i = 0; i < f->nsteps;) {
        json_t *one = thread_flow(s, f, &i);
        if (one)
            hd_json_add(threads, one);
    }
    if (json_array_size(threads) == 0) {
        json_decref(threads);
        return;
    }
    json_t *flow = json_object(), *flows = json_array();
    hd_json_put(flow, "threadFlows", threads);
    hd_json_add(flows, flow);
    hd_json_put(result, "codeFlows", flows);
}

static bool same_line(const struct hd_site *a, const struct hd_site *b)
{
    return a->line == b->line && strcmp(a->file, b->file) == 0;
}

/* The other lines that take part, each once. */
static void put_related(struct sarif *s, const struct hd_finding *f, const struct hd_site *place,
                        json_t *result)
{
    json_t *a = json_array();
    for (size_t i = 0; i < f->nsteps && json_array_size(a) < MAX_RELATED; i++) {
        const struct hd_site *site = &f->step[i].site;
        bool known = !site->file || same_line(site, place);
        for (size_t k = 0; k < i && !known; k++)
            known = f->step[k].site.file && same_line(site, &f->step[k].site);
        if (known)
            continue;
        json_t *o = location(s, site, f->step[i].note);
        hd_json_put(o, "id", hd_json_number(json_array_size(a) + 1));
        hd_json_add(a, o);
    }
    if (json_array_size(a))
        hd_json_put(result, "relatedLocations", a);
    else
        json_decref(a);
}

/* Results -------------------------------------------------------------------------------------*/

/* The hash of the line; findings come by file, so one file is kept. */
static const struct hd_line_hash *line_hash(struct sarif *s, const struct hd_site *site)
{
    size_t len;
    if (!s->r->root)
        return NULL;
    if (!s->hashed.file || strcmp(s->hashed.file, site->file) != 0) {
        hd_vec_clear(&s->hash);
        const char *text = hd_source_text(&s->hashed, s->r->root, site->file, &len);
        if (text)
            hd_line_hashes(text, len, &s->hash);
    }
    uint32_t line = site->line ? site->line : 1;
    return line <= s->hash.len ? &s->hash.data[line - 1] : NULL;
}

/* What --diff puts on a changed line is the finding that main will have elsewhere: who compares
 * hashes is to know it again. */
static const struct hd_site *home(const struct sarif *s, const struct hd_finding *f,
                                  const struct hd_site *place)
{
    const struct hd_report *r = s->r;
    bool one_of_them = f >= r->finding && f < r->finding + r->nfindings;
    const struct hd_site *h =
        r->diff && r->diff->home && one_of_them ? &r->diff->home[f - r->finding] : NULL;
    return h && h->file ? h : place;
}

static json_t *fingerprints(struct sarif *s, const struct hd_finding *f,
                            const struct hd_site *place)
{
    json_t *o = json_object();
    place = home(s, f, place);
    const struct hd_line_hash *h = line_hash(s, place);
    if (h) {
        char text[48];
        snprintf(text, sizeof text, "%" PRIx64 ":%" PRIu32, h->hash, h->ordinal);
        hd_json_put(o, "primaryLocationLineHash", json_string(text));
    }
    hd_json_put(o, "heddle/v1", hd_json_str(f->fingerprint));
    return o;
}

static void put_suppression(const struct hd_finding *f, json_t *result)
{
    if (!f->filtered)
        return;
    bool comment = hd_suppression(f->filtered) == HD_ALLOWED_IN_SOURCE;
    json_t *o = json_object(), *a = json_array();
    hd_json_put(o, "kind", json_string(comment ? "inSource" : "external"));
    hd_json_put(o, "status", json_string("accepted"));
    hd_json_put(o, "justification", hd_json_str(f->filtered));
    hd_json_add(a, o);
    hd_json_put(result, "suppressions", a);
}

static json_t *result_properties(const struct hd_finding *f)
{
    json_t *o = json_object();
    hd_json_put(o, "confidence", hd_json_str(hd_confidence_name(f->confidence)));
    hd_json_put(o, "evidence", hd_json_str(hd_evidence_name(f->evidence)));
    return o;
}

static json_t *result(struct sarif *s, const struct hd_finding *f, const struct hd_site *place)
{
    size_t rules;
    const struct hd_rule *rule = hd_catalog_find(f->rule), *all = hd_catalog(&rules);
    json_t *o = json_object(), *locations = json_array();
    hd_json_put(o, "ruleId", hd_json_str(f->rule));
    if (rule)
        hd_json_put(o, "ruleIndex", hd_json_number((uint64_t)(rule - all)));
    hd_json_put(o, "level", json_string(hd_sarif_level(f->severity)));
    hd_json_put(o, "message", hd_sarif_message(f->message));
    hd_json_add(locations, location(s, place, NULL));
    hd_json_put(o, "locations", locations);
    hd_json_put(o, "partialFingerprints", fingerprints(s, f, place));
    put_related(s, f, place, o);
    put_code_flow(s, f, o);
    put_suppression(f, o);
    hd_json_put(o, "properties", result_properties(f));
    return o;
}

/* Cycles that heddle itself excuses are told when asked for: GitHub would keep each as a closed
 * alert. What people allowed is always there, so that its alert closes. */
static bool is_wanted(const struct sarif *s, const struct hd_finding *f)
{
    return hd_suppression(f->filtered) != HD_EXCUSED || s->r->show_filtered;
}

static void put_result(struct sarif *s, const struct hd_finding *f)
{
    const struct hd_site *place = hd_ci_place(f);
    if (!is_wanted(s, f))
        return;
    if (!place) {
        s->placeless++;
        return;
    }
    if (s->results == MAX_RESULTS) {
        s->cut++;
        return;
    }
    fputs(s->results++ ? ",\n        " : "\n        ", s->out);
    hd_json_write_line(s->out, result(s, f, place));
}

/* In their order; where they are too many, what is open comes before what is hidden, and the
 * severe before the rest. */
static void put_results(struct sarif *s)
{
    const struct hd_report *r = s->r;
    fputs("      \"results\": [", s->out);
    if (r->nfindings <= MAX_RESULTS)
        for (size_t i = 0; i < r->nfindings; i++)
            put_result(s, &r->finding[i]);
    for (int hidden = 0; hidden < 2 && r->nfindings > MAX_RESULTS; hidden++)
        for (int v = HD_SEV_COUNT - 1; v >= 0; v--)
            for (size_t i = 0; i < r->nfindings; i++)
                if ((int)r->finding[i].severity == v && !r->finding[i].filtered == !hidden)
                    put_result(s, &r->finding[i]);
    fputs(s->results ? "\n      ],\n" : "],\n", s->out);
}

/* The run -------------------------------------------------------------------------------------*/

static void notify(json_t *list, const char *level, const char *text, size_t n)
{
    struct hd_buf b = {0};
    hd_buf_put(&b, text, n);
    json_t *o = json_object();
    hd_json_put(o, "level", json_string(level));
    hd_json_put(o, "message", hd_sarif_message(hd_buf_cstr(&b)));
    hd_json_add(list, o);
    hd_buf_free(&b);
}

/* Units without a result, what a run could not see, what this file does not show. */
static json_t *notifications(const struct sarif *s)
{
    json_t *list = json_array();
    struct hd_buf b = {0};
    if (hd_ci_failed_units(&b, s->r))
        notify(list, "error", b.data, b.len);
    for (size_t i = 0; i < s->r->nruns; i++) {
        const char *line = s->r->run[i].info.coverage;
        for (size_t n; line && *line; line += n + (line[n] == '\n'))
            if ((n = strcspn(line, "\n")))
                notify(list, hd_report_is_choice(line) ? "note" : "warning", line, n);
    }
    for (size_t i = 0; i < s->r->nfindings && s->placeless; i++) {
        const struct hd_finding *f = &s->r->finding[i];
        if (hd_ci_place(f) || !is_wanted(s, f))
            continue;
        hd_buf_free(&b);
        hd_buf_fmt(&b, "A finding without a place in source: %s: %s", f->rule, f->message);
        notify(list, "warning", b.data, b.len);
    }
    if (s->cut) {
        hd_buf_free(&b);
        hd_buf_fmt(&b, "%zu more findings are not in this file, which may hold %d", s->cut,
                   MAX_RESULTS);
        notify(list, "warning", b.data, b.len);
    }
    hd_buf_free(&b);
    return list;
}

static json_t *invocations(const struct sarif *s)
{
    json_t *o = json_object(), *a = json_array();
    hd_json_put(o, "executionSuccessful", json_true());
    json_t *told = notifications(s);
    if (json_array_size(told))
        hd_json_put(o, "toolExecutionNotifications", told);
    else
        json_decref(told);
    hd_json_add(a, o);
    return a;
}

/* NULL where the name does not tell. */
static const char *language(const char *path)
{
    static const char *const cplusplus[] = {".cc", ".cpp", ".cxx", ".C", ".hh", ".hpp", ".hxx"};
    const char *dot = strrchr(hd_path_basename(path), '.');
    for (size_t i = 0; dot && i < sizeof cplusplus / sizeof *cplusplus; i++)
        if (strcmp(dot, cplusplus[i]) == 0)
            return "cplusplus";
    return dot && strcmp(dot, ".c") == 0 ? "c" : NULL;
}

static json_t *artifacts(const struct sarif *s)
{
    json_t *a = json_array();
    for (size_t i = 0; i < s->artifact.len; i++) {
        const char *path = s->artifact.str[i];
        char *uri = uri_of(path);
        json_t *o = json_object(), *at = json_object();
        hd_json_put(at, "uri", hd_json_str(uri));
        if (path[0] != '/')
            hd_json_put(at, "uriBaseId", json_string("SRCROOT"));
        hd_json_put(o, "location", at);
        if (language(path))
            hd_json_put(o, "sourceLanguage", json_string(language(path)));
        hd_json_add(a, o);
        free(uri);
    }
    return a;
}

static json_t *base_ids(const struct sarif *s)
{
    struct hd_buf b = {0};
    json_t *o = json_object(), *root = json_object();
    if (s->ci.top) {
        hd_buf_fmt(&b, "%s%s", s->ci.top, strcmp(s->ci.top, "/") == 0 ? "" : "/");
        char *uri = uri_of(b.data);
        hd_json_put(root, "uri", hd_json_str(uri));
        free(uri);
    } else {
        hd_json_put(root, "description", hd_sarif_message("The top folder of the repository."));
    }
    hd_json_put(o, "SRCROOT", root);
    hd_buf_free(&b);
    return o;
}

/* GitHub keeps one analysis per tool and category: what a check says must not close the alerts of
 * what was seen at run time. */
static json_t *automation(const struct hd_report *r)
{
    bool checks = false, runs = false;
    for (size_t i = 0; i < r->nruns; i++)
        *(strcmp(r->run[i].info.command, "check") == 0 ? &checks : &runs) = true;
    json_t *o = json_object();
    hd_json_put(o, "id",
                json_string(checks == runs ? "heddle/all/"
                            : checks       ? "heddle/check/"
                                           : "heddle/run/"));
    return o;
}

static json_t *tool(void)
{
    json_t *driver = json_object(), *o = json_object();
    hd_json_put(driver, "name", json_string("heddle"));
    hd_json_put(driver, "semanticVersion", hd_json_str(HEDDLE_VERSION));
    hd_json_put(driver, "version", hd_json_str(HEDDLE_VERSION));
    hd_json_put(driver, "rules", hd_sarif_rules());
    hd_json_put(o, "driver", driver);
    return o;
}

static void put_member(struct sarif *s, const char *key, json_t *v, const char *end)
{
    fprintf(s->out, "      \"%s\": ", key);
    hd_json_write_part(s->out, v, 6);
    fputs(end, s->out);
}

static int write_sarif(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    struct sarif s = {.r = r, .out = out};
    hd_ci_open(&s.ci, r);
    fputs("{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
          "  \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n",
          out);
    put_member(&s, "tool", tool(), ",\n");
    put_member(&s, "automationDetails", automation(r), ",\n");
    put_member(&s, "columnKind", json_string("utf16CodeUnits"), ",\n");
    put_member(&s, "originalUriBaseIds", base_ids(&s), ",\n");
    put_results(&s);
    put_member(&s, "artifacts", artifacts(&s), ",\n");
    put_member(&s, "invocations", invocations(&s), "\n");
    fputs("    }\n  ]\n}\n", out);
    hd_ci_close(&s.ci);
    hd_strpool_free(&s.artifact);
    hd_source_free(&s.source);
    hd_source_free(&s.hashed);
    hd_vec_free(&s.hash);
    return ferror(out) ? hd_fail_errno(err, "cannot write the report") : 0;
}

const struct hd_format hd_format_sarif = {
    "sarif", "SARIF 2.1.0, for GitHub code scanning and editors", write_sarif};
