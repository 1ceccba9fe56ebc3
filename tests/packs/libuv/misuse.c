#include <stdlib.h>

#include "../include/uv.h"

struct server {
    uv_loop_t *loop;
    uv_mutex_t lock;
    uv_rwlock_t table_lock;
    uv_cond_t cond;
    uv_sem_t done;
    uv_timer_t idle_timer;
    uv_thread_t worker;
    int clients;
};

static void work(void *arg)
{
    struct server *s = arg;
    uv_mutex_lock(&s->lock);
    s->clients++;
    uv_mutex_unlock(&s->lock);
}

static void on_idle(uv_timer_t *handle)
{
    struct server *s = handle->data;
    s->clients = 0;
}

int not_joined(struct server *s)
{
    uv_thread_t t;
    return uv_thread_create(&t, work, s); // expect: thread-leak
}

int joined_twice(struct server *s)
{
    uv_thread_t t;
    if (uv_thread_create(&t, work, s) != 0)
        return -1;
    uv_thread_join(&t);
    return uv_thread_join(&t); // expect: thread-double-join
}

int left_locked(struct server *s)
{
    uv_mutex_lock(&s->lock);
    if (s->clients == 0)
        return -1; // expect: lock-held-at-return
    s->clients--;
    uv_mutex_unlock(&s->lock);
    return 0;
}

int tried_the_wrong_way(struct server *s)
{
    if (uv_mutex_trylock(&s->lock)) {
        s->clients++;
        uv_mutex_unlock(&s->lock); // expect: lock-not-held
        return 1;
    }
    uv_mutex_unlock(&s->lock);
    return 0;
}

void wrong_side(struct server *s)
{
    uv_rwlock_rdlock(&s->table_lock);
    s->clients++;
    uv_rwlock_wrunlock(&s->table_lock); // expect: lock-not-held
}

void waited_once(struct server *s)
{
    uv_mutex_lock(&s->lock);
    if (!s->clients)
        uv_cond_wait(&s->cond, &s->lock); // expect: cond-wait-no-loop
    uv_mutex_unlock(&s->lock);
}

void added(struct server *s)
{
    uv_cond_signal(&s->cond);
}

void ran_with_lock(struct server *s)
{
    uv_mutex_lock(&s->lock);
    uv_run(s->loop, UV_RUN_DEFAULT); // expect: lock-held-blocking
    uv_mutex_unlock(&s->lock);
}

void posted_late(void)
{
    uv_sem_t sem;
    if (uv_sem_init(&sem, 0) != 0)
        return;
    uv_sem_destroy(&sem);
    uv_sem_post(&sem); // expect: sem-use-after-destroy
}

int on_the_stack(struct server *s)
{
    uv_timer_t timer;
    uv_timer_init(s->loop, &timer); // expect: timer-handle-lifetime
    timer.data = s;
    return uv_timer_start(&timer, on_idle, 1000, 1000);
}

void freed_at_once(struct server *s)
{
    uv_timer_t *timer = malloc(sizeof *timer);
    if (!timer)
        return;
    uv_timer_init(s->loop, timer);
    uv_timer_start(timer, on_idle, 10, 0);
    uv_close((uv_handle_t *)timer, NULL);
    free(timer); // expect: timer-handle-lifetime
}

void closed_twice(struct server *s)
{
    uv_timer_stop(&s->idle_timer);
    uv_close((uv_handle_t *)&s->idle_timer, NULL);
    if (s->clients == 0)
        uv_close((uv_handle_t *)&s->idle_timer, NULL); // expect: timer-double-delete
}

int started_after_close(struct server *s)
{
    uv_close((uv_handle_t *)&s->idle_timer, NULL);
    return uv_timer_start(&s->idle_timer, on_idle, 10, 0); // expect: timer-use-after-delete
}

int never_initialised(struct server *s)
{
    uv_timer_t timer;
    timer.data = s;
    uv_timer_start(&timer, on_idle, 10, 0); // expect: timer-unset
    return 0;
}
