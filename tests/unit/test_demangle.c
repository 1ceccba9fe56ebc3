// links: hd_collector hd_store hd_core
/* Names of C++ without debug information, and hostile symbols.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "collector/demangle.h"
#include "core/buf.h"
#include "core/stdlib.h"

static void expect(const char *symbol, const char *name)
{
    struct hd_arena a = {0};
    const char *got = hd_demangle(&a, symbol);
    if (name)
        assert_non_null(got);
    name ? assert_string_equal(got, name) : assert_null(got);
    hd_arena_free(&a);
}

static void names(void **state)
{
    (void)state;
    expect("_ZN6engine2inE", "engine::in");
    expect("_ZN6engine5stageclEv", "engine::stage::operator()");
    expect("_ZN4shop9warehouse5countIdEEvT_", "shop::warehouse::count");
    expect("_ZN4poolIiE3putIdEEvT_", "pool::put");
    expect("_ZNK4poolIiEltERKS0_", "pool::operator<");
    expect("_ZN4poolIiElsEi", "pool::operator<<");
    expect("_ZN4poolIiEptEv", "pool::operator->");
    expect("_ZN4poolIiEcviEv", "pool::operator int");
    expect("_ZN1sD2Ev", "s::~s");
    expect("_ZN12_GLOBAL__N_14anon2goEv", "anon::go");
    expect("_ZZ4mainENKUlvE_clEv", "main::lambda#1");
    expect("_ZZ4mainENKUliE0_clEi", "main::lambda#2");
    expect("_ZZZ4mainENKUlvE0_clEvENKUlvE_clEv", "main::lambda#2::lambda#1");
    expect("_ZZZ4mainENK3$_0clEvENKUlvE_clEv", "main::lambda::lambda#1");
    expect("_ZN5shopXnwEm", "shopX::operator new");
    expect("_ZplRK1aS1_", "operator+");
    expect("_ZZN1a3runEvE4once", "a::run::once");
    expect("_Z3runPFvvE.constprop.0", "run");
    /* What the program's function is, the template arguments alone tell. */
    expect("_ZNSt6thread11_State_implINS_8_InvokerISt5tupleIJN6engine5stageEEEEEE6_M_runEv",
           "std::thread::_State_impl<std::thread::_Invoker<std::tuple<engine::stage> > >::_M_run");
    expect("main", NULL);
    expect("", NULL);
    expect("_Z", NULL);
    expect("_ZN", NULL);
    expect("_Z99999999999999999999x", NULL);
}

static void plain(const char *text, const char *want)
{
    struct hd_arena a = {0};
    assert_string_equal(hd_plain_function(&a, text), want);
    hd_arena_free(&a);
}

static void part(const char *text, const char *want)
{
    struct hd_arena a = {0};
    assert_string_equal(hd_plain_part(&a, text), want);
    hd_arena_free(&a);
}

static void texts(void **state)
{
    (void)state;
    plain("void ns::f<int (*)(char)>(int (*)(char)) const", "ns::f");
    plain("decltype (f({parm#1})) ns::g<int>(int)", "ns::g");
    plain("auto ns::f(int) const &::{lambda(auto:1)#1}::operator()<int>(int) const",
          "ns::f::lambda#1");
    plain("ns::v[abi:cxx11](int)", "ns::v");
    plain("bool operator< <int>(p<int> const&, p<int> const&)", "operator<");
    plain("p<(a)1>::f() [clone .cold]", "p::f");
    plain("cooperator::run()", "cooperator::run");
    /* Broken text ends somewhere. */
    plain("<", "<");
    plain("f<(", "f");
    plain("operator", "operator");
    part("put<int>", "put");
    part("operator()<int>", "operator()");
    part("operator< <int>", "operator<");
    part("operator<<int>", "operator<");
    part("operator<<", "operator<<");
    part("operator<<<int>", "operator<<");
    part("operator<=>", "operator<=>");
    part("operator std::vector<int>", "operator std::vector<int>");
    part("operator_of<int>", "operator_of");
    part("<lambda>", "<lambda>");
    part("main", "main");
}

/* Text that doubles with every nine characters: each parameter is a pair of the one before. Every
 * parameter takes two numbers of substitutions, one for the template and one for itself. */
