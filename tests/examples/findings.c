/* findings FILE: heddle's JSON as lines for shell tests, "RULE FILE FUNCTION EVIDENCE LINE", of all findings that
 * no filter excuses. Files without their folder; "-" for what is unknown.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "core/file.h"
#include "core/json.h"

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && *s ? s : "-";
}

int main(int argc, char **argv)
{
    struct hd_err err = {0};
    char *data = NULL;
    size_t len;
    json_t *root = NULL;

    if (argc != 2 || hd_file_read(argv[1], 64 << 20, &data, &len, &err) < 0 ||
        !(root = hd_json_parse(data, len, argv[1], &err))) {
        fprintf(stderr, "findings: %s\n", err.msg);
        free(data);
        return 1;
    }
    const json_t *list = json_object_get(root, "findings");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *f = json_array_get(list, i);
        if (!json_is_string(json_object_get(f, "filtered")))
            printf("%s %s %s %s %ld\n", text(f, "rule"), hd_path_basename(text(f, "file")),
                   text(f, "function"), text(f, "evidence"),
                   (long)json_integer_value(json_object_get(f, "line")));
    }
    json_decref(root);
    free(data);
    return 0;
}
