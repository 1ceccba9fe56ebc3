/* In a forked child; the parent waits for it. C11 locks. */
// run: kill-after 4
#include "order.h"
#include <pthread.h>
#include <sys/wait.h>
#include <threads.h>

static mtx_t a, b;

static int other(void *arg)
{
    (void)arg;
    mtx_lock(&b);
    order_arrive();
    order_await(2);
    mtx_lock(&a); // expect: deadlock, lock-order-cycle
    return 0;
}

int main(void)
{
    mtx_init(&a, mtx_plain);
    mtx_init(&b, mtx_plain);
    pid_t pid = fork();
    if (pid == 0) {
        thrd_t t;
        must(thrd_create(&t, other, NULL) == thrd_success);
        mtx_lock(&a);
        order_arrive();
        order_await(2);
        mtx_lock(&b); // expect: deadlock, lock-order-cycle
        thrd_join(t, NULL);
        exit(0);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
