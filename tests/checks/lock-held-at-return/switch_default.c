/* The default case of a command switch returns at once. */
#include <pthread.h>

enum command { CMD_ON, CMD_OFF, CMD_QUERY };

struct lamp {
    pthread_mutex_t lock;
    int on, uses;
};

int lamp_command(struct lamp *l, int cmd)
{
    int rc = 0;

    pthread_mutex_lock(&l->lock);
    switch (cmd) {
    case CMD_ON:
        l->on = 1;
        l->uses++;
        break;
    case CMD_OFF:
        l->on = 0;
        break;
    case CMD_QUERY:
        rc = l->on;
        break;
    default:
        return -1; // expect: lock-held-at-return
    }
    pthread_mutex_unlock(&l->lock);
    return rc;
}
