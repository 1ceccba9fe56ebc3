/* One row of a pack's `ops`: what a call does.
 * SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/model/internal.h"

enum { MAX_ARG = 31 };

static const char *const op_keys[] = {
    "fn",        "shown",  "same_as",    "on",         "event",       "role",       "arg",
    "via",       "field",  "success",    "failure",    "returns",     "closed",     "try",
    "blocking",  "yields", "timed",      "zeroed",     "must_loop",   "known",      "args",
    "entry",     "data",   "cond",       "attr",       "moves",       "delta",      "delta_arg",
    "traits",    "misuse", "attr_event", "attr_trait", "flag",        "unless",     "then",
    "unordered", "fails",  "bodyless",   "execute",    "entry_local", "data_local", "copies",
    "param",     "packed", "capacity",   "refuses",    "element",     "error",      "into",
    "catches",   NULL,
};

void hd_model_default_op(struct hd_op_model *op)
{
    *op = (struct hd_op_model){
        .role = HD_ROLE_EVENT,
        .event = -1,
        .arg = -1,
        .entry = -1,
        .data = -1,
        .execute = -1,
        .cond = -1,
        .attr = -1,
        .error = -1,
        .attr_event = -1,
        .delta_arg = -1,
        .failure_event = -1,
        .into = -1,
        .moves = -1,
        .flag_arg = -1,
        .unless_arg = -1,
        .capacity = -1,
        .max_args = INT_MAX,
    };
}

static struct hd_arena *arena(struct op_scope *s)
{
    return &s->batch->m->arena;
}

static void read_bool(struct op_scope *s, yaml_node_t *row, const char *key, bool *out)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, key);
    if (n)
        *out = hd_yaml_bool(s->y, n);
}

static void read_arg(struct op_scope *s, yaml_node_t *row, const char *key, int *out)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, key);
    if (n)
        *out = (int)hd_yaml_int(s->y, n, 0, MAX_ARG);
}

static void read_predicate(struct op_scope *s, yaml_node_t *row, const char *key,
                           struct hd_predicate *out)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, key);
    if (n)
        *out = hd_model_predicate(s->y, n);
}

/* "mutex" of this pack, or "pthread.mutex" of another one. */
static const struct hd_resource *find_resource(struct op_scope *s, const yaml_node_t *n)
{
    const char *word = hd_yaml_text(s->y, n);
    const struct hd_model *m = s->batch->m;
    const char *dot = strchr(word, '.');
    for (size_t i = dot ? 0 : s->first_resource; i < m->nresources; i++) {
        const struct hd_resource *r = &m->resource[i];
        bool here = dot ? strlen(r->pack) == (size_t)(dot - word) &&
                              strncmp(r->pack, word, strlen(r->pack)) == 0
                        : strcmp(r->pack, m->pack.data[s->pack].name) == 0;
        if (here && strcmp(r->id, dot ? dot + 1 : word) == 0)
            return r;
    }
    hd_yaml_unknown(s->y, n, "resource", word, NULL);
    return NULL;
}

/* The number of an event of the automaton of `on`; -1 after a mistake. */
static int find_event(struct op_scope *s, const yaml_node_t *n, const struct hd_resource *on)
{
    const char *word = hd_yaml_text(s->y, n);
    const struct hd_automaton *a = on ? hd_model_automaton(s->batch->m, on->kind) : NULL;
    if (!on) {
        hd_yaml_mistake(s->y, n, "an event needs 'on'");
        return -1;
    }
    int event = a ? hd_automaton_event(a, word) : -1;
    if (event < 0)
        hd_yaml_mistake(s->y, n, "unknown event '%s' of a %s", word, hd_kind_name(on->kind));
    return event;
}

static void read_on(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *on = hd_yaml_get(s->y, row, "on"), *event = hd_yaml_get(s->y, row, "event");
    if (on) {
        op->on = find_resource(s, on);
        if (op->on && !hd_yaml_get(s->y, row, "via"))
            op->via = op->on->identity == HD_ID_ADDRESS ? HD_VIA_REF : HD_VIA_VALUE;
        if (!op->on)
            return;
    }
    if (event)
        op->event = find_event(s, event, op->on);
    yaml_node_t *failure = hd_yaml_get(s->y, row, "failure");
    if (failure && strcmp(hd_yaml_text(s->y, failure), "unknown") == 0)
        op->failure_event = HD_EVENT_FORGET;
    else if (failure)
        op->failure_event = find_event(s, failure, op->on);
}

