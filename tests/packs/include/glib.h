/* The shape of GLib's headers, as far as the programs here need it. */
#ifndef GLIB_SHAPE_H
#define GLIB_SHAPE_H

#include <stddef.h>

typedef int gboolean;
typedef int gint;
typedef unsigned guint;
typedef char gchar;
typedef long gint64;
typedef void *gpointer;
typedef const void *gconstpointer;
#define TRUE 1
#define FALSE 0
#define G_SOURCE_CONTINUE 1
#define G_SOURCE_REMOVE 0

typedef struct _GThread GThread;
typedef struct _GSource GSource;
typedef struct _GMainContext GMainContext;
typedef struct _GMainLoop GMainLoop;
typedef struct _GAsyncQueue GAsyncQueue;
typedef struct _GError GError;
typedef struct _GThreadPool GThreadPool;
typedef union _GMutex {
    gpointer p;
    guint i[2];
} GMutex;
typedef struct _GRecMutex {
    gpointer p;
    guint i[2];
} GRecMutex;
typedef struct _GRWLock {
    gpointer p;
    guint i[2];
} GRWLock;
typedef struct _GCond {
    gpointer p;
    guint i[2];
} GCond;
typedef void GMutexLocker;

typedef gpointer (*GThreadFunc)(gpointer data);
typedef gboolean (*GSourceFunc)(gpointer data);
typedef void (*GDestroyNotify)(gpointer data);
typedef void (*GFunc)(gpointer data, gpointer user_data);

GThread *g_thread_new(const gchar *name, GThreadFunc func, gpointer data);
GThread *g_thread_try_new(const gchar *name, GThreadFunc func, gpointer data, GError **error);
GThread *g_thread_create(GThreadFunc func, gpointer data, gboolean joinable, GError **error);
GThread *g_thread_ref(GThread *thread);
void g_thread_unref(GThread *thread);
gpointer g_thread_join(GThread *thread);
GThread *g_thread_self(void);
void g_thread_exit(gpointer retval);
GThreadPool *g_thread_pool_new(GFunc func, gpointer user_data, gint max, gboolean exclusive, GError **error);
gboolean g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error);
void g_thread_pool_free(GThreadPool *pool, gboolean immediate, gboolean wait_);

void g_mutex_init(GMutex *mutex);
void g_mutex_clear(GMutex *mutex);
void g_mutex_lock(GMutex *mutex);
gboolean g_mutex_trylock(GMutex *mutex);
void g_mutex_unlock(GMutex *mutex);
void g_rec_mutex_init(GRecMutex *mutex);
void g_rec_mutex_clear(GRecMutex *mutex);
void g_rec_mutex_lock(GRecMutex *mutex);
gboolean g_rec_mutex_trylock(GRecMutex *mutex);
void g_rec_mutex_unlock(GRecMutex *mutex);
void g_rw_lock_init(GRWLock *lock);
void g_rw_lock_clear(GRWLock *lock);
void g_rw_lock_writer_lock(GRWLock *lock);
gboolean g_rw_lock_writer_trylock(GRWLock *lock);
void g_rw_lock_writer_unlock(GRWLock *lock);
void g_rw_lock_reader_lock(GRWLock *lock);
gboolean g_rw_lock_reader_trylock(GRWLock *lock);
void g_rw_lock_reader_unlock(GRWLock *lock);
void g_cond_init(GCond *cond);
void g_cond_clear(GCond *cond);
void g_cond_wait(GCond *cond, GMutex *mutex);
gboolean g_cond_wait_until(GCond *cond, GMutex *mutex, gint64 end_time);
void g_cond_signal(GCond *cond);
void g_cond_broadcast(GCond *cond);

guint g_timeout_add(guint interval, GSourceFunc function, gpointer data);
guint g_timeout_add_seconds(guint interval, GSourceFunc function, gpointer data);
guint g_timeout_add_full(gint priority, guint interval, GSourceFunc function, gpointer data, GDestroyNotify notify);
guint g_idle_add(GSourceFunc function, gpointer data);
gboolean g_source_remove(guint tag);
GSource *g_timeout_source_new(guint interval);
GSource *g_idle_source_new(void);
GSource *g_source_ref(GSource *source);
guint g_source_attach(GSource *source, GMainContext *context);
void g_source_set_callback(GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify);
void g_source_destroy(GSource *source);
void g_source_unref(GSource *source);

