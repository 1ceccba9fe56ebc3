/* Phase two from end to end: program, functions bottom-up, program-wide judgements, facts.
 * SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/flow/analyze.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/flow/flow.h"
#include "analyzer/flow/memo.h"
#include "core/hash.h"

static void look_up_words(struct analysis *an)
{
    const struct hd_automaton *a = hd_model_automaton(an->p->model, HD_KIND_LOCK);
    struct lock_words *w = &an->lw;
    *w = (struct lock_words){-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    if (!a)
        return;
    w->free = hd_automaton_state(a, "free");
    w->held = hd_automaton_state(a, "held");
    w->shared = hd_automaton_state(a, "held_shared");
    w->acquire = hd_automaton_event(a, "acquire");
    w->acquire_shared = hd_automaton_event(a, "acquire_shared");
    w->release = hd_automaton_event(a, "release");
    w->release_shared = hd_automaton_event(a, "release_shared");
    w->wait_on = hd_automaton_event(a, "wait_on");
    w->recover = hd_automaton_event(a, "recover");
    w->destroy = hd_automaton_event(a, "destroy");
    w->init = hd_automaton_event(a, "init");
}

static void look_up_kinds(struct analysis *an)
{
    for (unsigned k = 0; k < HD_KIND_COUNT; k++) {
        const struct hd_automaton *a = hd_model_automaton(an->p->model, (enum hd_kind)k);
        int st = a && a->start_static != HD_STATE_UNKNOWN ? a->start_static : -1;
        an->kind[k].rest = st < 0 ? NO_REST : (uint8_t)st;
        an->kind[k].owing = a ? owing_states(a) : 0;
        an->kind[k].init = a ? hd_automaton_event(a, "init") : -1;
    }
}

/* Does the program do anything to wait groups or channels? */
static bool counts_users(const struct analysis *an)
{
    for (size_t d = 0; d < an->p->decl.len; d++)
        for (uint32_t k = 0; k < an->p->decl.data[d].nops; k++) {
            const struct hd_resource *r = an->p->decl.data[d].ops[k].on;
            if (r && (r->kind == HD_KIND_WAITGROUP || r->kind == HD_KIND_CHANNEL))
                return true;
        }
    return an->homes.len > 0;
}

static bool calls_itself(const struct program *p, uint32_t f)
{
    for (size_t i = 0; i < p->func.data[f].calls.len; i++)
        if (p->func.data[f].calls.data[i].to == f)
            return true;
    return false;
}

static uint64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* Keeps the slowest sorted; rounds of one function add up while it is among them. */
static void note_slow(const struct program *p, uint32_t f, uint64_t us, struct hd_slowest *s)
{
    struct hd_slow_function one = {.function = f, .us = us};
    size_t at = 0;
    while (at < s->n && s->fn[at].function != f)
        at++;
    if (at == s->n && s->n == HD_SLOWEST && s->fn[s->n - 1].us >= us)
        return;
    if (at < s->n)
        one.us += s->fn[at].us;
    else if (s->n < HD_SLOWEST)
        s->n++;
    else
        at--;
    struct hd_site site = site_of(p, p->func.data[f].unit, func_of(p, f)->loc, f);
    snprintf(one.name, sizeof one.name, "%s", func_name(p, f));
    snprintf(one.file, sizeof one.file, "%s", site.file ? site.file : "");
    for (; at > 0 && s->fn[at - 1].us < one.us; at--)
        s->fn[at] = s->fn[at - 1];
    s->fn[at] = one;
}

/* Components of mutually recursive functions are analysed twice: the first round sees callees of
 * its own component as doing nothing, the second sees what the first found. */
static void analyze_all(struct analysis *an, struct hd_slowest *slowest)
{
    struct program *p = an->p;
    for (size_t i = 0; i < p->order.len;) {
        size_t end = i + 1;
        while (end < p->order.len &&
               p->func.data[p->order.data[end]].scc == p->func.data[p->order.data[i]].scc)
            end++;
        bool twice = end - i > 1 || calls_itself(p, p->order.data[i]);
        if (an->memo && memo_recall(an->memo, &p->order.data[i], end - i)) {
            i = end;
            continue;
        }
        if (an->memo)
            memo_begin(an->memo, &p->order.data[i], end - i);
        for (int round = 0; round < 1 + twice; round++)
            for (size_t k = i; k < end; k++) {
                uint64_t before = slowest ? clock_us() : 0;
                analyze_function(an, p->order.data[k]);
                if (slowest)
                    note_slow(p, p->order.data[k], clock_us() - before, slowest);
            }
        if (an->memo)
            memo_end(an->memo, &p->order.data[i], end - i);
        i = end;
    }
}

