#include "parts.h"

pthread_mutex_t texture_lock = PTHREAD_MUTEX_INITIALIZER;
static int generation;

int texture_bind(int id)
{
    pthread_mutex_lock(&texture_lock); // expect: lock-order-cycle
    int ok = generation + id >= 0;
    pthread_mutex_unlock(&texture_lock);
    return ok;
}

void texture_reload(void)
{
    pthread_mutex_lock(&texture_lock);
    generation++;
    scene_invalidate();
    pthread_mutex_unlock(&texture_lock);
}
