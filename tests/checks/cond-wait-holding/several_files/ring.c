#include "engine.h"

static pthread_mutex_t ring_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t slot_free = PTHREAD_COND_INITIALIZER;
static int slots = 4;

static void block(void)
{
    while (slots == 0)
        pthread_cond_wait(&slot_free, &ring_lock);
}

void ring_wait_slot(void)
{
    pthread_mutex_lock(&ring_lock);
    block();
    slots--;
    pthread_mutex_unlock(&ring_lock);
}

void ring_free_slot(void)
{
    pthread_mutex_lock(&engine_lock);
    engine_jobs--;
    pthread_mutex_unlock(&engine_lock);
    pthread_mutex_lock(&ring_lock);
    slots++;
    pthread_cond_signal(&slot_free);
    pthread_mutex_unlock(&ring_lock);
}
