/* Reader and writer wait for each other's end. */
#include <pthread.h>

static pthread_t reader, writer;

int copy_in(void);
int copy_out(void);

static void *read_main(void *arg)
{
    while (copy_in() > 0)
        ;
    pthread_join(writer, NULL); // expect: thread-join-deadlock
    return arg;
}

static void *write_main(void *arg)
{
    while (copy_out() > 0)
        ;
    pthread_join(reader, NULL); // expect: thread-join-deadlock
    return arg;
}

int transfer_start(void)
{
    if (pthread_create(&reader, NULL, read_main, NULL) != 0)
        return -1;
    return pthread_create(&writer, NULL, write_main, NULL);
}
