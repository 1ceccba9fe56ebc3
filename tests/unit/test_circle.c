// links: hd_store hd_core
/* A deadlock of a run and the lock-order cycle that foretells it: when they are one defect, and
 * when they are not.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/store_fixture.h"

#define A "field:pool.lock"
#define B "global:log@log.c"
#define C "global:stats@"

static void put(struct fixture *x, const char *rule, const char *subject, const char *filtered)
{
    bool cycle = strcmp(rule, "lock-order-cycle") == 0;
    struct hd_step step = {"thread 1 (main)", {"a.c", cycle ? 20 : 30, 1, "main"}, "acquires it"};
    struct hd_finding f = finding(cycle ? HD_EV_STATIC : HD_EV_RUNTIME, cycle ? 20 : 30, subject);
    f.rule = rule;
    f.message = cycle ? "lock-order cycle: a → b → a" : "deadlock: one waits for the other";
    f.confidence = cycle ? HD_CONF_MEDIUM : HD_CONF_HIGH;
    f.step = &step;
    f.nsteps = 1;
    f.filtered = filtered;
    int64_t run = new_run(x, cycle ? "check" : "run");
    ok(x, hd_store_put_finding(x->s, run, &f, &x->err));
}

/* The only finding of a rule, whatever is loaded besides. */
static struct hd_finding the(struct fixture *x, const char *rule)
{
    hd_finding_vec v = {0};
    struct hd_finding_query q = {.rule = rule};
    ok(x, hd_store_load_findings(x->s, &q, &x->a, &v, &x->err));
    assert_int_equal(v.len, 1);
    struct hd_finding f = v.data[0];
    hd_vec_free(&v);
    return f;
}

static void expect(struct fixture *x, enum hd_evidence deadlock, enum hd_evidence cycle)
{
    assert_int_equal(the(x, "deadlock").evidence, deadlock);
    assert_int_equal(the(x, "lock-order-cycle").evidence, cycle);
}

static void check_one_defect(struct fixture *x)
{
    struct hd_finding d = the(x, "deadlock"), c = the(x, "lock-order-cycle");
    expect(x, HD_EV_BOTH, HD_EV_BOTH);
    assert_string_equal(d.counterpart, c.fingerprint);
    assert_string_equal(c.counterpart, d.fingerprint);
    /* Each in its own words, with its own steps first and the other one named behind. */
    assert_string_equal(d.message, "deadlock: one waits for the other");
    assert_int_equal(d.site.line, 30);
    assert_int_equal(d.nsteps, 2);
    assert_string_equal(d.step[0].note, "acquires it");
    assert_string_equal(d.step[1].thread, "found by analysis");
    assert_string_equal(d.step[1].note, "lock-order cycle: a → b → a");
    assert_int_equal(d.step[1].site.line, 20);
    assert_string_equal(c.step[1].thread, "seen at run time");
    assert_string_equal(c.step[1].note, "deadlock: one waits for the other");
    assert_int_equal(c.confidence, HD_CONF_HIGH);
    assert_int_equal(c.count, d.count);
    assert_int_equal(c.last_ms, d.last_ms);
}

static void test_whichever_comes_first(void **state)
{
    struct fixture *x = *state;
    put(x, "deadlock", A " -> " B, NULL);
    assert_int_equal(the(x, "deadlock").evidence, HD_EV_RUNTIME);
    put(x, "lock-order-cycle", A " -> " B, NULL);
    check_one_defect(x);
    put(x, "deadlock", A " -> " B, NULL); /* another run comes to it */
    check_one_defect(x);
    /* The next check does not find the cycle any more. */
    new_run(x, "check");
    struct hd_finding d = the(x, "deadlock");
    assert_int_equal(d.evidence, HD_EV_RUNTIME);
    assert_int_equal(d.nsteps, 1);
    assert_null(d.counterpart);
    put(x, "lock-order-cycle", A " -> " B, NULL);
    check_one_defect(x);
}

/* Where a circle begins does not matter. */
static void test_turned(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A " -> " B " -> " C, NULL);
    put(x, "deadlock", C " -> " A " -> " B, NULL);
    check_one_defect(x);
}

static void test_one_class(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A, NULL);
    put(x, "deadlock", A " -> " A " -> " A, NULL);
    check_one_defect(x);
}

static void test_another_circle(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A " -> " B " -> " C, NULL);
    put(x, "deadlock", A " -> " C " -> " B, NULL); /* the other way round */
    expect(x, HD_EV_RUNTIME, HD_EV_STATIC);
    assert_null(the(x, "deadlock").counterpart);
}

static void test_a_longer_circle(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A " -> " B " -> " C, NULL);
    put(x, "deadlock", A " -> " B, NULL);
    expect(x, HD_EV_RUNTIME, HD_EV_STATIC);
}

