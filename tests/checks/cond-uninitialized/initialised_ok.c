/* Each way to make a condition. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct box {
    pthread_cond_t cond;
    int n;
};

static int box_init(struct box *b)
{
    b->n = 0;
    return pthread_cond_init(&b->cond, NULL);
}

int boxes(void)
{
    struct box a, b = {PTHREAD_COND_INITIALIZER, 0}, *c = calloc(1, sizeof *c);

    if (c == NULL || box_init(&a) != 0) {
        free(c);
        return -1;
    }
    pthread_cond_signal(&a.cond);
    pthread_cond_signal(&b.cond);
    pthread_cond_signal(&c->cond);
    pthread_cond_destroy(&a.cond);
    free(c);
    return 0;
}
