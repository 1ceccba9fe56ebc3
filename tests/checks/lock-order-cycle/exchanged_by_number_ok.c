/* Pointers are exchanged to bring the locks in order. */
#include <pthread.h>
struct n { int ino, v; pthread_mutex_t lock; };
static void lock_two(struct n *a, struct n *b)
{
    if (b->ino < a->ino) { struct n *t = a; a = b; b = t; }
    pthread_mutex_lock(&a->lock);

        pthread_mutex_lock(&b->lock);
}
static void unlock_two(struct n *a, struct n *b)
{
    pthread_mutex_unlock(&a->lock);

        pthread_mutex_unlock(&b->lock);
}
void sw(struct n *a, struct n *b)
{
    lock_two(a, b);
    a->v = b->v;
    unlock_two(a, b);
}
static struct n one = {1, 1, PTHREAD_MUTEX_INITIALIZER}, two = {2, 2, PTHREAD_MUTEX_INITIALIZER};
static void *f(void *x) { (void)x; sw(&two, &one); return NULL; }
int main(void) { pthread_t t; if (pthread_create(&t, NULL, f, NULL)) return 1; sw(&one, &two); pthread_join(t, NULL); return 0; }
