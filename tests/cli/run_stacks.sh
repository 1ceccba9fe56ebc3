#!/bin/sh
# heddle run: the stacks of a deadlock are those of now. The probe takes one stack per call site and
# depth, so two users of one wrapper share the first one's; the threads themselves know better.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >wrapper.c <<'C'
#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static volatile int sink;
#define APART __attribute__((noipa))
APART static void wrapper(pthread_mutex_t *m) { pthread_mutex_lock(m); sink++; }
APART static void in_passing(pthread_mutex_t *m) { wrapper(m); sink++; }
APART static void for_good(pthread_mutex_t *m) { wrapper(m); sink++; }
static void *up(void *arg)
{
    in_passing(&b);
    pthread_mutex_unlock(&b);
    for_good(&a);
    usleep(300000);
    for_good(&b);
    return arg;
}
static void *down(void *arg)
{
    usleep(100000);
    for_good(&b);
    usleep(300000);
    for_good(&a);
    return arg;
}
int main(void)
{
    pthread_t t, u;
    pthread_create(&t, NULL, up, NULL);
    pthread_create(&u, NULL, down, NULL);
    pthread_join(t, NULL);
}
C
"${CC:-cc}" -g -O1 -pthread wrapper.c -o wrapper || exit 1
in_background run -- ./wrapper
check "told" soon 8 grep -q "waits for b (in wrapper)" .bg.err
kill -TERM "$bg"
ends 143
before() { # the line before the wait for b: who called the wrapper
    grep -B1 "waits for b (in wrapper)" .bg.err | head -1
}
if grep -q '^0' /proc/sys/kernel/yama/ptrace_scope 2>/dev/null || [ "$(id -u)" = 0 ]; then
    check "who waits for b: $(before)" sh -c "echo '$(before)' | grep -q 'in for_good'"
fi
passed
