// Computes for long under a lock_guard of a worker.
// run: --long-hold=300
#include "order.h"
#include <chrono>
#include <mutex>
#include <thread>

static std::mutex m;

static void crunch()
{
    std::lock_guard<std::mutex> g(m); // expect: lock-long-hold
    auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(3000);
    while (std::chrono::steady_clock::now() < end)
        ;
}

int main()
{
    std::thread t(crunch);
    t.join();
}
