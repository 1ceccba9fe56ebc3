/* A block that is left by break and releases behind it. */
#include <pthread.h>

struct modem {
    pthread_mutex_t line;
    int carrier, speed;
};

int modem_dial(struct modem *m, const char *number);

int modem_connect(struct modem *m, const char *number)
{
    int rc = -1;

    pthread_mutex_lock(&m->line);
    do {
        if (m->carrier)
            break;
        if (modem_dial(m, number) < 0)
            break;
        m->carrier = 1;
        rc = m->speed;
    } while (0);
    pthread_mutex_unlock(&m->line);
    return rc;
}
