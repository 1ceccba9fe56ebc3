// joinable() is asked first.
#include <thread>

void work();

void run(bool parallel)
{
    std::thread t;
    if (parallel)
        t = std::thread(work);
    if (t.joinable())
        t.join();
}
