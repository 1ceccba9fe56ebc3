/* Reads a pack: its head, resources, configuration setters, guards and rows.
 * SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/model/internal.h"

/* Rows of one pack while it is read; at[] is the row's place in the file. */
struct rows {
    HD_VEC(struct hd_op_model) op;
    HD_VEC(const yaml_node_t *) at;
};

/* Head -----------------------------------------------------------------------------------------*/

static const char *required_text(struct hd_model *m, struct hd_yaml *y, yaml_node_t *map,
                                 const char *key)
{
    yaml_node_t *n = hd_yaml_get(y, map, key);
    if (n)
        return hd_arena_str(&m->arena, hd_yaml_text(y, n));
    hd_yaml_mistake(y, map, "'%s' is missing", key);
    return "";
}

static void read_head(struct model_batch *b, struct hd_yaml *y, yaml_node_t *root)
{
    struct hd_model *m = b->m;
    struct hd_pack_info info = {
        .name = required_text(m, y, root, "pack"), .enabled = true, .built_in = b->built_in};
    for (size_t i = 0; i < m->pack.len; i++)
        if (strcmp(m->pack.data[i].name, info.name) == 0)
            hd_yaml_mistake(y, hd_yaml_get(y, root, "pack"), "pack '%s' stands in %s already",
                            info.name, m->pack.data[i].file);
    info.title = hd_arena_str(&m->arena, hd_yaml_text(y, hd_yaml_get(y, root, "title")));
    info.docs = hd_arena_str(&m->arena, hd_yaml_text(y, hd_yaml_get(y, root, "docs")));
    info.file = hd_arena_str(&m->arena, y->name);
    info.title = info.title ? info.title : info.name;
    info.docs = info.docs ? info.docs : "";
    info.headers = hd_yaml_words(y, hd_yaml_get(y, root, "headers"), &m->arena);
    yaml_node_t *enable = hd_yaml_get(y, root, "enable");
    if (enable) {
        const char *word = hd_yaml_text(y, enable);
        info.optional = strcmp(word, "optional") == 0;
        info.enabled = !info.optional;
        if (!info.optional && strcmp(word, "auto") != 0 && strcmp(word, "always") != 0)
            hd_yaml_mistake(y, enable, "enable is auto, always or optional");
    }
    const char *always = enable ? hd_yaml_text(y, enable) : "";
    info.by_header = b->built_in && !info.optional && strcmp(always, "always") != 0;
    info.rivals = hd_yaml_words(y, hd_yaml_get(y, root, "rivals"), &m->arena);
    yaml_node_t *model = hd_yaml_get(y, root, "model");
    if (model) {
        info.coroutine = strcmp(hd_yaml_text(y, model), "coroutine") == 0;
        if (!info.coroutine && strcmp(hd_yaml_text(y, model), "threads") != 0)
            hd_yaml_mistake(y, model, "model is threads or coroutine");
    }
    hd_vec_push(&m->pack, info);
}

/* Resources ------------------------------------------------------------------------------------*/

/* static_init: names of macros, or {macro: NAME, gives: traits} */
static void read_static_init(struct hd_model *m, struct hd_yaml *y, yaml_node_t *list,
                             struct hd_resource *r)
{
    static const char *const keys[] = {"macro", "gives", NULL};
    size_t n = hd_yaml_items(y, list);
    const char **names = hd_arena_array(&m->arena, const char *, n + 1);
    unsigned *traits = hd_arena_array(&m->arena, unsigned, n + 1);
    for (size_t i = 0; i < n; i++) {
        yaml_node_t *item = hd_yaml_item(y, list, i);
        if (item->type == YAML_SCALAR_NODE) {
            names[i] = hd_arena_str(&m->arena, hd_yaml_text(y, item));
        } else if (hd_yaml_keys(y, item, "an entry of static_init", keys)) {
            names[i] = required_text(m, y, item, "macro");
            traits[i] = hd_model_traits(y, hd_yaml_get(y, item, "gives"));
        }
        if (!names[i])
            names[i] = "";
    }
    r->static_init = names;
    r->static_init_traits = traits;
}

static void name_types(struct hd_model *m, const struct hd_resource *r, uint32_t pack)
{
    for (const char **t = r->types; *t; t++)
        hd_names_add(&m->type, *t, pack)->type = r;
}

