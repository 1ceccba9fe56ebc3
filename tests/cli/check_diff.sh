#!/bin/sh
# Pull requests as they come: each is a branch of a scratch repository, judged against main. Only what a branch brought
# is reported, whatever else it moved, renamed or reformatted; what main already had never is.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
command -v git >/dev/null || { echo "git is not installed"; exit 1; }
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b \
    GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b

mkdir -p repo/src repo/tests
cd repo || exit 1
git init -q -b main .
printf '.heddle/\ncompile_commands.json\n' >.gitignore
cat >src/srv.h <<'E'
#ifndef SRV_H
#define SRV_H
#include <pthread.h>
extern pthread_mutex_t conf_lock, log_lock;
extern pthread_t reaper;
#define LIMIT 8
void log_line(const char *s);
int conf_reload(int n);
int reaper_start(void);
void reaper_stop(void);
int serve(int n);
#endif
E
cat >src/main.c <<'E'
#include "srv.h"

int main(void)
{
    if (reaper_start() != 0)
        return 1;
    int rc = serve(3);
    reaper_stop();
    return rc;
}
E
cat >src/log.c <<'E'
#include "srv.h"
#include <stdio.h>

pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

void log_line(const char *s)
{
    pthread_mutex_lock(&log_lock);
    puts(s);
    pthread_mutex_unlock(&log_lock);
}
E
# main has one bug of its own: conf_lock stays locked on an error.
cat >src/conf.c <<'E'
#include "srv.h"

pthread_mutex_t conf_lock = PTHREAD_MUTEX_INITIALIZER;
static int level;

int conf_reload(int n)
{
    pthread_mutex_lock(&conf_lock);
    if (n > LIMIT)
        return -1;
    level = n;
    log_line("reloaded");
    pthread_mutex_unlock(&conf_lock);
    return level;
}
E
cat >src/reaper.c <<'E'
#include "srv.h"

pthread_t reaper;

static void *reap(void *arg)
{
    log_line("reaping");
    conf_reload(2);
    return arg;
}

int reaper_start(void)
{
    return pthread_create(&reaper, NULL, reap, NULL);
}
E
cat >src/stop.c <<'E'
#include "srv.h"

void reaper_stop(void)
{
    pthread_join(reaper, NULL);
}
E
cat >src/serve.c <<'E'
#include "srv.h"

static void *work(void *arg)
{
    log_line("working");
    return arg;
}

