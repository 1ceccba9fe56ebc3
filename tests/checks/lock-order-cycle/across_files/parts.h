#ifndef PARTS_H
#define PARTS_H
#include <pthread.h>

extern pthread_mutex_t scene_lock, texture_lock;

void scene_draw(void);
void texture_reload(void);
int texture_bind(int id);
void scene_invalidate(void);
#endif