static void read_resource(struct hd_model *m, struct hd_yaml *y, yaml_node_t *map, uint32_t pack)
{
    static const char *const keys[] = {"id",          "kind",      "types",       "identity",
                                       "static_init", "zero_init", "constructed", "traits",
                                       "armed_field", NULL};
    if (!hd_yaml_keys(y, map, "a resource", keys))
        return;
    if (m->nresources == MODEL_MAX_RESOURCES) {
        hd_yaml_mistake(y, map, "more than %d resources", (int)MODEL_MAX_RESOURCES);
        return;
    }
    struct hd_resource r = {.id = required_text(m, y, map, "id"),
                            .pack = m->pack.data[pack].name,
                            .coroutine = m->pack.data[pack].coroutine,
                            .index = (unsigned)m->nresources};
    for (size_t i = 0; i < m->nresources; i++)
        if (strcmp(m->resource[i].pack, r.pack) == 0 && strcmp(m->resource[i].id, r.id) == 0)
            hd_yaml_mistake(y, map, "resource '%s' stands twice", r.id);
    yaml_node_t *kind = hd_yaml_get(y, map, "kind"), *identity = hd_yaml_get(y, map, "identity");
    int k = kind ? hd_kind_parse(hd_yaml_text(y, kind)) : -1;
    int id = identity ? hd_model_identity(hd_yaml_text(y, identity)) : HD_ID_ADDRESS;
    if (k <= 0)
        hd_yaml_unknown(y, kind ? kind : map, "kind", kind ? hd_yaml_text(y, kind) : "", NULL);
    if (id < 0)
        hd_yaml_mistake(y, identity, "identity is address, value, pointer or id");
    r.kind = k > 0 ? (enum hd_kind)k : HD_KIND_NONE;
    r.identity = id >= 0 ? (enum hd_identity)id : HD_ID_ADDRESS;
    r.types = hd_yaml_words(y, hd_yaml_get(y, map, "types"), &m->arena);
    r.zero_init = hd_yaml_bool(y, hd_yaml_get(y, map, "zero_init"));
    r.constructed = hd_yaml_bool(y, hd_yaml_get(y, map, "constructed"));
    r.traits = hd_model_traits(y, hd_yaml_get(y, map, "traits"));
    r.armed_field = hd_arena_str(&m->arena, hd_yaml_text(y, hd_yaml_get(y, map, "armed_field")));
    if (r.armed_field && !strchr(r.armed_field, '.'))
        hd_yaml_mistake(y, hd_yaml_get(y, map, "armed_field"), "armed_field is \"record.field\"");
    read_static_init(m, y, hd_yaml_get(y, map, "static_init"), &r);
    m->resource[m->nresources] = r;
    name_types(m, &m->resource[m->nresources], pack);
    m->nresources++;
    m->pack.data[pack].nresources++;
}

/* Configuration setters ------------------------------------------------------------------------*/

static void add_attr(struct hd_model *m, uint32_t pack, const struct hd_attr_model *attr)
{
    struct model_entry *e = hd_names_of_pack(&m->fn, attr->fn, pack);
    if (!e)
        e = hd_names_add(&m->fn, attr->fn, pack);
    struct hd_attr_model *all = hd_arena_array(&m->arena, struct hd_attr_model, e->nattrs + 1);
    if (e->nattrs)
        memcpy(all, e->attrs, e->nattrs * sizeof *all);
    all[e->nattrs++] = *attr;
    e->attrs = all;
}

static void read_attr(struct hd_model *m, struct hd_yaml *y, yaml_node_t *map, uint32_t pack,
                      struct rows *rows)
{
    static const char *const keys[] = {"type", "set", "arg", "value", "gives", NULL};
    if (!hd_yaml_keys(y, map, "an entry of attrs", keys))
        return;
    yaml_node_t *arg = hd_yaml_get(y, map, "arg"), *value = hd_yaml_get(y, map, "value");
    if (!arg || !value || !hd_yaml_get(y, map, "gives")) {
        hd_yaml_mistake(y, map, "an entry of attrs needs type, set, arg, value and gives");
        return;
    }
    struct hd_attr_model attr = {
        .type = required_text(m, y, map, "type"),
        .fn = required_text(m, y, map, "set"),
        .arg = (int)hd_yaml_int(y, arg, 0, 31),
        .value = hd_yaml_int(y, value, INT64_MIN, INT64_MAX),
        .gives = hd_model_traits(y, hd_yaml_get(y, map, "gives")),
    };
    bool first = !hd_names_of_pack(&m->fn, attr.fn, pack);
    add_attr(m, pack, &attr);
    if (!first)
        return;
    struct hd_op_model op;
    hd_model_default_op(&op);
    op.fn = op.shown = attr.fn;
    op.pack = m->pack.data[pack].name;
    op.role = HD_ROLE_ATTR_SET;
    op.arg = 0;
    op.via = HD_VIA_REF;
    hd_vec_push(&rows->op, op);
    hd_vec_push(&rows->at, map);
}

