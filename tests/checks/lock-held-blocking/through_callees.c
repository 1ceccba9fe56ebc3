/* The helper's helper sleeps. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t motor_lock = PTHREAD_MUTEX_INITIALIZER;
static int position;

static void settle(void)
{
    usleep(250000);
}

static void step(int to)
{
    position = to;
    settle();
}

void motor_move(int to)
{
    pthread_mutex_lock(&motor_lock);
    if (position != to)
        step(to); // expect: lock-held-blocking
    pthread_mutex_unlock(&motor_lock);
}
