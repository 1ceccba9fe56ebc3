/* Locks in a table, chosen by an enumerator through helpers. */
#include <pthread.h>

enum lock_label { IDLE_CONNS, SERVERS, LABELS };

static pthread_rwlock_t table[LABELS];
static int idle, up;

static inline void write_lock(enum lock_label which)
{
    pthread_rwlock_wrlock(&table[which]); // expect: lock-order-cycle
}

static inline void write_unlock(enum lock_label which)
{
    pthread_rwlock_unlock(&table[which]);
}

static void *reaper(void *arg)
{
    write_lock(IDLE_CONNS);
    if (idle > 10) {
        write_lock(SERVERS);
        up--;
        write_unlock(SERVERS);
    }
    write_unlock(IDLE_CONNS);
    return arg;
}

static void server_down(void)
{
    write_lock(SERVERS);
    write_lock(IDLE_CONNS);
    idle = 0;
    write_unlock(IDLE_CONNS);
    write_unlock(SERVERS);
}

int main(void)
{
    pthread_t t;
    for (int i = 0; i < LABELS; i++)
        pthread_rwlock_init(&table[i], NULL);
    if (pthread_create(&t, NULL, reaper, NULL))
        return 1;
    server_down();
    pthread_join(t, NULL);
    return 0;
}
