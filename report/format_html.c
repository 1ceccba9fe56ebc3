/* One self-contained HTML file: summary, findings with filters, the lock-order graph, the runs. It
 * works without a network, without JavaScript (everything is there, only filters and zoom are not)
 * and with the keyboard. The content security policy names a nonce made from the content, so that
 * nothing but the style and the script written here can act, whatever slipped through.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/embedded.h"
#include "core/hash.h"
#include "core/map.h"
#include "report/html.h"
#include "report/html_text.h"

extern const struct hd_embedded hd_page[]; /* page/, put into the binary by the build */

static const char *page_file(const char *name)
{
    for (const struct hd_embedded *e = hd_page; e->name; e++)
        if (strcmp(e->name, name) == 0)
            return e->text;
    return "";
}

static bool wanted(const struct hd_finding *f, const struct hd_html_options *o)
{
    return !o->graph_only || strcmp(f->rule, "lock-order-cycle") == 0 ||
           strcmp(f->rule, "deadlock") == 0;
}

static size_t count(const struct hd_report *r, const struct hd_html_options *o, int severity,
                    bool filtered)
{
    size_t n = 0;
    for (size_t i = 0; i < r->nfindings; i++) {
        const struct hd_finding *f = &r->finding[i];
        n += wanted(f, o) && (severity < 0 || (int)f->severity == severity) &&
             !f->filtered == !filtered;
    }
    return n;
}

static void put_time(struct hd_buf *b, int64_t ms)
{
    char text[40] = "";
    time_t t = (time_t)(ms / 1000);
    struct tm tm;
    if (ms && gmtime_r(&t, &tm))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm);
    hd_buf_str(b, text);
}

static void put_summary(struct hd_buf *b, const struct hd_report *r,
                        const struct hd_html_options *o)
{
    hd_buf_str(b, "<header><h1>");
    hd_buf_str(b, o->graph_only ? "Lock order" : "Concurrency report");
    hd_buf_str(b, "</h1>");
    if (r->nruns) {
        hd_buf_str(b, "<p class=\"target\">");
        hd_html_put(b, r->run[r->nruns - 1].info.target);
        hd_buf_str(b, "</p>");
    }
    hd_buf_str(b, "<ul class=\"tally\">");
    static const int order[] = {HD_SEV_ERROR, HD_SEV_WARNING, HD_SEV_NOTE};
    for (size_t i = 0; i < 3; i++) {
        const char *name = hd_severity_name((enum hd_severity)order[i]);
        size_t n = count(r, o, order[i], false);
        hd_buf_fmt(b, "<li class=\"%s\"><b>%zu</b> %s%s</li>", name, n, name, n == 1 ? "" : "s");
    }
    hd_buf_fmt(b, "<li class=\"hidden-count\"><b>%zu</b> excused</li>", count(r, o, -1, true));
    if (r->translation_units)
        hd_buf_fmt(b, "<li><b>%" PRIu32 "</b> translation units%s</li>", r->translation_units,
                   r->failed_units ? "" : ", all analysed");
    if (r->failed_units)
        hd_buf_fmt(b, "<li class=\"warning\"><b>%" PRIu32 "</b> could not be analysed</li>",
                   r->failed_units);
    hd_buf_str(b, "</ul><nav><a href=\"#findings\">Findings</a> <a href=\"#graph\">Lock-order "
                  "graph</a> <a href=\"#runs\">Runs</a></nav></header>\n");
}

static void put_choice(struct hd_buf *b, const char *group, const char *value)
{
    hd_buf_fmt(b, "<label><input type=\"checkbox\" name=\"%s\" value=\"%s\" checked> %s</label>",
               group, value, value);
}

