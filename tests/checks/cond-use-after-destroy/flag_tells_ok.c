/* A flag remembers whether it is still there. */
#include <pthread.h>
#include <stdbool.h>

struct job {
    pthread_cond_t cond;
    bool have_cond;
    int state;
};

void job_end(struct job *j, int state)
{
    if (state < 0 && j->have_cond) {
        pthread_cond_destroy(&j->cond);
        j->have_cond = false;
    }
    j->state = state;
    if (j->have_cond)
        pthread_cond_broadcast(&j->cond);
}
