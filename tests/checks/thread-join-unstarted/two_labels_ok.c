/* Each error jumps behind what was not done yet. */
#include <pthread.h>

void *reader(void *arg);
void *writer(void *arg);

int run(void)
{
    pthread_t r, w;
    int rc = -1;

    if (pthread_create(&r, NULL, reader, NULL) != 0)
        goto no_reader;
    if (pthread_create(&w, NULL, writer, NULL) != 0)
        goto no_writer;
    rc = 0;
    pthread_join(w, NULL);
no_writer:
    pthread_join(r, NULL);
no_reader:
    return rc;
}
