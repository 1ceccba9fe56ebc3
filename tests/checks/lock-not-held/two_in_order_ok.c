/* Two objects are locked in the order of their numbers by a helper that exchanges its arguments. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct inode { struct inode *next; unsigned ino; int links; pthread_mutex_t lock; };
static struct inode *table[64];
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

static int iget(unsigned ino, struct inode **out)
{
    pthread_mutex_lock(&table_lock);
    struct inode *i;
    for (i = table[ino % 64]; i; i = i->next)
        if (i->ino == ino)
            break;
    if (!i) {
        i = calloc(1, sizeof *i);
        if (!i) {
            pthread_mutex_unlock(&table_lock);
            return -ENOMEM;
        }
        i->ino = ino;
        pthread_mutex_init(&i->lock, NULL);
        i->next = table[ino % 64];
        table[ino % 64] = i;
    }
    pthread_mutex_lock(&i->lock);
    pthread_mutex_unlock(&table_lock);
    *out = i;
    return 0;
}
static void iput(struct inode *i) { pthread_mutex_unlock(&i->lock); }

static bool before(const struct inode *a, const struct inode *b) { return a->ino < b->ino; }
static void lock_two(struct inode *a, struct inode *b)
{
    if (before(b, a)) {
        struct inode *t = a;
        a = b;
        b = t;
    }
    pthread_mutex_lock(&a->lock);
    if (a != b)
        pthread_mutex_lock(&b->lock);
}
static void unlock_two(struct inode *a, struct inode *b)
{
    pthread_mutex_unlock(&a->lock);
    if (a != b)
        pthread_mutex_unlock(&b->lock);
}
int do_link(unsigned ino)
{
    struct inode *i;
    int rc = iget(ino, &i);
    if (rc < 0)
        return rc;
    if (i->links > 100) {
        iput(i);
        return -EMLINK;
    }
    i->links++;
    iput(i);
    return 0;
}
void swap_links(struct inode *a, struct inode *b)
{
    lock_two(a, b);
    int t = a->links;
    a->links = b->links;
    b->links = t;
    unlock_two(a, b);
}
static struct inode one = {.ino = 1, .lock = PTHREAD_MUTEX_INITIALIZER}, two = {.ino = 2, .lock = PTHREAD_MUTEX_INITIALIZER};
static void *f(void *a) { (void)a; swap_links(&one, &two); do_link(3); return NULL; }
static void *g(void *a) { (void)a; swap_links(&two, &one); do_link(3); return NULL; }
int main(void)
{
    pthread_t t, u;
    if (pthread_create(&t, NULL, f, NULL))
        return 1;
    if (pthread_create(&u, NULL, g, NULL)) {
        pthread_join(t, NULL);
        return 1;
    }
    pthread_join(t, NULL);
    pthread_join(u, NULL);
    return 0;
}
