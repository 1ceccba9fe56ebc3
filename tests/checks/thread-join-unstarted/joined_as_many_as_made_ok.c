/* The number of threads that were made bounds the join loop. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct lane {
    pthread_t thread;
    long items;
};

void *lane_main(void *arg);

long run_lanes(int lanes)
{
    long items = 0;
    struct lane *lane = malloc((size_t)lanes * sizeof *lane);
    int i, made = 0;

    if (!lane)
        return -1;
    for (i = 0; i < lanes; i++) {
        lane[i].items = 0;
        if (pthread_create(&lane[i].thread, NULL, lane_main, &lane[i]) != 0) {
            fprintf(stderr, "thread startup failed\n");
            break;
        }
        made++;
    }
    for (i = 0; i < made; i++) {
        pthread_join(lane[i].thread, NULL);
        items += lane[i].items;
    }
    free(lane);
    return items;
}
