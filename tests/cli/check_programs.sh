#!/bin/sh
# Several programs in one compilation database: where the objects go tells which file is whose when names
# alone do not; a file compiled for both is both's; what two programs do never meets in one process.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

entry() { # FILE OBJECT
    printf '%s{"directory": "%s", "file": "%s", "command": "cc -c %s -o %s"}' "$comma" "$scratch/b" "../$1" "../$1" \
        "$2" >>b/compile_commands.json
    comma=,
}
begin() { mkdir -p b; printf '[' >b/compile_commands.json; comma=''; rm -rf .heddle; }
finish() { printf ']\n' >>b/compile_commands.json; }

cat >lock.h <<'EOT'
#include <pthread.h>
extern pthread_mutex_t m;
void leave(void);
EOT
echo '#include "lock.h"
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;' >lock.c
for p in one two; do
    cat >$p.c <<'EOT'
#include "lock.h"
int main(void)
{
    pthread_mutex_lock(&m);
    leave();
    pthread_mutex_lock(&m);
    leave();
    return 0;
}
EOT
done
echo '#include "lock.h"
void leave(void) { pthread_mutex_unlock(&m); }' >leaves.c
echo '#include "lock.h"
void leave(void) { m.__data.__nusers++; }' >stays.c

# Nothing tells which leave() is whose: heddle must not guess.
begin
for f in lock one two leaves stays; do entry $f.c $f.o; done
finish
expect 0 check -p b --fail-on error
says 'no findings'

# Folders of targets.
begin
entry lock.c CMakeFiles/one.dir/lock.c.o
entry one.c CMakeFiles/one.dir/one.c.o
entry leaves.c CMakeFiles/one.dir/leaves.c.o
entry lock.c CMakeFiles/two.dir/lock.c.o
entry two.c CMakeFiles/two.dir/two.c.o
entry stays.c CMakeFiles/two.dir/stays.c.o
finish
expect 2 check -p b --fail-on error
says 'two.c:6:'
check 'one.c is reported' sh -c '! grep -q "^one.c" .out'

# The other way round, and names of objects.
begin
entry stays.c one-stays.o
entry leaves.c two-leaves.o
entry one.c one-one.o
entry two.c two-two.o
entry lock.c lock.o
finish
expect 2 check -p b --fail-on error
says 'one.c:6:'
check 'two.c is reported' sh -c '! grep -q "^two.c" .out'

# A cycle whose halves are in different programs is hidden, and --all says why.
cat >both.h <<'EOT'
#include <pthread.h>
extern pthread_mutex_t a, b;
EOT
echo '#include "both.h"
pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;' >both.c
half() { # FILE FIRST SECOND
    cat >"$1" <<EOT
#include "both.h"
static void *work(void *p)
{
    pthread_mutex_lock(&$2);
    pthread_mutex_lock(&$3);
    pthread_mutex_unlock(&$3);
    pthread_mutex_unlock(&$2);
    return p;
}
int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return 1;
    work(NULL);
    pthread_join(t, NULL);
    return 0;
}
EOT
}
half left.c a b
half right.c b a
rm -rf .heddle
expect 0 check both.c left.c right.c --fail-on note
says 'no findings'
expect 0 check both.c left.c right.c --fail-on note --explain-filtered
says 'different programs'

# The end of a loop over a range is no condition that somebody wrote.
cat >range.cc <<'C'
#include <map>
#include <mutex>
std::mutex m;
std::map<int, int> map_;
int find(int n)
{
    m.lock();
    for (auto &kv : map_)
        if (kv.second == n) {
            m.unlock();
            return 1;
        }
    return 0;
}
int main(int argc, char **argv) { return find(argc); }
C
expect 2 check range.cc
says '`map_` has no further element'

