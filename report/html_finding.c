/* One finding as HTML: what, where, the lines themselves, and how it comes about, with the threads
 * of the witness side by side.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "core/catalog.h"
#include "core/file.h"
#include "core/utf8.h"
#include "report/html_text.h"

enum { AROUND = 2, WIDE = 200 }; /* lines of source about the place; columns of one */

void hd_html_putn(struct hd_buf *b, const char *s, size_t len)
{
    for (const char *end = s + len; s < end;) {
        size_t n = hd_utf8_len(s);
        if (n > (size_t)(end - s))
            n = 0;
        if (!n || !hd_utf8_visible(s))
            hd_buf_str(b, HD_UTF8_REPLACEMENT);
        else if (*s == '&' || *s == '<' || *s == '>' || *s == '"' || *s == '\'')
            hd_buf_fmt(b, "&#%d;", *s);
        else
            hd_buf_put(b, s, n);
        s += n ? n : 1;
    }
}

void hd_html_put(struct hd_buf *b, const char *s)
{
    if (s)
        hd_html_putn(b, s, strlen(s));
}

void hd_html_site(struct hd_buf *b, const struct hd_report *r, const struct hd_site *s)
{
    const char *file = s->file;
    if (!file) {
        hd_html_put(b, s->function && *s->function ? s->function : "somewhere unknown");
        return;
    }
    if (r->root && file[0] == '/')
        file = hd_path_relative(r->root, file);
    hd_html_put(b, file);
    if (s->line)
        hd_buf_fmt(b, ":%" PRIu32, s->line);
    if (s->line && s->column)
        hd_buf_fmt(b, ":%" PRIu32, s->column);
}

/* A source line, cut where no reader follows any more; never inside a character. */
static void put_line(struct hd_buf *b, const char *line, size_t len)
{
    size_t cut = len;
    if (len > WIDE)
        for (cut = WIDE; cut && ((unsigned char)line[cut] & 0xc0) == 0x80; cut--)
            ;
    hd_html_putn(b, line, cut);
    if (cut < len)
        hd_buf_str(b, "…");
}

static bool readable(const struct hd_report *r, const struct hd_site *s)
{
    return s->file && s->line && (r->root || s->file[0] == '/');
}

static void put_excerpt(struct hd_buf *b, const struct hd_report *r, const struct hd_site *s,
                        struct hd_source *source)
{
    size_t len;
    if (!readable(r, s) || !hd_source_line(source, r->root, s->file, s->line, &len))
        return;
    hd_buf_str(b, "<pre class=\"source\" tabindex=\"0\" aria-label=\"source\">");
    for (uint32_t i = s->line > AROUND ? s->line - AROUND : 1; i <= s->line + AROUND; i++) {
        const char *line = hd_source_line(source, r->root, s->file, i, &len);
        if (!line)
            continue;
        hd_buf_fmt(b, "<span class=\"%s\"><span class=\"no\">%6" PRIu32 "</span> ",
                   i == s->line ? "here" : "near", i);
        put_line(b, line, len);
        hd_buf_str(b, "</span>\n");
    }
    hd_buf_str(b, "</pre>");
}

static void put_step(struct hd_buf *b, const struct hd_report *r, const struct hd_step *s,
                     struct hd_source *source)
{
    size_t len;
    hd_buf_str(b, "<li><span class=\"say\">");
    hd_html_put(b, s->note);
    hd_buf_str(b, "</span><span class=\"place\">");
    hd_html_site(b, r, &s->site);
    if (s->site.file && s->site.function && *s->site.function) {
        hd_buf_str(b, " in ");
        hd_html_put(b, s->site.function);
    }
    hd_buf_str(b, "</span>");
    const char *line = readable(r, &s->site)
                           ? hd_source_line(source, r->root, s->site.file, s->site.line, &len)
                           : NULL;
    if (line) {
        while (len && (*line == ' ' || *line == '\t'))
            line++, len--;
        if (len > 1) { /* not the brace that opens a function */
            hd_buf_str(b, "<code>");
            put_line(b, line, len);
            hd_buf_str(b, "</code>");
        }
    }
    hd_buf_str(b, "</li>");
}