int serve(int n)
{
    pthread_t t;
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return -1;
    pthread_join(t, NULL);
    return n > LIMIT ? conf_reload(n) : 0;
}
E
cat >tests/t_serve.c <<'E'
int check_serve(int n);
int check_serve(int n)
{
    return n == 3;
}
E
database() {
    comma=
    printf '[' >compile_commands.json
    for f in src/*.c tests/*.c; do
        printf '%s{"directory": "%s", "file": "%s", "command": "cc -Isrc -c %s -o %s.o"}' "$comma" "$PWD" "$f" "$f" "$f" \
            >>compile_commands.json
        comma=','
    done
    printf ']\n' >>compile_commands.json
}
git add . && git commit -qm base
database
expect 2 check -p .
says "src/conf.c:10:9: error: 'conf_lock'"
says '1 error in 7 translation units'

branch() { # NAME: the working folder is as main was
    git checkout -q -f main && git clean -qfd -e .heddle -e compile_commands.json && git checkout -q -b "$1"
    name=$1
}
judge() { # STATUS [OPTION…]: commits and compares
    status=$1
    shift
    git add -A && git commit -q --allow-empty -m "$name"
    database
    expect "$status" check -p . --diff main "$@"
}
edit() { # SCRIPT FILE
    sed "$1" "$2" >.edited && mv .edited "$2"
}

# Nothing at all.
branch nothing
judge 0
says 'nothing introduced since main'
says '0 fixed, 1 unchanged'

# 1. A thread leak.
branch leak
edit '/pthread_join(t/d' src/serve.c
judge 2
says 'src/serve.c:12:9: error:'
says '[thread-leak]'
says '1 error introduced since main'
expect 2 check -p . --diff main --format json
says '"introduced": 1,'
says '"unchanged": 1'
check 'the old finding is not in it' sh -c '! grep -q conf_lock ../.out'

# 2. One edge that closes a cycle: the edge is the place.
branch cycle
cat >>src/log.c <<'E'

void log_level(int n);
void log_level(int n)
{
    pthread_mutex_lock(&log_lock);
    conf_reload(n);
    pthread_mutex_unlock(&log_lock);
}
E
edit 's/log_line("working");/log_level(1);/; s/^static void \*work/void log_level(int n);\n&/' src/serve.c
judge 2
says '[lock-order-cycle]'
says 'src/log.c:17:5'
expect 2 check -p . --only lock-order-cycle
check 'a plain check begins elsewhere' [ "$(grep -c '^src/log.c:17:5: error' ../.out)" = 0 ]
line_hash() { grep -o '"primaryLocationLineHash":"[^"]*","heddle/v1":"[^"]*"' ../.out; }
expect 2 check -p . --only lock-order-cycle --format sarif
line_hash >.plain_hash
check 'there is one' [ "$(wc -l <.plain_hash)" = 1 ]
expect 2 check -p . --diff main --format sarif
says '"startLine":17'
line_hash >.diff_hash
check 'the alert is the same' cmp .plain_hash .diff_hash
rm .plain_hash .diff_hash
expect 2 check -p . --only lock-order-cycle
plain=$(sed -n 's/^\(src[^:]*\):\([0-9]*\):.*lock-order-cycle.*/\1 \2/p' ../.out | head -1)
for place in 'src/log.c 17' "$plain"; do
    cp "${place% *}" .kept
    edit "${place#* }s|\$| // heddle: allow lock-order-cycle -- the old protocol|" "${place% *}"
    expect 0 check -p . --diff main
    calm
    expect 0 check -p . --only lock-order-cycle
    says '1 hidden'
    calm
    cp .kept "${place% *}"
done
rm .kept

# 3. Mends the old bug, brings another one of the same kind in the same file.
branch swap
edit 's/        return -1;/        goto out;/; s/^    level = n;/    level = n;/; s/^    pthread_mutex_unlock/out:\n&/' src/conf.c
cat >>src/conf.c <<'E'

int conf_check(int n);
int conf_check(int n)
{
    pthread_mutex_lock(&conf_lock);
    if (n > level)
        return -1;
    pthread_mutex_unlock(&conf_lock);
    return 0;
}
E
judge 2
says 'src/conf.c:23:9: error:'
says '1 error introduced since main'
says 'fixed: src/conf.c:10:9'

# 4. Moves code: a function with the old bug to another file, below other lines.
branch move
{ sed -n '1,/^void log_line/p' src/log.c | sed '$d'; sed -n '/^static int level/,$p' src/conf.c; sed -n '/^void log_line/,$p' src/log.c; } >.new
mv .new src/log.c
edit '/^static int level/,$d' src/conf.c
judge 0
says '0 fixed, 1 unchanged'

# 5. Renames a file, and a function in it.
branch rename
git mv src/conf.c src/settings.c
judge 0
says '0 fixed, 1 unchanged'
edit 's/conf_reload/settings_reload/g' src/settings.c
for f in src/srv.h src/serve.c src/reaper.c; do edit 's/conf_reload/settings_reload/g' "$f"; done
judge 0
says '0 fixed, 1 unchanged'

# 6. Reformats everything.
branch reformat
for f in src/*.c; do
    awk '/^ *(if|return|pthread|log|puts|level)/ { gsub(/^    /, "\t"); gsub(/\(/, "( "); } { print } /^#include/ { print "\n" }' "$f" >.new
    mv .new "$f"
done
judge 0
says '0 fixed, 1 unchanged'

# 7. Changes a header: a macro that decides whether a thread is joined.
branch header
edit 's/^#define LIMIT.*/#define LIMIT 8\n#define JOIN(t) ((void)(t))/' src/srv.h
judge 0
edit 's/pthread_join(t, NULL);/JOIN(t);/' src/serve.c
judge 2
says '[thread-leak]'
branch header_only
edit 's/^#define LIMIT.*/#define LIMIT 8\n#define pthread_join(t, r) ((void)(t))/' src/srv.h
judge 2
says 'src/serve.c:12:9: error:'

# 8. Adds an allow for what it brings.
branch allow
edit '/pthread_join(t/d; s|^    if (pthread_create|    // heddle: allow thread-leak -- ends with the process\n&|' src/serve.c
judge 0
says 'nothing introduced since main'

# 9. A baseline that names what is no longer there.
branch baseline
expect 0 check -p . --write-baseline base.txt
edit 's/        return -1;/        goto out;/; s/^    pthread_mutex_unlock/out:\n&/' src/conf.c
judge 0 --baseline base.txt
says 'fixed: src/conf.c:10:9'
complains 'base.txt'

# 10. Breaks a unit: what it held is no news, and nobody is accused because it cannot be read.
branch broken
printf '#include "no_such_header.h"\n#error "not now"\nvoid reaper_stop(void) { no such thing }\n' >src/stop.c
judge 3
says 'src/stop.c'
says 'nothing introduced since main'
branch unreadable
git rm -q src/stop.c
database
printf '%s' "$(sed 's/]$//' compile_commands.json)" >compile_commands.json
printf ',{"directory": "%s", "file": "src/stop.c", "command": "cc -Isrc -c src/stop.c -o src/stop.c.o"}]\n' "$PWD" >>compile_commands.json
git commit -qm unreadable
expect 3 check -p . --diff main
says 'src/stop.c could not be analysed'

# 11. Touches a test only.
branch test_only
edit 's/n == 3/n == 3 || n == 4/' tests/t_serve.c
judge 0
says 'nothing introduced since main'

# 12. Deletes the joiner of a thread that is created elsewhere: its file, or what it does.
branch joiner
edit 's/pthread_join(reaper, NULL);/log_line("stopped");/' src/stop.c
judge 2
says 'src/reaper.c:14:12: error:'
says '1 error introduced since main'
branch joiner_file
git rm -q src/stop.c
edit '/reaper_stop/d' src/main.c
edit '/reaper_stop/d' src/srv.h
judge 2
says 'src/reaper.c:14:12: error:'

# 13. A file that the compile database does not know: it was made before.
branch new_file
printf 'int monitor(void);\nint monitor(void) { return 0; }\n' >src/monitor.c
git add -A && git commit -qm monitor
expect 0 check -p . --diff main
complains 'src/monitor.c is new since main and no command compiles it; configure the build again if it is to be built'
check 'one line' [ "$(wc -l <../.err)" = 1 ]
expect 0 check --diff main src/log.c -- -Isrc
calm
for i in 1 2 3 4; do cp src/monitor.c "src/new$i.c"; done
git add -A && git commit -qm more
expect 0 check -p . --diff main
complains 'src/monitor.c, src/new1.c, src/new2.c and 2 more are new since main and no command compiles them; configure the build again if they are to be built'
printf 'check: {exclude: [src/new*.c, src/monitor.c]}\n' >.heddle.yml
expect 0 check -p . --diff main
calm
rm .heddle.yml
database
expect 0 check -p . --diff main
calm
branch part
mkdir src/inc
printf 'static const int part = 1;\n' >src/inc/part.c
edit 's/^#include "srv.h"/&\n#include "inc\/part.c"/' src/stop.c
git add -A && git commit -qm part
database
expect 0 check -p . --diff main
calm

# What is not committed yet counts, too; without the cache it is the same.
branch uncommitted
edit '/pthread_join(t/d' src/serve.c
expect 2 check -p . --diff main --no-cache
says '1 error introduced since main'

# Mistakes.
expect 1 check -p . --diff no-such-branch
complains "--diff no-such-branch: git knows no such revision"
git checkout -q -f --orphan alone
git commit -qm alone
expect 1 check -p . --diff main
complains 'no ancestor in common'
mkdir ../plain && cp -r src compile_commands.json ../plain && cd ../plain || exit 1
expect 1 check src/log.c --diff main -- -Isrc
complains '--diff main: not a git repository'
passed
