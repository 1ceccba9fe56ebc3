/* A portability layer turns error numbers around: 0 on success, negative on failure. After a join
 * that failed nothing is owed. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(x)     \
    do {             \
        if (!(x))    \
            abort(); \
    } while (0)

typedef pthread_t os_thread;
struct worker {
    os_thread thread;
    int called;
};
void *work(void *arg);

static int os_thread_create(os_thread *t, void *(*entry)(void *), void *arg)
{
    int err = pthread_create(t, NULL, entry, arg);
    return -err;
}

static int os_thread_join(os_thread *t)
{
    return -pthread_join(*t, NULL);
}

int run_one(void *arg)
{
    os_thread t;

    if (os_thread_create(&t, work, arg) < 0)
        return -1;
    int r = os_thread_join(&t);
    if (r < 0)
        return r;
    return 0;
}

int run_checked(void *arg)
{
    os_thread t;
    int r = os_thread_create(&t, work, arg);
    CHECK(r == 0);
    r = os_thread_join(&t);
    CHECK(r == 0);
    return 0;
}

int run_many(void)
{
    struct worker workers[8];
    int r;

    memset(workers, 0, sizeof workers);
    for (int i = 0; i < 8; i++) {
        r = os_thread_create(&workers[i].thread, work, &workers[i]);
        CHECK(r == 0);
    }
    for (int i = 0; i < 8; i++) {
        r = os_thread_join(&workers[i].thread);
        CHECK(r == 0);
        CHECK(workers[i].called == 1);
    }
    return 0;
}
