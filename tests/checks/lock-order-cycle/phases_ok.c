/* The reverse order only happens before the first thread, after the last one, or in main's hands. */
#include <pthread.h>
#include <stdlib.h>

struct worker {
    pthread_t tid;
    int id;
};
static pthread_mutex_t jobs = PTHREAD_MUTEX_INITIALIZER, stats = PTHREAD_MUTEX_INITIALIZER;
static int queued, done;

static void enqueue_locked(int n)
{
    pthread_mutex_lock(&stats);
    queued += n;
    pthread_mutex_unlock(&stats);
}

static void *work(void *arg)
{
    struct worker *w = arg;
    for (int i = 0; i < w->id; i++) {
        pthread_mutex_lock(&jobs);
        enqueue_locked(1);
        pthread_mutex_unlock(&jobs);
    }
    return NULL;
}

static void setup(void)
{
    pthread_mutex_lock(&stats);
    pthread_mutex_lock(&jobs);
    queued = done = 0;
    pthread_mutex_unlock(&jobs);
    pthread_mutex_unlock(&stats);
}

static void summary(void)
{
    pthread_mutex_lock(&stats);
    done = queued;
    pthread_mutex_lock(&jobs);
    queued = 0;
    pthread_mutex_unlock(&jobs);
    pthread_mutex_unlock(&stats);
}

int main(int argc, char **argv)
{
    struct worker w[4];
    int n = argc > 1 ? atoi(argv[1]) : 4;
    if (n > 4)
        n = 4;
    setup();
    for (int i = 0; i < n; i++) {
        w[i].id = i;
        if (pthread_create(&w[i].tid, NULL, work, &w[i]) != 0)
            abort();
    }
    for (int i = 0; i < n; i++)
        pthread_join(w[i].tid, NULL);
    summary();
    return done;
}
