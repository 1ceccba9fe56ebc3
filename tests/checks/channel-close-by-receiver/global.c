#include "../../stubs/chan.h"
#include <pthread.h>

static chan_t *jobs;
int more(void);

static void *feeder(void *arg)
{
    (void)arg;
    while (more())
        chan_send(jobs, &jobs);
    return NULL;
}

int main(void)
{
    pthread_t t;
    void *job;
    jobs = chan_init(16);
    if (!jobs || pthread_create(&t, NULL, feeder, NULL) != 0)
        return 1;
    if (chan_recv(jobs, &job) != 0)
        return 1;
    chan_close(jobs); // expect: channel-close-by-receiver
    pthread_join(t, NULL);
    chan_dispose(jobs);
    return 0;
}
