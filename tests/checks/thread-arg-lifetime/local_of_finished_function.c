/* The thread gets the address of a local of a function that lets it go and returns. */
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

int submit(int id, const char *text)
{
    pthread_t tid;
    struct request r = {id, text};

    if (pthread_create(&tid, NULL, handle, &r) != 0)
        return -1;
    pthread_detach(tid); // expect: thread-arg-lifetime
    return 0;
}
