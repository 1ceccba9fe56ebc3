#include "parts.h"

#include <stddef.h>

static void *loader(void *arg)
{
    for (int i = 0; i < 10; i++)
        texture_reload();
    return arg;
}

int main(void)
{
    pthread_t tid;
    if (pthread_create(&tid, NULL, loader, NULL) != 0)
        return 1;
    for (int i = 0; i < 100; i++)
        scene_draw();
    pthread_join(tid, NULL);
    return 0;
}
