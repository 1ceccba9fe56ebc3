/* Each round creates and joins a thread of its own. */
#include <pthread.h>

void *attempt(void *arg);
int succeeded(const void *state);

int retry(void *state)
{
    for (int i = 0; i < 3; i++) {
        pthread_t tid;
        if (pthread_create(&tid, NULL, attempt, state) != 0)
            return -1;
        pthread_join(tid, NULL);
        if (succeeded(state))
            return 0;
    }
    return -1;
}
