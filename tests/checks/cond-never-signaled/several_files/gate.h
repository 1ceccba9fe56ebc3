#ifndef GATE_H
#define GATE_H
#include <pthread.h>

struct gate {
    pthread_mutex_t m;
    pthread_cond_t opened;
    pthread_cond_t passed;
    int open, inside;
};
extern struct gate gate;
void gate_pass(struct gate *g);
void gate_open(struct gate *g);
#endif
