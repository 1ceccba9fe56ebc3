/* Stacks of return addresses, taken on first-seen events only and stored once.
 *
 * First the chain of frame pointers: each step must go up, stay inside the thread's own stack and
 * give an address in a loaded module. A chain that reaches the trampoline in which the thread
 * began, or fills all frames, is complete. Otherwise, most likely in code built without frame
 * pointers, libgcc's unwinder is asked, which reads .eh_frame; it was loaded in the constructor,
 * finds modules without the loader's lock through _dl_find_object(), and is used only with stack
 * left for it. Never backtrace(3): its first call loads a library.
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <string.h>

#include "runtime_probe/probe.h"
#include "runtime_probe/real.h"

enum { UNWINDER_ROOM = 32 * 1024, PROBES = 32, MAX_STEP = 1 << 20 };

/* Itanium C++ ABI, level I: the functions we need, declared here so that nothing links libgcc. */
struct _Unwind_Context;
typedef int (*trace_fn)(struct _Unwind_Context *, void *);
static int (*unwind_backtrace)(trace_fn, void *);
static uintptr_t (*unwind_ip)(struct _Unwind_Context *);
static uintptr_t (*unwind_sp)(struct _Unwind_Context *); /* named for the CFA of the frame below */
static uintptr_t (*unwind_register)(struct _Unwind_Context *, int);

struct walk {
    uint64_t *pc;
    unsigned n;
    uintptr_t start; /* frames below this return address are the probe's own */
    bool started;
};

static int step(struct _Unwind_Context *ctx, void *arg)
{
    struct walk *w = arg;
    uintptr_t ip = unwind_ip(ctx);

    if (!ip || w->n == HD_WIRE_FRAMES || (w->started && hd_module_own(ip)))
        return 5; /* _URC_END_OF_STACK */
    if (!w->started && ip != w->start)
        return 0;
    w->started = true;
    w->pc[w->n++] = ip;
    return 0;
}

/* Does a frame at `fp` whose return address is in the probe belong to what our trampoline called? Old
 * words on the stack look the same: the probe left them there. */
static bool ends_chain(uintptr_t fp)
{
    enum { TRAMPOLINE_SIZE = 256 };

    return fp < hd_tls.trampoline && hd_tls.trampoline - fp < TRAMPOLINE_SIZE;
}

static unsigned frame_walk(const struct hd_local *t, const struct hd_call *c, uint64_t *pc,
                           bool *complete)
{
    uintptr_t fp = c->frame, high = t->stack_high;
    unsigned n = 1;

    pc[0] = c->pc;
    *complete = false;
    if (!high || fp < t->stack_low || fp >= high)
        return n; /* alternate signal stack or fiber */
    while (n < HD_WIRE_FRAMES) {
        uintptr_t up = ((const uintptr_t *)fp)[0], ret;

        if (up <= fp || up - fp > MAX_STEP || up > high - 2 * sizeof up || up % sizeof up)
            return n;
        ret = ((const uintptr_t *)up)[1];
        if (!hd_module_code(ret))
            return n;
        if (hd_module_own(ret)) {
            *complete = ends_chain(up);
            return n;
        }
        pc[n++] = ret;
        fp = up;
    }
    *complete = true;
    return n;
}

static bool room_for_unwinder(const struct hd_local *t, const struct hd_call *c)
{
    return t->stack_low && c->frame > t->stack_low && c->frame < t->stack_high &&
           c->frame - t->stack_low > UNWINDER_ROOM;
}

static uint32_t intern(const uint64_t *pc, unsigned n, uint32_t state)
{
    uint64_t h = n;
    uint32_t *slot, mine = 0;

    for (unsigned i = 0; i < n; i++)
        h = hd_mix(h, pc[i]);
    slot = &hd_g->stack_index[(h * HD_K1) >> (64 - hd_g->stack_bits)];
    for (int i = 0; i < PROBES; i++, slot++) {
        uint32_t id = __atomic_load_n(slot, __ATOMIC_ACQUIRE);

        if (!id) {
            struct hd_wire_stack *s;

            mine = mine ? mine : hd_take(HD_WIRE_STACKS) + 1; /* UINT32_MAX + 1 is 0: none */
            if (!mine)
                return 0;
            s = &hd_g->stacks[mine - 1];
            s->hash = h;
            s->len = n;
            memcpy(s->frame, pc, n * sizeof *pc);
            for (unsigned k = 0; k < n; k++)
                hd_module_note(pc[k]);
            hd_commit(&s->state, state);
            if (__atomic_compare_exchange_n(slot, &id, mine, false, __ATOMIC_ACQ_REL,
                                            __ATOMIC_ACQUIRE))
                return mine;
        }
        if (hd_g->stacks[id - 1].hash == h && hd_g->stacks[id - 1].len == n &&
            !memcmp(hd_g->stacks[id - 1].frame, pc, n * sizeof *pc))
            return id;
    }
    __atomic_fetch_add(&hd_section(HD_WIRE_STACKS)->dropped, 1, __ATOMIC_RELAXED);
    return 0;
}

