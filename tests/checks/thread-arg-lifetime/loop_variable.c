/* All workers get the address of the variable that the loop goes on changing. */
#include <pthread.h>

static long result[4];

static void *work(void *arg)
{
    int i = *(int *)arg;
    result[i] = i * 2L;
    return NULL;
}

int run_all(void)
{
    pthread_t tid[4];
    int n;

    for (n = 0; n < 4; n++) {
        if (pthread_create(&tid[n], NULL, work, &n) != 0) // expect: thread-arg-lifetime
            break;
    }
    for (int i = 0; i < n; i++)
        pthread_join(tid[i], NULL);
    return n;
}
