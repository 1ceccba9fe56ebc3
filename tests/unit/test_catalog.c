// links: hd_core
/* The generated rule table: complete, sorted, searchable.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/catalog.h"

static void sorted_and_filled(void **state)
{
    size_t n;
    const struct hd_rule *r = hd_catalog(&n);
    assert_true(n >= 61);
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || strcmp(r[i - 1].id, r[i].id) < 0);
        assert_true(strlen(r[i].title) > 10 && strlen(r[i].title) < 100);
        assert_null(strchr(r[i].title, '\n'));
        assert_int_not_equal(r[i].title[strlen(r[i].title) - 1], '.');
        assert_int_equal(r[i].text[strlen(r[i].text) - 1], '.');
        assert_true(r[i].sides >= 1 && r[i].sides <= 3);
        assert_ptr_equal(hd_catalog_find(r[i].id), &r[i]);
    }
}

static void known_entry(void **state)
{
    const struct hd_rule *r = hd_catalog_find("lock-held-at-return");
    assert_non_null(r);
    assert_int_equal(r->severity, HD_SEV_ERROR);
    assert_int_equal(r->confidence, HD_CONF_MEDIUM);
    assert_int_equal(r->sides, HD_SIDE_STATIC);
    assert_string_equal(r->cwe, "667");
    assert_string_equal(r->misra, "22.16");
    assert_string_equal(hd_catalog_find("lock-order-cycle")->cert, "CON35,POS51");
}

static void unknown_ids(void **state)
{
    assert_null(hd_catalog_find("thread-leaks"));
    assert_null(hd_catalog_find(""));
    assert_string_equal(hd_catalog_nearest("thread-leaks"), "thread-leak");
    assert_string_equal(hd_catalog_nearest("lock-duoble-acquire"), "lock-double-acquire");
    assert_string_equal(hd_catalog_nearest("stal"), "stall");
    assert_null(hd_catalog_nearest("something-else-entirely"));
    assert_null(
        hd_catalog_nearest("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                           "aaaaaaaaaaaaaaaaaaaaaaaa"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorted_and_filled),
        cmocka_unit_test(known_entry),
        cmocka_unit_test(unknown_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
