/* The macro that ends a queue is used once too often. */
#include <semaphore.h>

struct queue {
    sem_t items;
    int closed;
};

#define QUEUE_END(q)                                                                               \
    do {                                                                                           \
        (q)->closed = 1;                                                                           \
        sem_destroy(&(q)->items);                                                                  \
    } while (0)

void queue_reset(struct queue *q, int hard)
{
    QUEUE_END(q);
    if (hard)
        QUEUE_END(q); // expect: sem-use-after-destroy
}
