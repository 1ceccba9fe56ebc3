/* The text of a compile_commands.json. JSON is UTF-8, but tools write file names and macros as they
 * come. An entry that is not text costs itself; the others are analysed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/units/args.h"
#include "core/file.h"
#include "core/json.h"
#include "core/log.h"
#include "core/utf8.h"

/* The first byte in [at, end) that is no UTF-8; NULL when all are. */
static char *first_wrong(char *at, const char *end)
{
    while (at < end) {
        size_t n = *at == '\0' ? 1 : hd_utf8_len(at); /* the parser has words for NUL */
        if (n == 0)
            return at;
        at += n;
    }
    return NULL;
}

/* The end of the array's element that begins here: its comma or bracket. NULL: there is none. */
static char *element_end(char *at, const char *end)
{
    unsigned depth = 0;
    bool quoted = false;
    for (; at < end; at++) {
        if (quoted) {
            at += *at == '\\';
            quoted = *at != '"';
            continue;
        }
        if (depth == 0 && (*at == ',' || *at == ']'))
            return at;
        quoted = *at == '"';
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
    }
    return NULL;
}

static void leave_out(const char *path, size_t number, char *at, char *end)
{
    unsigned byte = (unsigned char)*first_wrong(at, end);
    for (char *p; (p = first_wrong(at, end));)
        *p = '?';
    struct hd_err err = {0};
    json_t *entry = hd_json_parse(at, (size_t)(end - at), path, &err);
    const char *file = entry ? json_string_value(json_object_get(entry, "file")) : NULL;
    hd_warn("%s: entry %zu%s%s%s is left out: byte 0x%02x in it is no UTF-8", path, number,
            file ? " (" : "", file ? file : "", file ? ")" : "", byte);
    json_decref(entry);
}

/* Moves the entries that are text together; *len becomes shorter. */
static void drop_wrong(const char *path, char *text, size_t *len)
{
    char *end = text + *len, *at = memchr(text, '[', *len), *out;
    if (!at || first_wrong(text, at))
        return;
    out = ++at;
    bool any = false;
    for (size_t number = 0;; number++) {
        char *stop = element_end(at, end);
        if (!stop)
            return;
        size_t n = (size_t)(stop - at);
        bool last = *stop == ']';
        if (first_wrong(at, stop)) {
            leave_out(path, number, at, stop);
        } else {
            if (any)
                *out++ = ',';
            memmove(out, at, n);
            out += n;
            any = true;
        }
        at = stop + 1;
        if (last)
            break;
    }
    *out++ = ']';
    memmove(out, at, (size_t)(end - at));
    *len = (size_t)(out + (end - at) - text);
}

int hd_database_read(const char *path, char **text, size_t *len, struct hd_err *err)
{
    if (hd_file_read(path, (size_t)1 << 30, text, len, err) < 0)
        return -1;
    if (first_wrong(*text, *text + *len))
        drop_wrong(path, *text, len);
    return 0;
}
