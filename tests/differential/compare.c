/* What `heddle check` says of random programs, against what really can happen in them:
 *
 *   a thread that can acquire what it holds, and not a word about it      missed
 *   an unlock that is called wrong and never is                           false alarm
 *   two threads that can block each other, and no cycle; or a cycle, and no two runs acquire the
 *   two locks in both orders with nothing to guard them
 *
 * Cycles are compared in programs without other mistakes only: who unlocks what he does not hold
 * has made the order of locks meaningless.
 *
 *   differential N [SEED]      N programs from SEED (1) on; exit status 1: there is a difference
 *   differential --show SEED    one program, what can happen and what heddle says
 *
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/flow/analyze.h"
#include "analyzer/frontend/frontend.h"
#include "graph/graph.h"
#include "program.h"
#include "tests/scratch.h"

/* What heddle says, in the terms of struct truth. */
struct verdict {
    bool double_acquire, held_at_return;
    bool false_unlock; /* lock-not-held, and none of its lines is that of a wrong unlock */
    bool cycle[LOCKS][LOCKS];
};

static bool is_wrong(const struct truth *t, uint32_t line)
{
    return t->wrong_unlock[line / 64 % 4] >> line % 64 & 1;
}

static void note_finding(struct verdict *v, const struct truth *t, const struct hd_finding *f)
{
    if (f->filtered)
        return;
    v->double_acquire |= strcmp(f->rule, "lock-double-acquire") == 0;
    v->held_at_return |= strncmp(f->rule, "lock-held-at", 12) == 0;
    if (strcmp(f->rule, "lock-not-held") != 0)
        return;
    bool right = is_wrong(t, f->site.line);
    for (size_t i = 0; i < f->nsteps; i++)
        right |= is_wrong(t, f->step[i].site.line);
    v->false_unlock |= !right;
}

/* "global:m1@program.c": the number; -1. */
static int number_of(const char *key)
{
    const char *colon = strchr(key, ':');
    return colon && colon[1] == 'm' && colon[2] >= '0' && colon[2] < '0' + LOCKS ? colon[2] - '0'
                                                                                 : -1;
}

static void note_cycles(struct verdict *v, const struct hd_lock_facts *f)
{
    struct hd_arena a = {0};
    hd_lock_cycle_vec cycles = {0};
    hd_lock_order_cycles(f, NULL, &a, &cycles);
    hd_vec_foreach(c, &cycles)
    {
        if (c->finding.filtered || c->len != 2)
            continue;
        int l = number_of(f->cls.data[c->cls[0]].key), m = number_of(f->cls.data[c->cls[1]].key);
        if (l >= 0 && m >= 0)
            v->cycle[l][m] = v->cycle[m][l] = true;
    }
    hd_vec_free(&cycles);
    hd_arena_free(&a);
}

static bool judge(const struct hd_buf *source, const char *dir, const struct truth *t,
                  struct verdict *v, bool show)
{
    char path[256];
    snprintf(path, sizeof path, "%s/program.c", dir);
    struct hd_overlay overlay = {path, source->data, source->len};
    struct hd_unit unit = {.file = path, .directory = dir};
    struct hd_frontend_options fo = {.root = dir, .overlay = &overlay, .noverlay = 1};
    struct hd_unit_result lowered;
    struct hd_err err = {0};
    struct hd_model *model = NULL;
    struct hd_ir ir;
    *v = (struct verdict){0};
    bool ok = hd_frontend_lower_one(&unit, &fo, &lowered) == 0 && !lowered.diagnostics &&
              hd_ir_open(&ir, lowered.blob, lowered.size, &err) == 0 &&
              hd_model_new(&model, &err) == 0;
    if (ok) {
        struct hd_analyze_result r;
        struct hd_analyze_options ao = {.root = dir};
        hd_model_select(model, &ir, 1);
        hd_analyze(&ir, 1, model, &ao, &r);
        hd_vec_foreach(f, &r.findings)
        {
            note_finding(v, t, f);
            if (show)
                printf("%u: %s%s%s %s\n", f->site.line, f->message, f->filtered ? " hidden: " : "",
                       f->filtered ? f->filtered : "", f->rule);
        }
        note_cycles(v, &r.facts);
        for (int l = 0; show && l < LOCKS; l++)
            for (int m = l + 1; m < LOCKS; m++)
                if (v->cycle[l][m])
                    printf("cycle(m%d, m%d)\n", l, m);
        hd_analyze_result_free(&r);
    } else {
        printf("not understood: %s%s\n", err.msg,
               lowered.diagnostics ? lowered.diagnostics
               : lowered.error     ? lowered.error
                                   : "");
    }
    hd_model_free(model);
    hd_unit_result_free(&lowered);
    return ok;
}

