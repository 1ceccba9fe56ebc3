/* Reads automata (the files under rules/automata) and checks them: every name known, every state
 * reachable, no transition that an earlier one always hides.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/ir/ir.h"
#include "analyzer/model/internal.h"

/* An automaton while it is read. A row of the file whose `on` is a list makes several transitions;
 * row[] tells them apart. */
struct reader {
    struct hd_model *m;
    struct hd_yaml *y;
    struct hd_automaton a;
    HD_VEC(struct hd_transition) t;
    HD_VEC(const yaml_node_t *) row; /* beside t */
};

static bool is_reserved(const char *word)
{
    return strcmp(word, "unknown") == 0 || strcmp(word, "same") == 0 || strcmp(word, "*") == 0;
}

/* The names of `states` or `events`, checked for doubles. */
static const char **read_names(struct reader *r, yaml_node_t *map, const char *key, unsigned limit,
                               unsigned *count)
{
    yaml_node_t *list = hd_yaml_get(r->y, map, key);
    *count = 0;
    if (!list)
        hd_yaml_mistake(r->y, map, "an automaton needs '%s'", key);
    const char **names = hd_yaml_words(r->y, list, &r->m->arena);
    unsigned n = 0;
    for (; names[n]; n++) {
        if (is_reserved(names[n]))
            hd_yaml_mistake(r->y, list, "'%s' has a meaning of its own and is no name", names[n]);
        for (unsigned i = 0; i < n; i++)
            if (strcmp(names[i], names[n]) == 0)
                hd_yaml_mistake(r->y, list, "'%s' stands twice in %s", names[n], key);
    }
    if (n > limit) {
        hd_yaml_mistake(r->y, list, "more than %u %s", limit, key);
        n = limit;
    }
    *count = n;
    return names;
}

/* The number of a state; *special words are not states. -1 after a mistake. */
static int state_number(struct reader *r, const yaml_node_t *at, const char *word)
{
    int s = hd_automaton_state(&r->a, word);
    if (s < 0)
        hd_yaml_unknown(r->y, at, "state", word, NULL);
    return s;
}

static int event_number(struct reader *r, const yaml_node_t *at, const char *word)
{
    int e = hd_automaton_event(&r->a, word);
    if (e < 0)
        hd_yaml_unknown(r->y, at, "event", word, NULL);
    return e;
}

static uint32_t all_states(const struct hd_automaton *a)
{
    return (UINT32_C(1) << a->nstates) - 1;
}

static uint32_t state_set(struct reader *r, yaml_node_t *n)
{
    uint32_t set = 0;
    const yaml_node_t *at;
    const char *word;
    for (size_t i = 0; (word = hd_yaml_word(r->y, n, i, &at)); i++) {
        if (strcmp(word, "*") == 0) {
            set |= all_states(&r->a);
        } else if (strcmp(word, "unknown") == 0) {
            set |= HD_FROM_UNKNOWN;
        } else {
            int s = state_number(r, at, word);
            if (s >= 0)
                set |= UINT32_C(1) << s;
        }
    }
    return set;
}

/* "count>1", "n<0" */
static struct hd_guard_count read_when(struct reader *r, yaml_node_t *n)
{
    struct hd_guard_count g = {0};
    if (!n)
        return g;
    const char *s = hd_yaml_text(r->y, n);
    bool on_delta = s[0] == 'n';
    size_t skip = on_delta ? 1 : strncmp(s, "count", 5) == 0 ? 5 : 0;
    if (skip) {
        s += skip;
        int op = hd_model_comparison(&s);
        char *end;
        long long v = strtoll(s, &end, 10);
        if (op >= 0 && end != s && !*end)
            return (struct hd_guard_count){.op = (unsigned)op, .value = v, .on_delta = on_delta};
    }
    hd_yaml_mistake(r->y, n, "expected \"count OPERATOR NUMBER\" or \"n OPERATOR NUMBER\"");
    return g;
}

