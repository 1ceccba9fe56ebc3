#include "../include/glib.h"

typedef struct {
    GMutex lock;
    GRWLock table_lock;
    GCond cond;
    int ready;
    guint timeout_id;
    GThread *worker;
} App;

G_LOCK_DEFINE_STATIC(registry);

static gpointer work(gpointer data)
{
    App *app = data;
    g_mutex_lock(&app->lock);
    app->ready = 1;
    g_mutex_unlock(&app->lock);
    return NULL;
}

static gboolean tick(gpointer data)
{
    App *app = data;
    app->ready++;
    return G_SOURCE_CONTINUE;
}

void started_and_forgotten(App *app)
{
    g_thread_new("worker", work, app); // expect: thread-leak
}

void joined_after_unref(App *app)
{
    GThread *t = g_thread_new("worker", work, app);
    g_thread_unref(t);
    g_thread_join(t); // expect: thread-join-detached
}

void joined_twice(App *app)
{
    GThread *t = g_thread_try_new("worker", work, app, NULL);
    if (!t)
        return;
    g_thread_join(t);
    g_thread_join(t); // expect: thread-double-join
}

void joined_though_detached(App *app)
{
    GThread *t = g_thread_create(work, app, FALSE, NULL);
    if (t)
        g_thread_join(t); // expect: thread-join-detached
}

int left_locked(App *app)
{
    g_mutex_lock(&app->lock);
    if (app->ready < 0) {
        g_warning("broken");
        return -1; // expect: lock-held-at-return
    }
    g_mutex_unlock(&app->lock);
    return 0;
}

int checked_too_late(App *app)
{
    G_LOCK(registry);
    g_return_val_if_fail(app->ready > 0, -1); // expect: lock-held-at-return
    G_UNLOCK(registry);
    return 0;
}

int tried_the_wrong_way(App *app)
{
    if (g_mutex_trylock(&app->lock) == 0) {
        app->ready++;
        g_mutex_unlock(&app->lock); // expect: lock-not-held
        return 1;
    }
    return 0;
}

void guarded_and_locked(App *app)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&app->lock);
    g_mutex_lock(&app->lock); // expect: lock-double-acquire
    app->ready = (locker != NULL);
    g_mutex_unlock(&app->lock);
}

void wrong_side(App *app)
{
    g_rw_lock_writer_lock(&app->table_lock);
    app->ready++;
    g_rw_lock_reader_unlock(&app->table_lock); // expect: lock-not-held
}

void waited_once(App *app)
{
    g_mutex_lock(&app->lock);
    if (!app->ready)
        g_cond_wait(&app->cond, &app->lock); // expect: cond-wait-no-loop
    g_mutex_unlock(&app->lock);
}

void make_ready(App *app)
{
    g_cond_signal(&app->cond);
}

void ran_with_lock(App *app, GMainLoop *loop)
{
    g_mutex_lock(&app->lock);
    g_main_loop_run(loop); // expect: lock-held-blocking
    g_mutex_unlock(&app->lock);
}

void removed_twice(App *app)
{
    guint id = g_timeout_add(100, tick, app);
    if (app->ready)
        g_source_remove(id);
    g_source_remove(id); // expect: timer-double-delete
}

void field_removed_twice(App *app)
{
    g_source_remove(app->timeout_id);
    app->ready = 0;
    g_source_remove(app->timeout_id); // expect: timer-double-delete
}

void source_lost(App *app, GMainContext *context)
{
    GSource *source = g_timeout_source_new(50); // expect: timer-leak
    g_source_set_callback(source, tick, app, NULL);
    g_source_attach(source, context);
}

void source_given_up_twice(void)
{
    GSource *source = g_idle_source_new();
    g_source_unref(source);
    g_source_unref(source); // expect: timer-double-delete
}

int queue_lost(gpointer job)
{
    GAsyncQueue *queue = g_async_queue_new(); // expect: channel-leak
    g_async_queue_push(queue, job);
    return g_async_queue_try_pop(queue) != NULL;
}
