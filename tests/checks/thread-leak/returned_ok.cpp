// The thread is handed to the caller.
#include <thread>
#include <utility>

void work(int n);

std::thread start(int n)
{
    std::thread t(work, n);
    return t;
}

void run()
{
    std::thread t = start(1);
    t.join();
    std::thread u;
    u = start(2);
    u.detach();
}
