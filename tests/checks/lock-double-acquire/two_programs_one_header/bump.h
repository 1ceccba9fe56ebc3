#ifndef BUMP_H
#define BUMP_H
#include <pthread.h>

extern pthread_mutex_t count_lock;
extern int count;

static inline void bump(void)
{
    pthread_mutex_lock(&count_lock);
    count++;
    pthread_mutex_unlock(&count_lock);
}
#endif
