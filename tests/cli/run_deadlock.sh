#!/bin/sh
# heddle run: a seen deadlock as its reader gets it. A call that both stacks of a thread have is told
# once, and with the line it stands in now; a lock that is a part of a variable bears the variable's
# name; the deadlock is the first of the findings.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >local.c <<'C'
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>
static pthread_mutex_t never = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static void *slip(void *arg) /* a finding that stands above */
{
    pthread_mutex_unlock(&never);
    return arg;
}
struct account {
    pthread_mutex_t lock;
    long balance;
};
struct job {
    struct account *from, *to;
};
static atomic_int met; /* both hold their first lock before either wants the other */
static void transfer(struct account *from, struct account *to, long amount)
{
    pthread_mutex_lock(&from->lock); /* @one */
    for (met++; met < 2;)
        usleep(1000);
    pthread_mutex_lock(&to->lock); /* @two */
    from->balance -= amount;
    to->balance += amount;
    pthread_mutex_unlock(&to->lock);
    pthread_mutex_unlock(&from->lock);
}
static void *worker(void *arg)
{
    struct job *j = arg;
    transfer(j->from, /* @call */
             j->to,
             10);
    return j->from;
}
__attribute__((noinline, unused)) static void make(struct account *new)
{
    pthread_mutex_init(&new->lock, NULL);
    new->balance = 100;
}
int main(void)
{
#ifdef INIT
    struct account a, b;
    make(&a);
    make(&b);
#else
    struct account a = {PTHREAD_MUTEX_INITIALIZER, 100};
    struct account b = {PTHREAD_MUTEX_INITIALIZER, 100};
#endif
    struct job ab = {&a, &b}, ba = {&b, &a};
    pthread_t one, two, three;
    pthread_create(&three, NULL, slip, NULL);
    pthread_join(three, NULL);
    pthread_create(&one, NULL, worker, &ab);
    pthread_create(&two, NULL, worker, &ba);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return (int)(a.balance + b.balance);
}
C
cat >local.cc <<'C'
#include <atomic>
#include <mutex>
#include <thread>
struct Account {
    std::mutex lock;
    long balance = 100;
};
static std::atomic<int> met;
static void transfer(Account &from, Account &to, long amount)
{
    std::lock_guard<std::mutex> first(from.lock); /* @one */
    for (++met; met < 2;)
        std::this_thread::yield();
    std::lock_guard<std::mutex> second(to.lock); /* @two */
    from.balance -= amount;
    to.balance += amount;
}
int main()
{
    Account a;
    Account b;
    int done = 0;
    std::thread one([&] {
        transfer(a, b, 10); /* @call */
        done++;
    });
    std::thread two([&] {
        transfer(b, a, 20);
        done++;
    });
    one.join();
    two.join();
    return done;
}
C
cat >apart.c <<'C'
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#define APART __attribute__((noipa))
struct bank {
    int id;
    struct {
        pthread_mutex_t lock[2][3];
    } safe[2];
};
static struct bank banks[2];
static pthread_mutex_t *up, *down;
static atomic_int met, wanted;
static int sink;
static void meet(void)
{
    for (met++; met < wanted;)
        usleep(1000);
}
APART static void take(pthread_mutex_t *m)
{
    pthread_mutex_lock(m); /* @take */
    sink++;
}
APART static void wrapped(pthread_mutex_t *x, pthread_mutex_t *y)
{
    take(x); /* @x */
    meet();
    take(y); /* @y */
    sink++;
}
APART static void both(pthread_mutex_t *x, pthread_mutex_t *y)
{
    pthread_mutex_lock(x); /* @one */
    meet();
    pthread_mutex_lock(y); /* @two */
    pthread_mutex_unlock(y);
    pthread_mutex_unlock(x);
}
APART static void twice(pthread_mutex_t *x, pthread_mutex_t *y)
{
    both(x, y); /* goes well */
    wanted = 3; /* one was there */
    both(x, y); /* @again */
    sink++;
}
static void *first(void *arg)
{
    if (*(char *)arg == 'w')
        wrapped(up, down); /* @first-wrapped */
    else
        twice(up, down); /* @first-twice */
    sink++;
    return arg;
}
static void *second(void *arg)
{
    while (met < (*(char *)arg == 'w' ? 1 : 2))
        usleep(1000);
    if (*(char *)arg == 'w')
        wrapped(down, up);
    else
        both(down, up);
    sink++;
    return arg;
}
int main(int argc, char **argv)
{
    pthread_t one, two;
    (void)argc;
    up = &banks[0].safe[1].lock[1][2];
    down = &banks[1].safe[0].lock[0][1];
    if (argv[1][1] == 'h') {
        struct bank *x = malloc(sizeof *x), *y = malloc(sizeof *y);
        up = &x->safe[0].lock[0][0];
        down = &y->safe[0].lock[0][0];
    }
    for (int i = 0; i < 2; i++)
        pthread_mutex_init(i ? down : up, NULL); /* two of one class */
    wanted = argv[1][0] == 'w' ? 2 : 0;
    pthread_create(&one, NULL, first, argv[1]);
    pthread_create(&two, NULL, second, argv[1]);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return 0;
}
C
cat >again.c <<'C'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static volatile int sink;
#define APART __attribute__((noipa))
APART static void inner(void)
{
    pthread_mutex_lock(&m); /* @inner */
    pthread_mutex_unlock(&m);
}
APART static void outer(void)
{
    pthread_mutex_lock(&m); /* @outer */
    inner();                /* @inside */
    pthread_mutex_unlock(&m);
}
int main(void)
{
    outer(); /* @main */
    sink++;
}
C
hangs() { # PROGRAM [ARG]: runs it until its deadlock was told
    rm -rf .heddle
    in_background run --stuck-after 400 -- "./$@"
    check "told: $build" soon 8 grep -q "error: deadlock" .bg.err
    kill -TERM "$bg"
    ends 143
    expect 2 report
    cp .bg.err .err
}
at() { # FILE MARK: the line that has it
    grep -n "@$2 " "$1" | cut -d: -f1
}
# steps THREAD TEXT…: in the report the steps of a thread of the first finding are these.
steps() {
    sed -n '1,/seen at run time/p' .out | sed -n "/^  $1/,/^  [^ ]/p" |
        sed -n 's/^ *[0-9]*\. [^:]*:\([0-9]*\):*[0-9]* in /\1 /p' >told
    shift
    printf '%s\n' "$@" >wanted
    checks=$((checks + 1))
    cmp -s told wanted || wrong "steps ($build): $(cat told)"
}

