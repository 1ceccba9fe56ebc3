/* Commands of a compilation database, as clang's own tools read them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/units/command.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/file.h"

/* A response file that names itself ends here. */
enum { MAX_FILES = 64, MAX_BYTES = 16 << 20 };

static const char *take(struct hd_buf *b, struct hd_arena *a)
{
    const char *s = hd_arena_strn(a, hd_buf_cstr(b), b->len);
    b->len = 0;
    return s;
}

void hd_command_split(const char *text, struct hd_arena *a, hd_arg_vec *out)
{
    struct hd_buf b = {0};
    char quote = 0;
    bool inside = false; /* an argument, perhaps an empty one */
    for (const char *p = text; *p; p++) {
        if (!quote && isspace((unsigned char)*p)) {
            if (inside)
                hd_vec_push(out, take(&b, a));
            inside = false;
        } else if (*p == quote) {
            quote = 0;
        } else if (!quote && (*p == '"' || *p == '\'')) {
            quote = *p;
            inside = true;
        } else {
            if (*p == '\\' && quote != '\'' && p[1])
                p++;
            hd_buf_char(&b, *p);
            inside = true;
        }
    }
    if (inside)
        hd_vec_push(out, take(&b, a));
    hd_buf_free(&b);
}

void hd_command_expand(hd_arg_vec *argv, const char *directory, struct hd_arena *a)
{
    size_t files = 0;
    for (size_t i = 0; i < argv->len;) {
        const char *arg = argv->data[i];
        char *text = NULL, *path = NULL;
        size_t len;
        struct hd_err ignored = {0};
        if (arg[0] == '@' && arg[1] && files < MAX_FILES) {
            path = hd_path_absolute(directory, arg + 1);
            if (hd_file_read(path, MAX_BYTES, &text, &len, &ignored) < 0)
                text = NULL;
            free(path);
        }
        if (!text) {
            i++;
            continue;
        }
        files++;
        hd_arg_vec all = {0};
        for (size_t k = 0; k < i; k++)
            hd_vec_push(&all, argv->data[k]);
        hd_command_split(text, a, &all);
        for (size_t k = i + 1; k < argv->len; k++)
            hd_vec_push(&all, argv->data[k]);
        free(text);
        hd_vec_free(argv);
        *argv = all;
    }
}

static bool is_wrapper(const char *arg)
{
    static const char *const known[] = {"ccache",     "sccache", "distcc", "icecc",
                                        "buildcache", "env",     "gomacc", "fastbuild"};
    const char *name = hd_path_basename(arg);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    return false;
}

size_t hd_command_compiler(const hd_arg_vec *argv)
{
    size_t i = 0;
    while (i + 1 < argv->len && is_wrapper(argv->data[i])) {
        i++;
        /* its options, and variables that it sets */
        while (i + 1 < argv->len && (argv->data[i][0] == '-' || strchr(argv->data[i], '=')))
            i++;
    }
    return i;
}

const char *hd_command_target(const char *compiler, struct hd_arena *a)
{
    static const char *const arch[] = {"aarch64", "arm",    "avr",   "i386",    "i486",
                                       "i586",    "i686",   "mips",  "powerpc", "ppc",
                                       "riscv",   "s390x",  "sparc", "x86_64",  "loongarch64",
                                       "msp430",  "hexagon"};
    static const char *const driver[] = {"gcc", "g++", "cc", "c++", "clang", "clang++", "cpp"};
    const char *name = hd_path_basename(compiler), *end = NULL;
    bool known = false;
    for (size_t i = 0; i < sizeof arch / sizeof *arch; i++)
        known |= strncmp(name, arch[i], strlen(arch[i])) == 0;
    for (size_t i = 0; known && i < sizeof driver / sizeof *driver; i++) {
        size_t n = strlen(driver[i]);
        for (const char *p = strchr(name, '-'); p; p = strchr(p + 1, '-'))
            if (strncmp(p + 1, driver[i], n) == 0 && (p[n + 1] == '\0' || p[n + 1] == '-'))
                end = p;
    }
    return end ? hd_arena_strn(a, name, (size_t)(end - name)) : NULL;
}
