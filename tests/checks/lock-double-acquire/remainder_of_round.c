// Of every third round the lock is kept.
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t totals = PTHREAD_MUTEX_INITIALIZER;

void add_all(int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&totals); // expect: lock-double-acquire
        if (i % 3 == 0)
            puts("a third");
        if (i % 64 == 0)
            printf("%d\n", i);
        if (i % 3)
            pthread_mutex_unlock(&totals);
    }
}