compilers="${CC:-cc}"
command -v clang-19 >/dev/null && compilers="$compilers clang-19"
for cc in $compilers; do
    for flags in -O0 -O2 "-O0 -DINIT" "-O2 -DINIT"; do
        build="$cc $flags"
        [ "$build" != "clang-19 -O2" ] || continue # lists of places for `a` and `b`: not certain (026)
        "$cc" -g $flags -pthread local.c -o local || exit 1 # not quoted: two words
        hangs local
        complains "holds a.lock and waits for b.lock"
        complains "holds b.lock and waits for a.lock"
        check "calls are told once: $build" [ "$(grep -c "calls transfer" .bg.err)" = 2 ]
        check "one class: $build" [ "$(query "SELECT count(DISTINCT class_id) FROM lock WHERE label LIKE '%.lock%'")" = 1 ]
        check "called by variables: $build" [ "$(query "SELECT group_concat(label, ' ') FROM
            (SELECT label FROM lock WHERE label LIKE '%lock%' ORDER BY label)")" = "a.lock b.lock" ]
        case $flags in
        *INIT) class='init:make:new->lock@local.c' ;;
        *) class=field:account.lock ;;
        esac
        check "class: $build" [ "$(query "SELECT DISTINCT c.key FROM lock l JOIN lock_class c ON c.id = class_id
            WHERE label LIKE '%lock'")" = "$class" ]
        check "first in the summary: $build" \
            sh -c "sed -n 's/^  [^ ].*\[\(.*\)\].*/\1/p' .bg.err | head -1 | grep -qx deadlock"
        check "first in the report: $build" sh -c "grep -m1 ': error: ' .out | grep -q 'error: deadlock'"
        says "[lock-not-held]"
        says "lock-order cycle: "
        steps "thread 2 .worker" "$(at local.c call) worker: calls transfer" \
            "$(at local.c one) transfer: acquires a.lock and holds it" \
            "$(at local.c two) transfer: waits for b.lock"
    done
done
for cxx in $(echo "$compilers" | sed 's/clang-/clang++-/; s/gcc/g++/; s/cc\b/c++/'); do
    command -v "$cxx" >/dev/null || continue
    for flags in -O0 -O2; do
        build="$cxx $flags"
        "$cxx" -std=c++17 -g "$flags" -pthread local.cc -o local || exit 1
        hangs local
        complains "holds a.lock and waits for b.lock"
        steps "thread 1 " "$(at local.cc call) main::lambda#1: calls transfer" \
            "$(at local.cc one) transfer: acquires a.lock and holds it" \
            "$(at local.cc two) transfer: waits for b.lock"
    done
done

x="banks[0].safe[1].lock[1][2]"
y="banks[1].safe[0].lock[0][1]"
for flags in -O0 -O2; do
    build="apart $flags"
    "${CC:-cc}" -g "$flags" -pthread apart.c -o apart || exit 1
    hangs apart wg # a wrapper is called twice: both calls are told
    steps "thread 1 " "$(at apart.c first-wrapped) first: calls wrapped" "$(at apart.c x) wrapped: calls take" \
        "$(at apart.c take) take: acquires $x and holds it" "$(at apart.c y) wrapped: calls take" \
        "$(at apart.c take) take: waits for $y"
    hangs apart tg # the probe took its stacks in an earlier call of `both`
    if grep -q '^0' /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || [ "$(id -u)" = 0 ]; then
        steps "thread 1 " "$(at apart.c first-twice) first: calls twice" "$(at apart.c again) twice: calls both" \
            "$(at apart.c one) both: acquires $x and holds it" "$(at apart.c two) both: waits for $y"
    fi
    hangs apart wh # nothing but their class is known of objects on the heap
    check "called by how they were made" grep -q "holds .*#2" .bg.err
done

build=again
"${CC:-cc}" -g -O1 -pthread again.c -o again || exit 1
hangs again
steps "main thread" "$(at again.c main) main: calls outer" "$(at again.c outer) outer: acquires m" \
    "$(at again.c inside) outer: calls inner" "$(at again.c inner) inner: acquires m again"
passed
