// A reader sleeps on a POSIX semaphore; the writer that would post waits for the write side.
// run: kill-after 4
#include "order.h"
#include <mutex>
#include <semaphore.h>
#include <shared_mutex>
#include <thread>

static std::shared_mutex config;
static sem_t changed;

static void wait_for_change()
{
    std::shared_lock<std::shared_mutex> r(config);
    order_reach(1);
    sem_wait(&changed); // expect: stall
}

int main()
{
    sem_init(&changed, 0, 0);
    std::thread reader(wait_for_change);
    std::thread writer([] {
        order_await(1);
        std::unique_lock<std::shared_mutex> w(config);
        sem_post(&changed);
    });
    reader.join();
    writer.join();
}
