/* Detached in the background, joined in the foreground, never both. */
#include <pthread.h>
#include <stdbool.h>

void *convert(void *arg);

int convert_start(bool background, void *file)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, convert, file) != 0)
        return -1;
    if (background)
        pthread_detach(tid);
    else
        pthread_join(tid, NULL);
    return 0;
}