static void put_filters(struct hd_buf *b, const struct hd_report *r,
                        const struct hd_html_options *o)
{
    struct hd_strpool rules = {0};
    hd_buf_str(b, "<form id=\"filters\" class=\"needs-script\" role=\"search\" hidden>"
                  "<label class=\"search\">Search <input type=\"search\" name=\"text\" "
                  "placeholder=\"lock, file, function\" autocomplete=\"off\"></label>"
                  "<fieldset><legend>Severity</legend>");
    put_choice(b, "severity", "error");
    put_choice(b, "severity", "warning");
    put_choice(b, "severity", "note");
    hd_buf_str(b, "</fieldset><fieldset><legend>Evidence</legend>");
    put_choice(b, "evidence", "static");
    put_choice(b, "evidence", "runtime");
    put_choice(b, "evidence", "both");
    hd_buf_str(b, "</fieldset><label>Rule <select name=\"rule\"><option value=\"\">all</option>");
    for (size_t i = 0; i < r->nfindings; i++)
        if (wanted(&r->finding[i], o))
            hd_strpool_put(&rules, r->finding[i].rule);
    for (size_t i = 0; i < rules.len; i++) {
        hd_buf_str(b, "<option>");
        hd_html_put(b, rules.str[i]);
        hd_buf_str(b, "</option>");
    }
    hd_buf_str(b, "</select></label><button type=\"reset\">Clear</button>"
                  "<button type=\"button\" id=\"expand\">Open all</button>"
                  "<output id=\"shown\" aria-live=\"polite\"></output></form>\n");
    hd_strpool_free(&rules);
}

static void put_list(struct hd_buf *b, const struct hd_report *r, const struct hd_html_options *o,
                     bool filtered)
{
    struct hd_source source = {0};
    for (size_t i = 0; i < r->nfindings; i++)
        if (wanted(&r->finding[i], o) && !r->finding[i].filtered == !filtered)
            hd_html_finding(b, r, &r->finding[i], &source);
    hd_source_free(&source);
}

static void put_findings(struct hd_buf *b, const struct hd_report *r,
                         const struct hd_html_options *o)
{
    size_t hidden = count(r, o, -1, true);
    hd_buf_str(b, "<section id=\"findings\"><h2>Findings</h2>\n");
    if (!count(r, o, -1, false))
        hd_buf_str(b, "<p class=\"empty\">Nothing to report.</p>\n");
    if (hidden || count(r, o, -1, false))
        put_filters(b, r, o);
    put_list(b, r, o, false);
    if (hidden) {
        hd_buf_fmt(b,
                   "<details class=\"excused\"><summary>Excused: %zu that looked like a finding, "
                   "and why they are none</summary>\n",
                   hidden);
        put_list(b, r, o, true);
        hd_buf_str(b, "</details>\n");
    }
    hd_buf_str(b, "</section>\n");
}

static void put_legend(struct hd_buf *b)
{
    hd_buf_str(
        b, "<ul class=\"legend\"><li>a → b: b is acquired while a is held</li>"
           "<li><span class=\"line dashed\"></span> found by the analyzer</li>"
           "<li><span class=\"line dotted\"></span> seen at run time</li>"
           "<li><span class=\"line\"></span> both</li>"
           "<li><span class=\"line bold\"></span> lock-order cycle (bold, double border)</li>"
           "<li><span class=\"line excused-line\"></span> excused cycle (hollow arrow)</li></ul>");
}

/* The drawing. A graph that cannot be drawn is said where it would stand: the findings are worth
 * having without it. */