static bool same_thread(const struct hd_step *a, const struct hd_step *b)
{
    return strcmp(a->thread ? a->thread : "", b->thread ? b->thread : "") == 0;
}

/* One column per thread. */
static void put_witness(struct hd_buf *b, const struct hd_report *r, const struct hd_finding *f,
                        struct hd_source *source)
{
    if (!f->nsteps)
        return;
    hd_buf_str(b, "<h4>How it comes about</h4><div class=\"threads\">");
    for (size_t i = 0; i < f->nsteps;) {
        const struct hd_step *first = &f->step[i];
        hd_buf_str(b, "<section>");
        if (first->thread && *first->thread) {
            hd_buf_str(b, "<h5>");
            hd_html_put(b, first->thread);
            hd_buf_str(b, "</h5>");
        }
        hd_buf_str(b, "<ol>");
        for (; i < f->nsteps && same_thread(first, &f->step[i]); i++)
            put_step(b, r, &f->step[i], source);
        hd_buf_str(b, "</ol></section>");
    }
    hd_buf_str(b, "</div>");
}

static const char *evidence_text(enum hd_evidence e)
{
    return e == HD_EV_BOTH      ? "found by analysis and seen at run time"
           : e == HD_EV_RUNTIME ? "seen at run time"
                                : "found by analysis";
}

static void put_facts(struct hd_buf *b, const struct hd_finding *f)
{
    const struct hd_rule *rule = hd_catalog_find(f->rule);
    if (rule && rule->text) {
        hd_buf_str(b, "<p class=\"rule-text\">");
        hd_html_put(b, rule->text);
        hd_buf_str(b, "</p>");
    }
    hd_buf_fmt(b, "<p class=\"facts\">%s", evidence_text(f->evidence));
    if (f->evidence & HD_EV_RUNTIME && f->count > 1)
        hd_buf_fmt(b, " (%" PRIu64 " times)", f->count);
    hd_buf_fmt(b, " · confidence %s", hd_confidence_name(f->confidence));
    for (const char *cwe = rule ? rule->cwe : NULL; cwe && *cwe;) {
        size_t n = strcspn(cwe, ",");
        hd_buf_str(b, " · CWE-");
        hd_html_putn(b, cwe, n);
        cwe += n + (cwe[n] == ',');
    }
    hd_buf_str(b, " · <code>heddle explain ");
    hd_html_put(b, f->rule);
    hd_buf_str(b, "</code> tells more · <a href=\"#f-");
    hd_html_put(b, f->fingerprint);
    hd_buf_str(b, "\">");
    hd_html_put(b, f->fingerprint);
    hd_buf_str(b, "</a></p>");
}

void hd_html_finding(struct hd_buf *b, const struct hd_report *r, const struct hd_finding *f,
                     struct hd_source *source)
{
    const char *severity = hd_severity_name(f->severity);
    hd_buf_str(b, "<article class=\"finding\" id=\"f-");
    hd_html_put(b, f->fingerprint);
    hd_buf_fmt(b, "\" data-severity=\"%s\" data-evidence=\"%s\" data-rule=\"", severity,
               hd_evidence_name(f->evidence));
    hd_html_put(b, f->rule);
    hd_buf_fmt(b,
               "\"><details><summary><span class=\"badge %s\">%s</span>"
               "<span class=\"message\">",
               severity, severity);
    hd_html_put(b, f->message);
    hd_buf_str(b, "</span><span class=\"where\"><code>");
    hd_html_site(b, r, &f->site);
    hd_buf_str(b, "</code> <span class=\"rule\">");
    hd_html_put(b, f->rule);
    hd_buf_fmt(b, "</span> <span class=\"evidence\">%s</span>", hd_evidence_name(f->evidence));
    if (f->filtered) {
        hd_buf_str(b, " <span class=\"reason\">excused: ");
        hd_html_put(b, f->filtered);
        hd_buf_str(b, "</span>");
    }
    hd_buf_str(b, "</span></summary><div class=\"body\">");
    put_excerpt(b, r, &f->site, source);
    put_witness(b, r, f, source);
    put_facts(b, f);
    hd_buf_str(b, "</div></details></article>\n");
}