/* arg: N | ret | this | own, via: value | ref | out | ret | this | guard */
static void read_place(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    static const char *const vias[] = {"value", "ref", "out", "ret", "this", "guard"};
    yaml_node_t *via = hd_yaml_get(s->y, row, "via"), *arg = hd_yaml_get(s->y, row, "arg");
    if (via) {
        const char *word = hd_yaml_text(s->y, via);
        size_t i = 0;
        while (i < sizeof vias / sizeof *vias && strcmp(vias[i], word) != 0)
            i++;
        if (i == sizeof vias / sizeof *vias)
            hd_yaml_mistake(s->y, via, "via is value, ref, out, ret, this or guard");
        else
            op->via = (enum hd_via)i;
    }
    const char *word = arg ? hd_yaml_text(s->y, arg) : "";
    if (strcmp(word, "ret") == 0) {
        op->arg = -1;
        op->via = HD_VIA_RET;
    } else if (strcmp(word, "own") == 0) {
        op->arg = -1;
        op->via = HD_VIA_OWN;
    } else if (strcmp(word, "this") == 0) {
        op->arg = 0;
        if (op->via != HD_VIA_GUARD)
            op->via = HD_VIA_THIS;
    } else if (strlen(word) > 2 && strcmp(word + strlen(word) - 2, "..") == 0) {
        op->arg = atoi(word);
        op->all_args = true;
    } else if (arg) {
        op->arg = (int)hd_yaml_int(s->y, arg, 0, MAX_ARG);
    }
    if (op->via == HD_VIA_THIS && op->arg < 0)
        op->arg = 0;
}

/* args: N | "N.." | "..N" | "N..M" */
static void read_arg_count(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, "args");
    if (!n)
        return;
    const char *text = hd_yaml_text(s->y, n);
    const char *dots = strstr(text, "..");
    char *end;
    long lo = strtol(text, &end, 10), hi = lo;
    bool good = end == (dots ? dots : text + strlen(text)) && (dots || *text);
    if (dots) {
        hi = dots[2] ? strtol(dots + 2, &end, 10) : MAX_ARG + 1;
        good = good && (!dots[2] || !*end);
    }
    if (!good || lo < 0 || hi < lo || hi > MAX_ARG + 1) {
        hd_yaml_mistake(s->y, n, "args is N, \"N..\", \"..N\" or \"N..M\"");
        return;
    }
    op->min_args = (int)lo;
    op->max_args = dots && !dots[2] ? INT_MAX : (int)hi;
}

/* data: N | "N.."; param: N; packed: true */
static void read_data(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, "data"), *param = hd_yaml_get(s->y, row, "param");
    const char *word = n ? hd_yaml_text(s->y, n) : "";
    char *end;
    long first = strtol(word, &end, 10);
    op->data_all = n && end != word && strcmp(end, "..") == 0;
    if (op->data_all && first >= 0 && first <= MAX_ARG)
        op->data = (int)first;
    else if (n)
        op->data = (int)hd_yaml_int(s->y, n, 0, MAX_ARG);
    if (param)
        op->param = (int)hd_yaml_int(s->y, param, 0, MAX_ARG);
    read_bool(s, row, "packed", &op->packed);
    if ((param || op->packed) && op->data < 0)
        hd_yaml_mistake(s->y, row, "'param' and 'packed' need 'data'");
}

/* capacity: N (an argument) | none */
static void read_capacity(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, "capacity");
    if (!n)
        return;
    op->unbuffered = strcmp(hd_yaml_text(s->y, n), "none") == 0;
    if (!op->unbuffered)
        op->capacity = (int)hd_yaml_int(s->y, n, 0, MAX_ARG);
}

/* into: N | ret */
static void read_into(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, "into");
    if (!n)
        return;
    bool result = strcmp(hd_yaml_text(s->y, n), "ret") == 0;
    op->into = result ? HD_INTO_RESULT : (int)hd_yaml_int(s->y, n, 0, MAX_ARG);
    if (!op->element)
        hd_yaml_mistake(s->y, n, "'into' needs 'element'");
}

