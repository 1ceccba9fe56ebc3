/* epoll_event.data keeps the descriptor, and the handler that gets it closes it. */
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct loop {
    int epfd;
};

struct entry {
    int fd;
    void (*fire)(struct loop *l, struct entry *e);
};

static void fired(struct loop *l, struct entry *e)
{
    epoll_ctl(l->epfd, EPOLL_CTL_DEL, e->fd, NULL);
    close(e->fd);
}

int loop_after(struct loop *l, struct entry *e, const struct itimerspec *when)
{
    struct epoll_event ev = {.events = EPOLLIN, .data = {.ptr = e}};
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

    if (fd < 0)
        return -1;
    if (timerfd_settime(fd, 0, when, NULL) < 0 ||
        epoll_ctl(l->epfd, EPOLL_CTL_ADD, fd, &ev) < 0) {
        close(fd);
        return -1;
    }
    e->fd = fd;
    e->fire = fired;
    return 0;
}