static int cmp_str(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int by_place(const void *x, const void *y)
{
    const struct hd_finding *a = x, *b = y;
    int c = cmp_str(a->site.file, b->site.file);
    if (!c)
        c = (a->site.line > b->site.line) - (a->site.line < b->site.line);
    if (!c)
        c = (a->site.column > b->site.column) - (a->site.column < b->site.column);
    if (!c)
        c = cmp_str(a->rule, b->rule);
    return c ? c : cmp_str(a->message, b->message);
}

static int ascending(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

static void list_names(const struct program *p, struct hd_analyze_result *out)
{
    for (size_t f = 0; f < p->func.len; f++)
        hd_vec_push(&out->function_names, hd_hash_str(func_name(p, (uint32_t)f)));
    if (p->func.len)
        qsort(out->function_names.data, p->func.len, sizeof *out->function_names.data, ascending);
}

static void free_analysis(struct analysis *an)
{
    for (size_t f = 0; f < an->p->func.len; f++) {
        struct summary *s = &an->sum[f];
        hd_vec_free(&s->acqs);
        hd_vec_free(&s->pairs);
        hd_vec_free(&s->inner);
        hd_vec_free(&s->blocks);
        hd_vec_free(&s->waits);
        hd_vec_free(&s->thrown);
        hd_vec_free(&s->mods);
        hd_vec_free(&s->outs);
        hd_vec_free(&s->releases);
        hd_vec_free(&s->hands_over);
        hd_vec_free(&s->spawned);
        hd_vec_free(&s->duties);
        hd_vec_free(&s->starts);
        hd_vec_free(&s->kept);
        hd_vec_free(&s->deeds);
        hd_vec_free(&s->closes);
    }
    memo_free(an->memo);
    free_releases(an);
    settled_free(an);
    hd_map_free(&an->finding_keys);
    hd_map_free(&an->chains);
    hd_vec_free(&an->edges);
    hd_map_free(&an->edge_keys);
    hd_map_free(&an->instance_name);
    hd_vec_free(&an->parked);
    hd_map_free(&an->discharged);
    hd_map_free(&an->freed_records);
    hd_map_free(&an->acquired);
    hd_map_free(&an->acquired_twice);
    hd_vec_free(&an->held_calls);
    hd_map_free(&an->held_keys);
    hd_vec_free(&an->spawns);
    hd_map_free(&an->beside);
    hd_map_free(&an->of_rounds);
    hd_vec_free(&an->creations);
    hd_vec_free(&an->joins);
    hd_map_free(&an->creation_keys);
    hd_map_free(&an->last_join);
    hd_vec_free(&an->pending);
    hd_vec_free(&an->put_off);
    hd_vec_free(&an->conds);
    hd_map_free(&an->cond_of);
    hd_vec_free(&an->signals);
    hd_vec_free(&an->held_waits);
    hd_map_free(&an->entry_at);
    hd_map_free(&an->own);
    hd_vec_free(&an->needs_held);
    hd_vec_free(&an->late_adds);
    hd_vec_free(&an->group_adds);
    hd_vec_free(&an->homes);
}

void hd_analyze(const struct hd_ir *units, size_t n, const struct hd_model *m,
                const struct hd_analyze_options *opt, struct hd_analyze_result *out)
{
    struct program p;
    *out = (struct hd_analyze_result){0};
    program_init(&p, m, units, n, opt->objects, opt->root);
    p.whole &= !opt->library;
    scan_inits(&p);
    struct analysis an = {.p = &p};
    an.sum = hd_arena_array(&p.arena, struct summary, p.func.len + 1);
    look_up_words(&an);
    look_up_kinds(&an);
    promise_discharges(&an);
    scan_releases(&an);
    find_homemade(&an);
    an.counts_users = counts_users(&an);
    if (opt->memory && !opt->suggest)
        an.memo = memo_new(&an, opt->memory);
    analyze_all(&an, opt->slowest);
    if (an.memo)
        memo_finish(an.memo);
    judge_program(&an);
    if (opt->suggest)
        suggest_models(&an, &p.arena, &out->suggestions);
    build_lock_facts(&an, &p.arena, &out->facts);
    if (an.findings.len > 0)
        qsort(an.findings.data, an.findings.len, sizeof *an.findings.data, by_place);
    hd_fingerprint_all(an.findings.data, an.findings.len, &p.arena);
    out->findings.data = an.findings.data;
    out->findings.len = an.findings.len;
    out->findings.cap = an.findings.cap;
    out->functions = p.func.len;
    list_names(&p, out);
    for (size_t f = 0; f < p.func.len; f++)
        out->blocks += func_of(&p, (uint32_t)f)->nblocks;
    free_analysis(&an);
    out->arena = p.arena; /* strings of the results live on */
    p.arena = (struct hd_arena){0};
    program_free(&p);
}

void hd_analyze_result_free(struct hd_analyze_result *r)
{
    hd_vec_free(&r->findings);
    hd_vec_free(&r->suggestions);
    hd_vec_free(&r->function_names);
    hd_lock_facts_free(&r->facts);
    hd_arena_free(&r->arena);
}
