#ifndef APR_THREAD_MUTEX_H
#define APR_THREAD_MUTEX_H
#include "apr_thread_proc.h"

typedef struct apr_thread_mutex_t apr_thread_mutex_t;
#define APR_THREAD_MUTEX_DEFAULT 0x0
#define APR_THREAD_MUTEX_NESTED 0x1
#define APR_THREAD_MUTEX_UNNESTED 0x2
apr_status_t apr_thread_mutex_create(apr_thread_mutex_t **mutex, unsigned int flags,
                                     apr_pool_t *pool);
apr_status_t apr_thread_mutex_lock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_trylock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_unlock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_destroy(apr_thread_mutex_t *mutex);

typedef struct apr_thread_rwlock_t apr_thread_rwlock_t;
apr_status_t apr_thread_rwlock_create(apr_thread_rwlock_t **rwlock, apr_pool_t *pool);
apr_status_t apr_thread_rwlock_rdlock(apr_thread_rwlock_t *rwlock);
apr_status_t apr_thread_rwlock_wrlock(apr_thread_rwlock_t *rwlock);
apr_status_t apr_thread_rwlock_unlock(apr_thread_rwlock_t *rwlock);

typedef struct apr_thread_cond_t apr_thread_cond_t;
apr_status_t apr_thread_cond_create(apr_thread_cond_t **cond, apr_pool_t *pool);
apr_status_t apr_thread_cond_wait(apr_thread_cond_t *cond, apr_thread_mutex_t *mutex);
apr_status_t apr_thread_cond_signal(apr_thread_cond_t *cond);

typedef struct apr_queue_t apr_queue_t;
apr_status_t apr_queue_create(apr_queue_t **queue, unsigned int queue_capacity, apr_pool_t *a);
apr_status_t apr_queue_push(apr_queue_t *queue, void *data);
apr_status_t apr_queue_pop(apr_queue_t *queue, void **data);
apr_status_t apr_queue_term(apr_queue_t *queue);
#endif
