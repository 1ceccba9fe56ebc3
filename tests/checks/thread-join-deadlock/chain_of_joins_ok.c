/* Each stage waits for the stage before it: a chain, no circle. */
#include <pthread.h>

static pthread_t parse, check, emit;

int step(int stage);

static void *parse_main(void *arg)
{
    while (step(0) > 0)
        ;
    return arg;
}

static void *check_main(void *arg)
{
    pthread_join(parse, NULL);
    step(1);
    return arg;
}

static void *emit_main(void *arg)
{
    pthread_join(check, NULL);
    step(2);
    return arg;
}

int main(void)
{
    if (pthread_create(&parse, NULL, parse_main, NULL) != 0 ||
        pthread_create(&check, NULL, check_main, NULL) != 0 ||
        pthread_create(&emit, NULL, emit_main, NULL) != 0)
        return 1;
    pthread_join(emit, NULL);
    return 0;
}
