/* Steps of a witness from stacks; see findings.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "collector/findings.h"

enum { MAX_STEPS_PER_STACK = 8 };

/* The frames of a stack that are worth a step, outermost first: the project's. */
typedef HD_VEC(const struct hd_frame *) frame_vec;

static frame_vec own_frames(struct hd_judging *j, const struct hd_stack *stack)
{
    frame_vec v = {0};
    const struct hd_frame *first = NULL;
    for (size_t i = 0; i < stack->len; i++) {
        const struct hd_frame *f = &stack->frame[i];
        if (!hd_describe_is_project(j->d, f))
            continue;
        if (first && first->site.file && !f->site.file)
            continue; /* start-up code without source says nothing besides frames that have one */
        first = first ? first : f;
        hd_vec_push(&v, f);
    }
    for (size_t i = 0; i < v.len / 2; i++) {
        const struct hd_frame *other = v.data[i];
        v.data[i] = v.data[v.len - 1 - i];
        v.data[v.len - 1 - i] = other;
    }
    return v;
}

/* Tells the frames from `skip` on: calls, and `note` at the last one. */
static void put_steps(struct hd_judging *j, hd_step_vec *steps, const char *thread,
                      const frame_vec *v, size_t skip, const char *note)
{
    if (v->len - skip > MAX_STEPS_PER_STACK)
        skip = v->len - MAX_STEPS_PER_STACK;
    for (size_t i = skip; i < v->len; i++) {
        struct hd_step step = {.thread = thread, .site = v->data[i]->site, .note = note};
        if (i + 1 < v->len)
            step.note =
                hd_arena_fmt(hd_describe_arena(j->d), "calls %s", v->data[i + 1]->site.function);
        hd_vec_push(steps, step);
    }
}

static void put_bare_step(struct hd_judging *j, hd_step_vec *steps, const char *thread,
                          const struct hd_stack *stack, const char *note)
{
    struct hd_step step = {thread, hd_describe_site(j->d, stack), note};
    hd_vec_push(steps, step);
}

void hd_steps_from_stack(struct hd_judging *j, hd_step_vec *steps, const char *thread,
                         const struct hd_stack *stack, const char *note)
{
    frame_vec v = own_frames(j, stack);
    hd_vec_push(&j->seen, stack);
    if (v.len)
        put_steps(j, steps, thread, &v, 0, note);
    else
        put_bare_step(j, steps, thread, stack, note);
    hd_vec_free(&v);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static bool same_call(const struct hd_frame *a, const struct hd_frame *b)
{
    const struct hd_site *x = &a->site, *y = &b->site;
    return x->line == y->line && x->column == y->column && same_text(x->function, y->function) &&
           same_text(x->file, y->file);
}

/* How many calls from `at` on the later stack shares with the earlier one. */
static size_t shared_calls(const frame_vec *earlier, const frame_vec *later, size_t at)
{
    size_t n = 0;
    while (n + 1 < earlier->len && at + n + 1 < later->len &&
           same_call(earlier->data[n], later->data[at + n]))
        n++;
    return n;
}

/* Puts the first `n` calls of `calls` in the place of the first `old` ones. */
static void put_calls(frame_vec *v, size_t old, const frame_vec *calls, size_t n)
{
    frame_vec whole = {0};
    for (size_t i = 0; i < n; i++)
        hd_vec_push(&whole, calls->data[i]);
    for (size_t i = old; i < v->len; i++)
        hd_vec_push(&whole, v->data[i]);
    hd_vec_free(v);
    *v = whole;
}

/* What the probe took ends after so many frames, a stack of this moment goes on: the calls that are
 * missing are put before. */
static void complete(frame_vec *earlier, const frame_vec *later)
{
    size_t at = 1;
    if (earlier->len < 2 || shared_calls(earlier, later, 0))
        return;
    while (at < later->len && !shared_calls(earlier, later, at))
        at++;
    if (at < later->len)
        put_calls(earlier, 0, later, at);
}

/* Whether two stacks are of the same functions, and in the same places from `from` on. */
static bool alike(const frame_vec *a, const frame_vec *b, size_t from)
{
    for (size_t i = 0; i < a->len && i < b->len; i++) {
        bool same = i < from ? same_text(a->data[i]->site.function, b->data[i]->site.function)
                             : same_call(a->data[i], b->data[i]);
        if (!same)
            return false;
    }
    return a->len == b->len;
}

/* The probe takes one stack per place and depth, so that of the earlier moment may show another
 * call of its function. It does when the one that was taken at the later moment's place shows that
 * call, too, while the thread stands in a newer one. */
static void renew(frame_vec *earlier, const frame_vec *then, const frame_vec *later)
{
    size_t n = earlier->len ? earlier->len - 1 : 0;
    if (!n || then->len <= n || shared_calls(earlier, then, 0) != n || !alike(then, later, n))
        return;
    const struct hd_frame *a = earlier->data[n], *b = then->data[n];
    if (same_text(a->site.function, b->site.function) && !same_call(a, b))
        put_calls(earlier, n, later, n);
}

void hd_steps_from_moments(struct hd_judging *j, hd_step_vec *steps, const char *thread,
                           const struct hd_moment *before, const struct hd_moment *after)
{
    frame_vec one = own_frames(j, before->stack), two = own_frames(j, after->stack);
    if (one.len && two.len) {
        hd_vec_push(&j->seen, before->stack);
        hd_vec_push(&j->seen, after->stack);
        complete(&one, &two);
        if (after->then) {
            frame_vec then = own_frames(j, after->then);
            renew(&one, &then, &two);
            hd_vec_free(&then);
        }
        put_steps(j, steps, thread, &one, 0, before->note);
        put_steps(j, steps, thread, &two, shared_calls(&one, &two, 0), after->note);
    } else {
        hd_steps_from_stack(j, steps, thread, before->stack, before->note);
        hd_steps_from_stack(j, steps, thread, after->stack, after->note);
    }
    hd_vec_free(&one);
    hd_vec_free(&two);
}