# Operators of C++ are shown as they are written, also those that another one stands for.
cat >oper.cc <<'C'
#include <map>
#include <mutex>
std::mutex m;
std::map<int, int> map_;
int find(int n)
{
    m.lock();
    auto it = map_.find(n);
    if (it == map_.end())
        return -1;
    int v = it->second;
    m.unlock();
    return v;
}
int count(int n)
{
    m.lock();
    auto it = map_.find(n);
    if (it != map_.end()) {
        m.unlock();
        return 1;
    }
    return 0;
}
int main(int argc, char **argv) { return find(argc) + count(argc); }
C
for std in 17 20; do
    expect 2 check oper.cc -- -std=c++$std
    says '`it == map_.end()` is true'
    says '`it != map_.end()` is false'
done

# Nobody looks at whether the attempt succeeds: told where it is made. One that failed acquired
# nothing. Who asks the guard afterwards has looked.
cat >tries.cc <<'C'
#include <mutex>
std::mutex m;
int n;
int blindly()
{
    std::unique_lock<std::mutex> g(m, std::defer_lock);
    (void)g.try_lock();
    return ++n;
}
int asked()
{
    std::unique_lock<std::mutex> g(m, std::defer_lock);
    (void)g.try_lock();
    if (!g.owns_lock())
        return 0;
    return ++n;
}
int failed()
{
    if (!m.try_lock())
        m.unlock();
    else
        m.unlock();
    return n;
}
C
expect 2 check tries.cc -- -std=c++17
says '7:11 in blindly: nobody looks at whether this attempt succeeds'
says '8:5 in blindly: released here, acquired or not'
says '20:10 in failed: the attempt to acquire it fails here'
check 'only two' [ "$(grep -cE ': (error|warning): ' .out)" = 2 ]

# A handle that is zero is called by its own place, whatever else is zero.
cat >zero.c <<'C'
#include <pthread.h>
struct w { pthread_t t; int k; };
static void *body(void *p) { return p; }
int run(int on)
{
    struct w w = { 0 };
    if (on && pthread_create(&w.t, NULL, body, &w) != 0)
        return 1;
    pthread_join(w.t, NULL);
    return 0;
}
C
expect 2 check zero.c
says "'w.t': handle"

# What is missing is said in plain words, and a wait without a loop names its condition.
cat >words.c <<'C'
#include <pthread.h>
struct q { pthread_mutex_t m; pthread_cond_t filled; int n; };
static struct q jobs = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };
static void *work(void *p) { pthread_cond_signal(&((struct q *)p)->filled); return p; }
static void nap(struct q *mine) { pthread_cond_wait(&mine->filled, &mine->m); }
static int take(struct q *q)
{
    pthread_mutex_lock(&q->m);
    if (q->n == 0)
        pthread_cond_wait(&q->filled, &q->m);
    int n = q->n--;
    pthread_mutex_unlock(&q->m);
    return n;
}
static int take_too(struct q *q)
{
    pthread_mutex_lock(&q->m);
    if (q->n == 0)
        nap(q);
    int n = q->n--;
    pthread_mutex_unlock(&q->m);
    return n;
}
static pthread_t kept;
static int run(int argc)
{
    pthread_t t;
    if (pthread_create(&t, NULL, work, &jobs) != 0)
        return 1;
    if (take(&jobs) > argc)
        return take_too(&jobs);
    pthread_join(t, NULL);
    return 0;
}
int main(int argc, char **argv)
{
    pthread_t lost;
    if (pthread_create(&lost, NULL, work, &jobs) != 0 || pthread_create(&kept, NULL, work, &jobs) != 0)
        return 1;
    return run(argc);
}
C
expect 2 check words.c
says "'q->filled': condition wait"
says "'q.filled': condition wait"
says 'leaves without joining or detaching it'
says 'created here, and never joined or detached'
check 'no jargon' sh -c '! grep -q discharg .out'

# Messages begin with a small letter, with a name in front or without.
cat >small.c <<'C'
#include <pthread.h>
void *work(void *arg);
int start(void)
{
    pthread_t t;
    return pthread_create(&t, NULL, work, NULL);
}
C
expect 2 check small.c
check "small letters" [ "$(grep -cE '(error|warning|note): [A-Z][a-z]|in [a-z_]*: [A-Z][a-z]' .out)" = 0 ]
passed
