# What is exported others may end: --library, and the default when there is no main.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

cat >pool.h <<'X'
#include <pthread.h>
struct pool {
    pthread_t worker;
    int size;
};
int pool_start(struct pool *p);
int pool_watch(void);
X
cat >pool.c <<'X'
#include "pool.h"
static pthread_t watcher;
static void *work(void *arg)
{
    return arg;
}
int pool_start(struct pool *p)
{
    return pthread_create(&p->worker, NULL, work, p);
}
int pool_watch(void)
{
    return pthread_create(&watcher, NULL, work, NULL);
}
X
cat >main.c <<'X'
#include "pool.h"
int main(void)
{
    static struct pool p;
    return pool_start(&p) || pool_watch();
}
X

# A program: nobody else can join either of them.
expect 2 check --color never pool.c main.c
says "pool.c:9:"
says "pool.c:13:"

# A library: the record is in a header, whoever has it may join.
expect 2 check --color never --library pool.c main.c
says "pool.c:13:"
check "the public handle is left alone" sh -c "! grep -q 'pool.c:9:' '$scratch/.out'"

# Without a main the same.
expect 2 check --color never pool.c
says "pool.c:13:"
check "the public handle is left alone" sh -c "! grep -q 'pool.c:9:' '$scratch/.out'"
passed
