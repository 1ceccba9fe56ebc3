// Many objects, each with its own pair.
#include "order.h"
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

struct latch {
    std::mutex m;
    std::condition_variable c;
    bool open = false;
    void wait()
    {
        std::unique_lock<std::mutex> l(m);
        c.wait(l, [this] { return open; });
    }
    void set()
    {
        std::lock_guard<std::mutex> l(m);
        open = true;
        c.notify_all();
    }
};

int main()
{
    std::vector<std::unique_ptr<latch>> latches;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; i++) {
        latches.push_back(std::make_unique<latch>());
        threads.emplace_back([l = latches.back().get()] { l->wait(); });
    }
    order_settle();
    for (auto &l : latches)
        l->set();
    for (auto &t : threads)
        t.join();
}
