/* What only the whole program can tell: handles parked in fields and globals that nobody ever
 * discharges, locks released that nobody ever acquires, locks handed to callers that nobody
 * releases, acquisitions in signal handlers.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"

static bool names_place(const struct program *p, uint32_t u, hd_val v, uint32_t decl)
{
    const struct hd_ir *ir = p->unit.data[u].ir;
    unsigned tag = HD_VAL_TAG(v);
    if (tag != HD_V_PATH && tag != HD_V_ADDR)
        return false;
    uint32_t path = HD_VAL_INDEX(v);
    while (path && ir->paths[path].kind >= HD_PATH_INDEX)
        path = ir->paths[path].parent;
    unsigned kind = ir->paths[path].kind;
    return (kind == HD_PATH_VAR || kind == HD_PATH_FIELD) &&
           p->unit.data[u].decl[ir->paths[path].arg] == decl;
}

static bool insn_uses(const struct program *p, uint32_t u, const struct hd_ir_insn *i,
                      uint32_t decl)
{
    uint32_t nops;
    if (i->op != HD_INSN_CALL)
        return names_place(p, u, i->a, decl);
    if (call_ops(p, u, i, &nops), nops)
        return false; /* modelled: an event, or harmless */
    uint32_t d = call_decl(p, u, i);
    bool own = d != NO_DECL && (pdecl_ir(p, d)->flags & HD_DECL_F_CTOR);
    for (uint32_t a = own ? 1 : 0; a < i->nargs; a++)
        if (names_place(p, u, p->unit.data[u].ir->args[i->arg + a], decl))
            return true;
    return false;
}

/* Who reads the place with this declaration, or hands it on to something we do not see through?
 * They may discharge what is there. NULL: nobody. */
program_set users_of_place(struct program *p, uint32_t decl)
{
    program_set users = NULL;
    for (uint32_t f = 0; f < p->func.len; f++) {
        uint32_t u = p->func.data[f].unit;
        const struct hd_ir *ir = p->unit.data[u].ir;
        const struct hd_ir_func *fn = func_of(p, f);
        bool uses = false;
        for (uint32_t b = 0; b < fn->nblocks && !uses; b++) {
            const struct hd_ir_block *blk = &ir->blocks[fn->block + b];
            for (uint32_t k = 0; k < blk->ninsns && !uses; k++)
                uses = insn_uses(p, u, &ir->insns[blk->insn + k], decl);
        }
        if (uses)
            link_add(p, &users, f);
        if (users && link_programs(p) == 1)
            return users;
    }
    return users;
}

/* A library's callers may discharge what its records hold. A static variable, or a field of a
 * record that a source file (no header) declares, only that file can reach. */
bool is_private(const struct program *p, uint32_t decl)
{
    const struct hd_ir_decl *d = pdecl_ir(p, decl);
    const struct hd_ir *ir = p->unit.data[p->decl.data[decl].unit].ir;
    if (d->flags & HD_DECL_F_INTERNAL)
        return true;
    return d->kind == HD_DECL_FIELD && d->loc && ir->locs[d->loc].file == ir->main_file;
}

static const char *end_rule(const struct program *p, const struct parked *q)
{
    const struct hd_automaton *aut = hd_model_automaton(p->model, q->res->kind);
    return aut ? hd_automaton_end(aut, q->state, q->res->traits) : NULL;
}

/* May what lies there live as long as the program? Not in a record that somebody frees. */
static bool lasts(const struct analysis *an, const struct parked *q)
{
    const struct program *p = an->p;
    const struct hd_ir_decl *d = pdecl_ir(p, q->decl);
    const struct hd_ir *ir = p->unit.data[p->decl.data[q->decl].unit].ir;
    return (q->res->traits & HD_TRAIT_LASTING) &&
           (d->kind != HD_DECL_FIELD || !hd_map_get(&an->freed_records, ir->records[d->owner].key));
}

