/* Reports: what was found, in one of several formats. Read-only; a report never starts anything.
 *
 * A format is one file report/format_NAME.c that defines `const struct hd_format hd_format_NAME`;
 * the build makes the registry from the folder. All functions return 0, or -1 with a message.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_REPORT_REPORT_H
#define HEDDLE_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "core/arena.h"
#include "core/err.h"
#include "store/store.h"

/* The findings are those that a change brought. */
struct hd_report_diff {
    const char *rev, *base;         /* as the user named it; the commit compared with */
    const struct hd_finding *fixed; /* those that are gone, sorted by nothing in particular */
    size_t nfixed, unchanged;
    const struct hd_site *home; /* of each finding: where a check without --diff puts it */
};

/* All that a format may show. Borrowed; the caller keeps it alive. */
struct hd_report {
    struct hd_store *store;       /* for formats that show more than findings; may be NULL */
    const char *db;               /* its path as the user gave it, for hints; may be NULL */
    const char *root;             /* project root, where source is read; NULL: show no source */
    const struct hd_run_row *run; /* the runs that the findings come from, oldest first */
    size_t nruns;
    const struct hd_finding *finding; /* as hd_store_load_findings sorts them */
    size_t nfindings;
    const struct hd_report_diff *diff; /* NULL: the findings are all there are */
    uint32_t translation_units, failed_units;
    bool show_filtered; /* text: findings with a reason to hide them, too */
    bool explain;       /* text: … and a sentence about each reason */
    bool color;         /* text: terminal colours */
    bool brief;         /* text: no summary; never in files */
};

struct hd_format {
    const char *name;    /* "text" */
    const char *summary; /* one line */
    int (*write)(const struct hd_report *r, FILE *out, struct hd_err *err);
};

/* All formats, sorted by name, NULL-terminated. */
extern const struct hd_format *const hd_formats[];
const struct hd_format *hd_format_find(const char *name); /* NULL when there is none */
/* "html, json, text": for messages and help. Static storage. */
const char *hd_format_list(void);

/* Loads a report: runs and findings of `run`, or of what holds now (run == 0: the latest check and
 * every run-time run). Everything lives in `a`. Translation units are those of the check runs
 * among them; root is that of the newest run unless r->root is already set. */
int hd_report_load(struct hd_report *r, struct hd_store *s, int64_t run, struct hd_arena *a,
                   struct hd_err *err);

/* Does this line of a run's coverage tell for which rules a check looked, or did not look? Such
 * lines come first. */
bool hd_report_is_choice(const char *line);
/* Those lines of the check among the runs as one; malloc'ed, NULL when there is none. */
char *hd_report_choice(const struct hd_report *r);

/* Writes one format. The stream is flushed, and a full disk is an error. */
int hd_report_write(const struct hd_report *r, const char *format, FILE *out, struct hd_err *err);

/* What `--format` may hold: "F" or "F=FILE", several of them, at most one without a file. Checks
 * the words before long work starts. */
int hd_report_check_formats(const char *const *spec, size_t n, struct hd_err *err);
/* Is one of them a text on standard output? */
bool hd_report_shows_text(const char *const *spec, size_t n, const char *output);
/* Writes them all: files through a rename, the one without a file to `output` or, when that is
 * NULL, to standard output. With n == 0 it is text. r->color holds for standard output only. */
int hd_report_write_all(const struct hd_report *r, const char *const *spec, size_t n,
                        const char *output, struct hd_err *err);

/* Whether to colour what goes to `out`: `when` is auto, always or never; auto is on a terminal
 * unless NO_COLOR is set or TERM is dumb. */
bool hd_report_use_color(const char *when, FILE *out);

/* Number of findings with this severity that are not filtered. */
size_t hd_report_count(const struct hd_report *r, enum hd_severity severity);

/* "error", "warning", "note" -> the severity; "never" -> HD_SEV_COUNT; else -1 and a message. */
int hd_report_parse_fail_on(const char *word, struct hd_err *err);
/* Exit status of check and report: 2 findings at or above `fail_on` that are not filtered, else 3
 * when translation units failed, else 0. */
int hd_report_status(const struct hd_report *r, int fail_on);

#endif