/* "+n", "+1", "-1", "=0" */
static void read_count(struct reader *r, yaml_node_t *n, struct hd_transition *t)
{
    if (!n)
        return;
    if (!r->a.counter)
        hd_yaml_mistake(r->y, n, "'count' needs 'counter: true' in the automaton");
    const char *s = hd_yaml_text(r->y, n);
    if (strcmp(s, "+n") == 0) {
        t->count_op = HD_COUNT_ADD_DELTA;
        return;
    }
    char *end;
    long long v = strtoll(s[0] == '=' ? s + 1 : s, &end, 10);
    bool signed_or_set = s[0] == '=' || s[0] == '+' || s[0] == '-';
    if (!signed_or_set || !isdigit((unsigned char)s[1]) || *end) {
        hd_yaml_mistake(r->y, n, "expected \"+n\", \"+1\", \"-1\" or \"=0\"");
        return;
    }
    t->count_op = s[0] == '=' ? HD_COUNT_SET : HD_COUNT_ADD;
    t->count = v;
}

static int read_target(struct reader *r, yaml_node_t *row)
{
    yaml_node_t *n = hd_yaml_get(r->y, row, "to");
    if (!n) {
        hd_yaml_mistake(r->y, row, "a transition needs 'to'");
        return -1;
    }
    const char *word = hd_yaml_text(r->y, n);
    if (strcmp(word, "same") == 0)
        return -1;
    if (strcmp(word, "unknown") == 0)
        return HD_STATE_UNKNOWN;
    return state_number(r, n, word);
}

static void read_transition(struct reader *r, yaml_node_t *row)
{
    static const char *const keys[] = {"on",   "from",  "to",     "if_trait",
                                       "when", "count", "report", NULL};
    if (!hd_yaml_keys(r->y, row, "a transition", keys))
        return;
    yaml_node_t *on = hd_yaml_get(r->y, row, "on"), *from = hd_yaml_get(r->y, row, "from");
    if (!on || !from) {
        hd_yaml_mistake(r->y, row, "a transition needs 'on' and 'from'");
        return;
    }
    struct hd_transition t = {
        .from = state_set(r, from),
        .if_trait = hd_model_traits(r->y, hd_yaml_get(r->y, row, "if_trait")),
        .when = read_when(r, hd_yaml_get(r->y, row, "when")),
        .to = read_target(r, row),
        .report = hd_model_rule(r->y, hd_yaml_get(r->y, row, "report")),
    };
    read_count(r, hd_yaml_get(r->y, row, "count"), &t);
    if ((t.from & HD_FROM_UNKNOWN) && t.report)
        hd_yaml_mistake(r->y, row, "nothing is reported from the unknown state");
    const yaml_node_t *at;
    const char *word;
    for (size_t i = 0; (word = hd_yaml_word(r->y, on, i, &at)); i++) {
        t.event = strcmp(word, "*") == 0 ? -1 : event_number(r, at, word);
        if (t.event < 0 && strcmp(word, "*") != 0)
            continue;
        hd_vec_push(&r->t, t);
        hd_vec_push(&r->row, row);
    }
}

static bool same_when(const struct hd_guard_count *a, const struct hd_guard_count *b)
{
    return a->op == b->op && a->value == b->value && a->on_delta == b->on_delta;
}

/* The states in which transition j is hidden for `event` by transitions before it. */
static uint32_t hidden_states(const struct reader *r, size_t j, int event)
{
    const struct hd_transition *t = r->t.data;
    uint32_t hidden = 0;
    for (size_t i = 0; i < j; i++) {
        bool event_fits = t[i].event == -1 || t[i].event == event;
        bool always = (t[i].if_trait & ~t[j].if_trait) == 0 &&
                      (t[i].when.op == HD_OP_NONE || same_when(&t[i].when, &t[j].when));
        if (event_fits && always)
            hidden |= t[i].from;
    }
    return hidden;
}

static bool is_hidden(const struct reader *r, size_t j)
{
    const struct hd_transition *t = &r->t.data[j];
    if (t->event >= 0)
        return (t->from & ~hidden_states(r, j, t->event)) == 0;
    for (unsigned e = 0; e < r->a.nevents; e++)
        if (t->from & ~hidden_states(r, j, (int)e))
            return false;
    return true;
}

static void check_shadowed(struct reader *r)
{
    size_t rows = r->t.len;
    for (size_t j = 0; j < rows;) {
        size_t end = j;
        bool hidden = r->t.data[j].from != 0;
        for (; end < rows && r->row.data[end] == r->row.data[j]; end++)
            hidden = hidden && is_hidden(r, end);
        if (hidden)
            hd_yaml_mistake(r->y, r->row.data[j],
                            "this transition never applies: earlier ones cover all its states");
        j = end;
    }
}

