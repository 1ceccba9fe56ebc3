#!/bin/sh
# heddle run on C++: functions are called what the analyzer calls them, closures too; frames of the
# standard library stand neither between those of the program nor for the place of a finding; with
# and without optimisation and debug information.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >cycle.cc <<'C'
#include <atomic>
#include <mutex>
#include <pthread.h>
#include <thread>
static void *nothing(void *arg) { return arg; }
namespace bank
{
std::mutex audit, ledger;
std::atomic<bool> done;
template <class T> class teller
{
public:
    void write(T n)
    {
        std::lock_guard<std::mutex> a(audit);
        std::unique_lock<std::mutex> b(ledger);
        sum += n;
    }
    T sum = 0;
};
} // namespace bank
int main()
{
    bank::teller<long> t;
    std::thread one([&t] {
        t.write(1);
        bank::done = true;
    });
    std::thread two([&] {
        while (!bank::done)
            std::this_thread::yield();
        auto inner = [&](long n) {
            std::scoped_lock b(bank::ledger);
            std::lock_guard<std::mutex> a(bank::audit);
            t.sum += n;
        };
        inner(2);
    });
    one.join();
    two.join();
    auto start = [] {
        pthread_t lost;
        pthread_create(&lost, nullptr, nothing, nullptr);
    };
    start();
}
C
cat >dead.cc <<'C'
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
namespace engine
{
std::mutex in, out, ready_lock;
std::condition_variable ready;
bool is_ready; std::atomic<int> met; // both hold their first lock before either wants the other
struct stage {
    std::mutex &a, &b;
    void operator()()
    {
        std::unique_lock<std::mutex> first(a);
        for (++met; met < 2;) std::this_thread::yield();
        std::lock_guard<std::mutex> second(b);
    }
};
} // namespace engine
int main()
{
    auto waits = std::async(std::launch::async, [] {
        std::unique_lock<std::mutex> l(engine::ready_lock);
        engine::ready.wait(l, [] { return engine::is_ready; });
    });
    std::thread up(engine::stage{engine::in, engine::out});
    std::thread down([] {
        std::lock_guard<std::mutex> first(engine::out);
        for (++engine::met; engine::met < 2;) std::this_thread::yield();
        std::lock_guard<std::mutex> second(engine::in);
    });
    up.join();
    down.join();
}
C
cat >leak.cc <<'C'
#include <chrono>
#include <mutex>
#include <thread>
std::mutex first, second;
struct depot {
    std::thread *a, *b;
    void audit() { a = new std::thread([] {}); }
    template <class T> void count(T n)
    {
        b = new std::thread([n] { (void)n; });
    }
};
static void one()
{
    std::lock_guard<std::mutex> l(first);
}
static void two()
{
    std::lock_guard<std::mutex> l(second);
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
}
int main()
{
    depot d;
    d.audit();
    d.count(1);
    std::thread x(one);
    x.join();
    std::thread y(two);
    y.join();
}
C
build() { # PROGRAM FLAG…
    program=$1
    shift
    "${CXX:-c++}" -std=c++17 -pthread "$@" "$program.cc" -o "$program" || exit 1
}
lacks() { # FILE TEXT
    checks=$((checks + 1))
    if grep -qF -- "$2" "$1"; then
        cp "$1" .out
        wrong "unexpected: $2"
    fi
}
readable() { # FILE: neither mangled names, nor the inside of the library
    lacks "$1" _Z
    lacks "$1" /usr/include/c++
    lacks "$1" __invoke
    lacks "$1" _M_
}

for flags in "-O0 -g" "-O2 -g"; do
    build cycle $flags # not quoted: two words
    rm -f both.db
    expect 0 run --db both.db -- ./cycle
    expect 2 report --db both.db
    says "bank::teller::write: acquires bank::ledger while it holds bank::audit"
    says "main::lambda#2::lambda#1: acquires bank::audit while it holds bank::ledger"
    says "in main: starts the thread"
    readable .out
    # What was left out is there: the page and other readers may want it.
    check "whole stacks ($flags)" [ "$(db=both.db query "SELECT count(*) > 3 FROM frame JOIN site s ON s.id = site_id
        JOIN function f ON f.id = s.function_id WHERE f.name LIKE 'std::%'")" = 1 ]
    # The analyzer finds the same: one finding, seen by both.
    expect 2 check --db both.db cycle.cc -- -std=c++17
    expect 2 report --db both.db
    says "found by analysis (confidence high) and seen at run time"
    for rule in lock-order-cycle thread-leak; do
        check "one $rule ($flags)" [ "$(grep -c "\[$rule\]" .out)" = 1 ]
    done
    check "two findings, both of both sides ($flags)" [ "$(grep -c 'found by analysis (.*) and seen at run time' .out)" = 2 ]
    says "in main::lambda#3: "
done

for flags in "-O0 -g" "-O2 -g" "-O2"; do
    build dead $flags
    rm -f dead.db
    in_background run --db dead.db -- ./dead
    check "told ($flags)" soon 8 grep -q "error: deadlock" .bg.err
    pid=$(sed -n 's/.*process \([0-9]*\):.*deadlock.*/\1/p' .bg.err | head -1)
    expect 2 inspect --pid "$pid"
    cp .out inspected
    expect 2 inspect --pid "$pid" --verbose
    cp .out whole
    "$HEDDLE" top --pid "$pid" --once >topped 2>&1
    kill -TERM "$bg"
    ends 143
    complains "holds engine::out and waits for engine::in"
    lacks .bg.err _Z
    for f in inspected topped whole; do lacks "$f" _Z; done
    check "frames are folded ($flags)" grep -q "… [0-9]* frames of the standard library" inspected
    lacks whole "frames of the standard library"
    check "or shown ($flags)" [ "$(grep -c '^ *#' whole)" -gt "$(grep -c '^ *#' inspected)" ]
    case $flags in
    *-g*)
        complains "waits for engine::in (in main::lambda#2)"
        complains "waits for engine::out (in engine::stage::operator())"
        readable .bg.err
        lacks topped /usr/include/c++
        for f in inspected topped; do
            check "who waits in $f ($flags)" grep -q "waits for engine::ready.*main::lambda#1\|engine::ready .*main::lambda#1" "$f"
            check "who waits in $f ($flags)" grep -q "engine::in.*main::lambda#2" "$f"
        done
        ;;
    esac
done
# All std::threads are created in one place of the library, and all begin in one: each has its own
# place of creation all the same, and what one does is not shown for another.
for flags in "-O0 -g" "-O2 -g"; do
    build leak $flags
    rm -f leak.db
    expect 0 run --db leak.db -- ./leak
    expect 2 report --db leak.db
    says "in depot::audit: creates the thread"
    says "in depot::count: creates the thread"
    check "two leaks ($flags)" [ "$(grep -c '\[thread-leak\]' .out)" = 2 ]
    check "four places ($flags)" [ "$(db=leak.db query "SELECT count(DISTINCT created_site_id) FROM thread
        WHERE created_site_id IS NOT NULL")" = 4 ]
    says "in two: "
    lacks .out "in one: "
    readable .out
done
passed
