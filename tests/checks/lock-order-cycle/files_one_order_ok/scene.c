#include "parts.h"

pthread_mutex_t scene_lock = PTHREAD_MUTEX_INITIALIZER;
static int valid = 1;

void scene_draw(void)
{
    pthread_mutex_lock(&scene_lock);
    for (int id = 0; id < 8 && valid; id++)
        valid = texture_bind(id);
    pthread_mutex_unlock(&scene_lock);
}

void scene_invalidate(void)
{
    pthread_mutex_lock(&scene_lock);
    valid = 0;
    pthread_mutex_unlock(&scene_lock);
}
