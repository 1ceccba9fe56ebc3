/* All elements by index and by pointer. */
#include <pthread.h>
#include <stdlib.h>

struct shard {
    pthread_mutex_t lock;
    int n;
};

void shards_free(struct shard *s, int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&s[i].lock);
        s[i].n = 0;
        pthread_mutex_unlock(&s[i].lock);
        pthread_mutex_destroy(&s[i].lock);
    }
    for (struct shard *e = s + n - 1; e >= s; e--) {
        pthread_mutex_init(&e->lock, NULL);
        pthread_mutex_destroy(&e->lock);
    }
    free(s);
}
