/* The error path cancels both threads, the first of which has been joined. */
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
        pthread_join(a, NULL);
        return -1;
    }
    pthread_join(a, NULL);
    if (check() != 0)
        goto fail;
    pthread_join(b, NULL);
    return 0;
fail:
    pthread_cancel(a); // expect: thread-use-after-join
    pthread_cancel(b);
    pthread_join(b, NULL);
    return -1;
}
