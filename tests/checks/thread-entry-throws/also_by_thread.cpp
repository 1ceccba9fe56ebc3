// One function for a future, which keeps its exceptions, and for a thread, which does not.
#include <future>
#include <stdexcept>
#include <thread>

static void load(int x)
{
    if (x > 3)
        throw std::invalid_argument("too large"); // expect: thread-entry-throws
}

void all(int x)
{
    std::future<void> f = std::async(std::launch::async, load, x);
    std::thread t(load, x);
    t.join();
    f.get();
}
