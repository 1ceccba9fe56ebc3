/* Who counts down to nothing destroys. */
#include <semaphore.h>
#include <stdlib.h>

struct shared {
    sem_t turn;
    int users;
};

void shared_drop(struct shared *s)
{
    sem_wait(&s->turn);
    int left = --s->users;
    if (left == 0) {
        sem_destroy(&s->turn);
        free(s);
        return;
    }
    sem_post(&s->turn);
}
