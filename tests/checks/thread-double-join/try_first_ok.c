/* Only when the attempt failed is there anything left to join. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>

void *index_files(void *arg);

int index_run(void *db)
{
    pthread_t tid;
    int rc;

    if (pthread_create(&tid, NULL, index_files, db) != 0)
        return -1;
    rc = pthread_tryjoin_np(tid, NULL);
    if (rc != 0) {
        puts("still indexing");
        pthread_join(tid, NULL);
    }
    return 0;
}
