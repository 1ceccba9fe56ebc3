#include <pthread.h>

struct gauge {
    pthread_t thread;
    pthread_mutex_t lock;
    long samples;
    int on;
};

int gauge_start(struct gauge *g);
void gauge_stop(struct gauge *g);
