#include <signal.h>
#include <time.h>

int clock_arm(timer_t t, int seconds);
void clock_drop(timer_t t);
