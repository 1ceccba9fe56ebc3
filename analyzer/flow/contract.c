/* From attributes to contracts. Which words mean what stands in one table; what they mean for a
 * function's analysis is promise.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/contract.h"

#include <stdlib.h>
#include <string.h>

struct word {
    const char *name;
    enum clause_kind kind;
    bool shared, conditional;
    const char *event; /* CLAUSE_EVENT */
};

static const struct word attribute_words[] = {
    {"acquire_capability", CLAUSE_ACQUIRE, false, false, NULL},
    {"acquire_shared_capability", CLAUSE_ACQUIRE, true, false, NULL},
    {"exclusive_lock_function", CLAUSE_ACQUIRE, false, false, NULL},
    {"shared_lock_function", CLAUSE_ACQUIRE, true, false, NULL},
    {"try_acquire_capability", CLAUSE_ACQUIRE, false, true, NULL},
    {"try_acquire_shared_capability", CLAUSE_ACQUIRE, true, true, NULL},
    {"exclusive_trylock_function", CLAUSE_ACQUIRE, false, true, NULL},
    {"shared_trylock_function", CLAUSE_ACQUIRE, true, true, NULL},
    {"release_capability", CLAUSE_RELEASE, false, false, NULL},
    {"release_shared_capability", CLAUSE_RELEASE, true, false, NULL},
    {"release_generic_capability", CLAUSE_RELEASE, false, false, NULL},
    {"unlock_function", CLAUSE_RELEASE, false, false, NULL},
    {"requires_capability", CLAUSE_REQUIRE, false, false, NULL},
    {"requires_shared_capability", CLAUSE_REQUIRE, true, false, NULL},
    {"exclusive_locks_required", CLAUSE_REQUIRE, false, false, NULL},
    {"shared_locks_required", CLAUSE_REQUIRE, true, false, NULL},
    {"locks_excluded", CLAUSE_EXCLUDE, false, false, NULL},
    {"assert_capability", CLAUSE_ASSERT, false, false, NULL},
    {"assert_shared_capability", CLAUSE_ASSERT, true, false, NULL},
    {"assert_exclusive_lock", CLAUSE_ASSERT, false, false, NULL},
    {"assert_shared_lock", CLAUSE_ASSERT, true, false, NULL},
    {"__acquires", CLAUSE_ACQUIRE, false, false, NULL},
    {"__acquires_shared", CLAUSE_ACQUIRE, true, false, NULL},
    {"__releases", CLAUSE_RELEASE, false, false, NULL},
    {"__releases_shared", CLAUSE_RELEASE, true, false, NULL},
    {"__must_hold", CLAUSE_REQUIRE, false, false, NULL},
    {"__must_hold_shared", CLAUSE_REQUIRE, true, false, NULL},
    {0},
};

/* annotate("heddle:WORD(…)") */
static const struct word own_words[] = {
    {"acquires", CLAUSE_ACQUIRE, false, false, NULL},
    {"acquires_shared", CLAUSE_ACQUIRE, true, false, NULL},
    {"acquires_if", CLAUSE_ACQUIRE, false, true, NULL},
    {"acquires_if_shared", CLAUSE_ACQUIRE, true, true, NULL},
    {"releases", CLAUSE_RELEASE, false, false, NULL},
    {"releases_shared", CLAUSE_RELEASE, true, false, NULL},
    {"requires", CLAUSE_REQUIRE, false, false, NULL},
    {"requires_shared", CLAUSE_REQUIRE, true, false, NULL},
    {"excludes", CLAUSE_EXCLUDE, false, false, NULL},
    {"asserts", CLAUSE_ASSERT, false, false, NULL},
    {"joins", CLAUSE_EVENT, false, false, "join"},
    {"detaches", CLAUSE_EVENT, false, false, "detach"},
    {"deletes", CLAUSE_EVENT, false, false, "delete"},
    {"closes", CLAUSE_EVENT, false, false, "close"},
    {0},
};

/* A lock of which nothing is known but that it is one: a class with clang's capability attribute
 * whose insides are hidden or home-made. */
static const struct hd_resource *capability(void)
{
    static const char *none[] = {NULL};
    static const struct hd_resource r = {.id = "capability",
                                         .pack = "attributes",
                                         .kind = HD_KIND_LOCK,
                                         .types = none,
                                         .identity = HD_ID_ADDRESS,
                                         .static_init = none,
                                         .zero_init = true,
                                         .constructed = true,
                                         .traits = HD_TRAIT_ONE_UNLOCK};
    return &r;
}

static const struct word *find_word(const struct word *list, const char *name, size_t n)
{
    for (; list->name; list++)
        if (strlen(list->name) == n && strncmp(list->name, name, n) == 0)
            return list;
    return NULL;
}

/* Objects --------------------------------------------------------------------------------------*/

