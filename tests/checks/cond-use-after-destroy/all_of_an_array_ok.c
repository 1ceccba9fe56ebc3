/* Every element once; the same statement destroys them all. */
#include <pthread.h>

struct lane {
    pthread_mutex_t lock;
    pthread_cond_t moved;
};

void lanes_free(struct lane *l, int n)
{
    for (int i = 0; i < n; i++) {
        pthread_cond_broadcast(&l[i].moved);
        pthread_cond_destroy(&l[i].moved);
        pthread_mutex_destroy(&l[i].lock);
    }
    for (struct lane *p = l + n; p < l + 2 * n; p++) {
        pthread_cond_broadcast(&p->moved);
        pthread_cond_destroy(&p->moved);
    }
}
