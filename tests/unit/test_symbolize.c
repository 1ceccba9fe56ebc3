// links: hd_collector hd_store hd_core
/* The symbolizer on this test program itself: its own PCs and variables, once as they are and once
 * with a build id that does not agree.
 * SPDX-License-Identifier: Apache-2.0 */
#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "collector/symbolize_internal.h"

struct pool {
    int used;
    pthread_mutex_t lock;
    struct {
        int inner;
        pthread_rwlock_t rw;
    };
};
typedef struct {
    char pad[24];
    pthread_mutex_t m[3];
} slots;

static struct pool the_pool;
static slots the_slots[4];
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;

static volatile int sink;

static pthread_mutex_t *inner_lock(void)
{
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    return &once;
}

static inline __attribute__((always_inline)) void *here_inlined(void)
{
    void *pc;
    __asm__ volatile("lea 0(%%rip), %0" : "=r"(pc));
    sink++;
    return pc;
}

static __attribute__((noinline)) void *caller(void)
{
    return here_inlined();
}

static int first_module(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    struct hd_module_info *m = data;
    m->bias = info->dlpi_addr;
    m->start = UINT64_MAX;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_LOAD)
            continue;
        uint64_t lo = info->dlpi_addr + p->p_vaddr, hi = lo + p->p_memsz;
        m->start = lo < m->start ? lo : m->start;
        m->end = hi > m->end ? hi : m->end;
    }
    return 1;
}

static struct hd_symbolizer *self(unsigned bad_id)
{
    static char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    assert_true(n > 0);
    struct hd_module_info m = {.path = exe, .build_id_len = bad_id};
    dl_iterate_phdr(first_module, &m);
    struct hd_symbolizer *s = hd_symbolizer_new(HEDDLE_SOURCE_DIR, 0);
    hd_symbolizer_add_module(s, &m);
    hd_symbolizer_add_module(s, &m);
    return s;
}

static void inline_frames(void **state)
{
    (void)state;
    struct hd_symbolizer *s = self(0);
    const struct hd_frame *f;
    size_t n = hd_symbolize_pc(s, (uint64_t)(uintptr_t)caller(), false, &f);
    assert_int_equal(n, 2);
    assert_string_equal(f[0].site.function, "here_inlined");
    assert_true(f[0].inlined);
    assert_string_equal(f[1].site.function, "caller");
    assert_non_null(f[1].site.file);
    assert_non_null(strstr(f[1].site.file, "tests/unit/test_symbolize.c"));
    assert_true(f[1].site.line > f[0].site.line);
    assert_true(hd_frame_is_project(s, &f[1]));
    hd_symbolizer_free(s);
}

static void unknown_pc(void **state)
{
    (void)state;
    struct hd_symbolizer *s = self(0);
    const struct hd_frame *f;
    assert_int_equal(hd_symbolize_pc(s, 0, true, &f), 1);
    assert_non_null(f[0].site.function);
    assert_int_equal(hd_symbolize_pc(s, UINT64_MAX, true, &f), 1);
    assert_false(hd_frame_is_project(s, f));
    hd_symbolizer_free(s);
}

static void changed_file(void **state)
{
    (void)state;
    struct hd_symbolizer *s = self(20);
    const struct hd_frame *f;
    assert_int_equal(hd_symbolize_pc(s, (uint64_t)(uintptr_t)caller(), false, &f), 1);
    assert_null(f[0].site.file);
    assert_non_null(strstr(f[0].site.function, "+0x"));
    hd_symbolizer_free(s);
}

static void expect_key(struct hd_symbolizer *s, const void *addr, const char *key)
{
    struct hd_variable v;
    assert_true(hd_symbolize_data(s, (uint64_t)(uintptr_t)addr, &v));
    assert_string_equal(v.key, key);
}

static void class_keys(void **state)
{
    (void)state;
    struct hd_symbolizer *s = self(0);
    expect_key(s, &the_pool.lock, "field:pool.lock");
    expect_key(s, &the_pool.rw, "field:pool.rw");
    expect_key(s, &the_slots[2].m[1], "field:slots.m");
    expect_key(s, &shared_lock, "global:shared_lock@");
    expect_key(s, &log_lock, "global:log_lock@tests/unit/test_symbolize.c");
    expect_key(s, inner_lock(), "local:inner_lock.once@tests/unit/test_symbolize.c");
    struct hd_variable v;
    int on_stack;
    assert_false(hd_symbolize_data(s, (uint64_t)(uintptr_t)&on_stack, &v));
    assert_true(hd_symbolize_data(s, (uint64_t)(uintptr_t)&the_slots[2].m[1], &v));
    assert_true(v.element);
    assert_string_equal(v.path, "the_slots[2].m[1]");
    assert_true(hd_symbolize_data(s, (uint64_t)(uintptr_t)&the_pool.lock, &v));
    assert_string_equal(v.path, "the_pool.lock");
    assert_true(hd_symbolize_data(s, (uint64_t)(uintptr_t)&the_pool.lock + 1, &v));
    assert_null(v.path); /* somewhere inside of it */
    hd_symbolizer_free(s);
}

