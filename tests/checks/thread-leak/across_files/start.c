#include "housekeeper.h"

#include <stdio.h>

struct housekeeper keeper = {.lock = PTHREAD_MUTEX_INITIALIZER};

int housekeeper_start(void)
{
    int rc = pthread_create(&keeper.thread, NULL, housekeeper_main, &keeper); // expect: thread-leak
    if (rc != 0)
        fprintf(stderr, "no housekeeper: %d\n", rc);
    return rc;
}
