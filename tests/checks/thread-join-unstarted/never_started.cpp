// The default constructor makes a handle without a thread.
#include <thread>

void work();

void run(bool parallel)
{
    std::thread t;
    if (parallel)
        t = std::thread(work);
    t.join(); // expect: thread-join-unstarted
}
