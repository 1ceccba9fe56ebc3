/* Somebody else fills it in. */
#include <pthread.h>
#include <stdlib.h>

struct box {
    pthread_cond_t cond;
    int n;
};

void box_prepare(struct box *b);

int box_use(void)
{
    struct box b, *p = malloc(sizeof *p);

    box_prepare(&b);
    pthread_cond_signal(&b.cond);
    if (p == NULL)
        return -1;
    box_prepare(p);
    pthread_cond_signal(&p->cond);
    free(p);
    return b.n;
}