static int put_graph(struct hd_buf *b, const struct hd_report *r, const struct hd_html_options *o,
                     struct hd_err *err)
{
    struct hd_arena a = {0};
    struct hd_lock_facts facts = {0};
    struct hd_graph g;
    struct hd_err why = {0};
    hd_buf_str(b, "<section id=\"graph\"><h2>Lock-order graph</h2>\n");
    int rc = r->store ? hd_graph_load(r->store, o->run, &o->graph, &a, &facts, &g, err) : 0;
    if (rc == 0 && r->store && g.nnodes) {
        put_legend(b);
        hd_buf_str(
            b, "<div class=\"zoom needs-script\" hidden><button type=\"button\" data-zoom=\"in\" "
               "aria-label=\"zoom in\">+</button><button type=\"button\" data-zoom=\"out\" "
               "aria-label=\"zoom out\">−</button><button type=\"button\" data-zoom=\"fit\">"
               "fit</button><span>drag, Ctrl + wheel, or + − 0 and the arrow keys</span></div>"
               "<div class=\"drawing\" tabindex=\"0\" role=\"group\" "
               "aria-label=\"lock-order graph\">\n");
        const struct hd_draw d = {.no_legend = true, .link_findings = true};
        if (hd_graph_svg(&g, &d, b, &why) != 0) {
            hd_buf_str(b, "<p class=\"empty\">");
            hd_html_put(b, why.msg);
            hd_buf_str(b, "</p>");
        }
        hd_buf_str(b, "</div>\n");
    } else {
        hd_buf_str(b, "<p class=\"empty\">No lock was acquired while another was held.</p>\n");
    }
    hd_buf_str(b, "</section>\n");
    hd_lock_facts_free(&facts);
    hd_arena_free(&a);
    return rc;
}

static void put_cell(struct hd_buf *b, const char *text)
{
    hd_buf_str(b, "<td>");
    hd_html_put(b, text);
    hd_buf_str(b, "</td>");
}

static void put_runs(struct hd_buf *b, const struct hd_report *r)
{
    hd_buf_str(b, "<section id=\"runs\"><h2>Runs</h2><div class=\"scroll\"><table><thead><tr>"
                  "<th>Run</th><th>Command</th><th>Target</th><th>Host</th><th>Started</th>"
                  "<th>Not seen</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < r->nruns; i++) {
        const struct hd_run_info *info = &r->run[i].info;
        hd_buf_fmt(b, "<tr><td>%" PRId64 "</td>", r->run[i].id);
        put_cell(b, info->command);
        put_cell(b, info->target);
        put_cell(b, info->host);
        hd_buf_str(b, "<td>");
        put_time(b, info->started_ms);
        hd_buf_str(b, "</td><td>");
        hd_html_put(b, info->coverage);
        if (info->dropped)
            hd_buf_fmt(b, " %" PRIu64 " records lost to full tables", info->dropped);
        hd_buf_str(b, "</td></tr>\n");
    }
    hd_buf_str(b, "</tbody></table></div></section>\n");
}

static void put_head(FILE *out, const char *nonce, const struct hd_html_options *o)
{
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'nonce-%s'; script-src 'nonce-%s'; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n"
            "<title>heddle: %s</title>\n<style nonce=\"%s\">\n%s</style></head>\n<body>\n",
            nonce, nonce, o->graph_only ? "lock order" : "concurrency report", nonce,
            page_file("page.css"));
}

int hd_html_write(const struct hd_report *r, const struct hd_html_options *o, FILE *out,
                  struct hd_err *err)
{
    struct hd_buf b = {0};
    put_summary(&b, r, o);
    hd_buf_str(&b, "<main>\n");
    int rc = 0;
    if (o->graph_only)
        rc = put_graph(&b, r, o, err);
    put_findings(&b, r, o);
    if (!o->graph_only)
        rc = put_graph(&b, r, o, err);
    put_runs(&b, r);
    hd_buf_str(&b, "</main>\n<footer>made by heddle " HEDDLE_VERSION "</footer>\n");
    char nonce[17];
    hd_hash_hex(hd_hash(b.data, b.len), nonce);
    if (rc == 0) {
        put_head(out, nonce, o);
        fwrite(b.data, 1, b.len, out);
        fprintf(out, "<script nonce=\"%s\">\n%s</script>\n</body></html>\n", nonce,
                page_file("page.js"));
    }
    hd_buf_free(&b);
    return rc;
}

static int write_html(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    const struct hd_html_options o = {.run = 0};
    return hd_html_write(r, &o, out, err);
}

const struct hd_format hd_format_html = {
    "html", "one page for a browser, with the lock-order graph", write_html};
