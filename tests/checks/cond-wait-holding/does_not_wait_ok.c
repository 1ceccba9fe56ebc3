/* With WAIT_NOT the helper returns instead of waiting, and only then the caller holds a lock. */
#include <errno.h>
#include <pthread.h>

enum { WAIT_NOT, WAIT_FOREVER };

static pthread_mutex_t index_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t slot_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t slot_cond = PTHREAD_COND_INITIALIZER;
static int slots, indexed;

static int slot_get(int how)
{
    pthread_mutex_lock(&slot_lock);
    while (slots == 0) {
        if (how == WAIT_NOT) {
            pthread_mutex_unlock(&slot_lock);
            return -EAGAIN;
        }
        pthread_cond_wait(&slot_cond, &slot_lock);
    }
    slots--;
    pthread_mutex_unlock(&slot_lock);
    return 0;
}

int index_try(void)
{
    pthread_mutex_lock(&index_lock);
    int rc = slot_get(WAIT_NOT);
    if (rc == 0)
        indexed++;
    pthread_mutex_unlock(&index_lock);
    return rc;
}

int slot_await(void)
{
    return slot_get(WAIT_FOREVER);
}

void slot_put(void)
{
    pthread_mutex_lock(&slot_lock);
    slots++;
    pthread_cond_signal(&slot_cond);
    pthread_mutex_unlock(&slot_lock);
}
