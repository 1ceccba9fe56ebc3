// A C++ owner's destructor destroys the barrier under a detached thread.
// run: kill-after 2
#include "order.h"
#include <pthread.h>
#include <thread>

struct phase {
    pthread_barrier_t b;
    phase()
    {
        pthread_barrier_init(&b, nullptr, 2);
    }
    ~phase()
    {
        pthread_barrier_destroy(&b); // expect: barrier-destroyed-waiting
    }
};

int main()
{
    phase *p = new phase;
    std::thread([p] {
        order_reach(1);
        pthread_barrier_wait(&p->b);
    }).detach();
    order_await(1);
    order_settle();
    p->~phase();
    for (;;)
        pause();
}
