#!/bin/sh
# heddle run and collect: what .heddle.yml says to ignore by frame, its baseline, and mistakes in it.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >two.c <<'C'
#include <pthread.h>
static void *work(void *arg) { return arg; }
__attribute__((noinline)) static void library_start(void)
{
    pthread_t t;
    pthread_create(&t, 0, work, 0);
}
__attribute__((noinline)) static void own_start(void)
{
    pthread_t t;
    pthread_create(&t, 0, work, 0);
}
int main(void)
{
    library_start();
    own_start();
    pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_unlock(&m);
    return 0;
}
C
"${CC:-cc}" -g -O0 -pthread two.c -o two || exit 1

# open DB: how many findings are shown; hidden DB: how many are not.
open() { "$HEDDLE" report --db "$1" --format json | grep -c '"filtered": null'; }
hidden() { "$HEDDLE" report --all --db "$1" --format json | grep -c '"filtered": "'; }

expect 0 run --quiet --db all.db -- ./two
check "three without rules" [ "$(open all.db)" = 3 ]

says_yml() { printf '%s\n' "$@" >.heddle.yml; }
says_yml 'run:' '  ignore:' '    - {rule: thread-leak, created-by: "library_*", reason: "not ours"}'
expect 0 run --quiet --db created.db -- ./two
check "created-by" [ "$(open created.db)" = 2 ]
check "kept, with the reason" [ "$(hidden created.db)" = 1 ]
expect 2 report --all --db created.db
says "ignored by .heddle.yml:3: not ours"

says_yml 'run:' '  ignore:' '    - {any: "main", reason: known}'
expect 0 run --db none.db -- ./two
complains "no findings; 3 hidden, 'heddle report --db none.db --all' shows them with the reason"
says_yml 'run:' '  ignore:' '    - {top: own_start, reason: r}'
expect 0 run --quiet --db top.db -- ./two
check "top" [ "$(open top.db)" = 2 ]
says_yml 'run:' '  ignore:' '    - {top: main, reason: r}'
expect 0 run --quiet --db top2.db -- ./two
check "main is on top of one only" [ "$(open top2.db)" = 2 ]
says_yml 'run:' '  ignore:' '    - {any: main, reason: r}'
expect 0 run --quiet --db any.db -- ./two
check "any" [ "$(open any.db)" = 0 ]
says_yml 'run:' '  ignore:' '    - {any: "two.c", rule: "lock-*", reason: r}'
expect 0 run --quiet --db file.db -- ./two
check "by file and rule" [ "$(open file.db)" = 2 ]
says_yml 'run:' '  ignore:' '    - {any: "two", rule: "thread-*", reason: r}'
expect 0 run --quiet --db module.db -- ./two
check "by module" [ "$(open module.db)" = 1 ]

print=$("$HEDDLE" report --db all.db --format json | grep -A12 lock-not-held | sed -n 's/.*"fingerprint": "\(.*\)".*/\1/p')
says_yml 'run:' "  baseline: [$print]"
expect 0 run --quiet --db base.db -- ./two
check "baseline" [ "$(open base.db)" = 2 ]

# Lock order that is ignored closes no cycle.
says_yml 'run:' '  ignore:' '    - {rule: lock-order-cycle, any: "victim.c", reason: r}'
expect 0 run --quiet --db order.db -- "$victim" order
check "lock order" [ "$(open order.db)" = 0 ]
check "leaves no trace" [ "$(hidden order.db)" = 0 ]

# An empty file and one with other sections say nothing; mistakes stop before the program starts.
: >.heddle.yml
expect 0 run --quiet --db empty.db -- ./two
check "empty" [ "$(open empty.db)" = 3 ]
says_yml 'check: {disable: [thread-leak]}'
expect 0 run --quiet --db other.db -- ./two
check "other sections" [ "$(open other.db)" = 3 ]
says_yml 'rnu: {a: b}'
expect 1 run --quiet --db other.db -- ./two
complains ".heddle.yml:1:1: unknown key 'rnu' in the file; did you mean 'run'?"

# What the list allows at check it allows at run time, by the place of the finding.
says_yml 'allow:' '  - {rule: thread-leak, function: own_start, reason: fine}' \
    '  - {rule: lock-not-held, path: two.c, until: 2020-01-01, reason: over}'
expect 0 run --quiet --db allow.db -- ./two
check "allowed by function, expired by date" [ "$(open allow.db)" = 2 ]
expect 2 report --all --db allow.db
says "allowed by .heddle.yml:2: fine"
says_yml 'allow:' '  - {rule: lock-order-cycle, function: "*", reason: known}'
expect 0 run --quiet --db cycle.db -- "$victim" order
check "a cycle that is allowed" [ "$(open cycle.db)" = 0 ]
check "is kept" [ "$(hidden cycle.db)" -ge 1 ]
# Not only where it begins, but at any step: every circle of two functions is in both.
for name in forwards backwards; do
    says_yml 'allow:' "  - {rule: lock-order-cycle, path: victim.c, function: $name, reason: known}"
    expect 0 run --quiet --db "$name.db" -- "$victim" order
    check "a cycle that is allowed at $name" [ "$(open "$name.db")" = 0 ]
done
# What the baseline of a check hides stays hidden when a run sees it, too, until a check judges anew.
rm .heddle.yml
cp "$here/victim.c" .
"${CC:-cc}" -g -O1 -pthread victim.c -o own_victim || exit 1
expect 0 check --quiet --db known.db --write-baseline base.txt victim.c -- -pthread
for turn in 1 2; do
    expect 0 run --quiet --db known.db -- ./own_victim order
    expect 0 report --db known.db
    expect 0 report --db known.db --all --fail-on never
    says "found by analysis (confidence high) and seen at run time"
    says "hidden: in the baseline base.txt"
done
expect 2 check --quiet --db known.db victim.c -- -pthread
says_yml 'run:' '  ignore:' '    - {tpo: main, reason: r}' '    - {top: main}' '    - {rule: no-such, top: main, reason: r}'
expect 1 run -- ./two
complains ".heddle.yml:3:8: unknown key 'tpo'"
check "one line for each mistake" [ "$(wc -l <.err)" = 3 ]
complains ".heddle.yml:4:7: this entry of ignore gives no reason"
complains ".heddle.yml:5:14: there is no rule 'no-such'"
expect 1 collect none.hw
complains ".heddle.yml:3:"
passed
