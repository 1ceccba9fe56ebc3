// A thread_local object's destructor releases at the end of the thread.
#include "order.h"
#include <mutex>
#include <thread>

static std::mutex m;

struct at_end {
    std::unique_lock<std::mutex> l;
};
static thread_local at_end mine;

int main()
{
    for (int i = 0; i < 3; i++) {
        std::thread t([] { mine.l = std::unique_lock<std::mutex>(m); });
        t.join();
    }
}
