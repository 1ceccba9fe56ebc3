/* Compound literals, designated initialisers and zeroes are first values. */
#include <pthread.h>
#include <string.h>

struct worker {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int id, jobs;
};

#define WORKER_INIT(n)                                                                             \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER, .id = (n)             \
    }

static struct worker first = WORKER_INIT(1);
static struct worker all[4];

void workers_reset(void)
{
    for (int i = 0; i < 4; i++)
        all[i] = (struct worker)WORKER_INIT(i);
    memset(&all[3], 0, sizeof all[3]);
    pthread_mutex_init(&all[3].lock, NULL);
    pthread_cond_init(&all[3].wake, NULL);
}

struct worker *worker_first(void)
{
    struct worker *w = &first;
    return w;
}
