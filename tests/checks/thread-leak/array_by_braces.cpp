// One of the two is forgotten.
#include <thread>

void work();

void first_only()
{
    std::thread t[2] = {std::thread(work), std::thread(work)};
    t[0].join();
} // expect: thread-leak
