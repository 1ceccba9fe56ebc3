/* stop() destroys what drain() waits for. */
#include <semaphore.h>

static sem_t items;
static int count;

static void stop(void)
{
    count = 0;
    sem_destroy(&items);
}

int drain(int how_many)
{
    int n = 0;
    stop();
    while (n < how_many && sem_trywait(&items) == 0) // expect: sem-use-after-destroy
        n++;
    return n;
}