/* attr_event: {detached: create_detached}; attr_trait: [recursive, …] */
static void read_attr(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *event = hd_yaml_get(s->y, row, "attr_event");
    yaml_node_t *traits = hd_yaml_get(s->y, row, "attr_trait");
    read_arg(s, row, "attr", &op->attr);
    read_arg(s, row, "error", &op->error);
    if ((event || traits) && op->attr < 0)
        hd_yaml_mistake(s->y, event ? event : traits, "attr_event and attr_trait need 'attr'");
    if (traits)
        op->attr_gives = hd_model_traits(s->y, traits);
    if (!event)
        return;
    if (event->type != YAML_MAPPING_NODE ||
        event->data.mapping.pairs.top - event->data.mapping.pairs.start != 1) {
        hd_yaml_mistake(s->y, event, "attr_event is one pair {trait: event}");
        return;
    }
    const yaml_node_pair_t *p = event->data.mapping.pairs.start;
    op->attr_gives |= hd_model_traits(s->y, hd_yaml_node(s->y, p->key));
    op->attr_event = find_event(s, hd_yaml_node(s->y, p->value), op->on);
}

/* flag: {arg: 1, mask: 1, gives: recursive} */
static void read_flag(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    static const char *const keys[] = {"arg", "mask", "gives", NULL};
    yaml_node_t *flag = hd_yaml_get(s->y, row, "flag");
    if (!flag || !hd_yaml_keys(s->y, flag, "'flag'", keys))
        return;
    yaml_node_t *mask = hd_yaml_get(s->y, flag, "mask");
    read_arg(s, flag, "arg", &op->flag_arg);
    op->flag_mask = mask ? hd_yaml_int(s->y, mask, 1, INT64_MAX) : 0;
    op->flag_gives = hd_model_traits(s->y, hd_yaml_get(s->y, flag, "gives"));
    if (op->flag_arg < 0 || !op->flag_mask || !op->flag_gives)
        hd_yaml_mistake(s->y, flag, "'flag' needs arg, mask and gives");
}

/* unless: {arg: 2, value: 0}, {arg: 3, mask: 0x40} or {arg: 1, not: 0} */
static void read_unless(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    static const char *const keys[] = {"arg", "value", "mask", "not", NULL};
    yaml_node_t *unless = hd_yaml_get(s->y, row, "unless");
    if (!unless || !hd_yaml_keys(s->y, unless, "'unless'", keys))
        return;
    yaml_node_t *value = hd_yaml_get(s->y, unless, "value");
    yaml_node_t *mask = hd_yaml_get(s->y, unless, "mask");
    yaml_node_t *other = hd_yaml_get(s->y, unless, "not");
    read_arg(s, unless, "arg", &op->unless_arg);
    if (op->unless_arg < 0 || !value + !mask + !other != 2) {
        hd_yaml_mistake(s->y, unless, "'unless' needs arg and one of value, mask and not");
        return;
    }
    op->unless_mask = mask;
    op->unless_other = other;
    op->unless_value = hd_yaml_int(s->y, value ? value : mask ? mask : other, INT64_MIN, INT64_MAX);
}

static void read_misuse(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, "misuse");
    if (!n)
        return;
    if (n->type != YAML_MAPPING_NODE ||
        n->data.mapping.pairs.top - n->data.mapping.pairs.start != 1) {
        hd_yaml_mistake(s->y, n, "misuse is one pair {rule: what happens}");
        return;
    }
    const yaml_node_pair_t *p = n->data.mapping.pairs.start;
    op->misuse_rule = hd_model_rule(s->y, hd_yaml_node(s->y, p->key));
    op->misuse_text = hd_arena_str(arena(s), hd_yaml_text(s->y, hd_yaml_node(s->y, p->value)));
}

static void read_role(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    yaml_node_t *n = hd_yaml_get(s->y, row, "role");
    if (!n)
        return;
    int role = hd_model_role(hd_yaml_text(s->y, n));
    if (role < 0) {
        hd_yaml_unknown(s->y, n, "role", hd_yaml_text(s->y, n), NULL);
        return;
    }
    op->role = (enum hd_role)role;
    if (op->role == HD_ROLE_BLOCKING)
        op->blocking = true;
    if (op->role == HD_ROLE_ALLOCATES)
        op->via = HD_VIA_RET;
}

