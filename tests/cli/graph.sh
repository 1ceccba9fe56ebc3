#!/bin/sh
# heddle graph: formats, choices, bad input, a machine whose Graphviz has no plugins.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

cat >inversion.c <<'C'
#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER,
                       c = PTHREAD_MUTEX_INITIALIZER;
void f(void)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
}
void g(void)
{
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
}
C
cat >two.c <<'C'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER, n = PTHREAD_MUTEX_INITIALIZER;
void twice(void)
{
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
}
void keeps(int x)
{
    pthread_mutex_lock(&n);
    if (x)
        return;
    pthread_mutex_unlock(&n);
}
C
expect 2 check --no-cache --only lock-order-cycle inversion.c --

expect 0 graph
says '<svg '
says 'inversion.c:7 → inversion.c:8'
says 'class="edge order real static"'
calm
expect 0 graph --format dot
says 'digraph "lock order"'
says '"global:b@inversion.c" -> "global:c@inversion.c"'
expect 0 graph --format dot --cycles
check "c lies on no cycle" [ "$(grep -c 'global:c@' .out)" = 0 ]
expect 0 graph --format dot --only runtime
says 'No lock was acquired while another was held.'
expect 0 graph --format html -o page.html
silent
check "a page" grep -q '</html>' page.html
check "its finding" grep -q 'lock-order cycle: a → b → a' page.html
calm
# A page about lock order says that there is more.
expect 2 check --no-cache --db more.db --library inversion.c two.c --
expect 0 graph --db more.db --format html -o more.html
complains '2 other findings are not about lock order: heddle report --db more.db --format html'
check "the page says so, too" grep -q '"others":2' more.html
check "the list without scripts as well" grep -qF '2 other findings are not about lock order: <code>' more.html
expect 0 graph --db more.db --format html --quiet
calm
expect 0 graph
expect 0 graph -o graph.svg
complains 'graph.svg: 3 locks, 4 orders, 1 cycle'
silent
expect 1 graph -o no-such-folder/graph.svg
check "nothing is told of a file that is not there" [ "$(grep -c '3 locks' .err)" = 0 ]
expect 0 graph -o graph.svg --quiet
calm
cp graph.svg before.svg
expect 0 graph -o graph.svg --quiet
check "the same bytes" cmp -s graph.svg before.svg

# The page of the report has the drawing, too.
expect 2 report --format html
says '"box":['
says 'inversion.c:17:5'

expect 1 graph --format pdf
complains "--format is svg, dot, json or html, not 'pdf'"
expect 1 graph --only dynamic
complains "--only is static, runtime or both, not 'dynamic'"
expect 1 graph --run 99
complains ".heddle/heddle.db has no run 99"
expect 1 graph graph.svg
complains "graph takes no arguments"
expect 1 graph --db none.db
complains "there is no database none.db"
silent

# What is near a lock, in frames, as JSON.
expect 0 graph --format json
says '"orders": ['
says '"cycle": "real"'
expect 0 graph --format json --min-count 1000000
says '"evidence": "static"'
expect 1 graph --focus nosuchlock
complains "no lock order is near 'nosuchlock'; no lock is called so"
expect 0 graph --format dot --focus a --depth 1
says '->'
expect 0 graph --format dot --cluster file
says 'subgraph "cluster0"'
expect 0 graph --cluster file -o framed.svg
check "the frame is drawn" grep -q 'class="cluster"' framed.svg
expect 1 graph --cluster colour
complains "--cluster is file, struct or module, not 'colour'"
expect 1 graph --depth -1
complains "--depth and --min-count"

# Against another database: what a release adds to the order of its locks, and what it gives up.
mkdir then
cat >then/inversion.c <<'C'
#include <pthread.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER,
                       d = PTHREAD_MUTEX_INITIALIZER;
void another(void);
void another(void)
{
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&d);
    pthread_mutex_unlock(&d);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
}
C
(cd then && "$HEDDLE" check --no-cache --only lock-order-cycle inversion.c -- >/dev/null 2>&1) || exit 1
then=then/.heddle/heddle.db
expect 0 graph --diff $then --format json
says '"against": "then/.heddle/heddle.db"'
says '"new": 3'
says '"gone": 2'
says '"unchanged": 1'
says '"status": "gone"'
expect 0 graph --diff $then --format dot
says 'change="new"'
says '− gone (dashed)'
check "new orders are bold, gone ones dashed" [ "$(grep -c 'style="solid".*penwidth=2.6.*change="new"' .out),$(grep -c 'style="dashed".*change="gone"' .out)" = 3,2 ]
expect 0 graph --diff $then --format dot --changed
check "only what changed" [ "$(grep -c -- '->' .out)" = 5 ]
expect 0 graph --diff $then --format dot --focus d
check "what is near a lock that is gone" [ "$(grep -c -- '->' .out)" = 4 ]
expect 0 graph --diff $then --format dot --only runtime
says 'No lock was acquired while another was held.'
expect 0 graph --diff $then -o diff.svg
complains 'diff.svg: 4 locks, 6 orders, 1 cycle; against then/.heddle/heddle.db: 3 orders new, 2 gone, 1 unchanged; 1 cycle new, 0 gone'
check "the drawing says so" grep -q 'class="edge order real static new"' diff.svg
expect 0 graph --diff .heddle/heddle.db --format json
says '"unchanged": 4'
says '"new": 0'
expect 0 graph --diff $then --format html -o diff.html
check "the page compares" grep -q '"change":"gone"' diff.html
expect 1 graph --diff nowhere.db
complains "there is no database nowhere.db"
silent
echo "SQLite it is not" >junk.db
expect 1 graph --diff junk.db
complains "junk.db is not a heddle database"
check "in one line" [ "$(wc -l <.err)" = 1 ]
head -c 5000 $then >cut.db
expect 1 graph --diff cut.db -o never.svg
complains "cut.db"
check "in one line" [ "$(wc -l <.err)" = 1 ]
check "and nothing is written" [ ! -e never.svg ]
sqlite3 foreign.db "CREATE TABLE t (x)" || exit 1
expect 1 graph --diff foreign.db --format html
complains "foreign.db"
cp $then newer.db
sqlite3 newer.db "PRAGMA user_version = 999" || exit 1
expect 1 graph --diff newer.db
complains "newer.db"
check "in one line" [ "$(wc -l <.err)" = 1 ]
expect 1 graph --changed
complains "--changed goes with --diff OLD.db"

mkdir empty
GVBINDIR=$scratch/empty
export GVBINDIR
expect 1 graph -o other.svg
complains "apt-get install graphviz"
check "no half file" [ ! -e other.svg ]
expect 0 graph --format dot
expect 2 report --format html -o without.html
check "the page says why" grep -q 'apt-get install graphviz' without.html
check "and has the finding" grep -q 'lock-order cycle: a → b → a' without.html
passed
