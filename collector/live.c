/* Two looks at a process and what they prove; see live.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "collector/coverage.h"
#include "collector/describe.h"
#include "collector/libc_words.h"
#include "collector/live_internal.h"

enum { BETWEEN_MS = 250 };

static const char *const kind_names[] = {
#define HD_X(e, name, words) name,
    HD_LIVE_KINDS(HD_X)
#undef HD_X
};
static const char *const kind_words[] = {
#define HD_X(e, name, words) words,
    HD_LIVE_KINDS(HD_X)
#undef HD_X
};

const char *hd_live_kind_name(enum hd_live_kind k)
{
    return kind_names[k];
}

const char *hd_live_kind_words(enum hd_live_kind k)
{
    return kind_words[k];
}

void hd_live_note(struct hd_live *l, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    hd_vec_push(&l->note, hd_arena_vfmt(&l->process->arena, fmt, ap));
    va_end(ap);
}

static void free_thread(struct hd_live_thread *t)
{
    hd_vec_free(&t->owners);
    hd_vec_free(&t->holds);
}

static void free_look(struct hd_live_look *k)
{
    hd_vec_foreach(t, &k->thread) free_thread(t);
    hd_vec_free(&k->thread);
    hd_snapshot_free(&k->snap);
    k->probed = false;
}

void hd_live_free(struct hd_live *l)
{
    hd_vec_foreach(t, &l->thread) free_thread(t);
    hd_vec_free(&l->thread);
    hd_vec_free(&l->cycle);
    hd_vec_free(&l->note);
    hd_symbolizer_free(l->sym);
    hd_describe_free(l->desc);
}

uint32_t hd_live_find(const struct hd_live_look *k, uint32_t own_tid)
{
    for (uint32_t i = 0; own_tid && i < k->thread.len; i++) {
        if (k->thread.data[i].task.own_tid == own_tid)
            return i;
    }
    return UINT32_MAX;
}

/* What the kernel and the words in memory say of one thread. */
static void look_at_thread(const struct hd_process *p, const hd_task_vec *tasks,
                           struct hd_live_look *k, struct hd_live_thread *t)
{
    struct hd_futex_wait w;
    struct hd_words words;
    if (t->task.place != HD_TASK_IN_CALL)
        return;
    if (!hd_futex_wait(&t->task, &w)) {
        t->kind = HD_LIVE_CALL;
        return;
    }
    hd_words_read(p, tasks, &w, &words);
    t->kind = words.kind;
    t->address = words.object;
    t->word = words.value;
    t->timed = w.timed;
    uint32_t owner = hd_live_find(k, words.owner);
    if (owner != UINT32_MAX)
        hd_vec_push(&t->owners, owner);
    else
        t->stranger = words.owner;
}

/* One look. `wire`: the probe's file, or NULL. */
static int look(const struct hd_process *p, const struct hd_wire_file *wire, struct hd_live_look *k,
                struct hd_err *err)
{
    hd_task_vec tasks = {0};
    if (hd_process_tasks(p, &tasks, err) < 0) {
        hd_vec_free(&tasks);
        return -1;
    }
    hd_vec_foreach(t, &tasks)
    {
        struct hd_live_thread fresh = {.task = *t};
        hd_vec_push(&k->thread, fresh);
    }
    hd_vec_foreach(t, &k->thread)
    {
        if (p->readable)
            look_at_thread(p, &tasks, k, t);
    }
    k->probed = wire && hd_snapshot_take(&k->snap, wire, HD_SNAP_WAITS, NULL) == 0;
    if (k->probed)
        hd_live_probe(k);
    hd_vec_free(&tasks);
    return 0;
}

static bool same_owners(const struct hd_live_look *a, const struct hd_live_thread *x,
                        const struct hd_live_look *b, const struct hd_live_thread *y)
{
    bool same = x->owners.len == y->owners.len;
    for (size_t n = 0; same && n < x->owners.len; n++)
        same = a->thread.data[x->owners.data[n]].task.tid ==
               b->thread.data[y->owners.data[n]].task.tid;
    return same;
}

/* Whether thread `i` of the later look is in the very same sleep as before. */
static bool unmoved(const struct hd_live_look *before, const struct hd_live_look *now, uint32_t i)
{
    const struct hd_live_thread *t = &now->thread.data[i], *b;
    uint32_t at = hd_live_find(before, t->task.own_tid);
    if (at == UINT32_MAX)
        return false;
    b = &before->thread.data[at];
    const struct hd_task *x = &b->task, *y = &t->task;
    if (x->tid != y->tid || b->kind != t->kind || b->address != t->address || b->seq != t->seq ||
        !same_owners(before, b, now, t))
        return false;
    if (t->kind == HD_LIVE_SPIN ||
        t->kind == HD_LIVE_USER_LOCK) /* it runs; the probe says that it asks for the same lock */
        return true;
    return x->state != 'R' && y->state != 'R' && x->place == y->place && x->call == y->call &&
           x->switches == y->switches && x->sp == y->sp && x->pc == y->pc &&
           !memcmp(x->arg, y->arg, sizeof x->arg);
}

/* ---- closed chains: depth first over those that are stuck, one cycle per group of threads ---- */

struct walk {
    struct hd_live *l;
    const struct hd_live_look *k;
    enum { NEW, ON_PATH, DONE, MOVES } * colour;
    HD_VEC(uint32_t) path;
    HD_VEC(uint32_t) cursor; /* next owner to look at, parallel to path */
};

static void add_cycle(struct walk *w, uint32_t back_to)
{
    size_t start = 0;
    while (w->path.data[start] != back_to)
        start++;
    size_t len = w->path.len - start;
    struct hd_live_cycle c = {
        hd_arena_dup(&w->l->process->arena, w->path.data + start, len * sizeof(uint32_t)), len};
    hd_vec_push(&w->l->cycle, c);
}

