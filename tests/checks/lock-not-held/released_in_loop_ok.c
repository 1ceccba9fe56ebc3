/* The loop releases around slow work and acquires again before it goes on. */
#include <pthread.h>
#include <stddef.h>

struct work {
    struct work *next;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct work *todo;

void work_run(struct work *w);

void drain(void)
{
    pthread_mutex_lock(&lock);
    while (todo != NULL) {
        struct work *w = todo;
        todo = w->next;
        pthread_mutex_unlock(&lock);
        work_run(w);
        pthread_mutex_lock(&lock);
    }
    pthread_mutex_unlock(&lock);
}
