/* Destroyed and made anew, in a loop and by a callee. */
#include <semaphore.h>

struct stage {
    sem_t ready;
    int round;
};

static int stage_make(struct stage *s)
{
    return sem_init(&s->ready, 0, 0);
}

int stage_restart(struct stage *s, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        sem_destroy(&s->ready);
        if (stage_make(s) != 0)
            return -1;
        sem_post(&s->ready);
        sem_wait(&s->ready);
    }
    return 0;
}
