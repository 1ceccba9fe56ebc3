/* The same layer; the test between creation and join leaves, and one caller never joins. */
#include <pthread.h>

typedef pthread_t os_thread;
void *work(void *arg);
int ready(void);

static int os_thread_create(os_thread *t, void *(*entry)(void *), void *arg)
{
    int err = pthread_create(t, NULL, entry, arg);
    return -err;
}

static int os_thread_join(os_thread *t)
{
    return -pthread_join(*t, NULL);
}

int run_when_ready(void *arg)
{
    os_thread t;

    if (os_thread_create(&t, work, arg) < 0)
        return -1;
    if (!ready())
        return -2; // expect: thread-leak
    return os_thread_join(&t);
}

int run_and_forget(void *arg)
{
    os_thread t;
    int r = os_thread_create(&t, work, arg); // expect: thread-leak
    return r;
}
