/* Which lock is acquired depends on the request; each is released before the next. */
#include <pthread.h>

static pthread_mutex_t read_stats = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t write_stats = PTHREAD_MUTEX_INITIALIZER;
static long reads, writes;

void account(int is_write, long bytes)
{
    pthread_mutex_t *lock = is_write ? &write_stats : &read_stats;
    long *sum = is_write ? &writes : &reads;

    pthread_mutex_lock(lock);
    *sum += bytes;
    pthread_mutex_unlock(lock);
    if (is_write) {
        pthread_mutex_lock(&read_stats);
        reads++;
        pthread_mutex_unlock(&read_stats);
    }
}
