/* Words for what live.c found: the functions a thread sleeps in, the variables it waits for.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <sys/syscall.h>

#include "collector/live_internal.h"

enum {
    PEEK_MOST = 4096,  /* threads whose stacks are looked at */
    LIBRARY_DEPTH = 8, /* frames that the way into a wait may take */
};

/* Functions that wait: what for, when the words in memory do not tell. Names without leading
 * underscores; `family` ones also when more follows ("pthread_cond_wait_common"). */
static const struct {
    const char *name;
    enum hd_live_kind kind;
    bool family;
} waits[] = {
    {"pthread_mutex_lock", HD_LIVE_MUTEX, true},
    {"pthread_mutex_timedlock", HD_LIVE_MUTEX, true},
    {"pthread_mutex_clocklock", HD_LIVE_MUTEX, true},
    {"mtx_lock", HD_LIVE_MUTEX, false},
    {"mtx_timedlock", HD_LIVE_MUTEX, false},
    {"pthread_rwlock_", HD_LIVE_RWLOCK, true},
    {"pthread_cond_", HD_LIVE_COND, true},
    {"cnd_wait", HD_LIVE_COND, false},
    {"cnd_timedwait", HD_LIVE_COND, false},
    {"sem_wait", HD_LIVE_SEM, false},
    {"sem_timedwait", HD_LIVE_SEM, false},
    {"sem_clockwait", HD_LIVE_SEM, false},
    {"new_sem_", HD_LIVE_SEM, true},
    {"pthread_barrier_", HD_LIVE_BARRIER, true},
    {"pthread_join", HD_LIVE_JOIN, true},
    {"pthread_timedjoin", HD_LIVE_JOIN, true},
    {"pthread_clockjoin", HD_LIVE_JOIN, true},
    {"thrd_join", HD_LIVE_JOIN, false},
    {"pthread_once", HD_LIVE_ONCE, true},
    {"call_once", HD_LIVE_ONCE, false},
    {"cxa_guard_acquire", HD_LIVE_ONCE, false},
    /* The inside of the C library, which may be linked statically. */
    {"lll_", HD_LIVE_NONE, true},
    {"futex_", HD_LIVE_NONE, true},
    {"do_futex_wait", HD_LIVE_NONE, true},
    {"libc_", HD_LIVE_NONE, true},
    {"syscall", HD_LIVE_NONE, true},
};

/* System calls that threads sleep in. The rest is told by number. */
static const struct {
    long number;
    const char *name;
} calls[] = {
#define CALL(n) {SYS_##n, #n}
    CALL(read),
    CALL(write),
    CALL(readv),
    CALL(writev),
    CALL(pread64),
    CALL(pwrite64),
    CALL(ppoll),
    CALL(pselect6),
    CALL(epoll_pwait),
    CALL(nanosleep),
    CALL(clock_nanosleep),
    CALL(accept),
    CALL(accept4),
    CALL(connect),
    CALL(recvfrom),
    CALL(recvmsg),
    CALL(recvmmsg),
    CALL(sendto),
    CALL(sendmsg),
    CALL(wait4),
    CALL(waitid),
    CALL(rt_sigtimedwait),
    CALL(rt_sigsuspend),
    CALL(flock),
    CALL(fcntl),
    CALL(fsync),
    CALL(fdatasync),
    CALL(msync),
    CALL(openat),
    CALL(close),
    CALL(ioctl),
    CALL(futex),
    CALL(io_getevents),
    CALL(semop),
    CALL(semtimedop),
    CALL(msgrcv),
    CALL(msgsnd),
    CALL(mq_timedreceive),
    CALL(mq_timedsend),
    CALL(splice),
    CALL(io_uring_enter),
    CALL(restart_syscall),
    CALL(exit),
    CALL(sched_yield),
    CALL(munmap),
    CALL(mmap),
    CALL(madvise),
#ifdef SYS_poll
    CALL(poll),
    CALL(select),
    CALL(epoll_wait),
    CALL(pause),
    CALL(open),
#endif
#undef CALL
};

static const char *call_name(struct hd_arena *a, long number)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (calls[i].number == number)
            return calls[i].name;
    }
    return hd_arena_fmt(a, "system call %ld", number);
}

