/* One entry, two threads: the direction depends on the data, so they meet head-on. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t right = PTHREAD_MUTEX_INITIALIZER;
static int forks;

static void *eat(void *arg)
{
    int lefty = arg != NULL;

    if (lefty) {
        pthread_mutex_lock(&left);
        pthread_mutex_lock(&right); // expect: lock-order-cycle
        forks++;
        pthread_mutex_unlock(&right);
        pthread_mutex_unlock(&left);
    } else {
        pthread_mutex_lock(&right);
        pthread_mutex_lock(&left); // expect: lock-order-cycle
        forks--;
        pthread_mutex_unlock(&left);
        pthread_mutex_unlock(&right);
    }
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, eat, NULL) != 0)
        return 1;
    if (pthread_create(&b, NULL, eat, &forks) != 0) {
        pthread_join(a, NULL);
        return 1;
    }
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
