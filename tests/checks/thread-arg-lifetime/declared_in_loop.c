/* Declared inside the loop: every round's record lies at the same place of the stack. */
#include <pthread.h>

struct job {
    int id;
};

void *worker(void *arg);

void run(void)
{
    pthread_t t[8];
    int made = 0;
    for (int i = 0; i < 8; i++) {
        struct job job = {i};
        if (pthread_create(&t[i], NULL, worker, &job) != 0) // expect: thread-arg-lifetime
            break;
        made++;
    }
    for (int i = 0; i < made; i++)
        pthread_join(t[i], NULL);
}
