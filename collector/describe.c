/* Names for stacks, locks and threads; see describe.h.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/describe.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/hash.h"
#include "core/map.h"

struct hd_describe {
    struct hd_symbolizer *sym;
    struct hd_arena arena;
    char *root;
    struct hd_map stacks; /* stack id, or hash of a PC -> struct hd_stack * */
    struct hd_map
        inside; /* struct hd_stack * that an annotation took -> the same for hd_describe_use */
    struct hd_map locks;   /* id, generation and name -> struct hd_lock_desc * */
    uint32_t met;          /* locks up to this id were described, in their order */
    struct hd_map origins; /* where a lock comes from -> struct hd_lock_class * */
    struct hd_map threads; /* id and generation -> struct hd_thread_desc * */
    struct hd_map names;   /* hash of a class key or a variable -> instances described so far */
};

static const struct hd_stack no_stack;

struct hd_describe *hd_describe_new(const char *root, uint32_t pid)
{
    struct hd_describe *d = calloc(1, sizeof *d);
    if (!d)
        hd_oom();
    d->root = hd_path_absolute(NULL, root ? root : ".");
    d->sym = hd_symbolizer_new(d->root, pid);
    return d;
}

void hd_describe_free(struct hd_describe *d)
{
    if (!d)
        return;
    hd_symbolizer_free(d->sym);
    hd_map_free(&d->stacks);
    hd_map_free(&d->inside);
    hd_map_free(&d->locks);
    hd_map_free(&d->origins);
    hd_map_free(&d->threads);
    hd_map_free(&d->names);
    hd_arena_free(&d->arena);
    free(d->root);
    free(d);
}

struct hd_arena *hd_describe_arena(struct hd_describe *d)
{
    return &d->arena;
}

void hd_describe_modules(struct hd_describe *d, const struct hd_snapshot *s)
{
    for (uint32_t i = 0; i < s->modules.len; i++) {
        const struct hd_wire_module *m = &s->modules.rec[i];
        if (!m->state)
            continue;
        struct hd_module_info info = {.path = m->path,
                                      .bias = m->bias,
                                      .start = m->start,
                                      .end = m->end,
                                      .build_id_len = m->build_id_len};
        memcpy(info.build_id, m->build_id, sizeof info.build_id);
        hd_symbolizer_add_module(d->sym, &info);
    }
}

static void *to_ptr(uint64_t v)
{
    return (void *)(uintptr_t)v;
}

static const struct hd_stack *symbolise_frames(struct hd_describe *d, const uint64_t *pc,
                                               uint32_t n)
{
    HD_VEC(struct hd_frame) v = {0};
    for (uint32_t i = 0; i < n; i++) {
        const struct hd_frame *f;
        size_t k = hd_symbolize_pc(d->sym, pc[i], true, &f);
        for (size_t j = 0; j < k; j++)
            hd_vec_push(&v, f[j]);
    }
    struct hd_stack *s = hd_arena_new(&d->arena, struct hd_stack);
    s->frame = hd_arena_dup(&d->arena, v.data, v.len * sizeof *v.data);
    s->len = v.len;
    hd_vec_free(&v);
    return s;
}

const struct hd_stack *hd_describe_pcs(struct hd_describe *d, const uint64_t *pc, size_t n)
{
    return symbolise_frames(d, pc, (uint32_t)n);
}

/* Annotations stand in the inside of a primitive: its caller counts, if that is known. */
static void note_inside(struct hd_describe *d, const struct hd_stack *stack)
{
    if (stack->len < 2 || !stack->frame[1].site.file ||
        !hd_frame_is_project(d->sym, &stack->frame[1]))
        return;
    struct hd_stack *use = hd_arena_new(&d->arena, struct hd_stack);
    *use = (struct hd_stack){stack->frame + 1, stack->len - 1};
    *hd_map_put(&d->inside, (uint64_t)(uintptr_t)stack, NULL) = (uint64_t)(uintptr_t)use;
}

const struct hd_stack *hd_describe_use(struct hd_describe *d, const struct hd_stack *stack)
{
    uint64_t *use = hd_map_get(&d->inside, (uint64_t)(uintptr_t)stack);
    return use ? to_ptr(*use) : stack;
}

