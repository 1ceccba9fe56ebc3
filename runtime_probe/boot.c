/* Starting and stopping. The constructor maps the file and attaches the main thread; a hook that
 * runs earlier (in another library's constructor) does it on the spot. A forked child finds hd_g
 * wiped and starts a file of its own at its first hook. Whatever fails: one line on stderr, and all
 * hooks pass through for good.
 *
 * Environment: HEDDLE_WIRE (exact path, from `heddle run`), HEDDLE_DIR, HEDDLE_COLLECTOR (a path,
 * or none), HEDDLE_BIN (the heddle binary), HEDDLE_SAMPLE (1/N, 0), HEDDLE_HOLD_TIMES (1),
 * HEDDLE_SIZE (small, default, large, or MiB). Secure-execution programs ignore all of them and are
 * not recorded.
 *
 * SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "runtime_probe/probe.h"
#include "runtime_probe/real.h"

enum { SIZE_SMALL = 2 << 20, SIZE_DEFAULT = 8 << 20, SIZE_LARGE = 16 << 20, MAX_MIB = 1024 };

__thread struct hd_tls hd_tls
    __attribute__((tls_model("initial-exec"))) = {.local = &hd_nobody, .slot = &hd_nowhere};
struct hd_local hd_nobody;
struct hd_wire_slot hd_nowhere;
struct hd_state *hd_g;

/* Survives fork. */
static struct {
    uint32_t started; /* 0 no, 1 somebody is at it, 2 done */
    struct hd_config config;
    size_t private_size;
    struct hd_wire_header *wire; /* mapping in use, a forked child's still its parent's */
    size_t wire_size;
    uint32_t pid;
    uint64_t start_ticks;
    bool sandboxed;
} self;

/* ---- environment ---- */

static void copy(char *to, size_t room, const char *from)
{
    struct hd_text t = hd_text_in(to, room);

    hd_text_str(&t, from);
    if (t.cut)
        to[0] = 0;
}

static const char *env(const char *name)
{
    const char *v = getenv(name);

    return v ? v : "";
}

static size_t parse_size(const char *s)
{
    unsigned long mib = 0;

    if (!*s || !strcmp(s, "default"))
        return SIZE_DEFAULT;
    if (!strcmp(s, "small"))
        return SIZE_SMALL;
    if (!strcmp(s, "large"))
        return SIZE_LARGE;
    for (; *s >= '0' && *s <= '9' && mib <= MAX_MIB; s++)
        mib = mib * 10 + (unsigned long)(*s - '0');
    if (*s || !mib || mib > MAX_MIB) {
        hd_say("HEDDLE_SIZE is small, default, large or a number of MiB up to 1024;", "default",
               "used instead");
        return SIZE_DEFAULT;
    }
    return mib << 20;
}

