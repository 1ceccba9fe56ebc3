/* The second creation fails and the function gives up, forgetting that the first thread runs. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct pipeline {
    int in, out;
};

static void *reader(void *arg)
{
    struct pipeline *p = arg;
    printf("reading %d\n", p->in);
    return NULL;
}

static void *writer(void *arg)
{
    struct pipeline *p = arg;
    printf("writing %d\n", p->out);
    return NULL;
}

int pipeline_run(struct pipeline *p)
{
    pthread_t r, w;
    int rc = pthread_create(&r, NULL, reader, p);
    if (rc != 0) {
        fprintf(stderr, "reader: %s\n", strerror(rc));
        return -1;
    }
    rc = pthread_create(&w, NULL, writer, p);
    if (rc != 0) {
        fprintf(stderr, "writer: %s\n", strerror(rc));
        return -1; // expect: thread-leak
    }
    pthread_join(r, NULL);
    pthread_join(w, NULL);
    return 0;
}