const struct hd_stack *hd_describe_stack(struct hd_describe *d, const struct hd_snapshot *s,
                                         uint32_t stack_id, uint64_t pc)
{
    const struct hd_wire_stack *w =
        stack_id && stack_id <= s->stacks.len ? &s->stacks.rec[stack_id - 1] : NULL;
    bool stack = w && w->state && w->len;
    if (!stack && !pc)
        return &no_stack;
    uint64_t key = stack ? hd_hash_mix(1, stack_id) : hd_hash_mix(2, pc);
    bool added;
    uint64_t *slot = hd_map_put(&d->stacks, key, &added);
    if (added)
        *slot = (uint64_t)(uintptr_t)(stack ? symbolise_frames(d, w->frame, w->len)
                                            : symbolise_frames(d, &pc, 1));
    if (added && stack && w->state == HD_WIRE_STACK_ANNOTATION)
        note_inside(d, to_ptr(*slot));
    return to_ptr(*slot);
}

bool hd_describe_is_project(struct hd_describe *d, const struct hd_frame *f)
{
    return hd_frame_is_project(d->sym, f);
}

struct hd_site hd_describe_site(struct hd_describe *d, const struct hd_stack *stack)
{
    stack = hd_describe_use(d, stack);
    for (size_t i = 0; i < stack->len; i++) {
        if (hd_frame_is_project(d->sym, &stack->frame[i]))
            return stack->frame[i].site;
    }
    for (size_t i = 0; i < stack->len; i++) {
        if (!stack->frame[i].inlined)
            return stack->frame[i].site;
    }
    return (struct hd_site){0};
}

struct hd_site hd_describe_pc(struct hd_describe *d, uint64_t pc)
{
    const struct hd_frame *f;
    size_t n = hd_symbolize_pc(d->sym, pc, false, &f);
    return f[n - 1].site;
}

static const char *resource_name(uint32_t object)
{
    static const char *const names[] = {
        [HD_WIRE_MUTEX] = "mutex",     [HD_WIRE_RWLOCK] = "rwlock",
        [HD_WIRE_SPIN] = "spin",       [HD_WIRE_COND] = "condition",
        [HD_WIRE_SEM] = "semaphore",   [HD_WIRE_BARRIER] = "barrier",
        [HD_WIRE_USER_LOCK] = "lock",  [HD_WIRE_WAITGROUP] = "wait group",
        [HD_WIRE_CHANNEL] = "channel",
    };
    return object < sizeof names / sizeof *names && names[object] ? names[object] : "lock";
}

/* Of a primitive of the program's own making nobody knows what its functions are called. */
static const char *argument_at(struct hd_describe *d, const struct hd_wire_lock *l,
                               const struct hd_site *site, bool init)
{
    static const char *const words[2][5] = {{"lock", "acquire", "enter", "wait", NULL},
                                            {"init", "create", "make", "new", NULL}};
    const char *expr = NULL;
    if (l->object < HD_WIRE_USER_LOCK)
        return hd_source_argument(&d->arena, d->root, site, words[init][0]);
    for (int i = 0; words[init][i] && !expr; i++)
        expr = hd_source_argument(&d->arena, d->root, site, words[init][i]);
    return expr;
}

/* A lock without a variable: known by where it was initialised, or first used. The expression in
 * the source, when it can be read, keeps apart two locks that one function initialises. */
static void name_origin(struct hd_describe *d, const struct hd_snapshot *s,
                        const struct hd_wire_lock *l, struct hd_lock_class *c)
{
    bool init = l->init_stack_id || l->init_pc;
    const struct hd_stack *stack = init ? hd_describe_stack(d, s, l->init_stack_id, l->init_pc)
                                        : hd_describe_stack(d, s, l->first_stack_id, l->first_pc);
    struct hd_site site = hd_describe_site(d, stack);
    const char *fn = site.function ? site.function : "?", *file = site.file ? site.file : "";
    const char *expr = argument_at(d, l, &site, init);
    if (init)
        c->init = site;
    if (expr) {
        c->key = hd_arena_fmt(&d->arena, "init:%s:%s@%s", fn, expr, file);
        c->name = expr;
        return;
    }
    c->key = hd_arena_fmt(&d->arena, "init:%s@%s", fn, file);
    c->name = hd_arena_fmt(&d->arena, "%s %s in %s", c->resource,
                           init ? "initialised" : "first used", fn);
}

