/* The descriptor is given to epoll, which does not own it: the error path loses it. */
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct loop {
    int epfd, timers;
};

int loop_add_timer(struct loop *l, const struct itimerspec *when)
{
    struct epoll_event ev = {.events = EPOLLIN};
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

    if (fd < 0)
        return -1;
    ev.data.fd = fd;
    if (epoll_ctl(l->epfd, EPOLL_CTL_ADD, fd, &ev) < 0)
        goto fail;
    if (timerfd_settime(fd, 0, when, NULL) < 0) {
        epoll_ctl(l->epfd, EPOLL_CTL_DEL, fd, NULL);
        close(fd);
        return -1;
    }
    l->timers++;
    return fd;
fail:
    return -1; // expect: timer-leak
}
