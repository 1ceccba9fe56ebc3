# heddle check: allow comments, .heddle.yml, baselines.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
mkdir -p .git src/vendor
program() { # the function's name, a comment behind the creation
    printf '%s\n' '#include <pthread.h>' 'static void *work(void *arg) { return arg; }' \
        "int $1(void)" '{' '    pthread_t t;' "    return pthread_create(&t, NULL, work, NULL); ${2-}" '}'
}
open() { "$HEDDLE" report --db "$1" --format json --fail-on never | grep -c '"filtered": null'; }
run() { # STATUS ARGS…: checks the sources into a new database
    want_status=$1
    shift
    rm -f h.db*
    expect "$want_status" check --db h.db "$@" --library src/*.c src/vendor/*.c -- -pthread
}
program one >src/one.c
program two >src/two.c
program three >src/vendor/three.c
run 2
check "three leaks" [ "$(open h.db)" = 3 ]

# Comments.
program one '// heddle: allow thread-leak -- lives on' >src/one.c
run 2 --all
says "hidden: allowed at src/one.c:6: lives on"
check "one is allowed" [ "$(open h.db)" = 2 ]
program one '// heddle: allow thread-leak until: 2020-01-01 -- soon' >src/one.c
run 2
says "(it was allowed until 2020-01-01, which has passed: soon)"
complains "src/one.c:6: the allow of thread-leak ended on 2020-01-01"
check "it is back" [ "$(open h.db)" = 3 ]
program one '// heddle: allow thread-leak until: 2999-12-31 -- later' >src/one.c
run 2
check "not yet" [ "$(open h.db)" = 2 ]
program one '// heddle: allow thread-leak' >src/one.c
run 1
complains "heddle: error: src/one.c:6: this allow comment gives no reason"
check "a comment without a reason allows nothing" [ "$(open h.db)" = 3 ]
says "src/one.c:6:"
program one '// heddle: alow thread-leak -- r' >src/one.c
run 1
complains "src/one.c:6: this allow comment says 'alow'; the word is allow"
program one '// heddle: a word about something else' >src/one.c
run 2
program one '// heddle: allow tread-leak -- r' >src/one.c
run 1
complains "src/one.c:6: this allow comment names 'tread-leak', which is no rule; did you mean 'thread-leak'?"
program one '// heddle: allow lock-copied, thread-leak -- r' >src/one.c
run 2
complains "note: src/one.c:6: the allow of lock-copied hides nothing any more"
run 0 --only lock-copied
complains "allow of lock-copied hides nothing"
check "what was not looked for is not told" [ "$(grep -c 'thread-leak' .err)" = 0 ]
says "no findings in 3 translation units; looked only for lock-copied"
expect 0 report --db h.db
says "no findings in 3 translation units; looked only for lock-copied"
check "told once" [ "$(grep -c 'looked only' .out)" = 1 ]
expect 0 report --db h.db --format json
says '"looked only for lock-copied"'
expect 0 report --db h.db --format markdown
says "in 3 translation units; looked only for lock-copied"
run 0 --only lock-copied,lock-not-held,deadlock,stall,timer-leak
says "; looked only for lock-copied, lock-not-held, deadlock, stall and 1 more"
run 2 --quiet
calm
says "[thread-leak]"
check "no summary" sh -c '! grep -q "translation unit" .out'
run 0 --quiet --only lock-copied
silent
calm
expect 0 report --db h.db --quiet
silent
run 0 --quiet --only lock-copied --format text=full.txt
check "a file has it" grep -q "no findings in 3 translation units" full.txt

# The same from the cache, where no file is parsed, as without it.
rm -f c.db*
program one '// heddle: allow lock-copied, thread-leak -- r' >src/one.c
sources="src/one.c src/two.c src/vendor/three.c"
for turn in 1 2 3; do
    cache=--cache
    [ $turn = 3 ] && cache=--no-cache
    expect 2 check --db c.db $cache --all --library $sources -- -pthread
    says "hidden: allowed at src/one.c:6: r"
    complains "note: src/one.c:6: the allow of lock-copied hides nothing any more"
    [ $turn = 1 ] && cp "$scratch/.out" first.out
    check "turn $turn says the same" cmp "$scratch/.out" first.out
done

# SARIF tells who allowed it; it counts in no exit status.
program two '// heddle: allow thread-leak -- fine' >src/two.c
rm -f h.db*
expect 0 check --db h.db --format sarif --library src/one.c src/two.c -- -pthread
says '"suppressions":[{"kind":"inSource","status":"accepted","justification":"allowed at src/two.c:6: fine"}]'
program one >src/one.c
program two >src/two.c

# .heddle.yml.
says_yml() { printf '%s\n' "$@" >.heddle.yml; }
says_yml 'check:' '  exclude: [vendor/]' '  severity: {thread-leak: note}'
run 0 --all
says "hidden: allowed by .heddle.yml:2: excluded path vendor/"
says "src/one.c:6:12: note: "
run 2 --fail-on note
says_yml 'check: {disable: [thread-leak]}'
run 0
says "no findings in 3 translation units; not looked for: thread-leak (disabled in .heddle.yml)"
expect 0 report --db h.db
says "; not looked for: thread-leak (disabled in .heddle.yml)"
check "told once" [ "$(grep -c 'not looked for' .out)" = 1 ]
expect 0 report --db h.db --format markdown
says "in 3 translation units; not looked for: thread-leak (disabled in .heddle.yml)"
run 0 --disable lock-copied
says "; not looked for: lock-copied (--disable); not looked for: thread-leak (disabled in .heddle.yml)"
run 2 --only thread-leak
check "what the command line asks for is looked for" sh -c '! grep -q "not looked for" .out'
says_yml 'check:' '	disable: thread-leak'
printf 'check:\n\tdisable: thread-leak\n' >.heddle.yml
run 1
complains "heddle: error: .heddle.yml:2:1: a tab cannot indent; use spaces"
printf 'check:\n  disable: [thread-leak\n' >.heddle.yml
run 1
complains ".heddle.yml:3:1: the file ends, but the list that begins at line 2 with '[' is not closed"
says_yml 'check: {fail-on: never}'
run 0
run 2 --fail-on error
says_yml 'allow:' '  - {rule: thread-leak, path: src/vendor/**, reason: theirs}' \
    '  - {rule: "thread-*", function: one, reason: ours}' '  - {rule: lock-copied, reason: none}'
run 2 --all
says "hidden: allowed by .heddle.yml:2: theirs"
says "hidden: allowed by .heddle.yml:3: ours"
complains "note: .heddle.yml:4: the allow of lock-copied hides nothing any more"
check "one is left" [ "$(open h.db)" = 1 ]
# A circle has no place of its own: the list takes it at any step, as a comment does, when it names the rule.
mkdir ring
half() { # NAME FIRST SECOND
    printf '%s\n' '#include <pthread.h>' 'extern pthread_mutex_t front, back;' "void *$1(void *arg)" '{' \
        "    pthread_mutex_lock(&$2);" "    pthread_mutex_lock(&$3);" \
        "    pthread_mutex_unlock(&$3);" "    pthread_mutex_unlock(&$2);" '    return arg;' '}'
}
half there front back >ring/a.c
half again back front >ring/b.c
printf '%s\n' '#include <pthread.h>' 'pthread_mutex_t front = PTHREAD_MUTEX_INITIALIZER, back = PTHREAD_MUTEX_INITIALIZER;' \
    'void *there(void *);' 'void *again(void *);' 'int main(void)' '{' '    pthread_t s, t;' \
    '    if (pthread_create(&s, NULL, there, NULL) != 0)' '        return 1;' \
    '    if (pthread_create(&t, NULL, again, NULL) == 0)' '        pthread_join(t, NULL);' \
    '    pthread_join(s, NULL);' '    return 0;' '}' >ring/main.c
ring() { # STATUS
    rm -f h.db*
    expect "$1" check --db h.db --all ring/*.c -- -pthread
}
rm .heddle.yml
ring 2
says "[lock-order-cycle]"
for way in '{rule: lock-order-cycle, path: ring/a.c, ' '{rule: "lock-order-*", path: ring/b.c, function: again, '; do
    says_yml 'allow:' "  - ${way}reason: known}"
    ring 0
    says "hidden: allowed by .heddle.yml:2: known"
    calm
done
says_yml 'allow:' '  - {rule: lock-order-cycle, path: ring/a.c, function: again, reason: two places}' \
    '  - {rule: lock-order-cycle, path: ring/c.c, reason: none}'
ring 2
complains "note: .heddle.yml:2: the allow of lock-order-cycle hides nothing any more"
complains "note: .heddle.yml:3: the allow of lock-order-cycle hides nothing any more"
says_yml 'allow:' '  - {path: ring/a.c, reason: a place}' '  - {path: ring/b.c, reason: a place}'
ring 0
check "without a rule only where it begins" [ "$(grep -c 'hidden: allowed' .out)" = 1 ]
says_yml 'chck: {}'
run 1
complains ".heddle.yml:1:1: unknown key 'chck' in the file; did you mean 'check'?"
rm .heddle.yml

# With --diff a report begins at the step that the change touched: a comment does at any step.
early() { # a comment behind the branch
    printf '%s\n' '#include <pthread.h>' 'static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;' 'int early(int n)' '{' \
        '    pthread_mutex_lock(&m);' "    if (n < 0) ${1-}" '        return -1;' '    pthread_mutex_unlock(&m);' \
        '    return n;' '}' >early.c
}
early
expect 2 check early.c -- -pthread
says 'early.c:7:9: error: '
early '// heddle: allow lock-held-at-return -- test'
expect 0 check early.c -- -pthread
calm
rm early.c

# Baselines.
run 0 --write-baseline base.txt
complains "3 findings written to base.txt"
check "three lines" [ "$(grep -c ' thread-leak ' base.txt)" = 3 ]
cp base.txt first.txt
run 0 --baseline base.txt
calm
run 0 --write-baseline base.txt
check "the same bytes again" cmp base.txt first.txt
program four >src/four.c
run 2 --baseline base.txt
check "only the new one" [ "$(open h.db)" = 1 ]
says "src/four.c:6"
rm src/four.c
printf '\n\n%s\n' "$(program one)" >src/one.c
run 0 --baseline base.txt
calm
rm src/two.c
run 0 --baseline base.txt
complains "note: base.txt:"
complains "is fixed, the line can go:"
complains "thread-leak src/two.c two"
run 0 --baseline base.txt --disable thread-leak
calm
run 0 --baseline base.txt --write-baseline base.txt
check "the fixed one is gone" [ "$(grep -c ' thread-leak ' base.txt)" = 2 ]
program two >src/two.c
run 0 --write-baseline base.txt
cp base.txt first.txt
rm -f h.db*
expect 0 check --db h.db --baseline base.txt --library src/one.c -- -pthread
calm
expect 0 check --db h.db --baseline base.txt --write-baseline base.txt --library src/one.c -- -pthread
complains "1 finding written to base.txt; 2 lines kept that this run did not look for"
check "lines of other files stay" cmp base.txt first.txt
run 0 --baseline base.txt --write-baseline base.txt --disable thread-leak
check "lines of other rules stay" cmp base.txt first.txt
printf 'int one(void) { return 0; }\n' >src/one.c
expect 0 check --db h.db --baseline base.txt --write-baseline base.txt --library src/one.c -- -pthread
check "what was looked at and is fixed goes" [ "$(grep -c ' thread-leak ' base.txt)" = 2 ]
program one >src/one.c
run 0 --write-baseline base.txt
printf '<<<<<<< HEAD\n' >>base.txt
run 1 --baseline base.txt
complains "base.txt:6: a merge conflict that is not resolved"
run 1 --baseline none.txt
complains "none.txt"
says_yml 'check: {baseline: known.txt}'
run 1
complains "baseline of .heddle.yml: cannot open"
run 0 --write-baseline known.txt
run 0 --all
says "hidden: in the baseline known.txt"
passed
