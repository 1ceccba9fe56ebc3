// links: hd_store hd_core
/* How a run went over time: samples come back, are thinned, and merge with their stacks and locks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/store_fixture.h"

/* A run with a lock, and its `n` samples. */
static int64_t sampled_run(struct fixture *x, const char *lock_name, uint32_t n)
{
    struct hd_frame frame = {.site = {"pool.c", 7, 0, "grow"}, .module = "prog", .offset = 7};
    struct hd_lock_class cls = {.key = lock_name, .name = lock_name, .resource = "mutex"};
    int64_t run = new_run(x, "run");
    int64_t stack = hd_store_put_stack(x->s, &(struct hd_stack){&frame, 1}, &x->err);
    int64_t class_id = hd_store_put_lock_class(x->s, &cls, &x->err);
    struct hd_lock lock = {.class_id = class_id, .label = lock_name, .address = 16};
    int64_t lock_id = hd_store_put_lock(x->s, run, &lock, &x->err);
    ok(x, lock_id);
    for (uint32_t i = 0; i < n; i++) {
        struct hd_sample_place place = {false, stack, i};
        struct hd_sample_lock use = {lock_id, 10 * i, i};
        struct hd_sample m = {.ordinal = i,
                              .at_ms = 1000 + i,
                              .threads = i,
                              .looks = 20 * i,
                              .place = &place,
                              .nplaces = 1,
                              .lock = &use,
                              .nlocks = 1};
        ok(x, hd_store_put_sample(x->s, run, &m, &x->err));
    }
    struct hd_lock_use_row row = {.lock = lock_id, .held = 5, .waited = 3, .longest_hold_ms = 70};
    ok(x, hd_store_put_lock_use(x->s, run, &row, &x->err));
    row.held = 6;
    ok(x, hd_store_put_lock_use(x->s, run, &row, &x->err));
    return run;
}

static void test_samples_come_back(void **state)
{
    struct fixture *x = *state;
    int64_t run = sampled_run(x, "global:a@", 5);
    struct hd_sample again = {.ordinal = 4, .at_ms = 2000, .threads = 9};
    ok(x, hd_store_put_sample(x->s, run, &again, &x->err));
    reopen(x, HD_STORE_READ);
    assert_int_equal(count(x, "SELECT count(*) FROM sample"), 5);
    assert_int_equal(count(x, "SELECT threads FROM sample WHERE ordinal = 4"), 9);
    assert_int_equal(count(x, "SELECT sum(live) FROM sample_place WHERE kind = 'thread'"), 10);
    assert_int_equal(count(x, "SELECT max(held) FROM sample_lock"), 40);
    assert_int_equal(count(x, "SELECT held FROM lock_use WHERE waited = 3"), 6);
    fails(x, hd_store_put_sample(x->s, run, &again, &x->err), "reading only");
}

static void test_samples_are_loaded(void **state)
{
    struct fixture *x = *state;
    struct hd_arena a = {0};
    hd_sample_vec samples = {0};
    hd_lock_profile_vec profile = {0};
    int64_t run = sampled_run(x, "global:a@", 3);
    sampled_run(x, "global:b@", 2);
    ok(x, hd_store_put_hold_time(x->s, run, 1, 4, 500, 300, &x->err));
    reopen(x, HD_STORE_READ);
    ok(x, hd_store_load_samples(x->s, run, &a, &samples, &x->err));
    assert_int_equal(samples.len, 3);
    assert_int_equal(samples.data[2].at_ms, 1002);
    assert_int_equal(samples.data[2].threads, 2);
    assert_int_equal(samples.data[2].looks, 40);
    assert_int_equal(samples.data[2].nplaces, 1);
    assert_int_equal(samples.data[2].place[0].live, 2);
    assert_false(samples.data[2].place[0].timer);
    assert_int_equal(samples.data[1].nlocks, 1);
    assert_int_equal(samples.data[1].lock[0].held, 10);
    ok(x, hd_store_load_lock_profile(x->s, run, &profile, &x->err));
    assert_int_equal(profile.len, 1);
    assert_int_equal(profile.data[0].use.held, 6);
    assert_int_equal(profile.data[0].use.longest_hold_ms, 70);
    assert_int_equal(profile.data[0].holds, 4);
    assert_int_equal(profile.data[0].total_us, 500);
    hd_vec_free(&samples);
    hd_vec_free(&profile);
    hd_arena_free(&a);
}

static void test_thinning_takes_rows_along(void **state)
{
    struct fixture *x = *state;
    int64_t run = sampled_run(x, "global:a@", 9), other = sampled_run(x, "global:a@", 3);
    ok(x, hd_store_thin_samples(x->s, run, 4, &x->err));
    assert_int_equal(count(x, "SELECT count(*) FROM sample WHERE run_id = 1"), 3);
    assert_int_equal(count(x, "SELECT sum(ordinal) FROM sample WHERE run_id = 1"), 0 + 4 + 8);
    assert_int_equal(count(x, "SELECT count(*) FROM sample"), 3 + 3);
    assert_int_equal(count(x, "SELECT count(*) FROM sample_place"), 3 + 3);
    assert_int_equal(count(x, "SELECT count(*) FROM sample_lock"), 3 + 3);
    assert_true(other > run);
    ok(x, hd_store_valid(x->s, &x->err));
}

static void test_merge_keeps_them_apart(void **state)
{
    struct fixture *x = *state;
    char p[160];
    sampled_run(x, "global:a@", 2);
    snprintf(p, sizeof p, "%s/other.db", x->dir);
    struct hd_store *mine = x->s;
    ok(x, hd_store_open(&x->s, p, HD_STORE_WRITE, &x->err));
    sampled_run(x, "global:b@", 1);
    sampled_run(x, "global:a@", 4);
    hd_store_close(x->s);
    x->s = mine;
    ok(x, hd_store_merge(x->s, p, &x->err));
    ok(x, hd_store_valid(x->s, &x->err));
    assert_int_equal(count(x, "SELECT count(*) FROM sample"), 2 + 1 + 4);
    assert_int_equal(count(x, "SELECT count(*) FROM sample WHERE run_id = 3"), 4);
    assert_int_equal(count(x, "SELECT count(*) FROM stack"), 1);
    assert_int_equal(count(x, "SELECT count(*) FROM sample_place p JOIN frame f USING (stack_id)"),
                     7);
    assert_int_equal(count(x, "SELECT count(*) FROM sample_lock u JOIN lock l ON l.id = u.lock_id "
                              "JOIN lock_class c ON c.id = l.class_id WHERE c.key = 'global:a@'"),
                     2 + 4);
    assert_int_equal(count(x, "SELECT count(*) FROM lock_use"), 3);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_samples_come_back),
        T(test_samples_are_loaded),
        T(test_thinning_takes_rows_along),
        T(test_merge_keeps_them_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
