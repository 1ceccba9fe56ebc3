/* See baseline_file.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/baseline_file.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/file.h"
#include "report/escape.h"

static void put(struct hd_buf *b, const char *s)
{
    hd_buf_char(b, ' ');
    if (s && *s)
        hd_escape(b, s, strlen(s), 0, 8);
    else
        hd_buf_char(b, '-');
}

void hd_baseline_out_add(struct hd_baseline_out *b, const struct hd_finding *f)
{
    struct hd_buf line = {0};
    hd_buf_str(&line, f->fingerprint);
    put(&line, f->rule);
    put(&line, f->site.file);
    put(&line, f->site.function);
    hd_vec_push(&b->line, hd_buf_take(&line));
}

void hd_baseline_out_keep(struct hd_baseline_out *b, const char *fingerprint, const char *what)
{
    struct hd_buf line = {0};
    hd_buf_fmt(&line, "%s%s%s", fingerprint, *what ? " " : "", what);
    hd_vec_push(&b->line, hd_buf_take(&line));
}

static const char *word(const char *line, int n)
{
    while (n-- && (line = strchr(line, ' ')))
        line++;
    return line ? line : "";
}

static int compare(const void *a, const void *b)
{
    const char *x = *(char *const *)a, *y = *(char *const *)b;
    int d = strcmp(word(x, 2), word(y, 2)); /* file and function */
    if (!d)
        d = strcmp(word(x, 1), word(y, 1));
    return d ? d : strcmp(x, y);
}

int hd_baseline_out_write(struct hd_baseline_out *b, const char *path, struct hd_err *err)
{
    struct hd_buf text = {0};
    hd_buf_str(&text,
               "# heddle baseline: findings that are known, one a line: fingerprint, rule, file, "
               "function.\n"
               "# heddle check --write-baseline writes it, --baseline reads it.\n");
    if (b->line.len)
        qsort(b->line.data, b->line.len, sizeof *b->line.data, compare);
    hd_vec_foreach(line, &b->line)
    {
        hd_buf_str(&text, *line);
        hd_buf_char(&text, '\n');
    }
    int rc = hd_file_write(path, text.data, text.len, err);
    hd_buf_free(&text);
    return rc;
}

void hd_baseline_out_free(struct hd_baseline_out *b)
{
    hd_vec_foreach(line, &b->line) free(*line);
    hd_vec_free(&b->line);
}
