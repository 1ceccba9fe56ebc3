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

# Code without frame pointers has any value in that register. A word that the probe itself left on the
# stack must not be taken for the start of the thread: the callers are there all the same.
if [ "$(uname -m)" = x86_64 ]; then
    cat >astray.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
void *work(void *arg) { return arg; }
pthread_t t;
void start(uintptr_t *old); /* creates t, with `old` where a frame pointer would be */
__asm__(".text\n.globl start\n.type start, @function\nstart:\n\t.cfi_startproc\n\t"
        "push %rbp\n\t.cfi_def_cfa_offset 16\n\t.cfi_offset %rbp, -16\n\tmov %rdi, %rbp\n\t"
        "mov t@GOTPCREL(%rip), %rdi\n\txor %esi, %esi\n\tmov work@GOTPCREL(%rip), %rdx\n\txor %ecx, %ecx\n\t"
        "call pthread_create@plt\n\tpop %rbp\n\t.cfi_def_cfa_offset 8\n\tret\n\t.cfi_endproc\n"
        ".size start, .-start\n");
__attribute__((noipa)) static void caller(uintptr_t *old) { start(old); __asm__ volatile(""); }
int main(void)
{
    uintptr_t old[2] = {0, (uintptr_t)dlsym(RTLD_DEFAULT, "pthread_create")}; /* the probe's */
    caller(old);
    return 0; /* t is not joined: a finding, with the stack */
}
C
    "${CC:-cc}" -g -O1 -pthread astray.c -o astray || exit 1
    rm -rf .heddle
    expect 0 run -- ./astray
    check "the callers of who creates" [ "$(query "SELECT count(DISTINCT f.name) FROM frame JOIN site s ON s.id = site_id
        JOIN function f ON f.id = s.function_id WHERE f.name IN ('caller', 'main')")" = 2 ]
fi
passed
