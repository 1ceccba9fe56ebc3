/* One self-contained HTML file: the page that web/ is built to, with its document inside. Without
 * JavaScript it lists what was found in plain lines. The content security policy names the page's
 * own script and style by their hashes, which the build knows, so that nothing else can act,
 * whatever slipped through.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <string.h>

#include "core/embedded.h"
#include "core/file.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/page_parts.h"

enum { MAX_LISTED = 200 }; /* findings shown without JavaScript */

extern const struct hd_embedded hd_page[]; /* made from web/ by the build */

static const char *page_file(const char *name)
{
    for (const struct hd_embedded *e = hd_page; e->name; e++)
        if (strcmp(e->name, name) == 0)
            return e->text;
    return "";
}

static void put_head(FILE *out, const char *connect, const char *title)
{
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "script-src %s; style-src %s; connect-src %s; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n"
            "<meta name=\"referrer\" content=\"no-referrer\">\n"
            "<title>heddle: %s</title>\n<style>%s</style></head>\n<body>\n",
            page_file("script.hash"), page_file("style.hash"), connect, title,
            page_file("page.css"));
}

static void put_script(FILE *out)
{
    fprintf(out, "<script>%s</script>\n</body></html>\n", page_file("page.js"));
}

static void put_line(struct hd_buf *b, const struct hd_report *r, const struct hd_finding *f)
{
    hd_buf_fmt(b, "<li>%s: ", hd_severity_name(f->severity));
    hd_html_put(b, f->message);
    hd_buf_str(b, " <code>");
    hd_html_site(b, r, &f->site);
    hd_buf_str(b, "</code> ");
    hd_html_put(b, f->rule);
    hd_buf_str(b, "</li>\n");
}

/* For readers whose browser runs no script. */
static void put_list(FILE *out, const struct hd_report *r, const struct hd_html_options *o)
{
    struct hd_buf b = {0};
    size_t shown = 0, all = 0;
    hd_buf_str(&b, "<noscript><h1>Concurrency report</h1><p>This page needs JavaScript to show "
                   "more than a list. <code>heddle report</code> prints everything.</p><ul>\n");
    for (size_t i = 0; i < r->nfindings; i++) {
        const struct hd_finding *f = &r->finding[i];
        if (f->filtered || !hd_page_wants(f, o))
            continue;
        if (all++ < MAX_LISTED) {
            put_line(&b, r, f);
            shown++;
        }
    }
    hd_buf_str(&b, "</ul>");
    if (all > shown)
        hd_buf_fmt(&b, "<p>and %zu more</p>", all - shown);
    else if (!all)
        hd_buf_str(&b, "<p>Nothing to report.</p>");
    size_t others = hd_page_others(r, o);
    if (others)
        hd_buf_fmt(&b,
                   "<p>%zu other finding%s not about lock order: <code>heddle report --format "
                   "html</code></p>",
                   others, others == 1 ? " is" : "s are");
    hd_buf_str(&b, "</noscript>\n");
    fwrite(b.data, 1, b.len, out);
    hd_buf_free(&b);
}

int hd_html_write(const struct hd_report *r, const struct hd_html_options *o, FILE *out,
                  struct hd_err *err)
{
    put_head(out, "'none'", o->graph_only ? "lock order" : "concurrency report");
    put_list(out, r, o);
    fputs("<div id=\"app\"></div>\n<script type=\"application/json\" id=\"data\">", out);
    int rc = hd_page_data(r, o, out, err);
    fputs("</script>\n", out);
    put_script(out);
    return rc;
}

void hd_page_live(FILE *out, const char *url)
{
    struct hd_buf b = {0};
    hd_html_put(&b, url);
    put_head(out, "'self'", "live");
    fprintf(out,
            "<noscript><p>This page needs JavaScript.</p></noscript>\n"
            "<div id=\"app\" data-url=\"%s\"><h1>Concurrency report</h1>\n"
            "<p class=\"empty\">Reading the database …</p></div>\n",
            hd_buf_cstr(&b));
    put_script(out);
    hd_buf_free(&b);
}

static int write_html(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    const struct hd_html_options o = {.run = 0};
    return hd_html_write(r, &o, out, err);
}

const struct hd_format hd_format_html = {
    "html", "one page for a browser, with the lock-order graph", write_html};
