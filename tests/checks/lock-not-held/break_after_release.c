/* The branch that breaks releases, and so does the line behind the loop. */
#include <pthread.h>
#include <stddef.h>

struct job {
    struct job *next;
    int id, state;
};
static pthread_mutex_t jobs_lock = PTHREAD_MUTEX_INITIALIZER;
static struct job *jobs;

void job_run(struct job *j);

int job_start(int id)
{
    struct job *j;

    pthread_mutex_lock(&jobs_lock);
    for (j = jobs; j != NULL; j = j->next) {
        if (j->id == id) {
            j->state = 1;
            pthread_mutex_unlock(&jobs_lock);
            job_run(j);
            break;
        }
    }
    pthread_mutex_unlock(&jobs_lock); // expect: lock-not-held
    return j ? 0 : -1;
}
