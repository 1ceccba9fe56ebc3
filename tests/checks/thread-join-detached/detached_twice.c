/* Both the helper that starts and its caller detach. */
#include <pthread.h>

void *notify(void *arg);

static int start_background(pthread_t *tid, void *arg)
{
    if (pthread_create(tid, NULL, notify, arg) != 0)
        return -1;
    pthread_detach(*tid);
    return 0;
}

int notify_all(void *peer, int n)
{
    int started = 0;
    for (int i = 0; i < n; i++) {
        pthread_t tid;
        if (start_background(&tid, peer) < 0)
            continue;
        pthread_detach(tid); // expect: thread-join-detached
        started++;
    }
    return started;
}
