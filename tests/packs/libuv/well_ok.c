#include <stdlib.h>

#include "../include/uv.h"

struct server {
    uv_loop_t loop;
    uv_mutex_t lock, nested;
    uv_rwlock_t table_lock;
    uv_cond_t cond;
    uv_sem_t done;
    uv_timer_t idle_timer;
    uv_thread_t worker[4];
    uv_work_t job;
    int clients, stopping;
};

static uv_timer_t global_timer;
static uv_once_t once = UV_ONCE_INIT;

static void work(void *arg)
{
    struct server *s = arg;
    uv_mutex_lock(&s->lock);
    s->clients++;
    uv_cond_signal(&s->cond);
    uv_mutex_unlock(&s->lock);
    uv_sem_post(&s->done);
}

static void set_up(void)
{
    global_timer.data = NULL;
}

int started(struct server *s)
{
    if (uv_mutex_init(&s->lock) != 0)
        return -1;
    uv_mutex_init_recursive(&s->nested);
    uv_sem_init(&s->done, 0);
    uv_once(&once, set_up);
    for (int i = 0; i < 4; i++)
        if (uv_thread_create(&s->worker[i], work, s) != 0)
            abort();
    for (int i = 0; i < 4; i++)
        uv_thread_join(&s->worker[i]);
    uv_sem_wait(&s->done);
    return 0;
}

int one_worker(struct server *s)
{
    uv_thread_t t;
    int rc = uv_thread_create(&t, work, s);
    if (rc)
        return rc;
    rc = uv_thread_join(&t);
    uv_mutex_lock(&s->nested);
    uv_mutex_lock(&s->nested);
    s->clients++;
    uv_mutex_unlock(&s->nested);
    uv_mutex_unlock(&s->nested);
    return rc;
}

void waited(struct server *s)
{
    uv_mutex_lock(&s->lock);
    while (!s->clients)
        uv_cond_wait(&s->cond, &s->lock);
    while (s->clients > 9)
        if (uv_cond_timedwait(&s->cond, &s->lock, 1000) != 0)
            break;
    uv_mutex_unlock(&s->lock);
}

int counted(struct server *s)
{
    int n = 0;
    uv_rwlock_rdlock(&s->table_lock);
    n = s->clients;
    uv_rwlock_rdunlock(&s->table_lock);
    uv_rwlock_wrlock(&s->table_lock);
    s->clients = 0;
    uv_rwlock_wrunlock(&s->table_lock);
    if (uv_mutex_trylock(&s->lock) != 0)
        return n;
    n += s->clients;
    uv_mutex_unlock(&s->lock);
    return n;
}

/* Timers */

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void on_idle(uv_timer_t *handle)
{
    struct server *s = handle->data;
    if (s->stopping)
        uv_close((uv_handle_t *)handle, NULL);
}

static void on_once(uv_timer_t *handle)
{
    uv_close((uv_handle_t *)handle, on_closed);
}

static void close_all(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

int in_the_record(struct server *s)
{
    int rc = uv_timer_init(&s->loop, &s->idle_timer);
    if (rc)
        return rc;
    s->idle_timer.data = s;
    return uv_timer_start(&s->idle_timer, on_idle, 1000, 1000);
}

int fire_once(struct server *s)
{
    uv_timer_t *timer = malloc(sizeof *timer);
    if (!timer)
        return -1;
    if (uv_timer_init(&s->loop, timer) != 0) {
        free(timer);
        return -1;
    }
    timer->data = s;
    int rc = uv_timer_start(timer, on_once, 10, 0);
    if (rc != 0)
        uv_close((uv_handle_t *)timer, on_closed);
    return rc;
}

void stopped(struct server *s)
{
    uv_timer_stop(&s->idle_timer);
    uv_timer_stop(&s->idle_timer);
    if (!uv_is_closing((uv_handle_t *)&s->idle_timer))
        uv_close((uv_handle_t *)&s->idle_timer, NULL);
    if (!uv_is_closing((uv_handle_t *)&s->idle_timer))
        uv_close((uv_handle_t *)&s->idle_timer, NULL);
    uv_timer_init(&s->loop, &global_timer);
    uv_timer_start(&global_timer, on_idle, 5, 5);
}

/* the loop runs here until the handle is closed */
int waited_for(struct server *s, uint64_t ms)
{
    uv_loop_t loop;
    uv_timer_t timer;
    uv_loop_init(&loop);
    uv_timer_init(&loop, &timer);
    timer.data = s;
    uv_timer_start(&timer, on_idle, ms, 0);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop);
}

void shut_down(struct server *s)
{
    uv_timer_stop(&s->idle_timer);
    uv_walk(&s->loop, close_all, NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    uv_loop_close(&s->loop);
    uv_mutex_destroy(&s->lock);
    free(s);
}
