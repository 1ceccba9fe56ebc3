/* One loop acquires the locks of all shards, another releases them. */
#include <pthread.h>

#define SHARDS 8

struct shard {
    pthread_mutex_t lock;
    long items;
};
static struct shard shard[SHARDS];

long total_items(void)
{
    long n = 0;
    for (int i = 0; i < SHARDS; i++)
        pthread_mutex_lock(&shard[i].lock);
    for (int i = 0; i < SHARDS; i++)
        n += shard[i].items;
    for (int i = SHARDS - 1; i >= 0; i--)
        pthread_mutex_unlock(&shard[i].lock);
    return n;
}
