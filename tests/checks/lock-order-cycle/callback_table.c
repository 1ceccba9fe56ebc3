/* Subscribers are called through a table while the bus is locked; one of them goes the other way. */
#include <pthread.h>

static pthread_mutex_t bus_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t display_lock = PTHREAD_MUTEX_INITIALIZER;
static int events, shown;

static void on_display(int event)
{
    pthread_mutex_lock(&display_lock); // expect: lock-order-cycle
    shown = event;
    pthread_mutex_unlock(&display_lock);
}

static void on_count(int event)
{
    events += event != 0;
}

static void (*const subscriber[])(int) = {on_count, on_display};

static void publish(int event)
{
    pthread_mutex_lock(&bus_lock);
    for (unsigned i = 0; i < 2; i++)
        subscriber[i](event);
    pthread_mutex_unlock(&bus_lock);
}

static int events_so_far(void)
{
    pthread_mutex_lock(&bus_lock); // expect: lock-order-cycle
    int n = events;
    pthread_mutex_unlock(&bus_lock);
    return n;
}

static void *refresh(void *arg)
{
    pthread_mutex_lock(&display_lock);
    if (shown < events_so_far())
        shown = 0;
    pthread_mutex_unlock(&display_lock);
    return arg;
}

int main(void)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, refresh, NULL) != 0)
        return 1;
    for (int i = 0; i < 50; i++)
        publish(i);
    pthread_join(tid, NULL);
    return 0;
}
