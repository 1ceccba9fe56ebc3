#include <stddef.h>
#include <stdio.h>

#include "store.h"

static void *watcher(void *arg)
{
    struct store *s = arg;
    for (unsigned seen = 0; seen < 10; seen++) {
        store_wait_for_change(s, seen); // expect: cond-wait-unlocked
        printf("generation %u\n", seen + 1);
    }
    return NULL;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, watcher, &store) != 0)
        return 1;
    for (int i = 0; i < 10; i++)
        store_touch(&store);
    pthread_join(t, NULL);
    return 0;
}
