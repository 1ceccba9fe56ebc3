#include <stddef.h>

#include "gate.h"

void gate_open(struct gate *g)
{
    pthread_mutex_lock(&g->m);
    g->open = 1;
    pthread_cond_signal(&g->passed);
    pthread_mutex_unlock(&g->m);
}

static void *visitor(void *arg)
{
    gate_pass(arg);
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, visitor, &gate) != 0)
        return 1;
    gate_open(&gate);
    pthread_join(t, NULL);
    return 0;
}
