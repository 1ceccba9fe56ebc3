/* The creation is skipped when nobody wants the helper, the join is not. */
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
    pthread_join(helper, NULL); // expect: thread-join-unstarted
    return 0;
}
