/* See check_doc.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model/check_doc.h"

#include <string.h>

#include "analyzer/model/yaml_doc.h"
#include "core/catalog.h"
#include "core/date.h"

static const char *const top_keys[] = {"check", "allow", "run", NULL};
static const char *const check_keys[] = {"only",        "disable", "fail-on", "rules",
                                         "enable-pack", "library", "exclude", "severity",
                                         "baseline",    NULL};
static const char *const allow_keys[] = {"rule", "path", "function", "reason", "until", NULL};

/* Text that must say something. */
static const char *text_of(struct hd_yaml *y, const yaml_node_t *map, const char *key,
                           struct hd_arena *a)
{
    const yaml_node_t *n = hd_yaml_get(y, map, key);
    if (!n)
        return NULL;
    size_t before = y->mistakes;
    const char *text = hd_yaml_text(y, n);
    if (!*text && y->mistakes == before)
        hd_yaml_mistake(y, n, "'%s' is empty", key);
    return hd_arena_str(a, text);
}

static void check_rule(struct hd_yaml *y, const yaml_node_t *at, const char *id)
{
    if (!hd_catalog_find(id))
        hd_yaml_unknown(y, at, "rule", id, hd_catalog_nearest(id));
}

static const char *const *words_of(struct hd_yaml *y, yaml_node_t *map, const char *key,
                                   bool are_rules, struct hd_arena *a)
{
    yaml_node_t *n = hd_yaml_get(y, map, key);
    const char **words = hd_yaml_words(y, n, a);
    const yaml_node_t *at = n;
    for (size_t i = 0; words[i]; i++) {
        words[i] = hd_arena_str(a, words[i]);
        if (are_rules) {
            hd_yaml_word(y, n, i, &at);
            check_rule(y, at, words[i]);
        }
    }
    return words;
}

static enum hd_severity severity_of(struct hd_yaml *y, const yaml_node_t *n)
{
    int s = hd_severity_parse(hd_yaml_text(y, n));
    if (s < 0)
        hd_yaml_mistake(y, n, "a severity is error, warning or note");
    return s < 0 ? HD_SEV_NOTE : (enum hd_severity)s;
}

static void read_severity(struct hd_yaml *y, const yaml_node_t *map, struct hd_arena *a,
                          struct hd_config *out)
{
    if (!map)
        return;
    if (map->type != YAML_MAPPING_NODE) {
        hd_yaml_mistake(y, map, "'severity' is a mapping (rule: error, warning or note)");
        return;
    }
    const yaml_node_pair_t *p = map->data.mapping.pairs.start, *end = map->data.mapping.pairs.top;
    struct hd_severity_of *v = hd_arena_array(a, struct hd_severity_of, end - p + 1);
    out->severity = v;
    for (; p < end; p++, v++, out->severities++) {
        const yaml_node_t *key = hd_yaml_node(y, p->key);
        v->rule = hd_arena_str(a, hd_yaml_text(y, key));
        check_rule(y, key, v->rule);
        v->severity = severity_of(y, hd_yaml_node(y, p->value));
    }
}

static void read_check(struct hd_yaml *y, yaml_node_t *map, struct hd_arena *a,
                       struct hd_config *out)
{
    if (!hd_yaml_keys(y, map, "section 'check'", check_keys))
        return;
    const yaml_node_t *exclude = hd_yaml_get(y, map, "exclude");
    const yaml_node_t *fail_on = hd_yaml_get(y, map, "fail-on");
    out->only = words_of(y, map, "only", true, a);
    out->disable = words_of(y, map, "disable", true, a);
    out->rules = words_of(y, map, "rules", false, a);
    out->packs = words_of(y, map, "enable-pack", false, a);
    out->exclude = words_of(y, map, "exclude", false, a);
    out->exclude_line = exclude ? (unsigned)exclude->start_mark.line + 1 : 0;
    out->baseline = text_of(y, map, "baseline", a);
    out->library = hd_yaml_bool(y, hd_yaml_get(y, map, "library"));
    read_severity(y, hd_yaml_get(y, map, "severity"), a, out);
    out->fail_on = text_of(y, map, "fail-on", a);
    if (fail_on && strcmp(out->fail_on, "never") != 0 && hd_severity_parse(out->fail_on) < 0)
        hd_yaml_mistake(y, fail_on, "'fail-on' is error, warning, note or never");
}

static void read_allow(struct hd_yaml *y, yaml_node_t *map, struct hd_arena *a,
                       struct hd_allow_rule *r)
{
    if (!hd_yaml_keys(y, map, "rule of what to allow", allow_keys))
        return;
    *r = (struct hd_allow_rule){
        .rule = text_of(y, map, "rule", a),
        .path = text_of(y, map, "path", a),
        .function = text_of(y, map, "function", a),
        .reason = text_of(y, map, "reason", a),
        .until = text_of(y, map, "until", a),
        .line = (unsigned)map->start_mark.line + 1,
    };
    if (!r->rule && !r->path && !r->function)
        hd_yaml_mistake(y, map, "allows everything: 'rule', 'path' or 'function' is missing");
    if (!r->reason)
        hd_yaml_mistake(y, map, "this entry of allow gives no reason");
    if (r->rule && !strpbrk(r->rule, "*?["))
        check_rule(y, hd_yaml_get(y, map, "rule"), r->rule);
    if (r->until && !hd_date_valid(r->until))
        hd_yaml_mistake(y, hd_yaml_get(y, map, "until"), "%s", hd_date_mistake(a, r->until));
}

static void read_allows(struct hd_yaml *y, yaml_node_t *list, struct hd_arena *a,
                        struct hd_allow_list *out)
{
    size_t n = hd_yaml_items(y, list);
    struct hd_allow_rule *rule = hd_arena_array(a, struct hd_allow_rule, n + 1);
    for (size_t i = 0; i < n; i++)
        read_allow(y, hd_yaml_item(y, list, i), a, &rule[i]);
    *out = (struct hd_allow_list){rule, n};
}

size_t hd_config_read(const char *name, const char *text, size_t len, struct hd_arena *a,
                      struct hd_config *out, struct hd_buf *mistakes)
{
    static const char *const none[] = {NULL};
    const struct hd_config nothing = {
        .only = none, .disable = none, .rules = none, .packs = none, .exclude = none};
    struct hd_yaml y = {0};
    *out = nothing;
    if (!hd_yaml_load(&y, name, text, len, mistakes))
        return y.mistakes ? y.mistakes : 1;
    yaml_node_t *root = hd_yaml_root(&y);
    if (root && hd_yaml_keys(&y, root, "the file", top_keys)) {
        yaml_node_t *check = hd_yaml_get(&y, root, "check");
        if (check)
            read_check(&y, check, a, out);
        read_allows(&y, hd_yaml_get(&y, root, "allow"), a, &out->allow);
    }
    size_t n = y.mistakes;
    hd_yaml_free(&y);
    if (n)
        *out = nothing;
    return n;
}