static void step_down(struct walk *w, uint32_t to)
{
    w->colour[to] = ON_PATH;
    hd_vec_push(&w->path, to);
    hd_vec_push(&w->cursor, 0);
}

static void walk_from(struct walk *w, uint32_t start)
{
    bool closed = false;
    step_down(w, start);
    while (w->path.len && !closed) {
        const struct hd_live_thread *t = &w->k->thread.data[hd_vec_last(&w->path)];
        uint32_t *n = &hd_vec_last(&w->cursor);
        if (*n == t->owners.len) {
            w->colour[hd_vec_pop(&w->path)] = DONE;
            w->cursor.len--;
            continue;
        }
        uint32_t next = t->owners.data[(*n)++];
        closed = w->colour[next] == ON_PATH;
        if (closed)
            add_cycle(w, next);
        else if (w->colour[next] == NEW)
            step_down(w, next);
    }
    hd_vec_foreach(i, &w->path) w->colour[*i] = DONE;
    hd_vec_clear(&w->path);
    hd_vec_clear(&w->cursor);
}

static void find_cycles(struct hd_live *l, const struct hd_live_look *before,
                        const struct hd_live_look *now)
{
    struct walk w = {.l = l, .k = now};
    uint32_t n = (uint32_t)now->thread.len;
    w.colour = calloc(n + 1, sizeof *w.colour);
    if (!w.colour)
        hd_oom();
    for (uint32_t i = 0; i < n; i++) {
        const struct hd_live_thread *t = &now->thread.data[i];
        if (!t->owners.len || t->timed || !unmoved(before, now, i))
            w.colour[i] = MOVES;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (w.colour[i] == NEW)
            walk_from(&w, i);
    }
    free(w.colour);
    hd_vec_free(&w.path);
    hd_vec_free(&w.cursor);
}

/* Everybody who waits for a lock proves that its owner holds it. */
static void infer_holds(struct hd_live *l)
{
    hd_vec_foreach(t, &l->thread)
    {
        bool lock = t->kind >= HD_LIVE_MUTEX && t->kind <= HD_LIVE_STREAM;
        for (size_t n = 0; lock && n < t->owners.len; n++) {
            struct hd_live_thread *owner = &l->thread.data[t->owners.data[n]];
            bool known = false;
            hd_vec_foreach(h, &owner->holds) known |= h->address == t->address;
            struct hd_live_lock held = {t->kind, t->address, t->label, false};
            if (!known)
                hd_vec_push(&owner->holds, held);
        }
    }
}

/* What the program's file says that limits the view. */
static void note_limits(struct hd_live *l)
{
    struct hd_process *p = l->process;
    struct hd_elf_kind k;
    char path[64];
    snprintf(path, sizeof path, "/proc/%u/exe", p->pid);
    bool known = hd_elf_inspect(path, &k);
    if (known && k.other_class) {
        p->readable = false;
        p->why = "it is a program of another word size, whose locks heddle does not know";
    }
    if (!p->readable)
        hd_live_note(l, "what the threads wait for cannot be read: %s", p->why);
    if (known && k.go)
        hd_live_note(l, "a Go program: its goroutines and their locks are not seen, only the "
                        "threads of the Go run time");
}

/* Two looks; `second` is the one that is told. */
static int look_twice(struct hd_live *l, struct hd_live_look *first, struct hd_live_look *second,
                      struct hd_err *err)
{
    struct hd_wire_file wire = {.fd = -1};
    struct hd_err why = {{0}};
    l->wire = hd_process_wire(l->process);
    if (l->wire && hd_wire_open(&wire, l->wire, &why) < 0) {
        hd_live_note(l, "the probe's file is left out: %s", why.msg);
        l->wire = NULL;
    }
    const struct hd_wire_file *file = l->wire ? &wire : NULL;
    int rc = look(l->process, file, first, err);
    nanosleep(&(struct timespec){.tv_nsec = BETWEEN_MS * 1000000L}, NULL);
    if (rc == 0)
        rc = look(l->process, file, second, err);
    if (l->wire)
        hd_wire_close(&wire);
    return rc;
}

static void name_all(struct hd_live *l, struct hd_live_look *k, const char *root)
{
    struct hd_process *p = l->process;
    l->sym = hd_symbolizer_new(root, p->pid);
    l->desc = k->probed ? hd_describe_new(root, p->pid) : NULL;
    struct hd_err err = {{0}};
    struct hd_unwind *u = p->readable ? hd_unwind_new(p->pid, &err) : NULL;
    if (p->readable)
        hd_process_modules(p, l->sym);
    if (p->readable && !u)
        hd_live_note(l, "no stacks: %s", err.msg);
    if (u)
        hd_live_stacks(l, u);
    hd_unwind_free(u);
    if (l->desc)
        hd_live_probe_names(l, k);
    hd_live_names(l, root);
    infer_holds(l);
}

int hd_live_look(struct hd_live *l, struct hd_process *p, const char *root, struct hd_err *err)
{
    struct hd_live_look first = {0}, second = {0};
    *l = (struct hd_live){.process = p};
    note_limits(l);
    int rc = look_twice(l, &first, &second, err);
    if (rc == 0) {
        find_cycles(l, &first, &second);
        l->thread.data = second.thread.data;
        l->thread.len = second.thread.len;
        l->thread.cap = second.thread.cap;
        second.thread.data = NULL;
        second.thread.len = second.thread.cap = 0;
        name_all(l, &second, root);
    }
    free_look(&first);
    free_look(&second);
    return rc;
}