/* Read once for all locks that come from one place: there may be thousands. */
static void class_by_origin(struct hd_describe *d, const struct hd_snapshot *s,
                            const struct hd_wire_lock *l, struct hd_lock_class *c)
{
    const uint64_t from[] = {l->object, l->init_stack_id, l->init_pc, l->first_stack_id,
                             l->first_pc};
    bool init = from[1] || from[2], added;
    uint64_t *slot =
        hd_map_put(&d->origins, hd_hash(from, init ? 3 * sizeof *from : sizeof from), &added);
    if (added) {
        name_origin(d, s, l, c);
        *slot = (uint64_t)(uintptr_t)hd_arena_dup(&d->arena, c, sizeof *c);
    }
    const struct hd_lock_class *known = to_ptr(*slot);
    c->key = known->key;
    c->name = known->name;
    c->init = known->init;
}

static void class_by_symbol(struct hd_describe *d, const struct hd_snapshot *s,
                            const struct hd_wire_lock *l, const struct hd_variable *v,
                            struct hd_lock_class *c)
{
    c->key = v->key;
    c->name = v->name;
    c->symbol = v->symbol;
    c->decl = v->decl;
    if (l->init_stack_id || l->init_pc)
        c->init = hd_describe_site(d, hd_describe_stack(d, s, l->init_stack_id, l->init_pc));
}

/* Static storage that no symbol names (a stripped file): its place in the file tells locks apart.
 */
static bool class_by_place(struct hd_describe *d, const struct hd_wire_lock *l,
                           struct hd_lock_class *c)
{
    const char *place = hd_symbolizer_place(d->sym, HD_WIRE_ADDRESS(l->address));
    if (!place)
        return false;
    c->key = hd_arena_fmt(&d->arena, "global:%s@", place);
    c->name = hd_arena_fmt(&d->arena, "%s at %s", c->resource, place);
    return true;
}

/* The program's own word, from heddle_lock_class(). */
static void class_by_name(struct hd_describe *d, const struct hd_snapshot *s,
                          const struct hd_wire_lock *l, struct hd_lock_class *c)
{
    c->name = hd_arena_str(&d->arena, s->names.rec[l->name_id - 1].text);
    c->key = hd_arena_fmt(&d->arena, "name:%s", c->name);
    if (l->init_stack_id || l->init_pc)
        c->init = hd_describe_site(d, hd_describe_stack(d, s, l->init_stack_id, l->init_pc));
}

/* The record that the function with the annotation is handed: what a lock of that kind is. */
static const char *handle_type(struct hd_describe *d, const struct hd_snapshot *s,
                               const struct hd_wire_lock *l)
{
    uint32_t id = l->init_stack_id ? l->init_stack_id : l->first_stack_id;
    return id && s->stacks.rec[id - 1].state
               ? hd_symbolize_handle(d->sym, s->stacks.rec[id - 1].frame[0])
               : NULL;
}

/* Part of a variable: called by it (`a.lock`), else by the class. Whoever would have another one's
 * name gets a number: a second object of the class, or one that lies where the first lay. */
static const char *instance_label(struct hd_describe *d, const struct hd_lock_class *c,
                                  const char *path)
{
    bool part = path && strcmp(path, c->name) != 0;
    const char *name = part ? path : c->name;
    uint64_t key = part ? hd_hash_mix(hd_hash_str(path), 1) : hd_hash_str(c->key);
    uint64_t *n = hd_map_put(&d->names, key, NULL);
    ++*n;
    return *n == 1 ? name : hd_arena_fmt(&d->arena, "%s#%llu", name, (unsigned long long)*n);
}

/* A lock on a stack that nothing but a constant initialised: which one is it? */
static bool is_unnamed(const struct hd_wire_lock *l)
{
    return (l->flags & (HD_WIRE_LOCK_STACK | HD_WIRE_LOCK_INIT_SEEN)) == HD_WIRE_LOCK_STACK;
}

/* The variable of main that the lock is, or is a part of. */
static bool in_main(struct hd_describe *d, const struct hd_snapshot *s,
                    const struct hd_wire_lock *l, struct hd_variable *v)
{
    uint64_t size = l->object == HD_WIRE_MUTEX    ? sizeof(pthread_mutex_t)
                    : l->object == HD_WIRE_RWLOCK ? sizeof(pthread_rwlock_t)
                                                  : 0;
    return size && l->flags & HD_WIRE_LOCK_STACK &&
           hd_symbolize_main_local(d->sym, &s->header.main, l->address, size, v);
}

