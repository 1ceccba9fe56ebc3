/* The error path falls through to the common end. */
#include <semaphore.h>

struct pipe {
    sem_t full, empty;
};

int pipe_init(struct pipe *p, unsigned n, int (*allocate)(unsigned))
{
    int rc = -1;
    if (sem_init(&p->full, 0, 0) != 0)
        return -1;
    if (sem_init(&p->empty, 0, n) != 0) {
        sem_destroy(&p->full);
        goto fail;
    }
    rc = allocate(n);
    if (rc == 0)
        return 0;
    sem_destroy(&p->empty);
fail:
    sem_destroy(&p->full); // expect: sem-use-after-destroy
    return rc;
}
