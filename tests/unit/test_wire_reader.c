// links: hd_collector hd_store hd_core
/* The wire reader on files that are whole, cut off at every length, and damaged at random (with a
 * fixed seed): it must take the first, and never read out of bounds or hand out an id that names
 * nothing, whatever it is given. A whole session runs over each damaged file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "collector/session.h"
#include "tests/scratch.h"
#include "tests/unit/wire_sample.h"

static void whole_file(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    struct hd_snapshot s = sample_snapshot(&w);
    assert_int_equal(s.threads.len, 3);
    assert_int_equal(s.locks.len, 2);
    assert_int_equal(s.slots.rec[1].depth, 2);
    assert_int_equal(s.contexts.rec[1].edge_id, 2);
    assert_int_equal(s.events.rec[0].count, 3);
    assert_true(hd_wire_valid(&s, NULL));
    assert_int_equal(s.damaged, 0);
    assert_non_null(hd_snap_lock(&s, 2, 1));
    assert_null(hd_snap_lock(&s, 2, 7));
    assert_null(hd_snap_lock(&s, 3, 0));
    assert_null(hd_snap_thread(&s, 0, 0));
    hd_snapshot_free(&s);
    sample_free(&w);
}

static void counts_damaged_records(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    struct hd_wire_thread *t = sample_row(&w, HD_WIRE_THREADS, 1);
    struct hd_wire_event *e = sample_row(&w, HD_WIRE_EVENTS, 0);
    t->parent_id = t->joiner_id = 4711; /* one record, whatever is wrong with it */
    e->kind = 250;
    struct hd_snapshot s = sample_snapshot(&w);
    assert_int_equal(s.damaged, 2);
    assert_int_equal(s.threads.rec[1].parent_id, 0);
    assert_int_equal(s.events.rec[0].state, 0);
    hd_snapshot_free(&s);
    sample_free(&w);
}

static void longer_records(void **state)
{
    (void)state;
    /* A newer probe appended a field: its stride is longer, and what we know is unchanged. */
    struct wire_sample w = sample_make();
    struct hd_wire_section *sec = &sample_header(&w)->section[HD_WIRE_EVENTS];
    size_t old = w.size, stride = sec->stride + 16;
    w.data = realloc(w.data, old + stride * SAMPLE_ROWS);
    sec = &sample_header(&w)->section[HD_WIRE_EVENTS];
    memset(w.data + old, 0x5a, stride * SAMPLE_ROWS);
    for (size_t i = 0; i < SAMPLE_ROWS; i++)
        memcpy(w.data + old + i * stride, w.data + sec->offset + i * sec->stride,
               sizeof(struct hd_wire_event));
    sec->offset = old;
    sec->stride = (uint32_t)stride;
    w.size = old + stride * SAMPLE_ROWS;
    struct hd_snapshot s = sample_snapshot(&w);
    assert_int_equal(s.events.len, 1);
    assert_int_equal(s.events.rec[0].count, 3);
    hd_snapshot_free(&s);
    sample_free(&w);
}

/* A program that reports an event and takes the stack for it while somebody reads along, as
 * runtime_probe/event.c does: the record of the event is taken first. */
enum { ROUNDS = 4000 };
struct writer {
    struct wire_sample w; /* its data is the file itself */
    pthread_barrier_t round;
};

static void write_one(struct wire_sample *w, int wait)
{
    struct hd_wire_stack *stack = sample_row(w, HD_WIRE_STACKS, 0);
    struct hd_wire_event *event = sample_row(w, HD_WIRE_EVENTS, 1);
    for (volatile int i = 0; i < wait; i++)
        continue;
    __atomic_store_n(&sample_header(w)->section[HD_WIRE_STACKS].used, 1, __ATOMIC_RELEASE);
    *stack = (struct hd_wire_stack){.len = 1, .frame = {0x7000}};
    __atomic_store_n(&stack->state, HD_WIRE_STACK_PLAIN, __ATOMIC_RELEASE);
    *event = *(struct hd_wire_event *)sample_row(w, HD_WIRE_EVENTS, 0);
    event->state = 0;
    event->stack_id = 1;
    __atomic_store_n(&event->state, 1, __ATOMIC_RELEASE);
}

