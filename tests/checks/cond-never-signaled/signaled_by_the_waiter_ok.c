/* Whoever leaves wakes the next in line; the waiters signal each other. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_changed = PTHREAD_COND_INITIALIZER;
static long turn;

static void *player(void *arg)
{
    long me = (long)arg;
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&lock);
        while (turn % 2 != me)
            pthread_cond_wait(&turn_changed, &lock);
        turn++;
        pthread_mutex_unlock(&lock);
        pthread_cond_broadcast(&turn_changed);
    }
    return NULL;
}

int main(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, player, (void *)0) != 0)
        return 1;
    if (pthread_create(&b, NULL, player, (void *)1) != 0) {
        pthread_join(a, NULL);
        return 1;
    }
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
