/* The caller's function sees every entry of a table, under the table's lock. */
#include <pthread.h>
#include <stddef.h>

struct entry {
    struct entry *next;
    int key, value;
};

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *table[16];

int table_each(int (*visit)(const struct entry *e, void *arg), void *arg)
{
    int stop = 0;
    pthread_mutex_lock(&table_lock);
    for (size_t i = 0; i < 16 && !stop; i++)
        for (const struct entry *e = table[i]; e && !stop; e = e->next)
            stop = visit(e, arg); // expect: lock-held-callback
    pthread_mutex_unlock(&table_lock);
    return stop;
}
