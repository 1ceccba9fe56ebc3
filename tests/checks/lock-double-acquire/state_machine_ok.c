/* Each state leaves the lock as the next one wants it. */
#include <pthread.h>

enum st { IDLE, LOCKED, WORK, END };

struct fsm {
    pthread_mutex_t lock;
    int work;
};

int fsm_run(struct fsm *f)
{
    enum st st = IDLE;

    for (;;) {
        switch (st) {
        case IDLE:
            pthread_mutex_lock(&f->lock);
            st = LOCKED;
            break;
        case LOCKED:
            st = f->work > 0 ? WORK : END;
            break;
        case WORK:
            f->work--;
            pthread_mutex_unlock(&f->lock);
            st = IDLE;
            break;
        case END:
            pthread_mutex_unlock(&f->lock);
            return 0;
        }
    }
}
