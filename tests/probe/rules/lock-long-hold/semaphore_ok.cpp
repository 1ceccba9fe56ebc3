// A token of a semaphore and a finished std::call_once are no held locks.
// run: --long-hold=300
#include "order.h"
#include <mutex>
#include <semaphore.h>
#include <semaphore>

static std::once_flag once;
static std::counting_semaphore<4> tokens(2);

int main()
{
    sem_t s;
    sem_init(&s, 0, 1);
    sem_wait(&s);
    tokens.acquire();
    std::call_once(once, [] { usleep(1000); });
    usleep(900 * 1000);
    tokens.release();
    sem_post(&s);
    sem_destroy(&s);
}
