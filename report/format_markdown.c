/* Markdown as GitHub and GitLab render it: a table of what was found, and how it comes about to
 * open below. GitHub takes a summary of 1 MiB at most, so both are cut well before.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/ci.h"
#include "report/ci_text.h"
#include "report/summary.h"

enum { MAX_ROWS = 200, MAX_DETAILS = 25, MAX_STEPS = 60, ENOUGH = 512 << 10 };

struct summary {
    const struct hd_report *r;
    struct hd_ci ci;
    struct hd_buf b;
};

static void put_place(struct summary *s, const struct hd_finding *f)
{
    const struct hd_site *place = hd_ci_place(f);
    if (!place) {
        hd_markdown_code(&s->b, f->site.function ? f->site.function : "?");
        return;
    }
    struct hd_buf at = {0};
    char *path = hd_ci_path(&s->ci, place->file);
    hd_buf_str(&at, path);
    if (place->line)
        hd_buf_fmt(&at, ":%" PRIu32, place->line);
    hd_markdown_code(&s->b, at.data);
    hd_buf_free(&at);
    free(path);
}

static void put_row(struct summary *s, const struct hd_finding *f)
{
    hd_buf_fmt(&s->b, "| %s | ", hd_severity_name(f->severity));
    put_place(s, f);
    hd_buf_str(&s->b, " | ");
    hd_markdown_put(&s->b, f->message);
    hd_buf_str(&s->b, " | ");
    hd_markdown_put(&s->b, f->rule);
    hd_buf_str(&s->b, " |\n");
}

static void put_details(struct summary *s, const struct hd_finding *f)
{
    struct hd_buf text = {0};
    if (!f->nsteps)
        return;
    hd_ci_witness(&text, &s->ci, f, MAX_STEPS);
    hd_buf_str(&s->b, "\n<details><summary>");
    put_place(s, f);
    hd_buf_str(&s->b, " ");
    hd_markdown_put(&s->b, f->message);
    hd_buf_str(&s->b, "</summary>\n\n<pre>\n");
    for (const char *line = hd_buf_cstr(&text); *line;) {
        size_t n = strcspn(line, "\n");
        char *copy = strndup(line, n);
        if (!copy)
            hd_oom();
        hd_markdown_put(&s->b, copy);
        hd_buf_char(&s->b, '\n');
        free(copy);
        line += n + (line[n] == '\n');
    }
    hd_buf_str(&s->b, "</pre>\n</details>\n");
    hd_buf_free(&text);
}

static void put_fixed(struct summary *s)
{
    const struct hd_report_diff *d = s->r->diff;
    for (size_t i = 0; i < d->nfixed && i < MAX_DETAILS; i++) {
        hd_buf_str(&s->b, i ? "- " : "\nFixed:\n\n- ");
        put_place(s, &d->fixed[i]);
        hd_buf_char(&s->b, ' ');
        hd_markdown_put(&s->b, d->fixed[i].message);
        hd_buf_char(&s->b, '\n');
    }
    if (d->nfixed > MAX_DETAILS)
        hd_buf_fmt(&s->b, "\n… and %zu more.\n", d->nfixed - MAX_DETAILS);
}

/* Calls `put` for what is not hidden, the severe first; how many were left out. */
static size_t put_some(struct summary *s, size_t most,
                       void (*put)(struct summary *, const struct hd_finding *))
{
    size_t n = 0, left = 0;
    for (int v = HD_SEV_COUNT - 1; v >= 0; v--)
        for (size_t i = 0; i < s->r->nfindings; i++) {
            const struct hd_finding *f = &s->r->finding[i];
            if ((int)f->severity != v || f->filtered)
                continue;
            if (n < most && s->b.len < ENOUGH) {
                put(s, f);
                n++;
            } else {
                left++;
            }
        }
    return left;
}

static void put_head(struct summary *s)
{
    uint32_t units = s->r->translation_units;
    hd_buf_str(&s->b, "## heddle: ");
    hd_ci_counts(&s->b, s->r);
    hd_buf_str(&s->b, s->r->diff ? " introduced\n" : "\n");
    if (units)
        hd_buf_fmt(&s->b, "\nin %" PRIu32 " translation unit%s", units, units == 1 ? "" : "s");
    char *choice = hd_report_choice(s->r);
    if (units && choice) {
        hd_buf_str(&s->b, "; ");
        hd_markdown_put(&s->b, choice);
    }
    free(choice);
    if (s->r->diff)
        hd_buf_fmt(&s->b, "; %zu fixed, %zu unchanged", s->r->diff->nfixed, s->r->diff->unchanged);
    hd_buf_str(&s->b, units || s->r->diff ? "\n" : "");
    struct hd_buf failed = {0};
    if (hd_ci_failed_units(&failed, s->r))
        hd_buf_fmt(&s->b, "\n**%s.**\n", failed.data);
    hd_buf_free(&failed);
}

int hd_summary_write(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    struct summary s = {.r = r};
    size_t shown = 0, hidden = 0;
    hd_ci_open(&s.ci, r);
    for (size_t i = 0; i < r->nfindings; i++)
        *(r->finding[i].filtered ? &hidden : &shown) += 1;
    put_head(&s);
    if (shown) {
        hd_buf_str(&s.b, "\n| | where | what | rule |\n|---|---|---|---|\n");
        size_t left = put_some(&s, MAX_ROWS, put_row);
        if (left)
            hd_buf_fmt(&s.b, "\n… and %zu more.\n", left);
        put_some(&s, MAX_DETAILS, put_details);
    }
    if (r->diff)
        put_fixed(&s);
    if (hidden)
        hd_buf_fmt(&s.b, "\n%zu hidden: allowed, in the baseline, or known to be impossible.\n",
                   hidden);
    int rc = fputs(hd_buf_cstr(&s.b), out) < 0 ? hd_fail_errno(err, "cannot write the report") : 0;
    hd_buf_free(&s.b);
    hd_ci_close(&s.ci);
    return rc;
}

const struct hd_format hd_format_markdown = {
    "markdown", "a summary in Markdown, for job summaries and comments", hd_summary_write};
