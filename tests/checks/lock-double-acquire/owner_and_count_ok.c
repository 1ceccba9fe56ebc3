/* A recursive lock made by hand: who holds it already only counts. */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t owner;
static int depth;

static void enter(void)
{
    if (depth > 0 && pthread_equal(owner, pthread_self())) {
        depth++;
        return;
    }
    pthread_mutex_lock(&lock);
    owner = pthread_self();
    depth = 1;
}

static void leave(void)
{
    if (--depth == 0)
        pthread_mutex_unlock(&lock);
}

static int leaf(int x)
{
    enter();
    x++;
    leave();
    return x;
}

int top(int x)
{
    enter();
    x = leaf(x);
    leave();
    return x;
}
