# Wrappers as a pack that loads and does its work.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

cat >store.h <<'X'
#include <pthread.h>
struct store {
    struct {
        pthread_mutex_t mu;
    } in;
    int n;
};
void store_lock(struct store *s);
void store_unlock(struct store *s);
int store_try(struct store *s);
void store_fatal(const char *why);
int store_count(struct store *s);
X
cat >store.c <<'X'
#include "store.h"
#include <stdlib.h>
void store_lock(struct store *s) { pthread_mutex_lock(&s->in.mu); }
void store_unlock(struct store *s) { pthread_mutex_unlock(&s->in.mu); }
int store_try(struct store *s) { return pthread_mutex_trylock(&s->in.mu) == 0; }
void store_fatal(const char *why) { (void)why; exit(1); }
int store_count(struct store *s) { store_lock(s); int n = s->n; store_unlock(s); return n; }
static void hidden(struct store *s) { pthread_mutex_lock(&s->in.mu); }
int store_twice(struct store *s) { hidden(s); pthread_mutex_unlock(&s->in.mu); return 0; }
X
cat >user.c <<'X'
#include "store.h"
int forget(struct store *s, int x)
{
    store_lock(s);
    if (x)
        return -1;
    store_unlock(s);
    return 0;
}
int give_up(struct store *s)
{
    if (!store_try(s))
        store_fatal("busy");
    store_unlock(s);
    return 0;
}
X
mkdir rules
expect 0 rules suggest store.c -o rules/store.yml
cp rules/store.yml .out
says "{fn: store_lock, on: pthread.mutex, event: acquire, arg: 0, field: in.mu}"
says "{fn: store_unlock, on: pthread.mutex, event: release, arg: 0, field: in.mu}"
says "{fn: store_try, on: pthread.mutex, event: acquire, arg: 0, field: in.mu, success: \"ret != 0\", try: true}"
says "{fn: store_fatal, role: noreturn}"
says "# store.c:3, called by 1 function"
check "nothing else" [ "$(grep -c 'fn:' .out)" = 4 ]
expect 0 rules lint rules/store.yml
expect 0 check user.c
expect 2 check --rules rules user.c
says "user.c:6:9"
check "one finding" [ "$(grep -c 'error:' .out)" = 1 ]
expect 1 rules suggest nowhere.c
complains "nowhere.c: No such file or directory"
passed
