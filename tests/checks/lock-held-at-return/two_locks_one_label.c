/* The first label releases one lock, the fall-through the other; one error takes the wrong label. */
#include <pthread.h>

struct pairs {
    pthread_mutex_t a, b;
    int na, nb;
};

int pairs_move(struct pairs *p, int n)
{
    int rc = -1;

    pthread_mutex_lock(&p->a);
    if (p->na < n)
        goto out_a;
    pthread_mutex_lock(&p->b);
    if (p->nb + n > 100)
        goto out_a;
    p->na -= n;
    p->nb += n;
    rc = 0;
    pthread_mutex_unlock(&p->b);
out_a:
    pthread_mutex_unlock(&p->a);
    return rc; // expect: lock-held-at-return
}