GMainLoop *g_main_loop_new(GMainContext *context, gboolean running);
void g_main_loop_run(GMainLoop *loop);
void g_main_loop_quit(GMainLoop *loop);
void g_main_loop_unref(GMainLoop *loop);
gboolean g_main_context_iteration(GMainContext *context, gboolean may_block);
gint64 g_get_monotonic_time(void);
void g_usleep(unsigned long microseconds);

GAsyncQueue *g_async_queue_new(void);
GAsyncQueue *g_async_queue_ref(GAsyncQueue *queue);
void g_async_queue_unref(GAsyncQueue *queue);
void g_async_queue_push(GAsyncQueue *queue, gpointer data);
gpointer g_async_queue_pop(GAsyncQueue *queue);
gpointer g_async_queue_try_pop(GAsyncQueue *queue);

gpointer g_malloc(size_t size);
gpointer g_malloc0_n(size_t n, size_t size);
void g_free(gpointer mem);
void g_slice_free1(size_t size, gpointer mem);
void g_log(const gchar *domain, int level, const gchar *format, ...);
void g_return_if_fail_warning(const char *domain, const char *function, const char *expression);
void g_assertion_message_expr(const char *domain, const char *file, int line, const char *func, const char *expr) __attribute__((noreturn));

#define g_new0(type, n) ((type *)g_malloc0_n((n), sizeof(type)))
#define g_slice_free(type, mem) g_slice_free1(sizeof(type), (mem))
#define g_warning(...) g_log(NULL, 16, __VA_ARGS__)
#define g_error(...)                     \
    do {                                 \
        g_log(NULL, 4, __VA_ARGS__);     \
        for (;;)                         \
            ;                            \
    } while (0)
#define g_assert(expr)                                                                   \
    do {                                                                                 \
        if (!(expr))                                                                     \
            g_assertion_message_expr(NULL, __FILE__, __LINE__, __func__, #expr);         \
    } while (0)
#define g_return_val_if_fail(expr, val)                            \
    do {                                                           \
        if (!(expr)) {                                             \
            g_return_if_fail_warning(NULL, __func__, #expr);       \
            return (val);                                          \
        }                                                          \
    } while (0)
#define G_LOCK_NAME(name) g__##name##_lock
#define G_LOCK_DEFINE_STATIC(name) static GMutex G_LOCK_NAME(name)
#define G_LOCK(name) g_mutex_lock(&G_LOCK_NAME(name))
#define G_UNLOCK(name) g_mutex_unlock(&G_LOCK_NAME(name))
#define g_clear_handle_id(tag, clear)          \
    do {                                       \
        guint *_tag_ptr = (tag);               \
        guint _handle_id = *_tag_ptr;          \
        if (_handle_id > 0) {                  \
            *_tag_ptr = 0;                     \
            clear(_handle_id);                 \
        }                                      \
    } while (0)
#define g_clear_pointer(pp, destroy)           \
    do {                                       \
        __typeof__((pp)) _pp = (pp);           \
        __typeof__(*(pp)) _ptr = *_pp;         \
        *_pp = NULL;                           \
        if (_ptr)                              \
            (destroy)(_ptr);                   \
    } while (0)

static inline GMutexLocker *g_mutex_locker_new(GMutex *mutex)
{
    g_mutex_lock(mutex);
    return (GMutexLocker *)mutex;
}
static inline void g_mutex_locker_free(GMutexLocker *locker)
{
    g_mutex_unlock((GMutex *)locker);
}
#define _G_DEFINE_AUTOPTR(name, type, func)                                                       \
    typedef type *name##_autoptr;                                                                  \
    static __attribute__((unused)) inline void glib_autoptr_clear_##name(type *_ptr)               \
    {                                                                                              \
        if (_ptr)                                                                                  \
            (func)(_ptr);                                                                          \
    }                                                                                              \
    static __attribute__((unused)) inline void glib_autoptr_cleanup_##name(type **_ptr)            \
    {                                                                                              \
        glib_autoptr_clear_##name(*_ptr);                                                          \
    }
_G_DEFINE_AUTOPTR(GMutexLocker, GMutexLocker, g_mutex_locker_free)
_G_DEFINE_AUTOPTR(GSource, GSource, g_source_unref)
_G_DEFINE_AUTOPTR(GAsyncQueue, GAsyncQueue, g_async_queue_unref)
#define g_autoptr(name) __attribute__((cleanup(glib_autoptr_cleanup_##name))) name##_autoptr

#endif
