/* One arm of the dispatch acquires what was acquired above it. */
#include <pthread.h>

enum cmd { GET, SET, RESET };

struct cell {
    pthread_mutex_t guard;
    int value;
};

int cell_do(struct cell *c, enum cmd cmd, int v)
{
    int old;

    pthread_mutex_lock(&c->guard);
    old = c->value;
    switch (cmd) {
    case SET:
        c->value = v;
        break;
    case RESET:
        pthread_mutex_lock(&c->guard); // expect: lock-double-acquire
        c->value = 0;
        pthread_mutex_unlock(&c->guard);
        break;
    case GET:
    default:
        break;
    }
    pthread_mutex_unlock(&c->guard);
    return old;
}
