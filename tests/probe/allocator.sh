#!/bin/sh
# A program whose allocator guards itself with a lock that it tries first, from the first allocation on,
# as jemalloc does. The probe starts inside of that, and must not need the allocator then.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1
command -v cc >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 700 "$tmp"
cat >"$tmp/alloc.c" <<'C'
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static char pool[64 << 20];
static size_t used, count;
static void *take(size_t n)
{
    void *p;
    if (pthread_mutex_trylock(&m))
        pthread_mutex_lock(&m);
    if (!count++) /* the allocator's own initialisation takes a while and other locks */
        pthread_mutex_unlock(&m), pthread_mutex_lock(&m);
    n = (n + 31) & ~(size_t)15;
    p = pool + used + 16;
    *(size_t *)(pool + used) = n - 16;
    used += n;
    pthread_mutex_unlock(&m);
    return used < sizeof pool ? p : NULL;
}
void *malloc(size_t n) { return take(n); }
void *calloc(size_t n, size_t k) { return take(n * k); }
void *realloc(void *p, size_t n)
{
    void *q = take(n);
    size_t old = p ? ((size_t *)p)[-2] : 0;
    return p && q ? memcpy(q, p, old < n ? old : n) : q;
}
void *memalign(size_t a, size_t n) { return (void *)(((size_t)take(n + a) + a - 1) & ~(a - 1)); }
int posix_memalign(void **p, size_t a, size_t n) { *p = memalign(a, n); return 0; }
void *aligned_alloc(size_t a, size_t n) { return memalign(a, n); }
size_t malloc_usable_size(void *p) { return ((size_t *)p)[-2]; }
void free(void *p) { (void)p; }
__attribute__((constructor)) static void first(void)
{
    pthread_mutex_trylock(&m); /* initialises itself, holding it */
    pthread_mutex_unlock(&m);
}
C
cat >"$tmp/main.c" <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
static void *work(void *arg) { free(malloc(100)); return arg; }
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    pthread_join(t, NULL);
    puts("done");
    return 0;
}
C
cc -O1 -fPIC -shared -fno-builtin -o "$tmp/liballoc.so" "$tmp/alloc.c"
cc -O1 -o "$tmp/main" "$tmp/main.c" -L"$tmp" -Wl,--no-as-needed -lalloc -Wl,-rpath,"$tmp"
out=$(env LD_PRELOAD="$so" HEDDLE_DIR="$tmp" HEDDLE_COLLECTOR=none HEDDLE_SIZE=small timeout 20 "$tmp/main")
[ "$out" = done ] && ls "$tmp"/*.hw >/dev/null
