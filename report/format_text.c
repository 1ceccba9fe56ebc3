/* Text for people: where, what, the line itself, how it comes about, and where to read more.
 *
 *   src/pool.c:42:5: error: thread t is neither joined nor detached [thread-leak]
 *      42 |     pthread_create(&t, NULL, worker, pool);
 *         |     ^
 *   1. src/pool.c:42:5 in start: creates t
 *   2. src/pool.c:47:9 in start: returns without joining it
 *   found by analysis (confidence high); to learn more: heddle explain thread-leak
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/map.h"
#include "graph/graph.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/source.h"
#include "report/text.h"

/* A source line is cut to WIDE columns around the caret. */
enum { TAB = 8, WIDE = 160, BEFORE_CARET = 100 };

struct text {
    const struct hd_report *r;
    struct hd_buf b;
    struct hd_source source;
};

static const char bold[] = "1", dim[] = "2", green[] = "32";
static const char *const severity_color[] = {"1;36", "1;35", "1;31"}; /* note, warning, error */

static void on(struct text *t, const char *color)
{
    if (t->r->color)
        hd_buf_fmt(&t->b, "\033[%sm", color);
}

static void off(struct text *t)
{
    if (t->r->color)
        hd_buf_str(&t->b, "\033[0m");
}

/* Everything that is not ours goes through here. */
static void put(struct text *t, const char *s)
{
    if (s)
        hd_escape(&t->b, s, strlen(s), 0, 0);
}

/* "src/a.c:3:4", as much as is known; false when nothing is. */
static bool put_place(struct text *t, const struct hd_site *s)
{
    if (!s->file)
        return false;
    const char *file = s->file;
    if (t->r->root && file[0] == '/')
        file = hd_path_relative(t->r->root, file);
    put(t, file);
    if (s->line)
        hd_buf_fmt(&t->b, ":%" PRIu32, s->line);
    if (s->line && s->column)
        hd_buf_fmt(&t->b, ":%" PRIu32, s->column);
    return true;
}

