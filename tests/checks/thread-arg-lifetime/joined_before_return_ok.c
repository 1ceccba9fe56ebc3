/* The local outlives the thread: it is joined first. */
#include <pthread.h>
#include <stdio.h>

struct request {
    int id;
    const char *text;
};

static void *handle(void *arg)
{
    struct request *r = arg;
    printf("%d %s\n", r->id, r->text);
    return NULL;
}

int run(int id, const char *text)
{
    pthread_t tid;
    struct request r = {id, text};

    if (pthread_create(&tid, NULL, handle, &r) != 0)
        return -1;
    pthread_join(tid, NULL);
    return 0;
}
