// Detached, then joined: std::system_error.
#include <thread>

void work();

void run(bool background)
{
    std::thread t(work);
    t.detach();
    if (!background)
        t.join(); // expect: thread-join-detached
}
