/* Conditions with static storage are valid as they come on this system, and so are those in records
 * that a caller hands in. */
#include <pthread.h>

static pthread_cond_t wake;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct peer {
    pthread_cond_t heard;
    int n;
};

static struct peer peers[4];

void wake_all(struct peer *p)
{
    static pthread_cond_t counted;

    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&wake);
    pthread_cond_signal(&counted);
    pthread_cond_signal(&p->heard);
    for (int i = 0; i < 4; i++)
        pthread_cond_signal(&peers[i].heard);
    pthread_mutex_unlock(&lock);
}
