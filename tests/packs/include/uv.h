/* The shape of libuv's header, as far as the programs here need it. */
#ifndef UV_SHAPE_H
#define UV_SHAPE_H

#include <stddef.h>
#include <stdint.h>

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_handle_s uv_handle_t;
typedef struct uv_timer_s uv_timer_t;
typedef struct uv_work_s uv_work_t;
typedef void (*uv_close_cb)(uv_handle_t *handle);
typedef void (*uv_timer_cb)(uv_timer_t *handle);
typedef void (*uv_thread_cb)(void *arg);
typedef void (*uv_work_cb)(uv_work_t *req);
typedef void (*uv_after_work_cb)(uv_work_t *req, int status);
typedef void (*uv_walk_cb)(uv_handle_t *handle, void *arg);
typedef enum { UV_RUN_DEFAULT = 0, UV_RUN_ONCE, UV_RUN_NOWAIT } uv_run_mode;

struct uv_loop_s {
    void *data;
    char rest[840];
};
struct uv_handle_s {
    void *data;
    uv_loop_t *loop;
    char rest[80];
};
struct uv_timer_s {
    void *data;
    uv_loop_t *loop;
    char rest[136];
};
struct uv_work_s {
    void *data;
    char rest[120];
};
typedef unsigned long uv_thread_t;
typedef struct {
    char rest[40];
} uv_mutex_t;
typedef struct {
    char rest[56];
} uv_rwlock_t;
typedef struct {
    char rest[48];
} uv_cond_t;
typedef struct {
    char rest[32];
} uv_sem_t;
typedef struct {
    char rest[32];
} uv_barrier_t;
typedef int uv_once_t;
#define UV_ONCE_INIT 0

uv_loop_t *uv_default_loop(void);
int uv_loop_init(uv_loop_t *loop);
int uv_loop_close(uv_loop_t *loop);
int uv_run(uv_loop_t *loop, uv_run_mode mode);
void uv_stop(uv_loop_t *loop);
void uv_walk(uv_loop_t *loop, uv_walk_cb cb, void *arg);
void uv_close(uv_handle_t *handle, uv_close_cb cb);
int uv_is_closing(const uv_handle_t *handle);
int uv_is_active(const uv_handle_t *handle);
int uv_timer_init(uv_loop_t *loop, uv_timer_t *handle);
int uv_timer_start(uv_timer_t *handle, uv_timer_cb cb, uint64_t timeout, uint64_t repeat);
int uv_timer_stop(uv_timer_t *handle);
int uv_timer_again(uv_timer_t *handle);
void uv_timer_set_repeat(uv_timer_t *handle, uint64_t repeat);
int uv_queue_work(uv_loop_t *loop, uv_work_t *req, uv_work_cb work_cb, uv_after_work_cb after);

int uv_thread_create(uv_thread_t *tid, uv_thread_cb entry, void *arg);
int uv_thread_join(uv_thread_t *tid);
uv_thread_t uv_thread_self(void);
int uv_mutex_init(uv_mutex_t *handle);
int uv_mutex_init_recursive(uv_mutex_t *handle);
void uv_mutex_destroy(uv_mutex_t *handle);
void uv_mutex_lock(uv_mutex_t *handle);
int uv_mutex_trylock(uv_mutex_t *handle);
void uv_mutex_unlock(uv_mutex_t *handle);
int uv_rwlock_init(uv_rwlock_t *lock);
void uv_rwlock_destroy(uv_rwlock_t *lock);
void uv_rwlock_rdlock(uv_rwlock_t *lock);
int uv_rwlock_tryrdlock(uv_rwlock_t *lock);
void uv_rwlock_rdunlock(uv_rwlock_t *lock);
void uv_rwlock_wrlock(uv_rwlock_t *lock);
void uv_rwlock_wrunlock(uv_rwlock_t *lock);
int uv_sem_init(uv_sem_t *sem, unsigned value);
void uv_sem_destroy(uv_sem_t *sem);
void uv_sem_post(uv_sem_t *sem);
void uv_sem_wait(uv_sem_t *sem);
int uv_sem_trywait(uv_sem_t *sem);
int uv_cond_init(uv_cond_t *cond);
void uv_cond_destroy(uv_cond_t *cond);
void uv_cond_signal(uv_cond_t *cond);
void uv_cond_broadcast(uv_cond_t *cond);
void uv_cond_wait(uv_cond_t *cond, uv_mutex_t *mutex);
int uv_cond_timedwait(uv_cond_t *cond, uv_mutex_t *mutex, uint64_t timeout);
int uv_barrier_init(uv_barrier_t *barrier, unsigned count);
int uv_barrier_wait(uv_barrier_t *barrier);
void uv_barrier_destroy(uv_barrier_t *barrier);
void uv_once(uv_once_t *guard, void (*callback)(void));
void uv_sleep(unsigned msec);

#endif