static void judge_parked(struct analysis *an)
{
    struct program *p = an->p;
    for (size_t i = 0; i < an->parked.len; i++) {
        const struct parked *q = &an->parked.data[i];
        const char *rule = end_rule(p, q);
        bool ours = p->whole || is_private(p, q->decl);
        const uint64_t *ended = link_noted(&an->discharged, q->decl);
        if (!rule || !ours || lasts(an, q) || (func_of(p, q->func)->flags & HD_FUNC_BROKEN) ||
            already_reported(an, rule, place_key(q->at)) ||
            link_without(p, q->func, ended, NULL) == NO_PROGRAM)
            continue;
        uint32_t prog = link_without(p, q->func, ended, users_of_place(p, q->decl));
        if (prog == NO_PROGRAM)
            continue;
        const char *name = pdecl_label(p, q->decl);
        struct report r = {.rule = rule,
                           .at = q->at,
                           .name = name,
                           .detail = "the program keeps the handle and never uses it to end it",
                           .note =
                               hd_arena_fmt(&p->arena, "created here, and never %s in %s",
                                            end_words_of(q->res).done, link_program_text(p, prog)),
                           .confidence = HD_CONF_MEDIUM,
                           .key = (uint64_t)q->decl << 32 | q->at.loc};
        report_finding(an, &r);
    }
}

static bool somebody_hands_over(const struct analysis *an, uint32_t cls)
{
    for (uint32_t f = 0; f < an->p->func.len; f++)
        if (is_listed(an->sum[f].hands_over.data, an->sum[f].hands_over.len, cls))
            return true;
    return false;
}

static bool all_callers_release(const struct analysis *an, uint32_t f, uint32_t cls)
{
    const struct pfunc *fn = &an->p->func.data[f];
    for (size_t i = 0; i < fn->callers.len; i++) {
        const struct summary *s = &an->sum[fn->callers.data[i]];
        if (!is_listed(s->releases.data, s->releases.len, cls))
            return false;
    }
    return fn->callers.len > 0;
}

/* The lock that stays held has a sibling in the same object that is released unacquired: the two
 * were mixed up. */
static void report_sibling(struct analysis *an, const struct pending *q)
{
    struct terms *t = &an->p->terms;
    const struct summary *s = &an->sum[q->func];
    for (unsigned x = 0; x < s->nexits; x++)
        for (unsigned e = 0; e < s->exit[x].neffects; e++) {
            const struct effect *ef = &s->exit[x].effect[e];
            uint32_t cls = term_class_decl(t, ef->key);
            if (ef->obj.res->kind != HD_KIND_LOCK || ef->obj.entry != ENTRY_HELD ||
                ef->obj.state != an->lw.free || cls == q->cls || cls == UINT32_MAX ||
                term_root(t, ef->key) != term_root(t, q->lock))
                continue;
            const char *name = pdecl_label(an->p, cls);
            struct report r = {.rule = "lock-not-held",
                               .at = ef->obj.needed,
                               .name = name,
                               .chain = ef->obj.needed_chain,
                               .confidence = -1,
                               .origin = q->origin,
                               .origin_chain = q->origin_chain,
                               .origin_note =
                                   hd_arena_fmt(&an->p->arena, "'%s' is acquired here", q->name),
                               .note = "another lock is released"};
            report_finding(an, &r);
        }
}

static void judge_pending(struct analysis *an)
{
    for (size_t i = 0; i < an->pending.len; i++) {
        const struct pending *q = &an->pending.data[i];
        bool contract = q->by_callers ? all_callers_release(an, q->func, q->cls)
                                      : somebody_hands_over(an, q->cls);
        if (contract)
            put_off_settle(an, q);
        if (contract ||
            hd_map_get(&an->acquired_twice, (uint64_t)q->origin.unit << 32 | q->origin.loc))
            continue;
        struct state path = {.trail = q->trail};
        struct report r = {.rule = "lock-held-at-return",
                           .at = q->at,
                           .name = q->name,
                           .state = &path,
                           .origin = q->origin,
                           .origin_chain = q->origin_chain,
                           .origin_note = "acquired here",
                           .note = "returns with the lock held",
                           .confidence = -1};
        report_finding(an, &r);
        report_sibling(an, q);
    }
}

/* An element that an index picks: does the function acquire one of that array under another name?
 * It may be the same. */
