#include <stdio.h>

#include "writer.h"

/* The other program waits as well, after it has said so. */
int main(void)
{
    int rc = writer_start();
    puts("started");
    if (rc == 0)
        pthread_join(writer, NULL);
    return rc;
}
