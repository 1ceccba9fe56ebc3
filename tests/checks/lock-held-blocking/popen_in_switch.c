/* One of the commands runs a program and waits for it, with the state locked. */
#include <pthread.h>
#include <stdio.h>

enum cmd { STATUS, HOOK };

struct daemon {
    pthread_mutex_t lock;
    int state, hooks;
};

int daemon_do(struct daemon *d, enum cmd cmd)
{
    int rc = 0;
    FILE *p;

    pthread_mutex_lock(&d->lock);
    switch (cmd) {
    case STATUS:
        rc = d->state;
        break;
    case HOOK:
        p = popen("/etc/daemon/hook", "r"); // expect: lock-held-blocking
        if (p == NULL) {
            rc = -1;
            break;
        }
        d->hooks++;
        rc = pclose(p); // expect: lock-held-blocking
        break;
    }
    pthread_mutex_unlock(&d->lock);
    return rc;
}
