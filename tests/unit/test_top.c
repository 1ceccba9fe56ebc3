// links: hd_core
/* Tables of heddle top: what words lose when the line is too short for them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/top_table.c"

static void is(const char *words, size_t columns, const char *want)
{
    struct hd_buf b = {0};
    hd_top_shorten(&b, words, columns);
    assert_string_equal(hd_buf_cstr(&b), want);
    hd_buf_free(&b);
}

static void words_are_shortened(void **state)
{
    (void)state;
    is("src/pool.c:33", 13, "src/pool.c:33");
    is("/opt/a/project/src/net/poll.c:31", 20, "…/src/net/poll.c:31");
    is("/opt/a/project/src/net/poll.c:31", 12, "…/poll.c:31");
    is("/opt/a/a_file_with_a_long_name.c:31", 12, "…g_name.c:31");
    is("engine::detail::Stage::run", 26, "engine::detail::Stage::run");
    is("engine::detail::Stage::run", 14, "…Stage::run");
    is("engine::detail::Stage::run_until_the_end", 12, "run_until_t…");
    is("std::thread::_State_impl<std::tuple<a::b, c> >::_M_run", 34,
       "std::thread::_State_impl::_M_run");
    is("pool<int>::operator<<", 18, "pool::operator<<");
    is("pool<int>::operator->", 18, "pool::operator->");
    is("thread 12 (engine::detail::Stage::run)", 20, "thread 12…tage::run)");
    is("thread 1 (worker, tid 21877)", 27, "thread 1 (worker)");
    is("thread 1 (worker, tid 21877)", 28, "thread 1 (worker, tid 21877)");
    is("end of thread 2 (collector of dust, tid 21877)", 20, "end of th…r of dust)");
    is("thread 1 (started in main)", 26, "thread 1 (started in main)");
    is("thread 1 (started in main)", 25, "thread 1 (main)");
    is("thread 1 (started in pool<int>::begin)", 34, "thread 1 (started in pool::begin)");
    is("started in engine::detail::Stage::run", 14, "…Stage::run");
    is("a_very_long_name_of_a_function", 11, "a_ver…ction");
    is("größtmögliche_Größe", 9, "größ…röße");
    is("anything", 1, "…");
    is("anything", 0, "");
    is("broken<<name_of_something", 9, "brok…hing");
}

static size_t widest(const char *text)
{
    size_t most = 0;
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\n"), w = 0;
        for (size_t i = 0; i < n; i++)
            w += ((unsigned char)p[i] & 0xc0) != 0x80;
        most = w > most ? w : most;
        p += n + (p[n] == '\n');
    }
    return most;
}

static void put(struct hd_top_table *t, const char *numbers, const char *a, const char *b,
                const char *c)
{
    struct hd_buf n = {0};
    hd_buf_str(&n, numbers);
    hd_top_add(t, &n, (const char *const[HD_TOP_CELLS]){a, b, c});
}

static void columns_stay_in_line(void **state)
{
    (void)state;
    struct hd_top_table t = {.title = "   N  WHO", .most = 3};
    struct hd_buf b = {0};
    put(&t, "   1", "worker", "main", "a.c:3");
    put(&t, "  22", "engine::detail::Scheduler::loop", "engine::detail::Pool::start_all_workers",
        "/opt/a/project/source/engine/detail/pool.cc:331");
    put(&t, "   3", "tick\033[2J", NULL, NULL);
    put(&t, "   4", "left", "out", "");
    t.shown = t.row.len;
    hd_top_put(&b, &t, 200);
    assert_string_equal(
        hd_buf_cstr(&b),
        "\n   N  WHO  (1 more)\n"
        "   1  worker                           main                                     a.c:3\n"
        "  22  engine::detail::Scheduler::loop  engine::detail::Pool::start_all_workers  "
        "/opt/a/project/source/engine/detail/pool.cc:331\n"
        "   3  tick\xef\xbf\xbd[2J\n");
    for (size_t columns = 1; columns < 140; columns++) {
        b.len = 0;
        hd_top_put(&b, &t, columns);
        assert_true(widest(hd_buf_cstr(&b)) <= columns);
    }
    b.len = 0;
    hd_top_put(&b, &t, 60);
    assert_string_equal(hd_buf_cstr(&b), "\n   N  WHO  (1 more)\n"
                                         "   1  worker            main                a.c:3\n"
                                         "  22  …Scheduler::loop  …start_all_workers  "
                                         "…/pool.cc:331\n"
                                         "   3  tick\xef\xbf\xbd[2J\n");
    hd_buf_free(&b);
    hd_top_table_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_shortened),
        cmocka_unit_test(columns_stay_in_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
