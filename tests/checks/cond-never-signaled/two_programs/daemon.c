#include "gate.h"

static void *work(void *arg)
{
    gate_pass();
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, work, NULL) != 0)
        return 1;
    pthread_mutex_lock(&gate_lock);
    is_open = 1;
    pthread_cond_signal(&gate_open);
    pthread_mutex_unlock(&gate_lock);
    pthread_join(t, NULL);
    return 0;
}
