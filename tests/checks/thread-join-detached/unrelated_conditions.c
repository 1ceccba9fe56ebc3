/* Two options that are not related: background detaches, wait joins. Both together is the bug. */
#include <pthread.h>

struct options {
    int background, wait;
};

void *convert(void *arg);

int convert_start(const struct options *o, void *file)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, convert, file) != 0)
        return -1;
    if (o->background || !o->wait)
        pthread_detach(tid);
    if (o->wait)
        pthread_join(tid, NULL); // expect: thread-join-detached
    return 0;
}
