/* The handle lies in memory that the function allocates for it, and nobody else ever sees it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

void *work(void *arg);

int start_and_forget(void *job)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    if (pthread_create(t, NULL, work, job) != 0) { // expect: thread-leak
        free(t);
        return -1;
    }
    return 0;
}

/* Freed, but not joined. */
int start_and_free(void *job)
{
    pthread_t *t = calloc(1, sizeof(pthread_t));
    if (!t)
        return -1;
    int rc = pthread_create(t, NULL, work, job);
    free(t); // expect: thread-leak
    return rc;
}

/* Nobody looks at the result: there is a thread all the same, as a rule. */
void start_blindly(void *job)
{
    pthread_t *t = malloc(sizeof *t), *same = t;
    pthread_create(same, NULL, work, job); // expect: thread-leak
    printf("started %p\n", (void *)0);
}

/* One way out forgets to join. */
int start_and_log(void *job, FILE *log)
{
    pthread_t *t = malloc(sizeof *t);
    if (!t)
        return -1;
    if (pthread_create(t, NULL, work, job) != 0) {
        free(t);
        return -1;
    }
    if (fputs("started\n", log) < 0)
        return -1; // expect: thread-leak
    pthread_join(*t, NULL);
    free(t);
    return 0;
}
