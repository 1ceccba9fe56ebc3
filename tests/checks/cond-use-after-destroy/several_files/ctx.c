#include "ctx.h"

void ctx_fini(struct ctx *c)
{
    pthread_cond_destroy(&c->cond);
    pthread_mutex_destroy(&c->lock);
}

void ctx_wake(struct ctx *c)
{
    pthread_cond_broadcast(&c->cond);
}
