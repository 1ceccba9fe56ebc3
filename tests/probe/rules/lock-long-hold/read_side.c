/* The read side, during a slow read from a pipe. */
// run: --long-hold=300
#include "order.h"
#include <pthread.h>

static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static int fd[2];

static void *reader(void *arg)
{
    char c;
    pthread_rwlock_rdlock(&l); // expect: lock-long-hold
    must(read(fd[0], &c, 1) == 1);
    pthread_rwlock_unlock(&l);
    return arg;
}

int main(void)
{
    pthread_t t;
    must(pipe(fd) == 0);
    must(pthread_create(&t, NULL, reader, NULL) == 0);
    usleep(2500 * 1000);
    must(write(fd[1], "x", 1) == 1);
    pthread_join(t, NULL);
    return 0;
}
