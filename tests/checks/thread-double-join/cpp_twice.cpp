// stop() and the destructor both join.
#include <thread>

void work();

void run()
{
    std::thread t(work);
    t.join();
    t.join(); // expect: thread-double-join
}
