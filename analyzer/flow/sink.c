/* From a report to a finding: place, message and witness. One defect is reported once: the key is
 * the rule and the place, unless the reporter gives one.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/flow/flow.h"
#include "core/buf.h"
#include "core/catalog.h"
#include "core/hash.h"

enum { MAX_TRAIL = 64, MAX_STEPS = 24 };

struct steps {
    struct hd_step *step;
    size_t n;
};

static void push_step(struct analysis *an, struct steps *st, const char *thread, struct place at,
                      const char *note)
{
    if (st->n >= MAX_STEPS || !note)
        return;
    struct hd_site site = site_of(an->p, at.unit, at.loc, at.func);
    if (st->n) { /* the same line twice in a row says nothing new */
        const struct hd_step *last = &st->step[st->n - 1];
        if (last->site.line == site.line && last->site.column == site.column &&
            strcmp(last->note, note) == 0)
            return;
    }
    st->step[st->n++] = (struct hd_step){thread, site, note};
}

/* What happens at `at`, or in a callee: the calls down to it, and what happens there. */
static void push_event(struct analysis *an, struct steps *st, struct place at,
                       const struct chain *k, const char *note)
{
    for (; k; at = k->at, k = k->next)
        push_step(an, st, "", at,
                  hd_arena_fmt(&an->p->arena, "calls %s", func_shown(an->p, k->at.func)));
    push_step(an, st, "", at, note);
}

static bool is_here(struct place a, struct place b)
{
    return a.unit == b.unit && a.loc == b.loc && a.func == b.func;
}

/* The condition that begins at a place, as it is written there; NULL when the file cannot be read.
 * It ends with its parenthesis or where the next part of a longer condition begins. */
static const char *written(struct analysis *an, struct place at)
{
    enum { LONGEST = 60 };
    const struct hd_ir *ir = an->p->unit.data[at.unit].ir;
    const struct hd_ir_loc *l = &ir->locs[at.loc];
    FILE *f = fopen(hd_ir_str(ir, ir->files[l->file].name), "r");
    char *line = NULL, *end = NULL;
    size_t cap = 0;
    ssize_t n = -1;
    for (uint32_t k = 0; f && k < l->line; k++)
        n = getline(&line, &cap, f);
    if (n > 0 && l->column > 0 && l->column <= (size_t)n) {
        char *from = line + l->column - 1;
        int depth = 0;
        for (end = from; *end && *end != '\n' && *end != ';' && *end != '{'; end++) {
            depth += (*end == '(') - (*end == ')');
            if (depth < 0 || (depth == 0 && (strncmp(end, "&&", 2) == 0 ||
                                             strncmp(end, "||", 2) == 0 || *end == '?')))
                break;
        }
        while (end > from && isspace((unsigned char)end[-1]))
            end--;
        *end = '\0';
        end = end - from >= 1 && end - from <= LONGEST && depth <= 0 ? from : NULL;
    }
    const char *text = end ? hd_arena_str(&an->p->arena, end) : NULL;
    free(line);
    if (f)
        fclose(f);
    return text;
}

/* The call in this block whose result the branch looks at, as people call it. */
static const char *tested_call(const struct program *p, uint32_t unit, const struct hd_ir_block *b)
{
    const struct hd_ir *ir = p->unit.data[unit].ir;
    for (uint32_t k = b->ninsns; k-- > 0;) {
        const struct hd_ir_insn *i = &ir->insns[b->insn + k];
        uint32_t n, d = call_decl(p, unit, i);
        if (i->op != HD_INSN_CALL || i->dst != HD_VAL_INDEX(b->a) || d == NO_DECL)
            continue;
        const struct hd_op_model *ops = call_ops(p, unit, i, &n);
        return n ? ops[0].shown : pdecl_name(p, d);
    }
    return NULL;
}

/* "for (auto &kv : map_)": what of it, or NULL when that is no such loop. */
static const char *ranged_over(struct analysis *an, const char *text)
{
    if (strncmp(text, "for", 3) != 0 || text[3 + strspn(text + 3, " ")] != '(')
        return NULL;
    for (const char *p = strchr(text, '('); *p && *p != ';'; p++) {
        if (p[0] != ':' || *++p == ':')
            continue;
        p += strspn(p, " ");
        int depth = 0;
        const char *end = p;
        for (; *end && (depth > 0 || *end != ')'); end++)
            depth += (*end == '(') - (*end == ')');
        return *end && end > p ? hd_arena_strn(&an->p->arena, p, (size_t)(end - p)) : NULL;
    }
    return NULL;
}

