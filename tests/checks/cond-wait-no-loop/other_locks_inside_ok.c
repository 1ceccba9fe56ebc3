/* The wait is the head of the service loop; what is released inside are other locks. */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { CLASSES = 8 };
static pthread_mutex_t crawler_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t stats_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t crawler_cond = PTHREAD_COND_INITIALIZER;
static bool run_crawler;
static int crawler_count;
static unsigned long passes;
struct shard {
    pthread_mutex_t lock;
    int left;
};
static struct shard shards[CLASSES];

static void count_pass(void)
{
    pthread_mutex_lock(&stats_lock);
    passes++;
    pthread_mutex_unlock(&stats_lock);
}

void *crawler(void *arg)
{
    pthread_mutex_lock(&crawler_lock);
    while (run_crawler) {
        pthread_cond_wait(&crawler_cond, &crawler_lock);
        while (crawler_count > 0) {
            struct shard *s = &shards[crawler_count % CLASSES];
            pthread_mutex_lock(&s->lock);
            if (s->left-- == 0)
                crawler_count--;
            pthread_mutex_unlock(&s->lock);
        }
        count_pass();
    }
    pthread_mutex_unlock(&crawler_lock);
    return arg;
}
