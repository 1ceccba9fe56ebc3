/* The timed variant was copied from another module, with its mutex. */
#include <errno.h>
#include <pthread.h>

static pthread_mutex_t state_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t timer_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t state_changed = PTHREAD_COND_INITIALIZER;
static int state;

void wait_state(int want)
{
    pthread_mutex_lock(&state_mutex);
    while (state != want)
        pthread_cond_wait(&state_changed, &state_mutex);
    pthread_mutex_unlock(&state_mutex);
}

int wait_state_until(int want, const struct timespec *until)
{
    int rc = 0;
    pthread_mutex_lock(&timer_mutex);
    while (state != want && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&state_changed, &timer_mutex, until); // expect: cond-two-mutexes
    pthread_mutex_unlock(&timer_mutex);
    return rc;
}

void set_state(int to)
{
    pthread_mutex_lock(&state_mutex);
    state = to;
    pthread_cond_broadcast(&state_changed);
    pthread_mutex_unlock(&state_mutex);
}