static void check_reachable(struct reader *r, yaml_node_t *map)
{
    uint32_t reached = 0;
    const int starts[] = {r->a.start_decl, r->a.start_zeroed, r->a.start_static};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (starts[i] >= 0)
            reached |= UINT32_C(1) << starts[i];
    reached |= HD_FROM_UNKNOWN;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < r->t.len; i++) {
            const struct hd_transition *t = &r->t.data[i];
            if (t->to < 0 || t->to == HD_STATE_UNKNOWN || !(t->from & reached))
                continue;
            more |= !(reached & UINT32_C(1) << t->to);
            reached |= UINT32_C(1) << t->to;
        }
    }
    yaml_node_t *at = hd_yaml_get(r->y, map, "states");
    for (unsigned s = 0; s < r->a.nstates; s++)
        if (!(reached & UINT32_C(1) << s))
            hd_yaml_mistake(r->y, at, "state '%s' cannot be reached", r->a.states[s]);
}

static void check_events_used(struct reader *r, yaml_node_t *map)
{
    yaml_node_t *at = hd_yaml_get(r->y, map, "events");
    for (unsigned e = 0; e < r->a.nevents; e++) {
        bool used = false;
        for (size_t i = 0; i < r->t.len && !used; i++)
            used = r->t.data[i].event == -1 || r->t.data[i].event == (int)e;
        if (!used)
            hd_yaml_mistake(r->y, at, "no transition has event '%s'", r->a.events[e]);
    }
}

static int read_start(struct reader *r, yaml_node_t *start, const char *key)
{
    yaml_node_t *n = hd_yaml_get(r->y, start, key);
    if (!n || strcmp(hd_yaml_text(r->y, n), "unknown") == 0)
        return -1;
    return state_number(r, n, hd_yaml_text(r->y, n));
}

static void read_starts(struct reader *r, yaml_node_t *map)
{
    static const char *const keys[] = {"decl", "zeroed", "static", NULL};
    yaml_node_t *start = hd_yaml_get(r->y, map, "start");
    if (start)
        hd_yaml_keys(r->y, start, "'start'", keys);
    r->a.start_decl = read_start(r, start, "decl");
    r->a.start_zeroed = read_start(r, start, "zeroed");
    r->a.start_static = read_start(r, start, "static");
}

static enum hd_end_scope read_scope(struct reader *r, yaml_node_t *n)
{
    static const char *const words[] = {"any", "function", "thread", "task"};
    if (!n)
        return HD_END_ANY;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(hd_yaml_text(r->y, n), words[i]) == 0)
            return (enum hd_end_scope)i;
    hd_yaml_mistake(r->y, n, "a scope is any, function, thread or task");
    return HD_END_ANY;
}

static void read_at_end(struct reader *r, yaml_node_t *map)
{
    static const char *const keys[] = {"state", "when", "scope", "unless_trait", "report", NULL};
    yaml_node_t *list = hd_yaml_get(r->y, map, "at_end");
    size_t n = hd_yaml_items(r->y, list);
    struct hd_at_end *ends = hd_arena_array(&r->m->arena, struct hd_at_end, n);
    for (size_t i = 0; i < n; i++) {
        yaml_node_t *row = hd_yaml_item(r->y, list, i);
        if (!hd_yaml_keys(r->y, row, "an entry of at_end", keys))
            continue;
        ends[i].state = state_set(r, hd_yaml_get(r->y, row, "state"));
        ends[i].when = read_when(r, hd_yaml_get(r->y, row, "when"));
        ends[i].scope = read_scope(r, hd_yaml_get(r->y, row, "scope"));
        ends[i].unless_trait = hd_model_traits(r->y, hd_yaml_get(r->y, row, "unless_trait"));
        ends[i].report = hd_model_rule(r->y, hd_yaml_get(r->y, row, "report"));
        if (!hd_yaml_get(r->y, row, "state") || !hd_yaml_get(r->y, row, "report"))
            hd_yaml_mistake(r->y, row, "an entry of at_end needs 'state' and 'report'");
    }
    r->a.at_end = ends;
    r->a.nat_end = n;
}

