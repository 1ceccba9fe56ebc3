# heddle check: arguments that were meant otherwise.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

printf 'int main(void) { return 0; }\n' >a.c
mkdir src

# Arguments of the compiler in front of the --.
expect 1 check a.c -pthread
complains "those go behind --, as in heddle check FILE.c -- -pthread"
expect 1 check -Iinclude a.c
complains "-Iinclude is an argument for the compiler"
expect 0 check a.c -- -pthread -Iinclude -O2
# Files behind it.
printf '[{"directory": "%s", "file": "a.c", "command": "cc -c a.c"}]\n' "$PWD" >compile_commands.json
expect 1 check -q -- a.c
complains "a.c stands behind --, where clang's options are expected; write it before --"
silent
expect 1 check -- -O2 a.c
complains "a.c stands behind --"
printf 'extern int other;\n' >b.c
expect 0 check a.c -- -include b.c
expect 0 check -- -Ia.c
rm compile_commands.json

# What was checked, in a few words.
expect 0 check a.c b.c --format json
says '"target": "a.c and 1 more"'
printf '[{"directory": "%s", "file": "a.c", "command": "cc -c a.c"}]\n' "$PWD" >compile_commands.json
expect 0 check --format json
says '"target": "compile_commands.json"'
rm compile_commands.json

# What is no source file.
expect 1 check src
complains "src is a folder: name source files, or a build folder with -p"
silent
expect 1 check
complains "nothing to check: name source files (heddle check FILE.c -- -Iinclude), or a folder with a compile_commands.json"
mkdir out
printf '[{"directory": "%s", "file": "a.c", "command": "cc -c a.c"}]\n' "$PWD" >out/compile_commands.json
expect 1 check
complains "nothing to check: there is a build in out: heddle check -p out"
expect 1 check out
complains "out is a build folder: heddle check -p out"

# A header that is not found: what to do depends on where the arguments come from.
printf '#include "none.h"\n' >h.c
expect 3 check h.c
complains "a header was not found: folders of headers go behind --, as in heddle check h.c -- -Iinclude"
expect 3 check --quiet h.c
calm
says "'none.h' file not found"
sed 's/a\.c/h.c/g' out/compile_commands.json >compile_commands.json
expect 3 check
complains "a header was not found: when the build makes it, build first"
expect 3 check # from the cache
complains "a header was not found"
rm -r h.c out compile_commands.json
expect 1 check a.c "$HEDDLE"
complains "is no source file"
silent
expect 1 check nowhere.c
complains "nowhere.c: No such file or directory"

# Arguments that the compiler does not know, and such that it refuses.
expect 0 check a.c -- -fbogus --nonsense
complains "the compiler says: unknown argument: '-fbogus'"
complains "the compiler says: unknown argument: '--nonsense'"
expect 3 check a.c -- -std=c99x
says 'the compiler refuses its arguments'

# Options of heddle behind the --; such that the compiler has, too, are its own.
expect 0 check a.c -- --stats -fbogus --format=json --no-cache -j 2 --all
for option in --stats --format=json --no-cache -j --all; do
    complains "the compiler does not know $option; it is an option of heddle: put it before --"
done
complains "the compiler says: unknown argument: '-fbogus'"
check "each once" [ "$(wc -l <.err)" = 6 ]
expect 0 check a.c -- --stats # from the cache
complains "the compiler does not know --stats; it is an option of heddle: put it before --"
expect 0 check a.c -- -v -o a.o
check "what the compiler takes" sh -c '! grep -q "option of heddle" .err'
expect 0 check a.c -- -DSTATS=--stats --stat
check "no option" sh -c '! grep -q "option of heddle" .err'

# Folders of the database come into being.
expect 0 check --db made/for/it.db a.c
check "the database is there" [ -f made/for/it.db ]
calm

# As many processes as there are cores.
expect 0 check --jobs 0 a.c
calm
expect 1 check --jobs -1 a.c
complains "-j wants a number of processes, not -1"
expect 0 check --help
says "worker processes; 0, the default, is one for each core"
says "database (.heddle/heddle.db); commands that write it make it, with its folders"
expect 0 check --help-man
says "worker processes; 0, the default, is one for each core"

# Cycles that a filter hides, with the reason and what it means.
cat >gate.c <<'X'
#include <pthread.h>
static pthread_mutex_t g = PTHREAD_MUTEX_INITIALIZER, a = PTHREAD_MUTEX_INITIALIZER,
                       b = PTHREAD_MUTEX_INITIALIZER;
static int n;
static void *one(void *x)
{
    pthread_mutex_lock(&g);
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    n++;
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&g);
    return x;
}
int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, one, NULL))
        return 1;
    pthread_mutex_lock(&g);
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    n++;
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&g);
    pthread_join(t, NULL);
    return n;
}
X
expect 0 check gate.c
says "1 hidden"
expect 0 check --explain-filtered gate.c
says "gate.c:9:5 in one: acquires b while it holds a"
says "gate.c:23:5 in main: acquires a while it holds b"
says "hidden: gate lock g"
says "gate lock g: all sides hold this lock around both acquisitions"
passed
