/* One label for all errors: the first jump comes before the creation. */
#include <pthread.h>

void *worker(void *arg);
int open_input(void);
void close_input(int fd);

int run(void)
{
    pthread_t t;
    int rc = -1;
    int fd = open_input();

    if (fd < 0)
        goto out;
    if (pthread_create(&t, NULL, worker, &fd) != 0) {
        close_input(fd);
        return -1;
    }
    rc = 0;
out:
    pthread_join(t, NULL); // expect: thread-join-unstarted
    close_input(fd);
    return rc;
}
