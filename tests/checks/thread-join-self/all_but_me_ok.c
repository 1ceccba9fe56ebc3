/* Whoever is first waits for the others. */
#include <pthread.h>

struct crew {
    pthread_t member[4];
    int first;
};

void *member_main(void *arg)
{
    struct crew *c = arg;
    pthread_t me = pthread_self();
    if (c->first)
        return NULL;
    c->first = 1;
    for (int i = 0; i < 4; i++) {
        if (pthread_equal(c->member[i], me))
            continue;
        pthread_join(c->member[i], NULL);
    }
    return NULL;
}