bool hd_describe_is_certain(struct hd_describe *d, const struct hd_snapshot *s,
                            const struct hd_wire_lock *l)
{
    struct hd_variable v;
    if (l->flags & HD_WIRE_LOCK_FOREIGN)
        return false;
    return !is_unnamed(l) || in_main(d, s, l, &v);
}

static struct hd_lock_desc *describe_lock(struct hd_describe *d, const struct hd_snapshot *s,
                                          const struct hd_wire_lock *l)
{
    struct hd_lock_desc *desc = hd_arena_new(&d->arena, struct hd_lock_desc);
    struct hd_variable v;
    const char *type = l->object < HD_WIRE_USER_LOCK ? NULL : handle_type(d, s, l), *path = NULL;
    desc->cls.resource = resource_name(l->object);
    desc->cls.recursive = (l->flags & HD_WIRE_LOCK_RECURSIVE) != 0;
    desc->order = l->object && HD_WIRE_IS_LOCK(l->object);
    if (l->name_id) {
        class_by_name(d, s, l, &desc->cls);
    } else if (hd_symbolize_object(d->sym, HD_WIRE_ADDRESS(l->address), type, &v) ||
               (is_unnamed(l) && in_main(d, s, l, &v))) {
        class_by_symbol(d, s, l, &v, &desc->cls);
        path = v.path;
    } else if (!class_by_place(d, l, &desc->cls)) {
        class_by_origin(d, s, l, &desc->cls);
        path = in_main(d, s, l, &v) ? v.path : NULL;
    }
    desc->label = instance_label(d, &desc->cls, path);
    return desc;
}

static const struct hd_lock_desc *describe_once(struct hd_describe *d, const struct hd_snapshot *s,
                                                const struct hd_wire_lock *l, uint32_t id)
{
    struct hd_variable v;
    uint64_t key = hd_hash_mix((uint64_t)l->generation << 32 | id, l->name_id);
    if (in_main(d, s, l, &v)) /* it may have had another name before that was known */
        key = hd_hash_mix(key, 1);
    bool added;
    uint64_t *slot = hd_map_put(&d->locks, key, &added);
    if (added) {
        struct hd_lock_desc *desc = describe_lock(d, s, l);
        *hd_map_get(&d->locks, key) = (uint64_t)(uintptr_t)desc;
        return desc;
    }
    return to_ptr(*slot);
}

/* Locks are numbered in the order in which the program made them, whichever is asked for first: so
 * everybody who reads the file has the same names for them. */
const struct hd_lock_desc *hd_describe_lock(struct hd_describe *d, const struct hd_snapshot *s,
                                            uint32_t id, uint32_t gen)
{
    const struct hd_wire_lock *l = hd_snap_lock(s, id, gen);
    if (!l)
        return NULL;
    while (d->met + 1 < id) {
        const struct hd_wire_lock *before = hd_snap_lock(s, ++d->met, 0);
        if (before && before->address)
            describe_once(d, s, before, d->met);
    }
    return describe_once(d, s, l, id);
}

const char *hd_describe_object(struct hd_describe *d, const struct hd_snapshot *s, uint32_t id,
                               uint32_t gen, uint64_t address)
{
    const struct hd_lock_desc *desc = hd_describe_lock(d, s, id, gen);
    for (uint32_t i = 0; !desc && address && i < s->locks.len; i++) {
        const struct hd_wire_lock *l = &s->locks.rec[i];
        if (l->state == HD_WIRE_LOCK_LIVE && l->address == address)
            desc = hd_describe_lock(d, s, i + 1, 0);
    }
    struct hd_variable v;
    if (desc)
        return desc->label;
    address = HD_WIRE_ADDRESS(address);
    if (address && hd_symbolize_data(d->sym, address, &v))
        return v.path ? v.path : v.name;
    return hd_arena_fmt(&d->arena, "the object at 0x%llx", (unsigned long long)address);
}

