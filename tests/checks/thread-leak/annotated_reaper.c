/* reap() joins, says its declaration; not every path gets there. */
#include <pthread.h>
#include <stddef.h>

#if defined(__clang__)
#define HEDDLE(x) __attribute__((annotate("heddle:" x)))
#else
#define HEDDLE(x)
#endif

void *transcode(void *arg);
int send_header(int fd);
void reap(pthread_t t) HEDDLE("joins(t)");

int serve(int fd, void *job)
{
    pthread_t t;
    if (pthread_create(&t, NULL, transcode, job) != 0)
        return -1;
    if (send_header(fd) < 0)
        return -2; // expect: thread-leak
    reap(t);
    return 0;
}
