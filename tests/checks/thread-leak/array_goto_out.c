/* The error label frees the memory, but waits for nobody. */
#include <pthread.h>
#include <stdlib.h>

struct part {
    int from, to;
    long sum;
};

void *add_up(void *arg);

long sum_parts(int parts)
{
    long sum = -1;
    pthread_t tid[16];
    struct part *part = calloc((size_t)parts, sizeof *part);

    if (!part || parts > 16)
        goto out;
    for (int i = 0; i < parts; i++) {
        part[i].from = i * 100;
        part[i].to = (i + 1) * 100;
        if (pthread_create(&tid[i], NULL, add_up, &part[i]) != 0)
            goto out;
    }
    sum = 0;
    for (int i = 0; i < parts; i++) {
        pthread_join(tid[i], NULL);
        sum += part[i].sum;
    }
out:
    free(part);
    return sum; // expect: thread-leak
}
