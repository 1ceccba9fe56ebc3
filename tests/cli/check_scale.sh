#!/bin/sh
# Programs that a generator writes: one function of 20,000 branches, one of 20,000 cases, calls 10,000 deep
# and in a ring of 10,000. They come to an end, and what is wrong at the far end of the calls is still found. The bounds are
# far from what it takes (seconds, some hundred MiB); a step whose cost grows with the square runs into them.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
ulimit -t 200

begin='#include <pthread.h>\nstatic pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n'
awk -v begin="$begin" 'BEGIN {
    printf begin "int many(const int *a);\nint many(const int *a)\n{\n    int n = 0;\n    pthread_mutex_lock(&m);\n"
    for (i = 0; i < 20000; i++)
        printf "    if (a[%d] > %d)\n        n += %d;\n", i, i % 7, i
    print "    pthread_mutex_unlock(&m);\n    return n;\n}"
}' >many.c
awk -v begin="$begin" 'BEGIN {
    printf begin "int arms(int k);\nint arms(int k)\n{\n    int n = 0;\n    switch (k) {\n"
    for (i = 0; i < 20000; i++)
        printf "    case %d:\n        n += %d;\n        break;\n", i, i
    print "    default:\n        break;\n    }\n    pthread_mutex_lock(&m);\n    if (n == 7)\n        return 1;"
    print "    pthread_mutex_unlock(&m);\n    return n;\n}"
}' >arms.c
awk -v begin="$begin" 'BEGIN {
    printf begin "static int total;\nstatic void f0(int k)\n{\n    pthread_mutex_lock(&m);\n    total += k;\n"
    print "    pthread_mutex_unlock(&m);\n}"
    for (i = 1; i < 10000; i++)
        printf "static void f%d(int k) { f%d(k + 1); }\n", i, i - 1
    print "int main(void)\n{\n    pthread_mutex_lock(&m);\n    f9999(0);\n    pthread_mutex_unlock(&m);\n    return 0;\n}"
}' >deep.c
awk -v begin="$begin" 'BEGIN {
    printf begin "static int total;\n"
    for (i = 0; i < 10000; i++)
        printf "static void f%d(int k);\n", i
    for (i = 0; i < 10000; i++)
        printf "static void f%d(int k)\n{\n    if (k > 0)\n        f%d(k - 1);\n    else\n        total++;\n}\n", i,
            (i + 1) % 10000
    print "int main(void)\n{\n    pthread_mutex_lock(&m);\n    f7(4);\n    return 0;\n}"
}' >ring.c

expect 0 check many.c
expect 0 check --fail-on never arms.c # more ways than are followed
expect 2 check deep.c
says 'deep.c:10012:5'
says 'lock-double-acquire'
expect 2 check ring.c
says 'lock-held-at-return'
passed