static void test_some_other_finding_about_the_locks(void **state)
{
    struct fixture *x = *state;
    put(x, "deadlock", A " -> " B, NULL);
    put(x, "stall", A " -> " B, NULL);
    assert_int_equal(the(x, "deadlock").evidence, HD_EV_RUNTIME);
    assert_int_equal(the(x, "stall").evidence, HD_EV_RUNTIME);
}

/* What heddle excuses cannot close: then it was not this circle that closed. */
static void test_excused(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A " -> " B, "gate lock config");
    put(x, "deadlock", A " -> " B, NULL);
    expect(x, HD_EV_RUNTIME, HD_EV_STATIC);
    assert_string_equal(the(x, "lock-order-cycle").filtered, "gate lock config");
}

static void test_allowed_by_a_person(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A " -> " B, "allowed at a.c:19: cannot meet");
    put(x, "deadlock", A " -> " B, NULL);
    expect(x, HD_EV_BOTH, HD_EV_BOTH);
    assert_null(the(x, "deadlock").filtered); /* it did happen */
    assert_non_null(the(x, "lock-order-cycle").filtered);
}

static void put_class(struct fixture *x, const char *key, uint32_t line)
{
    struct hd_lock_class c = {.key = key, .name = key, .init = {"pool.c", line, 5, "pool_new"}};
    ok(x, hd_store_put_lock_class(x->s, &c, &x->err));
}

static void test_known_by_its_initialisation(void **state)
{
    struct fixture *x = *state;
    put_class(x, "init:pool_new@pool.c", 12);
    put_class(x, A, 12);
    put(x, "lock-order-cycle", A " -> " B, NULL);
    put(x, "deadlock", B " -> init:pool_new@pool.c", NULL);
    check_one_defect(x);
    put_class(x, "field:pool.queue_lock", 12); /* which of the two it is nobody knows */
    expect(x, HD_EV_RUNTIME, HD_EV_STATIC);
}

/* Check and run have other names for a lock on the heap; both came to the cycle at one place. */
static void test_under_the_names_of_the_run(void **state)
{
    struct fixture *x = *state;
    struct hd_finding seen = finding(HD_EV_RUNTIME, 20, "init:open:a->lock@a.c");
    seen.rule = "lock-order-cycle";
    seen.message = "lock-order cycle: a->lock → a->lock#2 → a->lock";
    put(x, "lock-order-cycle", "object:x->lock@a.c -> object:y->lock@a.c", NULL);
    put(x, "deadlock", "init:open:a->lock@a.c -> init:open:a->lock@a.c", NULL);
    expect(x, HD_EV_RUNTIME, HD_EV_STATIC);
    ok(x, hd_store_put_finding(x->s, new_run(x, "run"), &seen, &x->err));
    struct hd_finding d = the(x, "deadlock"), c = the(x, "lock-order-cycle");
    expect(x, HD_EV_BOTH, HD_EV_BOTH);
    assert_string_equal(d.counterpart, c.fingerprint);
    assert_string_equal(c.counterpart, d.fingerprint);
    assert_string_equal(d.step[1].thread, "found by analysis");
    new_run(x, "check"); /* which no longer finds it */
    expect(x, HD_EV_RUNTIME, HD_EV_RUNTIME);
    assert_string_equal(the(x, "deadlock").counterpart, c.fingerprint);
}

static bool allow(void *arg, struct hd_finding *f)
{
    f->filtered = arg;
    return strcmp(f->rule, "deadlock") == 0;
}

/* Editing reaches the words that are stored, whatever the evidence is when it is read. */
static void test_allowing_the_deadlock(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A " -> " B, NULL);
    put(x, "deadlock", A " -> " B, NULL);
    char reason[] = "allowed by .heddle.yml:3: a test";
    ok(x, hd_store_edit_findings(x->s, 2, allow, reason, &x->err));
    assert_string_equal(the(x, "deadlock").filtered, reason);
    assert_null(the(x, "lock-order-cycle").filtered);
}

/* A run's own report knows what the check found, and the check's what runs came to. */
static void test_by_run(void **state)
{
    struct fixture *x = *state;
    put(x, "lock-order-cycle", A " -> " B, NULL);
    put(x, "deadlock", A " -> " B, NULL);
    for (int64_t run = 1; run <= 2; run++) {
        hd_finding_vec v = load(x, run);
        assert_int_equal(v.len, 1);
        assert_string_equal(v.data[0].rule, run == 1 ? "lock-order-cycle" : "deadlock");
        assert_int_equal(v.data[0].evidence, HD_EV_BOTH);
        hd_vec_free(&v);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_whichever_comes_first),
        TEST(test_turned),
        TEST(test_one_class),
        TEST(test_another_circle),
        TEST(test_a_longer_circle),
        TEST(test_some_other_finding_about_the_locks),
        TEST(test_excused),
        TEST(test_allowed_by_a_person),
        TEST(test_under_the_names_of_the_run),
        TEST(test_known_by_its_initialisation),
        TEST(test_allowing_the_deadlock),
        TEST(test_by_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
