/* A grown array keeps the old, initialised locks; the new ones are initialised in the loop. */
#include <pthread.h>
#include <stdlib.h>

struct slot {
    pthread_mutex_t *lock;
    int n;
};

int slots_grow(struct slot **slots, int old, int want)
{
    struct slot *s = realloc(*slots, (size_t)want * sizeof *s);
    if (s == NULL)
        return -1;
    *slots = s;
    for (int i = old; i < want; i++) {
        s[i].lock = malloc(sizeof *s[i].lock);
        if (s[i].lock == NULL)
            return -1;
        pthread_mutex_init(s[i].lock, NULL);
        s[i].n = 0;
    }
    pthread_mutex_lock(s[0].lock);
    s[0].n++;
    pthread_mutex_unlock(s[0].lock);
    return 0;
}
