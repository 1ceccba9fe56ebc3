/* Each handle is created in one local and kept in an array, from which it is joined. */
#include <pthread.h>
#include <stdlib.h>

enum { JOBS = 3, READERS = 4 };
static pthread_t job_threads[JOBS];
void *run_job(void *which);
void *read_input(void *fd);

void jobs_start(void)
{
    pthread_t thread;

    for (int j = 0; j < JOBS; j++) {
        void *arg = (void *)(unsigned long)j;
        if (pthread_create(&thread, NULL, run_job, arg) != 0)
            exit(1);
        job_threads[j] = thread;
    }
}

void jobs_kill(void)
{
    for (int j = 0; j < JOBS; j++) {
        if (job_threads[j] == pthread_self())
            continue;
        if (job_threads[j] && pthread_cancel(job_threads[j]) == 0)
            pthread_join(job_threads[j], NULL);
    }
}

int read_all(int *fd)
{
    pthread_t readers[READERS], one;
    int n = 0;

    for (int i = 0; i < READERS; i++) {
        if (pthread_create(&one, NULL, read_input, &fd[i]) != 0)
            break;
        readers[n++] = one;
    }
    for (int i = 0; i < n; i++)
        pthread_join(readers[i], NULL);
    return n;
}

int main(void)
{
    int fd[READERS] = {0};
    jobs_start();
    int n = read_all(fd);
    jobs_kill();
    return n;
}
