/* Lines of source files; see source.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/err.h"
#include "core/file.h"

enum { MAX_SOURCE = 64 << 20 };

static void read_source(struct hd_source *s, const char *root, const char *file)
{
    hd_source_free(s);
    s->file = strdup(file);
    if (!s->file)
        hd_oom();
    char *path = hd_path_absolute(root, file);
    struct stat st;
    /* A pipe or a device would keep the report waiting. */
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
        hd_file_read(path, MAX_SOURCE, &s->text, &s->len, NULL) < 0)
        s->text = NULL;
    free(path);
    s->line = 1;
}

const char *hd_source_line(struct hd_source *s, const char *root, const char *file, uint32_t line,
                           size_t *len)
{
    if (!file || !line)
        return NULL;
    if (!s->file || strcmp(s->file, file) != 0)
        read_source(s, root, file);
    if (!s->text)
        return NULL;
    if (line < s->line) {
        s->line = 1;
        s->at = 0;
    }
    while (s->line < line) {
        const char *nl = memchr(s->text + s->at, '\n', s->len - s->at);
        if (!nl)
            return NULL;
        s->at = (size_t)(nl - s->text) + 1;
        s->line++;
    }
    if (s->at >= s->len)
        return NULL;
    const char *start = s->text + s->at, *nl = memchr(start, '\n', s->len - s->at);
    *len = nl ? (size_t)(nl - start) : s->len - s->at;
    if (*len && start[*len - 1] == '\r')
        --*len;
    return start;
}

const char *hd_source_text(struct hd_source *s, const char *root, const char *file, size_t *len)
{
    if (!s->file || strcmp(s->file, file) != 0)
        read_source(s, root, file);
    *len = s->len;
    return s->text;
}

void hd_source_free(struct hd_source *s)
{
    free(s->file);
    free(s->text);
    *s = (struct hd_source){0};
}
