/* Removing an element moves the last one, lock included, to another address. */
#include <pthread.h>

struct slot {
    pthread_mutex_t lock;
    int fd;
};
struct slots {
    int n;
    struct slot slot[16];
};

void slots_remove(struct slots *s, int i)
{
    s->n--;
    s->slot[i] = s->slot[s->n]; // expect: lock-copied
}
