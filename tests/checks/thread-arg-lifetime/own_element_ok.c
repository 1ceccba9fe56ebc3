/* Every thread gets an element of its own of an array that outlives them. */
#include <pthread.h>

#define N 4

struct share {
    int from, to;
    long sum;
};

void *add_up(void *arg);

long run(void)
{
    pthread_t t[N];
    struct share s[N];
    long sum = 0;
    int n;
    for (n = 0; n < N; n++) {
        s[n].from = n * 10;
        s[n].to = n * 10 + 10;
        if (pthread_create(&t[n], NULL, add_up, &s[n]) != 0)
            break;
    }
    for (int i = 0; i < n; i++) {
        pthread_join(t[i], NULL);
        sum += s[i].sum;
    }
    return sum;
}
