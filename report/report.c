/* Loading a report, choosing formats, writing files, exit statuses; see report.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/file.h"

const struct hd_format *hd_format_find(const char *name)
{
    for (const struct hd_format *const *f = hd_formats; *f; f++)
        if (strcmp((*f)->name, name) == 0)
            return *f;
    return NULL;
}

/* Keeps the runs that findings of `run` (0: of what holds now) can come from. */
static int load_runs(struct hd_report *r, int64_t run, struct hd_arena *a, struct hd_err *err)
{
    hd_run_vec all = {0}, kept = {0};
    int64_t check = hd_store_latest_check(r->store, err);
    int rc = check < 0 ? -1 : hd_store_load_runs(r->store, a, &all, err);
    hd_vec_foreach(row, &all)
    {
        bool is_check = strcmp(row->info.command, "check") == 0;
        if (rc < 0 || (run ? row->id != run : is_check && row->id != check))
            continue;
        hd_vec_push(&kept, *row);
        if (is_check) {
            r->translation_units += row->info.translation_units;
            r->failed_units += row->info.failed_units;
        }
    }
    if (rc == 0 && run && !kept.len)
        rc = hd_fail(err, "%s has no run %lld; heddle report --runs lists them",
                     r->db ? r->db : "the database", (long long)run);
    r->nruns = kept.len;
    r->run = hd_arena_dup(a, kept.data, kept.len * sizeof *kept.data);
    if (!r->root && kept.len && *kept.data[kept.len - 1].info.root)
        r->root = kept.data[kept.len - 1].info.root;
    hd_vec_free(&all);
    hd_vec_free(&kept);
    return rc;
}

int hd_report_load(struct hd_report *r, struct hd_store *s, int64_t run, struct hd_arena *a,
                   struct hd_err *err)
{
    r->store = s;
    r->translation_units = r->failed_units = 0;
    if (load_runs(r, run, a, err) < 0)
        return -1;
    hd_finding_vec v = {0};
    struct hd_finding_query q = {.run = run};
    int rc = hd_store_load_findings(s, &q, a, &v, err);
    r->nfindings = v.len;
    r->finding = hd_arena_dup(a, v.data, v.len * sizeof *v.data);
    hd_vec_free(&v);
    return rc;
}

bool hd_report_is_choice(const char *line)
{
    return line && (strncmp(line, HD_WORDS_ONLY, sizeof HD_WORDS_ONLY - 1) == 0 ||
                    strncmp(line, HD_WORDS_OFF, sizeof HD_WORDS_OFF - 1) == 0);
}

char *hd_report_choice(const struct hd_report *r)
{
    struct hd_buf b = {0};
    for (size_t i = 0; i < r->nruns && !b.len; i++) {
        const char *line = r->run[i].info.coverage;
        while (hd_report_is_choice(line)) {
            size_t n = strcspn(line, "\n");
            hd_buf_str(&b, b.len ? "; " : "");
            hd_buf_put(&b, line, n);
            line += n + (line[n] == '\n');
        }
    }
    return b.len ? hd_buf_take(&b) : NULL;
}

const char *hd_format_list(void)
{
    static char list[256];
    size_t n = 0;
    list[0] = '\0';
    for (const struct hd_format *const *f = hd_formats; *f && n < sizeof list; f++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", n ? ", " : "", (*f)->name);
    return list;
}

int hd_report_write(const struct hd_report *r, const char *format, FILE *out, struct hd_err *err)
{
    const struct hd_format *f = hd_format_find(format);
    if (!f)
        return hd_report_check_formats(&format, 1, err);
    int rc = f->write(r, out, err);
    if (rc == 0 && (fflush(out) != 0 || ferror(out)))
        rc = hd_fail_errno(err, "cannot write the report");
    return rc;
}

/* Splits "F=FILE"; returns the format or NULL. *file is NULL without one. */
static const struct hd_format *split(const char *spec, const char **file)
{
    char name[64];
    size_t n = strcspn(spec, "=");
    *file = spec[n] ? spec + n + 1 : NULL;
    if (n >= sizeof name)
        return NULL;
    memcpy(name, spec, n);
    name[n] = '\0';
    return hd_format_find(name);
}

int hd_report_check_formats(const char *const *spec, size_t n, struct hd_err *err)
{
    size_t bare = 0;
    for (size_t i = 0; i < n; i++) {
        const char *file;
        if (!split(spec[i], &file))
            return hd_fail(err, "there is no format '%.*s'; there are %s",
                           (int)strcspn(spec[i], "="), spec[i], hd_format_list());
        if (file && !*file)
            return hd_fail(err, "--format %s needs a file name behind '='", spec[i]);
        if (!file && ++bare > 1)
            return hd_fail(err, "only one --format may go without a file: write --format %s=FILE",
                           spec[i]);
    }
    return 0;
}

/* Through memory and a rename, so that a full disk leaves no half report. */
static int write_file(const struct hd_report *r, const char *format, const char *path,
                      struct hd_err *err)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out)
        hd_oom();
    struct hd_report plain = *r;
    plain.color = plain.brief = false;
    int rc = hd_report_write(&plain, format, out, err);
    if (fclose(out) != 0 && rc == 0)
        hd_oom();
    if (rc == 0)
        rc = hd_file_write(path, text, len, err);
    free(text);
    return rc;
}

static const char *const default_format[] = {"text"};

/* The file that a format goes to; NULL: standard output. */
static const char *destination(const char *file, const char *output)
{
    file = file ? file : output;
    return file && strcmp(file, "-") != 0 ? file : NULL;
}

bool hd_report_shows_text(const char *const *spec, size_t n, const char *output)
{
    bool text = false;
    if (n == 0)
        return !destination(NULL, output);
    for (size_t i = 0; i < n; i++) {
        const char *file;
        const struct hd_format *f = split(spec[i], &file);
        text |= f && strcmp(f->name, default_format[0]) == 0 && !destination(file, output);
    }
    return text;
}

int hd_report_write_all(const struct hd_report *r, const char *const *spec, size_t n,
                        const char *output, struct hd_err *err)
{
    if (n == 0) {
        spec = default_format;
        n = 1;
    }
    if (hd_report_check_formats(spec, n, err) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const char *file;
        const struct hd_format *f = split(spec[i], &file);
        file = destination(file, output);
        if ((file ? write_file(r, f->name, file, err) : hd_report_write(r, f->name, stdout, err)) <
            0)
            return -1;
    }
    return 0;
}

bool hd_report_use_color(const char *when, FILE *out)
{
    if (when && strcmp(when, "always") == 0)
        return true;
    if (when && strcmp(when, "never") == 0)
        return false;
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return !(no && *no) && term && strcmp(term, "dumb") != 0 && isatty(fileno(out));
}

size_t hd_report_count(const struct hd_report *r, enum hd_severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < r->nfindings; i++)
        n += r->finding[i].severity == severity && !r->finding[i].filtered;
    return n;
}

int hd_report_parse_fail_on(const char *word, struct hd_err *err)
{
    if (strcmp(word, "never") == 0)
        return HD_SEV_COUNT;
    int severity = hd_severity_parse(word);
    return severity >= 0
               ? severity
               : hd_fail(err, "--fail-on is error, warning, note or never, not '%s'", word);
}

int hd_report_status(const struct hd_report *r, int fail_on)
{
    for (int s = fail_on; s < HD_SEV_COUNT; s++)
        if (hd_report_count(r, (enum hd_severity)s))
            return 2;
    return r->failed_units ? 3 : 0;
}
