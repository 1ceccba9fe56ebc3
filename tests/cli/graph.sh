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
expect 0 graph -o graph.svg
complains 'graph.svg: 3 locks, 4 orders, 1 cycle'
silent
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