static HD_COLD uint32_t take_stack(struct hd_guard *g, const struct hd_call *c)
{
    uint64_t pc[HD_WIRE_FRAMES], other[HD_WIRE_FRAMES];
    uint32_t state = g->t->annotating ? HD_WIRE_STACK_ANNOTATION : HD_WIRE_STACK_PLAIN;
    bool complete;
    unsigned n = frame_walk(g->t, c, pc, &complete);
    struct walk w = {.pc = other, .start = c->pc};

    if (!complete && unwind_backtrace && room_for_unwinder(g->t, c)) {
        hd_count(HD_WIRE_COUNT_UNWINDS);
        unwind_backtrace(step, &w);
        /* Where it ends early the chain may know more, but only a chain that it bears out. */
        if (w.n >= n || memcmp(other, pc, w.n * sizeof *pc) != 0)
            return intern(other, w.n, state);
    }
    return intern(pc, n, state);
}

/* The process's memory of stacks: the same call, at the same distance from the top of a stack that
 * began in the same way, has but for rare twins the same callers. One word per place: 40 bits of
 * the key, 24 of the stack's id. Threads that live for one request find their stacks here. `more`
 * is what the caller knows besides. */
enum { MEMO_ID = (1 << 24) - 1 };

static uint32_t take_or_recall(struct hd_guard *g, const struct hd_call *c, uint64_t more)
{
    const struct hd_local *t = g->t;
    uint64_t key =
        hd_mix(hd_mix(c->pc ^ t->from << 16, t->stack_high - c->frame), hd_stack_start(t) ^ more);
    uint64_t *place = &hd_g->memo[key & ((1 << HD_MEMO_BITS) - 1)];
    uint64_t seen = __atomic_load_n(place, __ATOMIC_RELAXED);
    uint32_t id;

    if (t->stack_high && seen && !((seen ^ key) & ~(uint64_t)MEMO_ID))
        return (uint32_t)(seen & MEMO_ID);
    id = take_stack(g, c);
    if (t->stack_high && id && id <= MEMO_ID)
        __atomic_store_n(place, (key & ~(uint64_t)MEMO_ID) | id, __ATOMIC_RELAXED);
    return id;
}

uint32_t hd_stack_here(struct hd_guard *g, const struct hd_call *c)
{
    uint64_t key = hd_site_key(g->t, c);
    struct hd_known_site *known = hd_site_slot(g->t, key);

    if (known->key != key) {
        known->stack_id = take_or_recall(g, c, 0);
        known->key = key;
    }
    return known->stack_id;
}

/* The first words above a library's frame that look like places in the program: its return address
 * is among them, other leftovers cost no more than a stack that is taken again. */
static uint64_t words_of_program(const struct hd_local *t, const struct hd_call *c)
{
    enum { WORDS = 64, MIXED = 3 };
    const struct hd_wire_module *program = &hd_g->modules[0];
    const uint64_t *word = (const uint64_t *)c->frame;
    uint64_t mixed = 0, size = program->end - program->start;
    unsigned n = 0;

    if (c->pc - program->start < size || c->frame < t->stack_low || !t->stack_high ||
        c->frame + WORDS * sizeof *word > t->stack_high)
        return 0;
    for (unsigned i = 0; i < WORDS && n < MIXED; i++) {
        if (word[i] - program->start < size) {
            mixed = hd_mix(mixed, word[i]);
            n++;
        }
    }
    return mixed;
}

