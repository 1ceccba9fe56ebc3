#include <dispatch/dispatch.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int frames;

static void paint(void *ctx)
{
    pthread_mutex_lock(&lock);
    if (!ctx)
        return; // expect: lock-held-at-return
    frames++;
    pthread_mutex_unlock(&lock);
}

void repaint(dispatch_queue_t q, void *view)
{
    dispatch_async_f(q, view, paint);
}

static void count(void *ctx)
{
    (void)ctx;
    pthread_mutex_lock(&lock);
    frames++;
    pthread_mutex_unlock(&lock);
}

/* runs count before it returns */
void count_now(dispatch_queue_t q)
{
    pthread_mutex_lock(&lock);
    dispatch_sync_f(q, NULL, count); // expect: lock-double-acquire
    pthread_mutex_unlock(&lock);
}

void unbalanced(dispatch_queue_t q)
{
    dispatch_group_t g = dispatch_group_create();
    dispatch_group_enter(g);
    dispatch_async_f(q, NULL, count);
    dispatch_group_leave(g);
    dispatch_group_leave(g); // expect: waitgroup-negative
    dispatch_release(g);
}

void released_busy(void)
{
    dispatch_group_t g = dispatch_group_create();
    if (!g)
        return;
    dispatch_group_enter(g);
    dispatch_release(g); // expect: waitgroup-destroyed-counting
}

intptr_t gone(void)
{
    dispatch_semaphore_t s = dispatch_semaphore_create(0);
    dispatch_release(s);
    return dispatch_semaphore_signal(s); // expect: sem-use-after-destroy
}

int start_ticks(dispatch_queue_t q, uint64_t every)
{
    dispatch_source_t t = dispatch_source_create(DISPATCH_SOURCE_TYPE_TIMER, 0, 0, q); // expect: timer-leak
    if (!t)
        return -1;
    if (every == 0)
        return -1;
    dispatch_source_set_timer(t, DISPATCH_TIME_NOW, every, 0);
    dispatch_source_set_event_handler_f(t, paint);
    dispatch_resume(t);
    return 0;
}

void released_twice(dispatch_source_t old, int really)
{
    dispatch_source_t t = dispatch_source_create(DISPATCH_SOURCE_TYPE_TIMER, 0, 0, NULL);
    if (!t)
        return;
    dispatch_release(t);
    if (really)
        dispatch_release(t); // expect: timer-double-delete
    (void)old;
}
