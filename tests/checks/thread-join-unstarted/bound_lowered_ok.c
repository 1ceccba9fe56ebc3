/* A failure lowers the bound itself. */
#include <pthread.h>

void *lane_main(void *arg);

int run_lanes(void)
{
    pthread_t lane[32];
    int lanes = 32;

    for (int i = 0; i < lanes; i++)
        if (pthread_create(&lane[i], NULL, lane_main, NULL) != 0) {
            lanes = i;
            break;
        }
    for (int i = 0; i < lanes; i++)
        pthread_join(lane[i], NULL);
    return lanes;
}
