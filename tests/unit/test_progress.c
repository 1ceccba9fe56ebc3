// links: hd_report hd_graph hd_store hd_core
/* What a terminal shows while units are lowered.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/progress.c"

static void shows(size_t done, size_t total, const char *slowest, int64_t slowest_ms,
                  int64_t elapsed_ms, size_t columns, const char *want)
{
    const struct hd_progress p = {.cached = 10};
    const struct hd_units_progress now = {done, total, slowest, slowest_ms};
    struct hd_buf b = {0};
    hd_progress_line(&b, &p, &now, elapsed_ms, columns);
    assert_string_equal(hd_buf_cstr(&b), want);
    hd_buf_free(&b);
}

static void test_line(void **state)
{
    shows(0, 30, "/src/a.c", 100, 0, 80, "[10/40] a.c");
    shows(3, 30, "/src/a.c", 100, 1900, 80, "[13/40] a.c"); /* too early for a guess */
    shows(10, 30, "/src/a.c", 100, 5000, 80, "[20/40] 2.0/s, 10 s left a.c");
    shows(10, 30, "/src/a.c", 14500, 5000, 80, "[20/40] 2.0/s, 10 s left; a.c for 14 s");
    shows(10, 1030, "/src/a.c", 100, 2000, 80, "[20/1040] 5.0/s, 3 min left a.c");
    shows(30, 30, NULL, 0, 5000, 80, "[40/40] 6.0/s");
    shows(0, 1, NULL, 0, 90000, 80, "[10/11]");
}

static void test_it_stays_in_one_line(void **state)
{
    shows(0, 30, "/src/abcdef.c", 0, 0, 11, "[10/40] abc");
    shows(0, 30, "/src/\xc3\xa4\xc3\xb6.c", 0, 0, 9, "[10/40] \xc3\xa4");
    shows(0, 30, "/src/a\x1b[2J\n.c", 0, 0, 80, "[10/40] a\\x1b[2J\\x0a.c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_it_stays_in_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
