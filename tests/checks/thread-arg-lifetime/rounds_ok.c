/* What the threads of one round share lives until all of them are joined. */
#include <pthread.h>

struct shared {
    int limit;
};

void *worker(void *arg);
int next_limit(void);

void run_rounds(void)
{
    for (;;) {
        struct shared shared = {next_limit()};
        pthread_t t[8];
        int made = 0;
        if (shared.limit < 0)
            break;
        for (int i = 0; i < 8; i++) {
            if (pthread_create(&t[i], NULL, worker, &shared) != 0)
                break;
            made++;
        }
        for (int i = 0; i < made; i++)
            pthread_join(t[i], NULL);
    }
}
