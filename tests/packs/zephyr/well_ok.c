// run: --enable-pack zephyr
#include <zephyr/kernel.h>

struct queue {
    struct k_mutex lock;
    struct k_condvar filled;
    struct k_sem room;
    struct k_spinlock stats;
    int items, puts;
};
static K_MUTEX_DEFINE(table_lock);
static int tables;

static int table_count(void)
{
    k_mutex_lock(&table_lock, K_FOREVER);
    int n = tables;
    k_mutex_unlock(&table_lock);
    return n;
}

/* a mutex may be locked again by its owner */
int table_add(void)
{
    k_mutex_lock(&table_lock, K_FOREVER);
    tables = table_count() + 1;
    k_mutex_unlock(&table_lock);
    return tables;
}

int queue_put(struct queue *q)
{
    if (k_sem_take(&q->room, K_NO_WAIT) != 0)
        return -1;
    if (k_mutex_lock(&q->lock, K_MSEC(5)) != 0) {
        k_sem_give(&q->room);
        return -1;
    }
    q->items++;
    k_condvar_signal(&q->filled);
    k_mutex_unlock(&q->lock);
    k_spinlock_key_t key = k_spin_lock(&q->stats);
    q->puts++;
    k_spin_unlock(&q->stats, key);
    return 0;
}

void queue_get(struct queue *q)
{
    k_mutex_lock(&q->lock, K_FOREVER);
    while (q->items == 0)
        k_condvar_wait(&q->filled, &q->lock, K_FOREVER);
    q->items--;
    k_mutex_unlock(&q->lock);
    k_sem_give(&q->room);
}
