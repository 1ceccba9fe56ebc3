/* The loop stops at the first failure; the join loop goes to the end. */
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
    int i, err = 0;

    if (!lane)
        return -1;
    for (i = 0; i < lanes; i++) {
        lane[i].items = 0;
        err = pthread_create(&lane[i].thread, NULL, lane_main, &lane[i]);
        if (err) {
            fprintf(stderr, "thread startup failed\n");
            break;
        }
    }
    for (i = 0; i < lanes; i++) {
        pthread_join(lane[i].thread, NULL); // expect: thread-join-unstarted
        items += lane[i].items;
    }
    free(lane);
    return err ? -1 : items;
}
