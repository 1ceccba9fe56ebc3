/* The attempt succeeded; the check that follows returns without releasing. */
#include <pthread.h>
#include <stdbool.h>

struct printer {
    pthread_mutex_t busy;
    bool paper;
    int pages;
};

int printer_try(struct printer *p, int pages)
{
    if (pthread_mutex_trylock(&p->busy) != 0)
        return 1;
    if (!p->paper)
        return -1; // expect: lock-held-at-return
    p->pages += pages;
    pthread_mutex_unlock(&p->busy);
    return 0;
}