uint32_t hd_stack_created(struct hd_guard *g, const struct hd_call *c)
{
    uint64_t more = words_of_program(g->t, c);

    return more ? take_or_recall(g, c, more) : hd_stack_here(g, c);
}

uint32_t hd_stack_exact(struct hd_guard *g, const struct hd_call *c)
{
    return take_stack(g, c);
}

/* ---- main's frame ----
 *
 * It lives as long as the program, so what its outermost scope declares is one object, and the
 * collector can say so when it knows where the frame is. Only the collector can tell that a frame
 * is main's: here it is the outermost one in the executable that other code called, which leaves
 * out _start. A constructor's frame looks the same, so a later creation from elsewhere asks again.
 */
enum { MAIN_DEPTH = 1024 };
#if defined(__x86_64__)
enum { FRAME_REGISTER = 6 }; /* rbp, by its DWARF number */
#elif defined(__aarch64__)
enum { FRAME_REGISTER = 29 };
#else
enum { FRAME_REGISTER = -1 };
#endif

struct outer {
    const struct hd_wire_module *program;
    uint64_t pc, sp, fp; /* of the latest frame in the program, 0 if others follow it */
    struct hd_wire_main best;
    unsigned depth;
};

static int outward(struct _Unwind_Context *ctx, void *arg)
{
    struct outer *o = arg;
    uintptr_t ip = unwind_ip(ctx), sp = unwind_sp(ctx);

    if (!ip || ++o->depth > MAIN_DEPTH)
        return 5; /* _URC_END_OF_STACK */
    if (o->pc && (ip < o->program->start || ip >= o->program->end)) {
        o->best = (struct hd_wire_main){.pc = o->pc, .sp = o->sp, .cfa = sp, .fp = o->fp};
        o->pc = 0;
    } else if (ip >= o->program->start && ip < o->program->end) {
        o->pc = ip;
        o->sp = sp;
        o->fp = FRAME_REGISTER < 0 ? 0 : unwind_register(ctx, FRAME_REGISTER);
    }
    return 0;
}

HD_COLD static void publish_main(const struct hd_wire_main *f)
{
    struct hd_wire_main *m = &hd_g->wire->main;

    __atomic_store_n(&m->pc, 0, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    m->sp = f->sp;
    m->cfa = f->cfa;
    m->fp = f->fp;
    __atomic_store_n(&m->pc, f->pc, __ATOMIC_RELEASE);
}

HD_COLD void hd_stack_main(struct hd_guard *g, const struct hd_call *c)
{
    struct outer o = {.program = &hd_g->modules[0]};

    hd_g->main_asked = c->pc ^ c->frame;
    hd_g->main_tries++;
    if (!unwind_sp || o.program->state != 1 || !room_for_unwinder(g->t, c))
        return;
    unwind_backtrace(outward, &o);
    if (!o.pc && hd_g->wire->main.pc)
        return; /* cut short before _start: what is known is better */
    if (o.best.sp > c->frame && o.best.cfa > o.best.sp && o.best.cfa <= g->t->stack_high)
        publish_main(&o.best);
}

void hd_stack_boot(void)
{
    void *lib = NULL;

    if (hd_real_optional("_dl_find_object"))
        lib = dlopen("libgcc_s.so.1", RTLD_NOW | RTLD_LOCAL);
    if (lib) {
        unwind_ip = (uintptr_t (*)(struct _Unwind_Context *))dlsym(lib, "_Unwind_GetIP");
        unwind_backtrace = (int (*)(trace_fn, void *))dlsym(lib, "_Unwind_Backtrace");
        unwind_sp = (uintptr_t (*)(struct _Unwind_Context *))dlsym(lib, "_Unwind_GetCFA");
        unwind_register = (uintptr_t (*)(struct _Unwind_Context *, int))dlsym(lib, "_Unwind_GetGR");
    }
    if (!lib || !unwind_ip) {
        dlerror();
        unwind_backtrace = NULL;
    }
    if (!unwind_backtrace || !unwind_register)
        unwind_sp = NULL;
    if (!unwind_backtrace)
        hd_g->wire->flags |= HD_WIRE_NO_UNWIND;
    else { /* its first call initialises tables */
        uint64_t pc[HD_WIRE_FRAMES];
        struct walk w = {.pc = pc, .start = 0, .started = true};

        unwind_backtrace(step, &w);
    }
}
