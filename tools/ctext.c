/* See ctext.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tools/ctext.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p)
{
    if (!p) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return p;
}

char *xstrdup(const char *s)
{
    return checked(strdup(s));
}

char *xformat(const char *fmt, ...)
{
    char *out = NULL;
    va_list ap;
    va_start(ap, fmt);
    int n = vasprintf(&out, fmt, ap);
    va_end(ap);
    return checked(n < 0 ? NULL : out);
}

char *read_text(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    size_t used = 0, cap = 1 << 16;
    char *text = checked(malloc(cap));
    for (;;) {
        size_t n = fread(text + used, 1, cap - used - 1, f);
        used += n;
        if (n == 0)
            break;
        if (used + 1 == cap)
            text = checked(realloc(text, cap *= 2));
    }
    if (ferror(f)) {
        int saved = errno;
        free(text);
        fclose(f);
        errno = saved;
        return NULL;
    }
    fclose(f);
    text[used] = '\0';
    if (len)
        *len = used;
    return text;
}

static void write_c_char(FILE *out, unsigned char c)
{
    switch (c) {
    case '\n':
        fputs("\\n", out);
        break;
    case '\t':
        fputs("\\t", out);
        break;
    case '"':
    case '\\':
        fprintf(out, "\\%c", c);
        break;
    case '?': /* no trigraphs */
        fputs("\\?", out);
        break;
    default:
        if (c < 0x20 || c >= 0x7f)
            fprintf(out, "\\%03o", c);
        else
            fputc(c, out);
    }
}

void write_c_string(FILE *out, const char *s)
{
    fputc('"', out);
    for (; *s; s++) {
        write_c_char(out, (unsigned char)*s);
        if (*s == '\n' && s[1])
            fputs("\"\n    \"", out);
    }
    fputc('"', out);
}
