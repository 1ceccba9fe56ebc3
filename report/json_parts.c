/* See json_parts.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/json_parts.h"

#include <stdlib.h>
#include <string.h>

/* Strings hold no line breaks of their own: JSON escapes them. */
void hd_json_write_part(FILE *out, json_t *v, int indent)
{
    char *text = hd_json_dump(v);
    json_decref(v);
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
        fprintf(out, "%*s%.*s%s", line == text ? 0 : indent, "", (int)(end - line), line,
                end[1] ? "\n" : "");
    free(text);
}

void hd_json_write_line(FILE *out, json_t *v)
{
    char *text = json_dumps(v, JSON_COMPACT);
    if (!text)
        hd_oom();
    json_decref(v);
    fputs(text, out);
    free(text);
}
