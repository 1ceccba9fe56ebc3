// A worker thread locks a std::mutex under its own lock_guard; main waits for it.
// run: kill-after 4
#include "order.h"
#include <mutex>
#include <thread>

class registry {
    std::mutex m;
    int n = 0;

  public:
    int size()
    {
        std::lock_guard<std::mutex> g(m); // expect: lock-double-acquire
        return n;
    }
    void add()
    {
        std::lock_guard<std::mutex> g(m);
        n += size();
    }
};

int main()
{
    static registry r;
    std::thread t([] { r.add(); });
    t.join();
}
