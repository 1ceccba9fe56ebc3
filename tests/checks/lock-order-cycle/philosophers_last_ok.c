/* The last one takes the forks the other way round. */
#include <pthread.h>
#include <stdio.h>
#define N 5
static pthread_mutex_t fork_[N];
static void *philosopher(void *arg)
{
    int i = (int)(long)arg;
    for (int k = 0; k < 100; k++) {
        if (i == N - 1) {
            pthread_mutex_lock(&fork_[(i + 1) % N]);
            pthread_mutex_lock(&fork_[i]);
        } else {
            pthread_mutex_lock(&fork_[i]);
            pthread_mutex_lock(&fork_[(i + 1) % N]);
        }
        printf("%d eats\n", i);
        pthread_mutex_unlock(&fork_[(i + 1) % N]);
        pthread_mutex_unlock(&fork_[i]);
    }
    return NULL;
}
int main(void)
{
    pthread_t t[N];
    for (int i = 0; i < N; i++)
        pthread_mutex_init(&fork_[i], NULL);
    for (long i = 0; i < N; i++)
        if (pthread_create(&t[i], NULL, philosopher, (void *)i))
            return 1;
    for (int i = 0; i < N; i++)
        pthread_join(t[i], NULL);
    return 0;
}