/* "==" of "std::operator==", which is not what people wrote; NULL for other names. */
static const char *operator_of(const char *name)
{
    const char *last = name;
    for (const char *at = strstr(name, "::"); at; at = strstr(last, "::"))
        last = at + 2;
    return strncmp(last, "operator", 8) == 0 && !isalnum((unsigned char)last[8]) && last[8] != '_'
               ? last + 8
               : NULL;
}

/* C++20 makes `!(a == b)` of `a != b` where no other operator fits: the branch asks for the inner
 * one, which begins at the same place. */
static bool is_rewritten(const char *call, const char *text)
{
    const char *op = call ? operator_of(call) : NULL;
    int depth = 0;
    for (const char *p = text; op && strcmp(op, "==") == 0 && *p; p++) {
        depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
        if (depth == 0 && (strncmp(p, "==", 2) == 0 || strncmp(p, "!=", 2) == 0))
            return *p == '!';
    }
    return false;
}

/* What the IR has no words for is shown as it is written. */
static const char *source_text(struct analysis *an, const struct trail *t, const char *call)
{
    const char *text = written(an, t->at);
    bool holds = t->taken != (text && is_rewritten(call, text));
    const char *range = text ? ranged_over(an, text) : NULL;
    if (range)
        return hd_arena_fmt(&an->p->arena,
                            t->taken ? "`%s` has another element" : "`%s` has no further element",
                            range);
    if (text)
        return hd_arena_fmt(&an->p->arena, "`%s` is %s", text, holds ? "true" : "false");
    return t->taken ? "condition holds" : "condition does not hold";
}

/* Does the value go through something that has no name in the source? */
static bool is_nameless(const struct hd_ir *ir, hd_val v)
{
    unsigned tag = HD_VAL_TAG(v);
    if (tag == HD_V_EXPR) {
        const struct hd_ir_expr *e = &ir->exprs[HD_VAL_INDEX(v)];
        return is_nameless(ir, e->a) || is_nameless(ir, e->b);
    }
    if (tag != HD_V_PATH && tag != HD_V_ADDR)
        return false;
    const struct hd_ir_path *q = &ir->paths[HD_VAL_INDEX(v)];
    for (; q->parent; q = &ir->paths[q->parent])
        if (q->kind == HD_PATH_INDEX_VAL && is_nameless(ir, q->arg))
            return true;
    return q->kind == HD_PATH_TEMP;
}

static const char *branch_text(struct analysis *an, const struct trail *t)
{
    static const char *const sign[] = {[HD_OP_EQ] = "==", [HD_OP_NE] = "!=", [HD_OP_LT] = "<",
                                       [HD_OP_LE] = "<=", [HD_OP_GT] = ">",  [HD_OP_GE] = ">="};
    if (t->note)
        return t->note;
    const struct hd_ir *ir = an->p->unit.data[t->at.unit].ir;
    const struct hd_ir_block *b = &ir->blocks[t->block];
    unsigned op = t->taken ? b->op : op_negate(b->op);
    if (op < HD_OP_EQ || op > HD_OP_GE)
        return source_text(an, t, NULL);
    bool temp = HD_VAL_TAG(b->a) == HD_V_PATH && ir->paths[HD_VAL_INDEX(b->a)].kind == HD_PATH_TEMP;
    const char *call = temp ? tested_call(an->p, t->at.unit, b) : NULL;
    if ((call ? operator_of(call) != NULL : is_nameless(ir, b->a)) || is_nameless(ir, b->b))
        return source_text(an, t, call);
    struct hd_buf x = {0};
    hd_buf_str(&x, "when ");
    if (call)
        hd_buf_fmt(&x, "%s(…)", call);
    else
        hd_ir_val_text(ir, b->a, &x);
    hd_buf_fmt(&x, " %s ", sign[op]);
    hd_ir_val_text(ir, b->b, &x);
    const char *r = hd_arena_str(&an->p->arena, hd_buf_cstr(&x));
    hd_buf_free(&x);
    return r;
}

/* The path since the object's origin (all of it when there is none), oldest first; of many
 * branches only the last ones, which decided. */
static void push_trail(struct analysis *an, struct steps *st, const struct report *r)
{
    const struct trail *list[MAX_TRAIL];
    size_t n = 0, branches = 0;
    for (const struct trail *t = r->state ? r->state->trail : NULL; t && n < MAX_TRAIL;
         t = t->prev) {
        if (t->branch && ++branches > 5)
            continue;
        if (!t->branch && r->origin.loc && is_here(t->at, r->origin))
            break;
        list[n++] = t;
    }
    for (size_t i = 0; i < n; i++) {
        const struct trail *t = list[n - 1 - i];
        if (!is_here(t->at, r->at) || t->branch)
            push_step(an, st, "", t->at, t->branch ? branch_text(an, t) : t->note);
    }
}