/* The location that a path names when a function begins. */
static term location(struct program *p, uint32_t unit, uint32_t path)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    const struct hd_ir_path *q = &ir->paths[path];
    if (q->kind == HD_PATH_VAR)
        return term_var(&p->terms, p->unit.data[unit].decl[q->arg]);
    term up = q->parent ? location(p, unit, q->parent) : 0;
    if (!up)
        return 0;
    if (q->kind == HD_PATH_DEREF)
        return term_deref(&p->terms, term_init(&p->terms, up));
    return q->kind == HD_PATH_FIELD ? term_field(&p->terms, up, p->unit.data[unit].decl[q->arg])
                                    : 0;
}

/* The fields of a record in whatever unit shows them. */
static const struct hd_ir_record *complete_record(const struct program *p, uint64_t key,
                                                  uint32_t *unit)
{
    for (uint32_t u = 0; u < p->unit.len; u++) {
        const struct hd_ir *ir = p->unit.data[u].ir;
        for (uint32_t r = 0; r < ir->nrecords; r++)
            if (ir->records[r].key == key && ir->records[r].nfields) {
                *unit = u;
                return &ir->records[r];
            }
    }
    return NULL;
}

/* A class that is called a lock is the only lock inside it; without any it is one of its own. */
static term inside(struct program *p, uint32_t unit, uint32_t type, term loc,
                   const struct hd_resource **res)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    const struct hd_ir_type *t = &ir->types[type];
    *res = capability();
    if (t->kind == HD_TYPE_VOID)
        return loc;
    if (t->kind != HD_TYPE_RECORD)
        return 0;
    const struct hd_ir_record *r = complete_record(p, ir->records[t->record - 1].key, &unit);
    if (!r)
        return loc;
    ir = p->unit.data[unit].ir;
    uint32_t found = NO_DECL;
    for (uint32_t k = 0; k < r->nfields; k++) {
        const struct hd_resource *one = type_resource(p, ir, ir->decls[r->field + k].type);
        if (!one || one->kind != HD_KIND_LOCK)
            continue;
        if (found != NO_DECL)
            return 0;
        found = p->unit.data[unit].decl[r->field + k];
        *res = one;
    }
    return found == NO_DECL ? loc : term_field(&p->terms, loc, found);
}

static void name_object(struct program *p, uint32_t unit, uint32_t path, struct clause *cl)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    uint32_t type = ir->paths[path].type;
    term loc = location(p, unit, path);
    const struct hd_ir_decl *root = NULL;
    for (uint32_t x = path; x; x = ir->paths[x].parent)
        if (ir->paths[x].kind == HD_PATH_VAR)
            root = &ir->decls[ir->paths[x].arg];
    cl->of_result = root && root->kind == HD_DECL_PARAM && root->index == HD_DECL_RESULT;
    cl->res = type_resource(p, ir, type);
    if (cl->res && cl->res->identity != HD_ID_ADDRESS) {
        cl->obj = loc ? term_init(&p->terms, loc) : 0;
        return;
    }
    if (!cl->res && ir->types[type].kind == HD_TYPE_POINTER) {
        type = ir->types[type].target;
        loc = loc ? term_deref(&p->terms, term_init(&p->terms, loc)) : 0;
        cl->res = type_resource(p, ir, type);
    }
    if (cl->res)
        cl->obj = loc;
    else if (loc)
        cl->obj = inside(p, unit, type, loc, &cl->res);
}

/* Attributes -----------------------------------------------------------------------------------*/

/* "ret == 0", "true", "1" */
static struct hd_predicate condition(const char *text)
{
    static const struct {
        const char *sign;
        unsigned op;
    } signs[] = {{"==", HD_OP_EQ}, {"!=", HD_OP_NE}, {"<=", HD_OP_LE},
                 {">=", HD_OP_GE}, {"<", HD_OP_LT},  {">", HD_OP_GT}};
    text += strspn(text, " (");
    if (strncmp(text, "ret", 3) != 0) {
        bool yes = *text == 't' || strtol(text, NULL, 0) != 0;
        return (struct hd_predicate){yes ? HD_OP_NE : HD_OP_EQ, 0};
    }
    text += 3;
    text += strspn(text, " ");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].sign);
        if (strncmp(text, signs[i].sign, n) == 0) /* NULL is 0 */
            return (struct hd_predicate){signs[i].op, strtol(text + n, NULL, 0)};
    }
    return (struct hd_predicate){HD_OP_NE, 0};
}

static struct contract *contract_of(struct program *p, uint32_t decl, uint32_t unit)
{
    struct contract **k = &p->decl.data[decl].contract;
    if (!*k) {
        *k = hd_arena_new(&p->arena, struct contract);
        (*k)->unit = unit;
    }
    return *k;
}

static bool same_clause(const struct clause *a, const struct clause *b)
{
    return a->kind == b->kind && a->obj == b->obj && a->shared == b->shared;
}

static bool is_reverse(enum clause_kind a, enum clause_kind b)
{
    return (a == CLAUSE_ACQUIRE && b == CLAUSE_RELEASE) ||
           (a == CLAUSE_RELEASE && b == CLAUSE_ACQUIRE);
}