enum difference { AGREE, MISSED_DOUBLE, FALSE_UNLOCK, MISSED_CYCLE, FALSE_CYCLE, BROKEN, NKINDS };
static const char *const what[] = {"agree",        "missed double acquire", "false lock-not-held",
                                   "missed cycle", "false cycle",           "not understood"};

static enum difference differ(const struct truth *t, const struct verdict *v)
{
    /* A lock left held where it should not be is the same defect, told where it is made. */
    if (t->double_acquire && !v->double_acquire && !v->held_at_return)
        return MISSED_DOUBLE;
    /* Behind an acquisition that never comes back nothing happens any more. */
    if (t->double_acquire || t->maybe_double)
        return AGREE;
    /* What a function left held, and was told of, counts as released from there on. */
    if (v->false_unlock && !(v->held_at_return && t->misused))
        return FALSE_UNLOCK;
    if (t->misused)
        return AGREE;
    for (int l = 0; l < LOCKS; l++)
        for (int m = 0; m < LOCKS; m++)
            if (t->cycle[l][m] ? !v->cycle[l][m] : v->cycle[l][m] && !t->both_orders[l][m])
                return t->cycle[l][m] ? MISSED_CYCLE : FALSE_CYCLE;
    return AGREE;
}

static void print_truth(const struct truth *t)
{
    printf("can happen:%s%s", t->double_acquire ? " double acquire" : "",
           t->misused ? " misuse" : "");
    for (int l = 0; l < LOCKS; l++)
        for (int m = l + 1; m < LOCKS; m++)
            if (t->cycle[l][m])
                printf(" deadlock(m%d, m%d)", l, m);
    for (uint32_t line = 0; line < 256; line++)
        if (t->wrong_unlock[line / 64] >> line % 64 & 1)
            printf(" unlock of what is not held in line %u", line);
    puts("");
}

static enum difference one(uint64_t seed, const char *dir, bool show)
{
    struct program p;
    struct truth t;
    struct verdict v;
    struct hd_buf source = {0};
    generate(&p, seed);
    write_source(&p, &source);
    find_truth(&p, &t);
    if (show) {
        fputs(source.data, stdout);
        print_truth(&t);
    }
    enum difference d = judge(&source, dir, &t, &v, show) ? differ(&t, &v) : BROKEN;
    if (show)
        puts(what[d]);
    hd_buf_free(&source);
    return d;
}

int main(int argc, char **argv)
{
    unsigned long count[NKINDS] = {0};
    if (argc < 2) {
        fputs("usage: differential N [SEED] | --show SEED\n", stderr);
        return 2;
    }
    char *dir = scratch_folder("differential");
    bool show = strcmp(argv[1], "--show") == 0;
    unsigned long n = show ? 1 : strtoul(argv[1], NULL, 10);
    unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    for (unsigned long i = 0; i < n; i++) {
        enum difference d = one(seed + i, dir, show);
        count[d]++;
        if (d != AGREE && !show)
            printf("seed %lu: %s\n", seed + i, what[d]);
    }
    unsigned long differences = 0;
    for (int d = 0; d < NKINDS; d++) {
        count[AGREE] = d ? count[AGREE] : n;
        differences += d ? count[d] : 0;
    }
    printf("%lu programs, %lu differences", n, differences);
    for (int d = 1; d < NKINDS; d++)
        printf(", %lu %s", count[d], what[d]);
    puts("");
    (void)scratch_remove(dir);
    return differences != 0;
}
