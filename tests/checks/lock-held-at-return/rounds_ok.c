/* Loops that go on with a lock held: one that is known by another name, or that a later loop releases. */
#include <pthread.h>
#include <stddef.h>
struct node { struct node *next; pthread_mutex_t lock; int v, dead; };
static struct node *head;
/* hand over hand */
int sum(void)
{
    int n = 0;
    struct node *cur = head;
    if (!cur) return 0;
    pthread_mutex_lock(&cur->lock);
    while (cur) {
        n += cur->v;
        struct node *next = cur->next;
        if (next)
            pthread_mutex_lock(&next->lock);
        pthread_mutex_unlock(&cur->lock);
        cur = next;
    }
    return n;
}
void freeze(void) { for (struct node *n = head; n; n = n->next) pthread_mutex_lock(&n->lock); }
void thaw(void) { for (struct node *n = head; n; n = n->next) pthread_mutex_unlock(&n->lock); }
void both(void)
{
    for (struct node *n = head; n; n = n->next) {
        pthread_mutex_lock(&n->lock);
        if (n->dead) { pthread_mutex_unlock(&n->lock); continue; }
        n->v++;
    }
    for (struct node *n = head; n; n = n->next)
        if (!n->dead)
            pthread_mutex_unlock(&n->lock);
}
struct node *find_idle(void)
{
    for (struct node *n = head; n; n = n->next) {
        if (pthread_mutex_trylock(&n->lock))
            continue;
        if (!n->dead)
            return n;
        pthread_mutex_unlock(&n->lock);
    }
    return NULL;
}
struct node *last_live(void)
{
    struct node *found = NULL;
    for (struct node *n = head; n; n = n->next) {
        pthread_mutex_lock(&n->lock);
        if (!n->dead && !found) {
            found = n;
            continue;
        }
        pthread_mutex_unlock(&n->lock);
    }
    return found;
}
void two(void)
{
    struct node *kept = NULL;
    for (struct node *n = head; n; n = n->next) {
        pthread_mutex_lock(&n->lock);
        if (!n->dead) {
            if (kept)
                pthread_mutex_unlock(&kept->lock);
            kept = n;
            continue;
        }
        pthread_mutex_unlock(&n->lock);
    }
    if (kept)
        pthread_mutex_unlock(&kept->lock);
}
void moved(struct node **out)
{
    struct node *done = NULL, *n;
    while ((n = head)) {
        pthread_mutex_lock(&n->lock);
        head = n->next;
        if (n->dead) {
            n->next = done;
            done = n;
            continue;
        }
        pthread_mutex_unlock(&n->lock);
    }
    *out = done;
}
