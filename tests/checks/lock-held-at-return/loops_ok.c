/* break, continue and goto out of loops, each with what it owes. */
#include <pthread.h>
#include <stddef.h>

struct item {
    pthread_mutex_t lock;
    struct item *next;
    int key, state;
};
struct list {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct item *first;
    int stop, length;
};

struct item *list_find(struct list *l, int key)
{
    struct item *i;
    pthread_mutex_lock(&l->lock);
    for (i = l->first; i; i = i->next) {
        if (i->key != key)
            continue;
        if (i->state < 0)
            goto none;
        break;
    }
    pthread_mutex_unlock(&l->lock);
    return i;
none:
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

/* Hand over hand. */
int list_sum(struct list *l)
{
    int sum = 0;
    pthread_mutex_lock(&l->lock);
    struct item *i = l->first;
    if (!i) {
        pthread_mutex_unlock(&l->lock);
        return 0;
    }
    pthread_mutex_lock(&i->lock);
    pthread_mutex_unlock(&l->lock);
    while (i->next) {
        struct item *next = i->next;
        pthread_mutex_lock(&next->lock);
        sum += i->key;
        pthread_mutex_unlock(&i->lock);
        i = next;
    }
    sum += i->key;
    pthread_mutex_unlock(&i->lock);
    return sum;
}

/* Let go around the work, held again for the next look. */
int list_serve(struct list *l, int (*work)(struct item *))
{
    int done = 0;
    pthread_mutex_lock(&l->lock);
    while (!l->stop) {
        struct item *i = l->first;
        if (i == NULL) {
            pthread_cond_wait(&l->more, &l->lock);
            continue;
        }
        l->first = i->next;
        pthread_mutex_unlock(&l->lock);
        if (work(i) < 0)
            return -1;
        done++;
        pthread_mutex_lock(&l->lock);
    }
    pthread_mutex_unlock(&l->lock);
    return done;
}

static int wait_for_item(struct list *l)
{
    while (l->first == NULL && !l->stop)
        pthread_cond_wait(&l->more, &l->lock);
    return l->stop ? -1 : 0;
}

int list_take(struct list *l, struct item **out)
{
    pthread_mutex_lock(&l->lock);
    if (wait_for_item(l) < 0) {
        pthread_mutex_unlock(&l->lock);
        return -1;
    }
    *out = l->first;
    l->first = (*out)->next;
    l->length--;
    pthread_mutex_unlock(&l->lock);
    return 0;
}