/* First byte of the line to show, so that the caret is in sight; never inside a character. */
static size_t window_start(const char *line, size_t len, size_t caret)
{
    if (len <= WIDE || caret <= BEFORE_CARET)
        return 0;
    size_t at = caret - BEFORE_CARET;
    while (at < len && ((unsigned char)line[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static void put_source(struct text *t, const struct hd_site *s)
{
    size_t len;
    const char *line = t->r->root || (s->file && s->file[0] == '/')
                           ? hd_source_line(&t->source, t->r->root, s->file, s->line, &len)
                           : NULL;
    if (!line)
        return;
    size_t caret = s->column ? s->column - 1 : 0;
    if (caret > len)
        caret = len;
    size_t start = window_start(line, len, caret);
    size_t shown = len - start > WIDE ? WIDE : len - start;
    while (start + shown < len && ((unsigned char)line[start + shown] & 0xc0) == 0x80)
        shown++;
    on(t, dim);
    hd_buf_fmt(&t->b, "%6" PRIu32 " |", s->line);
    off(t);
    hd_buf_str(&t->b, start ? " …" : " ");
    size_t column = hd_escape(&t->b, line + start, caret - start, 0, TAB);
    hd_escape(&t->b, line + caret, shown > caret - start ? shown - (caret - start) : 0, column,
              TAB);
    hd_buf_str(&t->b, start + shown < len ? "…\n" : "\n");
    if (!s->column)
        return;
    on(t, dim);
    hd_buf_fmt(&t->b, "%6s |", "");
    off(t);
    hd_buf_fmt(&t->b, " %*s", (int)(column + (start > 0)), "");
    on(t, green);
    hd_buf_char(&t->b, '^');
    off(t);
    hd_buf_char(&t->b, '\n');
}

static void put_step(struct text *t, const struct hd_step *s, size_t number, int indent)
{
    hd_buf_fmt(&t->b, "%*s%zu. ", indent, "", number);
    bool place = put_place(t, &s->site);
    if (s->site.function) {
        hd_buf_str(&t->b, place ? " in " : "in ");
        put(t, s->site.function);
        place = true;
    }
    if (place)
        hd_buf_str(&t->b, ": ");
    put(t, s->note);
    hd_buf_char(&t->b, '\n');
}

static void put_witness(struct text *t, const struct hd_finding *f)
{
    const char *thread = "";
    size_t number = 0;
    for (size_t i = 0; i < f->nsteps; i++) {
        const struct hd_step *s = &f->step[i];
        const char *name = s->thread ? s->thread : "";
        if (strcmp(name, thread) != 0) {
            number = 0;
            thread = name;
            hd_buf_str(&t->b, "  ");
            on(t, bold);
            put(t, *name ? name : "elsewhere");
            off(t);
            hd_buf_str(&t->b, ":\n");
        }
        put_step(t, s, ++number, *thread ? 4 : 2);
    }
}

static void put_evidence(struct text *t, const struct hd_finding *f)
{
    hd_buf_str(&t->b, "  ");
    on(t, dim);
    if (f->evidence & HD_EV_STATIC)
        hd_buf_fmt(&t->b, "found by analysis (confidence %s)", hd_confidence_name(f->confidence));
    if (f->evidence == HD_EV_BOTH)
        hd_buf_str(&t->b, " and ");
    if (f->evidence & HD_EV_RUNTIME)
        hd_buf_str(&t->b, "seen at run time");
    if (f->evidence & HD_EV_RUNTIME && f->count > 1)
        hd_buf_fmt(&t->b, " (%" PRIu64 " times)", f->count);
    hd_buf_str(&t->b, "; to learn more: heddle explain ");
    put(t, f->rule);
    off(t);
    hd_buf_char(&t->b, '\n');
}

/* The first line. */
static void put_heading(struct text *t, const struct hd_finding *f)
{
    on(t, bold);
    if (put_place(t, &f->site)) {
        hd_buf_str(&t->b, ": ");
    } else if (f->site.function) {
        put(t, f->site.function);
        hd_buf_str(&t->b, ": ");
    }
    off(t);
    on(t, severity_color[f->severity]);
    hd_buf_fmt(&t->b, "%s: ", hd_severity_name(f->severity));
    off(t);
    on(t, bold);
    put(t, f->message);
    off(t);
    hd_buf_str(&t->b, " [");
    put(t, f->rule);
    hd_buf_str(&t->b, "]\n");
}

/* "trylock, read-read": each with what it means. */
static void put_reasons(struct text *t, const char *reasons)
{
    while (*reasons) {
        const char *why = hd_excuse_why(reasons);
        size_t n = strcspn(reasons, ",");
        if (why)
            hd_buf_fmt(&t->b, "    %.*s: %s.\n", (int)n, reasons, why);
        reasons += n;
        reasons += strspn(reasons, ", ");
    }
}

static void put_finding(struct text *t, const struct hd_finding *f)
{
    put_heading(t, f);
    put_source(t, &f->site);
    put_witness(t, f);
    if (f->filtered) {
        hd_buf_str(&t->b, "  hidden: ");
        put(t, f->filtered);
        hd_buf_char(&t->b, '\n');
        if (t->r->explain)
            put_reasons(t, f->filtered);
    }
    put_evidence(t, f);
    hd_buf_char(&t->b, '\n');
}

static void put_count(struct text *t, size_t n, const char *word)
{
    hd_buf_fmt(&t->b, "%zu %s%s", n, word, n == 1 ? "" : "s");
}

/* Where the findings come from: "in 24 translation units and 2 runs". */
static void put_origin(struct text *t)
{
    size_t runs = 0, checks = 0;
    for (size_t i = 0; i < t->r->nruns; i++)
        *(strcmp(t->r->run[i].info.command, "check") == 0 ? &checks : &runs) += 1;
    if (checks) {
        hd_buf_str(&t->b, " in ");
        put_count(t, t->r->translation_units, "translation unit");
    }
    if (t->r->failed_units)
        hd_buf_fmt(&t->b, " (%" PRIu32 " could not be analysed in full)", t->r->failed_units);
    if (runs) {
        hd_buf_str(&t->b, checks ? " and " : " in ");
        put_count(t, runs, "run");
    }
}

/* Nobody should take what was not looked for as fine. */
static void put_choice(struct text *t)
{
    char *choice = hd_report_choice(t->r);
    if (!choice)
        return;
    hd_buf_str(&t->b, "; ");
    put(t, choice);
    free(choice);
}

static void put_summary(struct text *t)
{
    const struct hd_report *r = t->r;
    size_t all = 0, hidden = 0;
    for (size_t i = 0; i < r->nfindings; i++)
        hidden += r->finding[i].filtered != NULL;
    on(t, bold);
    for (int s = HD_SEV_COUNT - 1; s >= 0; s--) {
        size_t n = hd_report_count(r, (enum hd_severity)s);
        if (!n)
            continue;
        hd_buf_str(&t->b, all ? ", " : "");
        put_count(t, n, hd_severity_name((enum hd_severity)s));
        all += n;
    }
    if (!all)
        hd_buf_str(&t->b, r->diff ? "nothing" : "no findings");
    if (hidden && r->show_filtered)
        hd_buf_fmt(&t->b, "%s%zu hidden", all ? ", " : " but ", hidden);
    if (r->diff) {
        hd_buf_str(&t->b, " introduced since ");
        put(t, r->diff->rev);
    }
    off(t);
    if (r->diff)
        hd_buf_fmt(&t->b, " (%.12s), %zu fixed, %zu unchanged,", r->diff->base, r->diff->nfixed,
                   r->diff->unchanged);
    put_origin(t);
    put_choice(t);
    if (hidden && !r->show_filtered)
        hd_buf_fmt(&t->b, "; %zu hidden, --all shows them with the reason", hidden);
    hd_buf_char(&t->b, '\n');
}

int hd_text_findings(const struct hd_report *r, bool brief, FILE *out, struct hd_err *err)
{
    struct text t = {.r = r};
    int rc = 0;
    for (size_t i = 0; i < r->nfindings && rc == 0; i++) {
        if (r->finding[i].filtered && !r->show_filtered)
            continue;
        hd_buf_free(&t.b);
        (brief ? put_heading : put_finding)(&t, &r->finding[i]);
        if (fputs(hd_buf_cstr(&t.b), out) < 0)
            rc = hd_fail_errno(err, "cannot write the report");
    }
    hd_buf_free(&t.b);
    hd_source_free(&t.source);
    return rc;
}

/* What a run could not see, so that silence is not taken for health. Equal lines of several runs
 * are told once. */
static void put_gaps(struct text *t)
{
    struct hd_strpool told = {0};
    for (size_t i = 0; i < t->r->nruns; i++) {
        const char *line = t->r->run[i].info.coverage;
        for (size_t n; line && *line; line += n + (line[n] == '\n')) {
            n = strcspn(line, "\n");
            size_t before = told.len;
            if (!n || hd_report_is_choice(line) || hd_strpool_putn(&told, line, n) < before)
                continue;
            hd_buf_str(&t->b, "not seen: ");
            hd_escape(&t->b, line, n, 0, 0);
            hd_buf_char(&t->b, '\n');
        }
    }
    hd_strpool_free(&told);
}

/* Of a program that goes on more may follow; of one whose collector was killed first it does not,
 * until somebody collects the rest. */
static void put_unfinished(struct text *t)
{
    for (size_t i = 0; i < t->r->nruns; i++) {
        const struct hd_run_row *run = &t->r->run[i];
        if (run->info.ended_ms || strcmp(run->info.command, "check") == 0)
            continue;
        hd_buf_fmt(&t->b, "unfinished: run %" PRId64 " (", run->id);
        hd_escape(&t->b, run->info.target, strlen(run->info.target), 0, 0);
        hd_buf_str(&t->b, "): the program still runs, or its collector ended before it did\n");
    }
}

static int write_text(const struct hd_report *r, FILE *out, struct hd_err *err)
{
    struct text t = {.r = r};
    int rc = hd_text_findings(r, false, out, err);
    for (size_t i = 0; r->diff && i < r->diff->nfixed; i++) {
        hd_buf_str(&t.b, "fixed: ");
        put_heading(&t, &r->diff->fixed[i]);
    }
    if (!r->brief)
        put_summary(&t);
    put_gaps(&t);
    put_unfinished(&t);
    if (rc == 0 && fputs(hd_buf_cstr(&t.b), out) < 0)
        rc = hd_fail_errno(err, "cannot write the report");
    hd_buf_free(&t.b);
    return rc;
}

const struct hd_format hd_format_text = {"text", "for people, with source lines and witness",
                                         write_text};