static void doubling(void **state)
{
    (void)state;
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    struct hd_buf b = {0};
    hd_buf_str(&b, "_Z1f1pIiiE");
    for (unsigned i = 0; i < 60; i++) {
        char last[8];
        if (2 * i < 36)
            snprintf(last, sizeof last, "S%c_", digits[2 * i]);
        else
            snprintf(last, sizeof last, "S%c%c_", digits[2 * i / 36], digits[2 * i % 36]);
        hd_buf_fmt(&b, "1pI%s%sE", last, last);
    }
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    expect(hd_buf_cstr(&b), NULL);
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 4096); /* KiB */
    /* A few levels are nothing special. */
    expect("_Z1f1pIiiE1pIS0_S0_E1pIS2_S2_E", "f");
    hd_buf_free(&b);
}

static char *repeated(const char *head, const char *part_, size_t n, const char *tail)
{
    struct hd_buf b = {0};
    hd_buf_str(&b, head);
    for (size_t i = 0; i < n; i++)
        hd_buf_str(&b, part_);
    hd_buf_str(&b, tail);
    return hd_buf_take(&b);
}

/* Nesting that a recursive parser could run out of stack with; whatever comes out, it returns. */
static void nesting(void **state)
{
    (void)state;
    static const char *const parts[] = {"P",  "N1a",     "1aI",  "Z",   "DpT_",
                                        "FP", "XngLi1E", "Dv1_", "M1a", "S"};
    struct hd_arena a = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (size_t n = 8; n < 5000; n *= 5) {
            char *symbol = repeated("_Z1f", parts[i], n, "iE");
            hd_demangle(&a, symbol);
            hd_plain_function(&a, symbol);
            free(symbol);
        }
    char *wide = repeated("_Z1f", "i", 100000, "");
    assert_null(hd_demangle(&a, wide));
    free(wide);
    hd_arena_free(&a);
}

/* GCC 12's parser goes round and round in these. */
static void endless(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        expect("_Z4llvm4yiifIXsrU", NULL);
    expect("_ZN6engine2inE", "engine::in");
}

/* Random changes of real symbols. */
static void random_symbols(void **state)
{
    (void)state;
    static const char *const seeds[] = {
        "_ZNSt6thread11_State_implINS_8_InvokerISt5tupleIJZ4mainEUlvE_EEEEE6_M_runEv",
        ("_ZNSt17_Function_handlerIFSt10unique_ptrINSt13__future_base12_Result_baseENS2_8_"
         "DeleterEEvE9_M_invokeERKSt9_Any_data"),
        "_ZZZ4mainENKUlvE0_clEvENKUlvE_clEv",
        "_ZN4poolIiE3putIdJS0_S1_EEEDTcl1fspfp_EEOT_DpOT0_",
    };
    struct hd_arena a = {0};
    uint64_t x = 88172645463325252u;
    for (int round = 0; round < 20000; round++) {
        char text[160];
        snprintf(text, sizeof text, "%s", seeds[round % 4]);
        size_t n = strlen(text);
        for (int k = 0; k < 1 + round % 5; k++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            text[2 + (x >> 8) % (n - 2)] = text[2 + (x >> 32) % (n - 2)];
        }
        const char *name = hd_demangle(&a, text);
        if (name) {
            assert_true(*name);
            hd_plain_part(&a, name);
        }
    }
    hd_arena_free(&a);
}

static void library_places(void **state)
{
    (void)state;
    assert_true(hd_is_stdlib("libc.so.6", "nptl/pthread_create.c", "start_thread"));
    assert_true(hd_is_stdlib("libstdc++.so.6.0.30", NULL, "libstdc++.so.6.0.30+0xd44a3"));
    assert_true(hd_is_stdlib("app", "/usr/include/c++/12/mutex", "f"));
    assert_true(hd_is_stdlib("app", "/opt/gcc/include/c++/14/bits/invoke.h", "f"));
    assert_true(hd_is_stdlib("app", NULL, "std::thread::_M_run"));
    assert_true(hd_is_stdlib("app", "/usr/lib/llvm-19/include/x", "std::mutex::lock"));
    assert_false(hd_is_stdlib("app", "src/hash.h", "std::hash::operator()"));
    assert_false(hd_is_stdlib("app", "src/a.cc", "stdio::run"));
    assert_false(hd_is_stdlib("app", "/usr/include/boost/thread.hpp", "boost::run"));
    assert_false(hd_is_stdlib("libcurl.so.4", NULL, "curl_easy_perform"));
    assert_false(hd_is_stdlib(NULL, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),          cmocka_unit_test(texts),
        cmocka_unit_test(doubling),       cmocka_unit_test(nesting),
        cmocka_unit_test(endless),        cmocka_unit_test(random_symbols),
        cmocka_unit_test(library_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
