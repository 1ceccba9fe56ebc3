#ifndef HOUSEKEEPER_H
#define HOUSEKEEPER_H
#include <pthread.h>
#include <stdbool.h>

struct housekeeper {
    pthread_t thread;
    pthread_mutex_t lock;
    bool stop;
};
extern struct housekeeper keeper;

int housekeeper_start(void);
void housekeeper_stop(void);
void *housekeeper_main(void *arg);
#endif
