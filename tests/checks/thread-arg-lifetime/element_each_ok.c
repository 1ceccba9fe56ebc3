/* Each worker gets an element of its own. */
#include <pthread.h>

struct part {
    int from, to;
    long sum;
};

static void *add(void *arg)
{
    struct part *p = arg;
    for (int i = p->from; i < p->to; i++)
        p->sum += i;
    return NULL;
}

long sum(int n)
{
    pthread_t tid[2];
    struct part part[2] = {{0, n / 2, 0}, {n / 2, n, 0}};
    int started = 0;

    while (started < 2 && pthread_create(&tid[started], NULL, add, &part[started]) == 0)
        started++;
    for (int i = 0; i < started; i++)
        pthread_join(tid[i], NULL);
    return part[0].sum + part[1].sum;
}
