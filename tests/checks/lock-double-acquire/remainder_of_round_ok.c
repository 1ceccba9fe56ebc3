// What a round does with the lock depends on the remainder of its number; another remainder is asked in between.
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t totals = PTHREAD_MUTEX_INITIALIZER;

void add_all(int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&totals);
        if (i % 3 == 0)
            pthread_mutex_unlock(&totals);
        if (i % 64 == 0)
            printf("%d\n", i);
        if (i % 3)
            pthread_mutex_unlock(&totals);
    }
}

void add_even(int n)
{
    for (int i = 0; i < n; i++) {
        if ((i & 1) == 0)
            pthread_mutex_lock(&totals);
        if (i / 100 == 1)
            puts("second hundred");
        if ((i & 1) == 0)
            pthread_mutex_unlock(&totals);
    }
}