static void *write_along(void *arg)
{
    struct writer *x = arg;
    for (int i = 0; i < ROUNDS; i++) {
        pthread_barrier_wait(&x->round);
        write_one(&x->w, i * 7 % 2000);
        pthread_barrier_wait(&x->round);
    }
    return NULL;
}

static void forget_one(struct wire_sample *w)
{
    sample_header(w)->section[HD_WIRE_EVENTS].used = 2;
    memset(sample_row(w, HD_WIRE_EVENTS, 1), 0, sizeof(struct hd_wire_event));
    sample_header(w)->section[HD_WIRE_STACKS].used = 0;
    memset(sample_row(w, HD_WIRE_STACKS, 0), 0, sizeof(struct hd_wire_stack));
}

static void read_along(struct writer *x, const struct hd_wire_file *f, int *seen)
{
    struct hd_snapshot s = {0};
    struct hd_err err = {{0}};
    forget_one(&x->w);
    pthread_barrier_wait(&x->round);
    assert_int_equal(hd_snapshot_take(&s, f, HD_SNAP_ALL, &err), 0);
    pthread_barrier_wait(&x->round);
    if (s.events.rec[1].state) {
        ++*seen;
        assert_int_equal(s.events.rec[1].stack_id,
                         1); /* else it names what is not in the snapshot */
        assert_int_equal(s.stacks.rec[0].len, 1);
    }
    hd_snapshot_free(&s);
}

