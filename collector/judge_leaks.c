/* What was left over at the end: threads nobody joined, timers nobody deleted. Alike ones, created
 * at one place, are one finding with a count.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "collector/judge.h"
#include "core/hash.h"
#include "core/map.h"
#include "core/stdlib.h"

/* After a signal the program may have been about to join; so many ended and unjoined threads of one
 * place are a leak all the same. */
enum { PILE = 20 };

struct group {
    uint32_t first; /* record index of the first one */
    uint64_t exited, alive;
    uint64_t first_ns, last_ns;
};

struct groups {
    struct hd_map index; /* key -> index into v */
    HD_VEC(struct group) v;
};

static struct group *group_of(struct groups *g, uint64_t key, uint32_t record)
{
    bool added;
    uint64_t *slot = hd_map_put(&g->index, key, &added);
    if (added) {
        struct group fresh = {.first = record};
        *slot = g->v.len;
        hd_vec_push(&g->v, fresh);
    }
    return &g->v.data[*slot];
}

static void groups_free(struct groups *g)
{
    hd_map_free(&g->index);
    hd_vec_free(&g->v);
}

static void add_time(struct group *g, uint64_t ns)
{
    if (!g->first_ns || ns < g->first_ns)
        g->first_ns = ns;
    if (ns > g->last_ns)
        g->last_ns = ns;
}

static bool owes_join(const struct hd_wire_thread *t)
{
    const uint32_t excused = HD_WIRE_THREAD_DETACHED | HD_WIRE_THREAD_JOINED | HD_WIRE_THREAD_MAIN |
                             HD_WIRE_THREAD_FOREIGN | HD_WIRE_THREAD_BORN_DETACHED |
                             HD_WIRE_THREAD_IGNORED;
    return t->state && t->state != HD_WIRE_THREAD_FAILED && !(t->flags & excused);
}

static uint64_t place_of(const struct hd_wire_thread *t)
{
    return hd_hash_mix(t->create_stack_id, t->start_pc);
}

static const char *how_left(struct hd_judging *j, const struct group *g, enum hd_end end)
{
    if (g->exited && g->alive)
        return hd_arena_fmt(hd_describe_arena(j->d),
                            "%llu had ended and %llu still ran when the program exited",
                            (unsigned long long)g->exited, (unsigned long long)g->alive);
    const char *one = g->exited + g->alive == 1 ? "it" : "they";
    if (g->alive)
        return hd_arena_fmt(hd_describe_arena(j->d), "%s still ran when the program exited", one);
    return hd_arena_fmt(hd_describe_arena(j->d), "%s ended and nobody waited%s", one,
                        end == HD_END_CUT ? " before the program was stopped" : "");
}

/* The frame of the library that created a thread by itself, in a call of the program; NULL when the
 * program's own code did. */
static const struct hd_frame *library_frame(struct hd_judging *j, const struct hd_stack *create)
{
    const struct hd_frame *by = NULL;
    for (size_t i = 0; i < create->len; i++) {
        const struct hd_frame *f = &create->frame[i];
        if (hd_describe_is_project(j->d, f))
            return by && f->module && strcmp(by->module, f->module) != 0 ? by : NULL;
        if (!by && f->module && *f->module != '?' &&
            strncmp(f->module, "libheddle_probe", 15) != 0 &&
            !hd_is_stdlib(f->module, f->site.file, f->site.function))
            by = f;
    }
    return NULL;
}

enum { SITES = 3 };

/* "xz and liblzma.so.5": the files whose code these sites can only tell as "module+0x12ab"; NULL
 * when all have names. */
static const char *without_names(struct hd_arena *a, const struct hd_site *const site[SITES])
{
    const char *module[SITES], *all = NULL;
    size_t n = 0;
    for (size_t i = 0; i < SITES; i++) {
        const char *function = site[i]->function, *at = function ? strstr(function, "+0x") : NULL;
        bool known = !at || *function == '?'; /* in no file */
        for (size_t k = 0; k < n && at; k++)
            known |= strncmp(module[k], function, (size_t)(at - function)) == 0;
        if (known)
            continue;
        module[n] = hd_arena_strn(a, function, (size_t)(at - function));
        all = all ? hd_arena_fmt(a, "%s and %s", all, module[n]) : module[n];
        n++;
    }
    return all;
}

static void tell_of_names(struct hd_judging *j, hd_step_vec *steps, const char *thread,
                          const struct hd_site *const site[SITES])
{
    struct hd_arena *a = hd_describe_arena(j->d);
    const char *files = without_names(a, site);
    if (!files)
        return;
    const char *note = hd_arena_fmt(a,
                                    "names and lines of %s need debug symbols: build with -g or "
                                    "install them (a package -dbgsym or -debuginfo), and run again",
                                    files);
    struct hd_step step = {.thread = thread, .note = note};
    hd_vec_push(steps, step);
}

