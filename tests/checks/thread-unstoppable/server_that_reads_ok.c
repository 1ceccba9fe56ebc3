/* Waits for input for ever, and main waits for it: this is how the program stays alive. */
#include <pthread.h>
#include <unistd.h>

static void *serve(void *arg)
{
    char byte;
    for (;;) {
        if (read(0, &byte, 1) == 1)
            byte++;
    }
    return arg;
}

int main(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, serve, NULL) != 0)
        return 1;
    pthread_join(t, NULL);
    return 0;
}