static struct hd_stack symbolise(struct hd_live *l, const uint64_t *pc, size_t n)
{
    struct hd_arena *a = &l->process->arena;
    HD_VEC(struct hd_frame) v = {0};
    for (size_t i = 0; i < n; i++) {
        const struct hd_frame *f;
        size_t k = hd_symbolize_pc(l->sym, pc[i], i > 0, &f);
        for (size_t j = 0; j < k; j++) {
            if (!f[j].module || strncmp(f[j].module, "libheddle_probe", 15) != 0)
                hd_vec_push(&v, f[j]);
        }
    }
    struct hd_stack s = {hd_arena_dup(a, v.data, v.len * sizeof *v.data), v.len};
    hd_vec_free(&v);
    return s;
}

/* A function whose name is known: not "module+0x12". */
static bool is_named(const struct hd_frame *f)
{
    const char *name = f->site.function;
    size_t n = f->module ? strlen(f->module) : 0;
    return name && !(n && !strncmp(name, f->module, n) && !strncmp(name + n, "+0x", 3));
}

/* The row of waits[] for a function, or -1. */
static int wait_row(const char *name)
{
    for (size_t k = 0; k < sizeof waits / sizeof *waits; k++) {
        size_t n = strlen(waits[k].name);
        if (!strncmp(name, waits[k].name, n) && (waits[k].family || !name[n] || name[n] == '@'))
            return (int)k;
    }
    return -1;
}

/* Code in a file of the program, be it a template of the standard library that was compiled into
 * it: without debug information nothing tells what of the program's own is inlined there. */
static bool in_program(const struct hd_live *l, const struct hd_frame *f)
{
    struct hd_frame nameless = *f;
    if (!f->site.file)
        nameless.site.function = NULL;
    return hd_frame_is_project(l->sym, &nameless);
}

/* The wait that the stack shows, from the outermost library function that the program called: sets
 * `function` and `top`. NONE: the stack does not tell. */
static enum hd_live_kind kind_by_stack(struct hd_live *l, struct hd_live_thread *t)
{
    enum hd_live_kind kind = HD_LIVE_NONE;
    for (size_t i = 0; i < t->stack.len && i < LIBRARY_DEPTH; i++) {
        const struct hd_frame *f = &t->stack.frame[i];
        const char *name = is_named(f) ? f->site.function + strspn(f->site.function, "_") : "";
        int row = wait_row(name);
        /* In a statically linked program the library's functions are among its own. */
        if (row < 0 && in_program(l, f))
            break;
        if (*name && strcmp(name, "syscall") != 0) {
            t->function = name;
            t->top = i;
            kind = row >= 0 && waits[row].kind ? waits[row].kind : kind;
        }
    }
    return kind;
}

/* The innermost frame of the program itself, or NULL. */
static const struct hd_frame *own_frame(const struct hd_live *l, const struct hd_stack *s)
{
    const struct hd_frame *nearly = NULL;
    for (size_t i = 0; i < s->len; i++) {
        const struct hd_frame *f = &s->frame[i];
        const char *name = f->site.function;
        if (!in_program(l, f) || wait_row(name ? name + strspn(name, "_") : "") >= 0)
            continue;
        if (hd_frame_is_project(l->sym, f))
            return f;
        nearly = nearly ? nearly : f;
    }
    return nearly;
}

size_t hd_live_own_frames(const struct hd_live *l, const struct hd_stack *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->len; i++)
        n += hd_frame_is_project(l->sym, &s->frame[i]);
    return n;
}

static const char *lock_label(struct hd_live *l, const struct hd_live_thread *t, const char *root)
{
    struct hd_arena *a = &l->process->arena;
    struct hd_variable v;
    const char *what = hd_live_kind_words(t->kind), *expr = NULL;
    unsigned long long at = t->address;
    if (hd_symbolize_data(l->sym, t->address, &v)) {
        if (v.element && !v.path)
            return hd_arena_fmt(a, "%s (0x%llx)", v.name, at);
        return hd_arena_str(a, v.path ? v.path : v.name);
    }
    if (t->own && t->kind >= HD_LIVE_MUTEX && t->kind <= HD_LIVE_SPIN)
        expr = hd_source_argument(a, root, &t->own->site, "lock");
    if (expr)
        return hd_arena_fmt(a, "%s (%s 0x%llx)", expr, what, at);
    const char *place = hd_symbolizer_place(l->sym, t->address);
    if (place)
        return hd_arena_fmt(a, "%s at %s", what, place);
    return hd_arena_fmt(a, "%s 0x%llx", what, at);
}

static const char *join_label(struct hd_live *l, const struct hd_live_thread *t)
{
    if (!t->owners.len)
        return "the end of a thread";
    const struct hd_live_thread *who = &l->thread.data[t->owners.data[0]];
    return hd_arena_fmt(&l->process->arena, "the end of thread %u (%s)", who->task.tid, who->name);
}

