/* The index changes from one join to the next: in a loop, through a pointer, in a wrapper. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define CHECK(call)                                                                                \
    ({                                                                                             \
        int rc_ = (call);                                                                          \
        rc_ > 0 ? -rc_ : rc_;                                                                      \
    })

struct crew {
    pthread_t *ids;
    unsigned n;
};

static void *work(void *arg)
{
    return arg;
}

static int make(pthread_t *ids, unsigned wanted, unsigned *made)
{
    unsigned i = 0;
    int rc = 0;
    while (i < wanted) {
        rc = CHECK(pthread_create(&ids[i], NULL, work, NULL));
        if (rc < 0)
            break;
        i++;
    }
    *made = i;
    return rc;
}

static void end(pthread_t t, const struct timespec *until)
{
    if (until) {
        if (CHECK(pthread_timedjoin_np(t, NULL, until)) < 0)
            abort();
        return;
    }
    if (CHECK(pthread_join(t, NULL)) < 0)
        abort();
}

static int local_array(unsigned wanted)
{
    pthread_t ids[wanted];
    struct timespec until;
    unsigned made = 0;
    int rc = make(ids, wanted, &made);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 5;
    while (made > 0)
        end(ids[--made], &until);
    return rc;
}

static void dismiss(struct crew *c)
{
    while (c->n > 0)
        pthread_join(c->ids[--c->n], NULL);
    free(c->ids);
    c->ids = NULL;
}

static int hire(struct crew *c, unsigned wanted)
{
    c->n = 0;
    c->ids = calloc(wanted, sizeof *c->ids);
    if (!c->ids)
        return -1;
    if (make(c->ids, wanted, &c->n) < 0) {
        dismiss(c);
        return -1;
    }
    return 0;
}

int main(void)
{
    struct crew c;
    if (hire(&c, 3) < 0)
        return 1;
    dismiss(&c);
    return local_array(4) < 0;
}
