/* Used again only when the join failed. */
#include <pthread.h>
#include <signal.h>

int end(pthread_t t)
{
    if (pthread_join(t, NULL) == 0)
        return 0;
    return pthread_kill(t, SIGKILL);
}
