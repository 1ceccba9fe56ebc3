// An iterator hands out items with their bucket locked; between buckets it hands out none and holds
// nothing, and only then the caller takes its own lock again.
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#define STRIPES 64

struct item {
    struct item *next;
    int used;
};

struct iterator {
    unsigned bucket;
    bool locked;
    struct item *it, *next;
};

static pthread_mutex_t stripe[STRIPES];
static pthread_mutex_t crawler = PTHREAD_MUTEX_INITIALIZER;
static struct item *table[1024];

static void bucket_lock(unsigned b)
{
    pthread_mutex_lock(&stripe[b & (STRIPES - 1)]);
}

static void bucket_unlock(unsigned b)
{
    pthread_mutex_unlock(&stripe[b & (STRIPES - 1)]);
}

static bool iterate(struct iterator *i, struct item **it)
{
    *it = NULL;
    if (i->locked) {
        if (i->next != NULL) {
            i->it = i->next;
            i->next = i->it->next;
            *it = i->it;
        } else {
            bucket_unlock(i->bucket);
            i->bucket++;
            i->locked = false;
            *it = NULL;
        }
        return true;
    }
    if (i->bucket == 1024)
        return false;
    bucket_lock(i->bucket);
    i->locked = true;
    i->it = table[i->bucket];
    if (i->it != NULL) {
        i->next = i->it->next;
        *it = i->it;
    } else {
        bucket_unlock(i->bucket);
        i->locked = false;
        i->bucket++;
    }
    return true;
}

static void *crawl(void *arg)
{
    struct iterator *i = arg;
    struct item *it = NULL;

    pthread_mutex_lock(&crawler);
    while (iterate(i, &it)) {
        if (it == NULL) {
            pthread_mutex_unlock(&crawler);
            usleep(100);
            pthread_mutex_lock(&crawler);
            continue;
        }
        it->used++;
    }
    pthread_mutex_unlock(&crawler);
    return NULL;
}

int main(void)
{
    pthread_t t, u;
    struct iterator *i = calloc(2, sizeof *i);

    for (int k = 0; k < STRIPES; k++)
        pthread_mutex_init(&stripe[k], NULL);
    if (i == NULL || pthread_create(&t, NULL, crawl, i) != 0)
        return 1;
    if (pthread_create(&u, NULL, crawl, i + 1) == 0)
        pthread_join(u, NULL);
    pthread_join(t, NULL);
    free(i);
    return 0;
}
