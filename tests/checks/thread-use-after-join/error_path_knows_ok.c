/* The error path cancels only what still runs. */
#include <pthread.h>

void *first(void *arg);
void *second(void *arg);
int check(void);

int run(void)
{
    pthread_t a, b;
    if (pthread_create(&a, NULL, first, NULL) != 0)
        return -1;
    if (pthread_create(&b, NULL, second, NULL) != 0) {
        pthread_cancel(a);
        pthread_join(a, NULL);
        return -1;
    }
    pthread_join(a, NULL);
    if (check() != 0)
        pthread_cancel(b);
    pthread_join(b, NULL);
    return 0;
}
