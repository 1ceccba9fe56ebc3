/* The normal path joins, then falls into the cleanup that joins as well. */
#include <pthread.h>
#include <stdlib.h>

void *render(void *arg);
int present(void *frame);

int draw(size_t size)
{
    int rc = -1;
    pthread_t renderer;
    void *frame = malloc(size);

    if (!frame)
        return -1;
    if (pthread_create(&renderer, NULL, render, frame) != 0)
        goto out_frame;
    if (size > 4096)
        goto out_thread;
    pthread_join(renderer, NULL);
    rc = present(frame);
out_thread:
    pthread_join(renderer, NULL); // expect: thread-double-join
out_frame:
    free(frame);
    return rc;
}
