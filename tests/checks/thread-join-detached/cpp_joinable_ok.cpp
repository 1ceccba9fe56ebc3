// After detach joinable() is false.
#include <thread>

void work();

void run(bool background)
{
    std::thread t(work);
    if (background)
        t.detach();
    if (t.joinable())
        t.join();
}
