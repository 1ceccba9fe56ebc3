/* The same flag decides far apart. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

void *sync_mail(void *arg);

int sync_all(void *box, bool daemon)
{
    pthread_t tid;
    int rc = pthread_create(&tid, NULL, sync_mail, box);
    if (rc != 0)
        return rc;
    if (daemon)
        pthread_detach(tid);
    printf("synchronising%s\n", daemon ? " in the background" : "");
    if (!daemon)
        pthread_join(tid, NULL);
    return 0;
}
