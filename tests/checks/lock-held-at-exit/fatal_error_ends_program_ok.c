/* A fatal error makes the main thread end the program; this thread only stops meanwhile. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

struct shard {
    pthread_mutex_t mutex;
    int items[16], n;
};

static pthread_t main_thread;

static void fatal(const char *why)
{
    fprintf(stderr, "worker: %s\n", why);
    pthread_kill(main_thread, SIGTERM);
    pthread_exit(NULL);
}

void shard_add(struct shard *s, int item)
{
    pthread_mutex_lock(&s->mutex);
    if (s->n == 16)
        fatal("shard is full");
    s->items[s->n++] = item;
    pthread_mutex_unlock(&s->mutex);
}