/* Guards ---------------------------------------------------------------------------------------*/

static int lock_event(struct hd_model *m, struct hd_yaml *y, yaml_node_t *map, const char *key)
{
    yaml_node_t *n = hd_yaml_get(y, map, key);
    const struct hd_automaton *a = hd_model_automaton(m, HD_KIND_LOCK);
    int event = n && a ? hd_automaton_event(a, hd_yaml_text(y, n)) : -1;
    if (event < 0)
        hd_yaml_mistake(y, n ? n : map, "'%s' names an event of a lock", key);
    return event;
}

/* tags: {std::defer_lock_t: none, std::adopt_lock_t: held, std::try_to_lock_t: try} */
static void read_tags(struct hd_model *m, struct hd_yaml *y, yaml_node_t *tags,
                      struct hd_guard_model *g)
{
    if (!tags)
        return;
    if (tags->type != YAML_MAPPING_NODE) {
        hd_yaml_mistake(y, tags, "tags is a mapping {type: none | held | try}");
        return;
    }
    const yaml_node_pair_t *p = tags->data.mapping.pairs.start;
    for (; p < tags->data.mapping.pairs.top; p++) {
        yaml_node_t *value = hd_yaml_node(y, p->value);
        const char *type = hd_arena_str(&m->arena, hd_yaml_text(y, hd_yaml_node(y, p->key)));
        const char *word = hd_yaml_text(y, value);
        const char **slot = strcmp(word, "none") == 0   ? &g->none_tag
                            : strcmp(word, "held") == 0 ? &g->held_tag
                            : strcmp(word, "try") == 0  ? &g->try_tag
                                                        : NULL;
        if (slot)
            *slot = type;
        else
            hd_yaml_mistake(y, value, "a tag means none, held or try");
    }
}

static void read_guard(struct hd_model *m, struct hd_yaml *y, yaml_node_t *map, uint32_t pack)
{
    static const char *const keys[] = {"type",     "arg",      "acquire", "release", "movable",
                                       "optional", "all_args", "tags",    NULL};
    if (!hd_yaml_keys(y, map, "a guard", keys))
        return;
    struct hd_guard_model g = {.type = required_text(m, y, map, "type")};
    yaml_node_t *arg = hd_yaml_get(y, map, "arg");
    g.arg = arg ? (int)hd_yaml_int(y, arg, 1, 31) : 1;
    g.acquire_event = lock_event(m, y, map, "acquire");
    g.release_event = lock_event(m, y, map, "release");
    g.movable = hd_yaml_bool(y, hd_yaml_get(y, map, "movable"));
    g.optional = hd_yaml_bool(y, hd_yaml_get(y, map, "optional"));
    g.all_args = hd_yaml_bool(y, hd_yaml_get(y, map, "all_args"));
    read_tags(m, y, hd_yaml_get(y, map, "tags"), &g);
    if (hd_names_of_pack(&m->guard, g.type, pack))
        hd_yaml_mistake(y, map, "guard '%s' stands twice", g.type);
    hd_names_add(&m->guard, g.type, pack)->guard = hd_arena_dup(&m->arena, &g, sizeof g);
}

/* Rows -----------------------------------------------------------------------------------------*/

/* Does one of the rows count only where the other one does not? */
static bool complements(const struct hd_op_model *a, const struct hd_op_model *b)
{
    if (a->unless_arg < 0 || a->unless_arg != b->unless_arg || a->unless_mask != b->unless_mask)
        return false;
    bool two = a->unless_other && b->unless_other; /* only for this, only for that */
    return two ? a->unless_value != b->unless_value
               : a->unless_value == b->unless_value && a->unless_other != b->unless_other;
}

static bool same_call(const struct hd_op_model *a, const struct hd_op_model *b)
{
    bool overlap = a->min_args <= b->max_args && b->min_args <= a->max_args;
    if (a->element && b->element && strcmp(a->element, b->element) != 0)
        return false;
    bool same_object = a->on == b->on && (!a->on || (a->arg == b->arg && a->via == b->via));
    return overlap && same_object && !complements(a, b) &&
           (a->on ||
            (a->role == b->role && a->entry == b->entry && !a->field == !b->field &&
             (!a->field || strcmp(a->field, b->field) == 0)) ||
            a->role == HD_ROLE_ATTR_SET || b->role == HD_ROLE_ATTR_SET) &&
           strcmp(a->fn, b->fn) == 0;
}

