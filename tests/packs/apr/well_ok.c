#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>

typedef struct server {
    apr_pool_t *pool;
    apr_thread_mutex_t *lock, *log_lock;
    apr_thread_cond_t *changed;
    apr_queue_t *jobs;
    apr_thread_t *acceptor;
    int running, lines;
} server;

static void note(server *s)
{
    apr_thread_mutex_lock(s->log_lock);
    s->lines++;
    apr_thread_mutex_unlock(s->log_lock);
}

/* log_lock is of the nested kind */
static void note_twice(server *s)
{
    apr_thread_mutex_lock(s->log_lock);
    note(s);
    note(s);
    apr_thread_mutex_unlock(s->log_lock);
}

static void *APR_THREAD_FUNC serve(apr_thread_t *thd, void *data)
{
    server *s = data;
    void *job;
    apr_status_t rv;
    while ((rv = apr_queue_pop(s->jobs, &job)) != APR_EOF)
        if (rv == APR_SUCCESS)
            note_twice(s);
    apr_thread_mutex_lock(s->lock);
    s->running = 0;
    apr_thread_cond_signal(s->changed);
    apr_thread_mutex_unlock(s->lock);
    apr_thread_exit(thd, APR_SUCCESS);
    return NULL;
}

apr_status_t server_make(server *s)
{
    apr_status_t rv;
    if ((rv = apr_thread_mutex_create(&s->lock, APR_THREAD_MUTEX_DEFAULT, s->pool)) ||
        (rv = apr_thread_mutex_create(&s->log_lock, APR_THREAD_MUTEX_NESTED, s->pool)) ||
        (rv = apr_thread_cond_create(&s->changed, s->pool)) ||
        (rv = apr_queue_create(&s->jobs, 16, s->pool)))
        return rv; /* the pool takes everything with it */
    s->running = 1;
    return apr_thread_create(&s->acceptor, NULL, serve, s, s->pool);
}

apr_status_t server_stop(server *s)
{
    apr_status_t rv;
    apr_queue_term(s->jobs);
    apr_thread_mutex_lock(s->lock);
    while (s->running)
        apr_thread_cond_wait(s->changed, s->lock);
    apr_thread_mutex_unlock(s->lock);
    apr_thread_join(&rv, s->acceptor);
    apr_pool_destroy(s->pool);
    return rv;
}

int server_lines(server *s)
{
    apr_status_t rv = apr_thread_mutex_trylock(s->log_lock);
    if (APR_STATUS_IS_EBUSY(rv))
        return -1;
    int n = s->lines;
    apr_thread_mutex_unlock(s->log_lock);
    return n;
}

/* nobody joins a detached one */
apr_status_t background(server *s)
{
    apr_threadattr_t *attr;
    apr_thread_t *thd;
    apr_status_t rv = apr_threadattr_create(&attr, s->pool);
    if (rv != APR_SUCCESS)
        return rv;
    apr_threadattr_detach_set(attr, 1);
    return apr_thread_create(&thd, attr, serve, s, s->pool);
}