void hd_model_read_op(struct op_scope *s, yaml_node_t *row, struct hd_op_model *op)
{
    hd_yaml_keys(s->y, row, "a row of ops", op_keys);
    yaml_node_t *shown = hd_yaml_get(s->y, row, "shown"), *field = hd_yaml_get(s->y, row, "field");
    yaml_node_t *entry = hd_yaml_get(s->y, row, "entry_local");
    yaml_node_t *data = hd_yaml_get(s->y, row, "data_local");
    yaml_node_t *traits = hd_yaml_get(s->y, row, "traits");
    yaml_node_t *delta = hd_yaml_get(s->y, row, "delta");
    if (shown)
        op->shown = hd_arena_str(arena(s), hd_yaml_text(s->y, shown));
    if (entry)
        op->entry_local = hd_arena_str(arena(s), hd_yaml_text(s->y, entry));
    if (data)
        op->data_local = hd_arena_str(arena(s), hd_yaml_text(s->y, data));
    if (field)
        op->field = hd_arena_str(arena(s), hd_yaml_text(s->y, field));
    yaml_node_t *element = hd_yaml_get(s->y, row, "element");
    if (element)
        op->element = hd_arena_str(arena(s), hd_yaml_text(s->y, element));
    if (traits)
        op->traits = hd_model_traits(s->y, traits);
    if (delta)
        op->delta = (int)hd_yaml_int(s->y, delta, -1000000, 1000000);
    read_role(s, row, op);
    read_on(s, row, op);
    read_place(s, row, op);
    read_arg_count(s, row, op);
    read_attr(s, row, op);
    read_flag(s, row, op);
    read_unless(s, row, op);
    read_misuse(s, row, op);
    read_predicate(s, row, "success", &op->success);
    read_predicate(s, row, "returns", &op->returns);
    read_predicate(s, row, "fails", &op->fails);
    read_predicate(s, row, "refuses", &op->refuses);
    read_predicate(s, row, "closed", &op->closed);
    read_bool(s, row, "try", &op->is_try);
    read_bool(s, row, "blocking", &op->blocking);
    read_bool(s, row, "yields", &op->yields);
    read_bool(s, row, "timed", &op->timed);
    read_bool(s, row, "zeroed", &op->zeroed);
    read_bool(s, row, "copies", &op->copies);
    read_bool(s, row, "catches", &op->catches);
    read_bool(s, row, "must_loop", &op->must_loop);
    read_bool(s, row, "known", &op->known_only);
    read_bool(s, row, "bodyless", &op->bodyless);
    read_bool(s, row, "unordered", &op->unordered);
    read_arg(s, row, "entry", &op->entry);
    read_data(s, row, op);
    read_capacity(s, row, op);
    read_into(s, row, op);
    read_arg(s, row, "execute", &op->execute);
    read_arg(s, row, "cond", &op->cond);
    read_arg(s, row, "moves", &op->moves);
    read_arg(s, row, "delta_arg", &op->delta_arg);
}

int hd_model_then(struct op_scope *s, yaml_node_t *row, const struct hd_op_model *op)
{
    yaml_node_t *then = hd_yaml_get(s->y, row, "then");
    return then ? find_event(s, then, op->on) : -1;
}

bool hd_model_op_complete(struct op_scope *s, yaml_node_t *row, const struct hd_op_model *op)
{
    size_t before = s->y->mistakes;
    bool has_on = hd_yaml_get(s->y, row, "on") || op->on;
    bool has_role = hd_yaml_get(s->y, row, "role"); /* perhaps a wrong one, reported already */
    if (!has_role && !has_on)
        hd_yaml_mistake(s->y, row, "a row needs 'on' and 'event', or 'role'");
    if (op->on && op->event < 0 && !hd_yaml_get(s->y, row, "event"))
        hd_yaml_mistake(s->y, row, "'on' needs 'event'");
    if (op->on && op->arg < 0 && op->via != HD_VIA_RET && op->via != HD_VIA_OWN)
        hd_yaml_mistake(s->y, row, "'on' needs 'arg'");
    bool runs = op->role == HD_ROLE_SPAWN || op->role == HD_ROLE_ONCE ||
                op->role == HD_ROLE_CALLS || op->role == HD_ROLE_SIGNAL_HANDLER;
    if (runs && op->entry < 0)
        hd_yaml_mistake(s->y, row, "this role needs 'entry'");
    if ((op->role == HD_ROLE_FREES || op->role == HD_ROLE_CLOSE) && op->arg < 0)
        hd_yaml_mistake(s->y, row, "this role needs 'arg'");
    if (op->failure_event != -1 && op->success.op == 0)
        hd_yaml_mistake(s->y, row, "'failure' needs 'success'");
    if (op->fails.op && op->success.op == 0)
        hd_yaml_mistake(s->y, row, "'fails' needs 'success'");
    if (op->refuses.op && op->success.op == 0)
        hd_yaml_mistake(s->y, row, "'refuses' needs 'success'");
    if (op->is_try && op->success.op == 0)
        hd_yaml_mistake(s->y, row, "'try' needs 'success'");
    return s->y->mistakes == before;
}