/* Of source trees whose place a prefix map has cut off: this one, and one that is not here. */
static void file_names(void **state)
{
    static const struct {
        const char *comp_dir, *name, *want;
    } t[] = {
        {".", "core/file.c", "core/file.c"},
        {NULL, "./core/file.c", "core/file.c"},
        {"build", "../core/file.c", "core/file.c"},
        {"./core", "file.c", "core/file.c"},
        {"./csu", "../sysdeps/none/start.h", "sysdeps/none/start.h"},
        {"./nptl", "./nptl/none.c", "nptl/none.c"},
        {"../..", "../../none.c", "none.c"},
        {"/none/at/all", "y.c", "/none/at/all/y.c"},
        {HEDDLE_SOURCE_DIR "/core", "file.c", "core/file.c"},
    };
    (void)state;
    struct hd_symbolizer *s = hd_symbolizer_new(HEDDLE_SOURCE_DIR, 0);
    for (int twice = 0; twice < 2; twice++) {
        for (size_t i = 0; i < sizeof t / sizeof *t; i++)
            assert_string_equal(hd_symbolizer_file(s, t[i].comp_dir, t[i].name), t[i].want);
    }
    hd_symbolizer_free(s);
}

/* main hands over where its frame and its locks are. */
static struct {
    struct hd_wire_main frame;
    pthread_mutex_t *outer, *inner;
    slots *set;
} of_main;

static __attribute__((noinline)) void tell_frame(uint64_t cfa, uint64_t fp)
{
    of_main.frame = (struct hd_wire_main){.pc = (uint64_t)(uintptr_t)__builtin_return_address(0),
                                          .sp = (uint64_t)(uintptr_t)__builtin_dwarf_cfa(),
                                          .cfa = cfa,
                                          .fp = fp};
}

static bool in_main(struct hd_symbolizer *s, const struct hd_wire_main *f, const void *addr,
                    struct hd_variable *v)
{
    return hd_symbolize_main_local(s, f, (uint64_t)(uintptr_t)addr, sizeof(pthread_mutex_t), v);
}

static void main_locals(void **state)
{
    (void)state;
    struct hd_symbolizer *s = self(0);
    const struct hd_wire_main *f = &of_main.frame;
    struct hd_variable v;
#ifndef __SANITIZE_ADDRESS__ /* it moves variables about */
    assert_true(in_main(s, f, of_main.outer, &v));
    assert_string_equal(v.key, "local:main.outer@tests/unit/test_symbolize.c");
    assert_true(in_main(s, f, &of_main.set->m[2], &v));
    assert_string_equal(v.key, "field:slots.m");
#endif
    assert_false(in_main(s, f, of_main.inner, &v));    /* of a block */
    assert_false(in_main(s, f, of_main.set->pad, &v)); /* no lock lies there */
    assert_false(in_main(s, f, &of_main.set->m[2].__data.__kind, &v));
    assert_false(in_main(s, f, &v, &v)); /* another frame */
    assert_false(in_main(s, f, &log_lock, &v));
    assert_false(hd_symbolize_main_local(s, f, (uint64_t)(uintptr_t)of_main.outer, 4, &v));
    hd_symbolizer_free(s);
}

/* Frames as a program may forge them. */
static void forged_frames(void **state)
{
    (void)state;
    const struct hd_wire_main f = of_main.frame;
    const struct hd_wire_main t[] = {
        {0, f.sp, f.cfa, f.fp},
        {f.pc, 0, UINT64_MAX, f.fp},
        {f.pc, f.cfa, f.sp, f.fp},
        {f.pc, f.sp, f.sp, f.fp},
        {UINT64_MAX, f.sp, f.cfa, f.fp},
        {1, f.sp, f.cfa, f.fp},
        {(uint64_t)(uintptr_t)caller(), f.sp, f.cfa, f.fp}, /* not main's */
        {(uint64_t)(uintptr_t)&log_lock, f.sp, f.cfa, f.fp},
        {f.pc, f.sp + 8, f.cfa + 8, f.fp + 8}, /* where no lock begins */
    };
    struct hd_symbolizer *s = self(0), *stripped = self(20);
    struct hd_variable v;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_false(in_main(s, &t[i], of_main.outer, &v));
        assert_false(in_main(s, &t[i], (void *)UINTPTR_MAX, &v));
    }
    assert_false(in_main(stripped, &f, of_main.outer, &v));
    hd_symbolizer_free(s);
    hd_symbolizer_free(stripped);
}

int main(void)
{
    pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER;
    slots set = {0};
    of_main.outer = &outer;
    of_main.set = &set;
    for (int i = 0; i < 2; i++) {
        pthread_mutex_t inner = PTHREAD_MUTEX_INITIALIZER;
        of_main.inner = &inner;
        tell_frame((uint64_t)(uintptr_t)__builtin_dwarf_cfa(),
                   (uint64_t)(uintptr_t)__builtin_frame_address(0));
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_names),    cmocka_unit_test(inline_frames),
        cmocka_unit_test(unknown_pc),    cmocka_unit_test(changed_file),
        cmocka_unit_test(class_keys),    cmocka_unit_test(main_locals),
        cmocka_unit_test(forged_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
