#include "housekeeper.h"

#include <unistd.h>

static bool stopped(struct housekeeper *k)
{
    pthread_mutex_lock(&k->lock);
    bool stop = k->stop;
    pthread_mutex_unlock(&k->lock);
    return stop;
}

void *housekeeper_main(void *arg)
{
    struct housekeeper *k = arg;
    while (!stopped(k))
        usleep(1000);
    return NULL;
}

void housekeeper_stop(void)
{
    pthread_mutex_lock(&keeper.lock);
    keeper.stop = true;
    pthread_mutex_unlock(&keeper.lock);
}

int main(void)
{
    if (housekeeper_start() != 0)
        return 1;
    housekeeper_stop();
    return 0;
}