static bool may_be_another(const struct analysis *an, const struct summary *s, term key)
{
    const struct terms *t = &an->p->terms;
    uint32_t cls = term_has_index(t, key) ? term_class_decl(t, key) : UINT32_MAX;
    for (size_t i = 0; cls != UINT32_MAX && i < s->acqs.len; i++) {
        const struct acq *q = &s->acqs.data[i];
        uint32_t other = q->cls & CLASS_TERM && q->cls != NO_DECL
                             ? term_class_decl(t, q->cls & ~CLASS_TERM)
                             : q->cls;
        if (other == cls && q->lock != key)
            return true;
    }
    return false;
}

/* Releases of locks that cannot be held: in a thread's outermost function, or of a lock that the
 * program never acquires. */
static void judge_releases(struct analysis *an)
{
    struct program *p = an->p;
    for (uint32_t f = 0; f < p->func.len; f++) {
        const struct summary *s = &an->sum[f];
        const struct pfunc *fn = &p->func.data[f];
        bool root = (fn->spawned || fn->is_main) && fn->callers.len == 0;
        if (func_of(p, f)->flags & HD_FUNC_BROKEN)
            continue;
        for (unsigned x = 0; x < s->nexits; x++)
            for (unsigned e = 0; e < s->exit[x].neffects; e++) {
                const struct effect *ef = &s->exit[x].effect[e];
                const struct obj *o = &ef->obj;
                if (o->res->kind != HD_KIND_LOCK || (o->flags & (OBJ_MULTI | OBJ_ESCAPED)) ||
                    (o->entry != ENTRY_HELD && o->entry != ENTRY_SHARED))
                    continue;
                uint32_t cls = term_class_decl(&p->terms, ef->key);
                bool variable = cls != UINT32_MAX && pdecl_ir(p, cls)->kind != HD_DECL_PARAM;
                /* where a pointer leads, others may lead as well: guards keep such */
                bool ours = variable && term_at(&p->terms, ef->key)->kind != T_DEREF &&
                            (p->whole || (pdecl_ir(p, cls)->flags & HD_DECL_F_INTERNAL));
                uint32_t prog =
                    ours && !o->needed_chain
                        ? link_without(p, f, link_noted(&an->acquired, cls), an->acquires_some)
                        : NO_PROGRAM;
                bool never = prog != NO_PROGRAM;
                if ((!root && !never) || s->meets_some || may_be_another(an, s, ef->key) ||
                    (variable && contract_hands_over(p, f, cls)))
                    continue;
                const char *name = variable ? pdecl_label(p, cls) : NULL;
                struct report r = {.rule = "lock-not-held",
                                   .at = o->needed,
                                   .name = name,
                                   .chain = o->needed_chain,
                                   .detail =
                                       never ? hd_arena_fmt(&p->arena, "nothing in %s acquires it",
                                                            link_program_text(p, prog))
                                             : NULL,
                                   .note = "released here, never acquired before",
                                   .confidence = HD_CONF_MEDIUM};
                report_finding(an, &r);
            }
    }
}

static void judge_signal_handlers(struct analysis *an)
{
    struct program *p = an->p;
    for (uint32_t f = 0; f < p->func.len; f++) {
        const struct summary *s = &an->sum[f];
        for (size_t i = 0; p->func.data[f].signal_handler && i < s->acqs.len; i++) {
            const struct acq *q = &s->acqs.data[i];
            if (q->is_try || (q->res->traits & HD_TRAIT_NEVER_WAITS))
                continue;
            const char *name =
                q->cls == NO_DECL || (q->cls & CLASS_TERM) ? NULL : pdecl_label(p, q->cls);
            struct report r = {.rule = "lock-in-signal-handler",
                               .at = q->chain->at,
                               .name = name,
                               .chain = q->chain->next,
                               .confidence = -1,
                               .detail =
                                   hd_arena_fmt(&p->arena, "%s handles a signal", func_name(p, f))};
            report_finding(an, &r);
        }
    }
}

void judge_program(struct analysis *an)
{
    judge_parked(an);
    judge_pending(an);
    judge_releases(an);
    judge_signal_handlers(an);
    check_conditions(an);
    check_entries_throw(an);
    check_joins(an);
    check_unstoppable(an);
    judge_groups(an);
}
