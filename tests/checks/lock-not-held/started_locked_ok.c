/* The creator acquires, the helper thread's function is called by hand and releases. */
#include <pthread.h>

struct gate {
    pthread_mutex_t lock;
    int open;
};

void gate_close(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->open = 0;
}

void gate_open(struct gate *g)
{
    g->open = 1;
    pthread_mutex_unlock(&g->lock);
}

void gate_cycle(struct gate *g, int n)
{
    while (n-- > 0) {
        gate_close(g);
        gate_open(g);
    }
}
