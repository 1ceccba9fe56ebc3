/* embed: makes a table of files that the binary carries with it.
 *
 *   embed OUT.c TABLE BASE FILE...
 *
 * OUT.c then defines `const struct hd_embedded TABLE[]`, in the order of the files, closed by an
 * entry without a name; names are relative to the folder BASE.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ctext.h"

static int embed_file(FILE *out, const char *base, const char *path)
{
    size_t len;
    char *text = read_text(path, &len);
    if (!text) {
        fprintf(stderr, "embed: %s: %s\n", path, strerror(errno));
        return -1;
    }
    if (strlen(text) != len) {
        fprintf(stderr, "embed: %s: holds a NUL byte\n", path);
        free(text);
        return -1;
    }
    size_t skip = strlen(base);
    const char *name = strncmp(path, base, skip) == 0 && path[skip] == '/' ? path + skip + 1 : path;
    fputs("    {.name = ", out);
    write_c_string(out, name);
    fprintf(out, ",\n     .len = %zu,\n     .text = ", len);
    write_c_string(out, text);
    fputs("},\n", out);
    free(text);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: embed OUT.c TABLE BASE FILE...\n", stderr);
        return 1;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        fprintf(stderr, "embed: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    int rc = 0;
    fprintf(out,
            "/* Made by embed; not to be edited. */\n#include \"core/embedded.h\"\n\n"
            "extern const struct hd_embedded %s[];\nconst struct hd_embedded %s[] = {\n",
            argv[2], argv[2]);
    for (int i = 4; i < argc && rc == 0; i++)
        rc = embed_file(out, argv[3], argv[i]);
    fputs("    {.name = NULL},\n};\n", out);
    if (fclose(out) != 0 || rc != 0) {
        remove(argv[1]);
        return 1;
    }
    return 0;
}
