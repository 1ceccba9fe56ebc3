/* One command of the loop ends the thread, with the lock that the others release. */
#include <pthread.h>
#include <stddef.h>

enum cmd { STEP, SKIP, QUIT };

struct sim {
    pthread_rwlock_t world;
    enum cmd next;
    int t;
};

static void *sim_run(void *arg)
{
    struct sim *s = arg;

    for (;;) {
        pthread_rwlock_wrlock(&s->world);
        switch (s->next) {
        case STEP:
            s->t++;
            break;
        case SKIP:
            break;
        case QUIT:
            pthread_exit(&s->t); // expect: lock-held-at-exit
        }
        pthread_rwlock_unlock(&s->world);
    }
    return NULL;
}

int sim_start(struct sim *s)
{
    pthread_t t;
    if (pthread_create(&t, NULL, sim_run, s) != 0)
        return -1;
    return pthread_detach(t);
}
