#include <pthread.h>
struct team {
    pthread_barrier_t together;
    int size;
};
void team_close(struct team *t);
void team_meet(struct team *t);
