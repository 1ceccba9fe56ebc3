/* The loop locks per round; breaking out of it keeps the last one. */
#include <pthread.h>
#include <stdbool.h>

struct sensor {
    pthread_mutex_t lock;
    bool ready;
    int value;
};

int sensor_wait(struct sensor *s, int rounds)
{
    int value = -1;

    while (rounds-- > 0) {
        pthread_mutex_lock(&s->lock);
        if (s->ready) {
            value = s->value;
            break;
        }
        pthread_mutex_unlock(&s->lock);
    }
    return value; // expect: lock-held-at-return
}
