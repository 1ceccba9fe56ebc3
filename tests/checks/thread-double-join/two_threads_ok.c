/* Two handles of one record, each joined once, in either order. */
#include <pthread.h>

struct pumps {
    pthread_t in, out;
};

void *pump(void *arg);

int pumps_run(struct pumps *p, int reverse)
{
    if (pthread_create(&p->in, NULL, pump, p) != 0)
        return -1;
    if (pthread_create(&p->out, NULL, pump, p) != 0) {
        pthread_join(p->in, NULL);
        return -1;
    }
    if (reverse) {
        pthread_join(p->out, NULL);
        pthread_join(p->in, NULL);
    } else {
        pthread_join(p->in, NULL);
        pthread_join(p->out, NULL);
    }
    return 0;
}
