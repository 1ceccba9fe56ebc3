/* Memory beside a held lock is freed, and memory that the lock protects. */
#include "order.h"
#include <pthread.h>
#include <stdlib.h>

struct table {
    pthread_mutex_t m;
    char *row[16];
};

int main(void)
{
    struct table *t = calloc(1, sizeof *t);
    pthread_mutex_init(&t->m, NULL);
    for (int i = 0; i < 16; i++)
        t->row[i] = malloc(64);
    pthread_mutex_lock(&t->m);
    for (int i = 0; i < 16; i++)
        free(t->row[i]);
    pthread_mutex_unlock(&t->m);
    pthread_mutex_destroy(&t->m);
    free(t);
    return 0;
}
