/* Both orders occur, but only main acquires these locks; the thread uses another one. */
#include <pthread.h>

static pthread_mutex_t model = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t view = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t ticks = PTHREAD_MUTEX_INITIALIZER;
static int m, v, t;

static void update(void)
{
    pthread_mutex_lock(&model);
    pthread_mutex_lock(&view);
    v = m;
    pthread_mutex_unlock(&view);
    pthread_mutex_unlock(&model);
}

static void edit(void)
{
    pthread_mutex_lock(&view);
    pthread_mutex_lock(&model);
    m = v + 1;
    pthread_mutex_unlock(&model);
    pthread_mutex_unlock(&view);
}

static void *clock_thread(void *arg)
{
    pthread_mutex_lock(&ticks);
    t++;
    pthread_mutex_unlock(&ticks);
    return arg;
}

int main(void)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, clock_thread, NULL) != 0)
        return 1;
    update();
    edit();
    pthread_join(tid, NULL);
    return 0;
}
