// The pool's destructor destroys the semaphore its detached workers sleep on.
#include "order.h"
#include <semaphore.h>
#include <thread>

struct pool {
    sem_t jobs;
    pool()
    {
        sem_init(&jobs, 0, 0);
        for (int i = 0; i < 3; i++)
            std::thread([this] {
                order_arrive();
                sem_wait(&jobs);
            }).detach();
    }
    ~pool()
    {
        sem_destroy(&jobs); // expect: sem-destroyed-waiting
    }
};

int main()
{
    pool *p = new pool;
    order_await(3);
    order_settle();
    delete p;
}
