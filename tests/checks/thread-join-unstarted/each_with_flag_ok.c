/* Every element says whether it has a thread. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

struct lane {
    pthread_t thread;
    bool running;
};

static struct lane lane[8];

void *lane_main(void *arg);

void run_lanes(void)
{
    for (int i = 0; i < 8; i++) {
        lane[i].running = false;
        if (pthread_create(&lane[i].thread, NULL, lane_main, &lane[i]) != 0) {
            fprintf(stderr, "lane %d does not start\n", i);
            continue;
        }
        lane[i].running = true;
    }
    for (int i = 0; i < 8; i++)
        if (lane[i].running)
            pthread_join(lane[i].thread, NULL);
}
