/* Cancelling ends a thread but does not reap it. */
#include <pthread.h>
#include <unistd.h>

void *spin_cursor(void *arg);
int download(const char *url);

int download_with_spinner(const char *url)
{
    pthread_t spinner;
    int have = pthread_create(&spinner, NULL, spin_cursor, NULL) == 0; // expect: thread-leak
    int rc = download(url);

    if (have)
        pthread_cancel(spinner);
    return rc;
}
