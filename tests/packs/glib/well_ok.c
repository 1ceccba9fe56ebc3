#include "../include/glib.h"

struct progress {
    int rounds;
};

typedef struct {
    GMutex lock;
    GRecMutex nested;
    GRWLock table_lock;
    GCond cond;
    int ready, rounds;
    guint timeout_id, idle_id;
    GThread *worker;
    GSource *source;
    GMainLoop *loop;
    GAsyncQueue *jobs;
    struct progress progress;
} App;

G_LOCK_DEFINE_STATIC(registry);
static int registered;
static GAsyncQueue *log_queue; /* as long as the program lives */

static gpointer work(gpointer data)
{
    App *app = data;
    g_mutex_lock(&app->lock);
    app->ready = 1;
    g_cond_broadcast(&app->cond);
    g_mutex_unlock(&app->lock);
    return NULL;
}

static gboolean once(gpointer data)
{
    App *app = data;
    app->idle_id = 0;
    return G_SOURCE_REMOVE;
}

static gboolean tick(gpointer data)
{
    App *app = data;
    return ++app->rounds < 10 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean count(gpointer data)
{
    struct progress *p = data;
    p->rounds++;
    return G_SOURCE_CONTINUE;
}

static gboolean stop(gpointer data)
{
    g_main_loop_quit(data);
    return G_SOURCE_REMOVE;
}

void fire_and_forget(App *app)
{
    g_idle_add(once, app);
    g_timeout_add(200, tick, app);
    g_timeout_add_seconds(1, tick, app);
}

void restart(App *app)
{
    if (app->timeout_id) {
        g_source_remove(app->timeout_id);
        app->timeout_id = 0;
    }
    app->timeout_id = g_timeout_add(100, tick, app);
    app->timeout_id = g_timeout_add(300, tick, app); /* both run out by themselves */
    g_clear_handle_id(&app->idle_id, g_source_remove);
    g_clear_handle_id(&app->idle_id, g_source_remove);
}

int joined(App *app)
{
    GError *error = NULL;
    GThread *t = g_thread_try_new("worker", work, app, &error);
    if (t == NULL)
        return -1;
    g_thread_join(t);
    t = g_thread_new("other", work, app);
    g_thread_unref(t);
    return 0;
}

void kept_by_two(App *app)
{
    app->worker = g_thread_new("worker", work, app);
    GThread *mine = g_thread_ref(app->worker);
    g_thread_join(mine);
    g_thread_unref(app->worker);
}

int guarded(App *app, int n)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&app->lock);
    if (n < 0)
        return -1;
    if (n == 0)
        g_error("no rounds at all");
    app->rounds += n;
    return locker ? app->rounds : 0;
}

int tried(App *app)
{
    if (!g_mutex_trylock(&app->lock))
        return 0;
    app->rounds++;
    g_mutex_unlock(&app->lock);
    return 1;
}

void nested(App *app)
{
    g_rec_mutex_lock(&app->nested);
    g_rec_mutex_lock(&app->nested);
    g_assert(app->rounds >= 0);
    g_rec_mutex_unlock(&app->nested);
    g_rec_mutex_unlock(&app->nested);
    G_LOCK(registry);
    registered++;
    G_UNLOCK(registry);
}

int looked_up(App *app)
{
    int n;
    g_rw_lock_reader_lock(&app->table_lock);
    n = app->rounds;
    g_rw_lock_reader_unlock(&app->table_lock);
    g_rw_lock_writer_lock(&app->table_lock);
    app->rounds = n + 1;
    g_rw_lock_writer_unlock(&app->table_lock);
    return n;
}

gboolean waited(App *app)
{
    gint64 end = g_get_monotonic_time() + 1000000;
    gboolean done = TRUE;
    g_mutex_lock(&app->lock);
    while (!app->ready)
        if (!g_cond_wait_until(&app->cond, &app->lock, end)) {
            done = FALSE;
            break;
        }
    while (done && app->rounds == 0)
        g_cond_wait(&app->cond, &app->lock);
    g_mutex_unlock(&app->lock);
    return done;
}

/* attached: the context keeps the source, which may be destroyed through the pointer later */
void attached(App *app, GMainContext *context)
{
    app->source = g_timeout_source_new(50);
    g_source_set_callback(app->source, tick, app, NULL);
    g_source_attach(app->source, context);
    g_source_unref(app->source);
    g_source_destroy(app->source);
    app->source = NULL;
    g_autoptr(GSource) idle = g_idle_source_new();
    g_source_set_callback(idle, once, app, NULL);
    g_source_attach(idle, context);
}

void detached(App *app)
{
    if (app->source != NULL) {
        g_source_destroy(app->source);
        g_clear_pointer(&app->source, g_source_unref);
    }
}

/* the loop runs until the callback has used the local */
int run_for(App *app, guint ms)
{
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    struct progress copy = app->progress;
    g_timeout_add(ms, stop, loop);
    g_timeout_add(ms / 10 + 1, count, &copy);
    g_main_loop_run(loop);
    g_main_loop_unref(loop);
    return copy.rounds;
}

static gpointer consume(gpointer data)
{
    GAsyncQueue *queue = data;
    gpointer job;
    while ((job = g_async_queue_pop(queue)) != (gpointer)1)
        g_free(job);
    g_async_queue_unref(queue);
    return NULL;
}

void queued(App *app)
{
    app->jobs = g_async_queue_new();
    log_queue = g_async_queue_new();
    app->worker = g_thread_new("consumer", consume, g_async_queue_ref(app->jobs));
    g_async_queue_push(app->jobs, g_new0(int, 4));
    g_async_queue_push(app->jobs, (gpointer)1);
    g_thread_join(app->worker);
    g_async_queue_unref(app->jobs);
    g_autoptr(GAsyncQueue) results = g_async_queue_new();
    g_async_queue_push(results, app);
    g_async_queue_pop(results);
}

void taken_down(App *app)
{
    g_mutex_clear(&app->lock);
    g_rec_mutex_clear(&app->nested);
    g_rw_lock_clear(&app->table_lock);
    g_cond_clear(&app->cond);
    g_free(app);
}
