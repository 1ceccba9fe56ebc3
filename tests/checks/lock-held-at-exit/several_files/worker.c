#include <stddef.h>
#include <stdio.h>

#include "log.h"

static void *worker(void *arg)
{
    FILE *in = arg;
    char line[80];

    log_begin();
    if (fgets(line, sizeof line, in) == NULL) {
        fclose(in);
        pthread_exit(NULL); // expect: lock-held-at-exit
    }
    fputs(line, stderr);
    log_end();
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, worker, stdin) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
