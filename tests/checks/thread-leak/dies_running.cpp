// On the early return the thread is still joinable: its destructor ends the program.
#include <thread>

bool prepare();
void work(int n);

int run(int n)
{
    std::thread t(work, n);
    if (!prepare())
        return -1; // expect: thread-leak
    t.join();
    return 0;
}
