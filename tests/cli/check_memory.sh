#!/bin/sh
# After an edit heddle check takes over what it knows of the functions that the edit does not reach: the findings and the
# lock graph are those of a check without a cache, whatever was edited, and most functions are not analysed again.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

mkdir p
cd p || exit 1
cat >conn.h <<'E'
#include <pthread.h>
struct conn {
    pthread_mutex_t lock;
    int fd, flags;
    struct conn *next;
};
struct pool {
    pthread_mutex_t lock;
    struct conn *first;
};
extern struct pool pool;
int conn_try(struct conn *c);
int conn_enter(struct conn *c, int fd);
void conn_leave(struct conn *c);
int pool_add(struct conn *c);
int pool_sum(void);
int log_line(const char *text);
E
cat >conn.c <<'E'
#include "conn.h"
static int is_open(const struct conn *c)
{
    return c->fd >= 0;
}
int conn_enter(struct conn *c, int fd)
{
    pthread_mutex_lock(&c->lock);
    if (!is_open(c)) {
        pthread_mutex_unlock(&c->lock);
        return -1;
    }
    c->fd = fd;
    return 0;
}
void conn_leave(struct conn *c)
{
    c->flags |= 1;
    pthread_mutex_unlock(&c->lock);
}
int conn_try(struct conn *c)
{
    return pthread_mutex_trylock(&c->lock) == 0;
}
E
cat >pool.c <<'E'
#include "conn.h"
struct pool pool = {PTHREAD_MUTEX_INITIALIZER, 0};
int pool_add(struct conn *c)
{
    pthread_mutex_lock(&pool.lock);
    if (conn_enter(c, 3) == 0) {
        c->next = pool.first;
        pool.first = c;
        conn_leave(c);
    }
    pthread_mutex_unlock(&pool.lock);
    return log_line("added");
}
int pool_sum(void)
{
    int n = 0;
    pthread_mutex_lock(&pool.lock);
    for (struct conn *c = pool.first; c; c = c->next)
        if (conn_try(c)) {
            n += c->fd;
            conn_leave(c);
        }
    pthread_mutex_unlock(&pool.lock);
    return n;
}
E
cat >log.c <<'E'
#include <stdio.h>
#include "conn.h"
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
int log_line(const char *text)
{
    pthread_mutex_lock(&log_lock);
    int n = puts(text);
    pthread_mutex_unlock(&log_lock);
    return n;
}
E
cat >main.c <<'E'
#include <stdlib.h>
#include "conn.h"
static void *work(void *arg)
{
    struct conn *c = arg;
    for (int i = 0; i < 9; i++)
        pool_add(c);
    return NULL;
}
static int start(pthread_t *t, struct conn *c)
{
    return pthread_create(t, NULL, work, c);
}
int main(void)
{
    static struct conn one = {.lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t t;
    if (start(&t, &one))
        return 1;
    pool_sum();
    pthread_join(t, NULL);
    return 0;
}
E
for f in conn pool log main; do
    printf '{"directory": "%s", "file": "%s.c", "arguments": ["cc", "-c", "%s.c"]}\n' "$PWD" $f $f
done | paste -sd, | sed 's/^/[/; s/$/]/' >compile_commands.json

recalled() { sed -n 's/^ *"recalled": \([0-9]*\).*/\1/p' stats.json; }
# STATUS LEAST: a check gives this status and what a check without a cache gives; so many functions were known.
same() {
    expect "$1" check -p . --format json --stats stats.json
    cp "$scratch/.out" with.json
    "$HEDDLE" graph --format json >with.graph
    expect "$1" check -p . --format json --no-cache --db fresh.db
    check "after '$edit': the findings are those of a check without a cache" cmp -s with.json "$scratch/.out"
    "$HEDDLE" graph --db fresh.db --format json >fresh.graph
    check "after '$edit': so is the lock graph" cmp -s with.graph fresh.graph
    check "after '$edit': $(recalled) functions were known, not $2" test "$(recalled)" -ge "$2"
    rm -f fresh.db*
}
edit() { # FILE SED: one edit, shown by the messages
    edit="$1: $2"
    sed -i "$2" "$1"
}

edit=nothing
same 0 0
edit log.c '$a/* the end */'
same 0 5
edit log.c '1i /* the beginning: all lines move */'
same 0 5
edit conn.c '1i /* the places of its acquisitions move, and what callers know stays as it was */'
same 0 4
edit conn.c '/flags |= 1/d'
same 0 1
edit conn.c '/^void conn_leave/,/^}/s/pthread_mutex_unlock.*/c->fd = 0;/' # nobody releases it any more
same 2 1
edit conn.c 's/c->fd = 0;/pthread_mutex_unlock(\&c->lock);/'
same 0 0 # a result of an earlier run as a whole
edit log.c 's/int n = puts(text);/int n = puts(text); if (n < 0) return n;/'
same 2 0 # what is remembered is that of the run before
edit main.c '/pthread_join/d' # the first finding is told again, its function is not looked at
same 2 5
edit log.c 's/ if (n < 0) return n;//'
same 2 4
edit main.c 's/pool_sum();/pthread_join(t, NULL);/'
same 0 5
edit pool.c 's/return log_line("added");/return 0;/'
same 0 3
edit conn.h 's/int fd, flags;/long id; int fd, flags;/' # all units, and the records in them
same 0 0
edit pool.c '$aint pool_empty(void) { return !pool.first; }'
same 0 5
# A cycle closes by an edit in one file; its other half is known from before.
edit log.c 's/int n = puts(text);/int n = puts(text) + pool_sum();/'
same 0 5
edit pool.c '/^int pool_add/,/^}/s/pool.first = c;/pool.first = c; log_line("in");/'
same 2 3

# What was kept may be damaged: then it is found out anew.
sqlite3 .heddle/cache.db "UPDATE entry SET value = zeroblob(length(value)) WHERE kind = 3"
edit log.c '$a/* again */'
same 2 0
check 'what is damaged is not used' test "$(recalled)" = 0
passed
