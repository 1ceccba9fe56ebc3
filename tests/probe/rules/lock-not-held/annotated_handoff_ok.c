// Made so that another thread may release it; and a lock of the C library in an assertion.
#include "home.h"

static struct spin lock;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static void *finish(void *arg)
{
    spin_unlock(&lock);
    return arg;
}

int main(void)
{
    heddle_lock_init(&lock, HEDDLE_LOCK_HANDOFF);
    for (int i = 0; i < 3; i++) {
        spin_lock(&lock);
        pthread_join(spawn(finish, NULL), NULL);
    }
    pthread_mutex_lock(&m);
    heddle_assert_held(&m, HEDDLE_EXCLUSIVE);
    pthread_mutex_unlock(&m);
    return 0;
}