/* "1/N" or "N": one process in N; "0": none. Who mistypes it wants few: better none than all. */
static uint32_t parse_sample(const char *s)
{
    bool part = !strncmp(s, "1/", 2);
    const char *digit = part ? s + 2 : s;
    uint64_t n = 0;

    if (!*s)
        return 1;
    for (; *digit >= '0' && *digit <= '9'; digit++)
        n = n > UINT32_MAX / 10 ? UINT32_MAX : n * 10 + (uint64_t)(*digit - '0');
    if (*digit || digit == (part ? s + 2 : s) || (part && !n)) {
        hd_say("probe disabled, HEDDLE_SAMPLE is 1/N, or 0 for no process, not", s, "");
        return 0;
    }
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static void find_dir(struct hd_config *c)
{
    const char *runtime = env("XDG_RUNTIME_DIR");
    struct hd_text t = hd_text_in(c->dir, sizeof c->dir);
    char *slash;

    if (c->wire[0]) { /* siblings go beside the file that was asked for */
        hd_text_str(&t, c->wire);
        slash = strrchr(c->dir, '/');
        copy(slash ? slash : c->dir, slash ? 1 : sizeof c->dir, slash ? "" : ".");
        if (slash == c->dir)
            copy(c->dir, sizeof c->dir, "/");
    } else if (*env("HEDDLE_DIR")) {
        hd_text_str(&t, env("HEDDLE_DIR"));
    } else if (*runtime == '/') {
        hd_text_str(&t, runtime);
        hd_text_str(&t, "/heddle");
    } else {
        hd_text_str(&t, "/dev/shm/heddle-");
        hd_text_num(&t, geteuid());
    }
}

/* The binary stands at a fixed place beside this library, in a build tree and installed. */
static void find_collector(struct hd_config *c)
{
    static const char *const beside[] = {"/../bin/heddle", "/../../bin/heddle"};
    Dl_info info;
    const char *slash;

    copy(c->collector, sizeof c->collector, env("HEDDLE_BIN"));
    if (c->collector[0] || !dladdr((void *)&hd_g, &info) || !info.dli_fname)
        return;
    slash = strrchr(info.dli_fname, '/');
    for (size_t i = 0; slash && i < sizeof beside / sizeof *beside; i++) {
        struct hd_text t = hd_text_in(c->collector, sizeof c->collector);

        hd_text_str(&t, info.dli_fname);
        t.len = (size_t)(slash - info.dli_fname) < t.len ? (size_t)(slash - info.dli_fname) : t.len;
        hd_text_str(&t, beside[i]);
        if (!t.cut && !access(c->collector, X_OK))
            return;
    }
    c->collector[0] = 0;
}

static void read_config(struct hd_config *c)
{
    const char *collector = env("HEDDLE_COLLECTOR");

    copy(c->wire, sizeof c->wire, env("HEDDLE_WIRE"));
    find_dir(c);
    c->size = parse_size(env("HEDDLE_SIZE"));
    c->sample = parse_sample(env("HEDDLE_SAMPLE"));
    c->hold_times = !strcmp(env("HEDDLE_HOLD_TIMES"), "1");
    if (!strcmp(collector, "none") || (c->wire[0] && !*collector))
        c->collector[0] = 0; /* `heddle run` collects itself */
    else if (*collector)
        copy(c->collector, sizeof c->collector, collector);
    else
        find_collector(c);
}

/* ---- who we are ---- */

/* Field 22 of /proc/PID/stat; the command name before it may hold anything, even parentheses. */
static uint64_t start_ticks(void)
{
    char buf[1024], *p;
    uint64_t v = 0;

    if (hd_read_file("/proc/self/stat", buf, sizeof buf) < 0 || !(p = strrchr(buf, ')')))
        return 0;
    for (int field = 2; field < 22; field++) {
        p = strchr(p, ' ');
        if (!p)
            return 0;
        p++;
    }
    for (; *p >= '0' && *p <= '9'; p++)
        v = v * 10 + (uint64_t)(*p - '0');
    return v;
}

static void read_boot_id(char *out, size_t size)
{
    char buf[64];
    ssize_t n = hd_read_file("/proc/sys/kernel/random/boot_id", buf, sizeof buf);

    if (n <= 0) {
        copy(out, size, "unknown");
        return;
    }
    buf[strcspn(buf, "\n")] = 0;
    copy(out, size, buf);
}

static void describe(struct hd_wire_header *h, size_t size, uint32_t flags, const char *boot_id)
{
    struct timespec now;
    ssize_t n;

    h->major = HD_WIRE_MAJOR;
    h->minor = HD_WIRE_MINOR;
    h->endian = HD_WIRE_ENDIAN;
    h->word_size = sizeof(void *);
    h->header_size = HD_WIRE_HEADER_SIZE;
    h->file_size = size;
    h->flags = flags | (self.config.hold_times ? HD_WIRE_HOLD_TIMES : 0);
    h->ppid = (uint32_t)getppid();
    h->uid = (uint32_t)getuid();
    if (flags & HD_WIRE_FORKED) {
        h->origin_pid = self.pid;
        h->origin_start_ticks = self.start_ticks;
    }
    h->pid = (uint32_t)getpid();
    h->start_ticks = start_ticks();
    clock_gettime(CLOCK_REALTIME, &now);
    h->start_mono_ns = hd_now();
    h->start_real_ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    copy(h->boot_id, sizeof h->boot_id, boot_id);
    copy(h->probe_version, sizeof h->probe_version, HEDDLE_VERSION);
    n = hd_read_file("/proc/self/cmdline", h->cmdline, sizeof h->cmdline);
    h->cmdline_len = n > 0 ? (uint32_t)n : 0;
    /* Last: who reads along takes no file without it, so nobody sees half a description. */
    __atomic_store_n(&h->magic, HD_WIRE_MAGIC, __ATOMIC_RELEASE);
}

/* ---- the main thread's stack: the kernel's random bytes lie above its first frame ---- */
static void find_main_stack(struct hd_state *g)
{
    struct rlimit limit;
    uintptr_t size = 8 << 20;

    g->main_high = getauxval(AT_RANDOM);
    if (!getrlimit(RLIMIT_STACK, &limit) && limit.rlim_cur < (rlim_t)1 << 30)
        size = limit.rlim_cur;
    g->main_low = g->main_high > size ? g->main_high - size : 0;
}

/* ---- making it ---- */

static bool map_private(size_t size)
{
    void *p;

    if (self.private_size)
        return size <= self.private_size; /* a forked child has it already */
    p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
             0);
    if (p == MAP_FAILED)
        return false;
    if (madvise(p, size, MADV_WIPEONFORK)) {
        munmap(p, size);
        return false;
    }
    hd_g = p;
    self.private_size = size;
    return true;
}

