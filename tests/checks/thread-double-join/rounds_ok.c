/* Round after round: as many threads as could be made are joined, then new ones are made. */
#include <pthread.h>

#define WIDTH 8

void *worker(void *arg);
int more_to_do(void);

void run_rounds(void)
{
    for (;;) {
        pthread_t t[WIDTH];
        int made = 0;
        for (int i = 0; i < WIDTH; i++) {
            if (pthread_create(&t[i], NULL, worker, NULL) != 0)
                break;
            made++;
        }
        for (int i = 0; i < made; i++)
            pthread_join(t[i], NULL);
        if (!more_to_do())
            break;
    }
}
