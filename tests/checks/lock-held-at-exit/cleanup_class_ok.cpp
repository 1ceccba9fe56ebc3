// In C++ the macros make an object; its destructor runs the handler.
#include <pthread.h>

struct feed {
    pthread_mutex_t lock;
    int items, stop;
};

static void give_back(void *arg)
{
    pthread_mutex_unlock(&static_cast<feed *>(arg)->lock);
}

void *consumer(void *arg)
{
    feed *f = static_cast<feed *>(arg);
    pthread_mutex_lock(&f->lock);
    pthread_cleanup_push(give_back, f);
    if (f->stop)
        pthread_exit(nullptr);
    f->items--;
    pthread_cleanup_pop(1);
    return nullptr;
}

void *producer(void *arg)
{
    feed *f = static_cast<feed *>(arg);
    pthread_mutex_lock(&f->lock);
    pthread_cleanup_push(give_back, f);
    f->items++;
    pthread_cleanup_pop(0);
    pthread_mutex_unlock(&f->lock);
    return nullptr;
}
