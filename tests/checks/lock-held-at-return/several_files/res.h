#ifndef RES_H
#define RES_H
#include <pthread.h>

struct res {
    pthread_mutex_t lock;
    int n;
};
/* 0 with the resource locked, -1 without. */
int res_enter(struct res *r);
void res_leave(struct res *r);
int res_take(struct res *r, int n);
#endif
