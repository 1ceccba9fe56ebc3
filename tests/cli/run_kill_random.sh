#!/bin/sh
# SIGKILL at 200 random moments of a program full of locks and timers: every wire file can be read, and
# what the program did wrong before is ingested every time. The moments come from a seed: HEDDLE_SEED.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
probe=$(dirname "$HEDDLE")/../lib/libheddle_probe.so
seed=${HEDDLE_SEED:-4711}
rounds=10
per_round=20

cat >busy.c <<'C'
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t m[8];
static pthread_mutex_t twice = PTHREAD_MUTEX_INITIALIZER;
static void *locks(void *arg)
{
    for (unsigned i = 0, seed = (unsigned)(long)arg;; i++) {
        pthread_mutex_t *a = &m[rand_r(&seed) % 4], *b = &m[4 + rand_r(&seed) % 4];
        pthread_mutex_t *fresh = malloc(sizeof *fresh);
        pthread_mutex_init(fresh, NULL);
        pthread_mutex_lock(a);
        pthread_mutex_lock(b);
        pthread_mutex_lock(fresh);
        pthread_mutex_unlock(fresh);
        pthread_mutex_unlock(b);
        pthread_mutex_unlock(a);
        pthread_mutex_destroy(fresh);
        free(fresh);
    }
    return NULL;
}
static void *nothing(void *arg)
{
    return arg;
}
int main(void)
{
    pthread_t t;
    for (int i = 0; i < 8; i++)
        pthread_mutex_init(&m[i], NULL);
    pthread_mutex_lock(&twice);
    pthread_mutex_unlock(&twice);
    pthread_mutex_unlock(&twice); /* the defect */
    if (write(3, "x", 1) != 1)
        return 1;
    for (long i = 0; i < 2; i++)
        pthread_create(&t, NULL, locks, (void *)i);
    for (;;) {
        struct sigevent none = {.sigev_notify = SIGEV_NONE};
        struct itimerspec when = {.it_value.tv_sec = 9};
        timer_t timer;
        pthread_create(&t, NULL, nothing, NULL);
        timer_create(CLOCK_MONOTONIC, &none, &timer);
        timer_settime(timer, 0, &when, NULL);
        timer_delete(timer);
        pthread_join(t, NULL);
    }
}
C
cat >killer.c <<'C'
/* killer SEED COUNT PROBE DIR PROGRAM: starts, lets live for 0 to 35 ms after the defect, kills. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    unsigned seed = (unsigned)atoi(argv[1]);
    for (int i = 0; i < atoi(argv[2]); i++) {
        int fd[2];
        char c, wire[512];
        if (pipe(fd))
            return 1;
        pid_t pid = fork();
        if (pid == 0) {
            snprintf(wire, sizeof wire, "%s/%d.hw", argv[4], i);
            setenv("LD_PRELOAD", argv[3], 1);
            setenv("HEDDLE_WIRE", wire, 1);
            setenv("HEDDLE_COLLECTOR", "none", 1);
            setenv("HEDDLE_SIZE", "small", 1);
            close(fd[0]);
            if (fd[1] != 3)
                dup2(fd[1], 3);
            execl(argv[5], argv[5], (char *)0);
            _exit(127);
        }
        close(fd[1]);
        if (read(fd[0], &c, 1) != 1)
            return 1;
        close(fd[0]);
        usleep((unsigned)rand_r(&seed) % 35000);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    return 0;
}
C
"${CC:-cc}" -g -O1 -pthread -w busy.c -o busy -lrt || exit 1
"${CC:-cc}" -O1 -w killer.c -o killer || exit 1
round=0
while [ $round -lt $rounds ]; do
    mkdir -p "kill$round"
    check "killed in round $round" ./killer $((seed + round)) $per_round "$probe" "$PWD/kill$round" ./busy
    expect 0 collect --quiet --db kill.db "kill$round"/*.hw
    calm
    check "all taken in round $round" rmdir "kill$round"
    round=$((round + 1))
done
db=kill.db
all=$((rounds * per_round))
check "$all runs" [ "$(query 'SELECT count(*) FROM run')" = $all ]
check "the defect in each of them" [ "$(query "SELECT count(DISTINCT run_id) FROM finding_run r JOIN finding f ON f.id = r.finding_id WHERE f.rule = 'lock-not-held'")" = $all ]
check "and nothing else: $(query 'SELECT DISTINCT rule FROM finding')" [ "$(query 'SELECT count(DISTINCT rule) FROM finding')" = 1 ]
check "no record looks damaged" [ "$(query "SELECT count(*) FROM run WHERE coverage LIKE '%damaged%'")" = 0 ]
check "its threads" [ "$(query 'SELECT count(*) FROM thread')" -gt $all ]
passed