static void add_clause(struct program *p, struct contract *k, uint32_t unit, const struct word *w,
                       const char *when, hd_val lock)
{
    struct clause cl = {.kind = w->kind, .shared = w->shared, .event = -1};
    if (HD_VAL_TAG(lock) == HD_V_PATH)
        name_object(p, unit, HD_VAL_INDEX(lock), &cl);
    const struct hd_automaton *aut = cl.res ? hd_model_automaton(p->model, cl.res->kind) : NULL;
    bool fits = aut && (w->kind == CLAUSE_EVENT || cl.res->kind == HD_KIND_LOCK);
    if (w->kind == CLAUSE_EVENT && aut)
        fits = (cl.event = hd_automaton_event(aut, w->event)) >= 0;
    if (!cl.obj || !fits) {
        k->vague |= w->kind == CLAUSE_ACQUIRE || w->kind == CLAUSE_RELEASE;
        return;
    }
    if (w->conditional)
        cl.when = condition(when);
    for (size_t i = 0; i < k->clause.len; i++) {
        struct clause *old = &k->clause.data[i];
        if (same_clause(old, &cl))
            return;
        if (old->obj == cl.obj && old->shared == cl.shared && is_reverse(old->kind, cl.kind) &&
            !cl.when.op && !old->when.op) { /* lets go for a while */
            old->kind = CLAUSE_REQUIRE;
            return;
        }
    }
    hd_vec_push(&k->clause, cl);
}

/* "ignore RULE, RULE"; without a rule: all of them. */
static void add_ignored(struct program *p, struct contract *k, const char *text)
{
    text += strspn(text, " ");
    if (!*text)
        hd_vec_push(&k->ignore, "");
    while (*text) {
        size_t n = strcspn(text, " ,)");
        if (n)
            hd_vec_push(&k->ignore, hd_arena_fmt(&p->arena, "%.*s", (int)n, text));
        text += n;
        text += strspn(text, " ,)");
    }
}

static void read_attr(struct program *p, uint32_t unit, const struct hd_ir_attr *a)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    const char *name = hd_ir_str(ir, a->name), *arg = hd_ir_str(ir, a->arg), *when = arg;
    if (ir->decls[a->decl].kind != HD_DECL_FUNC)
        return;
    uint32_t d = p->unit.data[unit].decl[a->decl];
    if (p->decl.data[d].contract && p->decl.data[d].contract->unit != unit)
        return; /* another unit brought the same header */
    if (strcmp(name, "no_thread_safety_analysis") == 0) {
        hd_vec_push(&contract_of(p, d, unit)->ignore, "lock-");
        return;
    }
    const struct word *w = find_word(attribute_words, name, strlen(name));
    if (strcmp(name, "annotate") == 0 && strncmp(arg, "heddle:", 7) == 0) {
        size_t n = strcspn(arg + 7, " (");
        w = find_word(own_words, arg + 7, n);
        when = arg + 7 + n;
        if (!w && n == 6 && strncmp(arg + 7, "ignore", n) == 0)
            add_ignored(p, contract_of(p, d, unit), when + strspn(when, "("));
    }
    if (w && a->nlocks == 0 && (ir->decls[a->decl].flags & HD_DECL_F_METHOD)) {
        contract_of(p, d, unit)->ends_guard |= w->kind == CLAUSE_RELEASE;
        contract_of(p, d, unit)->renews_guard |= w->kind == CLAUSE_ACQUIRE && !w->conditional;
    }
    for (uint32_t k = 0; w && k < a->nlocks; k++)
        add_clause(p, contract_of(p, d, unit), unit, w, when, ir->args[a->lock + k]);
}

void read_contracts(struct program *p)
{
    for (uint32_t u = 0; u < p->unit.len; u++)
        for (uint32_t i = 0; i < p->unit.data[u].ir->nattrs; i++)
            read_attr(p, u, &p->unit.data[u].ir->attrs[i]);
}

void free_contracts(struct program *p)
{
    for (size_t d = 0; d < p->decl.len; d++)
        if (p->decl.data[d].contract) {
            hd_vec_free(&p->decl.data[d].contract->clause);
            hd_vec_free(&p->decl.data[d].contract->ignore);
        }
}

bool contract_ignores(const struct program *p, uint32_t func, const char *rule)
{
    const struct contract *k =
        func == NO_FUNC ? NULL : p->decl.data[p->func.data[func].decl].contract;
    for (size_t i = 0; k && i < k->ignore.len; i++) {
        const char *id = k->ignore.data[i];
        size_t n = strlen(id);
        if (strcmp(id, rule) == 0 || ((n == 0 || id[n - 1] == '-') && strncmp(id, rule, n) == 0))
            return true;
    }
    return false;
}

bool contract_hands_over(const struct program *p, uint32_t func, uint32_t cls)
{
    const struct contract *k = p->decl.data[p->func.data[func].decl].contract;
    for (size_t i = 0; k && i < k->clause.len; i++) {
        const struct clause *cl = &k->clause.data[i];
        if ((cl->kind == CLAUSE_RELEASE || cl->kind == CLAUSE_REQUIRE) &&
            term_class_decl(&p->terms, cl->obj) == cls)
            return true;
    }
    return k && k->vague;
}
