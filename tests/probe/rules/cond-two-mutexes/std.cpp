// std::condition_variable with two std::mutexes.
#include "order.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex readers, writers;
static std::condition_variable changed;
static bool done;

static void wait_as_writer()
{
    std::unique_lock<std::mutex> l(writers);
    changed.wait_for(l, std::chrono::milliseconds(5)); // expect: cond-two-mutexes
}

int main()
{
    std::thread t([] {
        std::unique_lock<std::mutex> l(readers);
        order_reach(1);
        changed.wait(l, [] { return done; });
    });
    order_await(1);
    readers.lock();
    readers.unlock();
    wait_as_writer();
    {
        std::lock_guard<std::mutex> l(readers);
        done = true;
    }
    changed.notify_all();
    t.join();
}
