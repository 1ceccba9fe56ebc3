/* wr is initialised twice, rd never. */
#include <pthread.h>
#include <stdlib.h>

struct pipe {
    pthread_mutex_t rd, wr;
    int len;
};

int pipe_roundtrip(void)
{
    struct pipe *p = malloc(sizeof *p);
    if (p == NULL)
        return -1;
    pthread_mutex_init(&p->wr, NULL);
    pthread_mutex_lock(&p->rd); // expect: lock-uninitialized
    p->len = 0;
    pthread_mutex_unlock(&p->rd);
    pthread_mutex_lock(&p->wr);
    p->len++;
    pthread_mutex_unlock(&p->wr);
    pthread_mutex_destroy(&p->wr);
    free(p);
    return 0;
}
