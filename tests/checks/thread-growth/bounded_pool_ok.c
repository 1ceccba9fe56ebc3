/* As many as there are slots, and a slot is joined before it is used again. */
#include <pthread.h>
#include <stdbool.h>

#define SLOTS 8

static pthread_t slot[SLOTS];
static bool used[SLOTS];

void *handle(void *arg);
void *next_message(void);

void dispatch(void)
{
    for (unsigned n = 0;; n++) {
        unsigned i = n % SLOTS;
        if (used[i])
            pthread_join(slot[i], NULL);
        used[i] = pthread_create(&slot[i], NULL, handle, next_message()) == 0;
    }
}
