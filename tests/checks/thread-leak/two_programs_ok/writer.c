/* Shared by both programs; both wait for the thread. */
#include "writer.h"

#include <stdio.h>

pthread_t writer;

static void *write_all(void *arg)
{
    puts("written");
    return arg;
}

int writer_start(void)
{
    return pthread_create(&writer, NULL, write_all, NULL);
}
