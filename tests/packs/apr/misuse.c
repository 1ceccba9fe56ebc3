#include <apr_thread_mutex.h>
#include <apr_thread_proc.h>

typedef struct worker_pool {
    apr_pool_t *pool;
    apr_thread_mutex_t *lock;
    apr_thread_rwlock_t *conf;
    apr_thread_cond_t *idle;
    apr_queue_t *jobs;
    int busy;
} worker_pool;

static void *APR_THREAD_FUNC worker(apr_thread_t *thd, void *data)
{
    worker_pool *wp = data;
    void *job;
    apr_thread_mutex_lock(wp->lock);
    while (apr_queue_pop(wp->jobs, &job) == APR_SUCCESS) // expect: lock-held-blocking
        wp->busy++;
    if (wp->busy > 8)
        apr_thread_exit(thd, APR_SUCCESS); // expect: lock-held-at-exit
    apr_thread_mutex_unlock(wp->lock);
    return NULL;
}

apr_status_t pool_submit(worker_pool *wp, void *job)
{
    apr_status_t rv = apr_thread_mutex_lock(wp->lock);
    if (rv != APR_SUCCESS)
        return rv;
    if ((rv = apr_queue_push(wp->jobs, job)) != APR_SUCCESS) // expect: lock-held-blocking
        return rv; // expect: lock-held-at-return
    wp->busy++;
    return apr_thread_mutex_unlock(wp->lock);
}

apr_status_t pool_make(worker_pool *wp)
{
    apr_status_t rv = apr_thread_mutex_create(&wp->lock, APR_THREAD_MUTEX_UNNESTED, wp->pool);
    if (rv != APR_SUCCESS)
        return rv;
    apr_thread_mutex_lock(wp->lock);
    rv = apr_thread_rwlock_create(&wp->conf, wp->pool);
    apr_thread_mutex_lock(wp->lock); // expect: lock-double-acquire
    apr_thread_mutex_unlock(wp->lock);
    return rv;
}

void pool_reconfigure(worker_pool *wp)
{
    apr_thread_rwlock_rdlock(wp->conf);
    if (wp->busy == 0) {
        apr_thread_rwlock_wrlock(wp->conf); // expect: lock-upgrade
        wp->busy = 1;
    }
    apr_thread_rwlock_unlock(wp->conf);
}

apr_status_t pool_start(worker_pool *wp)
{
    apr_thread_t *thd;
    return apr_thread_create(&thd, NULL, worker, wp, wp->pool); // expect: thread-leak
}

void pool_stop(worker_pool *wp)
{
    apr_queue_term(wp->jobs);
    apr_queue_push(wp->jobs, NULL); // expect: channel-send-closed
}