const struct trail *keep_trail(struct hd_arena *a, const struct trail *t)
{
    struct trail *first = NULL, **at = &first;
    for (unsigned n = 0; t && n < MAX_TRAIL; t = t->prev, n++) {
        *at = hd_arena_dup(a, t, sizeof *t);
        at = (struct trail **)&(*at)->prev;
        *at = NULL;
    }
    return first;
}

/* Messages begin with a small letter, as those of compilers do; "SIGALRM" stays. */
static const char *lowered(struct hd_arena *a, const char *title)
{
    char *low = hd_arena_str(a, title);
    if (low[0] && !isupper((unsigned char)low[1]))
        low[0] = (char)tolower((unsigned char)low[0]);
    return low;
}

static const char *message(struct analysis *an, const struct report *r)
{
    const struct hd_rule *rule = hd_catalog_find(r->rule);
    struct hd_arena *a = &an->p->arena;
    const char *low = r->title ? r->title : rule ? lowered(a, rule->title) : r->rule;
    const char *m = r->name ? hd_arena_fmt(a, "'%s': %s", r->name, low) : low;
    return r->detail ? hd_arena_fmt(a, "%s (%s)", m, r->detail) : m;
}

bool already_reported(struct analysis *an, const char *rule, uint64_t key)
{
    an->opaque = true;
    return hd_map_get(&an->finding_keys, hd_hash_mix(hd_hash_str(rule), key)) != NULL;
}

void note_reported(struct analysis *an, const char *rule, uint64_t key)
{
    *hd_map_put(&an->finding_keys, hd_hash_mix(hd_hash_str(rule), key), NULL) = 1;
}

struct report report_of(const struct state *s, const struct obj *o, const char *name,
                        const char *rule, struct place at, const char *origin_note)
{
    return (struct report){.rule = rule,
                           .at = at,
                           .name = name,
                           .state = s,
                           .origin = o->at,
                           .origin_chain = o->chain,
                           .origin_note = origin_note,
                           .confidence = -1};
}

struct report report_of_lock(struct fctx *c, const struct state *s, const struct obj *o,
                             const char *rule, struct place at)
{
    return report_of(s, o, obj_text(c, o), rule, at, "acquired here");
}

struct hd_finding *report_finding(struct analysis *an, const struct report *r)
{
    an->opaque = true;
    if (contract_ignores(an->p, r->at.func, r->rule))
        return NULL;
    struct hd_site site = site_of(an->p, r->at.unit, r->at.loc, r->at.func);
    char where[64];
    snprintf(where, sizeof where, "%u:%u", site.line, site.column);
    uint64_t key = hd_hash_mix(
        hd_hash_str(r->rule),
        r->key ? r->key : hd_hash_mix(hd_hash_str(site.file ? site.file : ""), hd_hash_str(where)));
    bool added;
    hd_map_put(&an->finding_keys, key, &added);
    if (!added)
        return NULL;
    const struct hd_rule *rule = hd_catalog_find(r->rule);
    struct hd_finding f = {
        .rule = r->rule,
        .severity = r->is_note ? HD_SEV_NOTE
                    : rule     ? rule->severity
                               : HD_SEV_WARNING,
        .confidence = r->confidence >= 0 ? (enum hd_confidence)r->confidence
                      : rule             ? rule->confidence
                                         : HD_CONF_MEDIUM,
        .evidence = HD_EV_STATIC,
        .message = message(an, r),
        .site = site,
        .subject = r->subject ? r->subject
                   : r->name  ? r->name
                              : "",
        .count = 1,
    };
    struct steps st = {hd_arena_array(&an->p->arena, struct hd_step, MAX_STEPS), 0};
    if (r->origin.loc)
        push_event(an, &st, r->origin, r->origin_chain, r->origin_note);
    push_trail(an, &st, r);
    const char *note = r->note ? r->note : rule ? lowered(&an->p->arena, rule->title) : r->rule;
    if (r->chain && r->chain_note) {
        push_step(an, &st, "", r->at, note);
        push_event(an, &st, r->chain->at, r->chain->next, r->chain_note);
    } else {
        push_event(an, &st, r->at, r->chain, note);
    }
    f.step = st.step;
    f.nsteps = st.n;
    hd_vec_push(&an->findings, f);
    return &hd_vec_last(&an->findings);
}

void add_step(struct analysis *an, struct hd_finding *f, const char *thread, struct place at,
              const char *note)
{
    struct steps st = {f->step, f->nsteps};
    push_step(an, &st, thread, at, note);
    f->nsteps = st.n;
}