static void push_row(struct hd_yaml *y, struct rows *rows, const struct hd_op_model *op,
                     const yaml_node_t *at)
{
    for (size_t i = 0; i < rows->op.len; i++)
        if (same_call(&rows->op.data[i], op)) {
            hd_yaml_mistake(y, at, "function '%s' is modelled in line %zu already", op->fn,
                            rows->at.data[i]->start_mark.line + 1);
            return;
        }
    hd_vec_push(&rows->op, *op);
    hd_vec_push(&rows->at, at);
}

/* The event of `then` happens right after the row's own. */
static void push_second(struct rows *rows, struct hd_op_model op, int event, const yaml_node_t *at)
{
    op.event = event;
    op.role = HD_ROLE_EVENT;
    op.entry = op.data = -1;
    hd_vec_push(&rows->op, op);
    hd_vec_push(&rows->at, at);
}

static void read_row(struct op_scope *s, yaml_node_t *row, struct rows *rows)
{
    yaml_node_t *fn = hd_yaml_get(s->y, row, "fn");
    if (row->type == YAML_MAPPING_NODE && hd_yaml_get(s->y, row, "same_as"))
        return; /* hd_model_read_aliases */
    struct hd_op_model op;
    hd_model_default_op(&op);
    op.pack = s->batch->m->pack.data[s->pack].name;
    hd_model_read_op(s, row, &op);
    if (!fn) {
        hd_yaml_mistake(s->y, row, "a row needs 'fn'");
        return;
    }
    if (!hd_model_op_complete(s, row, &op))
        return;
    const char *shown = op.shown;
    const yaml_node_t *at;
    const char *word;
    int then = hd_model_then(s, row, &op);
    for (size_t i = 0; (word = hd_yaml_word(s->y, fn, i, &at)); i++) {
        op.fn = hd_arena_str(&s->batch->m->arena, word);
        op.shown = shown ? shown : op.fn;
        push_row(s->y, rows, &op, at);
        if (then >= 0)
            push_second(rows, op, then, at);
    }
}

static bool names_rival(const struct hd_pack_info *p, const char *other)
{
    for (const char **r = p->rivals; r && *r; r++)
        if (strcmp(*r, other) == 0)
            return true;
    return false;
}

/* Another pack of the same batch that is on by default and models this function, or NULL. */
static const char *rival(const struct model_batch *b, const char *fn, uint32_t pack)
{
    const struct model_entry *e = hd_names_find(b->m, &b->m->fn, fn);
    bool counts = e && e->nops && e->pack != pack && e->pack >= b->first_pack;
    if (!counts || !b->m->pack.data[pack].enabled)
        return NULL;
    const struct hd_pack_info *mine = &b->m->pack.data[pack], *other = &b->m->pack.data[e->pack];
    return names_rival(mine, other->name) || names_rival(other, mine->name) ? NULL : other->name;
}

/* Moves the rows into the model, those of one function together. */
static void commit_rows(struct model_batch *b, struct hd_yaml *y, uint32_t pack, struct rows *rows)
{
    struct hd_model *m = b->m;
    for (size_t i = 0; i < rows->op.len; i++) {
        const char *fn = rows->op.data[i].fn;
        struct model_entry *e = hd_names_of_pack(&m->fn, fn, pack);
        if (e && e->nops)
            continue; /* moved with an earlier row */
        const char *other = rival(b, fn, pack);
        if (other)
            hd_yaml_mistake(y, rows->at.data[i], "function '%s' is modelled in pack '%s' already",
                            fn, other);
        size_t n = 0;
        for (size_t j = i; j < rows->op.len; j++)
            n += strcmp(rows->op.data[j].fn, fn) == 0;
        struct hd_op_model *ops = hd_arena_array(&m->arena, struct hd_op_model, n);
        n = 0;
        for (size_t j = i; j < rows->op.len; j++)
            if (strcmp(rows->op.data[j].fn, fn) == 0)
                ops[n++] = rows->op.data[j];
        if (!e)
            e = hd_names_add(&m->fn, fn, pack);
        e->ops = ops;
        e->nops = n;
    }
    m->pack.data[pack].nops += rows->op.len;
}