static void report_threads(struct hd_judging *j, const struct group *g, enum hd_end end)
{
    struct hd_arena *a = hd_describe_arena(j->d);
    const struct hd_thread_desc *t = hd_describe_thread(j->d, j->s, g->first + 1, 0);
    const char *entry = t->entry.function ? t->entry.function : t->name;
    unsigned long long n = g->exited + g->alive;
    const struct hd_wire_thread *rec = &j->s->threads.rec[g->first];
    const struct hd_frame *by = t->own_entry ? NULL : library_frame(j, t->create_stack);
    const char *what =
        t->own_entry ? hd_arena_fmt(a, "that run%s %s", n == 1 ? "s" : "", entry)
        : by         ? hd_arena_fmt(a, "that %s started for %s", by->module, t->created.function)
                     : entry;
    const char *who = n == 1 ? hd_arena_fmt(a, "the thread %s is", what)
                             : hd_arena_fmt(a, "%llu threads %s are", n, what);
    const char *message =
        hd_arena_fmt(a, "%s never joined or detached: %s%s", who, how_left(j, g, end),
                     hd_lossy(j, j->s->threads.dropped, "threads"));
    const char *parent = hd_describe_thread(j->d, j->s, rec->parent_id, 0)->label;
    const struct hd_site start =
        by && rec->start_pc ? hd_describe_pc(j->d, rec->start_pc) : t->entry;
    const struct hd_site *const told[SITES] = {&t->created, by ? &by->site : &start, &start};
    const char *note = t->own_entry ? hd_arena_fmt(a, "creates a thread that runs %s", entry)
                       : by ? hd_arena_fmt(a, "calls into %s, which creates the thread in %s",
                                           by->module, by->site.function)
                            : "creates the thread";
    hd_step_vec steps = {0};
    hd_steps_from_stack(j, &steps, parent, t->create_stack, note);
    tell_of_names(j, &steps, parent, told);
    if ((t->entry.file && t->own_entry) || by) {
        struct hd_step step = {t->label, start, "runs here"};
        hd_vec_push(&steps, step);
    }
    hd_made_by(j, t->create_stack);
    hd_found_per_line(j, hd_found(j, "thread-leak", t->created, entry, message, &steps, n,
                                  g->first_ns, g->last_ns));
}

static void judge_threads(struct hd_judging *j, enum hd_end end)
{
    struct groups g = {0};
    for (uint32_t i = 0; i < j->s->threads.len; i++) {
        const struct hd_wire_thread *t = &j->s->threads.rec[i];
        if (!owes_join(t))
            continue;
        struct group *at = group_of(&g, place_of(t), i);
        bool exited = t->state == HD_WIRE_THREAD_EXITED;
        at->exited += exited;
        at->alive += !exited;
        add_time(at, t->created_ns);
    }
    hd_vec_foreach(at, &g.v)
    {
        if (end == HD_END_EXIT || at->exited >= PILE) {
            if (end != HD_END_EXIT)
                at->alive = 0;
            report_threads(j, at, end);
        }
    }
    groups_free(&g);
}

uint64_t hd_threads_unjudged(const struct hd_snapshot *s, enum hd_end end)
{
    struct groups g = {0};
    uint64_t n = 0;
    for (uint32_t i = 0; i < s->threads.len && end == HD_END_CUT; i++) {
        const struct hd_wire_thread *t = &s->threads.rec[i];
        if (owes_join(t) && t->state == HD_WIRE_THREAD_EXITED)
            group_of(&g, place_of(t), i)->exited++;
    }
    hd_vec_foreach(at, &g.v) n += at->exited < PILE ? at->exited : 0;
    groups_free(&g);
    return n;
}

