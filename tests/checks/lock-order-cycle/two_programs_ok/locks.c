/* A library with both orders. Each program uses one of them only. */
#include "locks.h"

pthread_mutex_t index_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t data_lock = PTHREAD_MUTEX_INITIALIZER;

void index_then_data(void)
{
    pthread_mutex_lock(&index_lock);
    pthread_mutex_lock(&data_lock);
    pthread_mutex_unlock(&data_lock);
    pthread_mutex_unlock(&index_lock);
}

void data_then_index(void)
{
    pthread_mutex_lock(&data_lock);
    pthread_mutex_lock(&index_lock);
    pthread_mutex_unlock(&index_lock);
    pthread_mutex_unlock(&data_lock);
}
