# heddle check: what it cost, for people and for tools; progress on a terminal and none in a pipe.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
for f in one two three; do
    printf '%s\n' '#include <pthread.h>' 'static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;' "int $f(void)" '{' \
        '    pthread_mutex_lock(&m);' '    return pthread_mutex_unlock(&m);' '}' >$f.c
done

expect 0 check --db h.db --stats --library one.c two.c three.c -- -pthread
says "no findings"
complains "phase           CPU s     wall s"
complains "0 of 3 units from the cache; "
complains "slowest units"
complains "slowest functions of phase two"
complains " in two.c"
expect 0 check --db h.db --stats --library one.c two.c three.c -- -pthread
complains "3 of 3 units from the cache"
complains "whose result is that of an earlier run"
check "nothing was lowered, so nothing was slow" [ "$(grep -c slowest "$scratch/.err")" = 0 ]

expect 0 check --db j.db --stats=s.json --profile-json p.json --library one.c two.c three.c -- -pthread
calm
for word in '"workers_cpu_us"' '"slow_functions"' '"same_program": false' '"cached": false'; do
    check "stats have $word" grep -q "$word" s.json
done
check "a bar for each unit" [ "$(grep -c '"cat": "unit"' p.json)" = 3 ]
check "a bar for each phase" [ "$(grep -c '"cat": "phase"' p.json)" = 4 ]
check "workers have names" grep -q '"name": "worker 1"' p.json
expect 1 check --db j.db --profile-json /no/such/folder/p.json one.c
complains "/no/such/folder/p.json"

# A terminal sees how far it is, and a clean line in the end; a pipe sees nothing.
if command -v script >/dev/null; then
    script -qec "'$HEDDLE' check --db t.db --library one.c two.c three.c -- -pthread" /dev/null >term.txt 2>&1
    check "progress" grep -q '\[3/3\]' term.txt
    check "it is wiped" grep -q "$(printf '\r\033\[K')" term.txt
    script -qec "'$HEDDLE' check --quiet --no-cache --db t.db --library one.c -- -pthread" /dev/null >term.txt 2>&1
    check "not when quiet" [ "$(grep -c '/1\]' term.txt)" = 0 ]
fi
expect 0 check --db u.db --library one.c -- -pthread
calm
passed