static void report_timers(struct hd_judging *j, const struct group *g)
{
    struct hd_arena *a = hd_describe_arena(j->d);
    const struct hd_wire_timer *t = &j->s->timers.rec[g->first];
    const char *kind = t->kind == HD_WIRE_TIMER_FD ? "timer descriptor" : "timer";
    unsigned long long n = g->alive;
    const char *who =
        n == 1 ? hd_arena_fmt(a, "a %s is", kind) : hd_arena_fmt(a, "%llu %ss are", n, kind);
    const char *message = hd_arena_fmt(a, "%s created here and never %s", who,
                                       t->kind == HD_WIRE_TIMER_FD ? "closed" : "deleted");
    message = hd_arena_fmt(a, "%s%s", message, hd_lossy(j, j->s->timers.dropped, "timers"));
    const struct hd_stack *stack = hd_describe_stack(j->d, j->s, t->create_stack_id, t->create_pc);
    hd_step_vec steps = {0};
    hd_steps_from_stack(j, &steps,
                        hd_describe_thread(j->d, j->s, t->thread_id, t->thread_gen)->label, stack,
                        hd_arena_fmt(a, "creates a %s", kind));
    struct hd_site callback = t->function ? hd_describe_pc(j->d, t->function) : (struct hd_site){0};
    if (callback.file) {
        struct hd_step step = {"", callback, "is called when it fires"};
        hd_vec_push(&steps, step);
    }
    hd_made_by(j, stack);
    hd_found_per_line(j, hd_found(j, "timer-leak", hd_describe_site(j->d, stack),
                                  callback.function ? callback.function : kind, message, &steps, n,
                                  g->first_ns, g->last_ns));
}

/* A timerfd counts only when its descriptor was seen open at exit: close() is not watched. */
static void judge_timers(struct hd_judging *j)
{
    struct groups g = {0};
    for (uint32_t i = 0; i < j->s->timers.len; i++) {
        const struct hd_wire_timer *t = &j->s->timers.rec[i];
        if (t->state != HD_WIRE_TIMER_LIVE || t->flags & HD_WIRE_TIMER_IGNORED ||
            (t->kind == HD_WIRE_TIMER_FD && !(t->flags & HD_WIRE_TIMER_AT_EXIT)))
            continue;
        uint64_t place = t->create_stack_id ? t->create_stack_id : t->create_pc;
        struct group *at = group_of(&g, hd_hash_mix(hd_hash_mix(t->kind, place), t->function), i);
        at->alive++;
        add_time(at, t->created_ns);
    }
    hd_vec_foreach(at, &g.v) report_timers(j, at);
    groups_free(&g);
}

/* Somebody is in a send or receive: the channel was not forgotten. */
static bool in_use(const struct hd_snapshot *s, uint64_t address)
{
    for (uint32_t i = 0; i < s->slots.len; i++) {
        const struct hd_wire_slot *slot = &s->slots.rec[i];
        for (uint32_t k = 0; slot->state && k < hd_slot_depth(slot); k++) {
            if (slot->entry[k].address == address && slot->entry[k].activity == HD_WIRE_WAITING)
                return true;
        }
    }
    return false;
}

static void report_channels(struct hd_judging *j, const struct group *g)
{
    struct hd_arena *a = hd_describe_arena(j->d);
    const struct hd_wire_lock *l = &j->s->locks.rec[g->first];
    const struct hd_stack *stack = hd_describe_stack(j->d, j->s, l->init_stack_id, l->init_pc);
    unsigned long long n = g->alive;
    const char *who = n == 1 ? "a channel is" : hd_arena_fmt(a, "%llu channels are", n);
    const char *message = hd_arena_fmt(a, "%s created here and never closed or destroyed%s", who,
                                       hd_lossy(j, j->s->locks.dropped, "objects"));
    hd_step_vec steps = {0};
    hd_steps_from_stack(j, &steps, "", stack, "creates a channel");
    hd_found(j, "channel-leak", hd_describe_site(j->d, stack),
             hd_describe_lock(j->d, j->s, g->first + 1, 0)->cls.key, message, &steps, n, 0, 0);
}

/* One that is closed has had its end, and a variable of static storage is there as long as the
 * program. */
static void judge_channels(struct hd_judging *j)
{
    const uint32_t excused = HD_WIRE_LOCK_CLOSED | HD_WIRE_LOCK_STATIC | HD_WIRE_LOCK_IGNORED;
    struct groups g = {0};
    for (uint32_t i = 0; i < j->s->locks.len; i++) {
        const struct hd_wire_lock *l = &j->s->locks.rec[i];
        if (l->state != HD_WIRE_LOCK_LIVE || l->object != HD_WIRE_CHANNEL ||
            !(l->flags & HD_WIRE_LOCK_INIT_SEEN) || l->flags & excused || in_use(j->s, l->address))
            continue;
        uint64_t place = l->init_stack_id ? l->init_stack_id : l->init_pc;
        group_of(&g, hd_hash_mix(3, place), i)->alive++;
    }
    hd_vec_foreach(at, &g.v) report_channels(j, at);
    groups_free(&g);
}

void hd_judge_leaks(struct hd_judging *j, enum hd_end end)
{
    if (end == HD_END_RUNNING)
        return;
    judge_threads(j, end);
    if (end == HD_END_EXIT) {
        judge_timers(j);
        judge_channels(j);
    }
}