static void free_rows(struct rows *rows)
{
    hd_vec_free(&rows->op);
    hd_vec_free(&rows->at);
}

void hd_model_read_pack(struct model_batch *b, struct hd_yaml *y)
{
    static const char *const keys[] = {"heddle", "pack",   "title", "headers",   "enable",
                                       "rivals", "docs",   "model", "resources", "attrs",
                                       "ops",    "guards", NULL};
    struct hd_model *m = b->m;
    yaml_node_t *root = hd_yaml_root(y);
    hd_yaml_keys(y, root, "a pack", keys);
    struct op_scope scope = {
        .batch = b, .y = y, .pack = (uint32_t)m->pack.len, .first_resource = m->nresources};
    read_head(b, y, root);
    struct rows rows = {0};
    yaml_node_t *list = hd_yaml_get(y, root, "resources");
    for (size_t i = 0, n = hd_yaml_items(y, list); i < n; i++)
        read_resource(m, y, hd_yaml_item(y, list, i), scope.pack);
    list = hd_yaml_get(y, root, "attrs");
    for (size_t i = 0, n = hd_yaml_items(y, list); i < n; i++)
        read_attr(m, y, hd_yaml_item(y, list, i), scope.pack, &rows);
    list = hd_yaml_get(y, root, "guards");
    for (size_t i = 0, n = hd_yaml_items(y, list); i < n; i++)
        read_guard(m, y, hd_yaml_item(y, list, i), scope.pack);
    list = hd_yaml_get(y, root, "ops");
    for (size_t i = 0, n = hd_yaml_items(y, list); i < n; i++)
        read_row(&scope, hd_yaml_item(y, list, i), &rows);
    commit_rows(b, y, scope.pack, &rows);
    free_rows(&rows);
}

/* same_as --------------------------------------------------------------------------------------*/

static void read_alias(struct op_scope *s, yaml_node_t *row, struct rows *rows)
{
    struct hd_model *m = s->batch->m;
    yaml_node_t *target = hd_yaml_get(s->y, row, "same_as"), *fn = hd_yaml_get(s->y, row, "fn");
    if (!target)
        return;
    const char *like = hd_yaml_text(s->y, target);
    const struct model_entry *e = hd_names_find(m, &m->fn, like);
    if (!fn || !e || !e->nops) {
        if (!fn)
            hd_yaml_mistake(s->y, row, "a row needs 'fn'");
        else
            hd_yaml_unknown(s->y, target, "function", like, NULL);
        return;
    }
    const struct hd_op_model *ops = e->ops;
    const yaml_node_t *at;
    const char *word;
    for (size_t k = 0, n = e->nops; k < n; k++) {
        struct hd_op_model op = ops[k];
        op.pack = m->pack.data[s->pack].name;
        op.shown = NULL;
        hd_model_read_op(s, row, &op);
        const char *shown = op.shown;
        for (size_t i = 0; (word = hd_yaml_word(s->y, fn, i, &at)); i++) {
            op.fn = hd_arena_str(&m->arena, word);
            op.shown = shown ? shown : op.fn;
            push_row(s->y, rows, &op, at);
        }
    }
}

void hd_model_read_aliases(struct model_batch *b, struct hd_yaml *y)
{
    struct hd_model *m = b->m;
    yaml_node_t *root = hd_yaml_root(y), *ops = hd_yaml_get(y, root, "ops");
    const char *name = hd_yaml_text(y, hd_yaml_get(y, root, "pack"));
    if (!name || !ops || ops->type != YAML_SEQUENCE_NODE)
        return;
    struct op_scope scope = {.batch = b, .y = y};
    while (scope.pack < m->pack.len && strcmp(m->pack.data[scope.pack].name, name) != 0)
        scope.pack++;
    if (scope.pack == m->pack.len)
        return;
    struct rows rows = {0};
    for (size_t i = 0, n = hd_yaml_items(y, ops); i < n; i++)
        read_alias(&scope, hd_yaml_item(y, ops, i), &rows);
    for (size_t i = 0; i < rows.op.len; i++) {
        const struct model_entry *e = hd_names_of_pack(&m->fn, rows.op.data[i].fn, scope.pack);
        if (e && e->nops)
            hd_yaml_mistake(y, rows.at.data[i], "function '%s' is modelled in this pack already",
                            rows.op.data[i].fn);
    }
    if (y->mistakes == 0)
        commit_rows(b, y, scope.pack, &rows);
    free_rows(&rows);
}
