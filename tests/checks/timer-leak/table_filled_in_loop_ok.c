/* Each round stores its descriptor in the table; when one fails, the caller closes what is there. */
#include <sys/timerfd.h>
#include <unistd.h>

struct table {
    int used;
    int fd[8];
};

int table_fill(struct table *t, int n)
{
    for (int i = 0; i < n; i++) {
        int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
        if (fd < 0)
            return -1;
        t->fd[i] = fd;
        t->used = i + 1;
    }
    return 0;
}

void table_close(struct table *t)
{
    for (int i = 0; i < t->used; i++)
        close(t->fd[i]);
    t->used = 0;
}