/* A forked child knows its modules from its parent's file: no need to ask the loader. */
static void inherit_modules(const struct hd_wire_header *parent)
{
    const struct hd_wire_section *s = &parent->section[HD_WIRE_MODULES];
    uint32_t n = s->used < s->capacity ? s->used : s->capacity;

    while (n && !hd_grow(HD_WIRE_MODULES, n - 1))
        n--;
    memcpy(hd_g->modules, (const char *)parent + s->offset, n * sizeof *hd_g->modules);
    hd_section(HD_WIRE_MODULES)->used = n;
    hd_g->wire->module_epoch = parent->module_epoch;
    hd_g->wire->kill = parent->kill; /* who was switched off has children that are off */
    memcpy(hd_g->wire->build_id, parent->build_id, sizeof parent->build_id);
    hd_g->wire->build_id_len = parent->build_id_len;
}

static struct hd_wire_header *make_file(uint32_t *flags, size_t *size, struct hd_layout *layout,
                                        const char **why)
{
    struct hd_wire_header *h;
    struct hd_text t;
    char boot_id[40], name[128];

    read_boot_id(boot_id, sizeof boot_id);
    t = hd_text_in(name, sizeof name);
    hd_text_str(&t, boot_id);
    hd_text_str(&t, "-");
    hd_text_num(&t, (uint64_t)getpid());
    hd_text_str(&t, "-");
    hd_text_num(&t, start_ticks());
    if (*flags & HD_WIRE_FORKED)
        self.config.wire[0] = 0;
    *size = self.config.size;
    h = hd_file_create(&self.config, name, size, layout, flags, why);
    if (h)
        describe(h, *size, *flags, boot_id);
    return h;
}

static bool make(uint32_t flags)
{
    const struct hd_wire_header *parent = flags & HD_WIRE_FORKED ? self.wire : NULL;
    size_t size, parent_size = self.wire_size;
    const char *why = "";
    struct hd_layout layout;
    struct hd_wire_header *h = make_file(&flags, &size, &layout, &why);

    if (!h || !map_private(layout.private_size)) {
        if (!(flags & HD_WIRE_FORKED))
            hd_say("probe disabled,", self.config.wire[0] ? self.config.wire : self.config.dir,
                   h ? "no private memory" : why);
        return false;
    }
    self.wire = h;
    self.wire_size = size;
    self.pid = h->pid;
    self.start_ticks = h->start_ticks;
    hd_g->pid = h->pid;
    hd_g->wire = h;
    hd_g->hold_times = self.config.hold_times;
    hd_layout_bind(&layout, hd_g);
    find_main_stack(hd_g);
    h->state = HD_WIRE_INIT;
    if (parent) {
        inherit_modules(parent);
        munmap((void *)parent, parent_size);
    } else {
        hd_module_boot();
        hd_stack_boot();
    }
    hd_commit(&h->state, HD_WIRE_LIVE);
    return true;
}

