/* The part of APR's interface that the programs beside this folder use. */
#ifndef APR_THREAD_PROC_H
#define APR_THREAD_PROC_H
#include <stdint.h>
#include <stdlib.h>

typedef int apr_status_t;
typedef int32_t apr_int32_t;
typedef int64_t apr_interval_time_t;
typedef struct apr_pool_t apr_pool_t;
#define APR_SUCCESS 0
#define APR_EOF 70014
#define APR_STATUS_IS_EBUSY(s) ((s) == 70025)

typedef struct apr_thread_t apr_thread_t;
typedef struct apr_threadattr_t apr_threadattr_t;
#define APR_THREAD_FUNC
typedef void *(APR_THREAD_FUNC *apr_thread_start_t)(apr_thread_t *, void *);
apr_status_t apr_threadattr_create(apr_threadattr_t **new_attr, apr_pool_t *cont);
apr_status_t apr_threadattr_detach_set(apr_threadattr_t *attr, apr_int32_t on);
apr_status_t apr_thread_create(apr_thread_t **new_thread, apr_threadattr_t *attr,
                               apr_thread_start_t func, void *data, apr_pool_t *cont);
apr_status_t apr_thread_exit(apr_thread_t *thd, apr_status_t retval);
apr_status_t apr_thread_join(apr_status_t *retval, apr_thread_t *thd);
apr_status_t apr_thread_detach(apr_thread_t *thd);
void apr_sleep(apr_interval_time_t t);
void apr_pool_destroy(apr_pool_t *p);
#endif