uint64_t hd_thread_key(const struct hd_snapshot *s, uint32_t id, uint32_t gen)
{
    const struct hd_wire_thread *t = hd_snap_thread(s, id, 0);
    if (!t)
        return 0;
    return (uint64_t)(gen ? gen : t->generation) << 32 | id;
}

/* A thread that has its creator's name was never given one: its entry function tells more. */
static const char *thread_name(struct hd_describe *d, const struct hd_snapshot *s,
                               const struct hd_wire_thread *t, const struct hd_site *entry)
{
    if (t->flags & HD_WIRE_THREAD_MAIN)
        return "main";
    if (t->flags & HD_WIRE_THREAD_TASK)
        return t->name[0] ? hd_arena_str(&d->arena, t->name) : "unnamed";
    const char *inherited = s->threads.len ? s->threads.rec[0].name : "";
    if (t->name[0] && strcmp(t->name, inherited) != 0)
        return hd_arena_str(&d->arena, t->name);
    if (entry->function)
        return entry->function;
    return t->flags & HD_WIRE_THREAD_FOREIGN ? "started unseen" : "?";
}

static const struct hd_thread_desc unknown_thread = {
    .label = "a thread", .name = "?", .create_stack = &no_stack};

/* The entry says something when it is the program's own. std::thread and the like start all threads
 * in one function of their library: then the place of creation tells them apart. */
static bool own_entry(struct hd_describe *d, uint64_t start_pc)
{
    const struct hd_frame *f;
    size_t n = start_pc ? hd_symbolize_pc(d->sym, start_pc, false, &f) : 0;
    return n && hd_frame_is_project(d->sym, &f[n - 1]);
}

/* With the number that the kernel has for it, to find it in other tools. */
static const char *thread_label(struct hd_describe *d, const struct hd_wire_thread *t, uint32_t id,
                                const char *name)
{
    bool tid = t->tid && !(t->flags & HD_WIRE_THREAD_TASK);
    if (t->flags & HD_WIRE_THREAD_MAIN)
        return tid ? hd_arena_fmt(&d->arena, "main thread (tid %u)", t->tid) : "main thread";
    if (t->flags & HD_WIRE_THREAD_TASK)
        return hd_arena_fmt(&d->arena, "task %u (%s)", id - 1, name);
    return tid ? hd_arena_fmt(&d->arena, "thread %u (%s, tid %u)", id - 1, name, t->tid)
               : hd_arena_fmt(&d->arena, "thread %u (%s)", id - 1, name);
}

static const struct hd_thread_desc *describe_thread(struct hd_describe *d,
                                                    const struct hd_snapshot *s,
                                                    const struct hd_wire_thread *t, uint32_t id)
{
    struct hd_thread_desc *desc = hd_arena_new(&d->arena, struct hd_thread_desc);
    if (t->start_pc)
        desc->entry = hd_describe_pc(d, t->start_pc);
    desc->create_stack = hd_describe_stack(d, s, t->create_stack_id, 0);
    desc->created = hd_describe_site(d, desc->create_stack);
    desc->own_entry = own_entry(d, t->start_pc);
    if (t->start_pc && !desc->own_entry && desc->created.function) {
        desc->entry = desc->created;
        desc->entry.function =
            hd_arena_fmt(&d->arena, HD_WORDS_STARTED_IN "%s", desc->created.function);
    }
    desc->name = thread_name(d, s, t, &desc->entry);
    desc->label = thread_label(d, t, id, desc->name);
    return desc;
}

/* Named anew as long as the thread may still name itself, or has not begun to run. */
const struct hd_thread_desc *hd_describe_thread(struct hd_describe *d, const struct hd_snapshot *s,
                                                uint32_t id, uint32_t gen)
{
    const struct hd_wire_thread *t = hd_snap_thread(s, id, gen);
    if (!t)
        return &unknown_thread;
    uint64_t key =
        hd_hash_mix((uint64_t)t->generation << 32 | id, hd_hash(t->name, sizeof t->name));
    key = hd_hash_mix(key, t->tid);
    bool added;
    uint64_t *slot = hd_map_put(&d->threads, key, &added);
    if (added) {
        const struct hd_thread_desc *desc = describe_thread(d, s, t, id);
        *hd_map_get(&d->threads, key) = (uint64_t)(uintptr_t)desc;
        return desc;
    }
    return to_ptr(*slot);
}
