#include <signal.h>
#include <time.h>

int timers_run(timer_t t, int (*step)(void));