static void what_a_record_names_is_there(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    char *path = sample_write(&w, w.size);
    int fd = open(path, O_RDWR), seen = 0;
    struct writer x = {.w = {.size = w.size}};
    x.w.data = mmap(NULL, w.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(x.w.data != MAP_FAILED);
    struct hd_wire_file f;
    struct hd_err err = {{0}};
    assert_int_equal(hd_wire_open(&f, path, &err), 0);
    pthread_t writer;
    pthread_barrier_init(&x.round, NULL, 2);
    assert_int_equal(pthread_create(&writer, NULL, write_along, &x), 0);
    for (int i = 0; i < ROUNDS; i++)
        read_along(&x, &f, &seen);
    pthread_join(writer, NULL);
    assert_true(seen > 0);
    pthread_barrier_destroy(&x.round);
    munmap(x.w.data, w.size);
    hd_wire_close(&f);
    close(fd);
    unlink(path);
    free(path);
    sample_free(&w);
}

static void refuses(const struct wire_sample *w, size_t size)
{
    struct hd_wire_file f;
    struct hd_err err = {{0}};
    char *path = sample_write(w, size);
    assert_int_equal(hd_wire_open(&f, path, &err), -1);
    assert_non_null(strstr(err.msg, path));
    unlink(path);
    free(path);
}

static void other_files(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    refuses(&w, 0);
    refuses(&w, 100);
    refuses(&w, HD_WIRE_HEADER_SIZE - 1);
    refuses(&w, w.size - 1);
    sample_header(&w)->major = 2;
    refuses(&w, w.size);
    sample_header(&w)->major = 1;
    sample_header(&w)->section[2].offset = UINT64_MAX - 63;
    refuses(&w, w.size);
    sample_free(&w);
    struct hd_wire_file f;
    struct hd_err err = {{0}};
    assert_int_equal(hd_wire_open(&f, "/dev/zero", &err), -1);
    assert_int_equal(hd_wire_open(&f, "/no/such/file", NULL), -1);
    char *dir = scratch_folder("fifo"), fifo[4096];
    snprintf(fifo, sizeof fifo, "%s/pipe", dir);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(hd_wire_open(&f, fifo, &err), -1); /* and does not wait for a writer */
    assert_int_equal(scratch_remove(dir), 0);
}

static void truncated_later(void **state)
{
    (void)state;
    struct wire_sample w = sample_make();
    char *path = sample_write(&w, w.size);
    struct hd_wire_file f;
    struct hd_snapshot s = {0};
    struct hd_err err = {{0}};
    assert_int_equal(hd_wire_open(&f, path, &err), 0);
    for (size_t size = w.size; size > 0; size = size > 997 ? size - 997 : 0) {
        assert_int_equal(truncate(path, (off_t)size), 0);
        if (hd_snapshot_take(&s, &f, HD_SNAP_ALL, &err) == 0)
            assert_true(hd_wire_valid(&s, &err));
    }
    assert_int_equal(hd_snapshot_take(&s, &f, HD_SNAP_ALL, &err), -1);
    hd_snapshot_free(&s);
    hd_wire_close(&f);
    unlink(path);
    free(path);
    sample_free(&w);
}

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint64_t next_random(void) /* xorshift64, Marsaglia 2003 */
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static void damage(struct wire_sample *w, const struct hd_wire_header *whole)
{
    static const uint64_t nasty[] = {
        0, 1, 0xff, 0xffff, 0xffffffff, UINT64_MAX, 0x8000000000000000u};
    unsigned n = 1 + (unsigned)(next_random() % 64);
    for (unsigned i = 0; i < n; i++) {
        /* Half of the blows hit records that are in use. */
        size_t at = next_random() % (w->size - 8);
        if (next_random() & 1) {
            unsigned id = (unsigned)(next_random() % HD_WIRE_SECTIONS);
            const struct hd_wire_section *s = &whole->section[id];
            at = s->offset + next_random() % (s->stride * 2);
        }
        uint64_t v = next_random() & 1 ? nasty[next_random() % 7] : next_random();
        memcpy(w->data + at, &v, (size_t)1 << (next_random() % 4));
    }
}

static void run_session(const char *path)
{
    struct hd_err err = {{0}};
    struct hd_session_options o = {.command = "collect", .root = "/", .coverage = ""};
    struct hd_session *s = hd_session_open(path, &o, &err);
    char *db = scratch_folder("db"), file[4096];
    snprintf(file, sizeof file, "%s/h.db", db);
    struct hd_store *store = NULL;
    if (s && hd_store_open(&store, file, HD_STORE_WRITE, &err) == 0)
        hd_session_finish(s, store, -1, &err);
    hd_store_close(store);
    hd_session_close(s);
    assert_int_equal(scratch_remove(db), 0);
}

static void damaged_files(void **state)
{
    (void)state;
    unsigned readable = 0;
    for (int round = 0; round < 3000; round++) {
        struct wire_sample w = sample_make();
        struct hd_wire_header keep = *sample_header(&w);
        damage(&w, &keep);
        if (round % 3) { /* mostly the records are damaged, sometimes the header too */
            keep.state = sample_header(&w)->state;
            *sample_header(&w) = keep;
        }
        char *path = sample_write(&w, w.size);
        struct hd_wire_file f;
        struct hd_snapshot s = {0};
        struct hd_err err = {{0}};
        if (hd_wire_open(&f, path, &err) == 0) {
            if (hd_snapshot_take(&s, &f, HD_SNAP_ALL, &err) == 0) {
                assert_true(hd_wire_valid(&s, &err));
                readable++;
            }
            hd_snapshot_free(&s);
            hd_wire_close(&f);
        }
        if (round % 20 == 0)
            run_session(path);
        unlink(path);
        free(path);
        sample_free(&w);
    }
    assert_true(readable > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_file),
        cmocka_unit_test(counts_damaged_records),
        cmocka_unit_test(longer_records),
        cmocka_unit_test(other_files),
        cmocka_unit_test(truncated_later),
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(what_a_record_names_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
