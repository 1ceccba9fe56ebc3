#ifndef CTX_H
#define CTX_H
#include <pthread.h>

struct ctx {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    int refs;
};
void ctx_fini(struct ctx *c);
void ctx_wake(struct ctx *c);
void ctx_close(struct ctx *c);
#endif
