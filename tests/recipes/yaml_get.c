/* yaml_get FILE KEY…: prints what stands at a place of a YAML file, for tests that run the shell of
 * a recipe. A key is that of a mapping, or "id=check": the item of a list whose `id` is check. Of a
 * mapping the keys are printed, of a list its texts.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/model/yaml_doc.h"
#include "core/err.h"
#include "core/file.h"

static _Noreturn void die(const char *what, const char *word)
{
    fprintf(stderr, "yaml_get: %s: %s\n", what, word);
    exit(1);
}

static yaml_node_t *find_item(struct hd_yaml *y, yaml_node_t *list, const char *key)
{
    char name[64];
    size_t n = strcspn(key, "=");
    snprintf(name, sizeof name, "%.*s", (int)n, key);
    for (size_t i = 0; key[n] && i < hd_yaml_items(y, list); i++) {
        yaml_node_t *item = hd_yaml_item(y, list, i), *v = hd_yaml_get(y, item, name);
        if (v && strcmp(hd_yaml_text(y, v), key + n + 1) == 0)
            return item;
    }
    return NULL;
}

static void print(struct hd_yaml *y, yaml_node_t *n)
{
    if (n->type == YAML_SCALAR_NODE) {
        puts(hd_yaml_text(y, n));
    } else if (n->type == YAML_SEQUENCE_NODE) {
        for (size_t i = 0; i < hd_yaml_items(y, n); i++)
            puts(hd_yaml_text(y, hd_yaml_item(y, n, i)));
    } else {
        const yaml_node_pair_t *p = n->data.mapping.pairs.start;
        for (; p < n->data.mapping.pairs.top; p++)
            puts(hd_yaml_text(y, hd_yaml_node(y, p->key)));
    }
}

int main(int argc, char **argv)
{
    struct hd_buf told = {0};
    struct hd_err err = {0};
    struct hd_yaml y;
    char *text;
    size_t len;
    if (argc < 2 || hd_file_read(argv[1], 1 << 20, &text, &len, &err) < 0)
        die("cannot read", argc < 2 ? "which file?" : err.msg);
    if (!hd_yaml_load(&y, argv[1], text, len, &told))
        die("no YAML", hd_buf_cstr(&told));
    yaml_node_t *n = hd_yaml_root(&y);
    for (int i = 2; i < argc; i++) {
        n = n->type == YAML_SEQUENCE_NODE ? find_item(&y, n, argv[i]) : hd_yaml_get(&y, n, argv[i]);
        if (!n)
            die("there is no", argv[i]);
    }
    print(&y, n);
    hd_yaml_free(&y);
    free(text);
    return told.len ? 1 : 0;
}
