/* See ignore_doc.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model/ignore_doc.h"

#include <string.h>

#include "analyzer/model/yaml_doc.h"
#include "core/catalog.h"

static const char *const run_keys[] = {"ignore", "baseline", NULL};
static const char *const rule_keys[] = {"rule", "top", "any", "created-by", "reason", NULL};

static const char *text_of(struct hd_yaml *y, const yaml_node_t *map, const char *key,
                           struct hd_arena *a)
{
    const yaml_node_t *n = hd_yaml_get(y, map, key);
    if (!n)
        return NULL;
    const char *text = hd_yaml_text(y, n);
    if (!*text)
        hd_yaml_mistake(y, n, "'%s' is empty", key);
    return hd_arena_str(a, text);
}

static bool is_plain(const char *id)
{
    return !strpbrk(id, "*?[");
}

static void read_rule(struct hd_yaml *y, yaml_node_t *map, struct hd_arena *a,
                      struct hd_ignore_rule *r)
{
    size_t before = y->mistakes;
    if (!hd_yaml_keys(y, map, "rule of what to ignore", rule_keys))
        return;
    bool misspelt = y->mistakes > before; /* then that is what is missing */
    *r = (struct hd_ignore_rule){
        .rule = text_of(y, map, "rule", a),
        .top = text_of(y, map, "top", a),
        .any = text_of(y, map, "any", a),
        .created_by = text_of(y, map, "created-by", a),
        .reason = text_of(y, map, "reason", a),
        .line = (unsigned)map->start_mark.line + 1,
    };
    if (!r->top && !r->any && !r->created_by && !misspelt)
        hd_yaml_mistake(y, map, "says no frame: 'top', 'any' or 'created-by' is missing");
    if (!r->reason && !misspelt)
        hd_yaml_mistake(y, map, "this entry of ignore gives no reason");
    if (r->rule && is_plain(r->rule) && !hd_catalog_find(r->rule))
        hd_yaml_mistake(y, hd_yaml_get(y, map, "rule"), "there is no rule '%s'", r->rule);
}

static void read_run(struct hd_yaml *y, yaml_node_t *run, struct hd_arena *a, struct hd_ignore *out)
{
    if (!hd_yaml_keys(y, run, "section 'run'", run_keys))
        return;
    yaml_node_t *list = hd_yaml_get(y, run, "ignore");
    size_t n = hd_yaml_items(y, list);
    struct hd_ignore_rule *rule = hd_arena_array(a, struct hd_ignore_rule, n + 1);
    for (size_t i = 0; i < n; i++)
        read_rule(y, hd_yaml_item(y, list, i), a, &rule[i]);
    out->rule = rule;
    out->rules = n;
    const char **known = hd_yaml_words(y, hd_yaml_get(y, run, "baseline"), a);
    for (out->baseline = known; known[out->known]; out->known++)
        known[out->known] = hd_arena_str(a, known[out->known]);
}

size_t hd_ignore_read(const char *name, const char *text, size_t len, struct hd_arena *a,
                      struct hd_ignore *out, struct hd_buf *mistakes)
{
    struct hd_yaml y = {0};
    *out = (struct hd_ignore){0};
    if (!hd_yaml_load(&y, name, text, len, mistakes))
        return y.mistakes ? y.mistakes : 1;
    yaml_node_t *root = hd_yaml_root(&y);
    yaml_node_t *run =
        root && root->type == YAML_MAPPING_NODE ? hd_yaml_get(&y, root, "run") : NULL;
    if (run)
        read_run(&y, run, a, out);
    size_t n = y.mistakes;
    hd_yaml_free(&y);
    if (n)
        *out = (struct hd_ignore){0};
    return n;
}
