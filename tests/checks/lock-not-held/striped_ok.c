/* A lock per stripe, picked by a hash; the same expression picks the same lock. */
#include <pthread.h>
#include <stdint.h>

#define STRIPES 16
struct map {
    pthread_mutex_t stripe[STRIPES];
    int value[STRIPES];
};
static struct map the_map;

static inline pthread_mutex_t *stripe_of(struct map *m, uint32_t hash)
{
    return &m->stripe[hash & (STRIPES - 1)];
}

void map_set(struct map *m, uint32_t hash, int v)
{
    pthread_mutex_lock(stripe_of(m, hash));
    m->value[hash & (STRIPES - 1)] = v;
    pthread_mutex_unlock(stripe_of(m, hash));
}

void map_move(struct map *m, uint32_t from, uint32_t to)
{
    uint32_t a = from % STRIPES, b = to % STRIPES;
    if (a > b) {
        uint32_t t = a;
        a = b;
        b = t;
    }
    pthread_mutex_lock(&m->stripe[a]);
    if (a != b)
        pthread_mutex_lock(&m->stripe[b]);
    m->value[to % STRIPES] = m->value[from % STRIPES];
    if (a != b)
        pthread_mutex_unlock(&m->stripe[b]);
    pthread_mutex_unlock(&m->stripe[a]);
}

void map_clear(void)
{
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_lock(&the_map.stripe[i]);
    for (int i = 0; i < STRIPES; i++)
        the_map.value[i] = 0;
    for (int i = STRIPES; i-- > 0;)
        pthread_mutex_unlock(&the_map.stripe[i]);
}
