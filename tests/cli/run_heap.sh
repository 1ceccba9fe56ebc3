#!/bin/sh
# heddle run: locks on the heap, which no variable names. A deadlock over them is one defect with the
# cycle that the check found over the same classes, and every command has the same name for each of
# them, numbered in the order in which the program made them.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >heap.c <<'C'
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
struct account {
    pthread_mutex_t lock;
    long balance;
};
static struct account *spare, *x, *y;
static atomic_int met;
static struct account *open_account(long balance)
{
    struct account *a = malloc(sizeof *a);
    if (!a)
        exit(1);
    pthread_mutex_init(&a->lock, NULL);
    a->balance = balance;
    return a;
}
static void transfer(struct account *from, struct account *to)
{
    pthread_mutex_lock(&from->lock);
    for (met++; met < 2;)
        usleep(1000);
    pthread_mutex_lock(&to->lock);
    from->balance--;
    to->balance++;
    pthread_mutex_unlock(&to->lock);
    pthread_mutex_unlock(&from->lock);
}
static void *up(void *arg)
{
    transfer(y, x); /* the one made last is met first */
    return arg;
}
static void *down(void *arg)
{
    while (!met)
        usleep(1000);
    transfer(x, y);
    return arg;
}
int main(void)
{
    pthread_t one, two;
    spare = open_account(1);
    x = open_account(2);
    y = open_account(3);
    pthread_create(&one, NULL, up, NULL);
    pthread_create(&two, NULL, down, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return 0;
}
C
"${CC:-cc}" -g -O1 -pthread heap.c -o heap || exit 1
"$HEDDLE" check --quiet heap.c >/dev/null 2>&1

in_background run --stuck-after 400 -- ./heap
check "told" soon 8 grep -q "error: deadlock" .bg.err
pid=$(sed -n 's/^heddle: process \([0-9]*\):.*/\1/p' .bg.err | head -1)
cp .bg.err .err
tid_of() { # FUNCTION: of the thread that stands in it
    "$HEDDLE" inspect --pid "$pid" | sed -n "s/^  \([0-9]*\) *$1 .*/\1/p" | head -1
}
up=$(tid_of up) down=$(tid_of down)
complains "thread 1 (up, tid $up) holds a->lock#3 and waits for a->lock#2"
complains "thread 2 (down, tid $down) holds a->lock#2 and waits for a->lock#3"
expect 2 inspect --pid "$pid"
says "thread $up (up) holds a->lock#3 and waits for a->lock#2"
says "thread $down (down) holds a->lock#2 and waits for a->lock#3"
cp "$HEDDLE_DIR"/run-*/*.hw kept.hw
kill -TERM "$bg"
ends 143

"$HEDDLE" collect --db copy.db --quiet kept.hw 2>.err
expect 2 report --db copy.db
says "thread 1 (up, tid $up) holds a->lock#3 and waits for a->lock#2"
says "thread 2 (down, tid $down) holds a->lock#2 and waits for a->lock#3"

# evidence RULE: what speaks for the findings of the rule.
evidence() {
    "$HEDDLE" report --format json |
        jq -r --arg rule "$1" '.findings[] | select(.rule == $rule and .filtered == null) | .evidence'
}
expect 2 report
says "found by analysis:"
says "lock-order cycle: x->lock"
# The run's threads have their numbers in the cycle, too; the analysis knows none.
says "seen at run time: thread 1 (up, tid $up):"
says "seen at run time: thread 2 (down, tid $down):"
says "  thread A ("
says "  thread B ("
if command -v jq >/dev/null; then
    check "the deadlock was foretold" [ "$(evidence deadlock)" = both ]
    check "the cycle was seen" [ "$(evidence lock-order-cycle)" = both ]
fi
passed
