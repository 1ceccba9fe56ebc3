#!/bin/sh
# The cache of heddle check: nothing changed costs no parse, whatever changed is seen, and a cache that is damaged,
# foreign, locked or out of reach changes no result. Facts and link give what check gives.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

mkdir -p p/src p/inc
cat >p/inc/lim.h <<'E'
#define LIMIT 8
E
cat >p/src/a.c <<'E'
#include <pthread.h>
#include "lim.h"
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int b(int n);
int a(int n)
{
    pthread_mutex_lock(&m);
    if (n > LIMIT)
        return b(n);
    pthread_mutex_unlock(&m);
    return 0;
}
E
cat >p/src/b.c <<'E'
int b(int n);
int b(int n)
{
    return n + 1;
}
E
printf '[{"directory": "%s/p", "file": "src/a.c", "command": "cc -Iinc -c src/a.c -o a.o"},\n' "$PWD" >p/compile_commands.json
printf ' {"directory": "%s/p", "file": "src/b.c", "command": "cc -Iinc -c src/b.c -o b.o"}]\n' "$PWD" >>p/compile_commands.json
cd p || exit 1

lowered() { # N: so many units went through a worker in the last check
    check "$1 units were lowered, not $(grep -c '"cached": false' stats.json)" \
        test "$(grep -c '"cached": false' stats.json)" = "$1"
}
run() { # STATUS N [OPTION…]
    status=$1 units=$2
    shift 2
    expect "$status" check -p . --format json --stats stats.json "$@"
    cp "$scratch/.out" last.json
    lowered "$units"
}
fresh() { # what check says now is what it says without a cache
    expect "$1" check -p . --format json --no-cache
    check 'the cache changes nothing' cmp -s last.json "$scratch/.out"
}

run 2 2
fresh 2
check 'the cache is where the database is' test -f .heddle/cache.db
run 2 0
fresh 2
# The other way round would load libclang; nobody needs it now.
HIDE=$(dirname "$HEDDLE")/../lib/libheddle_frontend.so
check 'nothing changed needs no libclang' sh -c "LD_DEBUG=files '$HEDDLE' check -p . 2>&1 | grep -c libclang | grep -qx 0"

# A file, a header of one unit, a flag, and back again.
sed 's/n + 1/n + 2/' src/b.c >x && mv x src/b.c
run 2 1
fresh 2
sed 's/8/9/' inc/lim.h >x && mv x inc/lim.h
run 2 1
fresh 2
sed 's/9/8/' inc/lim.h >x && mv x inc/lim.h
run 2 0
fresh 2
sed 's/-Iinc -c src.a.c/-Iinc -DLIMIT_OFF -c src\/a.c/' compile_commands.json >x && mv x compile_commands.json
run 2 1
touch src/a.c inc/lim.h
run 2 0
# A repair is seen at once, and so is its loss.
cp src/a.c keep.c
sed 's/return b(n);/{ pthread_mutex_unlock(\&m); return b(n); }/' keep.c >src/a.c
run 0 1
fresh 0
cp keep.c src/a.c
run 2 0
# Options and rules of one's own are part of the key.
mkdir rules
cat >rules/mine.yml <<'E'
heddle: 1
pack: mine
ops:
  - {call: b, acts: [{on: unused, do: noop}]}
E
expect 1 check -p . --rules rules
complains 'mine.yml'
rm -r rules
# Compile errors are told again.
echo 'int broken(void) { return nothing; }' >>src/b.c
run 2 1
complains 'src/b.c: 1 compile error'
run 2 0
complains 'src/b.c: 1 compile error'
cp keep.c src/a.c
sed '$d' src/b.c >x && mv x src/b.c

# A unit that fails is tried again.
chmod 0 src/b.c
if ! cat src/b.c 2>/dev/null >/dev/null; then
    expect 2 check -p .
    says 'src/b.c could not be analysed'
fi
chmod 644 src/b.c
run 2 0

# Damage: cut, zeroed in the middle, another program's, of another version, a folder, a link, no room.
head -c 5000 .heddle/cache.db >x && mv x .heddle/cache.db
rm -f .heddle/cache.db-*
run 2 2
complains 'made anew'
run 2 0
dd if=/dev/zero of=.heddle/cache.db bs=1 seek=4096 count=9000 conv=notrunc 2>/dev/null
expect 2 check -p . --format json
check 'the same findings' cmp -s last.json "$scratch/.out"
expect 2 check -p .
run 2 0
echo 'something else' >.heddle/cache.db
rm -f .heddle/cache.db-*
run 2 2
complains 'made anew'
cp .heddle/heddle.db .heddle/cache.db
run 2 2
complains 'made anew'
rm -rf .heddle/cache.db*
mkdir .heddle/cache.db
run 2 2
calm
rmdir .heddle/cache.db
ln -s /dev/null .heddle/cache.db
run 2 2
check 'a link is left alone' test -h .heddle/cache.db
rm .heddle/cache.db

# Two at once.
rm -rf .heddle
"$HEDDLE" check -p . --format json >one.json 2>/dev/null &
first=$!
"$HEDDLE" check -p . --format json >two.json 2>/dev/null
wait $first
check 'both see the same' cmp -s one.json two.json
run 2 0

# Facts and link, by hand and by Ninja.
"$HEDDLE" facts src/a.c -o a.hir --root . --object a.o -- -Iinc || wrong 'facts failed'
cp a.hir a1.hir
"$HEDDLE" facts src/a.c --root . --object a.o -- -Iinc -c -o a.hir || wrong 'facts failed'
check 'identical input, identical bytes' cmp -s a.hir a1.hir
"$HEDDLE" facts src/b.c -o b.hir --root . --depfile b.d -- -Iinc || wrong 'facts failed'
check 'the depfile names the source' grep -q "src/b.c" b.d
expect 2 link a.hir b.hir
says 'src/a.c:9:9'
says 'in 2 translation units'
printf 'a.hir\nb.hir\n' >list
expect 2 link @list --format json
grep -v '"target"' "$scratch/.out" >linked.json
expect 2 check -p . --format json
grep -v '"target"' "$scratch/.out" | cmp -s - linked.json || wrong 'link and check differ'
head -c 400 a.hir >cut.hir
expect 1 link cut.hir b.hir
complains 'cut.hir is damaged'
expect 1 link src/a.c
complains 'src/a.c holds no facts of heddle'
expect 1 link
complains 'name files'
expect 1 facts src/none.c -o x.hir
complains 'src/none.c'
expect 1 facts src/a.c
complains '-o FILE says where to'
if command -v ninja >/dev/null; then
    expect 0 check -p . --print-ninja --format json -o heddle.ninja
    ninja -f heddle.ninja >ninja.out 2>&1
    grep -v '"target"' .heddle/findings | cmp -s - linked.json || wrong 'Ninja and check differ'
    sed 's/return b(n);/{ pthread_mutex_unlock(\&m); return b(n); }/' keep.c >src/a.c
    check 'Ninja ends well' ninja -f heddle.ninja
    check 'one unit was lowered again' sh -c "ninja -f heddle.ninja -n | grep -q 'no work to do'"
fi
passed
