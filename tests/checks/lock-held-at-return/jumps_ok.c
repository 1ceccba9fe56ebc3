/* Errors come back by a jump: the second return of setjmp runs with what was held at the jump. */
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

struct parser {
    pthread_mutex_t lock;
    jmp_buf on_error;
    sigjmp_buf on_signal;
    int depth;
};

static void fail(struct parser *p)
{
    longjmp(p->on_error, 1);
}

static void expression(struct parser *p)
{
    if (++p->depth > 100)
        fail(p);
}

int parse(struct parser *p)
{
    if (setjmp(p->on_error) != 0) {
        pthread_mutex_unlock(&p->lock);
        return -1;
    }
    pthread_mutex_lock(&p->lock);
    expression(p);
    pthread_mutex_unlock(&p->lock);
    return 0;
}

int parse_inside(struct parser *p)
{
    pthread_mutex_lock(&p->lock);
    if (setjmp(p->on_error) == 0)
        expression(p);
    pthread_mutex_unlock(&p->lock);
    return 0;
}

int parse_or_stop(struct parser *p)
{
    int rc = sigsetjmp(p->on_signal, 1);
    if (rc) {
        pthread_mutex_unlock(&p->lock);
        return rc;
    }
    pthread_mutex_lock(&p->lock);
    expression(p);
    if (p->depth == 7)
        siglongjmp(p->on_signal, 2);
    pthread_mutex_unlock(&p->lock);
    return 0;
}