static bool sampled(void)
{
    if (!self.config.sample)
        return false;
    return self.config.sample == 1 ||
           hd_mix((uint64_t)getpid(), start_ticks()) % self.config.sample == 0;
}

static void start_recording(void)
{
    bool ok;

    if (getauxval(AT_SECURE))
        return;
    read_config(&self.config);
    if (!sampled() || !hd_thread_boot())
        return;
    ok = make(0);
    if (hd_g)
        hd_commit(&hd_g->phase, ok ? HD_PHASE_LIVE : HD_PHASE_OFF);
    if (ok && self.config.collector[0])
        hd_spawn_collector(self.config.collector, self.config.wire);
}

/* First image: once, by whoever comes first; the others pass through until it stands. */
static void boot_first(void)
{
    uint32_t no = 0;

    if (!__atomic_compare_exchange_n(&self.started, &no, 1, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED))
        return;
    hd_real_resolve();
    hd_annotate_resolve();
    start_recording();
    __atomic_store_n(&self.started, 2, __ATOMIC_RELEASE);
}

void hd_sandbox_coming(void)
{
    if (!self.sandboxed && hd_g && hd_g->phase == HD_PHASE_LIVE)
        hd_grow_all();
}

void hd_sandboxed(void)
{
    self.sandboxed = true;
}

/* Told in the parent's file, which is still mapped. */
static bool child_unseen(void)
{
    const struct hd_wire_section *s = &self.wire->section[HD_WIRE_COUNTERS];
    uint64_t *counter = (uint64_t *)((char *)self.wire + s->offset);

    __atomic_fetch_add(&counter[HD_WIRE_COUNT_CHILDREN_UNSEEN], 1, __ATOMIC_RELAXED);
    return false;
}

static void boot_child(void)
{
    uint32_t fresh = HD_PHASE_NEW;

    if (__atomic_compare_exchange_n(&hd_g->phase, &fresh, HD_PHASE_BOOTING, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED))
        hd_commit(&hd_g->phase, (!self.sandboxed && make(HD_WIRE_FORKED)) || child_unseen()
                                    ? HD_PHASE_LIVE
                                    : HD_PHASE_OFF);
}

HD_COLD struct hd_local *hd_arrive(void)
{
    int saved = errno;
    struct hd_local *t = NULL;
    struct hd_tls before = hd_tls;

    if (hd_tls.state == HD_TLS_OFF ||
        (hd_tls.state == HD_TLS_ATTACHED && hd_tls.local == &hd_nobody))
        return NULL; /* finished, or inside the probe */
    hd_tls.state = HD_TLS_ATTACHED;
    hd_tls.local = &hd_nobody;
    hd_tls.slot = &hd_nowhere; /* a parent's slot is about to be unmapped */
    if (!self.started)
        boot_first();
    else if (hd_g && hd_g->phase == HD_PHASE_NEW && self.started == 2)
        boot_child();
    hd_tls.state = before.state;
    hd_tls.local = before.local;
    if (hd_g && hd_g->phase == HD_PHASE_LIVE) {
        bool first = hd_section(HD_WIRE_THREADS)->used == 0;

        t = hd_thread_attach((union hd_ref){.word = 0},
                             first ? HD_WIRE_THREAD_MAIN : HD_WIRE_THREAD_FOREIGN);
    } else if (self.started == 2) {
        hd_tls.state = HD_TLS_OFF;
    }
    errno = saved;
    return t;
}

__attribute__((constructor)) static void start(void)
{
    if (!hd_tls.local->slot)
        hd_arrive();
}

/* exit() or the end of main. Other threads may still run. */
__attribute__((destructor)) static void stop(void)
{
    struct hd_state *g = hd_g;

    if (!g || g->phase != HD_PHASE_LIVE || g->pid != (uint32_t)getpid())
        return;
    hd_timer_exit();
    g->wire->exit_mono_ns = hd_now();
    hd_commit(&g->wire->state, HD_WIRE_EXITED);
}
