#!/bin/sh
# heddle top: one picture in a pipe, and a screen in tmux.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/run_lib.sh"
cat >server.c <<'C'
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t crowded = PTHREAD_MUTEX_INITIALIZER, kept = PTHREAD_MUTEX_INITIALIZER;
static void *worker(void *arg)
{
    for (;;) {
        pthread_mutex_lock(&crowded);
        usleep(20000);
        pthread_mutex_unlock(&crowded);
    }
    return arg;
}
static void *keeper(void *arg)
{
    pthread_mutex_lock(&kept);
    sleep(60);
    return arg;
}
static void *want(void *arg)
{
    usleep(200000);
    pthread_mutex_lock(&kept);
    return arg;
}
int main(void)
{
    pthread_t t;
    timer_t timer;
    for (int i = 0; i < 3; i++)
        pthread_create(&t, NULL, worker, NULL);
    pthread_create(&t, NULL, keeper, NULL);
    pthread_create(&t, NULL, want, NULL);
    for (int i = 0; i < 2; i++)
        timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_NONE}, &timer);
    sleep(60);
}
C
"${CC:-cc}" -g -O1 -pthread server.c -o server -lrt || exit 1
LD_PRELOAD=$(dirname "$HEDDLE")/../lib/libheddle_probe.so HEDDLE_COLLECTOR=none ./server &
pid=$!
trap 'kill $pid 2>/dev/null; rm -rf "$scratch"' EXIT
wire() { ls "$HEDDLE_DIR"/*-$pid-*.hw 2>/dev/null; }
check "the probe's file" soon 5 wire
sleep 0.5

# In a pipe: one picture, no control characters.
expect 0 top --pid $pid
says "heddle top  pid $pid"
says "6 threads ("
says "2 timers"
check "threads by place" grep -q "^ *3 *0 *[0-3]  worker  *main  .*server.c:" .out
check "the main thread" grep -q "^ *1 *0 *0  main" .out
check "the hottest lock first" sh -c "grep -A1 'MOST CONTENDED' .out | grep -q '  crowded\$'"
check "what is held, at least how long, and by whom" \
    grep -q "^ *>[01].[0-9] s  kept  *thread [0-9]* (keeper, tid [0-9]*)  keeper  .*server.c:" .out
check "what is waited for" sh -c "sed -n '/WAITS NOW/,\$p' .out | grep -q '^ *>[01].[0-9] s  kept  *thread [0-9]* (want, tid [0-9]*)  *want  '"
widest() { LC_ALL=C tr -d '\200-\277' <"$1" | awk '{ if (length($0) > m) m = length($0) } END { print m + 0 }'; }
in_columns() { [ "$(widest .out)" -le "$1" ]; }
check "80 columns" in_columns 80
check "timers by place" grep -q "^ *2 *0  timer  *main  .*server.c:" .out
check "plain text" sh -c "! grep -q '$(printf '\033')' .out"
calm
expect 0 top --once "$(wire)"
says "heddle top  pid $pid"
check "in 60 columns" sh -c 'COLUMNS=60 "$HEDDLE" top --pid '"$pid"' >.out'
check "as many columns as it is told" in_columns 60
check "a wide picture has more" sh -c 'COLUMNS=200 "$HEDDLE" top --pid '"$pid"' >.out && grep -q "keeper  *server.c:\|keeper  .*/server.c:" .out'
expect 0 top --pid $pid -o picture.txt
silent
check "in a file" grep -q "THREADS, CREATED AT" picture.txt

# Mistakes.
expect 1 top
complains "which process? heddle top --pid PID, or heddle top WIRE"
expect 1 top --pid $$
complains "process $$ does not run under the probe"
expect 1 top --pid 4194305
complains "there is no process 4194305"
expect 1 top server.c
complains "server.c is"
expect 1 top missing.hw

if command -v tmux >/dev/null; then
    mux() { tmux -S "$scratch/tmux" -f /dev/null "$@"; }
    screen() { mux capture-pane -p -t top >.screen; }
    shows() { screen && grep -q "$1" .screen; }
    mux new-session -d -s top -x 100 -y 30 sh
    mux send-keys -t top "echo befo''re; '$HEDDLE' top --pid $pid; echo left with \$?" Enter
    ran="heddle top in tmux"
    : >.out
    : >.err
    check "a screen" soon 10 shows "THREADS, CREATED AT"
    check "the last line" shows "q quits"
    check "the shell's lines are put aside" sh -c '! grep -q "before *$" .screen'
    looks() { screen && sed -n 's/.* \([0-9]*\) looks.*/\1/p' .screen; }
    now=$(looks)
    newer() { [ "$(looks)" -gt "$now" ]; }
    check "drawn anew" soon 5 newer
    mux resize-window -t top -x 50 -y 12
    fits() { screen && [ "$(wc -l <.screen)" -le 12 ] && shows "THREADS, CREATED AT" && shows "q quits"; }
    check "fits a smaller window" soon 5 fits
    check "no line is longer: $(widest .screen)" [ "$(widest .screen)" -le 50 ]
    mux resize-window -t top -x 120 -y 40
    check "uses a larger window" soon 5 shows "TIMERS, CREATED AT"
    kill $pid
    check "says that it ended" soon 5 shows "ENDED"
    mux send-keys -t top q
    check "left by q" soon 5 shows "left with 0"
    check "the shell's lines are back" shows 'before *$' # behind the prompt, when that came late
    mux kill-server
else
    echo "tmux is missing: the screen was not tested"
    kill $pid
fi
file=$(wire)
expect 0 top "$file"
says "ENDED"
check "nobody knows how long" grep -q "^       ?  kept  *thread [0-9]* (keeper, tid [0-9]*)  keeper  " .out

# Names of C++ and long paths: what tells most is left, and the numbers stand in line.
mkdir -p a_folder/of_a_project/with_a_deep/tree_of_sources
cat >a_folder/of_a_project/with_a_deep/tree_of_sources/scheduler.cc <<'C'
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>
#include <unistd.h>
namespace engine::detail::scheduling {
template <class Task> struct Scheduler {
    std::mutex mutex_of_the_queue_of_tasks;
    std::vector<std::thread> workers_of_the_scheduler;
    void run_until_there_are_no_tasks_left(Task task)
    {
        std::lock_guard<std::mutex> hold(mutex_of_the_queue_of_tasks);
        sleep(60);
        (void)task;
    }
    void start_all_the_workers_of_the_scheduler(int n)
    {
        while (n-- > 0)
            workers_of_the_scheduler.emplace_back([this] { run_until_there_are_no_tasks_left({}); });
        sleep(60);
    }
};
}
int main()
{
    static engine::detail::scheduling::Scheduler<std::vector<std::vector<long>>> scheduler;
    scheduler.start_all_the_workers_of_the_scheduler(3);
}
C
"${CXX:-c++}" -std=c++17 -g -O0 -pthread "$PWD/a_folder/of_a_project/with_a_deep/tree_of_sources/scheduler.cc" -o scheduler || exit 1
HEDDLE_HOLD_TIMES=1 LD_PRELOAD=$(dirname "$HEDDLE")/../lib/libheddle_probe.so HEDDLE_COLLECTOR=none ./scheduler &
pid=$!
check "the scheduler's file" soon 5 wire
sleep 2
expect 0 top --pid $pid
kill $pid
check "80 columns of C++" in_columns 80
check "numbers of threads" grep -q "^     3          0        2  " .out
check "the end of a name, the end of a path" grep -q "  start_all[a-z_]*…  ….*scheduler.cc:[0-9]*\$" .out
check "a hold that is timed, longer than top looked" grep -q "^   [2-9].[0-9] s  " .out
check "waits began before top" sh -c "sed -n '/WAITS NOW/,\$p' .out | grep -q '^ *>[01].[0-9] s  '"
passed
