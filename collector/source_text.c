/* Reads one argument out of a source line, to name a lock as the program's author does; see
 * describe.h. A guess that is used for names only: text that is not plainly an access path is left.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "collector/describe.h"
#include "core/file.h"

enum { MAX_SOURCE = 16 << 20, MAX_EXPR = 60 };

/* The start of line `line` (1-based), or NULL. */
static const char *line_start(const char *text, uint32_t line)
{
    while (--line && text) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return text;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Whether the name that ends before `paren` contains `word`, in any case of letters. */
static bool name_contains(const char *begin, const char *paren, const char *word)
{
    const char *p = paren;
    while (p > begin && is_word(p[-1]))
        p--;
    size_t n = strlen(word);
    for (; p + n <= paren; p++) {
        if (!strncasecmp(p, word, n))
            return true;
    }
    return false;
}

static bool belongs(const char *p, size_t n)
{
    char c = p[n];
    return is_word(c) || c == '[' || c == ']' || c == '.' || (c == '-' && p[n + 1] == '>') ||
           (n && c == '>' && p[n - 1] == '-');
}

static const char *access_path(struct hd_arena *a, const char *p)
{
    while (isspace((unsigned char)*p) || *p == '&' || *p == '(')
        p++;
    size_t n = 0;
    int brackets = 0;
    while (n < MAX_EXPR && belongs(p, n)) {
        brackets += (p[n] == '[') - (p[n] == ']');
        n++;
    }
    if (!n || brackets || isdigit((unsigned char)*p) || (p[n] != ',' && p[n] != ')'))
        return NULL;
    return hd_arena_strn(a, p, n);
}

const char *hd_source_argument(struct hd_arena *a, const char *root, const struct hd_site *site,
                               const char *word)
{
    struct stat st;
    if (!site->file || !site->line)
        return NULL;
    char *path = hd_path_absolute(root, site->file), *text = NULL;
    const char *found = NULL;
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
        hd_file_read(path, MAX_SOURCE, &text, NULL, NULL) == 0) {
        const char *begin = line_start(text, site->line);
        const char *end = begin ? begin + strcspn(begin, "\n") : NULL;
        for (const char *p = begin; p && p < end && !found; p++) {
            if (*p == '(' && name_contains(begin, p, word)) {
                found = access_path(a, p + 1);
                break;
            }
        }
    }
    free(text);
    free(path);
    return found;
}