static const char *check_name(struct reader *r, yaml_node_t *n)
{
    static const char *const known[] = {
        "event-in-spawned-entry",
        "spawn-count-mismatch",
        "closer-is-receiver",
        "result-ignored",
        "loop-until-closed-without-close",
        "one-partner",
        "event-outside-loop",
        "event-holding-other-lock",
        "event-without",
    };
    const char *word = hd_yaml_text(r->y, n);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], word) == 0)
            return known[i];
    hd_yaml_unknown(r->y, n, "check", word, NULL);
    return NULL;
}

static int optional_event(struct reader *r, yaml_node_t *n)
{
    return n ? event_number(r, n, hd_yaml_text(r->y, n)) : -1;
}

static void read_checks(struct reader *r, yaml_node_t *map)
{
    static const char *const keys[] = {"check", "event", "before", "in", "report", NULL};
    yaml_node_t *list = hd_yaml_get(r->y, map, "checks");
    size_t n = hd_yaml_items(r->y, list);
    struct hd_native_check *checks = hd_arena_array(&r->m->arena, struct hd_native_check, n);
    for (size_t i = 0; i < n; i++) {
        yaml_node_t *row = hd_yaml_item(r->y, list, i);
        if (!hd_yaml_keys(r->y, row, "a check", keys))
            continue;
        yaml_node_t *name = hd_yaml_get(r->y, row, "check");
        yaml_node_t *report = hd_yaml_get(r->y, row, "report");
        yaml_node_t *in = hd_yaml_get(r->y, row, "in");
        if (!name || !report) {
            hd_yaml_mistake(r->y, row, "a check needs 'check' and 'report'");
            continue;
        }
        checks[i].check = check_name(r, name);
        checks[i].report = hd_model_rule(r->y, report);
        checks[i].event = optional_event(r, hd_yaml_get(r->y, row, "event"));
        checks[i].before = optional_event(r, hd_yaml_get(r->y, row, "before"));
        checks[i].in = hd_arena_str(&r->m->arena, hd_yaml_text(r->y, in));
        if (in && strcmp(checks[i].in, "loop") != 0)
            hd_yaml_mistake(r->y, in, "'in' can only be 'loop'");
    }
    r->a.check = checks;
    r->a.nchecks = n;
}

static void read_automaton(struct hd_model *m, struct hd_yaml *y, yaml_node_t *map)
{
    static const char *const keys[] = {"kind",   "counter",     "states", "start", "events",
                                       "at_end", "transitions", "checks", NULL};
    if (!hd_yaml_keys(y, map, "an automaton", keys))
        return;
    struct reader r = {.m = m, .y = y};
    yaml_node_t *kind = hd_yaml_get(y, map, "kind");
    int k = kind ? hd_kind_parse(hd_yaml_text(y, kind)) : -1;
    if (k <= 0) {
        hd_yaml_unknown(y, kind ? kind : map, "kind", kind ? hd_yaml_text(y, kind) : "", NULL);
        return;
    }
    r.a.kind = (enum hd_kind)k;
    r.a.counter = hd_yaml_bool(y, hd_yaml_get(y, map, "counter"));
    const char **states = read_names(&r, map, "states", HD_MAX_STATES, &r.a.nstates);
    memcpy(r.a.states, states, r.a.nstates * sizeof *states);
    r.a.events = read_names(&r, map, "events", 64, &r.a.nevents);
    read_starts(&r, map);
    yaml_node_t *list = hd_yaml_get(y, map, "transitions");
    size_t n = hd_yaml_items(y, list);
    for (size_t i = 0; i < n; i++)
        read_transition(&r, hd_yaml_item(y, list, i));
    read_at_end(&r, map);
    read_checks(&r, map);
    check_shadowed(&r);
    check_reachable(&r, map);
    check_events_used(&r, map);
    if (m->automaton[k])
        hd_yaml_mistake(y, kind, "kind '%s' has an automaton already", hd_kind_name(r.a.kind));
    r.a.transition = hd_arena_dup(&m->arena, r.t.data, r.t.len * sizeof *r.t.data);
    r.a.ntransitions = r.t.len;
    m->automaton[k] = hd_arena_dup(&m->arena, &r.a, sizeof r.a);
    hd_vec_free(&r.t);
    hd_vec_free(&r.row);
}

void hd_model_read_automata(struct hd_model *m, struct hd_yaml *y, yaml_node_t *list)
{
    size_t n = hd_yaml_items(y, list);
    for (size_t i = 0; i < n; i++)
        read_automaton(m, y, hd_yaml_item(y, list, i));
}
