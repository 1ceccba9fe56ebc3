/* A miss loads the value and puts it in, with the read side still held. */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct entry { struct entry *next; char *key; char *val; time_t at; };
struct cache {
    pthread_rwlock_t rw;
    struct entry *bucket[256];
    size_t n;
};

static unsigned hash(const char *k)
{
    unsigned h = 5381;
    while (*k)
        h = h * 33 + (unsigned char)*k++;
    return h & 255;
}

static struct entry *find(struct cache *c, const char *key)
{
    for (struct entry *e = c->bucket[hash(key)]; e; e = e->next)
        if (strcmp(e->key, key) == 0)
            return e;
    return NULL;
}

static int insert(struct cache *c, const char *key, const char *val)
{
    struct entry *e = calloc(1, sizeof *e);
    if (!e)
        return -1;
    e->key = strdup(key);
    e->val = strdup(val);
    pthread_rwlock_wrlock(&c->rw);
    unsigned h = hash(key);
    e->next = c->bucket[h];
    c->bucket[h] = e;
    c->n++;
    pthread_rwlock_unlock(&c->rw);
    return 0;
}

char *cache_get(struct cache *c, const char *key, char *(*load)(const char *))
{
    char *out = NULL;
    pthread_rwlock_rdlock(&c->rw);
    struct entry *e = find(c, key);
    if (e) {
        out = strdup(e->val);
        pthread_rwlock_unlock(&c->rw);
        return out;
    }
    out = load(key);
    if (out)
        insert(c, key, out); // expect: lock-upgrade
    pthread_rwlock_unlock(&c->rw);
    return out;
}

static char *from_disk(const char *k) { return strdup(k); }
static struct cache the_cache = {.rw = PTHREAD_RWLOCK_INITIALIZER};
static void *reader(void *a)
{
    free(cache_get(&the_cache, a, from_disk));
    return NULL;
}
int main(void)
{
    pthread_t t[2];
    static char k1[] = "a", k2[] = "b";
    if (pthread_create(&t[0], NULL, reader, k1))
        return 1;
    if (pthread_create(&t[1], NULL, reader, k2)) {
        pthread_join(t[0], NULL);
        return 1;
    }
    pthread_join(t[0], NULL);
    pthread_join(t[1], NULL);
    return 0;
}
