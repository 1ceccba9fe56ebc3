/* The handles pass through a local into an array that nobody looks at again; the second loop keeps
 * none of them. */
#include <pthread.h>
#include <stdlib.h>

enum { SHARDS = 3 };
static pthread_t shard_threads[SHARDS];
void *serve_shard(void *arg);
void *warm_shard(void *arg);

static void shards_start(void)
{
    pthread_t thread;

    for (int i = 0; i < SHARDS; i++) {
        if (pthread_create(&thread, NULL, serve_shard, NULL) != 0) // expect: thread-leak
            exit(1);
        shard_threads[i] = thread;
    }
}

static void shards_warm(void)
{
    pthread_t thread;

    for (int i = 0; i < SHARDS; i++)
        if (pthread_create(&thread, NULL, warm_shard, NULL) != 0) // expect: thread-leak
            exit(1);
}

int main(void)
{
    shards_start();
    shards_warm();
    return 0;
}
