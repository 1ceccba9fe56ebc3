/* As second_create_fails, but the error path stops and joins the first thread. */
#include <pthread.h>
#include <stdatomic.h>

struct pipeline {
    atomic_bool stop;
};

void *reader(void *arg);
void *writer(void *arg);

int pipeline_run(struct pipeline *p)
{
    pthread_t r, w;

    if (pthread_create(&r, NULL, reader, p) != 0)
        return -1;
    if (pthread_create(&w, NULL, writer, p) != 0) {
        atomic_store(&p->stop, 1);
        pthread_join(r, NULL);
        return -1;
    }
    pthread_join(r, NULL);
    pthread_join(w, NULL);
    return 0;
}
