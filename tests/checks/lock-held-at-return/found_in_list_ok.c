/* Look-ups that return what they found locked, and callers that give it back in every way. */
#include <pthread.h>
#include <stddef.h>

struct entry {
    struct entry *next;
    pthread_mutex_t lock;
    int id, value, dead;
};

static struct entry *head;
static pthread_mutex_t head_lock = PTHREAD_MUTEX_INITIALIZER;

static struct entry *find(int id)
{
    pthread_mutex_lock(&head_lock);
    for (struct entry *e = head; e; e = e->next) {
        pthread_mutex_lock(&e->lock);
        if (e->id == id && !e->dead) {
            pthread_mutex_unlock(&head_lock);
            return e;
        }
        pthread_mutex_unlock(&e->lock);
    }
    pthread_mutex_unlock(&head_lock);
    return NULL;
}

static void put(struct entry *e)
{
    if (e)
        pthread_mutex_unlock(&e->lock);
}

int value_of(int id, int fallback)
{
    struct entry *e = find(id);
    int v = e ? e->value : fallback;
    put(e);
    return v;
}

int move(int from, int to, int n)
{
    struct entry *e = find(from), *f;
    if (!e)
        return -1;
    e->value -= n;
    put(e);
    f = find(to);
    if (!f) {
        e = find(from);
        if (e)
            e->value += n;
        put(e);
        return -1;
    }
    f->value += n;
    put(f);
    return 0;
}

struct entry *pick(int id, int other)
{
    struct entry *e = find(id);
    return e ? e : find(other);
}

int touch(int id)
{
    struct entry *e = pick(id, id + 1);
    if (!e)
        return -1;
    e->value++;
    pthread_mutex_unlock(&e->lock);
    return 0;
}