/* A thread that never named itself has its creator's name, mostly the program's: then its outermost
 * function says more, when the stack reaches it. */
static const char *name_of(struct hd_live *l, const struct hd_live_thread *t)
{
    const struct hd_live_thread *first = &l->thread.data[0];
    if (t->task.tid == l->process->pid)
        return "main";
    for (size_t i = t->whole_stack ? t->stack.len : 0; i-- > 0;) {
        const struct hd_frame *f = &t->stack.frame[i];
        if (!strcmp(t->task.name, first->task.name) && is_named(f) && f->site.line &&
            hd_frame_is_project(l->sym, f))
            return f->site.function;
    }
    return hd_arena_str(&l->process->arena, t->task.name);
}

/* For a mutex with priority inheritance the kernel looks for circles and says EDEADLK; glibc then
 * lets the thread sleep for ever on a word of its own stack. */
static bool was_refused(const struct hd_live_thread *t, enum hd_live_kind kind)
{
    enum { FRAME = 1024 };
    return t->kind == HD_LIVE_FUTEX && kind == HD_LIVE_MUTEX && !t->timed && !t->word &&
           t->address >= t->task.sp && t->address < t->task.sp + FRAME;
}

static void add_refused(struct hd_live *l, uint32_t i)
{
    struct hd_live_cycle c = {hd_arena_dup(&l->process->arena, &i, sizeof i), 1};
    l->thread.data[i].refused = true;
    l->thread.data[i].label = "a mutex with priority inheritance";
    hd_vec_push(&l->cycle, c);
}

static void name_wait(struct hd_live *l, struct hd_live_thread *t, const char *root)
{
    enum hd_live_kind kind = kind_by_stack(l, t);
    t->own = own_frame(l, &t->stack);
    if (was_refused(t, kind))
        add_refused(l, (uint32_t)(t - l->thread.data));
    if (t->kind == HD_LIVE_FUTEX && kind != HD_LIVE_NONE)
        t->kind = kind;
    if (t->kind == HD_LIVE_RWLOCK && t->function && strstr(t->function, "rdlock"))
        t->shared = true;
    if (t->kind == HD_LIVE_CALL)
        t->label = call_name(&l->process->arena, t->task.call);
    else if (t->kind == HD_LIVE_JOIN)
        t->label = join_label(l, t);
    else if (t->kind != HD_LIVE_NONE && !t->label)
        t->label = lock_label(l, t, root);
}

void hd_live_names(struct hd_live *l, const char *root)
{
    hd_vec_foreach(t, &l->thread) t->name = t->name ? t->name : name_of(l, t);
    size_t mute = 0;
    hd_vec_foreach(t, &l->thread)
    {
        name_wait(l, t, root);
        mute += t->kind == HD_LIVE_MUTEX && !t->owners.len && !t->stranger && !t->refused;
    }
    if (mute)
        hd_live_note(l,
                     "%zu thread%s for a mutex that does not tell who holds it (musl's normal "
                     "kind): a deadlock there is not seen",
                     mute, mute == 1 ? " waits" : "s wait");
}

static void peek(struct hd_live *l, struct hd_unwind *u)
{
    uint64_t pc[HD_UNWIND_MAX];
    size_t n = 0;
    hd_vec_foreach(t, &l->thread)
    {
        if (t->task.pc && n++ < PEEK_MOST)
            t->stack = symbolise(l, pc, hd_unwind_peek(u, t->task.tid, t->task.sp, t->task.pc, pc));
    }
    if (n > PEEK_MOST)
        hd_live_note(l, "%zu threads: the stacks of %d of them were looked at", n, PEEK_MOST);
}

void hd_live_stacks(struct hd_live *l, struct hd_unwind *u)
{
    uint64_t pc[HD_UNWIND_MAX];
    struct hd_err err = {{0}};
    peek(l, u);
    hd_vec_foreach(c, &l->cycle)
    {
        for (size_t i = 0; i < c->len && !err.msg[0]; i++) {
            struct hd_live_thread *t = &l->thread.data[c->thread[i]];
            size_t n = hd_unwind_stopped(u, t->task.tid, pc, &err);
            if (n) {
                t->stack = symbolise(l, pc, n);
                t->whole_stack = true;
            }
        }
    }
    if (err.msg[0])
        hd_live_note(l, "stacks are not whole: %s", err.msg);
}
