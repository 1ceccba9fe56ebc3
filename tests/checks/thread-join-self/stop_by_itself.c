/* A thread that fails stops its engine, and waits for itself. */
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
struct engine { pthread_t thr; int bad, stop; pthread_mutex_t m; };
static void engine_stop(struct engine *e)
{
    pthread_mutex_lock(&e->m);
    e->stop = 1;
    pthread_mutex_unlock(&e->m);
    pthread_join(e->thr, NULL);
}
static int step(struct engine *e) { return e->bad ? -1 : 0; }
static void *engine_main(void *p)
{
    struct engine *e = p;
    for (;;) {
        pthread_mutex_lock(&e->m);
        int stop = e->stop;
        pthread_mutex_unlock(&e->m);
        if (stop)
            return NULL;
        if (step(e) < 0) {
            fprintf(stderr, "engine failed\n");
            engine_stop(e); // expect: thread-join-self
            return NULL;
        }
    }
}
int main(void)
{
    static struct engine e = {.m = PTHREAD_MUTEX_INITIALIZER};
    if (pthread_create(&e.thr, NULL, engine_main, &e))
        return 1;
    getchar();
    engine_stop(&e);
    return 0;
}
