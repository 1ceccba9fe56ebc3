/* The callee lets its caller's lock go before it acquires the other one. */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t conn_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static int conns, idle;

static void conn_to_pool(void)
{
    conns--;
    pthread_mutex_unlock(&conn_lock);
    pthread_mutex_lock(&pool_lock);
    idle++;
    pthread_mutex_unlock(&pool_lock);
}

static void *closer(void *arg)
{
    pthread_mutex_lock(&conn_lock);
    conn_to_pool();
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, closer, NULL) != 0)
        return 1;
    pthread_mutex_lock(&pool_lock);
    pthread_mutex_lock(&conn_lock);
    conns += idle;
    pthread_mutex_unlock(&conn_lock);
    pthread_mutex_unlock(&pool_lock);
    pthread_join(t, NULL);
    return 0;
}
