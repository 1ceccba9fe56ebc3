/* Created and joined under the same condition. */
#include <pthread.h>
#include <stdbool.h>

void *worker(void *arg);
void work_here(void);

int run(bool parallel)
{
    pthread_t helper;
    if (parallel && pthread_create(&helper, NULL, worker, NULL) != 0)
        return -1;
    work_here();
    if (parallel)
        pthread_join(helper, NULL);
    return 0;
}
