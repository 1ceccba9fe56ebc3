/* A local flag tells whether the lock is held at the way out. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int mode;

static void *runner(void *arg)
{
    bool locked = false;

    if (mode == 1) {
        pthread_mutex_lock(&lock);
        locked = true;
    }
    if (arg == NULL)
        goto out;
    mode++;
out:
    if (locked)
        pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, runner, NULL) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
