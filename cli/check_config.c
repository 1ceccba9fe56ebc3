/* See check_config.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/check_config.h"

#include <stdlib.h>

#include "analyzer/model/check_doc.h"
#include "core/file.h"

int hd_check_config_read(const char *root, struct hd_arena *a, struct hd_config *out,
                         struct hd_err *err)
{
    char *path = hd_path_absolute(root, ".heddle.yml"), *text = NULL;
    struct hd_buf mistakes = {0};
    size_t len = 0;
    int rc = 0;
    if (hd_file_exists(path))
        rc = hd_file_read(path, 1 << 20, &text, &len, err);
    if (rc == 0 && hd_config_read(".heddle.yml", text ? text : "", len, a, out, &mistakes)) {
        mistakes.data[mistakes.len - 1] = '\0'; /* the last line's end */
        rc = hd_fail(err, "%s", mistakes.data);
    }
    hd_buf_free(&mistakes);
    free(text);
    free(path);
    return rc;
}

static void add(hd_str_vec *to, const char *const *from, const char *root, struct hd_arena *a)
{
    for (; *from; from++) {
        char *path = root ? hd_path_absolute(root, *from) : NULL;
        hd_vec_push(to, path ? hd_arena_str(a, path) : *from);
        free(path);
    }
}

void hd_check_config_merge(const struct hd_config *c, const char *root, struct hd_arena *a,
                           const struct hd_check_choice *choice)
{
    if (!choice->only->len) {
        add(choice->only, c->only, NULL, a);
        add(choice->disable, c->disable, NULL, a);
    }
    add(choice->rules, c->rules, root, a);
    add(choice->packs, c->packs, NULL, a);
    if (!*choice->fail_on)
        *choice->fail_on = c->fail_on;
    if (!*choice->baseline && c->baseline) {
        char *path = hd_path_absolute(root, c->baseline);
        *choice->baseline = hd_arena_str(a, path);
        free(path);
    }
    *choice->library = *choice->library || c->library;
}
