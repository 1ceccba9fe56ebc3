// links: hd_store hd_core
/* Fingerprints say what a finding is, not where its lines are.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/store.h"

static struct hd_finding base(void)
{
    return (struct hd_finding){.rule = "thread-leak",
                               .severity = HD_SEV_ERROR,
                               .evidence = HD_EV_STATIC,
                               .message = "thread t is leaked",
                               .site = {"src/a.c", 10, 5, "start"},
                               .subject = "p->t"};
}

static void same(struct hd_finding f, bool want)
{
    struct hd_finding b = base();
    char x[17], y[17];
    hd_fingerprint(&b, 0, x);
    hd_fingerprint(&f, 0, y);
    assert_int_equal(strcmp(x, y) == 0, want);
}

static void test_what_counts(void **state)
{
    struct hd_finding f = base();
    f.site.line = 99;
    f.site.column = 1;
    f.message = "in other words";
    f.severity = HD_SEV_NOTE;
    f.evidence = HD_EV_RUNTIME;
    f.filtered = "a reason";
    struct hd_step step = {"t", {"src/a.c", 1, 1, "f"}, "note"};
    f.step = &step;
    f.nsteps = 1;
    same(f, true);
    f = base(), f.rule = "timer-leak", same(f, false);
    f = base(), f.site.file = "src/b.c", same(f, false);
    f = base(), f.site.function = "stop", same(f, false);
    f = base(), f.subject = "p->u", same(f, false);
    f = base(), f.subject = NULL, same(f, false);
}

/* Parts do not run into each other. */
static void test_parts_stay_apart(void **state)
{
    struct hd_finding a = base(), b = base();
    char x[17], y[17];
    a.site.function = "ab", a.subject = "c";
    b.site.function = "a", b.subject = "bc";
    hd_fingerprint(&a, 0, x);
    hd_fingerprint(&b, 0, y);
    assert_string_not_equal(x, y);
    a.subject = "c1", b = a, b.subject = "c";
    hd_fingerprint(&a, 0, x);
    hd_fingerprint(&b, 10, y);
    assert_string_not_equal(x, y);
}

/* Stored in databases and baselines: it must never change. */
static void test_is_what_it_always_was(void **state)
{
    struct hd_finding f = base();
    char x[17];
    hd_fingerprint(&f, 0, x);
    assert_string_equal(x, "a7b59061dd44ec55");
    hd_fingerprint(&f, 1, x);
    assert_string_equal(x, "d1df0397002f377a");
    f = (struct hd_finding){.rule = "deadlock"};
    hd_fingerprint(&f, 0, x);
    assert_string_equal(x, "07f34adfdcbefae0");
}

static void test_ordinals_follow_the_source(void **state)
{
    struct hd_arena a = {0};
    struct hd_finding f[4];
    for (int i = 0; i < 4; i++)
        f[i] = base();
    f[0].site.line = 30;
    f[1].site.line = 10;
    f[2].site.line = 20;
    f[3].fingerprint = "given";
    hd_fingerprint_all(f, 4, &a);
    char want[17];
    struct hd_finding b = base();
    for (unsigned i = 0; i < 3; i++) {
        static const int order[] = {1, 2, 0};
        hd_fingerprint(&b, i, want);
        assert_string_equal(f[order[i]].fingerprint, want);
    }
    assert_string_equal(f[3].fingerprint, "given");
    /* An edit that moves all of them changes nothing; the order of discovery neither. */
    struct hd_finding g[3] = {base(), base(), base()};
    g[0].site.line = 115, g[1].site.line = 140, g[2].site.line = 120;
    hd_fingerprint_all(g, 3, &a);
    assert_string_equal(g[0].fingerprint, f[1].fingerprint);
    assert_string_equal(g[2].fingerprint, f[2].fingerprint);
    assert_string_equal(g[1].fingerprint, f[0].fingerprint);
    hd_fingerprint_all(NULL, 0, &a);
    hd_arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_counts),
        cmocka_unit_test(test_parts_stay_apart),
        cmocka_unit_test(test_is_what_it_always_was),
        cmocka_unit_test(test_ordinals_follow_the_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
